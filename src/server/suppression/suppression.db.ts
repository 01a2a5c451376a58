import { sql } from 'kysely';
import type { Ctx } from '../db/index.ts';

/** What is known of one address, in the order asked; all null for an address that was never held. */
export interface HoldFacts {
	kind: 'claimed' | 'contacted' | 'optedOut' | null;
	until: Date | null;
	paused: boolean;
}

/** One statement for a whole list (design.md §4). */
export async function selectHolds(ctx: Pick<Ctx, 'db'>, tags: Buffer[]): Promise<HoldFacts[]> {
	const { rows } = await sql<HoldFacts>`
		select h.kind, h.until, p.tag is not null as paused
		from unnest(${tags}::bytea[]) with ordinality asked (tag, place)
		left join suppression_hold h using (tag)
		left join suppression_pause p using (tag)
		order by asked.place`.execute(ctx.db);
	return rows;
}

export async function callOptOut(ctx: Pick<Ctx, 'db'>, tags: Buffer[]): Promise<void> {
	await sql`select suppression_opt_out(${tags}::bytea[])`.execute(ctx.db);
}

export async function callForgetExpired(ctx: Pick<Ctx, 'db'>): Promise<number> {
	const { rows } = await sql<{ gone: number }>`select suppression_forget_expired() as gone`.execute(ctx.db);
	return rows[0]!.gone;
}

export async function insertPause(ctx: Pick<Ctx, 'db' | 'now'>, tag: Buffer): Promise<void> {
	await ctx.db
		.insertInto('suppressionPause')
		.values({ tag, since: ctx.now })
		.onConflict((c) => c.doNothing())
		.execute();
}

export async function deletePause(ctx: Pick<Ctx, 'db'>, tag: Buffer): Promise<void> {
	await ctx.db.deleteFrom('suppressionPause').where('tag', '=', tag).execute();
}
