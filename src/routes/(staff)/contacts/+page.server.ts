import { listArenas } from '#arena';
import {
	contactsPerPage,
	countContacts,
	isOffered,
	listContacts,
	listThemes,
	readContactFilter,
	type Contact
} from '#contact';
import { isId } from '#shared/ids.ts';
import { may } from '#staff';
import { readCareAfter } from '../chats/care.ts';
import type { PageServerLoad } from './$types';
import { themeNames, themesText, themeWord } from './words.ts';

export const load: PageServerLoad = async ({ locals, url }) => {
	const filter = readContactFilter(url.searchParams);
	const isFiltered = Object.values(filter).some((value) => value !== undefined);
	const shown = await listContacts(locals.ctx, filter, Number(url.searchParams.get('page')) || 1);
	const arenas = await listArenas(locals.ctx);
	const nameOf = new Map(arenas.map(({ id, codeName }) => [id, codeName]));
	const themes = await listThemes(locals.ctx);
	const names = themeNames(themes);
	const saved = url.searchParams.get('saved') ?? '';
	const changed = url.searchParams.get('changed') ?? '';
	const fresh = [saved, changed].find(isId);
	return {
		contacts: shown.contacts.map((contact) => present(contact, nameOf, names)),
		total: shown.total,
		page: shown.page,
		pages: shown.pages,
		perPage: contactsPerPage,
		isEmpty: shown.total === 0 && (!isFiltered || (await countContacts(locals.ctx)) === 0),
		isFiltered,
		filter: presentFilter(filter),
		showsTests: filter.tests === true,
		themes: themes
			.filter((theme) => isOffered(theme, themes))
			.map((theme) => ({ value: theme.code, label: theme.parentCode ? `– ${themeWord(theme)}` : themeWord(theme) })),
		mayImport: may(locals.ctx.actor, 'intake.run'),
		mayKeepThemes: may(locals.ctx.actor, 'contact.themes'),
		arenas: arenas.map(({ id, codeName }) => ({ id, codeName })),
		mayRegister: may(locals.ctx.actor, 'contact.register'),
		saved: isId(saved) ? saved : undefined,
		isReferred: url.searchParams.has('referred'),
		undone: url.searchParams.has('undone'),
		changed: url.searchParams.has('changed'),
		care: fresh ? await readCareAfter(locals.ctx, fresh, url.searchParams) : null,
		back: `/contacts?${isId(saved) ? 'saved' : 'changed'}=${fresh ?? ''}`
	};
};

const present = (contact: Contact, nameOf: Map<string, string>, names: Record<string, string>) => ({
	id: contact.id,
	happenedOn: contact.happenedOn,
	channel: contact.channel,
	arena: contact.arenaId ? nameOf.get(contact.arenaId) : undefined,
	gender: contact.gender,
	seller: contact.seller,
	themes: themesText(contact.themes, names),
	outcome: contact.outcome
});

const presentFilter = (filter: ReturnType<typeof readContactFilter>) => ({
	from: filter.from ?? '',
	to: filter.to ?? '',
	channel: filter.channel ?? '',
	arena: filter.arenaId ?? '',
	gender: filter.gender ?? '',
	theme: filter.theme ?? '',
	show: filter.tests ? 'tests' : ''
});
