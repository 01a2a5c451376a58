import { SaxesParser } from 'saxes';
import { no, yes, type Outcome } from './outcome.ts';
import { listEntries, TooMuch, unpack, type ZipEntry } from './zip.ts';

/** One filled row. `line` is where a person finds it: the line of a text file, the row number of a workbook. */
export interface SheetRow {
	line: number;
	cells: string[];
}

/** Ends the reading of a workbook that turns out to be broken, or too large, on the way. */
export class WorkbookFault extends Error {
	readonly why: 'unreadable' | 'tooLarge';
	constructor(error: unknown) {
		super('workbook');
		this.why = error instanceof TooMuch ? 'tooLarge' : 'unreadable';
	}
}

const MiB = 1024 * 1024;
/** What stands in memory while rows are read, and what only passes through. Sizes in the file may lie. */
const mostOfPart = 4 * MiB;
const mostOfStrings = 32 * MiB;
const mostOfSheet = 256 * MiB;
const mostColumns = 100;

/**
 * Reads the rows of an XLSX file (ECMA-376), some at a time: the first sheet that has any, hidden ones last. Cells are
 * trimmed text, as a person would have typed it: whole digits without exponent, days as 2012-03-14, the result of a formula.
 * @returns the rows, or why there are none; the iterator throws WorkbookFault.
 */
export async function readWorkbook(
	bytes: Buffer
): Promise<Outcome<{ slices: AsyncIterable<SheetRow[]> }, 'empty' | 'unreadable' | 'tooLarge' | 'encrypted'>> {
	const entries = listEntries(bytes);
	if (!entries) return no('unreadable');
	if (entries.some(({ isEncrypted }) => isEncrypted)) return no('encrypted');
	const parts = new Map(entries.map((entry) => [entry.name, entry]));
	if (!parts.has('xl/workbook.xml')) return no('unreadable');
	try {
		const book = await readBook(parts);
		for (const sheet of book.sheets) {
			const slices = rowsOf(book, sheet);
			const first = await slices.next();
			if (!first.done) return yes({ slices: withFirst(first.value, slices) });
		}
		return no('empty');
	} catch (error) {
		return no(new WorkbookFault(error).why);
	}
}

async function* withFirst(first: SheetRow[], rest: AsyncIterable<SheetRow[]>): AsyncGenerator<SheetRow[]> {
	try {
		yield first;
		yield* rest;
	} catch (error) {
		throw new WorkbookFault(error);
	}
}

interface Book {
	/** The parts of its sheets, those that can be seen first. */
	sheets: ZipEntry[];
	strings: string[];
	/** By the number of a style: whether it shows a number as a day. */
	isDay: boolean[];
	/** What is added to a number of days: files from an old Macintosh count from 1904. */
	dayShift: number;
}

async function readBook(parts: ReadonlyMap<string, ZipEntry>): Promise<Book> {
	const listed: { id: string; isHidden: boolean }[] = [];
	let dayShift = 0;
	await readPart(parts.get('xl/workbook.xml'), mostOfPart, {
		open({ name, attributes }) {
			if (name === 'workbookPr' && ['1', 'true'].includes(attributes.date1904 ?? '')) dayShift = 1462;
			if (name === 'sheet')
				listed.push({ id: relationOf(attributes), isHidden: (attributes.state ?? 'visible') !== 'visible' });
		}
	});
	const targets = new Map<string, string>();
	await readPart(parts.get('xl/_rels/workbook.xml.rels'), mostOfPart, {
		open({ name, attributes }) {
			if (name === 'Relationship') targets.set(attributes.Id ?? '', pathOf(attributes.Target ?? ''));
		}
	});
	const sheets = listed
		.toSorted((a, b) => Number(a.isHidden) - Number(b.isHidden))
		.flatMap(({ id }) => parts.get(targets.get(id) ?? '') ?? []);
	return { sheets, strings: await readStrings(parts), isDay: await readStyles(parts), dayShift };
}

/** `r:id`, whatever the prefix is called. */
const relationOf = (attributes: Record<string, string | undefined>): string =>
	Object.entries(attributes).find(([name]) => name.endsWith(':id'))?.[1] ?? '';

const pathOf = (target: string): string => (target.startsWith('/') ? target.slice(1) : `xl/${target}`);

/** The texts of all cells, each once. How a Japanese word is pronounced (`rPh`) is not part of it. */
async function readStrings(parts: ReadonlyMap<string, ZipEntry>): Promise<string[]> {
	const strings: string[] = [];
	let text = '';
	let isText = false;
	let isAside = false;
	await readPart(parts.get('xl/sharedStrings.xml'), mostOfStrings, {
		open({ name }) {
			if (name === 'si') text = '';
			if (name === 'rPh') isAside = true;
			isText = name === 't' && !isAside;
		},
		text: (piece) => void (isText && (text += piece)),
		close(name) {
			isText = false;
			if (name === 'rPh') isAside = false;
			if (name === 'si') strings.push(plain(text));
		}
	});
	return strings;
}

