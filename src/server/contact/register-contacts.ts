import { findArenas, wasOpenOn } from '#arena';
import { appendEntry } from '#audit';
import { inTransaction, type Ctx } from '#db';
import { addTags, areGoals, findProgrammes } from '#goal';
import { localDay, localMinutes } from '#shared/calendar.ts';
import { LyktError } from '#shared/errors.ts';
import { newId } from '#shared/ids.ts';
import { may } from '#staff';
import { insertContacts, type StoredContact } from './contact.db.ts';
import { placed, readContacts, type ContactIssue, type NewContact } from './contact.ts';
import { selectThemes } from './theme.db.ts';

export type Registered = { ok: true; ids: string[] } | { ok: false; why: 'invalid'; issues: ContactIssue[] };

/**
 * Registers contacts, all or none, from a form (a list of one) or the API (R22–R28, R34).
 * @param inputs anything; they are read with `contactInput`.
 * @returns the new ids in the same order, or every field that cannot be used.
 * @throws LyktError `forbidden`.
 */
export async function registerContacts(ctx: Ctx, inputs: readonly unknown[]): Promise<Registered> {
	if (!may(ctx.actor, 'contact.register')) throw new LyktError('forbidden');
	const read = readContacts(inputs, localDay(ctx.now));
	if (!read.ok) return { ok: false, why: 'invalid', issues: read.issues };
	return inTransaction(ctx, async (ctx) => {
		const settled = await settleContacts(ctx, read.contacts);
		if (!settled.ok) return { ok: false, why: 'invalid', issues: settled.issues };
		const contacts = settled.contacts.map((contact) => ({ ...contact, id: newId() }));
		await insertContacts(ctx, contacts);
		await addTags(ctx, 'contact', contacts);
		// Without the ids: the log says that somebody registered, never whose contact it was.
		await appendEntry(ctx, 'contact.register', 'contact');
		return { ok: true, ids: contacts.map(({ id }) => id) };
	});
}

/**
 * Checks what only the database knows (places, themes, programmes, goals), and settles what was left open: the programme
 * that ran that day, and the hour by the clock when it happened today.
 */
export async function settleContacts(
	ctx: Ctx,
	contacts: readonly NewContact[]
): Promise<{ ok: true; contacts: Omit<StoredContact, 'id'>[] } | { ok: false; issues: ContactIssue[] }> {
	const programmes = await findProgrammes(ctx);
	const issues = [
		...(await arenaIssues(ctx, contacts)),
		...(await themeIssues(ctx, contacts)),
		...(await goalIssues(ctx, contacts)),
		...contacts.flatMap(({ programmeId, happenedOn }, index): ContactIssue[] => {
			if (!programmeId) return [];
			const programme = programmes.find(({ id }) => id === programmeId.toLowerCase());
			const path = placed(index, 'programmeId');
			if (!programme || programme.state === 'draft') return [{ path, code: 'programmeUnknown' }];
			return covers(programme, happenedOn) ? [] : [{ path, code: 'programmeNotThen' }];
		})
	];
	if (issues.length) return { ok: false, issues };
	const only = (day: string) => {
		const then = programmes.filter((programme) => programme.state === 'active' && covers(programme, day));
		return then.length === 1 ? then[0]!.id : null;
	};
	const [today, hour] = [localDay(ctx.now), Math.floor(localMinutes(ctx.now) / 60)];
	return {
		ok: true,
		contacts: contacts.map((contact) => ({
			...contact,
			programmeId: contact.programmeId === undefined ? only(contact.happenedOn) : contact.programmeId,
			hour: contact.happenedOn === today ? hour : null
		}))
	};
}

const covers = (programme: { startsOn: string; lastDay: string }, day: string) =>
	programme.startsOn <= day && day <= programme.lastDay;

/** An arena must exist, and must not have been closed before the contact (R8). */
async function arenaIssues(ctx: Ctx, contacts: readonly NewContact[]): Promise<ContactIssue[]> {
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

/** Retired and merged themes may still come: a form was open, another system has not heard yet. They count where they lead. */
async function themeIssues(ctx: Ctx, contacts: readonly NewContact[]): Promise<ContactIssue[]> {
	if (contacts.every(({ themes }) => themes.length === 0)) return [];
	const known = new Set((await selectThemes(ctx)).map(({ code }) => code));
	return contacts.flatMap(({ themes }, index): ContactIssue[] =>
		themes.every((code) => known.has(code)) ? [] : [{ path: placed(index, 'themes'), code: 'badThemes' }]
	);
}

async function goalIssues(ctx: Ctx, contacts: readonly NewContact[]): Promise<ContactIssue[]> {
	if (
		await areGoals(
			ctx,
			contacts.flatMap(({ goals }) => goals)
		)
	)
		return [];
	const issues: ContactIssue[] = [];
	for (const [index, { goals }] of contacts.entries()) {
		if (goals.length && !(await areGoals(ctx, goals))) issues.push({ path: placed(index, 'goals'), code: 'badGoals' });
	}
	return issues;
}
