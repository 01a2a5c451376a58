import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import type { CellValue, Worksheet } from 'exceljs';
import { no, yes, type Outcome } from './outcome.ts';

/** One filled row. `line` is where a person finds it: the line of a text file, the row number of a workbook. */
export interface SheetRow {
	line: number;
	cells: string[];
}

export type SheetFault =
	| 'empty' // nothing but blanks
	| 'unreadable' // a picture, a PDF, a broken or foreign kind of file
	| 'oldExcel' // .xls: save as .xlsx or CSV
	| 'encrypted' // needs a password
	| 'tooLarge'; // more than 5 MiB, 50 MiB unpacked, 200,000 rows or as many cells

const maxUnpacked = 50 * 1024 * 1024;
const maxRows = 200_000;
const sliceLength = 32 * 1024;
// Reading a workbook of a million tags (30,000 rows of five cells) takes about 300 MB: no upload may take more.
const maxTags = 1_000_000;

/**
 * Reads the rows of an uploaded list: XLSX, or text with semicolons, commas or tabs in UTF-8, UTF-16 or Windows-1252
 * (R58, domain.md 4.1). What the file is, is judged by its bytes; the name is not needed and not trusted. Cells are
 * trimmed text, blank rows are left out, nothing is stored.
 *
 * @param bytes the whole file
 * @param fileName only looked at for old text exports that call themselves .xls
 * @param maxBytes larger files are refused unread
 */
export async function readSheet(
	bytes: Uint8Array,
	fileName = '',
	maxBytes = 5 * 1024 * 1024
): Promise<Outcome<{ rows: SheetRow[] }, SheetFault>> {
	if (bytes.length > maxBytes) return no('tooLarge');
	if (startsWith(bytes, oleMagic)) return no(isEncryptedWorkbook(bytes) ? 'encrypted' : 'oldExcel');
	const read = startsWith(bytes, zipMagic) ? await readWorkbook(bytes) : await readText(bytes, fileName);
	if (!read.ok) return read;
	if (read.rows.length > maxRows) return no('tooLarge');
	return read.rows.length === 0 ? no('empty') : read;
}

/**
 * The same rows, some at a time, for a list so long that it should not stand in memory whole. What `readSheet` refuses is
 * refused here, but the number of rows, which nobody knows yet: the caller counts.
 */
export async function readSheetInSlices(
	bytes: Uint8Array,
	fileName = '',
	maxBytes = 5 * 1024 * 1024
): Promise<Outcome<{ slices: AsyncIterable<SheetRow[]> | Iterable<SheetRow[]> }, SheetFault>> {
	if (bytes.length > maxBytes) return no('tooLarge');
	if (startsWith(bytes, oleMagic)) return no(isEncryptedWorkbook(bytes) ? 'encrypted' : 'oldExcel');
	if (startsWith(bytes, zipMagic)) {
		const read = await readWorkbook(bytes);
		return read.ok ? yes({ slices: [read.rows] }) : read;
	}
	const text = textOf(bytes, fileName);
	if (!text.ok) return text;
	const layout = layoutOf(text.text);
	return yes({ slices: rowsInSlices(layout, (await isWellQuoted(layout)) ? '"' : false) });
}

type Read = Outcome<{ rows: SheetRow[] }, SheetFault>;

const zipMagic = [0x50, 0x4b, 0x03, 0x04];
const oleMagic = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
const startsWith = (bytes: Uint8Array, magic: number[]) => magic.every((byte, i) => bytes[i] === byte);

/** A workbook with a password is wrapped in the old container, in a stream of this name. */
const isEncryptedWorkbook = (bytes: Uint8Array) => asBuffer(bytes).includes(Buffer.from('EncryptedPackage', 'utf16le'));

