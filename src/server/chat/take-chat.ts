import { appendEntry } from '../audit/index.ts';
import { inTransaction, type Ctx } from '../db/index.ts';
import { readText } from '../shared/chat.ts';
import { LyktError } from '../shared/errors.ts';
import { no, yes, type Outcome } from '../shared/outcome.ts';
import { may } from '../staff/index.ts';
import { chatVault } from '../vault/index.ts';
import { tellChat } from './add-line.ts';
import {
	assignChat,
	countChats,
	findChat,
	insertLock,
	lockTaker,
	mayBeGiven,
	readSetting,
	releaseAllOf,
	selectColleagues,
	updateChat
} from './chat.db.ts';
import { decideSight } from './chat.ts';
import { requireReader } from './list-chats.ts';
import { requireWhole } from './read-chat.ts';

/**
 * Takes a chat that nobody has. Of two who do so in the same second one gets it.
 * @returns no: `taken` when a colleague was first; `tooMany` when I have as many live ones as the service allows (three,
 *   unless it says otherwise).
 * @throws LyktError `notFound` when it is gone, put away, or not theirs to see.
 */
export async function takeChat(ctx: Ctx, id: string): Promise<Outcome<object, 'forbidden' | 'taken' | 'tooMany'>> {
	const me = requireReader(ctx);
	if (!may(me, 'chat.answer')) return no('forbidden');
	const row = await findChat(ctx, id, me);
	if (!row || decideSight(me, row) === 'none') throw new LyktError('notFound');
	if (row.assignedTo === me.id) return yes({});
	return inTransaction(ctx, async (ctx) => {
		await lockTaker(ctx, me.id);
		const [{ mine }, { mostLive }] = await Promise.all([countChats(ctx, me), readSetting(ctx)]);
		if (mine >= mostLive) return no('tooMany');
		if (!(await assignChat(ctx, id, null, me.id))) return no('taken');
		await tellChat(ctx, id, 'joined');
		await appendEntry(ctx, 'chat.take', 'chat', id);
		return yes({});
	});
}

/**
 * Passes a chat on, to a colleague or back to all (`to` null), with a note that dies with the chat (R46).
 * @returns no: `notYours` when a colleague has it (a lead may pass on anybody's); `unknownColleague` when that person cannot
 *   be given it; `tooLong` for the note; `taken` when it changed hands meanwhile.
 */
export async function handOverChat(
	ctx: Ctx,
	id: string,
	to: string | null,
	rawNote: string
): Promise<Outcome<object, 'forbidden' | 'notYours' | 'unknownColleague' | 'tooLong' | 'taken' | 'gone'>> {
	const me = requireReader(ctx);
	if (!may(me, 'chat.answer')) return no('forbidden');
	const row = await requireWhole(ctx, me, id);
	if (row.assignedTo !== me.id && !me.roles.includes('lead')) return no('notYours');
	if (to !== null && !(await mayBeGiven(ctx, id, to))) return no('unknownColleague');
	const note = readText(rawNote);
	if (!note.ok && note.why === 'tooLong') return no('tooLong');
	const sealedNote = note.ok ? await chatVault('staff').seal({ chatId: id, row: 'note', text: note.text }) : null;
	if (sealedNote === undefined) return no('gone');
	return inTransaction(ctx, async (ctx) => {
		if (!(await assignChat(ctx, id, row.assignedTo, to))) return no('taken');
		await updateChat(ctx, id, { sealedNote, noteBy: sealedNote ? me.id : null });
		await tellChat(ctx, id, 'handedOver');
		await appendEntry(ctx, 'chat.handOver', 'chat', id);
		return yes({});
	});
}

/**
 * Passes on every chat of mine that goes on, to whoever can: somebody who goes home leaves nobody waiting. @returns how many.
 */
export async function passOnMine(ctx: Ctx): Promise<number> {
	const me = requireReader(ctx);
	if (!may(me, 'chat.answer')) return 0;
	return inTransaction(ctx, async (ctx) => {
		const ids = await releaseAllOf(ctx, me.id);
		for (const id of ids) {
			await tellChat(ctx, id, 'handedOver'); // at most as many as one may have
			await appendEntry(ctx, 'chat.handOver', 'chat', id);
		}
		return ids.length;
	});
}

/**
 * The colleagues who could take a chat over or follow along, by name, without me. Whoever knows the person privately is not
 * among them, and nothing says so.
 * @throws LyktError `notFound` when it is gone or not theirs to see. `forbidden`.
 */
export async function listColleagues(ctx: Ctx, id: string): Promise<{ id: string; name: string }[]> {
	const me = requireReader(ctx);
	await requireWhole(ctx, me, id);
	return (await selectColleagues(ctx, id)).filter((colleague) => colleague.id !== me.id);
}

/**
 * A second colleague reads and writes along (domain.md 3.5: nobody is alone when it is serious). `userId` null: no longer.
 * @returns no: `notYours` unless it is mine; `unknownColleague`.
 */
export async function addSecond(
	ctx: Ctx,
	id: string,
	userId: string | null
): Promise<Outcome<object, 'forbidden' | 'notYours' | 'unknownColleague'>> {
	const me = requireReader(ctx);
	if (!may(me, 'chat.answer')) return no('forbidden');
	const row = await requireWhole(ctx, me, id);
	if (row.assignedTo !== me.id && !me.roles.includes('lead')) return no('notYours');
	if (userId !== null && (userId === row.assignedTo || !(await mayBeGiven(ctx, id, userId)))) {
		return no('unknownColleague');
	}
	await updateChat(ctx, id, { secondTo: userId });
	await appendEntry(ctx, userId ? 'chat.addSecond' : 'chat.dropSecond', 'chat', id);
	return yes({});
}

/**
 * "I know this person privately" (R5): passes the chat on to all and locks it for me, at once and for good.
 * @throws LyktError `notFound` when it is gone or not theirs; and from now on.
 */
export async function lockForMe(ctx: Ctx, id: string): Promise<void> {
	const me = requireReader(ctx);
	const row = await findChat(ctx, id, me);
	if (!row || decideSight(me, row) === 'none') throw new LyktError('notFound');
	await inTransaction(ctx, async (ctx) => {
		await insertLock(ctx, id, me.id);
		if (row.secondTo === me.id) await updateChat(ctx, id, { secondTo: null });
		if (row.assignedTo === me.id && (await assignChat(ctx, id, me.id, null))) await tellChat(ctx, id, 'handedOver');
		await appendEntry(ctx, 'chat.lock', 'chat', id);
	});
}
