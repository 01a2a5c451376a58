import type { Ctx } from '../db/index.ts';

/** @returns false when that word is out already. */
export async function insertWelcome(
	ctx: Ctx,
	row: { wordHash: Buffer; userId: string; until: string }
): Promise<boolean> {
	const done = await ctx.db
		.insertInto('chatWelcomeWord')
		.values(row)
		.onConflict((c) => c.doNothing())
		.executeTakeFirst();
	return done.numInsertedOrUpdatedRows === 1n;
}

/** Takes a word away and says whose it was; undefined for one that is not out, or no longer. */
export async function takeWelcome(
	ctx: Ctx,
	wordHash: Buffer,
	today: string
): Promise<{ userId: string; name: string } | undefined> {
	const gone = await ctx.db
		.deleteFrom('chatWelcomeWord')
		.where('wordHash', '=', wordHash)
		.where('until', '>=', today)
		.returning('userId')
		.executeTakeFirst();
	if (!gone) return undefined;
	const { name } = await ctx.db
		.selectFrom('staffUser')
		.select('name')
		.where('id', '=', gone.userId)
		.executeTakeFirstOrThrow();
	return { userId: gone.userId, name };
}

export async function deleteWelcomesBefore(ctx: Ctx, day: string): Promise<void> {
	await ctx.db.deleteFrom('chatWelcomeWord').where('until', '<', day).execute();
}

export async function insertFollowUp(ctx: Ctx, userId: string, day: string): Promise<void> {
	await ctx.db
		.insertInto('chatFollowUp')
		.values({ userId, day })
		.onConflict((c) => c.doNothing())
		.execute();
}

/** Whether somebody wanted to be asked by now. */
export async function hasFollowUp(ctx: Ctx, userId: string, today: string): Promise<boolean> {
	const row = await ctx.db
		.selectFrom('chatFollowUp')
		.select('day')
		.where('userId', '=', userId)
		.where('day', '<=', today)
		.executeTakeFirst();
	return row !== undefined;
}

export async function deleteFollowUps(ctx: Ctx, userId: string, today: string): Promise<void> {
	await ctx.db.deleteFrom('chatFollowUp').where('userId', '=', userId).where('day', '<=', today).execute();
}

export async function deleteFollowUpsBefore(ctx: Ctx, day: string): Promise<void> {
	await ctx.db.deleteFrom('chatFollowUp').where('day', '<', day).execute();
}
