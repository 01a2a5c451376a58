import { Buffer } from 'node:buffer';
import { expect, test } from 'vitest';
import { readSheet } from '#shared/sheet.ts';
import { readAudience, readJsonLines, readPasted, type AudienceRow, type Portion } from './read-audience.ts';

const limit = 2000;

function audienceOf(rows: AudienceRow[]): Portion & { lines: number } {
	const read = readAudience(rows, { limit });
	if (!read.ok) throw new Error(read.why);
	const [whole] = read.audience.portions(limit);
	return { lines: read.audience.lines, ...whole! };
}

async function audienceOfFile(text: string, encoding: BufferEncoding = 'utf8'): Promise<Portion & { lines: number }> {
	const sheet = await readSheet(new Uint8Array(Buffer.from(text, encoding)));
	if (!sheet.ok) throw new Error(sheet.why);
	return audienceOf(sheet.rows);
}

test('the same number written five ways is one number and four duplicates', () => {
	const audience = audienceOf(readPasted('91234567\n912 34 567\n+47 912 34 567\n004791234567\n4791234567'));
	expect(audience).toEqual({ lines: 5, unique: [{ line: 1, number: '+4791234567' }], duplicates: 4, rejected: [] });
});

test('refused lines keep their line and reason, and are shown masked', () => {
	const audience = audienceOf(readPasted('91234567\n\n22 12 34 56\n9,1E+07\n113\n82012345\nKari\n+46701234567'));
	expect(audience.lines).toBe(7);
	expect(audience.unique.map(({ line }) => line)).toEqual([1, 8]);
	expect(audience.rejected).toEqual([
		{ line: 3, why: 'landline', shown: '22 •• •• •6' },
		{ line: 4, why: 'damagedBySpreadsheet', shown: '9,•E+•7' },
		{ line: 5, why: 'emergencyOrShort', shown: '1•3' },
		{ line: 6, why: 'premium', shown: '82•••••5' },
		{ line: 7, why: 'notANumber', shown: '…' }
	]);
});

test('a header names the columns, in Norwegian or English, whatever their order', async () => {
	const expected = { number: '+4791234567', language: 'ro' };
	for (const text of [
		'Språk;Navn;Telefonnummer\nrumensk;Ana;91234567',
		'language,mobile phone\nro,91234567',
		'ID\tTlf.\tSpråk\n10203040\t912 34 567\tromână',
		'Nummer;Mobil;Lang\n1;91234567;RO'
	]) {
		expect((await audienceOfFile(text)).unique[0], text).toEqual({ line: 2, ...expected });
	}
	expect((await audienceOfFile('Språk;Tlf\nrumensk;91234567', 'latin1')).unique[0]).toEqual({ line: 2, ...expected });
});

test('without a header the column with most numbers is read, and languages where a column holds languages', async () => {
	const audience = await audienceOfFile('Ana;91234567;ro\nBo;41234567;sv\n12345678;98765432;klingon');
	expect(audience.unique).toEqual([
		{ line: 1, number: '+4791234567', language: 'ro' },
		{ line: 2, number: '+4741234567', language: 'sv' },
		{ line: 3, number: '+4798765432' }
	]);
});

test('a wrongly named column does not hide the numbers in another', async () => {
	const audience = await audienceOfFile('Nummer;Kontakt\n1;91234567\n2;41234567');
	expect(audience.unique).toHaveLength(2);
});

test('an unknown language leaves the line without one; the country never decides', () => {
	const audience = audienceOf(readPasted('nummer;språk\n+40712345678;\n91234567;klingon\n41234567;NO\n98765432;en-GB'));
	expect(audience.unique.map(({ language }) => language)).toEqual([undefined, undefined, 'nb', 'en']);
});

