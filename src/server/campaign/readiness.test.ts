import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { inOrder } from '../../../test/in-order.ts';
import type { Ctx } from '../db/index.ts';
import type { StaffActor } from '../shared/actor.ts';
import { createTemplate, reviewTemplateText } from '../text/index.ts';
import {
	approveCampaign,
	createCampaign,
	editCampaign,
	getCampaign,
	readAudience,
	reviewCampaignText,
	setAudience,
	submitCampaign,
	tickChecklist,
	type CampaignInput
} from './index.ts';
import { findUnchecked } from './readiness.ts';

type Person = Ctx & { actor: StaffActor };
const house = testDatabase();
let kari: Person;
let ola: Person;
let mihaela: Person;

beforeAll(async () => {
	await house.setClock('2026-11-24T11:00:00Z');
	kari = await house.ctx({ name: 'kari' });
	ola = await house.ctx({ name: 'ola', roles: ['lead'] });
	mihaela = await house.ctx({ name: 'mihaela' });
});

describe('before people are invited, the offer must be ready (R94)', () => {
	test('each item stands with who ticked it and when; all four, and it can be sent for approval and approved', async () => {
		const id = await aDraft({ checklist: undefined });
		expect(await submitCampaign(kari, id)).toEqual({ ok: false, why: 'uncheckedItems' });
		expect(await approveCampaign(ola, id)).toEqual({ ok: false, why: 'uncheckedItems' });
		await tickChecklist(kari, id, ['capacity', 'openingHours']);
		await tickChecklist(mihaela, id, ['capacity', 'openingHours', 'materials']);
		const { campaign } = await getCampaign(kari, id);
		expect(Object.fromEntries(campaign.checks.map(({ item, by }) => [item, by]))).toEqual({
			capacity: 'kari',
			openingHours: 'kari',
			materials: 'mihaela'
		});
		expect(campaign.checks[0]!.at).toEqual(kari.now);
		expect(findUnchecked(campaign.checks)).toEqual(['staffInformed']);
		expect(await approveCampaign(ola, id)).toEqual({ ok: false, why: 'uncheckedItems' });
		await tickChecklist(kari, id, [...inOrder.checklist]);
		expect(await submitCampaign(kari, id)).toMatchObject({ ok: true });
		expect(await approveCampaign(ola, id)).toMatchObject({ ok: true });
		expect(await tickChecklist(kari, id, [])).toEqual({ ok: false, why: 'wrongState' });
	});

	test('a tick that is taken away takes the draft back from approval; one that is added does not', async () => {
		const id = await aDraft();
		await submitCampaign(kari, id);
		await tickChecklist(kari, id, [...inOrder.checklist]);
		expect((await getCampaign(kari, id)).campaign.submittedAt).not.toBeNull();
		await tickChecklist(kari, id, ['capacity']);
		const { campaign } = await getCampaign(kari, id);
		expect(campaign.submittedAt).toBeNull();
		expect(campaign.checks.map(({ item }) => item)).toEqual(['capacity']);
	});

	test('a text that is changed must be looked at anew; one that is saved unchanged need not', async () => {
		const id = await aDraft();
		await editCampaign(kari, id, anInput({ checklist: undefined }));
		expect(findUnchecked((await getCampaign(kari, id)).campaign.checks)).toEqual([]);
		await editCampaign(kari, id, anInput({ checklist: undefined, message: { nb: 'Noe annet. Svar STOPP.' } }));
		expect(findUnchecked((await getCampaign(kari, id)).campaign.checks)).toEqual(['materials']);
	});

	test('without a goal that can be counted nobody says yes (R117)', async () => {
		const id = await aDraft({ target: undefined });
		expect(await submitCampaign(kari, id)).toEqual({ ok: false, why: 'noTarget' });
		expect(await approveCampaign(ola, id)).toEqual({ ok: false, why: 'noTarget' });
		await editCampaign(kari, id, anInput());
		expect((await getCampaign(kari, id)).campaign.target).toEqual({ count: 10, measure: 'replied' });
		expect(await approveCampaign(ola, id)).toMatchObject({ ok: true });
	});
});

