import { appendEntry } from '../audit/index.ts';
import type { Ctx } from '../db/index.ts';
import { requireReader } from './list-chats.ts';
import { requireWhole } from './read-chat.ts';

/**
 * Notes that somebody opened a decision card beside a chat (R121). Which card it was is not noted: that would say something
 * about the person.
 * @throws LyktError `notFound` when the chat is gone or not theirs to see. `forbidden`.
 */
export async function openCard(ctx: Ctx, id: string): Promise<void> {
	await requireWhole(ctx, requireReader(ctx), id);
	await appendEntry(ctx, 'chat.openCard', 'chat', id);
}
