import { sql, type Expression, type ExpressionBuilder, type SqlBool } from 'kysely';
import type { Ctx, DB } from '#db';
import type { Contact, ContactFilter, NewContact, Obstacle } from './contact.ts';

/** A contact whose programme and hour are settled. */
export type StoredContact = NewContact & { id: string; programmeId: string | null; hour: number | null };

export async function insertContacts(ctx: Ctx, contacts: StoredContact[]): Promise<void> {
	await ctx.db
		.insertInto('contact')
		.values(contacts.map((contact) => ({ id: contact.id, registeredAt: ctx.now, ...columnsOf(contact) })))
		.execute();
}

export async function updateContact(ctx: Ctx, contact: StoredContact): Promise<void> {
	await ctx.db.updateTable('contact').set(columnsOf(contact)).where('id', '=', contact.id).execute();
}

/** Two who correct one contact at once do so one after the other. The turn to count comes before the row, as everywhere. */
export async function lockContact(ctx: Ctx, id: string): Promise<Contact | undefined> {
	await sql`select report_wait_turn()`.execute(ctx.db);
	await ctx.db.selectFrom('contact').select('id').where('id', '=', id).forUpdate().execute();
	return selectContact(ctx, id);
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
		'contact.programmeId',
		'contact.hour',
		'contact.isTest',
		'contact.source',
		sql<string[]>`array(
				select theme.code from contact_theme theme left join contact_theme top on top.code = theme.parent_code
				where theme.code = any (contact.theme_codes)
				order by coalesce(top.position, theme.position), theme.parent_code nulls first, theme.position)`.as('themes'),
		sql<Obstacle[]>`array(
				select code from contact_obstacle obstacle
				where code = any (contact.obstacle_codes) order by position)`.as('obstacles'),
		sql<string[]>`array(
				select goal_id from programme_tag where kind = 'contact' and subject_id = contact.id order by goal_id)`.as('goals')
	]);
}

/** Test entries are counted nowhere, and shown only to whoever asks for them. */
function matching(filter: ContactFilter) {
	return (eb: ExpressionBuilder<DB, 'contact'>): Expression<SqlBool> => {
		const parts: Expression<SqlBool>[] = [eb('contact.isTest', '=', filter.tests ?? false)];
		if (filter.from) parts.push(eb('contact.happenedOn', '>=', filter.from));
		if (filter.to) parts.push(eb('contact.happenedOn', '<=', filter.to));
		if (filter.channel) parts.push(eb('contact.channel', '=', filter.channel));
		if (filter.gender) parts.push(eb('contact.gender', '=', filter.gender));
		if (filter.arenaId) parts.push(eb('contact.arenaId', '=', filter.arenaId));
		if (filter.programmeId) parts.push(eb('contact.programmeId', '=', filter.programmeId));
		if (filter.theme) {
			// A theme has what was merged into it, and what stands below it.
			parts.push(sql<boolean>`contact.theme_codes && array(
				select code from contact_theme_now where ${filter.theme} in (code, into_code, top_code))`);
		}
		return eb.and(parts);
	};
}

const columnsOf = (contact: StoredContact) => ({
	happenedOn: contact.happenedOn,
	channel: contact.channel,
	arenaId: contact.arenaId,
	gender: contact.gender,
	seller: contact.seller,
	unsureReason: contact.unsureReason,
	buyer: contact.buyer,
	initiative: contact.initiative,
	language: contact.language,
	outcome: contact.outcome,
	programmeId: contact.programmeId,
	hour: contact.hour,
	isTest: contact.isTest,
	themeCodes: asSet(contact.themes),
	obstacleCodes: asSet(contact.obstacles)
});

/** Each once, in the order of their letters: the same choice is the same row, and so the same count. */
const asSet = <Code extends string>(codes: readonly Code[]): Code[] => [...new Set(codes)].toSorted();
