import { changeInPercent } from '#shared/proportion.ts';
import { percentOf, type Tally } from './figures.ts';

/** domain.md 2.7: counts of contacts or people from 1 to 4 are never published; 0 and 5 and more may be. */
export const publishableFrom = 5;
/** A reader who adds and subtracts everything published must be left with at least so many values for a hidden count. */
export const fewestPossible = 3;
/** Parts with fewer contacts than this are not divided further. */
export const fewestToDivide = 50;

/** A category of a published table: one code, or several that were merged because some of them were too few. */
export interface PublicCategory {
	codes: string[];
	count: number;
	/** Whole percent of the total (R110); absent below fifty. */
	percent?: number;
}

/** Parts of one whole as they may be published. `total` undefined: too few in all, nothing is told. */
export interface PublicList {
	total: number | undefined;
	categories: PublicCategory[];
}

/**
 * Parts of one whole, made publishable by merging (domain.md 2.7: merging is preferred to hiding). Those that are too few
 * become one category; while that is still too few, the vague answers join it, in the order given, then the smallest of the
 * others. Nothing is hidden, so nothing can be worked out from the sum.
 * @param tallies every category with its count; each contact stands in exactly one.
 * @param vague codes that mean "other" or "not known", which a reader expects to find together.
 */
export function protectList(tallies: readonly Tally[], vague: readonly string[] = []): PublicList {
	const total = sum(tallies.map(({ count }) => count));
	if (!isPublishable(total)) return { total: undefined, categories: [] };
	const merged = tallies.filter(({ count }) => !isPublishable(count));
	const kept = tallies.filter(({ count }) => isPublishable(count));
	if (merged.length > 0) {
		const isVague = ({ code }: Tally) => vague.includes(code);
		merged.push(...kept.filter((tally) => tally.count === 0 && isVague(tally)));
		const full = kept.filter(({ count }) => count > 0);
		const joining = [...inOrderOf(vague, full), ...bySize(full.filter((tally) => !isVague(tally)))];
		for (const next of joining) {
			if (isWellHidden(merged, isVague)) break;
			merged.push(next);
		}
	}
	const alone = kept.filter((tally) => !merged.includes(tally)).map((tally) => [tally]);
	const together = merged.length > 0 ? [tallies.filter((tally) => merged.includes(tally))] : [];
	return { total, categories: [...alone, ...together].map((members) => toCategory(members, total)) };
}

/**
 * A table whose sums may all be told: cells that are too few are hidden, and more beside them, until nobody can work out a
 * hidden cell from the sums (complementary suppression). If that does not suffice the inside is hidden altogether, zeros too.
 * @param counts rows and columns whose sums are all publishable (protectList, protectParts).
 * @returns the counts, undefined where hidden.
 */
export function protectTable(counts: readonly (readonly number[])[]): (number | undefined)[][] {
	const isHidden = hideInside(counts);
	return counts.map((row, i) => row.map((count, j) => (isHidden[i]![j] ? undefined : count)));
}

/**
 * How many in each part of a whole gave an answer of which a contact may give several: the others of a part are known too,
 * and are hidden together with it.
 * @param counts those who gave the answer, by part; @param totals all of each part, which are told.
 * @returns the counts, undefined where hidden.
 */
export function protectAnswer(counts: readonly number[], totals: readonly number[]): (number | undefined)[] {
	const others = totals.map((total, place) => total - counts[place]!);
	if (!mayTellOf(sum(counts), sum(totals))) return counts.map(() => undefined);
	return protectTable([counts, others])[0]!;
}

/** Some of a whole that is told: they, and those who are left when they are taken away, are nobody or enough. */
export const mayTellOf = (count: number, total: number): boolean =>
	isPublishable(count) && isPublishable(total - count);

/**
 * Which parts of a whole are divided further (domain.md 2.7, rule 5): those with fewer than fifty stand together in one
 * column, with the smallest of the others where they are still too few. Parts with nobody have nothing to divide.
 * @param parts as they are told, so with nobody or enough in each.
 * @returns the columns, each with the codes of its parts; one column is no division.
 */
export function protectParts(parts: readonly Pick<PublicCategory, 'codes' | 'count'>[]): string[][] {
	const full = parts.filter(({ count }) => count > 0);
	const narrow = full.filter(({ count }) => count < fewestToDivide);
	const joining = bySize(full.filter(({ count }) => count >= fewestToDivide));
	while (narrow.length > 0 && sum(narrow.map(({ count }) => count)) < fewestToDivide && joining.length > 0) {
		narrow.push(joining.shift()!);
	}
	const wide = full.filter((part) => !narrow.includes(part)).map(({ codes }) => codes);
	return narrow.length > 0 ? [...wide, narrow.flatMap(({ codes }) => codes)] : wide;
}

/** What a reader can work out about one hidden cell: it is at least `least` and at most `most`. */
interface Derived {
	row: number;
	column: number;
	least: number;
	most: number;
}

/**
 * Exactly what can be worked out about each hidden cell from the shown cells and the sums, by someone who knows our rules.
 * The hidden cells between fixed sums are the flows of a transport network, whose least and greatest values are whole
 * numbers that are found by rerouting (Ford and Fulkerson 1956): no linear program can tell more.
 * @param counts the true table; only which reroutings it allows is used.
 * @param floor the least that a hidden cell can be: 1 where zeros are shown, 0 where they are hidden too.
 */
export function deriveHidden(
	counts: readonly (readonly number[])[],
	isHidden: readonly boolean[][],
	floor: 0 | 1
): Derived[] {
	return hiddenPlaces(isHidden).map(([row, column]) => {
		const count = counts[row]![column]!;
		const more = reroutable(counts, isHidden, floor, row, column, 'more');
		const less = Math.min(count - floor, reroutable(counts, isHidden, floor, row, column, 'less'));
		return { row, column, least: count - less, most: count + more };
	});
}