async function readWorkbook(bytes: Uint8Array): Promise<Read> {
	const fault = await inspectZip(asBuffer(bytes));
	if (fault) return no(fault);
	try {
		const { Workbook } = (await import('exceljs')).default;
		const workbook = new Workbook();
		await workbook.xlsx.load(bytes as unknown as Parameters<typeof workbook.xlsx.load>[0]);
		const sheets = workbook.worksheets.toSorted((a, b) => Number(isHidden(a)) - Number(isHidden(b)));
		for (const sheet of sheets) {
			const rows = rowsOf(sheet);
			if (rows.length > 0) return yes({ rows });
		}
		return no('empty');
	} catch {
		return no('unreadable');
	}
}

const isHidden = (sheet: Worksheet) => sheet.state !== 'visible';

function rowsOf(sheet: Worksheet): SheetRow[] {
	const rows: SheetRow[] = [];
	sheet.eachRow((row, line) => {
		const cells = Array.from({ length: Math.min(row.cellCount, 100) }, (_, i) => cellText(row.getCell(i + 1).value));
		if (rows.length <= maxRows && cells.some((cell) => cell !== '')) rows.push({ line, cells });
	});
	return rows;
}

/** What a person would have typed: whole digits without exponent, the result of a formula, the text of a link. */
function cellText(value: CellValue | undefined): string {
	if (value === null || value === undefined) return '';
	if (typeof value === 'number') return numberText(value);
	if (typeof value !== 'object') return String(value).trim();
	if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString().slice(0, 10);
	if ('richText' in value)
		return value.richText
			.map((part) => part.text)
			.join('')
			.trim();
	if ('text' in value) return cellText(value.text);
	if ('result' in value) return cellText(value.result);
	return '';
}

/** Beyond 2^53 the last digits are no longer those that were typed; the exponent says so to whoever reads the cell. */
function numberText(value: number): string {
	return Number.isInteger(value) && !Number.isSafeInteger(value) ? value.toExponential() : String(value);
}

/**
 * Looks through a ZIP file before a library unpacks it. Sizes written in the file may lie, so every part is unpacked
 * here first, against a budget.
 */
async function inspectZip(bytes: Buffer): Promise<SheetFault | undefined> {
	const entries = listEntries(bytes);
	if (!entries) return 'unreadable';
	if (entries.some((entry) => entry.isEncrypted)) return 'encrypted';
	if (!entries.some((entry) => entry.name === 'xl/workbook.xml')) return 'unreadable';
	if (entries.reduce((sum, entry) => sum + entry.unpackedSize, 0) > maxUnpacked) return 'tooLarge';
	let bytesLeft = maxUnpacked;
	let tagsLeft = maxTags;
	for (const entry of entries) {
		const part = await unpack(entry, bytesLeft);
		if (typeof part === 'string') return part;
		bytesLeft -= part.length;
		tagsLeft -= countTags(part);
		if (tagsLeft < 0) return 'tooLarge';
	}
	return undefined;
}

interface ZipEntry {
	name: string;
	isEncrypted: boolean;
	method: number;
	unpackedSize: number;
	packed: Buffer;
}

/** The central directory of a ZIP file (APPNOTE 4.3.12); undefined when there is none or it points outside the file. */
function listEntries(bytes: Buffer): ZipEntry[] | undefined {
	const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
	if (end < 0 || end + 22 > bytes.length) return undefined;
	const entries: ZipEntry[] = [];
	try {
		let at = bytes.readUInt32LE(end + 16);
		for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
			if (bytes.readUInt32LE(at) !== 0x02014b50) return undefined;
			const nameLength = bytes.readUInt16LE(at + 28);
			entries.push(readEntry(bytes, at, nameLength));
			at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
		}
	} catch {
		return undefined; // an offset outside the file
	}
	return entries;
}

