import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import type { Ctx } from '../db/index.ts';
import type { StaffActor } from '../shared/actor.ts';
import { sixMonthsOn } from '../shared/calendar.ts';
import { newId } from '../shared/ids.ts';
import { optOut, pauseSending } from '../suppression/index.ts';
import {
	claimAnswer,
	claimCall,
	claimFirst,
	decideVerdict,
	handOver,
	listVerdicts,
	release,
	settleCall
} from './index.ts';

const house = testDatabase();
let kari: Ctx & { actor: StaffActor };
let campaign: string;

beforeAll(async () => {
	await house.setClock('2026-11-24T12:00:00Z');
	kari = await house.ctx({ name: 'kari', roles: ['adviser'] });
	campaign = await aRunningCampaign();
});

describe('the six-month rule (R64)', () => {
	const cases = [
		['2020-01-15T10:00:00Z', '2020-07-15'],
		['2019-08-31T10:00:00Z', '2020-02-29'],
		['2020-08-30T10:00:00Z', '2021-02-28'],
		['2026-03-29T00:30:00Z', '2026-09-29'], // the night in which the clocks go forward
		['2026-01-31T23:30:00Z', '2026-08-01'] // already 1 February in Oslo
	] as const;
	test.each(cases)('sent %s is free on %s', (sent, free) => {
		const day = sixMonthsOn(new Date(sent)).toLocaleDateString('sv-SE', { timeZone: 'Europe/Oslo' });
		expect(day).toBe(free);
	});

	test('the database counts by the same calendar, over many random instants', async () => {
		const instants = fc.sample(
			fc.date({ min: new Date('2015-01-01'), max: new Date('2040-01-01'), noInvalidDate: true }),
			300
		);
		const { rows } = await house.asOwner(
			'select suppression_free_from(t) as free from unnest($1::timestamptz[]) with ordinality x (t, n) order by n',
			[instants]
		);
		expect(rows.map((row: { free: Date }) => row.free.toISOString())).toEqual(
			instants.map((at) => sixMonthsOn(at).toISOString())
		);
	});

	test('blocked on the day before, free on the day itself', async () => {
		const tag = await aTag();
		await house.setClock('2020-01-15T10:00:00Z');
		await contact(tag, 2020);
		await house.setClock('2020-07-14T21:59:00Z'); // 23:59 in Oslo
		expect((await verdictOf(tag)).go).toBe(false);
		await house.setClock('2020-07-14T22:01:00Z'); // 00:01 on the fifteenth
		expect(await verdictOf(tag)).toEqual({ go: true });
		await house.setClock('2026-11-24T12:00:00Z');
	});
});

describe('claims (R67)', () => {
	test('of twenty parallel tries on one number exactly one gets through to a gateway', async () => {
		const tag = await aTag();
		const ctx = await house.later(kari);
		const tries = Array.from({ length: 20 }, async () => {
			const attemptId = newId();
			const claimed = await claimFirst(ctx, campaign, [{ attemptId, tags: tag }], 2026);
			return handOver(ctx, [...claimed]);
		});
		const through = (await Promise.all(tries)).flatMap((ids) => [...ids]);
		expect(through).toHaveLength(1);
	});

	test('two workers with overlapping lists never both get an address, and neither waits for ever', async () => {
		const tags = await house.onList(campaign, Array.from({ length: 200 }, newTag));
		const ctx = await house.later(kari);
		const take = (list: typeof tags) =>
			claimFirst(
				ctx,
				campaign,
				list.map((tag) => ({ attemptId: newId(), tags: tag })),
				2026
			);
		const [first, second] = await Promise.all([take(tags), take(tags.toReversed())]);
		expect(first.size + second.size).toBe(200);
	});

	test('the same address twice in one list is claimed once', async () => {
		const tag = await aTag();
		const claimed = await claimFirst(
			kari,
			campaign,
			[
				{ attemptId: newId(), tags: tag },
				{ attemptId: newId(), tags: tag }
			],
			2026
		);
		expect(claimed.size).toBe(1);
	});

	test('a claim that was not used can be released, and expires by itself', async () => {
		const tag = await aTag();
		const [first] = await claimFirst(kari, campaign, [{ attemptId: newId(), tags: tag }], 2026);
		expect((await verdictOf(tag)).go).toBe(false);
		await release(kari, [first!]);
		expect(await verdictOf(tag)).toEqual({ go: true });

		const [second] = await claimFirst(kari, campaign, [{ attemptId: newId(), tags: tag }], 2026);
		await house.setClock('2026-11-24T12:11:00Z');
		expect(await verdictOf(tag)).toEqual({ go: true });
		expect(await handOver(kari, [second!])).toEqual(new Set()); // too late: nothing may be sent on it
		await house.setClock('2026-11-24T12:00:00Z');
	});

	test('after hand-over nothing makes the hold shorter', async () => {
		const tag = await aTag();
		const attemptId = await contact(tag);
		await release(kari, [attemptId]);
		expect(await verdictOf(tag)).toMatchObject({ go: false, reason: 'contactedRecently' });
	});
});

