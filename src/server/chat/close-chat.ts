import { appendEntry } from '../audit/index.ts';
import { inTransaction, type Ctx } from '../db/index.ts';
import type { ChatEvent } from '../shared/chat.ts';
import { no, yes, type Outcome } from '../shared/outcome.ts';
import { may, type Action } from '../staff/index.ts';
import { tellChat } from './add-line.ts';
import { countOne, updateChat } from './chat.db.ts';
import { requireReader } from './list-chats.ts';
import { requireWhole } from './read-chat.ts';

type Done = Outcome<object, 'forbidden' | 'notYours'>;

/** Puts a chat away, politely: the visitor is told, and it opens anew when they write again. The note is erased. */
export const closeChat = (ctx: Ctx, id: string): Promise<Done> =>
	change(ctx, id, 'closed', { state: 'closed', closedAt: ctx.now, isPaused: false, sealedNote: null, noteBy: null });

/** Says honestly that whoever answers takes a break; the chat no longer counts among the live ones. */
export const pauseChat = (ctx: Ctx, id: string): Promise<Done> => change(ctx, id, 'paused', { isPaused: true });

/** And is back. */
export const resumeChat = (ctx: Ctx, id: string): Promise<Done> => change(ctx, id, 'resumed', { isPaused: false });

/**
 * Ends one chat for good: nothing more can be written in it. Never an address, because none is known: the person may begin
 * another.
 */
export const blockChat = (ctx: Ctx, id: string): Promise<Done> =>
	change(ctx, id, 'blocked', { state: 'closed', closedAt: ctx.now, blockedAt: ctx.now, isPaused: false }, 'chat.block');

async function change(
	ctx: Ctx,
	id: string,
	event: ChatEvent,
	set: Parameters<typeof updateChat>[2],
	action: Action = 'chat.answer'
): Promise<Done> {
	const me = requireReader(ctx);
	if (!may(me, action)) return no('forbidden');
	const row = await requireWhole(ctx, me, id);
	const isMine = [row.assignedTo, row.secondTo].includes(me.id) || row.assignedTo === null;
	if (!isMine && !me.roles.includes('lead')) return no('notYours');
	return inTransaction(ctx, async (ctx) => {
		await tellChat(ctx, id, event);
		await updateChat(ctx, id, set);
		if (event === 'blocked') await countOne(ctx, 'blocked');
		await appendEntry(ctx, `chat.${event}`, 'chat', id);
		return yes({});
	});
}
