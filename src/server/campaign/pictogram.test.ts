import { beforeAll, describe, expect, test } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { inOrder } from '../../../test/in-order.ts';
import type { Ctx } from '../db/index.ts';
import { simulatedPhones } from '../gateway/index.ts';
import { manual } from '../gateway/sms/manual.ts';
import type { StaffActor } from '../shared/actor.ts';
import type { Msisdn } from '../shared/phone.ts';
import { activateVersion, createPictogram, recordRound, withdrawPictogram } from '../text/index.ts';
import { bringPicture } from './bring-picture.ts';
import { campaignTasks } from './campaign.tasks.ts';
import {
	approveCampaign,
	chooseCampaignPictogram,
	createCampaign,
	getCampaign,
	readAudience,
	readCampaignPictogram,
	reviewCampaignText,
	setAudience,
	startCampaign,
	submitCampaign,
	tickChecklist
} from './index.ts';

type Person = Ctx & { actor: StaffActor };
const house = testDatabase();
const people: Record<'kari' | 'ola' | 'eva', Person> = {} as never;

beforeAll(async () => {
	await house.setClock('2026-11-24T11:00:00Z');
	people.kari = await house.ctx({ name: 'kari' });
	people.ola = await house.ctx({ name: 'ola', roles: ['lead'] });
	people.eva = await house.ctx({ name: 'eva', roles: ['lead'] });
});

describe('a campaign with a picture', () => {
	test('brings it to every phone, in a size that a message takes', async () => {
		const { versionId } = await aPictogram();
		const id = await aDraft('90081');
		allowed(await chooseCampaignPictogram(people.kari, id, versionId));
		allowed(await tickChecklist(people.kari, id, inOrder.checklist));
		allowed(await approveCampaign(people.ola, id));
		allowed(await startCampaign(people.kari, id));
		await campaignTasks['campaign.send'](await house.systemCtx(), { campaignId: id });
		const pictures = [1, 2, 3].map((line) => simulatedPhones().readPhone(numberOf('90081', line))[0]?.picture);
		expect(pictures.map((picture) => picture?.alt)).toEqual(Array(3).fill('Lege og advokat'));
		const png = simulatedPhones().readPicture(pictures[0]!.name)!;
		expect(png.subarray(1, 4).toString()).toBe('PNG');
		expect(png.length).toBeLessThan(300_000);
	});

	test('goes out as text alone where the gateway cannot, and the page is told', async () => {
		const { versionId } = await aPictogram();
		const id = await aDraft('90082');
		allowed(await chooseCampaignPictogram(people.kari, id, versionId));
		const { campaign } = await getCampaign(people.kari, id);
		expect(await readCampaignPictogram(people.kari, campaign)).toMatchObject({ goesAlong: true });
		expect(await bringPicture(people.kari, campaign)).toMatchObject({ alt: 'Lege og advokat' });
		expect(await readCampaignPictogram(people.kari, campaign, manual)).toMatchObject({ goesAlong: false });
		expect(await bringPicture(people.kari, campaign, manual)).toBeUndefined();
	});

	test('may choose only a version in use, and only while it is a draft', async () => {
		const { versionId, id: pictogramId } = await aPictogram();
		const untested = allowed(await createPictogram(people.kari, aPicture));
		const id = await aDraft('90083');
		const choose = (version: string | null, who = people.kari) => chooseCampaignPictogram(who, id, version);
		expect(await choose(untested.versionId)).toEqual({ ok: false, why: 'pictogramNotActive' });
		await expect(write(id, untested.versionId)).rejects.toThrow('active pictogram');
		expect(await choose(versionId, await house.ctx({ roles: ['peer'] }))).toEqual({ ok: false, why: 'forbidden' });
		allowed(await choose(versionId));
		allowed(await withdrawPictogram(people.kari, pictogramId));
		const { campaign } = await getCampaign(people.kari, id);
		expect((await readCampaignPictogram(people.kari, campaign)).chosen).toMatchObject({ isActive: false });
		allowed(await tickChecklist(people.kari, id, inOrder.checklist));
		allowed(await approveCampaign(people.ola, id));
		expect(await choose(null)).toEqual({ ok: false, why: 'wrongState' });
		await expect(write(id, null)).rejects.toThrow('what is approved does not change');
	});

	test('is not approved by whoever chose the picture, and a choice asks for approval anew', async () => {
		const { versionId } = await aPictogram();
		const id = await aDraft('90084');
		allowed(await submitCampaign(people.kari, id));
		allowed(await chooseCampaignPictogram(people.ola, id, versionId));
		const { campaign } = await getCampaign(people.kari, id);
		expect(campaign.submittedAt).toBeNull();
		expect(campaign.checks.map(({ item }) => item)).not.toContain('materials');
		allowed(await tickChecklist(people.kari, id, inOrder.checklist));
		expect(await approveCampaign(people.ola, id)).toEqual({ ok: false, why: 'ownCampaign' });
		const text = { language: 'nb', variant: 'a', body: 'Hei. Svar STOPP.' } as const;
		allowed(await reviewCampaignText(people.eva, id, text));
		await expect(
			house.db
				.updateTable('campaign')
				.set({ state: 'approved', approvedBy: people.ola.actor.id, approvedAt: people.ola.now })
				.where('id', '=', id)
				.execute()
		).rejects.toThrow(/check/);
		expect(await approveCampaign(people.eva, id)).toMatchObject({ ok: true });
	});
});

const aPicture = {
	name: 'Tjenestene',
	language: 'nb',
	alt: 'Lege og advokat',
	tiles: [
		{ drawing: 'doctor', caption: '' },
		{ drawing: 'lykt-gavel', caption: '' }
	]
};

async function aPictogram(): Promise<{ id: string; versionId: string }> {
	const made = allowed(await createPictogram(people.kari, aPicture));
	allowed(await recordRound(people.kari, made.versionId, { askedOn: '2026-11-20', asked: 6, recognised: [6, 6] }));
	allowed(await activateVersion(people.kari, made.versionId));
	return made;
}

async function aDraft(begins: string): Promise<string> {
	const input = { name: 'vinter', goal: 'ti nye', endsOn: '2026-12-24', callAfterDays: 3, ...inOrder };
	const { id } = allowed(await createCampaign(people.kari, { ...input, message: { nb: 'Hei. Svar STOPP.' } }));
	const rows = [1, 2, 3].map((line) => ({ line, cells: [numberOf(begins, line)] }));
	const { audience } = allowed(readAudience(rows, { limit: 10 }));
	await setAudience(people.kari, id, audience);
	return id;
}

const numberOf = (start: string, line: number) => `+47${start}${String(line).padStart(3, '0')}` as Msisdn;

const write = (id: string, pictogramVersionId: string | null) =>
	house.db.updateTable('campaign').set({ pictogramVersionId }).where('id', '=', id).execute();

function allowed<T extends object>(outcome: ({ ok: true } & T) | { ok: false; why: string }): T {
	if (!outcome.ok) throw new Error(outcome.why);
	return outcome;
}
