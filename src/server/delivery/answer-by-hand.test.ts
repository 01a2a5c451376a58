// With the team's own phone an answer waits for somebody's hand: shown to one person, and never sent twice.
import { beforeAll, describe, expect, test } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { listConversations } from '../conversation/index.ts';
import type { Ctx } from '../db/index.ts';
import type { Msisdn } from '../shared/phone.ts';
import { markForgottenByHand, selectUnknown } from './delivery.db.ts';
import { takeNews } from './take-news.ts';
import {
	answer,
	findAnswerInHand,
	listAnswersForHand,
	sendAnswers,
	settleAnswerInHand,
	settleInterrupted,
	takeAnswerInHand
} from './index.ts';

process.env.LYKT_GATEWAY = 'manual'; // read at the first question
const house = testDatabase();
let kari: Ctx;
let ola: Ctx;
let minute = 0;
let sequence = 0;

beforeAll(async () => {
	await pass(0);
	kari = await house.ctx({ name: 'kari' });
	ola = await house.ctx({ name: 'ola' });
});

test('an answer waits until somebody asks for the number; then it is theirs alone, and the showing is logged', async () => {
	const { id, number } = await anAnswer('Vi har åpent til 20');
	await sendAnswers(await house.systemCtx()); // nothing goes out by itself
	expect(await listAnswersForHand(await later(ola))).toContain(id);
	const [one, two] = await Promise.all([
		takeAnswerInHand(await later(kari), id),
		takeAnswerInHand(await later(ola), id)
	]);
	expect([one.ok, two.ok].toSorted()).toEqual([false, true]);
	const [owner, other] = one.ok ? [kari, ola] : [ola, kari];
	const inHand = (await findAnswerInHand(await later(owner)))!;
	expect(inHand).toMatchObject({ conversationId: id, number, text: 'Vi har åpent til 20' });
	expect(await findAnswerInHand(await later(other))).toBeUndefined();
	expect(await listAnswersForHand(await later(other))).not.toContain(id);
	expect(await takeAnswerInHand(await later(owner), id)).toEqual({ ok: true, inHand });
	expect(await settleAnswerInHand(await later(other), inHand.messageId, 'sent')).toEqual({
		ok: false,
		why: 'notFound'
	});
	expect(await settleAnswerInHand(await later(owner), inHand.messageId, 'sent')).toEqual({ ok: true });
	expect(await settleAnswerInHand(await later(owner), inHand.messageId, 'sent')).toEqual({
		ok: false,
		why: 'notFound'
	});
	expect(await takeAnswerInHand(await later(other), id)).toEqual({ ok: false, why: 'nobodyLeft' });
	expect(await stateOf(inHand.messageId)).toBe('submitted');
	expect(await logged(inHand.messageId)).toEqual([
		['conversation.showByHand', 'done'],
		['conversation.settleByHand', 'sent']
	]);
});

test('what was not sent after all waits again, and a person has one number at a time', async () => {
	const first = await anAnswer('Ja');
	const second = await anAnswer('Nei');
	const inHand = await take(kari, first.id);
	expect(await takeAnswerInHand(await later(kari), second.id)).toEqual({ ok: false, why: 'otherInHand' });
	expect(await settleAnswerInHand(await later(kari), inHand.messageId, 'notSent')).toEqual({ ok: true });
	expect(await listAnswersForHand(await later(kari))).toEqual([first.id, second.id]);
	expect((await take(ola, first.id)).messageId).toBe(inHand.messageId);
	await settleAnswerInHand(await later(ola), inHand.messageId, 'sent');
	await settleAnswerInHand(await later(kari), (await take(kari, second.id)).messageId, 'sent');
});

test('silence for half an hour is unknown: shown to nobody again, and for a person to settle', async () => {
	const { id } = await anAnswer('Kom innom');
	const inHand = await take(kari, id);
	await settleInterrupted(await house.systemCtx()); // a machine that starts anew does not disturb
	expect(await stateOf(inHand.messageId)).toBe('queued');
	await pass(31);
	const now = await later(kari);
	await markForgottenByHand(now, new Date(now.now.getTime() - 30 * 60_000));
	expect(await settleAnswerInHand(now, inHand.messageId, 'notSent')).toEqual({ ok: false, why: 'notFound' });
	expect(await takeAnswerInHand(now, id)).toEqual({ ok: false, why: 'nobodyLeft' });
	const unknown = await selectUnknown(now, 10);
	expect(unknown).toMatchObject([{ id: inHand.messageId, conversationId: id, gateway: 'manual', reason: 'notSaid' }]);
});

describe('who says stop before the number is shown', () => {
	test('does not get the answer; the confirmation of the stop is there to be sent instead', async () => {
		const { id, number } = await anAnswer('Bare en ting til');
		await pass(1);
		await write(number, 'STOPP');
		const inHand = await take(kari, id);
		expect(inHand.text).not.toContain('Bare en ting til');
		await settleAnswerInHand(await later(kari), inHand.messageId, 'sent');
		expect(await takeAnswerInHand(await later(kari), id)).toEqual({ ok: false, why: 'nobodyLeft' });
	});
});

test('without the right nobody is shown anything', async () => {
	const { id } = await anAnswer('Hei igjen');
	const analyst = await house.ctx({ name: 'analyst', roles: ['analyst'] });
	expect(await takeAnswerInHand(analyst, id)).toEqual({ ok: false, why: 'forbidden' });
	expect(await listAnswersForHand(analyst)).toEqual([]);
	expect(await listAnswersForHand(await later(kari))).toEqual([id]);
});

const later = (who: Ctx) => house.later(who);

/** Somebody has written before the gateway was changed to the team's own phone, and is answered after. */
async function anAnswer(text: string): Promise<{ id: string; number: Msisdn }> {
	await pass(1);
	const number = `+479008${String(2000 + sequence).padStart(4, '0')}` as Msisdn;
	const question = `Spørsmål ${sequence}`;
	await write(number, question);
	const open = await listConversations(await later(kari), 'open');
	const { id } = open.find((conversation) => conversation.lastText === question)!;
	await pass(1);
	expect(await answer(await later(kari), id, text)).toEqual({ ok: true });
	return { id, number };
}

async function write(from: Msisdn, text: string): Promise<void> {
	const ctx = await house.systemCtx();
	const inbound = [{ providerRef: `by-hand-${(sequence += 1)}`, from, text, at: ctx.now }];
	await takeNews(ctx, 'loopback', { receipts: [], inbound });
}

async function take(who: Ctx, id: string) {
	const taken = await takeAnswerInHand(await later(who), id);
	if (!taken.ok) throw new Error(taken.why);
	return taken.inHand;
}

async function pass(minutes: number): Promise<void> {
	minute += minutes;
	await house.setClock(new Date(Date.parse('2026-11-22T22:00:00Z') + minute * 60_000).toISOString());
}

const stateOf = async (messageId: string): Promise<string> =>
	(await house.asOwner('select state from delivery_message where id = $1', [messageId])).rows[0].state as string;

const logged = async (messageId: string) =>
	(
		await house.asOwner('select action, result from audit_entry where object_id = $1 order by id', [messageId])
	).rows.map((row: { action: string; result: string }) => [row.action, row.result]);
