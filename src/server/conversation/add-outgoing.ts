import type { Ctx } from '../db/index.ts';
import { newId } from '../shared/ids.ts';
import { createKey, destroyKey, seal } from '../vault/index.ts';
import { findOpenByTag, insertConversation, insertMessage, updateConversation } from './conversation.db.ts';
import { keyOf } from './conversation.ts';

/** Who writes, already tagged, and the language they were last written to in. The address is in clear only here. */
export interface Incoming {
	holdTag: Buffer;
	address: string;
	language?: string;
}

/**
 * Finds the open conversation with an address, or opens one with a key of its own. Call it before the transaction that
 * stores the message, because keys are made in another process.
 */
export async function ensureConversation(ctx: Ctx, incoming: Incoming): Promise<string> {
	const known = await findOpenByTag(ctx, incoming.holdTag);
	if (known) return known;
	const id = newId();
	await createKey(keyOf(id));
	const [sealedAddress] = await seal(keyOf(id), [incoming.address]);
	if (
		await insertConversation(ctx, {
			id,
			holdTag: incoming.holdTag,
			sealedAddress: sealedAddress!,
			language: incoming.language
		})
	)
		return id;
	await destroyKey(keyOf(id)); // another process opened one in the same instant
	return (await findOpenByTag(ctx, incoming.holdTag))!;
}

/**
 * Stores a message that came in; the conversation waits for us again unless it was a plain stop. Who writes again after
 * a stop can be answered, as the confirmation promised; the opt-out itself stands.
 */
export async function addIncoming(
	ctx: Ctx,
	conversationId: string,
	sealedBody: Buffer,
	signs: { waits: boolean; maybeStop: boolean; optedOut: boolean }
): Promise<void> {
	await insertMessage(ctx, { id: newId(), conversationId, direction: 'in', sealedBody, authorId: null });
	await updateConversation(ctx, conversationId, {
		lastInboundAt: ctx.now,
		...(signs.waits ? { state: 'waiting' as const, optedOut: false } : {}),
		...(signs.maybeStop ? { maybeStop: true } : {}),
		...(signs.optedOut ? { optedOut: true, maybeStop: false } : {})
	});
}

/** Stores a message of ours, sealed. @returns its id. */
export async function addOutgoing(ctx: Ctx, conversationId: string, sealedBody: Buffer): Promise<string> {
	const id = newId();
	const authorId = ctx.actor.kind === 'staff' ? ctx.actor.id : null;
	await insertMessage(ctx, { id, conversationId, direction: 'out', sealedBody, authorId });
	return id;
}

/** Seals text for a conversation. */
export async function sealFor(conversationId: string, text: string): Promise<Buffer> {
	const [sealed] = await seal(keyOf(conversationId), [text]);
	return sealed!;
}
