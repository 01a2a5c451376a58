import type { Ctx } from '../db/index.ts';
import { LyktError } from '../shared/errors.ts';
import { isId } from '../shared/ids.ts';
import { may } from '../staff/index.ts';
import { findActivity, selectActivities, selectNames } from './activity.db.ts';
import { sumUp, type Activity, type ActivitySum } from './activity.ts';

/**
 * What was done in a period, latest first, and what it came to (R95).
 * @param period local days, both included.
 * @throws LyktError `forbidden`.
 */
export async function listActivities(
	ctx: Ctx,
	period: { from: string; to: string }
): Promise<{ activities: Activity[]; sum: ActivitySum }> {
	if (!may(ctx.actor, 'activity.read')) throw new LyktError('forbidden');
	const activities = await selectActivities(ctx, period.from, period.to);
	return { activities, sum: sumUp(activities) };
}

/** @throws LyktError `notFound`, also for whoever may not read activities. */
export async function getActivity(ctx: Ctx, id: string): Promise<Activity> {
	const activity = may(ctx.actor, 'activity.read') && isId(id) ? await findActivity(ctx, id) : undefined;
	if (!activity) throw new LyktError('notFound');
	return activity;
}

/** Organisations that were named before, to choose from while writing. None for whoever may not write. */
export async function listOrganisations(ctx: Ctx): Promise<string[]> {
	return may(ctx.actor, 'activity.write') ? selectNames(ctx) : [];
}
