import { percentOf, type FigureName, type Told } from '#report';
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
	'usualWeek',
	/** The year is divided in another way outside, or not yet: these two are not told beside each other. */
	'dividedOtherwise'
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
 * A figure of a year beside the parts that the year is divided into, as both were told (divideYear): nothing is worked out
 * here, so that nothing is told in two ways.
 */
export function dividedTable(
	{ parts, figures }: Told,
	name: FigureName | undefined,
	{ partsAreRows }: { partsAreRows: boolean }
): Omit<Answer, 'question' | 'from' | 'to'> {
	const year = figures.find((figure) => figure.name === name);
	const told = parts.flatMap(({ codes, count, figures }) => {
		const figure = figures?.find((one) => one.name === name);
		return figure ? [{ codes, count, figure }] : [];
	});
	if (!year || told.length === 0) {
		return { total: year?.total ?? null, rows: [], columns: [], hasSums: false, notes: ['noDrillDown'] };
	}
	const answers = year.cells.map(({ code, codes }) => ({ codes: codes ?? [code] }));
	const cells = told.map(({ figure }) => figure.cells.map(({ count }) => count));
	const rows: AnswerRow[] = partsAreRows
		? told.map(({ codes, count }, part) => ({ codes, count, cells: cells[part]! }))
		: year.cells.map(({ count }, answer) => ({
				...answers[answer]!,
				count,
				cells: cells.map((part) => part[answer]!)
			}));
	const columns = partsAreRows ? answers : told.map(({ codes }) => ({ codes }));
	const isMerged = [...rows, ...columns].some(({ codes }) => codes.length > 1);
	const isHidden = rows.some((row) => row.cells!.includes(null));
	return {
		...{ total: year.total, rows, columns, hasSums: year.isWhole || !partsAreRows },
		notes: [
			...(year.isWhole ? [] : (['severalPerContact'] as const)),
			...(isMerged ? (['smallMerged'] as const) : []),
			...(isHidden ? (['smallHidden'] as const) : [])
		]
	};
}

function codesIn(dimension: Dimension, cells: readonly Cell[], side: 'a' | 'b', known: readonly string[]): string[] {
	const sums = new Map<string, number>(known.map((code) => [code, 0]));
	for (const cell of cells) sums.set(cell[side], (sums.get(cell[side]) ?? 0) + cell.count);
	const codes = [...sums.keys()];
	if (!ordered.includes(dimension))
		return codes.sort((a, b) => sums.get(b)! - sums.get(a)! || a.localeCompare(b, 'nb'));
	return codes.sort((a, b) => Number(a === 'unknown') - Number(b === 'unknown') || inOrder(a, b));
}

const inOrder = (a: string, b: string): number => Number(a) - Number(b) || 0 || (a < b ? -1 : a > b ? 1 : 0);
