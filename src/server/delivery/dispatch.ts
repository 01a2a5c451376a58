import { isClockMovable, type Ctx } from '../db/index.ts';
import type { Gateway, OutgoingMessage, SendAnswer } from '../gateway/index.ts';
import { log } from '../shared/log.ts';
import { optOut } from '../suppression/index.ts';
import { tagNumbers } from '../vault/index.ts';
import { settleByReceipts, updateCalled, type CallResult } from './delivery.db.ts';

const atOnce = 8;

/**
 * Calls the gateway for messages that are on record and handed over, and records every answer in one statement. Each
 * id was fixed beforehand: if the machine stops in here, the messages become `unknown` and nobody is written to twice.
 * @returns whether the gateway was not there for any of them.
 * A gateway that throws may or may not have sent: that too is `unknown`, never tried again by itself.
 */
export async function dispatch(ctx: Ctx, gateway: Gateway, messages: OutgoingMessage[]): Promise<{ isDown: boolean }> {
	if (!messages.length) return { isDown: false };
	const results = (await isOnlyForShow(ctx, gateway)) ? messages.map(refuse) : await callAll(gateway, messages);
	await updateCalled(ctx, results);
	await keepOptOuts(ctx, messages, results);
	await settleByReceipts(
		ctx,
		gateway.name,
		results.map((result) => result.providerRef ?? result.id) // a receipt may be the only answer that came
	);
	return { isDown: results.every((result) => result.state === 'unavailable') };
}

/** A demonstration's numbers are invented, and may be somebody's: whatever the settings say, nothing goes out. */
const isOnlyForShow = async (ctx: Ctx, gateway: Gateway): Promise<boolean> =>
	!gateway.isSimulated && (await isClockMovable(ctx.db));

const refuse = ({ id }: OutgoingMessage): CallResult => ({
	id,
	state: 'rejected',
	providerRef: null,
	reason: 'demonstration'
});

async function callAll(gateway: Gateway, messages: OutgoingMessage[]): Promise<CallResult[]> {
	const results: CallResult[] = [];
	for (let from = 0; from < messages.length; from += atOnce) {
		const answers = await Promise.all(messages.slice(from, from + atOnce).map((message) => call(gateway, message)));
		results.push(...answers);
	}
	return results;
}

/** Somebody said STOP to the provider's own filter, and we never saw it: it counts here too, for good (R65). */
async function keepOptOuts(ctx: Ctx, messages: OutgoingMessage[], results: CallResult[]): Promise<void> {
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

async function call(gateway: Gateway, message: OutgoingMessage): Promise<CallResult> {
	try {
		return describe(message.id, await gateway.send(message));
	} catch (error) {
		log.error('delivery.call', error, { gateway: gateway.name, message: message.id });
		return { id: message.id, state: 'unknown', providerRef: null, reason: 'noAnswer' };
	}
}

function describe(id: string, answer: SendAnswer): CallResult {
	switch (answer.kind) {
		case 'accepted':
			return { id, state: 'submitted', providerRef: answer.providerRef, reason: null };
		case 'rejected':
			return { id, state: 'rejected', providerRef: null, reason: answer.reason };
		case 'unavailable':
			return { id, state: 'unavailable', providerRef: null, reason: 'unavailable' };
	}
}
