import { appendEntry } from '#audit';
import { inTransaction, type Ctx } from '#db';
import { localDay } from '#shared/calendar.ts';
import { LyktError } from '#shared/errors.ts';
import { isId } from '#shared/ids.ts';
import { may } from '#staff';
import { deleteContact, updateContact } from './contact.db.ts';
import { readContact, type ContactIssue } from './contact.ts';
import { arenaIssues } from './register-contacts.ts';

/**
 * Corrects a registration: replaces every field with what is given. The log names the contact, because figures change.
 * @returns every field that cannot be used, with paths as in `registerContacts` without the place.
 * @throws LyktError `forbidden`; `notFound` when the contact is not there.
 */
export async function editContact(
	ctx: Ctx,
	id: string,
	input: unknown
): Promise<{ ok: true } | { ok: false; why: 'invalid'; issues: ContactIssue[] }> {
	if (!may(ctx.actor, 'contact.register')) throw new LyktError('forbidden');
	if (!isId(id)) throw new LyktError('notFound');
	const read = readContact(input, localDay(ctx.now));
	if (!read.ok) return { ok: false, why: 'invalid', issues: read.issues };
	return inTransaction(ctx, async (ctx) => {
		const issues = await arenaIssues(ctx, [read.contact]);
		if (issues.length)
			return { ok: false, why: 'invalid', issues: issues.map(({ code }) => ({ path: 'arenaId', code })) };
		if (!(await updateContact(ctx, { ...read.contact, id }))) throw new LyktError('notFound');
		await appendEntry(ctx, 'contact.edit', 'contact', id);
		return { ok: true };
	});
}

/**
 * Takes a registration away, when it was a mistake. Removing what is gone already changes nothing.
 * @throws LyktError `forbidden`.
 */
export async function removeContact(ctx: Ctx, id: string): Promise<void> {
	if (!may(ctx.actor, 'contact.register')) throw new LyktError('forbidden');
	if (!isId(id)) return;
	await inTransaction(ctx, async (ctx) => {
		if (await deleteContact(ctx, id)) await appendEntry(ctx, 'contact.remove', 'contact', id);
	});
}
