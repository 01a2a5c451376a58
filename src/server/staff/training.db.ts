import { sql } from 'kysely';
import type { Ctx } from '../db/index.ts';

/** Somebody who answers as a peer and as nothing else, and what has been written down of them (R5). */
export interface PeerTraining {
	id: string;
	name: string;
	trainedOn: string | null;
	signedOn: string | null;
}

/** Everybody with the role whose account is open, in Norwegian alphabetical order; with `id` only that one. */
export async function selectPeers(ctx: Ctx, id?: string): Promise<PeerTraining[]> {
	return ctx.db
		.selectFrom('staffUser')
		.leftJoin('staffTraining', 'staffTraining.userId', 'staffUser.id')
		.select(['staffUser.id', 'name', 'trainedOn', 'signedOn'])
		.where('kind', '=', 'person')
		.where('disabledAt', 'is', null)
		.where((e) =>
			e.exists(
				e
					.selectFrom('staffRole')
					.select('role')
					.whereRef('staffRole.userId', '=', 'staffUser.id')
					.where('role', '=', 'peer')
			)
		)
		.$if(id !== undefined, (q) => q.where('staffUser.id', '=', id!))
		.orderBy(sql`name collate "nb-x-icu"`)
		.execute();
}

export async function upsertTraining(
	ctx: Ctx,
	row: { userId: string; trainedOn: string; signedOn: string; setBy: string | null }
): Promise<void> {
	const { trainedOn, signedOn, setBy } = row;
	await ctx.db
		.insertInto('staffTraining')
		.values({ ...row, setAt: ctx.now })
		.onConflict((c) => c.column('userId').doUpdateSet({ trainedOn, signedOn, setBy, setAt: ctx.now }))
		.execute();
}

export async function deleteTraining(ctx: Ctx, userId: string): Promise<void> {
	await ctx.db.deleteFrom('staffTraining').where('userId', '=', userId).execute();
}

export async function readIsTrained(ctx: Ctx, userId: string): Promise<boolean> {
	const { rows } = await sql<{ is: boolean }>`select staff_is_trained(${userId}) as is`.execute(ctx.db);
	return rows[0]!.is;
}

/** Days with supervision, the newest first. */
export async function selectSupervisions(ctx: Ctx, limit: number): Promise<string[]> {
	const rows = await ctx.db.selectFrom('staffSupervision').select('day').orderBy('day', 'desc').limit(limit).execute();
	return rows.map(({ day }) => day);
}
export async function insertSupervision(ctx: Ctx, day: string): Promise<void> {
	await ctx.db
		.insertInto('staffSupervision')
		.values({ day })
		.onConflict((c) => c.doNothing())
		.execute();
}
export async function deleteSupervision(ctx: Ctx, day: string): Promise<void> {
	await ctx.db.deleteFrom('staffSupervision').where('day', '=', day).execute();
}
