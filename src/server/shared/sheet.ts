import { isUtf8 } from 'node:buffer';
import { setImmediate } from 'node:timers/promises';
import { parse } from 'csv-parse/sync';
import { no, yes, type Outcome } from './outcome.ts';
import { readWorkbook, type SheetRow, WorkbookFault } from './workbook.ts';

export type { SheetRow };

export type SheetFault =
	| 'empty' // nothing but blanks
	| 'unreadable' // a picture, a PDF, a broken or foreign kind of file
	| 'oldExcel' // .xls: save as .xlsx or CSV
	| 'encrypted' // needs a password
	| 'tooLarge'; // more than 5 MiB, 256 MiB unpacked, 200,000 rows

const maxRows = 200_000;
const pieceBytes = 64 * 1024;
const sliceLength = 32 * 1024;

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
	const read = await readSheetInSlices(bytes, fileName, maxBytes);
	if (!read.ok) return read;
	try {
		const rows = await gather(read.slices);
		if (rows.length > maxRows) return no('tooLarge');
		return rows.length === 0 ? no('empty') : yes({ rows });
	} catch (error) {
		if (error instanceof WorkbookFault) return no(error.why);
		throw error;
	}
}

/**
 * The same rows, some at a time, for a list so long that it should not stand in memory whole. What `readSheet` refuses is
 * refused here, but the number of rows, which nobody knows yet: the caller counts. A workbook may turn out to be broken on
 * the way: then the iterator throws WorkbookFault.
 */
export async function readSheetInSlices(
	bytes: Uint8Array,
	fileName = '',
	maxBytes = 5 * 1024 * 1024
): Promise<Outcome<{ slices: AsyncIterable<SheetRow[]> }, SheetFault>> {
	if (bytes.length > maxBytes) return no('tooLarge');
	if (startsWith(bytes, oleMagic)) return no(isEncryptedWorkbook(bytes) ? 'encrypted' : 'oldExcel');
	if (startsWith(bytes, zipMagic)) return readWorkbook(asBuffer(bytes));
	const text = readText(bytes, fileName);
	if (!text.ok) return text;
	return yes({ slices: rowsInSlices(text.text, (await isWellQuoted(text.text)) ? '"' : false) });
}

const zipMagic = [0x50, 0x4b, 0x03, 0x04];
const oleMagic = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
const startsWith = (bytes: Uint8Array, magic: number[]) => magic.every((byte, i) => bytes[i] === byte);

/** A workbook with a password is wrapped in the old container, in a stream of this name. */
const isEncryptedWorkbook = (bytes: Uint8Array) => asBuffer(bytes).includes(Buffer.from('EncryptedPackage', 'utf16le'));

/** A text file: what it is, and its characters as often as somebody asks, a piece at a time. */
interface Text {
	pieces: () => Iterable<string>;
	delimiter: string;
	firstLine: number;
}

