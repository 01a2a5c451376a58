import { describe, expect, it } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { readSheet } from '../shared/sheet.ts';
import { changeInPercent } from '#shared/proportion.ts';
import { aggregateColumns, readCells, readSheetRows, type Cells } from './aggregate.ts';
import { addRows, listAggregates, nameSource, readAggregate, removeRow, saveYear } from './keep-aggregates.ts';

const house = testDatabase();
const rows = ['all', 'health', 'social'];
const year2011: Cells = {
	...{ 'all.users': '19', 'all.consultations': '139', 'all.newUsers': '9' },
	...{ 'health.users': '7', 'health.consultations': '11', 'social.users': '4', 'social.consultations': '97' }
};
const year2012: Cells = {
	...{ 'all.users': '33', 'all.consultations': '333', 'all.newUsers': '21' },
	...{ 'health.users': '17', 'health.consultations': '79', 'social.users': '9', 'social.consultations': '216' }
};

describe('a sheet', () => {
	it('reads whole numbers, and tells nothing from nobody', () => {
		const read = readCells({ 'all.users': ' 1 234 ', 'all.newUsers': '0', 'health.users': '' }, rows, aggregateColumns);
		expect(read.faults).toEqual({});
		expect(read.values).toEqual([
			{ row: 'all', column: 'users', value: 1234 },
			{ row: 'all', column: 'newUsers', value: 0 }
		]);
	});

	it('refuses what is negative, is no whole number, or is a slip of the finger', () => {
		const cells = {
			'all.users': '-5',
			'all.consultations': '12,5',
			'all.newUsers': '10000000',
			'health.users': 'mange'
		};
		expect(readCells(cells, rows, aggregateColumns).faults).toEqual({
			'all.users': 'negative',
			'all.consultations': 'notANumber',
			'all.newUsers': 'tooMuch',
			'health.users': 'notANumber'
		});
	});

	it('asks about what is odd: more new than all, more people than consultations, far from the year before', () => {
		const cells = { 'all.users': '40', 'all.consultations': '30', 'all.newUsers': '50', 'health.users': '400' };
		const before = [{ row: 'health', column: 'users', value: 30 } as const];
		expect(readCells(cells, rows, aggregateColumns, before).questions).toEqual({
			'all.users': 'moreUsersThanConsultations',
			'all.newUsers': 'moreNewThanUsers',
			'health.users': 'farFromLastYear'
		});
		expect(readCells(year2012, rows, aggregateColumns).questions).toEqual({});
	});

	it('asks nothing of the two years that were printed', () => {
		const before = readCells(year2011, rows, aggregateColumns).values;
		expect(readCells(year2012, rows, aggregateColumns, before)).toMatchObject({ faults: {}, questions: {} });
	});
});

it('a change is computed from the two numbers, whatever was printed (R90)', () => {
	const printed = [
		[19, 33, 74],
		[139, 333, 140],
		[9, 21, 133],
		[7, 17, 143],
		[11, 79, 618],
		[4, 9, 125],
		[97, 216, 123]
	] as const;
	for (const [before, after, change] of printed) expect(changeInPercent(before, after)).toBe(change);
	expect(changeInPercent(200, 100)).toBe(-50);
	expect(changeInPercent(0, 5)).toBeUndefined();
});

describe('a year', () => {
	it('is stored whole, read beside another, and typed anew', async () => {
		const ctx = await house.ctx({ roles: ['analyst'] });
		expect(await saveYear(ctx, 'users', '2011', year2011)).toEqual({ ok: true });
		expect(await saveYear(ctx, 'users', '2012', year2012)).toEqual({ ok: true });
		const sheet = await readAggregate(ctx, 'users', [2011, 2012]);
		expect(sheet.years).toEqual([2012, 2011]);
		expect(sheet.values).toHaveLength(14);
		expect(sheet.values).toContainEqual({ year: 2012, row: 'health', column: 'consultations', value: 79 });
		expect(await saveYear(ctx, 'users', '2012', { ...year2012, 'health.consultations': '' })).toEqual({ ok: true });
		expect((await readAggregate(ctx, 'users', [2012])).values).toHaveLength(6);
		const log = await house.asOwner(
			`select distinct object_id from audit_entry where action = 'aggregate.save' order by 1`
		);
		expect(log.rows.map((row) => row.object_id)).toEqual(['users 2011', 'users 2012']);
	});

	it('with one wrong number stores nothing; an odd one is stored when somebody has looked again', async () => {
		const ctx = await house.ctx({ roles: ['analyst'] });
		expect(await saveYear(ctx, 'users', '2020', { 'all.users': '5', 'health.users': '-1' })).toEqual({
			ok: false,
			why: 'faults',
			faults: { 'health.users': 'negative' }
		});
		const odd = { 'all.users': '5', 'all.newUsers': '6' };
		expect(await saveYear(ctx, 'users', '2020', odd)).toMatchObject({ why: 'questions' });
		expect((await readAggregate(ctx, 'users', [2020])).values).toEqual([]);
		expect(await saveYear(ctx, 'users', '2020', odd, { isChecked: true })).toEqual({ ok: true });
		for (const year of ['1999', '2199', 'i fjor', ''])
			expect(await saveYear(ctx, 'users', year, odd)).toEqual({ ok: false, why: 'badYear' });
	});

	it('is not for peers, and has no place for a person', async () => {
		await expect(listAggregates(await house.ctx({ roles: ['peer'] }))).rejects.toThrow('forbidden');
		expect(await saveYear(await house.ctx({ roles: ['peer'] }), 'users', '2012', year2012)).toEqual({
			ok: false,
			why: 'forbidden'
		});
		const { rows } = await house.asOwner(
			`select data_type from information_schema.columns where table_name = 'aggregate_value' order by 1`
		);
		expect(rows.map((row) => row.data_type)).toEqual(['date', 'date', 'integer', 'text', 'text', 'uuid']);
	});
});

