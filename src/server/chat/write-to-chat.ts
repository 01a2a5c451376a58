import { appendEntry } from '../audit/index.ts';
import { inTransaction, type Ctx } from '../db/index.ts';
import type { StaffActor } from '../shared/actor.ts';
import { readText } from '../shared/chat.ts';
import { no, yes, type Outcome } from '../shared/outcome.ts';
import { noteAnswerWait } from '../shift/index.ts';
import { may } from '../staff/index.ts';
import { chatVault } from '../vault/index.ts';
import { addLine } from './add-line.ts';
import { callNoticePeer, countOne, type ChatRow } from './chat.db.ts';
import { isOnlyPeer } from './chat.ts';
import { requireReader } from './list-chats.ts';
import { noteOpenings } from './note-openings.ts';
import { requireWhole } from './read-chat.ts';
import { takeChat } from './take-chat.ts';

/**
 * Answers in a chat. Whoever answers one that nobody has, takes it. `id` comes from the form: sent twice, stored once. On disk
 * before the answer is yes.
 * @returns no: `notYours` when a colleague has it; `tooMany` see `takeChat`; `gone` when the visitor erases it meanwhile.
 * @throws LyktError `notFound` when it is gone or not theirs to see.
 */
export async function writeToChat(
	ctx: Ctx,
	chatId: string,
	draft: { id: string; text: unknown }
): Promise<Outcome<{ seq: number }, 'forbidden' | 'empty' | 'tooLong' | 'notYours' | 'tooMany' | 'gone'>> {
	const me = requireReader(ctx);
	if (!may(me, 'chat.answer')) return no('forbidden');
	const read = readText(draft.text);
	if (!read.ok) return read;
	const row = await requireWhole(ctx, me, chatId);
	if (row.assignedTo === null) {
		const taken = await takeChat(ctx, chatId);
		if (!taken.ok) return no(taken.why === 'taken' ? 'notYours' : taken.why);
	} else if (![row.assignedTo, row.secondTo].includes(me.id)) return no('notYours');
	if (isOnlyPeer(me)) await enterAsPeer(ctx, me, row);
	const sealed = await chatVault('staff').seal({ chatId, row: draft.id, text: read.text });
	if (!sealed) return no('gone');
	const added = await addLine(ctx, { chatId, id: draft.id, authorId: me.id, event: null, sealed });
	if (added.seq === null) return no('gone');
	if (added.waitedMinutes !== null) await countFirstAnswer(ctx, added.waitedMinutes, added.wasOpen ?? false);
	await appendEntry(ctx, 'chat.write', 'chat', chatId);
	return yes({ seq: added.seq });
}

/** Somebody who became a peer while they had the chat: both its notice and who has opened it say so before their next word. */
async function enterAsPeer(ctx: Ctx, me: StaffActor, row: ChatRow): Promise<void> {
	await callNoticePeer(ctx, row.id, me.id);
	await noteOpenings(ctx, me, [row]);
}

/** How long they waited, for what is promised to the next (R37): neither whose chat it was nor who answered. */
async function countFirstAnswer(ctx: Ctx, minutes: number, wasOpen: boolean): Promise<void> {
	const askedAt = new Date(ctx.now.getTime() - minutes * 60_000);
	await inTransaction(ctx, async (ctx) => {
		await noteAnswerWait(ctx, { askedAt, wasOpen });
		await countOne(ctx, 'answered');
	});
}
