import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { ownKeyholder } from '../../../test/own-keyholder.ts';
import {
	approveCampaign,
	beginCall,
	createCampaign,
	endCall,
	getCampaign,
	getEvaluation,
	readAudience,
	setAudience,
	startCampaign
} from '../campaign/index.ts';
import { campaignTasks, tidyCampaigns } from '../campaign/campaign.tasks.ts';
import type { Ctx } from '../db/index.ts';
import { collect, sendAnswers } from '../delivery/index.ts';
import { simulatedPhones } from '../gateway/index.ts';
import type { Msisdn } from '../shared/phone.ts';
import { optOutNumbers } from '../suppression/index.ts';
import { tagNumbers, vaultStatus } from '../vault/index.ts';
import { purge } from './index.ts';
import { decideLogYears } from './retention.ts';

ownKeyholder({ audienceQuota: 100_000 }); // log keys are destroyed here that other tests need
const house = testDatabase();
const phones = simulatedPhones();
let kari: Ctx;
let ola: Ctx;

beforeAll(async () => {
	await house.setClock('2019-03-01T11:00:00Z');
	kari = await house.ctx({ name: 'kari', roles: ['adviser', 'lead'] });
	ola = await house.ctx({ name: 'ola', roles: ['lead'] });
});

describe('twelve calendar months (R66)', () => {
	test('an event of 10 May 2019 stands on 9 May 2020 and is gone on 10 May, whatever the time of day; figures stay', async () => {
		await house.setClock('2019-05-10T20:00:00Z'); // ten in the evening in Oslo
		const id = await aSentCampaign('vår', ['+4790087001', '+4790087002', '+4790087003'], '2019-05-20');
		phones.writeFrom('+4790087001' as Msisdn, 'Hei, når har dere åpent?');
		phones.writeFrom('+4790087002' as Msisdn, 'STOPP');
		await hear();
		await house.setClock('2019-06-20T11:00:00Z');
		await tidyCampaigns(await house.systemCtx());
		const before = await everything(id);
		expect(before).toMatchObject({ sent: 3, replied: 2, optedOut: 1 });
		expect(await countRows()).toMatchObject({ attempts: 4, messages: 4, lines: 3 }); // three first, one confirmation
		expect((await countRows()).entries).toBeGreaterThan(3);

		await house.setClock('2020-05-09T03:17:00Z');
		expect(await purge(await house.systemCtx())).toMatchObject({ attempts: 0 });
		expect(await countRows()).toMatchObject({ attempts: 4, messages: 4, lines: 3 });
		await house.setClock('2020-05-10T03:17:00Z');
		expect(await purge(await house.systemCtx())).toMatchObject({ attempts: 4 });
		expect(await countRows()).toMatchObject({ attempts: 0, messages: 0, receipts: 0, lines: 0 });
		const { rows } = await house.asOwner(`select count(*)::int as old from audit_entry where at < '2019-05-11'`);
		expect(rows).toEqual([{ old: 0 }]);
		expect(await everything(id)).toEqual(before);
	});

	test('whoever opted out on 1 March 2019 is skipped by a campaign on 2 June 2020, after the deletion', async () => {
		await house.setClock('2019-03-01T11:00:00Z');
		await optOutNumbers(await house.later(kari), ['+4790087011']);
		await house.setClock('2020-06-01T03:17:00Z');
		await purge(await house.systemCtx());
		await house.setClock('2020-06-02T11:00:00Z');
		const id = await aSentCampaign('sommer', ['+4790087011', '+4790087012'], '2020-06-10');
		expect(await getCampaign(await house.later(kari), id)).toMatchObject({
			delivery: { sent: 1 },
			verdicts: { wait: { optedOut: 1 } }
		});
		expect(phones.readPhone('+4790087011' as Msisdn)).toEqual([]);
		expect(phones.readPhone('+4790087012' as Msisdn)).toHaveLength(1);
	});

	test('the calendar holds on the last of February and when the clocks change', async () => {
		const cases = [
			['2021-02-28T12:00:00Z', '2020-03-01T00:00+01:00'], // 29 February 2020 goes too
			['2020-02-28T12:00:00Z', '2019-03-01T00:00+01:00'],
			['2020-02-29T12:00:00Z', '2019-03-01T00:00+01:00'],
			['2026-03-28T23:30:00Z', '2025-03-30T00:00+01:00'], // already the night of 29 March in Oslo
			['2026-10-25T12:00:00Z', '2025-10-26T00:00+02:00']
		] as const;
		for (const [now, keptFrom] of cases) {
			await house.setClock(now);
			const { rows } = await house.asOwner('select retention_kept_from() as at');
			expect((rows as { at: Date }[])[0]!.at.toISOString(), now).toBe(new Date(keptFrom).toISOString());
		}
	});
});

