import { deflateRawSync } from 'node:zlib';
import ExcelJS from 'exceljs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readSheet, readSheetInSlices } from './sheet.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const utf16le = (text: string) => new Uint8Array(Buffer.from(text, 'utf16le'));
const utf16be = (text: string) => new Uint8Array(Buffer.from(text, 'utf16le').swap16());
const windows1252 = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));
const bom = '\ufeff';

async function cellsOf(bytes: Uint8Array): Promise<string[][]> {
	const sheet = await readSheet(bytes);
	if (!sheet.ok) throw new Error(sheet.why);
	return sheet.rows.map((row) => row.cells);
}

const list = 'Nummer;Språk\n91234567;norsk bokmål\n41234567;română\n';
const read = [
	['Nummer', 'Språk'],
	['91234567', 'norsk bokmål'],
	['41234567', 'română']
];

test.each([
	['UTF-8', utf8(list)],
	['UTF-8 with a byte order mark', utf8(bom + list)],
	['UTF-16 LE with a mark', utf16le(bom + list)],
	['UTF-16 BE with a mark', utf16be(bom + list)],
	['UTF-16 LE without a mark', utf16le(list)],
	['UTF-16 BE without a mark', utf16be(list)]
])('the same list is read from %s', async (_, bytes) => {
	expect(await cellsOf(bytes)).toEqual(read);
});

test('a list from an old Norwegian Excel keeps its å in Windows-1252', async () => {
	expect(await cellsOf(windows1252('Nummer;Språk\r\n91234567;bokmål\r\n'))).toEqual([
		['Nummer', 'Språk'],
		['91234567', 'bokmål']
	]);
});

test.each([
	['semicolons', '91234567;nb\n41234567;en', ';'],
	['commas', '91234567,nb\n41234567,en', ','],
	['tabs', '91234567\tnb\n41234567\ten', '\t']
])('%s separate cells', async (_, text) => {
	expect(await cellsOf(utf8(text))).toEqual([
		['91234567', 'nb'],
		['41234567', 'en']
	]);
});

test('decimal commas and commas in names do not pass for separators', async () => {
	expect(await cellsOf(utf8('9,1E+07;nb\n4,7E+09;en'))).toEqual([
		['9,1E+07', 'nb'],
		['4,7E+09', 'en']
	]);
	expect(await cellsOf(utf8('9,1E+07\n91,234,567\n41234567,00\n'))).toEqual([
		['9,1E+07'],
		['91,234,567'],
		['41234567,00']
	]);
	expect(await cellsOf(utf8('91234567;Skien, Norge\n41234567;Oslo, Norge'))).toEqual([
		['91234567', 'Skien, Norge'],
		['41234567', 'Oslo, Norge']
	]);
	expect(await cellsOf(utf8('"Skien; sentrum",91234567\n"Oslo; vest",41234567'))).toEqual([
		['Skien; sentrum', '91234567'],
		['Oslo; vest', '41234567']
	]);
});

test('the hint that Excel writes in the first line decides, and is no row', async () => {
	const sheet = await readSheet(utf8('sep=|\r\n91234567|nb\r\n'));
	expect(sheet).toEqual({ ok: true, rows: [{ line: 2, cells: ['91234567', 'nb'] }] });
});

test('a line number is where a person finds it in the file, also after blank lines and cells with line breaks', async () => {
	const sheet = await readSheet(
		utf8('\nnummer;notat\r\n\r\n91234567;"to\nlinjer"\r41234567;en\n ; \n\n98765432;siste')
	);
	expect(sheet.ok && sheet.rows).toEqual([
		{ line: 2, cells: ['nummer', 'notat'] },
		{ line: 4, cells: ['91234567', 'to\nlinjer'] },
		{ line: 6, cells: ['41234567', 'en'] },
		{ line: 9, cells: ['98765432', 'siste'] }
	]);
});

test('a lonely quotation mark does not swallow the lines after it', async () => {
	expect(await cellsOf(utf8('91234567;"kl 5\n41234567;en\n'))).toEqual([
		['91234567', '"kl 5'],
		['41234567', 'en']
	]);
	expect(await cellsOf(utf8('91234567;5" skjerm\n41234567;en'))).toEqual([
		['91234567', '5" skjerm'],
		['41234567', 'en']
	]);
});

