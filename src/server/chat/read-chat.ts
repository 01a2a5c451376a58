import type { Ctx } from '../db/index.ts';
import type { StaffActor } from '../shared/actor.ts';
import type { ChatLine } from '../shared/chat.ts';
import { LyktError } from '../shared/errors.ts';
import { chatVault } from '../vault/index.ts';
import { findChat, selectMessages, type ChatRow, type MessageRow } from './chat.db.ts';
import { decideSight, roundTime, type ChatThread } from './chat.ts';
import { requireReader } from './list-chats.ts';
import { noteOpenings } from './note-openings.ts';

/**
 * One chat with all its lines. The first time somebody opens it is noted: the visitor may see how many of us have, and in
 * which roles.
 * @throws LyktError `notFound` when it is gone, or not theirs to see: the same answer. `forbidden`.
 */
export async function readChat(ctx: Ctx, id: string): Promise<ChatThread> {
	const me = requireReader(ctx);
	const row = await requireWhole(ctx, me, id);
	await noteOpenings(ctx, me, [row]);
	const isClosed = row.state === 'closed';
	const [lines, note] = await Promise.all([
		selectMessages(ctx, id, 0).then((rows) => openAll(id, rows)),
		openNote(row)
	]);
	return {
		id,
		state: row.state,
		language: row.language,
		waitingSince: row.waitingSince,
		openedAt: isClosed ? roundTime(row.openedAt) : row.openedAt,
		expiresAt: row.expiresAt,
		wasOpen: row.wasOpen,
		assignedTo: row.assignedTo ? { id: row.assignedTo, name: row.assignedName! } : null,
		second: row.secondTo ? { id: row.secondTo, name: row.secondName! } : null,
		mayWrite: [row.assignedTo, row.secondTo].includes(me.id) || row.assignedTo === null,
		isPaused: row.isPaused,
		isBlocked: row.blockedAt !== null,
		note,
		lines: isClosed ? lines.map((line) => atRoundTime(line)) : lines
	};
}

/**
 * The lines after `since`, for a page that is open and live. Whoever is given any has opened the chat.
 * @throws LyktError `notFound` when the chat is gone (the visitor has erased it, or its time is over) or not theirs.
 */
export async function readNews(ctx: Ctx, id: string, since: number): Promise<ChatLine[]> {
	const me = requireReader(ctx);
	const [row, rows] = await Promise.all([requireWhole(ctx, me, id), selectMessages(ctx, id, since)]);
	if (rows.length) await noteOpenings(ctx, me, [row]);
	return openAll(id, rows);
}

/** @throws LyktError `notFound`. */
export async function requireWhole(ctx: Ctx, me: StaffActor, id: string): Promise<ChatRow> {
	const row = await findChat(ctx, id, me);
	if (!row || decideSight(me, row) !== 'whole') throw new LyktError('notFound');
	return row;
}

const openAll = (chatId: string, rows: readonly MessageRow[]): Promise<ChatLine[]> =>
	Promise.all(rows.map((row) => openLine(chatId, row)));

async function openLine(
	chatId: string,
	{ seq, id, author, alias, event, sealedBody, at }: MessageRow
): Promise<ChatLine> {
	const text = sealedBody ? await chatVault('staff').open({ chatId, row: id, sealed: sealedBody }) : '';
	if (text === undefined) throw new LyktError('notFound'); // its key is destroyed: it is being erased
	return { seq, author, alias, event, text, at };
}

async function openNote({ id, sealedNote, noteBy }: ChatRow): Promise<ChatThread['note']> {
	if (!sealedNote) return null;
	const text = await chatVault('staff').open({ chatId: id, row: 'note', sealed: sealedNote });
	return text === undefined ? null : { text, by: noteBy ?? '' };
}

function atRoundTime({ seq, author, alias, event, text, at }: ChatLine): ChatLine {
	return { seq, author, alias, event, text, at: roundTime(at) };
}
