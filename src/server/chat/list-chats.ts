import type { Ctx } from '../db/index.ts';
import type { StaffActor } from '../shared/actor.ts';
import { LyktError } from '../shared/errors.ts';
import { isTrained, may } from '../staff/index.ts';
import { chatVault } from '../vault/index.ts';
import { countChats as countByPerson, selectChats } from './chat.db.ts';
import { decideSight, isOnlyPeer, roundTime, type ChatFilter, type ChatSummary } from './chat.ts';
import { noteOpenings } from './note-openings.ts';

/** At most so many lines. */
export const mostChats = 100;

/**
 * The inbox of chats: who waits first, longest first; then by the last word. A peer sees what is theirs, and of the others
 * only that somebody waits. Whoever is given the last words of a chat has opened it, and that is noted.
 * @param options.hasText false for a list that shows no words.
 * @throws LyktError `forbidden`.
 */
export async function listChats(
	ctx: Ctx,
	filter: ChatFilter,
	{ hasText = true }: { hasText?: boolean } = {}
): Promise<ChatSummary[]> {
	const me = requireReader(ctx);
	const rows = await selectChats(ctx, filter, me, mostChats);
	const seen = rows.map((row) => ({ row, sight: decideSight(me, row) })).filter(({ sight }) => sight !== 'none');
	const isRead = ({ row, sight }: (typeof seen)[number]) => hasText && sight === 'whole' && row.lastBody !== null;
	await noteOpenings(
		ctx,
		me,
		seen.filter(isRead).map(({ row }) => row)
	);
	return Promise.all(
		seen.map(async (each) => {
			const { row } = each;
			const isClosed = row.state === 'closed';
			const lastText = isRead(each)
				? await chatVault('staff').open({ chatId: row.id, row: row.lastId!, sealed: row.lastBody! })
				: undefined;
			return {
				id: row.id,
				state: row.state,
				language: row.language,
				waitingSince: row.waitingSince,
				lastInboundAt: isClosed ? roundTime(row.lastInboundAt) : row.lastInboundAt,
				messages: row.lastSeq,
				assignedTo: row.assignedTo ? { id: row.assignedTo, name: row.assignedName! } : null,
				isMine: row.assignedTo === me.id,
				isPaused: row.isPaused,
				isBlocked: row.blockedAt !== null,
				lastText: lastText ?? null
			};
		})
	);
}

/** People who wait and whom nobody has taken, those of mine who wait, and how many live ones I have. No content. */
export async function countChats(ctx: Ctx): Promise<{ waiting: number; mineWaiting: number; mine: number }> {
	return countByPerson(ctx, requireReader(ctx));
}

/** Whether chats can be mine: not before a peer has been trained and has signed (R5). @throws LyktError `forbidden`. */
export async function mayHaveChats(ctx: Ctx): Promise<boolean> {
	const me = requireReader(ctx);
	return !isOnlyPeer(me) || isTrained(ctx, me.id);
}

/** @throws LyktError `forbidden` for everybody but people who may read chats. */
export function requireReader(ctx: Ctx): StaffActor {
	const { actor } = ctx;
	if (actor.kind !== 'staff' || actor.isService || !may(actor, 'chat.read')) throw new LyktError('forbidden');
	return actor;
}
