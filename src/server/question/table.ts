import { percentOf, protectTable } from '#report';
import type { Cell } from './question.db.ts';
import { ordered, severalPerContact, type Dimension, type Question, type Span } from './question.ts';

/** What must be said beside an answer. */
export const answerNotes = [
	/** The period was made whole quarters. */
	'wholeQuarters',
	/** Themes and obstacles: a contact may have several. */
	'severalPerContact',
	/** Fewer than fifty contacts: no shares. */
	'percentNeedsFifty',
	/** Small numbers were put together with others. */
	'smallMerged',
	/** Small numbers, and those that would give them away, are hidden. */
	'smallHidden',
	/** Fewer than fifty in all: not divided in public. */
	'noDrillDown',
	/** A mean of the weeks that were counted. */
	'usualWeek'
] as const;
export type AnswerNote = (typeof answerNotes)[number];

/** One line or column of an answer: one code, or several that were put together. */
export interface Heading {
	codes: string[];
}
export interface AnswerRow extends Heading {
	/** Null is hidden, or (of ads) not counted. */
	count: number | null;
	percent?: number;
	/** By column, where there are two dimensions. */
	cells?: (number | null)[];
}

/** What a question answers: a table, and how it may be read. */
export interface Answer extends Span {
	question: Question;
	total: number | null;
	rows: AnswerRow[];
	columns: Heading[];
	/** True when a row's cells are parts of its count: then it is shown beside them. */
	hasSums: boolean;
	notes: AnswerNote[];
}

/** The least contacts that a part must have before it is divided further in public (domain.md 2.7, rule 5). */
const fewestToDivide = 50;

/** A table in which nothing is hidden. Rows in the order of time, or the largest first. */
export function openTable(
	question: Question,
	cells: readonly Cell[],
	known: { rows: readonly string[]; columns: readonly string[]; total: number | null }
): Pick<Answer, 'rows' | 'columns' | 'total' | 'hasSums'> {
	const rowCodes = codesIn(question.rows, cells, 'a', known.rows);
	const columnCodes = question.columns ? codesIn(question.columns, cells, 'b', known.columns) : [];
	const counts = new Map(cells.map(({ a, b, count }) => [`${a} ${b}`, count]));
	const isGap = question.measure === 'adsPerWeek';
	const countOf = (a: string, b: string) => counts.get(`${a} ${b}`) ?? (isGap ? null : 0);
	const hasSums = !isGap && question.columns !== null && !severalPerContact.includes(question.columns);
	const rows = rowCodes.map((code): AnswerRow => {
		if (!question.columns) return { codes: [code], count: countOf(code, '') };
		const inside = columnCodes.map((column) => countOf(code, column));
		return { codes: [code], count: inside.reduce<number>((sum, count) => sum + (count ?? 0), 0), cells: inside };
	});
	const isWhole = question.measure === 'contacts' && !question.columns && !severalPerContact.includes(question.rows);
	const total = known.total;
	for (const row of isWhole && total !== null ? rows : []) {
		const percent = percentOf(row.count!, total!);
		if (percent !== undefined) row.percent = percent;
	}
	return { rows, columns: columnCodes.map((code) => ({ codes: [code] })), total, hasSums };
}

/**
 * A table of two dimensions for the public view (domain.md 2.7). Its groups are those in which each dimension is published
 * alone; rows with fewer than fifty contacts are put together before they are divided; then what is too small is hidden,
 * and as much beside it as a reader who adds and subtracts would need.
 * @param groups the codes of each row and column, as they are published.
 */
export function publicTable(
	cells: readonly Cell[],
	groups: { rows: readonly string[][]; columns: readonly string[][] }
): Pick<Answer, 'rows' | 'columns' | 'notes'> {
	const counts = groups.rows.map((rows) => groups.columns.map((columns) => sumOf(cells, rows, columns)));
	const wide = mergeNarrow(groups.rows, counts);
	const key = (codes: readonly string[]) => codes.join('+');
	const safe = protectTable({
		rows: wide.map(({ codes }) => key(codes)),
		columns: groups.columns.map(key),
		counts: wide.map((row) => row.counts)
	});
	const split = (codes: readonly string[]) => codes.flatMap((code) => code.split('+'));
	const rows = safe.rows.map((row, i): AnswerRow => ({
		codes: split(row.codes),
		count: row.count,
		cells: safe.cells[i]!.map((count) => count ?? null)
	}));
	const isMerged = rows.length < groups.rows.length || safe.columns.length < groups.columns.length;
	const isHidden = safe.cells.some((row) => row.some((count) => count === undefined));
	return {
		rows,
		columns: safe.columns.map(({ codes }) => ({ codes: split(codes) })),
		notes: [...(isMerged ? (['smallMerged'] as const) : []), ...(isHidden ? (['smallHidden'] as const) : [])]
	};
}

interface Wide {
	codes: string[];
	counts: number[];
}

/** Rows too few to be divided become one; while that is too few as well, the smallest of the others joins it. */
function mergeNarrow(rows: readonly string[][], counts: readonly number[][]): Wide[] {
	const all = rows.map((codes, place): Wide => ({ codes: [...codes], counts: counts[place]! }));
	const size = (row: Wide) => row.counts.reduce((sum, count) => sum + count, 0);
	const wide = all.filter((row) => size(row) >= fewestToDivide);
	const narrow = all.filter((row) => size(row) < fewestToDivide);
	if (narrow.length === 0) return all;
	const others = wide.toSorted((a, b) => size(a) - size(b));
	while (narrow.reduce((sum, row) => sum + size(row), 0) < fewestToDivide && others.length > 0) {
		narrow.push(others.shift()!);
	}
	const together: Wide = {
		codes: narrow.flatMap(({ codes }) => codes),
		counts: counts[0]!.map((_, column) => narrow.reduce((sum, row) => sum + row.counts[column]!, 0))
	};
	return [...wide.filter((row) => !narrow.includes(row)), together];
}

const sumOf = (cells: readonly Cell[], rows: readonly string[], columns: readonly string[]): number =>
	cells.reduce((sum, { a, b, count }) => (rows.includes(a) && columns.includes(b) ? sum + count : sum), 0);

function codesIn(dimension: Dimension, cells: readonly Cell[], side: 'a' | 'b', known: readonly string[]): string[] {
	const sums = new Map<string, number>(known.map((code) => [code, 0]));
	for (const cell of cells) sums.set(cell[side], (sums.get(cell[side]) ?? 0) + cell.count);
	const codes = [...sums.keys()];
	if (!ordered.includes(dimension))
		return codes.sort((a, b) => sums.get(b)! - sums.get(a)! || a.localeCompare(b, 'nb'));
	return codes.sort((a, b) => Number(a === 'unknown') - Number(b === 'unknown') || inOrder(a, b));
}

const inOrder = (a: string, b: string): number => Number(a) - Number(b) || 0 || (a < b ? -1 : a > b ? 1 : 0);
