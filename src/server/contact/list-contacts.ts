import type { Ctx } from '#db';
import { isDay } from '#shared/calendar.ts';
import { LyktError } from '#shared/errors.ts';
import { isId } from '#shared/ids.ts';
import { may } from '#staff';
import { selectContact, selectContacts, selectCount } from './contact.db.ts';
import { channels, genders, themeCode, type Contact, type ContactFilter } from './contact.ts';

export interface ContactPage {
	contacts: Contact[];
	/** All that match, on every page. */
	total: number;
	page: number;
	pages: number;
}

export const contactsPerPage = 50;

/**
 * One page of contacts, newest first. A page beyond the last gives the last.
 * @throws LyktError `forbidden`.
 */
export async function listContacts(ctx: Ctx, filter: ContactFilter = {}, page = 1): Promise<ContactPage> {
	const total = await countContacts(ctx, filter);
	const pages = Math.max(1, Math.ceil(total / contactsPerPage));
	const shown = Math.min(Math.max(1, page), pages);
	const contacts = await selectContacts(ctx, filter, contactsPerPage, (shown - 1) * contactsPerPage);
	return { contacts, total, page: shown, pages };
}

/**
 * How many contacts match.
 * @throws LyktError `forbidden`.
 */
export async function countContacts(ctx: Ctx, filter: ContactFilter = {}): Promise<number> {
	if (!may(ctx.actor, 'contact.read')) throw new LyktError('forbidden');
	return selectCount(ctx, filter);
}

/**
 * One contact.
 * @throws LyktError `forbidden`; `notFound`.
 */
export async function getContact(ctx: Ctx, id: string): Promise<Contact> {
	if (!may(ctx.actor, 'contact.read')) throw new LyktError('forbidden');
	const contact = isId(id) ? await selectContact(ctx, id) : undefined;
	if (!contact) throw new LyktError('notFound');
	return contact;
}

/** Reads a filter from an address; what cannot be used is left out, so that an old link still opens. */
export function readContactFilter(query: URLSearchParams): ContactFilter {
	const choice = <T extends string>(key: string, all: readonly T[]) => all.find((one) => one === query.get(key));
	const text = (key: string, isFit: (text: string) => boolean) => {
		const value = query.get(key);
		return value && isFit(value) ? value : undefined;
	};
	return {
		from: text('from', isDay),
		to: text('to', isDay),
		channel: choice('channel', channels),
		arenaId: text('arena', isId),
		gender: choice('gender', genders),
		theme: text('theme', (code) => themeCode.test(code)),
		programmeId: text('programme', isId),
		tests: query.get('show') === 'tests' ? true : undefined
	};
}
