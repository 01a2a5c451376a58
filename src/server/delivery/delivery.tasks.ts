import { openForSending } from '../conversation/index.ts';
import type { Ctx } from '../db/index.ts';
import { chosenGateway, type OutgoingMessage } from '../gateway/index.ts';
import { enqueue } from '../jobs/index.ts';
import { getService } from '../programme/index.ts';
import type { Msisdn } from '../shared/phone.ts';
import { markInterrupted, putBack, takeAnswers, withdraw, withdrawStoppedReplies } from './delivery.db.ts';
import { dispatch } from './dispatch.ts';
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
	const gateway = chosenGateway();
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
	const gateway = chosenGateway();
	const service = await getService(ctx);
	await withdrawStoppedReplies(ctx);
	for (let batch = await takeAnswers(ctx, 20); batch.length; batch = await takeAnswers(ctx, 20)) {
		await dispatch(ctx, gateway, await addressAnswers(ctx, batch, service.name));
	}
	await collect(ctx);
}

/**
 * Opens addresses and texts for sending. An answer whose conversation is forgotten is withdrawn.
 * @throws what the keyholder throws; the answers wait again, because no gateway has heard of them.
 */
async function addressAnswers(
	ctx: Ctx,
	answers: { id: string; conversationMessageId: string }[],
	sender: string
): Promise<OutgoingMessage[]> {
	const ids = answers.map((answer) => answer.conversationMessageId);
	const opened = await openForSending(ctx, ids).catch(async (fault: unknown) => {
		await putBack(
			ctx,
			answers.map((answer) => answer.id)
		);
		throw fault;
	});
	const forgotten = answers.filter((answer) => !opened.has(answer.conversationMessageId));
	await withdraw(
		ctx,
		forgotten.map((answer) => answer.id)
	);
	return answers.flatMap(({ id, conversationMessageId }) => {
		const found = opened.get(conversationMessageId);
		return found ? [{ id, to: found.address as Msisdn, sender, text: found.text }] : [];
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
