import { appendEntry } from '#audit';
import { inTransaction, type Ctx } from '#db';
import { mondayOf } from '#opening';
import { localDay } from '#shared/calendar.ts';
import { LyktError } from '#shared/errors.ts';
import { newId } from '#shared/ids.ts';
import { no, yes, type Outcome } from '#shared/outcome.ts';
import { may } from '#staff';
import { selectTooMany, type TooMany } from './agreement.db.ts';
import { holdArena } from './arena.db.ts';
import { insertPlan, updatePlanEnd } from './presence.db.ts';
import type { PlanInput } from './presence.ts';

/**
 * Plans a presence that comes again (R12, R14). A rule begins this week at the earliest, so that what was planned in the
 * past stays what it was.
 * @param anyway the person has seen that it is more than an agreement allows
 * @returns `tooMany` with the agreements that it would break, unless `anyway` (R10).
 * @throws LyktError `forbidden`.
 */
export async function addPlan(
	ctx: Ctx,
	arenaId: string,
	input: PlanInput,
	anyway = false
): Promise<
	Outcome<{ id: string }, 'notFound' | 'closed' | 'past'> | { ok: false; why: 'tooMany'; agreements: TooMany[] }
> {
	if (!may(ctx.actor, 'arena.write')) throw new LyktError('forbidden');
	if (input.validFrom < mondayOf(localDay(ctx.now))) return no('past');
	return inTransaction(ctx, async (ctx) => {
		const arena = await holdArena(ctx, arenaId);
		if (!arena) return no('notFound');
		if (arena.closedAt) return no('closed');
		const agreements = anyway ? [] : await selectTooMany(ctx, arenaId, input);
		if (agreements.length) return { ok: false, why: 'tooMany' as const, agreements };
		const id = newId();
		await insertPlan(ctx, id, arenaId, input);
		await appendEntry(ctx, 'arena.addPlan', 'arenaPlan', id);
		return yes({ id });
	});
}

/**
 * Gives a rule its last day, today at the earliest. Rules are not changed: end one and add another (R14).
 * @throws LyktError `forbidden`.
 */
export async function endPlan(
	ctx: Ctx,
	arenaId: string,
	id: string,
	lastDay: string
): Promise<Outcome<object, 'notFound' | 'past'>> {
	if (!may(ctx.actor, 'arena.write')) throw new LyktError('forbidden');
	if (lastDay < localDay(ctx.now)) return no('past');
	return inTransaction(ctx, async (ctx) => {
		if (!(await updatePlanEnd(ctx, id, arenaId, lastDay))) return no('notFound');
		await appendEntry(ctx, 'arena.endPlan', 'arenaPlan', id);
		return yes({});
	});
}
