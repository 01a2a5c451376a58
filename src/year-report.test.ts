import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testDatabase } from '../test/database.ts';
import { load2013 } from './demo-2013.ts';
import { writeYearReport } from './year-report.ts';

const house = testDatabase();
let out: string;

beforeAll(async () => {
	out = await mkdtemp(path.join(tmpdir(), 'lykt-report-'));
	await house.setClock('2026-11-23T12:00:00Z');
	await load2013(await house.systemCtx());
});
afterAll(() => rm(out, { recursive: true, force: true }));

const write = async (view: 'public' | 'internal', year = 2012) =>
	writeYearReport(await house.systemCtx(), { year, view, out: path.join(out, view) });
const read = (file: string) => readFile(path.join(out, file), 'utf8');

describe('the year report of 2012 from the command line', () => {
	test('outside: 342, 6 and 6, a dash for 4 → 9, nobody on three evenings, and no number that gives a small one away', async () => {
		expect(await write('public')).toMatchObject({ ok: true });
		expect(await readdir(path.join(out, 'public'))).toEqual([
			'csv',
			'report.docx',
			'report.html',
			'report.pdf',
			'report.xlsx'
		]);
		expect(await read('public/csv/gender.csv')).toContain(
			'Mann;342;97 %\r\nKvinne;6;2 %\r\nTransperson, annet og ikke oppgitt;6;2 %'
		);
		expect(await read('public/csv/users.csv')).toContain('Sosialfaglig oppfølging: brukere;under 5;9;–');
		expect((await read('public/csv/offers.csv')).match(/kveldsklinikk 2012, [^;]+;0/g)).toHaveLength(3);
		expect(await read('public/csv/nationalities.csv')).toContain('Andre og ukjent;12');
		const html = await read('public/report.html');
		expect(html).toContain('Oppdiktet tjeneste');
		expect(html).not.toContain('125');
		// Places by type only, inside and outside.
		for (const name of ['Fyret', 'Molo', 'Brygga', 'Uteteamet']) expect(html).not.toContain(name);
	});

	test('inside: what was printed is beside what the figures give, and the three slips are said aloud', async () => {
		const written = await write('internal');
		expect(written.ok && written.lines.filter((line) => line.includes('«'))).toEqual([
			'Det som ble trykt: «79». Tallene gir 74 %.',
			'Det som ble trykt: «144». Tallene gir 140 %.',
			'Det som ble trykt: «122». Tallene gir 133 %.'
		]);
		const users = await read('internal/csv/users.csv');
		for (const change of [74, 140, 133, 143, 618, 125, 123]) expect(users).toContain(`+${change} %`);
		const html = await read('internal/report.html');
		for (const name of ['Fyret', 'Molo', 'Brygga', 'Uteteamet']) expect(html).not.toContain(name);
	});

	test('a year that is not over has no public report, and one with nothing in it none at all', async () => {
		expect(await write('public', 2026)).toEqual({ ok: false, why: 'notOver' });
		expect(await write('internal', 2001)).toEqual({ ok: false, why: 'nothing' });
	});
});
