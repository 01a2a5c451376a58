import { appendEntry } from '#audit';
import { inTransaction, type Ctx } from '#db';
import { replaceTags } from '#goal';
import { localDay } from '#shared/calendar.ts';
import { LyktError } from '#shared/errors.ts';
import { isId } from '#shared/ids.ts';
import { may } from '#staff';
import { deleteContact, lockContact, updateContact } from './contact.db.ts';
import { changedFields, readContact, type ContactIssue } from './contact.ts';
import { settleContacts } from './register-contacts.ts';

/**
 * Corrects a registration: replaces every field with what is given. The log names the contact and the fields that changed,
 * because figures change; never what stood in them.
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
		const before = await lockContact(ctx, id);
		if (!before) throw new LyktError('notFound');
		// What the form does not know of stays.
		const asked = { ...read.contact, programmeId: read.contact.programmeId ?? nullIfSaid(input, before.programmeId) };
		const settled = await settleContacts(ctx, [asked]);
		if (!settled.ok) {
			const issues = settled.issues.map(({ path, code }) => ({ path: path.replace(/^\[0\]\./, ''), code }));
			return { ok: false, why: 'invalid', issues };
		}
		const after = settled.contacts[0]!;
		const changed = changedFields(before, after);
		if (changed.length === 0) return { ok: true };
		// The hour is the clock's, at registration: a correction cannot know it, and another day has another hour.
		await updateContact(ctx, { ...after, id, hour: before.happenedOn === after.happenedOn ? before.hour : null });
		await replaceTags(ctx, 'contact', id, after.goals);
		await appendEntry(ctx, 'contact.edit', 'contact', id, changed.join(' '));
		return { ok: true };
	});
}

/** A programme that was not mentioned stays; one that was said to be none is none. */
const nullIfSaid = (input: unknown, before: string | null): string | null =>
	(input as { programmeId?: unknown }).programmeId === null ? null : before;

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