describe('a text that the approver does not answer for needs a reader of its own (R75)', () => {
	const romanian = { message: { nb: 'Hei. Svar STOPP.', ro: 'Bună. Scrie STOP.' } };
	const text = { language: 'ro', variant: 'a' as const, body: 'Bună. Scrie STOP.' };

	test('somebody else than its writer reads it, as it stands; then it can be approved', async () => {
		const id = await aDraft(romanian);
		expect(await submitCampaign(kari, id)).toEqual({ ok: false, why: 'unreviewedText' });
		expect(await approveCampaign(ola, id)).toEqual({ ok: false, why: 'unreviewedText' });
		expect(await reviewCampaignText(kari, id, text)).toEqual({ ok: false, why: 'ownText' });
		expect(await reviewCampaignText(mihaela, id, { ...text, body: 'Altceva' })).toEqual({
			ok: false,
			why: 'wrongState'
		});
		expect(await reviewCampaignText(mihaela, id, text)).toMatchObject({ ok: true });
		const review = (await getCampaign(kari, id)).campaign.reviews.find(({ language }) => language === 'ro');
		expect(review).toMatchObject({ reviewerName: 'mihaela', reviewedAt: mihaela.now });
		expect(await approveCampaign(ola, id)).toMatchObject({ ok: true });
	});

	test('a change takes the review away; a change in another language does not', async () => {
		const id = await aDraft(romanian);
		await reviewCampaignText(mihaela, id, text);
		await editCampaign(kari, id, anInput({ message: { ...romanian.message, nb: 'Annet. Svar STOPP.' } }));
		expect(await submitCampaign(kari, id)).toMatchObject({ ok: true });
		await editCampaign(kari, id, anInput({ message: { ...romanian.message, ro: 'Salut. Scrie STOP.' } }));
		expect(await submitCampaign(kari, id)).toEqual({ ok: false, why: 'unreviewedText' });
	});

	test('whoever approves has read the Norwegian and English texts, and stands as their reader', async () => {
		const id = await aDraft({ message: { nb: 'Hei. Svar STOPP.', en: 'Hi. Reply STOP.' } });
		await approveCampaign(ola, id);
		const { reviews } = (await getCampaign(kari, id)).campaign;
		expect(reviews.map(({ language, reviewerName }) => [language, reviewerName]).toSorted()).toEqual([
			['en', 'ola'],
			['nb', 'ola']
		]);
	});

	test('a text of the library that stands unchanged brings its reader; an adapted one does not', async () => {
		const made = await createTemplate(kari, {
			...{ kind: 'message', purpose: 'services', name: 'Hei' },
			bodies: { nb: 'Hei. Svar STOPP.', ro: text.body, pl: 'Dzień dobry. Odpisz STOP.' }
		});
		if (!made.ok) throw new Error(made.why);
		await reviewTemplateText(mihaela, made.id, { language: 'ro', body: text.body });
		const id = await aDraft({ ...romanian, template: made.id });
		expect(await submitCampaign(kari, id)).toMatchObject({ ok: true });
		const review = (await getCampaign(kari, id)).campaign.reviews.find(({ language }) => language === 'ro');
		expect(review).toMatchObject({ reviewerName: 'mihaela', writtenBy: kari.actor.id });
		expect(review!.templateVersionId).not.toBeNull();

		const adapted = { nb: 'Hei. Svar STOPP.', ro: 'Bună seara. Scrie STOP.' };
		const other = await aDraft({ message: adapted, template: made.id });
		expect(await submitCampaign(kari, other)).toEqual({ ok: false, why: 'unreviewedText' });
		const unread = { nb: 'Hei. Svar STOPP.', pl: 'Dzień dobry. Odpisz STOP.' };
		const third = await aDraft({ message: unread, template: made.id });
		expect(await submitCampaign(kari, third)).toEqual({ ok: false, why: 'unreviewedText' });
	});
});

