import { no, yes, type Outcome } from '../shared/outcome.ts';
import type { SheetRow } from '../shared/sheet.ts';

/** What stands across a sheet. Users of one line may be users of another too: lines are not added up. */
export const aggregateColumns = ['users', 'consultations', 'newUsers'] as const;
export type AggregateColumn = (typeof aggregateColumns)[number];
export type AggregateUnit = 'users' | 'nationality' | 'problem';

/** One kind of figures from elsewhere (R90–R92): numbers only, nobody is behind a line. */
export interface Series {
	code: string;
	title: string | null;
	unit: AggregateUnit;
	/** Where the numbers come from, in the team's own words. */
	source: string;
}
/** A line of the sheet; the label is null while the built-in word of the code, or the country's name, is used. */
export interface AggregateRow {
	code: string;
	label: string | null;
}
export interface AggregateValue {
	year: number;
	row: string;
	column: AggregateColumn;
	value: number;
}

export const columnsOf = (unit: AggregateUnit): readonly AggregateColumn[] =>
	unit === 'users' ? aggregateColumns : ['users'];

/** More than this in one field is a slip of the finger. */
export const mostInOne = 1_000_000;

/** What was typed, by `row.column`; an empty text is "not known". */
export type Cells = Readonly<Record<string, string>>;
export const cellName = (row: string, column: string): string => `${row}.${column}`;

/** What is wrong with a cell: it cannot be stored. */
export type CellFault = 'notANumber' | 'negative' | 'tooMuch';
/** What is odd about a cell: it can be stored when a person says so. */
export type CellQuestion = 'moreNewThanUsers' | 'moreUsersThanConsultations' | 'farFromLastYear';

export interface ReadCells {
	values: Omit<AggregateValue, 'year'>[];
	faults: Record<string, CellFault>;
	questions: Record<string, CellQuestion>;
}

/**
 * Reads a sheet. Spaces within a number are those of thousands; a comma or a point would be half a person, and is refused.
 * @param before the numbers of the year before, to ask about what is far from them.
 */
export function readCells(
	cells: Cells,
	rows: readonly string[],
	columns: readonly AggregateColumn[],
	before: readonly Omit<AggregateValue, 'year'>[] = []
): ReadCells {
	const read: ReadCells = { values: [], faults: {}, questions: {} };
	for (const row of rows) {
		for (const column of columns) {
			const value = readCount(cells[cellName(row, column)] ?? '');
			if (typeof value === 'string') read.faults[cellName(row, column)] = value;
			else if (value !== undefined) read.values.push({ row, column, value });
		}
	}
	for (const { row, column, value } of read.values) {
		const question = askAbout(row, column, value, read.values, before);
		if (question) read.questions[cellName(row, column)] = question;
	}
	return read;
}

function askAbout(
	row: string,
	column: AggregateColumn,
	value: number,
	values: ReadCells['values'],
	before: readonly Omit<AggregateValue, 'year'>[]
): CellQuestion | undefined {
	const valueIn = (from: readonly Omit<AggregateValue, 'year'>[], wanted: AggregateColumn) =>
		from.find((one) => one.row === row && one.column === wanted)?.value;
	const users = valueIn(values, 'users');
	const consultations = valueIn(values, 'consultations');
	if (column === 'newUsers' && users !== undefined && value > users) return 'moreNewThanUsers';
	if (column === 'users' && consultations !== undefined && value > consultations) return 'moreUsersThanConsultations';
	const last = valueIn(before, column);
	const isFar = last !== undefined && Math.max(last, value) >= 20 && (value > 10 * last || last > 10 * value);
	return isFar ? 'farFromLastYear' : undefined;
}

function readCount(text: string): number | undefined | CellFault {
	const bare = text.replaceAll(/[\s\u00a0\u202f]/g, '');
	if (bare === '') return undefined;
	if (/^[-−–]\d+$/.test(bare)) return Number(bare.slice(1)) === 0 ? 0 : 'negative';
	if (!/^\d+$/.test(bare)) return 'notANumber';
	const value = Number(bare);
	return value > mostInOne ? 'tooMuch' : value;
}

/** What is wrong with a line of a file. */
export type LineFault = 'unknownRow' | 'twice' | CellFault;

/** Every name of a line or a column in small letters, in both languages, with its code. */
export type Names = ReadonlyMap<string, string>;

/**
 * Reads a file into a sheet: the first line names the columns, each of the others begins with its name. Nothing is stored
 * here; a person sees the sheet first. A line that says the sum is left out where the sheet has no such line.
 * @returns the cells as they would have been typed, and lines of the sheet that the file brings; or every line that cannot
 * be used.
 */
export function readSheetRows(
	rows: readonly SheetRow[],
	sheet: { rows: readonly string[]; columns: readonly AggregateColumn[] },
	names: { rows: Names; columns: Names }
): Outcome<{ cells: Record<string, string>; newRows: string[] }, 'noColumns'> & {
	faults?: { line: number; code: LineFault }[];
} {
	const [head, ...lines] = rows;
	const columns = (head?.cells ?? []).slice(1).map((name) => names.columns.get(plain(name)));
	if (!columns.some((column) => sheet.columns.some((known) => known === column))) return no('noColumns');
	const cells: Record<string, string> = {};
	const seen = new Set<string>();
	const faults: { line: number; code: LineFault }[] = [];
	for (const { line, cells: texts } of lines) {
		const row = names.rows.get(plain(texts[0] ?? ''));
		if (!row || seen.has(row)) {
			faults.push({ line, code: row ? 'twice' : 'unknownRow' });
			continue;
		}
		seen.add(row);
		columns.forEach((column, place) => {
			if (!column) return;
			const text = texts[place + 1] ?? '';
			const value = readCount(text);
			if (typeof value === 'string') faults.push({ line, code: value });
			cells[cellName(row, column)] = text;
		});
	}
	if (faults.length > 0) return { ...yes({ cells: {}, newRows: [] }), faults };
	return yes({ cells, newRows: [...seen].filter((row) => !sheet.rows.includes(row)) });
}

/** As names are compared: small letters, single spaces. */
export const plain = (name: string): string => name.trim().toLowerCase().replaceAll(/\s+/g, ' ');

/** A year as the sheet posts it. */
export function readYear(text: string, today: string): number | undefined {
	const year = /^\d{4}$/.test(text) ? Number(text) : 0;
	return year >= 2000 && year <= Number(today.slice(0, 4)) ? year : undefined;
}
