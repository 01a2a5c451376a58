// The team's own phone: one number at a time, and nobody twice, whatever the person says or forgets to say.
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { insertRunningCampaign } from '../../../test/running-campaign.ts';
import { testDatabase } from '../../../test/database.ts';
import type { Ctx } from '../db/index.ts';
import { settleInterrupted } from '../delivery/index.ts';
import { beginDuty } from '../shift/index.ts';
import { optOut, pauseSending } from '../suppression/index.ts';
import { getCampaign, listUnsettled, settleInHand, settleUnsettled, takeInHand } from './index.ts';
import { tidyCampaigns } from './campaign.tasks.ts';
import { sendCampaign } from './send-campaign.ts';

process.env.LYKT_GATEWAY = 'manual'; // read at the first question
const house = testDatabase();
let kari: Ctx;
let ola: Ctx;
let next = 0;
let minute = 0;

beforeAll(async () => {
	await house.setClock('2026-11-24T11:00:00Z');
	kari = await house.ctx({ name: 'kari' });
	ola = await house.ctx({ name: 'ola' });
	expect(await beginDuty(kari, 8)).toMatchObject({ ok: true });
});
beforeEach(async () => {
	minute += 5;
	await pass(0);
});

describe('one at a time', () => {
	test('each gets another number, keeps it until they have said what they did, and the same page twice shows the same', async () => {
		const id = await aCampaign(3);
		const [one, two, again] = await Promise.all([take(kari, id), take(ola, id), take(kari, id)]);
		expect(one!.number).not.toBe(two!.number);
		expect(again).toEqual(one);
		expect(one!.text).toMatch(/STOPP/);
		expect(await settleInHand(await later(ola), one!.messageId, 'sent')).toEqual({ ok: false, why: 'notFound' });
		await say(kari, one!, 'sent');
		await say(ola, two!, 'sent');
		await say(kari, (await take(kari, id))!, 'sent');
		expect(await takeInHand(await later(ola), id)).toEqual({ ok: false, why: 'nobodyLeft' });
		expect(await figures(id)).toEqual({ sent: 3, delivered: 0, failed: 0, unknown: 0, underWay: 3 });
	});

	test('what is not sent after all goes to somebody’s hand again, a wrong number to nobody’s', async () => {
		const id = await aCampaign(2);
		const first = (await take(kari, id))!;
		await say(kari, first, 'notSent');
		const same = (await take(ola, id))!;
		expect(same.number).toBe(first.number);
		await say(ola, same, 'badNumber');
		const other = (await take(ola, id))!;
		expect(other.number).not.toBe(first.number);
		await say(ola, other, 'sent');
		expect(await figures(id)).toMatchObject({ sent: 2, failed: 1, underWay: 1 });
	});
});

