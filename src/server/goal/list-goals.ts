import type { Ctx } from '../db/index.ts';
import { LyktError } from '../shared/errors.ts';
import { isId } from '../shared/ids.ts';
import { may } from '../staff/index.ts';
import {
	selectAggregates,
	selectArenas,
	selectCampaigns,
	selectOfferDays,
	selectOrganisations,
	selectSums,
	sumActivities,
	type Span
} from './count.db.ts';
import { findGoal, selectExtensions, selectGoals, selectParts, selectProgrammes, type Parts } from './goal.db.ts';
import { lastDayOf, reachedOf, type Goal, type GoalSums, type GoalWork, type Programme } from './goal.ts';

/** A programme in a list. */
export interface ListedProgramme extends Programme {
	/** When it ends as things stand, extensions included. */
	lastDay: string;
	goals: Goal[];
}

/**
 * All programmes with their goals: active ones, drafts, then those that are over.
 * @throws LyktError `forbidden`.
 */
export async function listProgrammes(ctx: Ctx): Promise<ListedProgramme[]> {
	if (!may(ctx.actor, 'programme.read')) throw new LyktError('forbidden');
	const [programmes, extensions, goals] = await Promise.all([
		selectProgrammes(ctx),
		selectExtensions(ctx),
		selectGoals(ctx)
	]);
	const [extensionsOf, goalsOf] = [
		Map.groupBy(extensions, ({ programmeId }) => programmeId),
		Map.groupBy(goals, ({ programmeId }) => programmeId)
	];
	return programmes.map((programme) => ({
		...programme,
		lastDay: lastDayOf(programme, extensionsOf.get(programme.id) ?? []),
		goals: goalsOf.get(programme.id) ?? []
	}));
}

/**
 * One programme with its grants, mandates, extensions and goals.
 * @throws LyktError `notFound`, also for whoever may not read programmes.
 */
export async function getProgramme(ctx: Ctx, id: string): Promise<ListedProgramme & Parts> {
	const programmes = may(ctx.actor, 'programme.read') && isId(id) ? await selectProgrammes(ctx) : [];
	const programme = programmes.find((one) => one.id === id);
	if (!programme) throw new LyktError('notFound');
	const [parts, goals] = await Promise.all([selectParts(ctx, id), selectGoals(ctx, id)]);
	return { ...programme, ...parts, goals, lastDay: lastDayOf(programme, parts.extensions) };
}

/**
 * The goals of a programme, or of all, in the order of their letters.
 * @throws LyktError `forbidden`.
 */
export async function listGoals(ctx: Ctx, programmeId?: string): Promise<Goal[]> {
	if (!may(ctx.actor, 'programme.read')) throw new LyktError('forbidden');
	return selectGoals(ctx, programmeId);
}

/** One sub-goal with what was done towards it. */
export interface GoalPage {
	goal: Goal;
	programme: Pick<Programme, 'id' | 'name' | 'state' | 'startsOn'> & { lastDay: string };
	sums: GoalSums;
	work: GoalWork;
	/** How much of the target was reached; undefined for a goal that cannot be measured. */
	reached: number | undefined;
}

/**
 * One sub-goal over a period (R2), or over the programme's whole time when no period is given. Internal figures: small
 * numbers are shown. Contacts that were forgotten are counted by whole months.
 * @throws LyktError `notFound`, also for whoever may not read programmes.
 */
export async function readGoalPage(ctx: Ctx, goalId: string, period?: { from: string; to: string }): Promise<GoalPage> {
	const goal = may(ctx.actor, 'programme.read') && isId(goalId) ? await findGoal(ctx, goalId) : undefined;
	if (!goal) throw new LyktError('notFound');
	const span = period ?? wholeTime;
	const [{ id, name, state, startsOn, lastDay }, found, work] = await Promise.all([
		getProgramme(ctx, goal.programmeId),
		selectSums(ctx, [goalId], span),
		readWork(ctx, goalId, span)
	]);
	const sums = found.get(goalId)!;
	return {
		goal,
		programme: { id, name, state, startsOn, lastDay },
		sums,
		work,
		reached: reachedOf(goal.measure, sums)
	};
}

/**
 * How much was done towards each of these goals over a period, or over the whole time, by the goal's id. Internal figures,
 * as on a goal's own page.
 * @throws LyktError `forbidden`.
 */
export async function sumGoals(
	ctx: Ctx,
	goals: readonly Pick<Goal, 'id'>[],
	period?: { from: string; to: string }
): Promise<Map<string, GoalSums>> {
	if (!may(ctx.actor, 'programme.read')) throw new LyktError('forbidden');
	if (goals.length === 0) return new Map();
	const ids = goals.map(({ id }) => id);
	return selectSums(ctx, ids, period ?? wholeTime);
}

const wholeTime: Span = { from: null, to: null };

async function readWork(ctx: Ctx, goalId: string, span: Span): Promise<GoalWork> {
	const [campaigns, arenas, offers, activities, organisations, aggregates] = await Promise.all([
		selectCampaigns(ctx, goalId, span),
		selectArenas(ctx, goalId, span),
		selectOfferDays(ctx, goalId, span),
		sumActivities(ctx, goalId, span),
		selectOrganisations(ctx, goalId, span),
		selectAggregates(ctx, goalId, span)
	]);
	return { campaigns, arenas, offers, activities, organisations, aggregates };
}
