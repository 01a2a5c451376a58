import { sql } from 'kysely';
import type { Ctx } from '#db';
import type { ArenaTally, Tally } from './figures.ts';
import type { Period } from './report.ts';

/** Grouped in the database, whatever the number of contacts; rows made by a self-test are left out. */
export function countGenders(ctx: Ctx, period: Period): Promise<Tally[]> {
	return contactsIn(ctx, period).select(['gender as code', count]).groupBy('gender').execute();
}

export function countSellers(ctx: Ctx, period: Period): Promise<Tally[]> {
	return contactsIn(ctx, period).select(['seller as code', count]).groupBy('seller').execute();
}

export function countUnsureReasons(ctx: Ctx, period: Period): Promise<Tally[]> {
	return contactsIn(ctx, period)
		.where('seller', '=', 'unsure')
		.select([sql<string>`coalesce(unsure_reason, 'none')`.as('code'), count])
		.groupBy(sql`1`)
		.execute();
}

export async function countBuyers(ctx: Ctx, period: Period): Promise<number> {
	const row = await contactsIn(ctx, period).where('buyer', '=', 'yes').select(count).executeTakeFirstOrThrow();
	return row.count;
}

export function countArenas(ctx: Ctx, period: Period): Promise<ArenaTally[]> {
	return contactsIn(ctx, period)
		.leftJoin('arena', 'arena.id', 'contact.arenaId')
		.select([sql<string>`coalesce(arena.class, 'none')`.as('code'), 'arena.codeName', count])
		.groupBy(['arena.class', 'arena.codeName'])
		.execute();
}

/** A contact with two sub-themes of one theme counts once. */
export function countThemes(ctx: Ctx, period: Period): Promise<Tally[]> {
	return contactsIn(ctx, period)
		.innerJoin('contactThemeChoice as choice', 'choice.contactId', 'contact.id')
		.innerJoin('contactTheme as theme', 'theme.code', 'choice.themeCode')
		.select([
			sql<string>`coalesce(theme.parent_code, theme.code)`.as('code'),
			sql<number>`count(distinct contact.id)`.as('count')
		])
		.groupBy(sql`1`)
		.orderBy(sql`min(theme.position)`)
		.execute();
}

export async function countWithAndWithoutTheme(
	ctx: Ctx,
	period: Period
): Promise<{ total: number; withoutTheme: number }> {
	return contactsIn(ctx, period)
		.select([
			sql<number>`count(*)`.as('total'),
			sql<number>`count(*) filter (where not exists (
				select from contact_theme_choice choice where choice.contact_id = contact.id))`.as('withoutTheme')
		])
		.executeTakeFirstOrThrow();
}

const count = sql<number>`count(*)`.as('count');

const contactsIn = (ctx: Ctx, period: Period) =>
	ctx.db
		.selectFrom('contact')
		.where('contact.isTest', '=', false)
		.where('contact.happenedOn', '>=', period.from)
		.where('contact.happenedOn', '<=', period.to);