function readText(bytes: Uint8Array, fileName: string): Outcome<{ text: Text }, SheetFault> {
	const encoding = encodingOf(bytes);
	const pieces = () => piecesOf(bytes, encoding);
	const head = headOf(pieces());
	if (head === '') return no('empty');
	// Many systems "export to Excel" by calling a web page or an XML file .xls; saving it again in Excel helps.
	if (/^\s*<(?:\?xml|!doctype|html|table|meta)/i.test(head))
		return no(/\.xls$/i.test(fileName) ? 'oldExcel' : 'unreadable');
	if (/^(?:%PDF-|\{\\rtf)/.test(head) || hasControls(pieces())) return no('unreadable');
	// Excel's own hint: a first line that only says which separator follows.
	const hint = /^sep=(.)\n/i.exec(head);
	if (!hint) return yes({ text: { pieces, delimiter: findDelimiter(head), firstLine: 1 } });
	return yes({ text: { pieces: () => without(hint[0].length, pieces()), delimiter: hint[1]!, firstLine: 2 } });
}

/** The first characters, enough to see what a file is; '' when it has nothing but blanks. */
function headOf(pieces: Iterable<string>): string {
	let head = '';
	let isBlank = true;
	for (const piece of pieces) {
		if (head.length < 2 * pieceBytes) head += piece;
		if (piece.trim() !== '') isBlank = false;
		if (!isBlank && head.length >= 2 * pieceBytes) break;
	}
	return isBlank ? '' : head;
}

/** How a file that is not text gives itself away. */
function hasControls(pieces: Iterable<string>): boolean {
	// eslint-disable-next-line no-control-regex -- that is what is looked for
	for (const piece of pieces) if (/[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/.test(piece)) return true;
	return false;
}

function* without(length: number, pieces: Iterable<string>): Generator<string> {
	let left = length;
	for (const piece of pieces) {
		yield piece.slice(left);
		left = Math.max(0, left - piece.length);
	}
}

/** The characters of a file with line ends as `\n`. A `\r` at the end of a piece waits for what follows. */
function* piecesOf(bytes: Uint8Array, encoding: string): Generator<string> {
	const decoder = new TextDecoder(encoding);
	let held = '';
	for (let at = 0; at <= bytes.length; at += pieceBytes) {
		const isLast = at + pieceBytes > bytes.length;
		const piece = held + decoder.decode(bytes.subarray(at, at + pieceBytes), { stream: !isLast });
		held = !isLast && piece.endsWith('\r') ? '\r' : '';
		yield (held ? piece.slice(0, -1) : piece).replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n');
	}
}

/** The byte order mark if there is one; else UTF-16 by its zero bytes, UTF-8 if it is valid, and Windows-1252. */
function encodingOf(bytes: Uint8Array): string {
	return utf16Order(bytes) ?? (isUtf8(asBuffer(bytes)) ? 'utf-8' : 'windows-1252');
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

async function gather(slices: AsyncIterable<SheetRow[]>): Promise<SheetRow[]> {
	const rows: SheetRow[] = [];
	for await (const slice of slices) {
		for (const row of slice) rows.push(row);
		if (rows.length > maxRows) break;
	}
	return rows;
}

/** A slice at a time, so that a long list does not keep everybody else waiting. */
async function* rowsInSlices({ pieces, delimiter, firstLine }: Text, quote: '"' | false): AsyncGenerator<SheetRow[]> {
	let line = firstLine;
	for (const slice of slicesOf(pieces(), quote === '"')) {
		yield parseRows(slice, delimiter, line, quote);
		line += countLines(slice, 0, slice.length);
		await setImmediate();
	}
}

/** Whether its quotation marks hold cells together: known only when the last one has been read. */
async function isWellQuoted(text: Text): Promise<boolean> {
	if (!hasQuotes(text.pieces())) return true;
	try {
		const slices = rowsInSlices(text, '"');
		while (!(await slices.next()).done);
		return true;
	} catch {
		return false; // one that is opened and never closed: then it is not there to hold a cell together
	}
}

function hasQuotes(pieces: Iterable<string>): boolean {
	for (const piece of pieces) if (piece.includes('"')) return true;
	return false;
}

/** Cuts after a line end, and never inside a cell: an even number of quotation marks has been passed (RFC 4180). */
function* slicesOf(pieces: Iterable<string>, isQuoted: boolean): Generator<string> {
	let waiting = '';
	let end = 0; // of the last whole line in what waits
	let isInside = false;
	for (const piece of pieces) {
		for (let from = 0; from <= piece.length;) {
			const mark = isQuoted ? piece.indexOf('"', from) : -1;
			const to = mark < 0 ? piece.length : mark;
			const lineEnd = isInside || to === from ? -1 : piece.lastIndexOf('\n', to - 1);
			if (lineEnd >= from) end = waiting.length + lineEnd + 1;
			if (mark >= 0) isInside = !isInside;
			from = to + 1;
		}
		waiting += piece;
		if (end < sliceLength) continue;
		yield waiting.slice(0, end);
		waiting = waiting.slice(end);
		end = 0;
	}
	if (waiting !== '') yield waiting;
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
