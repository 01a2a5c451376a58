import { beforeAll, describe, expect, test } from 'vitest';
import * as v from 'valibot';
import { testDatabase } from '../../../test/database.ts';
import { inOrder } from '../../../test/in-order.ts';
import type { Ctx } from '../db/index.ts';
import { simulatedPhones } from '../gateway/index.ts';
import type { StaffActor } from '../shared/actor.ts';
import type { Msisdn } from '../shared/phone.ts';
import { campaignTasks } from './campaign.tasks.ts';
import {
	approveCampaign,
	campaignInput,
	createCampaign,
	pauseCampaign,
	readAudience,
	setAudience,
	startCampaign,
	type CampaignInput
} from './index.ts';

type Person = Ctx & { actor: StaffActor };
const house = testDatabase();
let kari: Person;
let ola: Person;

beforeAll(async () => {
	await house.setClock('2026-11-24T11:00:00Z');
	kari = await house.ctx({ name: 'kari' });
	ola = await house.ctx({ name: 'ola', roles: ['lead'] });
});

describe('two wordings of a message', () => {
	const base: CampaignInput = {
		...{ name: 'vinter', goal: 'ti nye', endsOn: '2026-12-24', callAfterDays: 3 },
		...inOrder,
		message: { nb: 'Første. Svar STOPP.', en: 'Only. Reply STOP.' },
		secondMessage: { nb: 'Andre. Svar STOPP.' }
	};

	test('each gets one of the two, about half each, and what they got stands with them', async () => {
		const id = await aCampaign(base, 200, '90086');
		await start(id);
		const drawn = await lines(id);
		const second = drawn.filter(({ variant }) => variant === 'b').length;
		expect(drawn).toHaveLength(200);
		expect(second).toBeGreaterThan(60); // more than five standard deviations away
		expect(second).toBeLessThan(140);
		const texts = drawn.map(({ line }) => lastText(numberOf('90086', line)));
		expect(texts).toEqual(drawn.map(({ variant }) => (variant === 'b' ? 'Andre. Svar STOPP.' : 'Første. Svar STOPP.')));
	});

	test('the draw is made once: a pause, a killed worker and a new start change nothing', async () => {
		const id = await aCampaign(base, 30, '90087');
		await startOnly(id);
		const drawn = await lines(id);
		expect(new Set(drawn.map(({ variant }) => variant))).toEqual(new Set(['a', 'b']));
		await pauseCampaign(await house.later(kari), id);
		await start(id);
		expect(await lines(id)).toEqual(drawn);
		const other = house.db.updateTable('campaignRecipient').set({ variant: 'b' }).where('campaignId', '=', id);
		await expect(other.where('variant', '=', 'a').execute()).rejects.toThrow(/drawn once/);
	});

	test('a language with one wording gets that one', async () => {
		const id = await aCampaign(base, 20, '90088', 'en');
		await start(id);
		expect((await lines(id)).map(({ variant }) => variant)).toEqual(Array(20).fill('a'));
		expect(lastText(numberOf('90088', 1))).toBe('Only. Reply STOP.');
	});

	test('a campaign with one wording draws nothing', async () => {
		const id = await aCampaign({ ...base, secondMessage: undefined }, 5, '90089');
		await start(id);
		expect((await lines(id)).map(({ variant }) => variant)).toEqual(Array(5).fill(null));
	});

	test('a second wording without a first is refused', () => {
		const read = v.safeParse(campaignInput, { ...base, secondMessage: { ro: 'Bună' } });
		expect(read.issues?.map((issue) => [v.getDotPath(issue), issue.message])).toEqual([['secondMessage', 'noFirst']]);
		expect(v.is(campaignInput, base)).toBe(true);
	});
});

const numberOf = (start: string, line: number) => `+47${start}${String(line).padStart(3, '0')}` as Msisdn;

async function aCampaign(input: CampaignInput, count: number, begins: string, language = ''): Promise<string> {
	const created = await createCampaign(await house.later(kari), input);
	if (!created.ok) throw new Error(created.why);
	const rows = Array.from({ length: count }, (_, place) => ({
		line: place + 1,
		cells: [numberOf(begins, place + 1), language]
	}));
	const read = readAudience(rows, { limit: 1000 });
	if (!read.ok) throw new Error(read.why);
	await setAudience(await house.later(kari), created.id, read.audience);
	expect(await approveCampaign(await house.later(ola), created.id)).toMatchObject({ ok: true });
	return created.id;
}

async function startOnly(id: string): Promise<void> {
	expect(await startCampaign(await house.later(kari), id)).toMatchObject({ ok: true });
}

async function start(id: string): Promise<void> {
	await startOnly(id);
	await campaignTasks['campaign.send'](await house.systemCtx(), { campaignId: id });
}

const lines = (id: string) =>
	house.db
		.selectFrom('campaignRecipient')
		.select(['line', 'variant'])
		.where('campaignId', '=', id)
		.orderBy('line')
		.execute();

const lastText = (number: Msisdn) =>
	simulatedPhones()
		.readPhone(number)
		.findLast((line) => line.direction === 'toPhone')?.text;
