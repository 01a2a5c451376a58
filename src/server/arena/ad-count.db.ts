import { sql } from 'kysely';
import type { Ctx } from '#db';
import type { AdCategory, AdCell, AdNumbers } from './ad-count.ts';
import type { ArenaClass } from './arena.ts';

/** One number that was counted. */
export interface AdCountRow {
	arenaId: string;
	codeName: string;
	class: ArenaClass;
	/** The Monday of the week. */
	week: string;
	category: AdCategory;
	ads: number;
	newSinceLast: number | null;
}

/** What was counted in the weeks whose Mondays lie in a period, in order; of one arena, or of all. */
export async function selectAdCounts(ctx: Ctx, from: string, to: string, arenaId?: string): Promise<AdCountRow[]> {
	const rows = await ctx.db
		.selectFrom('arenaAdCount as c')
		.innerJoin('arena as a', 'a.id', 'c.arenaId')
		.select(['c.arenaId', 'a.codeName', 'a.class', 'c.week', 'c.category', 'c.ads', 'c.newSinceLast'])
		.where('c.week', '>=', from)
		.where('c.week', '<=', to)
		.$if(arenaId !== undefined, (query) => query.where('c.arenaId', '=', arenaId!))
		.orderBy('c.week')
		.orderBy('a.codeName')
		.orderBy('c.category')
		.execute();
	return rows.map((row) => ({
		arenaId: row.arenaId,
		codeName: row.codeName,
		class: row.class as ArenaClass,
		week: row.week,
		category: row.category as AdCategory,
		ads: row.ads,
		newSinceLast: row.newSinceLast
	}));
}

/** One at a time for each week, so that of two who save the sheet the second sees what the first wrote. */
export async function lockWeek(ctx: Ctx, week: string): Promise<void> {
	await sql`select pg_advisory_xact_lock(hashtext(${`arena_ad_count ${week}`}))`.execute(ctx.db);
}

export async function upsertAdCounts(ctx: Ctx, week: string, cells: readonly AdCell[]): Promise<void> {
	if (!cells.length) return;
	await ctx.db
		.insertInto('arenaAdCount')
		.values(
			cells.map(({ arenaId, category, ads, newSinceLast }) => ({ arenaId, week, category, ads: ads!, newSinceLast }))
		)
		.onConflict((conflict) =>
			conflict
				.columns(['arenaId', 'week', 'category'])
				.doUpdateSet((e) => ({ ads: e.ref('excluded.ads'), newSinceLast: e.ref('excluded.newSinceLast') }))
		)
		.execute();
}

export async function deleteAdCounts(ctx: Ctx, week: string, cells: readonly AdCell[]): Promise<void> {
	if (!cells.length) return;
	await sql`delete from arena_ad_count c using unnest(
			${cells.map(({ arenaId }) => arenaId)}::uuid[], ${cells.map(({ category }) => category)}::text[]) gone (arena_id, category)
		where c.week = ${week}::date and c.arena_id = gone.arena_id and c.category = gone.category`.execute(ctx.db);
}

/** The numbers of one week by place and category. */
export const adKey = (arenaId: string, category: string): string => `${arenaId} ${category}`;
export const byCell = (rows: readonly AdCountRow[]): Map<string, AdNumbers> =>
	new Map(rows.map(({ arenaId, category, ads, newSinceLast }) => [adKey(arenaId, category), { ads, newSinceLast }]));
