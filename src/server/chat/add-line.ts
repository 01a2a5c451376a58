import type { Ctx } from '../db/index.ts';
import type { ChatEvent } from '../shared/chat.ts';
import { gather } from '../shared/gather.ts';
import { newId } from '../shared/ids.ts';
import { callAdd, type Added, type Adding } from './chat.db.ts';

/** Says in the chat what happened, for both sides to read in their language. */
export async function tellChat(ctx: Ctx, chatId: string, event: ChatEvent): Promise<void> {
	const authorId = ctx.actor.kind === 'staff' ? ctx.actor.id : null;
	await addLine(ctx, { chatId, id: newId(), authorId, event, sealed: null });
}

/** Lines of the same moment share a transaction; inside one that is open already, a line goes into that. */
export function addLine(ctx: Ctx, line: Adding): Promise<Added> {
	if (ctx.db.isTransaction) return callAdd(ctx, [line]).then(([added]) => added!);
	return writerOf(ctx.db)(line);
}

const writers = new WeakMap<Ctx['db'], (line: Adding) => Promise<Added>>();
function writerOf(db: Ctx['db']): (line: Adding) => Promise<Added> {
	const known = writers.get(db);
	if (known) return known;
	const made = gather((lines: readonly Adding[]) => callAdd({ db }, lines), 200);
	writers.set(db, made);
	return made;
}
