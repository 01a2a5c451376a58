import type { Ctx } from '#db';
import { addDays, localDay } from '#shared/calendar.ts';
import { LyktError } from '#shared/errors.ts';
import { may } from '#staff';
import { adKey, byCell, selectAdCounts, type AdCountRow } from './ad-count.db.ts';
import { adCategories, mondaysBetween, weekToCount, type AdCategory, type AdNumbers, type AdRow } from './ad-count.ts';
import { selectArenas } from './arena.db.ts';
import { wasOpenOn, type ArenaClass } from './arena.ts';

/**
 * The sheet of a week (R71): the places whose ads are counted and that were open then, and those that something was
 * counted on anyway, each with what was counted the week before.
 * @throws LyktError `forbidden`.
 */
export async function readSheetOf(ctx: Ctx, week: string): Promise<AdRow[]> {
	if (!may(ctx.actor, 'arena.read')) throw new LyktError('forbidden');
	const before = addDays(week, -7);
	const [arenas, counts] = await Promise.all([selectArenas(ctx), selectAdCounts(ctx, before, week)]);
	const now = byCell(counts.filter((row) => row.week === week));
	const then = byCell(counts.filter((row) => row.week === before));
	const counted = new Set(counts.map(({ arenaId }) => arenaId));
	return arenas
		.filter((arena) => wasOpenOn(arena, week, localDay))
		.filter((arena) => arena.countsAds || counted.has(arena.id))
		.map(({ id, codeName, class: kind }) => ({
			arenaId: id,
			codeName,
			class: kind,
			cells: Object.fromEntries(
				adCategories.map((category) => {
					const { ads = null, newSinceLast = null } = now.get(adKey(id, category)) ?? {};
					return [category, { ads, newSinceLast, before: then.get(adKey(id, category))?.ads ?? null }];
				})
			) as AdRow['cells']
		}));
}

/** A week of a place; `numbers` is undefined for a week in which nothing was counted: a gap, not 0. */
export interface AdWeek {
	week: string;
	numbers: Partial<Record<AdCategory, AdNumbers>> | undefined;
}

/**
 * What was counted on one place in the weeks up to today, the newest first, with its gaps (R71).
 * @throws LyktError `forbidden`.
 */
export async function listAdHistory(ctx: Ctx, arenaId: string, weeks: number): Promise<AdWeek[]> {
	if (!may(ctx.actor, 'arena.read')) throw new LyktError('forbidden');
	const today = localDay(ctx.now);
	const from = addDays(today, -7 * (weeks - 1));
	const mondays = mondaysBetween(from, today);
	const byWeek = Map.groupBy(await selectAdCounts(ctx, mondays[0]!, today, arenaId), ({ week }) => week);
	return mondays.map((week) => ({ week, numbers: byWeek.get(week) && toNumbers(byWeek.get(week)!) })).toReversed();
}

/**
 * The week that should be counted by now, and how many places it lacks. For the page of today.
 * @returns undefined when nothing is missing, or nobody asks this person to count.
 */
export async function findMissingCounts(ctx: Ctx): Promise<{ week: string; missing: number } | undefined> {
	if (!may(ctx.actor, 'arena.bePresent')) return undefined;
	const week = weekToCount(localDay(ctx.now));
	const [arenas, counts] = await Promise.all([selectArenas(ctx), selectAdCounts(ctx, week, week)]);
	const counted = new Set(counts.map(({ arenaId }) => arenaId));
	const missing = arenas.filter(
		(arena) =>
			arena.countsAds && !arena.closedAt && localDay(arena.createdAt) <= addDays(week, 6) && !counted.has(arena.id)
	);
	return missing.length ? { week, missing: missing.length } : undefined;
}

/** One number for the figures; nowhere who counted. */
export interface AdCountForFigures {
	arenaId: string;
	class: ArenaClass;
	/** The Monday of the week. */
	week: string;
	category: AdCategory;
	ads: number;
	newSinceLast: number | null;
}

/**
 * What was counted in the weeks whose Mondays lie from one day to another, in one statement (R71). A week that is not
 * there was not counted: a gap, not 0. Asks no policy: the caller's command has asked its own.
 */
export async function readAdCounts(ctx: Ctx, period: { from: string; to: string }): Promise<AdCountForFigures[]> {
	const rows = await selectAdCounts(ctx, period.from, period.to);
	return rows.map(({ arenaId, class: kind, week, category, ads, newSinceLast }) => ({
		...{ arenaId, class: kind, week, category, ads, newSinceLast }
	}));
}

const toNumbers = (rows: readonly AdCountRow[]): Partial<Record<AdCategory, AdNumbers>> =>
	Object.fromEntries(rows.map(({ category, ads, newSinceLast }) => [category, { ads, newSinceLast }]));
