import { maskInput, parseNumber, type Msisdn, type NumberFault, type ParsedNumber } from '#shared/phone.ts';
import type { SheetRow } from '#shared/sheet.ts';
import { yes, type Outcome } from '#shared/outcome.ts';
import { readLanguage } from '#text';

/** A row of a list, whoever wrote it. `isBroken` marks a line that could not be taken apart at all. */
export interface AudienceRow extends SheetRow {
	isBroken?: boolean;
}

export interface Audience {
	/** Lines with something on them, without the header. */
	lines: number;
	/** Reads the lines from the first on, `size` at a time: whoever takes a long list can do other things in between. */
	portions(size: number): Generator<Portion>;
}

/** Some lines of an audience, read. */
export interface Portion {
	unique: { line: number; number: Msisdn; language?: string }[];
	/** Lines whose number stood further up, in this portion or an earlier one. */
	duplicates: number;
	/** `shown` is masked: refused lines are never stored readable (R58). */
	rejected: { line: number; why: NumberFault; shown: string }[];
}

export type AudienceRead =
	Outcome<{ audience: Audience }, 'noLines'> | { ok: false; why: 'tooManyLines'; lines: number; limit: number };

/**
 * Turns the rows of a list into numbers to check: header and columns found, each number read and classified,
 * duplicates counted, refused lines with their reason (R58, R75). The first line with a number wins. A language is
 * taken only from its own cell; one we do not know leaves the line without, never a guess from the country code.
 *
 * @param rows from `readSheet`, `readPasted` or `readJsonLines`
 * @param options.limit the most lines a list may have; one more refuses the whole list
 */
export function readAudience(rows: readonly AudienceRow[], { limit }: { limit: number }): AudienceRead {
	const filled = rows.filter((row) => row.isBroken || row.cells.some((cell) => cell.trim() !== ''));
	const header = filled[0] && isHeader(filled[0]) ? filled[0] : undefined;
	const lines = header ? filled.slice(1) : filled;
	if (lines.length === 0) return { ok: false, why: 'noLines' };
	if (lines.length > limit) return { ok: false, why: 'tooManyLines', lines: lines.length, limit };
	const columns = findColumns(lines, header);
	const audience: Audience = { lines: lines.length, portions: (size) => portionsOf(lines, columns, size) };
	return yes({ audience });
}

/**
 * Reads a pasted list: one number per line, or a line copied from a sheet with the language in its own cell
 * (tab, semicolon or comma between). Several numbers on one line become a line each.
 */
export function readPasted(text: string): AudienceRow[] {
	return splitLines(text).flatMap(({ line, text }) => {
		if (!/[;\t,]/.test(text)) return [{ line, cells: [text] }];
		const cells = text.split(/[;\t]/).map((cell) => cell.trim());
		const parts = cells.flatMap((cell) => splitAtCommas(cell)).filter((part) => part !== '');
		if (parts.filter((part) => parseNumber(part).ok).length > 1) return parts.map((part) => ({ line, cells: [part] }));
		return [{ line, cells: cells.length === 1 ? splitAtCommas(text) : cells }];
	});
}

/**
 * Reads JSON lines: `{"number": "+47…", "language": "nb"}`, or a bare text or number, one per line. A line that is not
 * JSON, or has no number in it, is kept as a refused line.
 */
export function readJsonLines(text: string): AudienceRow[] {
	const lines = splitLines(text.replace(/^\ufeff/, ''));
	const rows = lines.map(({ line, text }) => readJsonLine(line, text));
	return rows.length === 0 ? [] : [{ line: 0, cells: ['number', 'language'] }, ...rows];
}

interface Columns {
	number: number;
	language: number;
}

function* portionsOf(lines: readonly AudienceRow[], columns: Columns, size: number): Generator<Portion> {
	const seen = new Set<string>();
	for (let from = 0; from < lines.length; from += size) yield readLines(lines.slice(from, from + size), columns, seen);
}

function readLines(lines: readonly AudienceRow[], columns: Columns, seen: Set<string>): Portion {
	const portion: Portion = { unique: [], duplicates: 0, rejected: [] };
	for (const { line, cells, isBroken } of lines) {
		const cell = cells[columns.number] ?? '';
		const parsed: ParsedNumber = isBroken ? { ok: false, why: 'notANumber' } : parseNumber(cell);
		if (!parsed.ok) portion.rejected.push({ line, why: parsed.why, shown: maskInput(cell) });
		else if (seen.has(parsed.number)) portion.duplicates++;
		else {
			seen.add(parsed.number);
			const language = readLanguage(cells[columns.language] ?? '');
			portion.unique.push({ line, number: parsed.number, ...(language && { language }) });
		}
	}
	return portion;
}