/** R110: a change in whole percent, only where both counts may be published and the first is not 0. */
export function publicChange(before: number, after: number): number | undefined {
	return isPublishable(before) && isPublishable(after) ? changeInPercent(before, after) : undefined;
}

/** Nobody, or enough. */
export const isPublishable = (count: number): boolean => count === 0 || count >= publishableFrom;

/**
 * Enough together; and a reader who knows which they are, and that each but the vague ones had somebody, is left with
 * enough possible numbers for each of them.
 */
function isWellHidden(merged: readonly Tally[], isVague: (tally: Tally) => boolean): boolean {
	const total = sum(merged.map(({ count }) => count));
	const certain = merged.filter((tally) => !isVague(tally)).length;
	return total >= publishableFrom && total - certain + 1 >= fewestPossible;
}

const bySize = <T extends { count: number }>(tallies: readonly T[]): T[] =>
	tallies.toSorted((a, b) => a.count - b.count);

const inOrderOf = (codes: readonly string[], tallies: readonly Tally[]): Tally[] =>
	codes.flatMap((code) => tallies.filter((tally) => tally.code === code));

function toCategory(members: readonly Tally[], total: number): PublicCategory {
	const count = sum(members.map((tally) => tally.count));
	const percent = percentOf(count, total);
	return { codes: members.map(({ code }) => code), count, ...(percent === undefined ? {} : { percent }) };
}

function hideInside(counts: readonly (readonly number[])[]): boolean[][] {
	const isHidden = counts.map((row) => row.map((count) => !isPublishable(count)));
	for (;;) {
		const [open] = deriveHidden(counts, isHidden, 1).filter((cell) => isFoundOut(cell, counts));
		if (!open) return isHidden;
		const companion = findCompanion(counts, isHidden, open);
		if (!companion) break;
		isHidden[companion[0]]![companion[1]] = true;
	}
	// With every sum at least five or zero, the sums alone leave each small cell at least three values.
	return counts.map((row) => row.map(() => true));
}

/** A shown count that was hidden for another's sake may be worked out: it could have been told. */
const isFoundOut = ({ row, column, least, most }: Derived, counts: readonly (readonly number[])[]): boolean =>
	!isPublishable(counts[row]![column]!) && most - least + 1 < fewestPossible;

/** The smallest shown cell in the row or the column of the one that can be worked out, where fewer are hidden first. */
function findCompanion(
	counts: readonly (readonly number[])[],
	isHidden: readonly boolean[][],
	{ row, column }: Derived
): readonly [number, number] | undefined {
	const shown = counts.flatMap((cells, i) =>
		cells.flatMap((count, j) => (count > 0 && !isHidden[i]![j] ? [{ place: [i, j] as const, count }] : []))
	);
	const inRow = shown.filter(({ place }) => place[0] === row);
	const inColumn = shown.filter(({ place }) => place[1] === column);
	const hiddenInRow = isHidden[row]!.filter(Boolean).length;
	const hiddenInColumn = isHidden.filter((cells) => cells[column]).length;
	const [first, second] = hiddenInRow <= hiddenInColumn ? [inRow, inColumn] : [inColumn, inRow];
	return [first, second, shown].flatMap((choice) => choice.toSorted((a, b) => a.count - b.count))[0]?.place;
}

/**
 * By how much a hidden cell can grow (or shrink) when the others are moved about without changing a sum. Rows are nodes 0…,
 * columns follow; a hidden cell can always take more, and give what it has above the floor.
 */
function reroutable(
	counts: readonly (readonly number[])[],
	isHidden: readonly boolean[][],
	floor: number,
	row: number,
	column: number,
	direction: 'more' | 'less'
): number {
	const rows = counts.length;
	const nodes = rows + counts[0]!.length;
	const room = Array.from({ length: nodes }, () => new Array<number>(nodes).fill(0));
	for (const [i, j] of hiddenPlaces(isHidden)) {
		if (i === row && j === column) continue;
		room[i]![rows + j] = Infinity;
		room[rows + j]![i] = counts[i]![j]! - floor;
	}
	return direction === 'more' ? maxFlow(room, rows + column, row) : maxFlow(room, row, rows + column);
}

function maxFlow(room: number[][], from: number, to: number): number {
	let flow = 0;
	for (let path = findPath(room, from, to); path; path = findPath(room, from, to)) {
		const least = Math.min(...path.map(([a, b]) => room[a]![b]!));
		if (least === Infinity) return Infinity;
		for (const [a, b] of path) {
			room[a]![b]! -= least;
			room[b]![a]! += least;
		}
		flow += least;
	}
	return flow;
}

/** Breadth first: the shortest way with room on it. */
function findPath(room: number[][], from: number, to: number): [number, number][] | undefined {
	const cameFrom = new Map<number, number>([[from, from]]);
	const queue = [from];
	for (const node of queue) {
		if (node === to) break;
		room[node]!.forEach((free, next) => {
			if (free > 0 && !cameFrom.has(next)) {
				cameFrom.set(next, node);
				queue.push(next);
			}
		});
	}
	if (!cameFrom.has(to)) return undefined;
	const path: [number, number][] = [];
	for (let node = to; node !== from; node = cameFrom.get(node)!) path.unshift([cameFrom.get(node)!, node]);
	return path;
}

const hiddenPlaces = (isHidden: readonly boolean[][]): [number, number][] =>
	isHidden.flatMap((cells, i) => cells.flatMap((hidden, j) => (hidden ? [[i, j] as [number, number]] : [])));

const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0);