function readEntry(bytes: Buffer, at: number, nameLength: number): ZipEntry {
	const local = bytes.readUInt32LE(at + 42);
	const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
	return {
		name: bytes.toString('utf8', at + 46, at + 46 + nameLength),
		isEncrypted: (bytes.readUInt16LE(at + 8) & 1) === 1,
		method: bytes.readUInt16LE(at + 10),
		unpackedSize: bytes.readUInt32LE(at + 24),
		packed: bytes.subarray(start, start + bytes.readUInt32LE(at + 20))
	};
}

const inflate = promisify<Buffer, { maxOutputLength: number }, Buffer>(inflateRaw);

async function unpack({ packed, method }: ZipEntry, budget: number): Promise<Buffer | 'tooLarge' | 'unreadable'> {
	if (method !== 0 && method !== 8) return 'unreadable';
	try {
		const part = method === 0 ? packed : await inflate(packed, { maxOutputLength: budget + 1 });
		return part.length > budget ? 'tooLarge' : part;
	} catch (error) {
		return (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE' ? 'tooLarge' : 'unreadable';
	}
}

function countTags(part: Buffer): number {
	let count = 0;
	for (let at = part.indexOf('<'); at >= 0; at = part.indexOf('<', at + 1)) count++;
	return count;
}

async function readText(bytes: Uint8Array, fileName: string): Promise<Read> {
	const text = textOf(bytes, fileName);
	return text.ok ? yes({ rows: await splitRows(text.text) }) : text;
}

function textOf(bytes: Uint8Array, fileName: string): Outcome<{ text: string }, SheetFault> {
	const text = decode(bytes).replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n');
	if (text.trim() === '') return no('empty');
	// Many systems "export to Excel" by calling a web page or an XML file .xls; saving it again in Excel helps.
	if (/^\s*<(?:\?xml|!doctype|html|table|meta)/i.test(text))
		return no(/\.xls$/i.test(fileName) ? 'oldExcel' : 'unreadable');
	// eslint-disable-next-line no-control-regex -- control characters are how a file that is not text gives itself away
	if (/[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/.test(text) || /^(?:%PDF-|\{\\rtf)/.test(text))
		return no('unreadable');
	return yes({ text });
}

/** The byte order mark if there is one; else UTF-16 by its zero bytes, UTF-8 if it is valid, and Windows-1252. */
function decode(bytes: Uint8Array): string {
	const encoding = utf16Order(bytes);
	if (encoding) return new TextDecoder(encoding).decode(bytes);
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
	} catch {
		return new TextDecoder('windows-1252').decode(bytes);
	}
}

function utf16Order(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
	if (startsWith(bytes, [0xff, 0xfe])) return 'utf-16le';
	if (startsWith(bytes, [0xfe, 0xff])) return 'utf-16be';
	const sample = bytes.subarray(0, 4096);
	const zeros = [0, 0];
	sample.forEach((byte, i) => byte === 0 && zeros[i % 2]!++);
	const [even, odd] = zeros as [number, number];
	const many = sample.length * 0.2;
	if (odd > many && even < odd / 4) return 'utf-16le';
	return even > many && odd < even / 4 ? 'utf-16be' : undefined;
}

async function splitRows(text: string): Promise<SheetRow[]> {
	const layout = layoutOf(text);
	try {
		return await gather(rowsInSlices(layout, '"'));
	} catch {
		// A quotation mark that is opened and never closed: then it is not there to hold a cell together.
		return parseRows(layout.body, layout.delimiter, layout.firstLine, false);
	}
}

interface Layout {
	body: string;
	delimiter: string;
	firstLine: number;
}

function layoutOf(text: string): Layout {
	// Excel's own hint: a first line that only says which separator follows.
	const hint = /^sep=(.)\n/i.exec(text);
	const body = hint ? text.slice(hint[0].length) : text;
	return { body, delimiter: hint?.[1] ?? findDelimiter(body), firstLine: hint ? 2 : 1 };
}

async function gather(slices: AsyncIterable<SheetRow[]>): Promise<SheetRow[]> {
	const rows: SheetRow[] = [];
	for await (const slice of slices) {
		for (const row of slice) rows.push(row);
		if (rows.length > maxRows) break;
	}
	return rows;
}

/** A slice at a time, so that a long list does not keep everybody else waiting. */
async function* rowsInSlices({ body, delimiter, firstLine }: Layout, quote: '"' | false): AsyncGenerator<SheetRow[]> {
	let line = firstLine;
	for (const slice of slicesOf(body, quote === '"')) {
		yield parseRows(slice, delimiter, line, quote);
		line += countLines(slice, 0, slice.length);
		await setImmediate();
	}
}

/** Whether its quotation marks hold cells together: known only when the last one has been read. */
async function isWellQuoted(layout: Layout): Promise<boolean> {
	if (!layout.body.includes('"')) return true;
	try {
		const slices = rowsInSlices(layout, '"');
		while (!(await slices.next()).done);
		return true;
	} catch {
		return false;
	}
}

/** Cuts after a line end, and never inside a cell: an even number of quotation marks has been passed (RFC 4180). */
function* slicesOf(text: string, isQuoted: boolean): Generator<string> {
	let from = 0;
	let isInside = false;
	let mark = isQuoted ? text.indexOf('"') : -1;
	while (from < text.length) {
		let end = text.indexOf('\n', from + sliceLength);
		for (; ; end = text.indexOf('\n', end + 1)) {
			const next = end < 0 ? text.length : end;
			for (; mark >= 0 && mark < next; mark = text.indexOf('"', mark + 1)) isInside = !isInside;
			if (end < 0 || !isInside) break;
		}
		const to = end < 0 ? text.length : end + 1;
		yield text.slice(from, to);
		from = to;
	}
}

function parseRows(text: string, delimiter: string, firstLine: number, quote: '"' | false): SheetRow[] {
	const options = { delimiter, quote, relaxQuotes: true, relaxColumnCount: true, skipEmptyLines: true, raw: true };
	const records = parse(text, { ...options, recordDelimiter: '\n', to: maxRows + 2 }) as unknown as RawRecord[];
	const rows: SheetRow[] = [];
	let from = 0;
	let line = firstLine;
	for (const { record, raw } of records) {
		const end = text.indexOf(raw, from) + raw.length;
		const start = end - raw.replace(/^\n+/, '').length; // the raw record begins with the blank lines before it
		line += countLines(text, from, start);
		const cells = record.map((cell) => cell.trim());
		if (cells.some((cell) => cell !== '')) rows.push({ line, cells });
		line += countLines(text, start, end);
		from = end;
	}
	return rows;
}

interface RawRecord {
	record: string[];
	raw: string;
}

function countLines(text: string, from: number, to: number): number {
	let count = 0;
	for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) count++;
	return count;
}

/**
 * The separator that stands in most of the first lines, outside quotation marks; on a tie tab, then semicolon, then
 * comma. Commas inside a number (9,1E+07 and 91234567,00 and 91,234,567) do not separate.
 */
function findDelimiter(text: string): string {
	const lines = text
		.slice(0, 50_000)
		.replace(/"(?:[^"]|"")*"/g, '""')
		.split('\n');
	const filled = lines
		.filter((line) => line.trim() !== '')
		.slice(0, 100)
		.map(withoutNumberCommas);
	const counts = ['\t', ';', ','].map((mark) => ({ mark, lines: filled.filter((line) => line.includes(mark)).length }));
	const best = counts.reduce((winner, next) => (next.lines > winner.lines ? next : winner));
	return best.mark;
}

function withoutNumberCommas(line: string): string {
	return line
		.replace(/\d,\d+e\+?\d+/gi, '')
		.replace(/(?<![\d,])\d{1,3}(?:,\d{3}){2,}(?![\d,])/g, '')
		.replace(/(?<![\d,])\d{8,},0{1,2}(?![\d,])/g, '');
}

const asBuffer = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
