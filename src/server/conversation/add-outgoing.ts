import type { Ctx } from '../db/index.ts';
import { newId } from '../shared/ids.ts';
import { seal } from '../vault/index.ts';
import { insertMessage } from './conversation.db.ts';
import { keyOf } from './conversation.ts';

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