test('the first line of a list is a line, not a header, when it holds a number of any kind', () => {
	expect(audienceOf(readPasted('tlf 22123456\n91234567')).rejected).toHaveLength(1);
	expect(audienceOf(readPasted('9.1E+07\n91234567')).rejected).toHaveLength(1);
	expect(audienceOf(readPasted('Telefon\n91234567'))).toMatchObject({ lines: 1, rejected: [] });
});

test('2,000 lines are read and 2,001 are refused; the header does not count', () => {
	const numbers = (count: number) => Array.from({ length: count }, (_, i) => String(90_000_000 + i));
	const read = (count: number) => readAudience(readPasted(['Mobil', ...numbers(count)].join('\n')), { limit });
	const full = read(2000);
	expect(full.ok && full.audience.lines).toBe(2000);
	expect(read(2001)).toEqual({ ok: false, why: 'tooManyLines', lines: 2001, limit: 2000 });
});

test('read in small portions a list is the same: duplicates and refused lines are found wherever they stand', () => {
	const rows = readPasted('91234567\n22123456\n41234567\n912 34 567\n98765432\n0047 41234567\n113');
	const read = readAudience(rows, { limit });
	if (!read.ok) throw new Error(read.why);
	const portions = [...read.audience.portions(2)];
	expect(portions).toHaveLength(4);
	expect({
		lines: read.audience.lines,
		unique: portions.flatMap((portion) => portion.unique),
		duplicates: portions.reduce((sum, portion) => sum + portion.duplicates, 0),
		rejected: portions.flatMap((portion) => portion.rejected)
	}).toEqual(audienceOf(rows));
});

test('a list with nothing but a header or blanks has no lines', () => {
	expect(readAudience(readPasted('Telefon;Språk\n\n'), { limit })).toEqual({ ok: false, why: 'noLines' });
	expect(readAudience(readPasted(' \n\t\n'), { limit })).toEqual({ ok: false, why: 'noLines' });
	expect(readAudience(readJsonLines('\n'), { limit })).toEqual({ ok: false, why: 'noLines' });
});

test('several numbers pasted on one line become a line each', () => {
	expect(audienceOf(readPasted('91234567; 41234567\n98765432, 45912345')).unique).toEqual([
		{ line: 1, number: '+4791234567' },
		{ line: 1, number: '+4741234567' },
		{ line: 2, number: '+4798765432' },
		{ line: 2, number: '+4745912345' }
	]);
	expect(audienceOf(readPasted('91234567, nb\n41234567\ten\ntlf 98765432, ring etter 18')).unique).toEqual([
		{ line: 1, number: '+4791234567', language: 'nb' },
		{ line: 2, number: '+4741234567', language: 'en' },
		{ line: 3, number: '+4798765432' }
	]);
});

test('JSON lines are read as objects or bare numbers, and a line that is not JSON is refused, not a crash', () => {
	const text = [
		'{"number":"+47 912 34 567","language":"ro"}',
		'"41234567"',
		'98765432',
		'{"number": 4745912345}',
		'{"number":',
		'+4748901234',
		'null',
		'{"telefon":"91234567"}',
		'{"number":["91234567"]}',
		'{"number":"hei"}'
	].join('\n');
	const audience = audienceOf(readJsonLines(text));
	expect(audience.unique).toEqual([
		{ line: 1, number: '+4791234567', language: 'ro' },
		{ line: 2, number: '+4741234567' },
		{ line: 3, number: '+4798765432' },
		{ line: 4, number: '+4745912345' }
	]);
	expect(audience.rejected.map(({ line, why }) => [line, why])).toEqual(
		[5, 6, 7, 8, 9, 10].map((line) => [line, 'notANumber'])
	);
});

test('1,500 ads with 1,180 different numbers give 1,180 numbers and 320 duplicates (R58)', () => {
	const ads = Array.from({ length: 1500 }, (_, i) => `+47 9${String(i % 1180).padStart(7, '0')}`);
	expect(audienceOf(readPasted(ads.join('\r\n')))).toMatchObject({
		lines: 1500,
		duplicates: 320,
		unique: { length: 1180 }
	});
});