/** Formats 14 to 22 and 45 to 47 are days and times in every workbook; the others are told by their letters. */
async function readStyles(parts: ReadonlyMap<string, ZipEntry>): Promise<boolean[]> {
	const formats = new Map<number, string>();
	const isDay: boolean[] = [];
	let areCells = false;
	await readPart(parts.get('xl/styles.xml'), mostOfPart, {
		open({ name, attributes }) {
			if (name === 'cellXfs') areCells = true;
			if (name === 'numFmt') formats.set(Number(attributes.numFmtId), attributes.formatCode ?? '');
			if (name !== 'xf' || !areCells) return;
			const id = Number(attributes.numFmtId ?? 0);
			const format = formats.get(id);
			isDay.push(format === undefined ? (id >= 14 && id <= 22) || (id >= 45 && id <= 47) : showsDay(format));
		},
		close: (name) => void (name === 'cellXfs' && (areCells = false))
	});
	return isDay;
}

const showsDay = (format: string): boolean => /[ymdhs]/i.test(format.replace(/\[[^\]]*\]|"[^"]*"|\\./g, ''));

/** The rows of one sheet, some at a time. */
async function* rowsOf(book: Book, sheet: ZipEntry): AsyncGenerator<SheetRow[]> {
	let rows: SheetRow[] = [];
	let [line, column, type, style, text] = [0, -1, '', 0, ''];
	let cells: string[] = [];
	let isText = false;
	let isAside = false;
	const parser = parserFor({
		open({ name, attributes }) {
			if (name === 'row') [line, column, cells] = [Number(attributes.r ?? line + 1), -1, []];
			else if (name === 'c') {
				column = attributes.r === undefined ? column + 1 : columnOf(attributes.r);
				[type, style, text] = [attributes.t ?? 'n', Number(attributes.s ?? 0), ''];
			} else if (name === 'rPh') isAside = true;
			isText = name === 'v' || (name === 't' && !isAside);
		},
		text: (piece) => void (isText && (text += piece)),
		close(name) {
			isText = false;
			if (name === 'rPh') isAside = false;
			if (name === 'c' && column < mostColumns) {
				while (cells.length < column) cells.push('');
				cells[column] = cellText(book, type, style, text);
			}
			if (name === 'row' && cells.some((cell) => cell !== '')) rows.push({ line, cells });
		}
	});
	for await (const piece of decoded(sheet, mostOfSheet)) {
		parser.write(piece);
		if (rows.length === 0) continue;
		yield rows;
		rows = [];
	}
	parser.close();
	if (rows.length > 0) yield rows;
}

/** 0 for A1, 27 for AB3. */
function columnOf(reference: string): number {
	let column = 0;
	for (const letter of reference) {
		const place = letter.charCodeAt(0) - 64;
		if (place < 1 || place > 26) break;
		column = column * 26 + place;
	}
	return column - 1;
}

function cellText(book: Book, type: string, style: number, text: string): string {
	if (type === 's') return (book.strings[Number(text)] ?? '').trim();
	if (type === 'inlineStr' || type === 'str') return plain(text).trim();
	if (type === 'b') return text.trim() === '1' ? 'true' : 'false';
	if (type === 'e' || text.trim() === '') return '';
	if (type === 'd') return text.trim().slice(0, 10);
	const value = Number(text);
	if (Number.isNaN(value)) return text.trim();
	return book.isDay[style] ? dayText(value + book.dayShift) : numberText(value);
}

/** Day 25569 is the first of January 1970. */
function dayText(days: number): string {
	const day = new Date(Math.round((days - 25569) * 24 * 60 * 60_000));
	return Number.isNaN(day.getTime()) ? '' : day.toISOString().slice(0, 10);
}

/** Beyond 2^53 the last digits are no longer those that were typed; the exponent says so to whoever reads the cell. */
function numberText(value: number): string {
	return Number.isInteger(value) && !Number.isSafeInteger(value) ? value.toExponential() : String(value);
}

/** Signs that XML cannot hold are written as `_x000D_`. */
const plain = (text: string): string =>
	text.includes('_x')
		? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
		: text;

interface Listener {
	open: (tag: { name: string; attributes: Record<string, string | undefined> }) => void;
	text?: (piece: string) => void;
	close?: (name: string) => void;
}

/** A part that is not there says nothing. */
async function readPart(entry: ZipEntry | undefined, room: number, listener: Listener): Promise<void> {
	if (!entry) return;
	const parser = parserFor(listener);
	for await (const piece of decoded(entry, room)) parser.write(piece);
	parser.close();
}

/** Names without their prefix: some programs write `x:row`. */
function parserFor({ open, text, close }: Listener): SaxesParser {
	const parser = new SaxesParser();
	parser.on('opentag', (tag) => open({ name: localName(tag.name), attributes: tag.attributes }));
	if (text) parser.on('text', text);
	if (text) parser.on('cdata', text);
	if (close) parser.on('closetag', (tag) => close(localName(tag.name)));
	return parser;
}

const localName = (name: string): string => (name.includes(':') ? name.slice(name.indexOf(':') + 1) : name);

async function* decoded(entry: ZipEntry, room: number): AsyncGenerator<string> {
	if (entry.unpackedSize > room) throw new TooMuch();
	const decoder = new TextDecoder('utf-8', { fatal: true });
	for await (const piece of unpack(entry, room)) yield decoder.decode(piece, { stream: true });
	yield decoder.decode();
}