describe('a figure is what stands and what was forgotten', () => {
	test('whatever is deleted first, at every step and in any batches, the figures are what they were', async () => {
		await house.setClock('2021-01-11T11:00:00Z');
		const numbers = Array.from({ length: 30 }, (_, place) => `+47900872${String(place).padStart(2, '0')}`);
		const id = await aSentCampaign('to språk', numbers.slice(0, 12), '2021-01-20', true);
		for (const place of [0, 3, 4]) phones.writeFrom(numbers[place]! as Msisdn, place === 4 ? 'STOP' : 'Ja');
		await hear();
		await house.setClock('2021-01-15T11:00:00Z');
		for (const disposition of ['reached', 'declined', 'noAnswer'] as const) {
			const begun = await beginCall(await house.later(kari), id);
			if (!begun.ok) throw new Error(begun.why);
			await endCall(await house.later(kari), begun.call.attemptId, disposition);
		}
		await house.asOwner(
			`update delivery_message set state = (array['delivered', 'unknown', 'expired', 'rejected'])[1 + (random() * 3)::int]
			where campaign_id = $1`,
			[id]
		);
		const live = await everything(id);
		expect(live).toMatchObject({ sent: 12, replied: 3, optedOut: 2, called: 3 });
		expect(live).toMatchObject({ byLanguage: [{ language: 'en' }, { language: 'nb' }] });
		await house.setClock('2021-02-20T11:00:00Z');
		await tidyCampaigns(await house.systemCtx());
		expect(await everything(id)).toEqual(live);

		await house.setClock('2022-01-20T03:17:00Z');
		for (const limit of fc.sample(fc.integer({ min: 1, max: 3 }), 20)) {
			await house.asOwner('select attempt_forget_expired($1)', [limit]);
			expect(await everything(id)).toEqual(live);
		}
		const { rows } = await house.asOwner('select count(*)::int as left from attempt where campaign_id = $1', [id]);
		expect(rows).toEqual([{ left: 0 }]);
		expect(await everything(id)).toEqual(live);
	});
});

describe('the database keeps to it', () => {
	test('the application may delete nothing by itself, and the functions delete nothing young', async () => {
		await house.setClock('2022-06-01T11:00:00Z');
		await purge(await house.systemCtx());
		await aSentCampaign('ung', ['+4790087031'], '2022-06-10');
		const before = await countRows();
		expect(before).toMatchObject({ attempts: 1, messages: 1, receipts: 1 });
		for (const table of ['attempt', 'delivery_message', 'delivery_receipt', 'audit_entry', 'campaign_result'])
			await expect(tryAsStaff(`delete from ${table}`), table).rejects.toThrow('permission denied');
		await expect(tryAsStaff(`update campaign_result set count = 0`)).rejects.toThrow('permission denied');
		await tryAsStaff('select attempt_forget_expired(1000), delivery_forget_receipts(1000), audit_forget_expired(1000)');
		expect(await countRows()).toEqual(before);
	});

	test('a run is on record in counts, and a second one finds nothing', async () => {
		await house.setClock('2023-07-01T03:17:00Z');
		const first = await purge(await house.systemCtx());
		expect(first.attempts).toBeGreaterThan(0);
		expect(await purge(await house.systemCtx())).toMatchObject({ attempts: 0, receipts: 0, entries: 0, logKeys: 0 });
		const { rows } = await house.asOwner(
			`select result from audit_entry where action = 'retention.purge' order by id desc limit 2`
		);
		expect((rows as { result: string }[])[1]!.result).toBe(
			Object.entries(first)
				.map(([what, count]) => `${what} ${count}`)
				.join(', ')
		);
	});
});

describe('the key of a year’s log', () => {
	test('is over when the last day of its year lies twelve months back, by both clocks', () => {
		const real = '2030-05-05';
		expect(decideLogYears([2018, 2019, 2020], '2020-12-30', real)).toEqual([2018]);
		expect(decideLogYears([2018, 2019, 2020], '2020-12-31', real)).toEqual([2018, 2019]);
		expect(decideLogYears([2026, 2027], '2036-01-01', '2026-11-22')).toEqual([]);
	});

	test('is destroyed only when no attempt was logged under it any more', async () => {
		await house.setClock('2018-12-30T11:00:00Z');
		const late = await tagNumbers(await house.later(kari), ['+4790087041'], 'send');
		if (!late.ok) throw new Error(late.why);
		// A call in January stands in the log of the year in which its list came.
		await aCallLogged('2019-01-03T11:00:00Z', late.tags[0]!.log, 2018);
		await house.setClock('2020-01-02T03:17:00Z');
		await purge(await house.systemCtx());
		expect((await vaultStatus()).keys.logYears).toContain(2018);
		await house.setClock('2020-01-03T03:17:00Z');
		expect(await purge(await house.systemCtx())).toMatchObject({ attempts: 1, logKeys: 1 });
		expect((await vaultStatus()).keys.logYears).not.toContain(2018);
		await house.setClock('2018-12-31T11:00:00Z');
		await expect(tagNumbers(await house.later(kari), ['+4790087041'], 'send')).rejects.toMatchObject({
			code: 'keyDestroyed'
		});
	});
});

