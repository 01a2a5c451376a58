import { setImmediate } from 'node:timers/promises';
import type { Ctx } from '../db/index.ts';
import { findCalled, type Inbound, type News, type WebhookRequest } from '../gateway/index.ts';
import { no, yes, type Outcome } from '../shared/outcome.ts';
import { applyReceipts } from './delivery.db.ts';
import { takeInAll } from './take-in.ts';

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
 * Stores a gateway's news, each once. What several calls bring at the same time is taken in together, and each call is
 * answered when its own messages are committed. A message that cannot be taken in does not keep a STOP behind it waiting.
 * @throws the last error, when there was one: the gateway is to tell everything again.
 */
export async function takeNews(ctx: Ctx, gateway: string, news: Pick<News, 'receipts' | 'inbound'>): Promise<void> {
	await applyReceipts(ctx, gateway, news.receipts);
	if (news.inbound.length) await takeInTogether(ctx, gateway, news.inbound);
}

/** One call's messages, and who waits for them. */
interface Arrival {
	messages: readonly Inbound[];
	resolve: () => void;
	reject: (fault: unknown) => void;
}
interface Desk {
	waiting: Arrival[];
	isBusy: boolean;
}

/** For each database (tests have several) one desk for each gateway. */
const desks = new WeakMap<Ctx['db'], Map<string, Desk>>();
const mostAtOnce = 200;

function takeInTogether(ctx: Ctx, gateway: string, messages: readonly Inbound[]): Promise<void> {
	const desk = deskOf(ctx.db, gateway);
	return new Promise((resolve, reject) => {
		desk.waiting.push({ messages, resolve, reject });
		if (!desk.isBusy) void workOff(ctx, gateway, desk);
	});
}

function deskOf(db: Ctx['db'], gateway: string): Desk {
	const ofDatabase = desks.get(db) ?? new Map<string, Desk>();
	desks.set(db, ofDatabase);
	const desk = ofDatabase.get(gateway) ?? { waiting: [], isBusy: false };
	ofDatabase.set(gateway, desk);
	return desk;
}

/** Whoever comes first works until nobody waits; what comes meanwhile is the next portion. */
async function workOff(ctx: Ctx, gateway: string, desk: Desk): Promise<void> {
	desk.isBusy = true;
	await setImmediate(); // whoever comes in the same instant comes along
	for (let arrivals = takeSome(desk); arrivals.length; arrivals = takeSome(desk)) {
		const faults = await takeInAll(
			ctx,
			gateway,
			arrivals.flatMap((arrival) => arrival.messages)
		).catch((fault: unknown) => new Map(arrivals.flatMap(({ messages }) => messages.map((one) => [one, fault]))));
		for (const { messages, resolve, reject } of arrivals) {
			const own = messages.filter((message) => faults.has(message)).map((message) => faults.get(message));
			if (own.length) reject(own.at(-1));
			else resolve();
		}
		await setImmediate();
	}
	desk.isBusy = false;
}

function takeSome(desk: Desk): Arrival[] {
	const some: Arrival[] = [];
	let messages = 0;
	while (desk.waiting.length && messages < mostAtOnce) {
		const arrival = desk.waiting.shift()!;
		some.push(arrival);
		messages += arrival.messages.length;
	}
	return some;
}
