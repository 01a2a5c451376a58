import type { Ctx } from '../db/index.ts';
import type { Gateway, OutgoingMessage, SendAnswer } from '../gateway/index.ts';
import { log } from '../shared/log.ts';
import { settleByReceipts, updateCalled, type CallResult } from './delivery.db.ts';

const atOnce = 8;

/**
 * Calls the gateway for messages that are on record and handed over, and records every answer in one statement. Each
 * id was fixed beforehand: if the machine stops in here, the messages become `unknown` and nobody is written to twice.
 * @returns whether the gateway was not there for any of them.
 * A gateway that throws may or may not have sent: that too is `unknown`, never tried again by itself.
 */
export async function dispatch(
	ctx: Pick<Ctx, 'db' | 'now'>,
	gateway: Gateway,
	messages: OutgoingMessage[]
): Promise<{ isDown: boolean }> {
	const results: CallResult[] = [];
	for (let from = 0; from < messages.length; from += atOnce) {
		const answers = await Promise.all(messages.slice(from, from + atOnce).map((message) => call(gateway, message)));
		results.push(...answers);
	}
	if (!results.length) return { isDown: false };
	await updateCalled(ctx, results);
	await settleByReceipts(
		ctx,
		gateway.name,
		results.map((result) => result.providerRef ?? result.id) // a receipt may be the only answer that came
	);
	return { isDown: results.every((result) => result.state === 'unavailable') };
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
