import { changeInPercent } from '#shared/proportion.ts';
import { percentOf, type Tally } from './figures.ts';

/** domain.md 2.7: counts of contacts or people from 1 to 4 are never published; 0 and 5 and more may be. */
export const publishableFrom = 5;
/** A reader who adds and subtracts everything published must be left with at least so many values for a hidden count. */
export const fewestPossible = 3;

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

/** A table of two dimensions as it may be published. A cell that is undefined is hidden; sums are always shown. */
export interface PublicTable {
	total: number | undefined;
	rows: PublicCategory[];
	columns: PublicCategory[];
	cells: (number | undefined)[][];
	/** True when a hidden cell may be 0: then a reader cannot even know that there was somebody. */
	hidesZeros: boolean;
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
 * A table of two dimensions, made publishable: categories with too few in all are merged in each dimension, so that every
 * sum can be shown; then cells that are too few are hidden, and more beside them, until nobody can work out a hidden cell
 * from the sums (complementary suppression). If that does not suffice the inside is hidden altogether, zeros too.
 * @param table.counts a row of counts for each code of `rows`, one for each code of `columns`.
 */
export function protectTable(table: {
	rows: readonly string[];
	columns: readonly string[];
	counts: readonly (readonly number[])[];
	vague?: readonly string[];
}): PublicTable {
	const { rows: rowCodes, columns: columnCodes, counts, vague } = table;
	const rowSums = rowCodes.map((code, i) => ({ code, count: sum(counts[i]!) }));
	const columnSums = columnCodes.map((code, j) => ({ code, count: sum(counts.map((row) => row[j]!)) }));
	const rows = protectList(rowSums, vague);
	const columns = protectList(columnSums, vague);
	if (rows.total === undefined) return { total: undefined, rows: [], columns: [], cells: [], hidesZeros: false };
	const merged = rows.categories.map((row) =>
		columns.categories.map((column) =>
			sum(row.codes.flatMap((r) => column.codes.map((c) => counts[rowCodes.indexOf(r)]![columnCodes.indexOf(c)]!)))
		)
	);
	const { isHidden, hidesZeros } = hideInside(merged);
	const cells = merged.map((row, i) => row.map((count, j) => (isHidden[i]![j] ? undefined : count)));
	return { total: rows.total, rows: rows.categories, columns: columns.categories, cells, hidesZeros };
}

/**
 * Parts of a sum that is known, each of which must keep its place: none can be merged with another. Those that are too few
 * are hidden, and more beside them, until nobody can work one out from the sum.
 * @returns the counts, undefined where hidden.
 */
export function protectRow(counts: readonly number[]): (number | undefined)[] {
	if (!isPublishable(sum(counts))) return counts.map(() => undefined);
	const isHidden = counts.map((count) => !isPublishable(count));
	// What others there are in each part is not known: a second row that can give and take whatever is asked.
	const others = counts.map(() => 1000);
	const isOpen = () =>
		deriveHidden([counts, others], [isHidden, others.map(() => true)], 1)
			.filter(({ row }) => row === 0)
			.some((cell) => isFoundOut(cell, [counts]));
	while (isOpen()) {
		const shown = counts.flatMap((count, place) => (count > 0 && !isHidden[place] ? [{ count, place }] : []));
		const [next] = shown.toSorted((a, b) => a.count - b.count);
		if (!next) return counts.map(() => undefined);
		isHidden[next.place] = true;
	}
	return counts.map((count, place) => (isHidden[place] ? undefined : count));
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

/**
 * A new extract beside one that was published (domain.md 2.7, rule 6): where the same category differs by one to four,
 * the difference is itself a small number about few people.
 * @returns the codes of those that give too much away; empty when the new one may be published.
 */
export function findDifferencing(earlier: readonly PublicCategory[], later: readonly PublicCategory[]): string[][] {
	const key = (category: PublicCategory) => category.codes.toSorted().join(' ');
	const before = new Map(earlier.map((category) => [key(category), category.count]));
	return later
		.filter((category) => !isPublishable(Math.abs(category.count - (before.get(key(category)) ?? category.count))))
		.map((category) => category.codes);
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

const bySize = (tallies: readonly Tally[]): Tally[] => tallies.toSorted((a, b) => a.count - b.count);

const inOrderOf = (codes: readonly string[], tallies: readonly Tally[]): Tally[] =>
	codes.flatMap((code) => tallies.filter((tally) => tally.code === code));

function toCategory(members: readonly Tally[], total: number): PublicCategory {
	const count = sum(members.map((tally) => tally.count));
	const percent = percentOf(count, total);
	return { codes: members.map(({ code }) => code), count, ...(percent === undefined ? {} : { percent }) };
}

function hideInside(counts: readonly (readonly number[])[]): { isHidden: boolean[][]; hidesZeros: boolean } {
	const isHidden = counts.map((row) => row.map((count) => !isPublishable(count)));
	for (;;) {
		const [open] = deriveHidden(counts, isHidden, 1).filter((cell) => isFoundOut(cell, counts));
		if (!open) return { isHidden, hidesZeros: false };
		const companion = findCompanion(counts, isHidden, open);
		if (!companion) break;
		isHidden[companion[0]]![companion[1]] = true;
	}
	// With every sum at least five or zero, the sums alone leave each small cell at least three values.
	return { isHidden: counts.map((row) => row.map(() => true)), hidesZeros: true };
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
