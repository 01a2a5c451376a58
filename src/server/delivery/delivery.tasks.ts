import { openForSending } from '../conversation/index.ts';
import type { Ctx } from '../db/index.ts';
import { chosenGateways, type Gateway } from '../gateway/index.ts';
import { enqueue } from '../jobs/index.ts';
import { getService } from '../programme/index.ts';
import type { Msisdn } from '../shared/phone.ts';
import { markInterrupted, selectUncalledAnswers, withdraw, type WaitingAnswer } from './delivery.db.ts';
import { dispatch, type Outgoing } from './dispatch.ts';
import { takeNews } from './take-news.ts';

/** Jobs of this room; each may run twice without harm. */
export const deliveryTasks = {
	'delivery.collect': (ctx: Ctx) => collect(ctx),
	'delivery.sendAnswers': (ctx: Ctx) => sendAnswers(ctx)
};

/**
 * Fetches receipts and incoming messages from a gateway that is asked. What was fetched twice is stored once. A message
 * that cannot be taken in does not keep a STOP behind it waiting: the others are stored first, and the gateway is asked
 * for all of them again.
 * @throws the last error, when there was one.
 */
export async function collect(ctx: Ctx): Promise<void> {
	for (const gateway of chosenGateways()) await collectFrom(ctx, gateway);
}

async function collectFrom(ctx: Ctx, gateway: Gateway): Promise<void> {
	for (let more = true; more;) {
		const news = await gateway.collect?.();
		more = news !== undefined && news.receipts.length + news.inbound.length > 0;
		if (!news || !more) return;
		await takeNews(ctx, gateway.name, news);
		await news.done();
	}
}

/** Sends the answers and confirmations that wait, except to whoever has said stop meanwhile. */
export async function sendAnswers(ctx: Ctx): Promise<void> {
	if (chosenGateways()[0].byHand) return; // they wait for somebody's hand (answer-by-hand.ts)
	const service = await getService(ctx);
	for (;;) {
		const waiting = await selectUncalledAnswers(ctx, 100);
		if (!waiting.length) break;
		const { isDown } = await dispatch(ctx, chosenGateways(), await addressAnswers(ctx, waiting, service.name));
		if (isDown) break;
	}
	await collect(ctx);
}

/** Opens addresses and texts for sending. An answer whose conversation is forgotten is withdrawn. */
async function addressAnswers(ctx: Ctx, answers: WaitingAnswer[], sender: string): Promise<Outgoing[]> {
	const opened = await openForSending(
		ctx,
		answers.map((answer) => answer.conversationMessageId)
	);
	const forgotten = answers.filter((answer) => !opened.has(answer.conversationMessageId));
	await withdraw(
		ctx,
		forgotten.map((answer) => answer.id)
	);
	return answers.flatMap(({ id, holdTag, conversationMessageId }) => {
		const found = opened.get(conversationMessageId);
		return found ? [{ id, holdTag, to: found.address as Msisdn, sender, text: found.text }] : [];
	});
}

/** After a crash: what had been handed to a gateway without an answer on record is `unknown`, for a person to settle. */
export async function settleInterrupted(ctx: Ctx): Promise<number> {
	return markInterrupted(ctx);
}

/** Asks the worker to look for news at the gateway now instead of at the next minute. */
export async function collectSoon(ctx: Ctx): Promise<void> {
	await enqueue(ctx, 'delivery.collect', {}, { key: 'delivery.collect.soon' });
}
