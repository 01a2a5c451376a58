import { sql } from 'kysely';
import type { Ctx } from '../db/index.ts';

/** Somebody who is on duty now, and until when. */
export interface Duty {
	userId: string;
	name: string;
	until: Date;
	/** May answer alone, as an adviser and a lead may and a peer may not. */
	mayAnswer: boolean;
}

export async function selectDuty(ctx: Ctx): Promise<Duty[]> {
	return ctx.db
		.selectFrom('shiftDuty')
		.innerJoin('staffUser', 'staffUser.id', 'userId')
		.select([
			'userId',
			'name',
			'until',
			sql<boolean>`exists (select from staff_role r where r.user_id = staff_user.id and r.role in ('lead', 'adviser'))`.as(
				'mayAnswer'
			)
		])
		.where('endedAt', 'is', null)
		.where('until', '>', ctx.now)
		.where('beganAt', '<=', ctx.now)
		.where('disabledAt', 'is', null)
		.orderBy('beganAt')
		.execute();
}

export async function closeDuty(ctx: Ctx, userId: string): Promise<void> {
	await ctx.db
		.updateTable('shiftDuty')
		.set((e) => ({ endedAt: e.fn<Date>('greatest', ['beganAt', e.fn<Date>('least', ['until', e.val(ctx.now)])]) }))
		.where('userId', '=', userId)
		.where('endedAt', 'is', null)
		.execute();
}

export async function insertDuty(ctx: Ctx, row: { id: string; userId: string; until: Date }): Promise<void> {
	const { id, userId, until } = row;
	await ctx.db.insertInto('shiftDuty').values({ id, userId, beganAt: ctx.now, until }).execute();
}

/** A shift that is over: said so, or its time has run out. One that was prolonged is over when its last part is. */
const endOf = sql<Date>`coalesce(ended_at, until)`;

export async function findUnasked(ctx: Ctx, userId: string, since: Date): Promise<boolean> {
	const { rows } = await sql<{ is: boolean }>`
		select exists (select from shift_duty where user_id = ${userId} and not is_asked and ${endOf} between ${since} and ${ctx.now})
			and not exists (select from shift_duty where user_id = ${userId} and ended_at is null and until > ${ctx.now}) as is`.execute(
		ctx.db
	);
	return rows[0]!.is;
}

/** @returns when the latest of them began; undefined when there was none to be asked about. */
export async function settleUnasked(ctx: Ctx, userId: string, since: Date): Promise<Date | undefined> {
	const { rows } = await sql<{ beganAt: Date | null }>`
		with settled as (
			update shift_duty set is_asked = true
			where user_id = ${userId} and not is_asked and ${endOf} between ${since} and ${ctx.now} returning began_at)
		select max(began_at) as began_at from settled`.execute(ctx.db);
	return rows[0]!.beganAt ?? undefined;
}

export async function addDebrief(ctx: Ctx, month: string): Promise<void> {
	await ctx.db
		.insertInto('shiftDebrief')
		.values({ month, held: 1 })
		.onConflict((c) => c.column('month').doUpdateSet({ held: sql<number>`shift_debrief.held + 1` }))
		.execute();
}

export async function sumDebriefs(ctx: Ctx, from: string): Promise<number> {
	const { rows } = await sql<{ held: number }>`
		select coalesce(sum(held), 0)::int as held from shift_debrief where month >= ${from}`.execute(ctx.db);
	return rows[0]!.held;
}

/** Shifts that have ended; saying a new end begins a new part of the same one. */
export async function countEndedDuties(ctx: Ctx, from: string): Promise<number> {
	const { rows } = await sql<{ count: number }>`
		select count(*)::int as count from shift_duty d
		where d.began_at >= ${from}::date::timestamp at time zone 'Europe/Oslo' and ${endOf} <= ${ctx.now}
			and not exists (select from shift_duty n where n.user_id = d.user_id and n.began_at = d.ended_at and n.id <> d.id)`.execute(
		ctx.db
	);
	return rows[0]!.count;
}
