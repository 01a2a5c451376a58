import { isClockMovable, type Ctx } from '../db/index.ts';
import type { Gateway, OutgoingMessage, SendAnswer } from '../gateway/index.ts';
import { log } from '../shared/log.ts';
import { optOut } from '../suppression/index.ts';
import { tagNumbers } from '../vault/index.ts';
import {
	beginCalls,
	changeGateway,
	settleByReceipts,
	updateCalled,
	withdraw,
	type Addressed,
	type CallResult
} from './delivery.db.ts';

/** A message as a gateway gets it, and the tag by which opt-outs are looked up once more before the call. */
export type Outgoing = OutgoingMessage & Addressed;

/** How many messages are looked up, called and recorded together. After a crash so many may be `unknown`, and the last calls of the portion before. */
const portion = { single: 32, many: 200 };

/**
 * Calls the gateways for messages that are on record and handed over. Goes in small portions: right before a portion's
 * calls one statement marks it and withdraws whoever has said stop meanwhile; right after them one statement records
 * every answer, while the next portion is called. A provider who takes messages one by one is never left waiting for the
 * slowest call of a portion: the next one begins when the last of this one is under way. If the machine stops in
 * between, what was marked becomes `unknown` and nobody is written to twice; what was not called yet waits. A gateway
 * that throws may or may not have sent: that too is `unknown`, never tried again by itself. Only what a gateway certainly
 * did not take goes to the next one.
 * @param gateways in the order in which they are asked.
 * @returns whether none of them was there: then the rest has not been tried, and waits.
 */
export async function dispatch(
	ctx: Ctx,
	gateways: readonly Gateway[],
	messages: readonly Outgoing[]
): Promise<{ isDown: boolean }> {
	if (!messages.length) return { isDown: false };
	if (await isOnlyForShow(ctx, gateways)) {
		await withdraw(
			ctx,
			messages.map((message) => message.id),
			'demonstration'
		);
		return { isDown: false };
	}
	const size = gateways[0]!.sendAll ? portion.many : portion.single;
	const line = new Line();
	const all: Called[] = [];
	let isDown = false;
	let recorded: Promise<void> = Promise.resolve();
	for (let from = 0; from < messages.length && !isDown; from += size) {
		const { over, mayGoOn } = callPortion(ctx, gateways, messages.slice(from, from + size), line);
		const before = recorded;
		recorded = over.then(async (results) => {
			isDown = results.length > 0 && results.every((result) => result.state === 'unavailable');
			all.push(...results);
			await before;
			await record(ctx, messages, results);
		});
		recorded.catch(() => undefined); // heard of when it is awaited
		if (!(await mayGoOn)) await over;
		await before; // one portion may wait for its record while the next is called, no more
	}
	await recorded;
	await settleEarlyReceipts(ctx, all);
	return { isDown };
}

/**
 * @returns `over`, the answers; and `mayGoOn`, as soon as the next portion may be begun: true when the last of this one
 *   is under way at a gateway that answers; false when that cannot be said before it is over.
 */
function callPortion(ctx: Ctx, gateways: readonly Gateway[], messages: readonly Outgoing[], line: Line): Portion {
	const begun = beginCalls(ctx, gateways[0]!.name, messages);
	const over = begun.then((ids) =>
		callOneAfterAnother(
			ctx,
			gateways,
			messages.filter(({ id }) => ids.has(id)),
			line
		)
	);
	const mayGoOn = begun.then(
		() => line.whenOneIsFree(), // asked for after this portion's calls
		() => false // `over` tells
	);
	return { over, mayGoOn };
}

interface Portion {
	over: Promise<Called[]>;
	mayGoOn: Promise<boolean>;
}

async function record(ctx: Ctx, messages: readonly Outgoing[], results: Called[]): Promise<void> {
	if (!results.length) return;
	await updateCalled(ctx, results);
	await keepOptOuts(ctx, messages, results);
}

/** What the first gateway certainly did not take is put on record as the next one's, and only then handed to it. */
async function callOneAfterAnother(
	ctx: Ctx,
	gateways: readonly Gateway[],
	messages: readonly Outgoing[],
	line: Line
): Promise<Called[]> {
	const results: Called[] = [];
	let left = messages;
	for (const [place, gateway] of gateways.entries()) {
		if (place > 0) left = await handTo(ctx, gateway, left);
		if (!left.length) break;
		const answers = await callAll(gateway, left, line);
		results.push(...answers.filter((answer) => answer.state !== 'unavailable'));
		const absent = new Set(answers.flatMap(({ id, state }) => (state === 'unavailable' ? [id] : [])));
		left = left.filter((message) => absent.has(message.id));
	}
	return [...results, ...left.map(notTaken)];
}

