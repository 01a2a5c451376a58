import { sql } from 'kysely';
import type { Ctx } from '../db/index.ts';
import type { Hours, LessonsInput, Work } from './evaluation.ts';

export async function findLessons(
	ctx: Ctx,
	campaignId: string
): Promise<(LessonsInput & { writtenOn: string }) | undefined> {
	const row = await ctx.db
		.selectFrom('campaignEvaluation')
		.select(['worked', 'didNotWork', 'nextTime', 'writtenOn'])
		.where('campaignId', '=', campaignId)
		.executeTakeFirst();
	return row;
}

export async function upsertLessons(
	ctx: Ctx,
	campaignId: string,
	{ worked, didNotWork, nextTime, writtenOn }: LessonsInput & { writtenOn: string }
): Promise<void> {
	const lessons = { worked, didNotWork, nextTime, writtenOn };
	await ctx.db
		.insertInto('campaignEvaluation')
		.values({ campaignId, ...lessons })
		.onConflict((conflict) => conflict.column('campaignId').doUpdateSet(lessons))
		.execute();
}

export async function selectHours(ctx: Ctx, campaignId: string): Promise<Hours> {
	const rows = await ctx.db
		.selectFrom('campaignHours')
		.select(['work', sql<number>`hours::float8`.as('hours')])
		.where('campaignId', '=', campaignId)
		.execute();
	return Object.fromEntries(rows.map(({ work, hours }) => [work as Work, hours]));
}

export async function replaceHours(ctx: Ctx, campaignId: string, hours: Hours): Promise<void> {
	await ctx.db.deleteFrom('campaignHours').where('campaignId', '=', campaignId).execute();
	const rows = Object.entries(hours).map(([work, some]) => ({ campaignId, work, hours: some }));
	if (rows.length) await ctx.db.insertInto('campaignHours').values(rows).execute();
}

/** Closed between two instants, sent to somebody, and not looked back upon. */
export async function selectUnevaluated(ctx: Ctx, from: Date, to: Date): Promise<{ id: string; name: string }[]> {
	return ctx.db
		.selectFrom('campaign')
		.leftJoin('campaignEvaluation as evaluation', 'evaluation.campaignId', 'campaign.id')
		.select(['campaign.id', 'campaign.name'])
		.where('state', '=', 'closed')
		.where('startedAt', 'is not', null)
		.where('closedAt', '>', from)
		.where('closedAt', '<=', to)
		.where('evaluation.campaignId', 'is', null)
		.orderBy('closedAt')
		.limit(5)
		.execute();
}