test('any cells come back from a comma-separated file as they were', async () => {
	const text = fc.stringMatching(/^[a-zæøå0-9 +;,"\n\t-]{1,20}$/).map((cell) => `x${cell.trim()}x`);
	const rows = fc.array(fc.tuple(text, text, text), { minLength: 1, maxLength: 12 });
	const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
	await fc.assert(
		fc.asyncProperty(rows, fc.constantFrom(',', ';', '\t'), fc.constantFrom('\n', '\r\n'), async (table, mark, end) => {
			const file = table.map((cells) => cells.map(quoted).join(mark)).join(end);
			expect(await cellsOf(utf8(file))).toEqual(table);
		}),
		{ numRuns: 200 }
	);
});

test('a long file is read in slices, and no cell is cut: line breaks in cells stay, lines keep their numbers', async () => {
	const table = Array.from({ length: 6000 }, (_, place) => [`9${place}`, place % 3 ? 'nb' : `"en;\n${place}"`]);
	const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
	const sheet = await readSheet(utf8(table.map((cells) => cells.map(quoted).join(';')).join('\n')));
	if (!sheet.ok) throw new Error(sheet.why);
	expect(sheet.rows.map((row) => row.cells)).toEqual(table);
	expect(sheet.rows.at(-1)!.line).toBe(8000);
});

test('any bytes at all are read or refused, never a crash', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.uint8Array({ maxLength: 300 }),
			fc.constantFrom([], [0x50, 0x4b, 3, 4]),
			async (bytes, magic) => {
				const sheet = await readSheet(new Uint8Array([...magic, ...bytes]));
				expect(sheet.ok || typeof sheet.why === 'string').toBe(true);
			}
		),
		{ numRuns: 300 }
	);
});

test('a workbook gives whole digits, results, links and rich text from the first sheet with content', async () => {
	const workbook = new ExcelJS.Workbook();
	workbook.addWorksheet('Tom');
	workbook.addWorksheet('Skjult', { state: 'hidden' }).addRow(['skjult']);
	const sheet = workbook.addWorksheet('Numre');
	sheet.getCell('A1').value = 'Nummer';
	sheet.getCell('A3').value = 4791234567;
	sheet.getCell('B3').value = { richText: [{ text: 'bok' }, { text: 'mål', font: { bold: true } }] };
	sheet.getCell('A4').value = { formula: '"412"&"34567"', result: '41234567' };
	sheet.getCell('B4').value = { text: 'en', hyperlink: 'https://example.org' };
	sheet.getCell('A5').value = 98765432;
	sheet.getCell('A5').numFmt = '0.00E+00';
	sheet.getCell('A6').value = '+4745912345';
	expect(await readSheet(new Uint8Array(await workbook.xlsx.writeBuffer()))).toEqual({
		ok: true,
		rows: [
			{ line: 1, cells: ['Nummer'] },
			{ line: 3, cells: ['4791234567', 'bokmål'] },
			{ line: 4, cells: ['41234567', 'en'] },
			{ line: 5, cells: ['98765432'] },
			{ line: 6, cells: ['+4745912345'] }
		]
	});
});

test('a workbook gives days as days, whatever its format, and yes and no as words', async () => {
	const workbook = new ExcelJS.Workbook();
	const sheet = workbook.addWorksheet('Dager');
	sheet.addRow(['Dato', 'Sett', 'Tall']);
	for (const format of ['dd.mm.yyyy', 'd. mmmm yyyy', '[$-414]d. mmm yy;@', 'yyyy-mm-dd hh:mm']) {
		const row = sheet.addRow([new Date('2012-02-29T00:00:00Z'), true, 40968.5]);
		row.getCell(1).numFmt = format;
		row.getCell(3).numFmt = '#,##0.00 "dager"';
	}
	sheet.addRow([{ error: '#N/A' }, null, ' x ']);
	sheet.getCell('D7').value = 'a\nb';
	expect(await cellsOf(new Uint8Array(await workbook.xlsx.writeBuffer()))).toEqual([
		['Dato', 'Sett', 'Tall'],
		...Array.from({ length: 4 }, () => ['2012-02-29', 'true', '40968.5']),
		['', '', 'x'],
		['', '', '', 'a\nb']
	]);
});

