import { appendEntry } from '#audit';
import { inTransaction, type Ctx } from '#db';
import { LyktError } from '#shared/errors.ts';
import { no, yes, type Outcome } from '#shared/outcome.ts';
import { may } from '#staff';
import { createKey, open, seal } from '#vault';
import { selectContacts } from './agreement.db.ts';
import { selectName, updateName } from './arena.db.ts';

/**
 * Seals the real name or address of a place (R9); an empty one takes away what was kept. In the clear it is nowhere: not
 * in the database, the log, an address or a file that is made from the figures.
 * @throws LyktError `forbidden` | `keyholderUnreachable`.
 */
export async function nameArena(ctx: Ctx, id: string, name: string): Promise<Outcome<object, 'notFound'>> {
	if (!may(ctx.actor, 'arena.write')) throw new LyktError('forbidden');
	const sealed = name === '' ? null : await sealForArena(id, name);
	return inTransaction(ctx, async (ctx) => {
		if (!(await updateName(ctx, id, sealed))) return no('notFound');
		await appendEntry(ctx, sealed ? 'arena.name' : 'arena.forgetName', 'arena', id);
		return yes({});
	});
}

/**
 * Opens the real name of a place, and whom to talk to there by its agreements (R9, R10). Whoever asks stands in the log
 * before anything is opened.
 * @returns `none` when nothing is sealed for it.
 * @throws LyktError `forbidden` | `keyholderUnreachable`.
 */
export async function readRealName(
	ctx: Ctx,
	id: string
): Promise<Outcome<{ name: string; contacts: { agreementId: string; contact: string }[] }, 'none'>> {
	if (!may(ctx.actor, 'arena.readName')) throw new LyktError('forbidden');
	const kept = await inTransaction(ctx, async (ctx) => {
		const [name, contacts] = [await selectName(ctx, id), await selectContacts(ctx, id)];
		if (name || contacts.length) await appendEntry(ctx, 'arena.readName', 'arena', id);
		return { name, contacts };
	});
	if (!kept.name && !kept.contacts.length) return no('none');
	const sealed = [...(kept.name ? [kept.name] : []), ...kept.contacts.map(({ sealedContact }) => sealedContact)];
	const plain = await open(keyOf(id), sealed);
	const name = kept.name ? plain.shift()! : '';
	return yes({
		name,
		contacts: kept.contacts.map(({ agreementId }, place) => ({ agreementId, contact: plain[place]! }))
	});
}

/** Seals a text under the arena's own key, which is made the first time. */
export async function sealForArena(id: string, text: string): Promise<Buffer> {
	await createKey(keyOf(id));
	const [sealed] = await seal(keyOf(id), [text]);
	return sealed!;
}

const keyOf = (id: string): string => `arena:${id}`;
