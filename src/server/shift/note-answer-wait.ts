import type { Ctx } from '../db/index.ts';
import { roundWait } from '../opening/index.ts';
import { addDays, localDay } from '../shared/calendar.ts';
import { addWait, deleteWaitsBefore, selectWaits, type AnswerWait } from './plan.db.ts';

/**
 * Counts how long somebody waited for the first answer (R37, R38): a day, open or closed when they wrote, and minutes
 * rounded up. Neither whose conversation it was nor who answered. Call it in the transaction of the first answer.
 */
export async function noteAnswerWait(
	ctx: Ctx,
	{ askedAt, wasOpen }: { askedAt: Date; wasOpen: boolean }
): Promise<void> {
	const minutes = (ctx.now.getTime() - askedAt.getTime()) / 60_000;
	await addWait(ctx, localDay(ctx.now), wasOpen, roundWait(minutes));
	await deleteWaitsBefore(ctx, addDays(localDay(ctx.now), -800));
}

/** The waits of a period, both days included: how many waited how long, and neither who nor for whom. */
export const readAnswerWaits = (ctx: Ctx, { from, to }: { from: string; to: string }): Promise<AnswerWait[]> =>
	selectWaits(ctx, from, to);