describe('who is shown a number may have sent', () => {
	test('so silence for half an hour is unknown, shown to nobody again, and settled by a person', async () => {
		const id = await aCampaign(1);
		const shown = (await take(kari, id))!;
		await settleInterrupted(await house.systemCtx()); // a machine that starts anew does not disturb
		await pass(29);
		await tidyCampaigns(await house.systemCtx());
		expect(await figures(id)).toMatchObject({ underWay: 1, unknown: 0 });
		await pass(2);
		await tidyCampaigns(await house.systemCtx());
		expect(await figures(id)).toMatchObject({ sent: 1, underWay: 0, unknown: 1 });
		expect(await takeInHand(await later(ola), id)).toEqual({ ok: false, why: 'nobodyLeft' });
		expect(await settleInHand(await later(kari), shown.messageId, 'notSent')).toEqual({ ok: false, why: 'notFound' });

		const listed = await listUnsettled(await later(kari));
		const mine = listed.ok && listed.unsettled.campaigns.find((campaign) => campaign.id === id);
		expect(mine).toMatchObject({ messages: [{ id: shown.messageId, gateway: 'manual', reason: 'notSaid' }] });
		expect(JSON.stringify(mine)).not.toContain(shown.number.slice(3));
		expect(await settleUnsettled(await later(ola), { id: shown.messageId }, true)).toEqual({ ok: true, settled: 1 });
		expect(await settleUnsettled(await later(ola), { id: shown.messageId }, false)).toEqual({ ok: true, settled: 0 });
		expect(await figures(id)).toMatchObject({ sent: 1, delivered: 1, unknown: 0 });
		const { rows } = await house.asOwner(`select action, result from audit_entry where object_id = $1 order by id`, [
			shown.messageId
		]);
		expect(rows).toEqual([
			{ action: 'campaign.showByHand', result: 'done' },
			{ action: 'delivery.settle', result: '1 delivered' }
		]);
	});

	test('and whoever has said stop, or may have, is shown to nobody, also after being put back', async () => {
		const id = await aCampaign(3);
		const first = (await take(kari, id))!;
		await say(kari, first, 'notSent');
		const ctx = await later(kari);
		const tags = await tagsOf(id);
		await optOut(ctx, [tags[0]!]);
		await pauseSending(ctx, tags[1]!);
		const shown = (await take(ola, id))!;
		expect(shown.number).not.toBe(first.number);
		await say(ola, shown, 'sent');
		expect(await takeInHand(await later(kari), id)).toEqual({ ok: false, why: 'nobodyLeft' });
		expect(await figures(id)).toMatchObject({ sent: 2, failed: 1, underWay: 1 });
	});
});

describe('not', () => {
	test('by itself: the job that sends leaves it to people', async () => {
		const id = await aCampaign(1);
		await sendCampaign(await house.systemCtx(), id);
		expect(await figures(id)).toMatchObject({ sent: 0 });
		await say(kari, (await take(kari, id))!, 'sent');
	});

	test('at night, when nobody is on duty, or by whoever may not', async () => {
		const id = await aCampaign(1);
		const analyst = await house.ctx({ roles: ['analyst'] });
		expect(await takeInHand(analyst, id)).toEqual({ ok: false, why: 'forbidden' });
		await house.setClock('2026-11-24T20:00:00Z');
		expect(await takeInHand(await later(kari), id)).toEqual({ ok: false, why: 'outsideHours' });
		await house.setClock('2026-11-25T11:00:00Z');
		expect(await takeInHand(await later(kari), id)).toEqual({ ok: false, why: 'noShift' });
	});

	test('faster than answers can be handled', async () => {
		const id = await aCampaign(1);
		await house.asOwner('insert into delivery_pace (at, count) values (db_now(), 30)');
		expect(await takeInHand(await later(kari), id)).toEqual({ ok: false, why: 'tooFast' });
		await pass(2);
		expect(await take(kari, id)).toBeDefined();
	});
});

const later = (ctx: Ctx) => house.later(ctx);

async function pass(minutes: number): Promise<void> {
	minute += minutes;
	await house.setClock(new Date(Date.UTC(2026, 10, 24, 11, minute)).toISOString());
}

function aCampaign(size: number): Promise<string> {
	const numbers = Array.from({ length: size }, () => `+479008500${String(next++).padStart(2, '0')}`);
	return house
		.systemCtx()
		.then((ctx) => insertRunningCampaign(ctx, (query, values) => house.asOwner(query, values), numbers));
}

async function take(ctx: Ctx, id: string) {
	const taken = await takeInHand(await later(ctx), id);
	return taken.ok ? taken.inHand : undefined;
}

async function say(ctx: Ctx, inHand: { messageId: string }, outcome: 'sent' | 'notSent' | 'badNumber'): Promise<void> {
	expect(await settleInHand(await later(ctx), inHand.messageId, outcome)).toEqual({ ok: true });
}

const figures = async (id: string) => (await getCampaign(await later(kari), id)).delivery;

async function tagsOf(id: string): Promise<Buffer[]> {
	const { rows } = await house.asOwner('select hold_tag from campaign_recipient where campaign_id = $1 order by line', [
		id
	]);
	return (rows as { hold_tag: Buffer }[]).map((row) => row.hold_tag);
}