describe('opting out (R65)', () => {
	test('an opt-out between claim and hand-over still stops the message', async () => {
		const tag = await aTag();
		const [attemptId] = await claimFirst(kari, campaign, [{ attemptId: newId(), tags: tag }], 2026);
		await optOut(kari, [tag.hold]);
		expect(await handOver(kari, [attemptId!])).toEqual(new Set());
	});

	test('it has no end: ten years later the answer is the same', async () => {
		const tag = await aTag();
		await optOut(kari, [tag.hold]);
		await house.setClock('2036-11-24T12:00:00Z');
		expect(await verdictOf(tag)).toEqual({ go: false, reason: 'optedOut' });
		await house.setClock('2026-11-24T12:00:00Z');
		expect(await claimFirst(await house.later(kari), campaign, [{ attemptId: newId(), tags: tag }], 2026)).toEqual(
			new Set()
		);
	});

	test('the application cannot delete or change a hold, whatever it tries', async () => {
		const tag = await aTag();
		await optOut(kari, [tag.hold]);
		await expect(house.db.deleteFrom('suppressionHold').execute()).rejects.toThrow(/permission denied/);
		await expect(house.db.updateTable('suppressionHold').set({ kind: 'contacted' }).execute()).rejects.toThrow(
			/permission denied/
		);
		await expect(
			house.db
				.insertInto('attempt')
				.values({} as never)
				.execute()
		).rejects.toThrow(/permission denied|syntax|null value/);
	});
});

describe('what the database refuses even when the application is wrong', () => {
	test('a first contact for a campaign that nobody approved', async () => {
		const draft = await aCampaign('draft');
		await expect(claimFirst(kari, draft, [{ attemptId: newId(), tags: await aTag(draft) }], 2026)).rejects.toThrow(
			/approved/
		);
	});

	test('a first message to a number that is not on the campaign’s own list, or that it has written to', async () => {
		const [own, stranger, others] = [await aTag(), newTag(), await aTag(await aRunningCampaign())];
		const crooked = { hold: (await aTag()).hold, log: randomBytes(32) };
		const ask = (tags: typeof own) => claimFirst(kari, campaign, [{ attemptId: newId(), tags }], 2026);
		expect((await ask(own)).size).toBe(1);
		for (const tags of [stranger, others, crooked]) expect(await ask(tags)).toEqual(new Set());
		const sent = await aTag();
		await contact(sent);
		await house.setClock('2027-06-01T12:00:00Z'); // the six months are over; the campaign goes on until 2030
		const later = await house.later(kari);
		expect(await claimFirst(later, campaign, [{ attemptId: newId(), tags: sent }], 2026)).toEqual(new Set());
		await house.setClock('2026-11-24T12:00:00Z');
	});

	test('a hand-over when the campaign was paused, or a reply may have meant stop, after the claim', async () => {
		const other = await aRunningCampaign();
		const take = async (campaignId: string) => {
			const tag = await aTag(campaignId);
			const [id] = await claimFirst(kari, campaignId, [{ attemptId: newId(), tags: tag }], 2026);
			return { tag, id: id! };
		};
		const [free, halted, unsure] = [await take(campaign), await take(other), await take(campaign)];
		await house.db.updateTable('campaign').set({ state: 'paused' }).where('id', '=', other).execute();
		await pauseSending(kari, unsure.tag.hold);
		expect(await handOver(kari, [free.id, halted.id, unsure.id])).toEqual(new Set([free.id]));
	});

	test('a first contact after the last day', async () => {
		const over = await aCampaign('running', '2026-11-23');
		await expect(claimFirst(kari, over, [{ attemptId: newId(), tags: await aTag(over) }], 2026)).rejects.toThrow(
			/running/
		);
	});

	test('a campaign approved by its own author', async () => {
		const draft = await aCampaign('draft');
		await house.asOwner(`update campaign set target_count = 1, target_measure = 'replied' where id = $1`, [draft]);
		await house.asOwner(
			`insert into campaign_check (campaign_id, item, ticked_by, ticked_at)
			select $1, unnest(array['capacity', 'openingHours', 'materials', 'staffInformed']), $2, now()`,
			[draft, kari.actor.id]
		);
		const approval = { state: 'approved', approvedBy: kari.actor.id };
		await expect(house.db.updateTable('campaign').set(approval).where('id', '=', draft).execute()).rejects.toThrow(
			/campaign_check/
		);
	});

	test('a message that stands on no attempt, or on one that was not handed over', async () => {
		const [attemptId] = await claimFirst(kari, campaign, [{ attemptId: newId(), tags: await aTag() }], 2026);
		const message = {
			id: newId(),
			attemptId: attemptId!,
			purpose: 'first',
			recipientId: newId(),
			campaignId: campaign,
			gateway: 'loopback',
			createdAt: kari.now
		};
		await expect(house.db.insertInto('deliveryMessage').values(message).execute()).rejects.toThrow(/handed over/);
		await handOver(kari, [attemptId!]);
		await house.db.insertInto('deliveryMessage').values(message).execute();
		await expect(
			house.db
				.insertInto('deliveryMessage')
				.values({ ...message, id: newId() })
				.execute()
		).rejects.toThrow(/unique|duplicate/);
	});

	test('an answer that names somebody else’s message', async () => {
		await expect(claimAnswer(kari, 'reply', newId(), newTag(), 2026)).rejects.toThrow(/same address/);
	});
});

