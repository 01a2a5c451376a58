import type { Ctx } from '../db/index.ts';
import type { ChatLine } from '../shared/chat.ts';
import { gather } from '../shared/gather.ts';
import { no, yes, type Outcome } from '../shared/outcome.ts';
import { chatVault } from '../vault/index.ts';
import { callRead, callStatus, type Reading, type StoredLine, type StoredStatus } from './visitor.db.ts';
import { hashOf, type Pass } from './visitor.ts';

/**
 * The lines after `since`, in order; 0 for all. Many who read in the same moment are answered by one query.
 * @returns no, `gone`: the chat was erased, has expired or was never theirs.
 */
export async function readMessages(ctx: Ctx, pass: Pass, since = 0): Promise<Outcome<{ lines: ChatLine[] }, 'gone'>> {
	const stored = await readerOf(ctx.db)({ chatId: pass.chatId, token: hashOf(pass), since });
	if (!stored) return no('gone');
	const lines = await Promise.all(stored.map((line) => openLine(pass.chatId, line)));
	return lines.includes(undefined) ? no('gone') : yes({ lines: lines as ChatLine[] });
}

/** How a chat stands: kept until when, and opened by how many of us in which roles (R46; domain.md 2.9). */
export interface ChatStatus {
	state: StoredStatus['state'];
	days: StoredStatus['days'];
	expiresAt: Date;
	isBlocked: boolean;
	isPaused: boolean;
	language: string;
	/** They asked that no peer answers (R5). */
	noPeer: boolean;
	openedBy: { role: string; count: number }[];
}

/** @returns undefined when the chat was erased, has expired or was never theirs. */
export async function findStatus(ctx: Ctx, pass: Pass): Promise<ChatStatus | undefined> {
	const found = await callStatus(ctx, pass.chatId, hashOf(pass));
	if (!found) return undefined;
	const { state, days, expiresAt, isBlocked, isPaused, language, noPeer, openedBy } = found;
	const roles = Object.entries(openedBy).map(([role, count]) => ({ role, count }));
	return { state, days, expiresAt, isBlocked, isPaused, language, noPeer, openedBy: roles };
}

/** Undefined when the text cannot be opened: its key is gone, so the chat is being erased. */
async function openLine(chatId: string, line: StoredLine): Promise<ChatLine | undefined> {
	const { id, author, alias, event, sealedBody, at } = line;
	const text = sealedBody ? await chatVault('visitor').open({ chatId, row: id, sealed: sealedBody }) : '';
	return text === undefined ? undefined : { seq: line.seq!, author, alias, event, text, at };
}

const readers = new WeakMap<Ctx['db'], (asked: Reading) => Promise<StoredLine[] | undefined>>();
function readerOf(db: Ctx['db']): (asked: Reading) => Promise<StoredLine[] | undefined> {
	const known = readers.get(db);
	if (known) return known;
	const made = gather(async (asked: readonly Reading[]) => {
		const byPlace = Map.groupBy(await callRead({ db }, asked), ({ place }) => place);
		return asked.map((_, place) => {
			const lines = byPlace.get(place + 1) ?? [];
			return lines.some(({ seq }) => seq === null) ? undefined : lines;
		});
	}, 500);
	readers.set(db, made);
	return made;
}
