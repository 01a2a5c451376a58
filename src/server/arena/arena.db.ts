import { sql } from 'kysely';
import type { Ctx } from '#db';
import type { Arena, ArenaClass } from './arena.ts';

const columns = ['id', 'codeName', 'class', 'createdAt', 'closedAt'] as const;
type Row = Omit<Arena, 'class'> & { class: string };

export async function insertArena(ctx: Ctx, arena: Arena): Promise<boolean> {
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

const toArena = (row: Row): Arena => ({ ...row, class: row.class as ArenaClass });