test('a long workbook comes row by row, and one that breaks on the way is refused', async () => {
	const workbook = new ExcelJS.Workbook();
	const sheet = workbook.addWorksheet('Lang');
	for (let place = 0; place < 40_000; place++) sheet.addRow(['14.3.2012', 'mann', `nr ${place}`]);
	const bytes = new Uint8Array(await workbook.xlsx.writeBuffer());
	const read = await readSheetInSlices(bytes);
	if (!read.ok) throw new Error(read.why);
	let [rows, most] = [0, 0];
	for await (const slice of read.slices) [rows, most] = [rows + slice.length, Math.max(most, slice.length)];
	expect(rows).toBe(40_000);
	expect(most).toBeLessThan(5000);

	const broken = bytes.slice();
	const at = Buffer.from(broken.buffer).indexOf('xl/worksheets/sheet1.xml') + 200_000;
	broken.fill(0, at, at + 1000);
	expect(await readSheet(broken)).toEqual({ ok: false, why: 'unreadable' });
});

test('a number with more digits than a workbook can hold says so by its exponent', async () => {
	const workbook = new ExcelJS.Workbook();
	// eslint-disable-next-line no-loss-of-precision -- that is what is tested
	workbook.addWorksheet('Numre').addRow([479123456712345678]);
	expect(await cellsOf(new Uint8Array(await workbook.xlsx.writeBuffer()))).toEqual([['4.7912345671234566e+17']]);
});

test('what cannot be a list is refused with the reason that helps', async () => {
	const why = async (bytes: Uint8Array, name = 'liste.csv') => {
		const sheet = await readSheet(bytes, name);
		return sheet.ok ? 'ok' : sheet.why;
	};
	const ole = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
	expect(await why(utf8('91234567'))).toBe('ok');
	expect(await why(utf8(''))).toBe('empty');
	expect(await why(utf8(bom))).toBe('empty');
	expect(await why(utf8(' \n;;\n\t\n'))).toBe('empty');
	expect(await why(new Uint8Array([...ole, ...new Uint8Array(600)]))).toBe('oldExcel');
	expect(await why(new Uint8Array([...ole, ...utf16le('EncryptedPackage')]))).toBe('encrypted');
	expect(await why(utf8('<html><table><tr><td>91234567</td></tr></table>'), 'liste.xls')).toBe('oldExcel');
	expect(await why(utf8('%PDF-1.7\n91234567'))).toBe('unreadable');
	expect(await why(new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, 1, 2, 3]))).toBe(
		'unreadable'
	);
	expect(await why(zip('word/document.xml', Buffer.from('<w/>')))).toBe('unreadable');
	expect(await why(new Uint8Array(5 * 1024 * 1024 + 1).fill(0x39))).toBe('tooLarge');
	expect(await why(utf8('1\n'.repeat(200_001)))).toBe('tooLarge');
	const empty = new ExcelJS.Workbook();
	empty.addWorksheet('Tom');
	expect(await why(new Uint8Array(await empty.xlsx.writeBuffer()))).toBe('empty');
});

test('a small file that unpacks to a huge one is refused, also when it lies about its size', async () => {
	const bomb = Buffer.alloc(60 * 1024 * 1024, 0x20);
	for (const declared of [bomb.length, 100]) {
		const bytes = zip('xl/workbook.xml', bomb, declared);
		expect(bytes.length).toBeLessThan(100_000);
		expect(await readSheet(bytes)).toEqual({ ok: false, why: 'tooLarge' });
	}
});

test('a workbook with more cells than memory should hold is refused before it is read', async () => {
	const cells = Buffer.from('<c><v>1</v></c>'.repeat(300_000));
	expect(await readSheet(zip('xl/workbook.xml', cells))).toEqual({ ok: false, why: 'tooLarge' });
});

/** A ZIP file with one part, whose directory may claim any size. */
function zip(name: string, content: Buffer, declared = content.length): Uint8Array {
	const packed = deflateRawSync(content);
	const local = Buffer.alloc(30);
	local.writeUInt32LE(0x04034b50, 0);
	local.writeUInt16LE(8, 8);
	local.writeUInt32LE(packed.length, 18);
	local.writeUInt32LE(declared, 22);
	local.writeUInt16LE(name.length, 26);
	const central = Buffer.alloc(46);
	central.writeUInt32LE(0x02014b50, 0);
	central.writeUInt16LE(8, 10);
	central.writeUInt32LE(packed.length, 20);
	central.writeUInt32LE(declared, 24);
	central.writeUInt16LE(name.length, 28);
	const end = Buffer.alloc(22);
	end.writeUInt32LE(0x06054b50, 0);
	end.writeUInt16LE(1, 8);
	end.writeUInt16LE(1, 10);
	end.writeUInt32LE(46 + name.length, 12);
	end.writeUInt32LE(30 + name.length + packed.length, 16);
	return new Uint8Array(Buffer.concat([local, Buffer.from(name), packed, central, Buffer.from(name), end]));
}
