import type { Ctx } from '../db/index.ts';
import { findCalled, type Inbound, type News, type WebhookRequest } from '../gateway/index.ts';
import { no, yes, type Outcome } from '../shared/outcome.ts';
import { applyReceipts } from './delivery.db.ts';
import { receive } from './receive.ts';

/** A call as the route read it; the address that the provider used is known from the settings. */
export type WebhookCall = Omit<WebhookRequest, 'url' | 'at'> & { gateway: string; secret: string; search: string };

/**
 * Takes in what a provider calls us about: receipts and incoming messages. The same call twice changes nothing (R62).
 * @returns exactly what the provider wants to hear, once everything is stored. `notFound` for a gateway that is not in
 *   use and for a wrong secret, `notAuthentic` for a wrong signature, `malformed` for what cannot be read.
 * @throws when a message could not be stored: the provider is to call again.
 */
export async function takeCall(
	ctx: Ctx,
	call: WebhookCall
): Promise<
	Outcome<{ answer: { status: number; body: string; type: string } }, 'notFound' | 'notAuthentic' | 'malformed'>
> {
	const called = findCalled(call.gateway, call.secret, call.search);
	if (!called?.gateway.readWebhook) return no('notFound');
	const { method, query, headers, body } = call;
	const news = called.gateway.readWebhook({ method, query, headers, body, url: called.url, at: ctx.now });
	if (!news.ok) return news;
	await takeNews({ ...ctx, actor: { kind: 'system', name: 'webhook' } }, called.gateway.name, news);
	return yes({ answer: news.answer });
}

/**
 * Stores a gateway's news, each once. A message that cannot be taken in does not keep a STOP behind it waiting: the
 * others are stored first. @throws the last error, when there was one: the gateway is to tell everything again.
 */
export async function takeNews(ctx: Ctx, gateway: string, news: Pick<News, 'receipts' | 'inbound'>): Promise<void> {
	await applyReceipts(ctx, gateway, news.receipts);
	await receiveAll(ctx, gateway, news.inbound);
}

async function receiveAll(ctx: Ctx, gateway: string, messages: readonly Inbound[]): Promise<void> {
	const faults: unknown[] = [];
	for (const message of messages) await receive(ctx, gateway, message).catch((fault: unknown) => faults.push(fault));
	if (faults.length) throw faults.at(-1);
}
