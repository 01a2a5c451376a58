import type { Ctx } from '../db/index.ts';
import { isOpenNow } from '../opening/index.ts';
import { readText } from '../shared/chat.ts';
import { newDigits } from '../shared/crypto.ts';
import { gather } from '../shared/gather.ts';
import { no, yes, type Outcome } from '../shared/outcome.ts';
import { chatVault } from '../vault/index.ts';
import { callOpen, callWrite, type Writing, type Written } from './visitor.db.ts';
import { hasKey } from './has-key.ts';
import { hashOf, type Pass } from './visitor.ts';

/** A message as a form sends it. `id` was made with the form: sent twice, it is stored once. */
export interface Draft {
	id: string;
	text: unknown;
}
type WhyNot = 'empty' | 'tooLong' | 'blocked' | 'gone';

/**
 * The first message of a chat, which opens it (R44: nothing else is asked). The same form sent again changes nothing; the
 * code is only in the answer that opened the chat. `noPeer`: no peer is ever given this chat (R5).
 * @returns the return code of 20 digits. No: `gone` when this chat was erased or its time was over.
 */
export async function openChat(
	ctx: Ctx,
	pass: Pass,
	draft: Draft,
	language: string,
	noPeer = false
): Promise<Outcome<{ code?: string }, WhyNot>> {
	const read = readText(draft.text);
	if (!read.ok) return read;
	const stored = await store(ctx, pass, draft.id, read.text);
	if (stored.ok || stored.why !== 'gone') return stored.ok ? yes({}) : stored;
	const made = await makeChat(ctx, pass, language, noPeer);
	if (!made.ok) return made;
	const again = await store(ctx, pass, draft.id, read.text);
	return again.ok ? yes(made.code ? { code: made.code } : {}) : again;
}

/**
 * Stores a message; only when it is on disk is the answer yes. Many visitors' messages go together when many write.
 * @returns no: `gone` when the chat was erased, has expired or was never theirs; `blocked` when we have ended it for good.
 */
export async function writeMessage(ctx: Ctx, pass: Pass, draft: Draft): Promise<Outcome<{ seq: number }, WhyNot>> {
	const read = readText(draft.text);
	return read.ok ? store(ctx, pass, draft.id, read.text) : read;
}

async function store(
	ctx: Ctx,
	pass: Pass,
	id: string,
	text: string
): Promise<Outcome<{ seq: number }, 'blocked' | 'gone'>> {
	const sealed = await chatVault('visitor').seal({ chatId: pass.chatId, row: id, text });
	if (!sealed) return no('gone');
	const written = await writerOf(ctx.db)({ chatId: pass.chatId, token: hashOf(pass), id, sealed });
	if (written.why) return no(written.why === 'notFound' ? 'gone' : 'blocked');
	return yes({ seq: written.seq! });
}

/** The key first: rows without a key say nothing, and a key that is destroyed says that this chat was erased. */
async function makeChat(
	ctx: Ctx,
	pass: Pass,
	language: string,
	noPeer: boolean
): Promise<Outcome<{ code?: string }, 'gone'>> {
	if (!(await hasKey(pass))) return no('gone');
	const code = newDigits(20);
	const [tag, wasOpen] = await Promise.all([chatVault('visitor').tagCode(code), isOpenNow(ctx)]);
	const how = await callOpen(ctx, { id: pass.chatId, token: hashOf(pass), code: tag, language, wasOpen, noPeer });
	if (how === 'notTheirs') return no('gone');
	return yes(how === 'opened' ? { code } : {});
}

/** One writer per connection pool, so that messages of the same moment share a transaction. */
const writers = new WeakMap<Ctx['db'], (message: Writing) => Promise<Written>>();
function writerOf(db: Ctx['db']): (message: Writing) => Promise<Written> {
	const known = writers.get(db);
	if (known) return known;
	const made = gather((messages: readonly Writing[]) => callWrite({ db }, messages), 200);
	writers.set(db, made);
	return made;
}
