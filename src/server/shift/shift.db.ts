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
