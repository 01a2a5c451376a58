import { findArenas, wasOpenOn } from '#arena';
import { appendEntry } from '#audit';
import { inTransaction, type Ctx } from '#db';
import { localDay } from '#shared/calendar.ts';
import { LyktError } from '#shared/errors.ts';
import { newId } from '#shared/ids.ts';
import { may } from '#staff';
import { insertContacts } from './contact.db.ts';
import { placed, readContacts, type ContactIssue, type NewContact } from './contact.ts';

export type Registered = { ok: true; ids: string[] } | { ok: false; why: 'invalid'; issues: ContactIssue[] };

/**
 * Registers contacts, all or none, from a form (a list of one) or the API (R22–R28).
 * @param inputs anything; they are read with `contactInput`.
 * @returns the new ids in the same order, or every field that cannot be used.
 * @throws LyktError `forbidden`.
 */
export async function registerContacts(ctx: Ctx, inputs: readonly unknown[]): Promise<Registered> {
	if (!may(ctx.actor, 'contact.register')) throw new LyktError('forbidden');
	const read = readContacts(inputs, localDay(ctx.now));
	if (!read.ok) return { ok: false, why: 'invalid', issues: read.issues };
	return inTransaction(ctx, async (ctx) => {
		const issues = await arenaIssues(ctx, read.contacts);
		if (issues.length) return { ok: false, why: 'invalid', issues };
		const contacts = read.contacts.map((contact) => ({ ...contact, id: newId() }));
		await insertContacts(ctx, contacts);
		// Without the ids: the log says that somebody registered, never whose contact it was.
		await appendEntry(ctx, 'contact.register', 'contact');
		return { ok: true, ids: contacts.map(({ id }) => id) };
	});
}

/** An arena must exist, and must not have been closed before the contact (R8). */
export async function arenaIssues(ctx: Ctx, contacts: readonly NewContact[]): Promise<ContactIssue[]> {
	const ids = [...new Set(contacts.flatMap(({ arenaId }) => arenaId ?? []))];
	const arenas = new Map((await findArenas(ctx, ids)).map((arena) => [arena.id, arena]));
	return contacts.flatMap(({ arenaId, happenedOn }, index): ContactIssue[] => {
		if (!arenaId) return [];
		const arena = arenas.get(arenaId.toLowerCase());
		const path = placed(index, 'arenaId');
		if (!arena) return [{ path, code: 'arenaUnknown' }];
		return wasOpenOn(arena, happenedOn, localDay) ? [] : [{ path, code: 'arenaClosed' }];
	});
}