const numberNames = new Set(
	(
		'number nummer numbers numre telefon telefonnummer telefonnr tlf tlfnr tel telephone mobil mobile mobilnummer ' +
		'mobilnr mobiltelefon mob phone phonenumber cell cellphone msisdn nr'
	).split(' ')
);
const languageNames = new Set(['language', 'språk', 'sprak', 'spraak', 'lang', 'locale', 'målform', 'morsmål']);

/** The first row is a header when it has words and no number; one that names a column of ours may have a small figure. */
function isHeader(row: AudienceRow): boolean {
	if (row.isBroken || row.cells.some((cell) => parseNumber(cell).ok || isDamaged(cell))) return false;
	const isNamed = row.cells.some((cell) => isNamedIn(cell, numberNames));
	const digits = Math.max(...row.cells.map((cell) => cell.replace(/\D/g, '').length));
	return row.cells.some((cell) => /\p{L}/u.test(cell)) && digits < (isNamed ? 5 : 3);
}

const isDamaged = (cell: string) => {
	const parsed = parseNumber(cell);
	return !parsed.ok && parsed.why === 'damagedBySpreadsheet';
};

function isNamedIn(cell: string, names: Set<string>): boolean {
	const words =
		cell
			.normalize('NFKC')
			.toLowerCase()
			.match(/\p{L}+/gu) ?? [];
	return words.length <= 4 && words.some((word) => names.has(word));
}

/** By the header's names; else the column with most numbers, and the one that holds nothing but languages. */
function findColumns(lines: readonly AudienceRow[], header: AudienceRow | undefined): Columns {
	const sample = lines.filter((row) => !row.isBroken).slice(0, 200);
	const width = Math.min(50, Math.max(1, ...sample.map((row) => row.cells.length)));
	const found = Array.from({ length: width }, (_, column) => count(sample, column, (cell) => parseNumber(cell).ok));
	const named = namedColumns(header, numberNames).filter((column) => column < width);
	const number = best(named, found) ?? best([...found.keys()], found) ?? named[0] ?? 0;
	const [language = header ? -1 : languageColumn(sample, width, number)] = namedColumns(header, languageNames);
	return { number, language };
}

const namedColumns = (header: AudienceRow | undefined, names: Set<string>): number[] =>
	(header?.cells ?? []).flatMap((cell, column) => (isNamedIn(cell, names) ? [column] : []));

/** The column with most numbers, the first one on a tie; undefined when none has any. */
function best(columns: number[], found: number[]): number | undefined {
	const most = Math.max(0, ...columns.map((column) => found[column] ?? 0));
	return most > 0 ? columns.find((column) => found[column] === most) : undefined;
}

function languageColumn(sample: readonly AudienceRow[], width: number, number: number): number {
	const isLanguages = (column: number) => {
		const filled = count(sample, column, (cell) => cell.trim() !== '');
		return filled > 0 && count(sample, column, (cell) => readLanguage(cell) !== undefined) > filled / 2;
	};
	return (
		Array.from({ length: width }, (_, column) => column).find((column) => column !== number && isLanguages(column)) ??
		-1
	);
}

const count = (rows: readonly AudienceRow[], column: number, test: (cell: string) => boolean): number =>
	rows.filter((row) => test(row.cells[column] ?? '')).length;

const splitLines = (text: string) =>
	text
		.split(/\r\n?|[\n\u2028\u2029]/)
		.map((text, i) => ({ line: i + 1, text: text.trim() }))
		.filter(({ text }) => text !== '');

/** `91234567, nb` has two cells; `9,1E+07`, `91,234,567` and `tlf 912 34 567, ring etter 18` are one. */
function splitAtCommas(cell: string): string[] {
	const parts = cell.split(',').map((part) => part.trim());
	const isList = parts.length > 1 && parts.every((part) => parseNumber(part).ok || readLanguage(part) !== undefined);
	return isList || isNamedList(parts) ? parts : [cell];
}

const isNamedList = (parts: string[]) =>
	parts.length > 1 &&
	parts.some((part) => isNamedIn(part, numberNames)) &&
	parts.some((part) => isNamedIn(part, languageNames));

function readJsonLine(line: number, text: string): AudienceRow {
	const value = parseJson(text);
	if (typeof value === 'string' || typeof value === 'number') return { line, cells: [String(value)] };
	if (typeof value === 'object' && value !== null && 'number' in value) {
		const { number, language } = value as { number: unknown; language?: unknown };
		if (typeof number === 'string' || typeof number === 'number')
			return { line, cells: [String(number), typeof language === 'string' ? language : ''] };
	}
	return { line, cells: [text], isBroken: true };
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}