describe('with the application’s own log-in, and wrong code, the database refuses', () => {
	let id: string;
	beforeEach(async () => {
		id = await aDraft({ message: { nb: 'Hei. Svar STOPP.', ro: 'Bună. Scrie STOP.' } });
		await reviewCampaignText(mihaela, id, { language: 'ro', variant: 'a', body: 'Bună. Scrie STOP.' });
		await readAs(ola, 'nb');
	});
	const approve = () =>
		house.db
			.updateTable('campaign')
			.set({ state: 'approved', approvedBy: ola.actor.id, approvedAt: ola.now })
			.where('id', '=', id)
			.execute();
	const readAs = (who: Person, language: string) =>
		house.db
			.updateTable('campaignText')
			.set({ reviewedBy: who.actor.id, reviewedAt: who.now })
			.where('campaignId', '=', id)
			.where('language', '=', language)
			.execute();

	test('a yes is possible when all is in order', async () => {
		await approve();
		expect((await getCampaign(kari, id)).campaign.state).toBe('approved');
	});

	test('a yes with an item unticked, without a countable goal, or with an unread text', async () => {
		await house.db.deleteFrom('campaignCheck').where('campaignId', '=', id).where('item', '=', 'capacity').execute();
		await expect(approve()).rejects.toThrow(/checklist/);
		await tickChecklist(kari, id, [...inOrder.checklist]);
		await house.db
			.updateTable('campaign')
			.set({ targetCount: null, targetMeasure: null })
			.where('id', '=', id)
			.execute();
		await expect(approve()).rejects.toThrow(/goal/);
		await house.db
			.updateTable('campaign')
			.set({ targetCount: 5, targetMeasure: 'other' })
			.where('id', '=', id)
			.execute();
		await house.db.insertInto('campaignText').values({ campaignId: id, language: 'pl', body: 'x' }).execute();
		await expect(approve()).rejects.toThrow(/read/);
	});

	test('a review by the writer, one that is born with the text, and one that survives a change', async () => {
		await expect(readAs(kari, 'ro')).rejects.toThrow(/check constraint/);
		const born = { campaignId: id, language: 'pl', body: 'x', reviewedBy: ola.actor.id, reviewedAt: ola.now };
		await expect(house.db.insertInto('campaignText').values(born).execute()).rejects.toThrow(/brings its review/);
		await expect(
			house.db.updateTable('campaignText').set({ body: 'x' }).where('campaignId', '=', id).execute()
		).rejects.toThrow(/brings its review/);
		const { id: versionId } = await house.db.selectFrom('textVersion').select('id').executeTakeFirstOrThrow();
		await expect(
			house.db
				.insertInto('campaignText')
				.values({ ...born, templateVersionId: versionId })
				.execute()
		).rejects.toThrow(/brings its review/);
	});

	test('a tick or another goal after the yes', async () => {
		await approve();
		const tick = { campaignId: id, item: 'capacity', tickedBy: ola.actor.id, tickedAt: ola.now };
		await expect(house.db.deleteFrom('campaignCheck').where('campaignId', '=', id).execute()).rejects.toThrow(
			/does not change/
		);
		await expect(house.db.insertInto('campaignCheck').values(tick).execute()).rejects.toThrow(/does not change/);
		await expect(
			house.db.updateTable('campaign').set({ targetCount: 1 }).where('id', '=', id).execute()
		).rejects.toThrow(/does not change/);
	});
});

let next = 0;
function anInput(changes: Partial<CampaignInput> = {}): CampaignInput {
	return {
		...{ name: 'vinter', goal: 'ti nye', endsOn: '2026-12-24', message: { nb: 'Hei. Svar STOPP.' }, callAfterDays: 3 },
		...inOrder,
		...changes
	};
}

async function aDraft(changes: Partial<CampaignInput> = {}): Promise<string> {
	const created = await createCampaign(kari, anInput(changes));
	if (!created.ok) throw new Error(created.why);
	const read = readAudience([{ line: 1, cells: [`900 84 ${String(++next).padStart(3, '0')}`] }], { limit: 10 });
	if (!read.ok) throw new Error(read.why);
	await setAudience(kari, created.id, read.audience);
	return created.id;
}