describe('the nationality sheet', () => {
	it('takes new countries before «other» and «unknown», and keeps a line that has numbers (R91)', async () => {
		const ctx = await house.ctx({ roles: ['lead'] });
		expect(await addRows(ctx, 'nationalities', [{ code: 'PL', label: null }])).toEqual({ ok: true });
		const cells = {
			'NO.users': '6',
			'BG.users': '5',
			'NG.users': '5',
			'TH.users': '5',
			'PL.users': '1',
			'unknown.users': '2'
		};
		expect(await saveYear(ctx, 'nationalities', '2012', cells)).toEqual({ ok: true });
		const sheet = await readAggregate(ctx, 'nationalities', [2012]);
		expect(sheet.rows.map(({ code }) => code).slice(-3)).toEqual(['PL', 'other', 'unknown']);
		expect(await removeRow(ctx, 'nationalities', 'PL')).toEqual({ ok: false, why: 'hasNumbers' });
		expect(await removeRow(ctx, 'nationalities', 'BR')).toEqual({ ok: true });
		expect(await addRows(ctx, 'nationalities', [{ code: 'X Y', label: null }])).toEqual({ ok: false, why: 'badRow' });
		expect(await nameSource(ctx, 'nationalities', 'Journalsystemet')).toEqual({ ok: true });
		expect(await readAggregate(ctx, 'nationalities', [])).toMatchObject({ source: 'Journalsystemet', values: [] });
	});
});

describe('a file', () => {
	const names = {
		rows: new Map([
			['alle', 'all'],
			['helseavdelingen', 'health'],
			['sosialavdelingen', 'social'],
			['måneskinn', 'moon']
		]),
		columns: new Map([
			['brukere', 'users'],
			['konsultasjoner', 'consultations'],
			['nye brukere', 'newUsers']
		])
	};
	const read = async (text: string, encoding: BufferEncoding = 'utf8') => {
		const sheet = await readSheet(Buffer.from(text, encoding));
		if (!sheet.ok) throw new Error(sheet.why);
		return readSheetRows(sheet.rows, { rows, columns: aggregateColumns }, names);
	};

	it('fills the sheet, in the encodings of a spreadsheet, and stores nothing', async () => {
		const text = 'Avdeling;Brukere;Konsultasjoner\r\nAlle;33;333\r\n Helseavdelingen ;17;79\r\nMåneskinn;2;\r\n';
		const expected = {
			ok: true,
			cells: {
				...{ 'all.users': '33', 'all.consultations': '333', 'health.users': '17', 'health.consultations': '79' },
				...{ 'moon.users': '2', 'moon.consultations': '' }
			},
			newRows: ['moon']
		};
		expect(await read(text)).toEqual(expected);
		expect(await read(text, 'latin1')).toEqual(expected);
		expect(await read(`\ufeff${text}`, 'utf16le')).toEqual(expected);
	});

	it('with lines that cannot be used says which, and fills nothing', async () => {
		expect(await read('x,Brukere\nAlle,3\nAlle,4\nKantina,5\nHelseavdelingen,-2\n')).toMatchObject({
			cells: {},
			faults: [
				{ line: 3, code: 'twice' },
				{ line: 4, code: 'unknownRow' },
				{ line: 5, code: 'negative' }
			]
		});
		expect(await read('Alle;3\nHelseavdelingen;4')).toEqual({ ok: false, why: 'noColumns' });
	});
});