describe('follow-up calls (R58, R78)', () => {
	test('pass the six-month hold of their own campaign, at most twice', async () => {
		const tag = await aTag();
		await contact(tag);
		for (const disposition of ['noAnswer', 'badTime'] as const) {
			const claim = await claimCall(kari, campaign, tag, 2026);
			expect(claim.ok).toBe(true);
			if (claim.ok) expect(await settleCall(kari, claim.attemptId, tag.hold, disposition)).toBe(true);
		}
		expect(await claimCall(kari, campaign, tag, 2026)).toEqual({ ok: false, why: 'quotaSpent' });
	});

	test('never pass an opt-out, another campaign, or a colleague’s claim', async () => {
		const tag = await aTag();
		await contact(tag);
		expect((await claimCall(kari, campaign, tag, 2026)).ok).toBe(true);
		expect(await claimCall(kari, campaign, tag, 2026)).toEqual({ ok: false, why: 'claimed' });
		const other = await aRunningCampaign();
		expect(await claimCall(kari, other, tag, 2026)).toEqual({ ok: false, why: 'claimed' });
		const out = await aTag();
		await contact(out);
		await optOut(kari, [out.hold]);
		expect(await claimCall(kari, campaign, out, 2026)).toEqual({ ok: false, why: 'optedOut' });
	});
});

test('the rule in code and the rule in the database give the same answer for every state', async () => {
	const now = kari.now;
	const kinds = [null, 'claimed', 'contacted', 'optedOut'] as const;
	for (const kind of kinds)
		for (const ends of ['before', 'after'] as const)
			for (const paused of [false, true]) {
				const tag = await aTag();
				const until =
					kind === 'optedOut' || kind === null ? null : new Date(now.getTime() + (ends === 'after' ? 60_000 : -60_000));
				if (kind)
					await house.asOwner('insert into suppression_hold (tag, kind, until, changed_at) values ($1, $2, $3, $4)', [
						tag.hold,
						kind,
						until,
						now
					]);
				if (paused) await house.asOwner('insert into suppression_pause (tag, since) values ($1, $2)', [tag.hold, now]);
				const said = decideVerdict({ kind, until, paused }, now).go;
				const done = await claimFirst(kari, campaign, [{ attemptId: newId(), tags: tag }], 2026);
				expect({ kind, ends, paused, go: done.size === 1 }).toEqual({ kind, ends, paused, go: said });
			}
});

const newTag = () => ({ hold: randomBytes(32), log: randomBytes(32) });
/** An address on the list of a campaign. */
async function aTag(campaignId = campaign): Promise<ReturnType<typeof newTag>> {
	const [tag] = await house.onList(campaignId, [newTag()]);
	return tag!;
}
const verdictOf = async (tag: { hold: Buffer }) => (await listVerdicts(await house.later(kari), [tag.hold]))[0]!;

/** Claims and hands over: the address now counts as contacted. */
async function contact(tag: ReturnType<typeof newTag>, logYear = 2026): Promise<string> {
	const [attemptId] = await claimFirst(kari, campaign, [{ attemptId: newId(), tags: tag }], logYear);
	await house.asOwner('update campaign_recipient set state = $1 where campaign_id = $2 and hold_tag = $3', [
		'sent',
		campaign,
		tag.hold
	]);
	expect(await handOver(kari, [attemptId!])).toEqual(new Set([attemptId]));
	return attemptId!;
}

const aRunningCampaign = () => aCampaign('running');

async function aCampaign(state: string, endsOn = '2030-12-31'): Promise<string> {
	const ola = await house.ctx({ name: 'ola', roles: ['lead'] });
	const id = newId();
	const approver = state === 'draft' ? null : ola.actor.id;
	await house.asOwner(
		`insert into campaign (id, name, goal, ends_on, sender, state, created_by, created_at, approved_by) values ($1, 'vinter', 'mål', $2, 'Lykt', $3, $4, now(), $5)`,
		[id, endsOn, state, kari.actor.id, approver]
	);
	return id;
}
