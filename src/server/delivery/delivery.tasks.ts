import { openForSending } from '../conversation/index.ts';
import type { Ctx } from '../db/index.ts';
import { chosenGateway } from '../gateway/index.ts';
import { enqueue } from '../jobs/index.ts';
import { getService } from '../programme/index.ts';
import type { Msisdn } from '../shared/phone.ts';
import { applyReceipts, markInterrupted, takeAnswers } from './delivery.db.ts';
import { dispatch } from './dispatch.ts';
import { receive } from './receive.ts';

/** Jobs of this room; each may run twice without harm. */
export const deliveryTasks = {
	'delivery.collect': (ctx: Ctx) => collect(ctx),
	'delivery.sendAnswers': (ctx: Ctx) => sendAnswers(ctx)
};

/** Fetches receipts and incoming messages from a gateway that is asked. What was fetched twice is stored once. */
export async function collect(ctx: Ctx): Promise<void> {
	const gateway = chosenGateway();
	for (let more = true; more;) {
		const news = await gateway.collect?.();
		more = news !== undefined && news.receipts.length + news.inbound.length > 0;
		if (!news || !more) return;
		await applyReceipts(ctx, gateway.name, news.receipts);
		for (const inbound of news.inbound) await receive(ctx, gateway.name, inbound);
		await news.done();
	}
}

/** Sends the answers and confirmations that wait. */
export async function sendAnswers(ctx: Ctx): Promise<void> {
	const gateway = chosenGateway();
	const service = await getService(ctx);
	for (let batch = await takeAnswers(ctx, 20); batch.length; batch = await takeAnswers(ctx, 20)) {
		const opened = await openForSending(
			ctx,
			batch.map((message) => message.conversationMessageId)
		);
		const outgoing = batch.map((message) => {
			const { address, text } = opened.get(message.conversationMessageId)!;
			return { id: message.id, to: address as Msisdn, sender: service.name, text };
		});
		await dispatch(ctx, gateway, outgoing);
	}
	await collect(ctx);
}

/** After a crash: what had been handed to a gateway without an answer on record is `unknown`, for a person to settle. */
export async function settleInterrupted(ctx: Ctx): Promise<number> {
	return markInterrupted(ctx);
}

/** Asks the worker to look for news at the gateway now instead of at the next minute. */
export async function collectSoon(ctx: Ctx): Promise<void> {
	await enqueue(ctx, 'delivery.collect', {}, { key: 'delivery.collect.soon' });
}
