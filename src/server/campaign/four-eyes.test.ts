import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { inOrder } from '../../../test/in-order.ts';
import type { Ctx } from '../db/index.ts';
import type { StaffActor } from '../shared/actor.ts';
import { newId } from '../shared/ids.ts';
import {
	approveCampaign,
	closeCampaign,
	createCampaign,
	discardCampaign,
	editCampaign,
	getCampaign,
	readAudience,
	setAudience,
	submitCampaign
} from './index.ts';

type Person = Ctx & { actor: StaffActor };
const house = testDatabase();
let kari: Person;
let ola: Person;
let per: Person;

beforeAll(async () => {
	await house.setClock('2026-11-24T11:00:00Z');
	kari = await house.ctx({ name: 'kari' });
	ola = await house.ctx({ name: 'ola', roles: ['lead'] });
	per = await house.ctx({ name: 'per', roles: ['lead'] });
});

describe('whoever had a hand in a campaign does not approve it', () => {
	test('a lead who rewrote the text of somebody else’s draft, until its author has written it anew', async () => {
		const id = await aDraft();
		await editCampaign(ola, id, anInput('olas ord'));
		expect(await approveCampaign(ola, id)).toEqual({ ok: false, why: 'ownCampaign' });
		await editCampaign(kari, id, anInput('karis ord'));
		expect(await approveCampaign(ola, id)).toMatchObject({ ok: true });
	});

	test('a lead who gave the list, also when a colleague added to it; another lead may', async () => {
		const id = await aDraft();
		await give(ola, id, ['900 83 001']);
		await give(kari, id, ['900 83 002'], true);
		expect(await approveCampaign(ola, id)).toEqual({ ok: false, why: 'ownCampaign' });
		expect(await approveCampaign(per, id)).toMatchObject({ ok: true });
	});
});

test('what its author changes while the approver reads it is not approved on screen until it is submitted anew', async () => {
	const id = await aDraft();
	const submit = async (at: string) => {
		await house.setClock(at);
		await submitCampaign(await house.later(kari), id);
		return (await getCampaign(ola, id)).campaign.submittedAt!.toISOString();
	};
	const first = await submit('2026-11-24T12:00:00Z');
	await editCampaign(kari, id, anInput('noe annet'));
	expect(await approveCampaign(ola, id, { seen: first })).toEqual({ ok: false, why: 'wrongState' });
	const second = await submit('2026-11-24T12:01:00Z');
	expect(await approveCampaign(ola, id, { seen: first })).toEqual({ ok: false, why: 'wrongState' }); // they read the old text
	await give(kari, id, ['900 83 010']);
	expect(await approveCampaign(ola, id, { seen: second })).toEqual({ ok: false, why: 'wrongState' });
	const third = await submit('2026-11-24T12:02:00Z');
	expect(await approveCampaign(ola, id, { seen: third })).toMatchObject({ ok: true });
});

describe('with the application’s own log-in, and wrong code, the database refuses', () => {
	let approved: string;
	let draft: string;
	beforeEach(async () => {
		draft = await aDraft();
		approved = await aDraft();
		expect(await approveCampaign(ola, approved)).toMatchObject({ ok: true });
	});
	const change = (id: string, set: object) => house.db.updateTable('campaign').set(set).where('id', '=', id).execute();

	test('another author, or a campaign that is born approved', async () => {
		await expect(change(draft, { createdBy: per.actor.id })).rejects.toThrow(/permission denied/);
		const row = { id: newId(), name: 'x', goal: 'x', endsOn: '2026-12-24', sender: 'x', createdAt: kari.now };
		const born = { ...row, createdBy: kari.actor.id, state: 'running', approvedBy: ola.actor.id };
		await expect(house.db.insertInto('campaign').values(born).execute()).rejects.toThrow(/permission denied/);
	});

	test('an approval by one of the authors, beside the step, or given to somebody else afterwards', async () => {
		await editCampaign(ola, draft, anInput());
		const read = { reviewedBy: per.actor.id, reviewedAt: per.now };
		await house.db.updateTable('campaignText').set(read).where('campaignId', '=', draft).execute();
		await expect(change(draft, { state: 'approved', approvedBy: ola.actor.id })).rejects.toThrow(/check/);
		await expect(change(draft, { state: 'running', approvedBy: per.actor.id })).rejects.toThrow(/approved once/);
		await expect(change(approved, { approvedBy: per.actor.id })).rejects.toThrow(/approved once/);
		await expect(change(draft, { state: 'closed' })).rejects.toThrow(/approved first/);
	});

	test('the way back to draft, another text, another list, another last day', async () => {
		await expect(change(approved, { state: 'draft' })).rejects.toThrow(/go back/);
		await expect(change(approved, { endsOn: '2029-01-01' })).rejects.toThrow(/does not change/);
		await expect(change(approved, { audienceKey: 'audience:other' })).rejects.toThrow(/does not change/);
		const text = { campaignId: approved, language: 'en', body: 'Something else' };
		await expect(house.db.insertInto('campaignText').values(text).execute()).rejects.toThrow(/does not change/);
		await expect(
			house.db.updateTable('campaignText').set({ body: 'x' }).where('campaignId', '=', approved).execute()
		).rejects.toThrow(/does not change/);
		const line = { id: newId(), campaignId: approved, line: 9, holdTag: Buffer.alloc(32), logTag: Buffer.alloc(32) };
		await expect(
			house.db
				.insertInto('campaignRecipient')
				.values({ ...line, verdict: 'go' })
				.execute()
		).rejects.toThrow(/does not change/);
		await expect(house.db.deleteFrom('campaign').where('id', '=', approved).execute()).rejects.toThrow(/thrown away/);
	});

	test('another number behind a line’s tags', async () => {
		const lines = house.db.updateTable('campaignRecipient').where('campaignId', '=', approved);
		await expect(lines.set({ holdTag: Buffer.alloc(32) }).execute()).rejects.toThrow(/erased or left alone/);
		await expect(lines.set({ sealedNumber: Buffer.alloc(40) }).execute()).rejects.toThrow(/erased or left alone/);
		await lines.set({ sealedNumber: null }).execute();
	});

	test('and still a draft can be thrown away, and what was approved can be closed', async () => {
		expect(await discardCampaign(kari, draft)).toMatchObject({ ok: true });
		expect(await closeCampaign(kari, approved)).toMatchObject({ ok: true });
		await expect(change(approved, { state: 'running' })).rejects.toThrow(/go back/);
	});
});

function anInput(body = 'Hei') {
	return {
		name: 'vinter',
		goal: 'ti nye',
		endsOn: '2026-12-24',
		message: { nb: `${body}. Svar STOPP.` },
		callAfterDays: 3,
		...inOrder
	};
}

async function aDraft(): Promise<string> {
	const created = await createCampaign(kari, anInput());
	if (!created.ok) throw new Error(created.why);
	await give(kari, created.id, ['900 83 000']);
	return created.id;
}

async function give(who: Ctx, id: string, numbers: string[], add = false): Promise<void> {
	const read = readAudience(
		numbers.map((number, place) => ({ line: place + 1, cells: [number] })),
		{ limit: 100 }
	);
	if (!read.ok) throw new Error(read.why);
	expect(await setAudience(who, id, read.audience, { add })).toMatchObject({ ok: true });
}
