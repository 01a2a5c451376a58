import { addDays, weekdayOf } from '#shared/calendar.ts';
import type { ArenaClass } from './arena.ts';

/** Who the ads are by, as whoever counts can see (R71). */
export const adCategories = ['man', 'trans', 'woman', 'coupleOrOther'] as const;
export type AdCategory = (typeof adCategories)[number];

/** What was counted; null is not counted, 0 is none. `newSinceLast` is a number that somebody may type (R72). */
export interface AdNumbers {
	ads: number | null;
	newSinceLast: number | null;
}

/** One field of the sheet, with what stood in it when it was opened. */
export interface AdCell extends AdNumbers {
	arenaId: string;
	category: AdCategory;
	was: AdNumbers;
}

/** One place of the sheet: what is counted this week, and what was last week. */
export interface AdRow {
	arenaId: string;
	codeName: string;
	class: ArenaClass;
	cells: Record<AdCategory, AdNumbers & { before: number | null }>;
}

/** Why a field cannot be used. */
export type AdFault = 'notANumber' | 'tooMany' | 'newWithoutAds' | 'moreNewThanAds';

/** The name of a field: which number, where, and of whom. */
export const adField = (kind: 'ads' | 'new', arenaId: string, category: AdCategory): string =>
	`${kind}.${arenaId}.${category}`;

/** More than this is a telephone number in the wrong field. */
export const mostAds = 100_000;

/** Reads a number as people type and paste it, with spaces of any kind; empty is not counted. */
export function readCount(text: string): number | null | 'notANumber' | 'tooMany' {
	const digits = text.replace(/[\s\u00a0\u202f]/g, '');
	if (digits === '') return null;
	if (!/^\d+$/.test(digits)) return 'notANumber';
	const count = Number(digits);
	return count > mostAds ? 'tooMany' : count;
}

/**
 * Reads the sheet: `get` gives the text of a field by its name, and of `was.` before the name what stood in it when the
 * page was made. Only fields that were changed become cells, so that two people can have the sheet open.
 */
export function readAdSheet(
	arenaIds: readonly string[],
	get: (name: string) => string
): { cells: AdCell[]; faults: Record<string, AdFault> } {
	const faults: Record<string, AdFault> = {};
	const read = (name: string): number | null => {
		const count = readCount(get(name));
		if (typeof count !== 'string') return count;
		faults[name] = count;
		return null;
	};
	const cells = arenaIds.flatMap((arenaId) =>
		adCategories.flatMap((category): AdCell[] => {
			const [adsName, newName] = [adField('ads', arenaId, category), adField('new', arenaId, category)];
			const cell = {
				...{ arenaId, category, ads: read(adsName), newSinceLast: read(newName) },
				was: { ads: read(`was.${adsName}`), newSinceLast: read(`was.${newName}`) }
			};
			if (cell.newSinceLast !== null && !(adsName in faults)) {
				if (cell.ads === null) faults[newName] = 'newWithoutAds';
				else if (cell.newSinceLast > cell.ads) faults[newName] = 'moreNewThanAds';
			}
			return isSame(cell, cell.was) ? [] : [cell];
		})
	);
	return { cells, faults };
}

/** @returns true when both are the same numbers. */
export const isSame = (one: AdNumbers, other: AdNumbers): boolean =>
	one.ads === other.ads && one.newSinceLast === other.newSinceLast;

/**
 * @returns true when a number is so far from last week's that it should be looked at once more: more than three times as
 * many or fewer than a third, where there were at least ten, or more than a thousand where nothing is known.
 */
export function isUnlikely(ads: number | null, before: number | null): boolean {
	if (ads === null) return false;
	if (before === null) return ads > 1000;
	const [less, more] = [Math.min(ads, before), Math.max(ads, before)];
	return more >= 30 && more > 3 * less && more - less >= 20;
}

/** Every Monday from one day's week to another's, in order. */
export function mondaysBetween(from: string, to: string): string[] {
	const mondays: string[] = [];
	for (let monday = addDays(from, 1 - weekdayOf(from)); monday <= to; monday = addDays(monday, 7)) mondays.push(monday);
	return mondays;
}

/** The week that should be counted by now: this one from Thursday on, before that the one before. */
export const weekToCount = (today: string): string =>
	addDays(today, 1 - weekdayOf(today) - (weekdayOf(today) < 4 ? 7 : 0));
