import { sql } from 'kysely';
import type { Ctx } from '#db';
import type { Arena, ArenaClass, ArenaState, Survey } from './arena.ts';

const columns = [
	'id',
	'codeName',
	'class',
	'state',
	'createdAt',
	'closedAt',
	'reviewedOn',
	'mayBeNamed',
	'countsAds'
] as const;
type Row = Omit<Arena, 'class' | 'state'> & { class: string; state: string };

export async function insertArena(
	ctx: Ctx,
	arena: Pick<Arena, 'id' | 'codeName' | 'class' | 'createdAt' | 'countsAds'>
): Promise<boolean> {
	const row = await ctx.db
		.insertInto('arena')
		.values(arena)
		.onConflict((conflict) => conflict.column('codeName').doNothing())
		.returning('id')
		.executeTakeFirst();
	return row !== undefined;
}

export async function setClosedAt(ctx: Ctx, id: string, closedAt: Date | null): Promise<boolean> {
	const row = await ctx.db
		.updateTable('arena')
		.set({ closedAt })
		.where('id', '=', id)
		.where('closedAt', closedAt ? 'is' : 'is not', null)
		.returning('id')
		.executeTakeFirst();
	return row !== undefined;
}

export async function selectArenas(ctx: Ctx): Promise<Arena[]> {
	const rows = await ctx.db
		.selectFrom('arena')
		.select(columns)
		.orderBy(sql`code_name collate "nb-x-icu"`)
		.execute();
	return rows.map(toArena);
}

export async function selectArenasById(ctx: Ctx, ids: string[]): Promise<Arena[]> {
	const rows = await ctx.db
		.selectFrom('arena')
		.select(columns)
		.where('id', '=', sql<string>`any (${ids}::uuid[])`)
		.execute();
	return rows.map(toArena);
}

const toArena = (row: Row): Arena => ({ ...row, class: row.class as ArenaClass, state: row.state as ArenaState });

/** What is known of one arena beside the list's columns; whether it has a name, never the name. */
export async function selectSurvey(ctx: Ctx, id: string): Promise<(Survey & { hasName: boolean }) | undefined> {
	const row = await ctx.db
		.selectFrom('arena')
		.select(['audience', 'activity', 'turnover', 'method', 'mayBeNamed', 'countsAds'])
		.select(sql<boolean>`sealed_name is not null`.as('hasName'))
		.where('id', '=', id)
		.executeTakeFirst();
	return row as (Survey & { hasName: boolean }) | undefined;
}

export async function updateSurvey(ctx: Ctx, id: string, survey: Survey, reviewedOn: string): Promise<boolean> {
	const { audience, activity, turnover, method, mayBeNamed, countsAds } = survey;
	const row = await ctx.db
		.updateTable('arena')
		.set({ audience, activity, turnover, method, mayBeNamed, countsAds, reviewedOn })
		.where('id', '=', id)
		.returning('id')
		.executeTakeFirst();
	return row !== undefined;
}

export async function updateResponse(ctx: Ctx, id: string, triedWithoutResponse: boolean): Promise<boolean> {
	const row = await ctx.db
		.updateTable('arena')
		.set({ triedWithoutResponse })
		.where('id', '=', id)
		.where('triedWithoutResponse', '!=', triedWithoutResponse)
		.returning('id')
		.executeTakeFirst();
	return row !== undefined;
}

export async function updateName(ctx: Ctx, id: string, sealedName: Buffer | null): Promise<boolean> {
	const row = await ctx.db
		.updateTable('arena')
		.set({ sealedName })
		.where('id', '=', id)
		.returning('id')
		.executeTakeFirst();
	return row !== undefined;
}

/** The sealed name, with the row held so that the log's entry stands for what is shown. */
export async function selectName(ctx: Ctx, id: string): Promise<Buffer | null> {
	const row = await ctx.db.selectFrom('arena').select('sealedName').where('id', '=', id).executeTakeFirst();
	return row?.sealedName ?? null;
}

/** Takes the arena's row, so that it is not closed while something is written about it. */
export async function holdArena(ctx: Ctx, id: string): Promise<Arena | undefined> {
	const row = await ctx.db.selectFrom('arena').select(columns).where('id', '=', id).forShare().executeTakeFirst();
	return row && toArena(row);
}
