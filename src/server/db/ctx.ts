import { sql, type Kysely } from 'kysely';
import type { Actor } from '../shared/actor.ts';
import type { DB } from './types.ts';

/** What every command takes first: who acts, when, and on which connection. Built by the porter, the worker and tests. */
export interface Ctx {
	readonly actor: Actor;
	readonly now: Date;
	readonly db: Kysely<DB>;
}

/**
 * Runs `work` in one transaction; inside a transaction that is already open it joins that one.
 * @throws whatever `work` throws, after rolling back.
 */
export function inTransaction<T>(ctx: Ctx, work: (ctx: Ctx) => Promise<T>): Promise<T> {
	if (ctx.db.isTransaction) return work(ctx);
	return ctx.db.transaction().execute((db) => work({ ...ctx, db }));
}

/** Asks the database what time it is for this installation: the real time, unless its clock is movable (demo, tests). */
export async function readClock(db: Kysely<DB>): Promise<Date> {
	const { rows } = await sql<{ now: Date }>`select db_now() as now`.execute(db);
	return rows[0]!.now;
}

/**
 * Moves the clock of a demonstration forward.
 * @throws when the installation's clock is not movable.
 */
export async function moveClock(ctx: Ctx, days: number): Promise<Date> {
	const { rows } = await sql<{ now: Date }>`select db_move_clock(make_interval(days => ${days})) as now`.execute(
		ctx.db
	);
	return rows[0]!.now;
}

/** @returns true when this installation is a demonstration or a test, with a movable clock. */
export async function isClockMovable(db: Kysely<DB>): Promise<boolean> {
	const row = await db.selectFrom('dbClock').select('movable').executeTakeFirst();
	return row?.movable ?? false;
}