async function handTo(ctx: Ctx, gateway: Gateway, messages: readonly Outgoing[]): Promise<readonly Outgoing[]> {
	if (!messages.length) return messages;
	const ids = messages.map((message) => message.id);
	const changed = await changeGateway(ctx, gateway.name, ids);
	log.warn('delivery.nextGateway', { gateway: gateway.name, messages: changed.size });
	return messages.filter((message) => changed.has(message.id));
}

/** A demonstration's numbers are invented, and may be somebody's: whatever the settings say, nothing goes out. */
const isOnlyForShow = async (ctx: Ctx, gateways: readonly Gateway[]): Promise<boolean> =>
	gateways.some((gateway) => !gateway.isSimulated) && (await isClockMovable(ctx.db));

/** An answer, and whose it is. */
type Called = CallResult & { gateway?: string };

/** A receipt may have been here before the gateway's own answer was on record, or be the only answer that came. */
async function settleEarlyReceipts(ctx: Ctx, results: readonly Called[]): Promise<void> {
	for (const [gateway, theirs] of Map.groupBy(results, (result) => result.gateway))
		if (gateway)
			await settleByReceipts(
				ctx,
				gateway,
				theirs.map((result) => result.providerRef ?? result.id)
			);
}

const notTaken = ({ id }: Outgoing): CallResult => ({
	id,
	state: 'unavailable',
	providerRef: null,
	reason: 'unavailable'
});

async function callAll(gateway: Gateway, messages: readonly Outgoing[], line: Line): Promise<Called[]> {
	if (gateway.sendAll) return callTogether(gateway, messages);
	return Promise.all(messages.map((message) => line.call(() => call(gateway, message))));
}

/** The calls to a provider: at most so many under way at a time, in the order in which they were asked for. */
class Line {
	#free = 8;
	#isAnswered = false;
	readonly #waiting: (() => void)[] = [];

	async call(work: () => Promise<Called>): Promise<Called> {
		await this.#turn();
		try {
			const answer = await work();
			this.#isAnswered = answer.state !== 'unavailable';
			return answer;
		} finally {
			this.#leave();
		}
	}

	/** When everything asked for until now is under way or over. @returns whether the gateway was there when last asked. */
	async whenOneIsFree(): Promise<boolean> {
		await this.#turn();
		this.#leave();
		return this.#isAnswered;
	}

	async #turn(): Promise<void> {
		if (this.#free === 0) await new Promise<void>((go) => this.#waiting.push(go));
		else this.#free--;
	}

	#leave(): void {
		const next = this.#waiting.shift();
		if (next) next();
		else this.#free++;
	}
}

async function callTogether(gateway: Gateway, messages: readonly Outgoing[]): Promise<Called[]> {
	try {
		const answers = await gateway.sendAll!(messages);
		return messages.map(({ id }, place) => describe(gateway, id, answers[place]!));
	} catch (error) {
		log.error('delivery.call', error, { gateway: gateway.name, messages: messages.length });
		return messages.map(({ id }) => silence(gateway, id));
	}
}

/** Somebody said STOP to the provider's own filter, and we never saw it: it counts here too, for good (R65). */
async function keepOptOuts(ctx: Ctx, messages: readonly Outgoing[], results: CallResult[]): Promise<void> {
	const stopped = new Set(results.flatMap(({ id, reason }) => (reason === 'optedOut' ? [id] : [])));
	const numbers = messages.filter(({ id }) => stopped.has(id)).map(({ to }) => to);
	if (!numbers.length) return;
	const tagged = await tagNumbers(ctx, numbers, 'inbound');
	if (!tagged.ok) throw new Error('numbers that said stop are never refused by quota');
	await optOut(
		ctx,
		tagged.tags.map((tags) => tags.hold)
	);
}

async function call(gateway: Gateway, message: OutgoingMessage): Promise<Called> {
	try {
		return describe(gateway, message.id, await gateway.send(message));
	} catch (error) {
		log.error('delivery.call', error, { gateway: gateway.name, message: message.id });
		return silence(gateway, message.id);
	}
}

const silence = (gateway: Gateway, id: string): Called => ({
	id,
	gateway: gateway.name,
	state: 'unknown',
	providerRef: null,
	reason: 'noAnswer'
});

function describe(gateway: Gateway, id: string, answer: SendAnswer): Called {
	const whose = { id, gateway: gateway.name };
	switch (answer.kind) {
		case 'accepted':
			return { ...whose, state: 'submitted', providerRef: answer.providerRef, reason: null };
		case 'rejected':
			return { ...whose, state: 'rejected', providerRef: null, reason: answer.reason };
		case 'unavailable':
			return { ...whose, state: 'unavailable', providerRef: null, reason: 'unavailable' };
	}
}