/** Everything that the pages say of a campaign. */
async function everything(id: string): Promise<object> {
	const ctx = await house.later(kari);
	const page = await getCampaign(ctx, id);
	const evaluation = await getEvaluation(ctx, id);
	expect(evaluation.figures).toMatchObject({
		...page.delivery,
		replied: page.replied,
		optedOut: page.optedOut,
		dispositions: page.dispositions
	});
	return {
		...evaluation.figures,
		byVariant: evaluation.byVariant,
		byLanguage: evaluation.byLanguage,
		go: page.verdicts.go
	};
}

async function aSentCampaign(name: string, numbers: string[], endsOn: string, twoLanguages = false): Promise<string> {
	const author = await house.later(kari);
	const made = await createCampaign(author, {
		name,
		goal: 'Ti nye får vite om oss',
		target: { count: 10, measure: 'replied' },
		checklist: ['capacity', 'openingHours', 'materials', 'staffInformed'],
		endsOn,
		message: { nb: 'Hei fra oss. Svar STOPP.', ...(twoLanguages ? { en: 'Hi from us. Reply STOP.' } : {}) },
		...(twoLanguages ? { secondMessage: { nb: 'Hallo fra oss. Svar STOPP.' } } : {}),
		callAfterDays: 3
	});
	if (!made.ok) throw new Error(made.why);
	const cells = numbers.map((number, place) => [number, twoLanguages && place % 3 === 0 ? 'en' : 'nb']);
	const rows = [['nummer', 'språk'], ...cells].map((cells, place) => ({ line: place + 1, cells }));
	const audience = readAudience(rows, { limit: 1000 });
	if (!audience.ok) throw new Error(audience.why);
	for (const step of [
		() => setAudience(author, made.id, audience.audience),
		async () => approveCampaign(await house.later(ola), made.id),
		() => startCampaign(author, made.id)
	]) {
		const done = await step();
		if (!done.ok) throw new Error(done.why);
	}
	await campaignTasks['campaign.send'](await house.systemCtx(), { campaignId: made.id });
	await collect(await house.systemCtx());
	return made.id;
}

/** What has come in is read, counted and answered, as the worker does. */
async function hear(): Promise<void> {
	await collect(await house.systemCtx());
	await sendAnswers(await house.systemCtx());
	const { rows } = await house.asOwner('select id from delivery_inbound');
	for (const { id } of rows as { id: string }[])
		await campaignTasks['campaign.noteReply'](await house.systemCtx(), { inboundId: id });
	await collect(await house.systemCtx());
}

/** A call that was made, arranged by the owner: the application can log nothing in another year's name. */
async function aCallLogged(at: string, logTag: Buffer, logYear: number): Promise<void> {
	await house.setClock(at);
	const id = '0190a000-0000-7000-8000-000000000002';
	const [a, b] = [kari, ola].map((ctx) => (ctx.actor.kind === 'staff' ? ctx.actor.id : ''));
	await house.asOwner(
		`insert into campaign (id, name, goal, ends_on, sender, created_by, created_at, approved_by, approved_at, state)
		values ($1, 'nyttår', 'x', '2019-02-01', 'Lykt', $2, now(), $3, now(), 'running')`,
		[id, a, b]
	);
	await house.asOwner(
		`insert into attempt (id, step, channel, campaign_id, log_tag, log_year, rule_version, state, disposition, claimed_at, claim_expires_at, handed_over_at)
		values ($1, 'followUp', 'call', $1, $2, $3, 1, 'handedOver', 'noAnswer', $4, $4, $4)`,
		[id, logTag, logYear, at]
	);
}

async function tryAsStaff(query: string): Promise<void> {
	const { sql } = await import('kysely');
	await sql.raw(query).execute(house.db);
}

async function countRows(): Promise<Record<string, number>> {
	const { rows } = await house.asOwner(
		`select (select count(*)::int from attempt) as attempts, (select count(*)::int from delivery_message) as messages,
			(select count(*)::int from delivery_receipt) as receipts, (select count(*)::int from campaign_recipient) as lines,
			(select count(*)::int from audit_entry) as entries`
	);
	return (rows as Record<string, number>[])[0]!;
}
