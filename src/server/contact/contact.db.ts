import { sql, type Expression, type ExpressionBuilder, type SqlBool } from 'kysely';
import type { Ctx, DB } from '#db';
import type { Contact, ContactFilter, NewContact, Theme } from './contact.ts';

export async function insertContacts(ctx: Ctx, contacts: (NewContact & { id: string })[]): Promise<void> {
	await ctx.db
		.insertInto('contact')
		.values(contacts.map((contact) => ({ id: contact.id, registeredAt: ctx.now, ...columnsOf(contact) })))
		.execute();
	await insertThemes(ctx, contacts);
}

export async function updateContact(ctx: Ctx, contact: NewContact & { id: string }): Promise<boolean> {
	const row = await ctx.db
		.updateTable('contact')
		.set(columnsOf(contact))
		.where('id', '=', contact.id)
		.returning('id')
		.executeTakeFirst();
	if (!row) return false;
	await ctx.db.deleteFrom('contactThemeChoice').where('contactId', '=', contact.id).execute();
	await insertThemes(ctx, [contact]);
	return true;
}

export async function deleteContact(ctx: Ctx, id: string): Promise<boolean> {
	const row = await ctx.db.deleteFrom('contact').where('id', '=', id).returning('id').executeTakeFirst();
	return row !== undefined;
}

export async function selectContact(ctx: Ctx, id: string): Promise<Contact | undefined> {
	const row = await contactRows(ctx).where('contact.id', '=', id).executeTakeFirst();
	return row as Contact | undefined;
}

export async function selectContacts(
	ctx: Ctx,
	filter: ContactFilter,
	limit: number,
	offset: number
): Promise<Contact[]> {
	const rows = await contactRows(ctx)
		.where(matching(filter))
		.orderBy('contact.happenedOn', 'desc')
		.orderBy('contact.id', 'desc')
		.limit(limit)
		.offset(offset)
		.execute();
	return rows as Contact[];
}

export async function selectCount(ctx: Ctx, filter: ContactFilter): Promise<number> {
	const row = await ctx.db
		.selectFrom('contact')
		.select((eb) => eb.fn.countAll<number>().as('count'))
		.where(matching(filter))
		.executeTakeFirstOrThrow();
	return row.count;
}

/** Themes come with each row, in the order of the form: one query whatever the number of rows. */
function contactRows(ctx: Ctx) {
	return ctx.db.selectFrom('contact').select([
		'contact.id',
		'contact.happenedOn',
		'contact.channel',
		'contact.arenaId',
		'contact.gender',
		'contact.seller',
		'contact.unsureReason',
		'contact.buyer',
		'contact.initiative',
		'contact.language',
		'contact.outcome',
		sql<Theme[]>`array(
				select theme.code from contact_theme_choice choice join contact_theme theme on theme.code = choice.theme_code
				where choice.contact_id = contact.id order by theme.position)`.as('themes')
	]);
}

/** Rows made by a self-test are never shown or counted. */
function matching(filter: ContactFilter) {
	return (eb: ExpressionBuilder<DB, 'contact'>): Expression<SqlBool> => {
		const parts: Expression<SqlBool>[] = [eb('contact.isTest', '=', false)];
		if (filter.from) parts.push(eb('contact.happenedOn', '>=', filter.from));
		if (filter.to) parts.push(eb('contact.happenedOn', '<=', filter.to));
		if (filter.channel) parts.push(eb('contact.channel', '=', filter.channel));
		if (filter.gender) parts.push(eb('contact.gender', '=', filter.gender));
		if (filter.arenaId) parts.push(eb('contact.arenaId', '=', filter.arenaId));
		if (filter.theme) {
			const chosen = eb
				.selectFrom('contactThemeChoice')
				.select('contactThemeChoice.contactId')
				.whereRef('contactThemeChoice.contactId', '=', 'contact.id')
				.where('contactThemeChoice.themeCode', '=', filter.theme);
			parts.push(eb.exists(chosen));
		}
		return eb.and(parts);
	};
}

async function insertThemes(ctx: Ctx, contacts: { id: string; themes: Theme[] }[]): Promise<void> {
	const choices = contacts.flatMap(({ id, themes }) => themes.map((themeCode) => ({ contactId: id, themeCode })));
	if (choices.length) await ctx.db.insertInto('contactThemeChoice').values(choices).execute();
}

const columnsOf = (contact: NewContact) => ({
	happenedOn: contact.happenedOn,
	channel: contact.channel,
	arenaId: contact.arenaId,
	gender: contact.gender,
	seller: contact.seller,
	unsureReason: contact.unsureReason,
	buyer: contact.buyer,
	initiative: contact.initiative,
	language: contact.language,
	outcome: contact.outcome
});
