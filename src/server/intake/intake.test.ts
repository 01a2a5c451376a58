import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkColumns, guessColumns, readDay, readHour, readLine, wordOf, type Reader } from './intake.ts';
import { intakeFields } from './fields.ts';
import { makeVocabulary } from './vocabulary.ts';

const site = '01990000-0000-7000-8000-000000000001';
const vocabulary = makeVocabulary(
	[{ id: site, codeName: 'Side A' }],
	{ programmes: [], themes: [{ code: 'bolig', labelNb: 'Hjelp til bolig', labelEn: null }], obstacles: ['cost'] },
	{ arena: { gamlesida: site, 'vet ikke': '' } }
);
const reader = (...columns: Reader['columns']): Reader => ({
	columns,
	vocabulary,
	closedOn: new Map([[site, '2012-06-30']]),
	earliest: '2000-01-01',
	today: '2026-11-23'
});
const read = (columns: Reader['columns'], ...cells: string[]) =>
	readLine(reader(...columns), [...columns], { line: 7, cells });

describe('columns', () => {
	it('are guessed from their headings, in Norwegian and English, whatever the capitals and marks', () => {
		expect(guessColumns(['DATO', 'Kjønn', 'Selger sex?', 'Tema 1', 'E-post til oss'], [])).toEqual([
			'happenedOn',
			'gender',
			'',
			'',
			''
		]);
		expect(guessColumns(['Date', 'Gender', 'Sells sex', 'Themes', 'Topic', 'Site'], [])).toEqual([
			'happenedOn',
			'gender',
			'seller',
			'themes',
			'themes',
			'arena'
		]);
	});

	it('that hold nothing but days are the day, when no heading says so', () => {
		expect(
			guessColumns(
				['A', 'B'],
				[
					['mann', '14.3.2012'],
					['kvinne', '15.3.2012']
				]
			)
		).toEqual(['', 'happenedOn']);
		expect(
			guessColumns(
				['A', 'B'],
				[
					['mann', '14.3.2012'],
					['kvinne', 'i går']
				]
			)
		).toEqual(['', '']);
	});

	it('need a day, and each single answer in one column; themes may have several', () => {
		expect(checkColumns(['gender', ''])).toEqual({ ok: false, why: 'dayColumn' });
		expect(checkColumns(['happenedOn', 'gender', 'gender'])).toEqual({ ok: false, why: 'twice' });
		expect(checkColumns(['happenedOn', 'themes', 'themes', '', ''])).toEqual({ ok: true });
	});
});

describe('a day', () => {
	it.each([
		['2012-03-14', '2012-03-14'],
		['14.3.2012', '2012-03-14'],
		['14.03.12', '2012-03-14'],
		['14/3/2012', '2012-03-14'],
		['20120314', '2012-03-14'],
		['14.03.2012 16.12', '2012-03-14'],
		['2012-03-14T16:12:00', '2012-03-14'],
		['29.2.2012', '2012-02-29']
	])('is read as people write it: %s', (text, day) => expect(readDay(text)).toBe(day));

	it.each(['29.2.2013', '31.4.2012', '2012', 'mars 2012', '14.13.2012', '0.1.2012', '40981', ''])(
		'that does not exist is none: %s',
		(text) => expect(readDay(text)).toBeUndefined()
	);
});

it('an hour is read with and without minutes', () => {
	expect(['16', '16.12', '16:12', 'kl. 9', '0', '23:59:00'].map(readHour)).toEqual([16, 16, 16, 9, 0, 23]);
	expect(['24', '16.75', 'kveld', '-1', ''].map(readHour)).toEqual(Array(5).fill(undefined));
});

describe('a line', () => {
	it('becomes a contact; what is left empty is not known', () => {
		expect(
			read(
				['happenedOn', 'gender', 'seller', 'arena', 'language', 'themes', ''],
				'14.3.2012',
				'Mann',
				'JA',
				'side a',
				'Rumensk',
				'helse; Hjelp til bolig, HELSE',
				'Per'
			)
		).toEqual({
			ok: true,
			contact: expect.objectContaining({
				happenedOn: '2012-03-14',
				gender: 'man',
				seller: 'yes',
				arenaId: site,
				language: 'ro',
				themes: ['health', 'bolig'],
				buyer: 'unknown',
				unsureReason: null
			})
		});
		expect(read(['happenedOn', 'gender'], '14.3.2012')).toMatchObject({ ok: true, contact: { gender: 'notStated' } });
	});

	it('with a word that nobody has explained is a fault with its line, column and word', () => {
		expect(read(['happenedOn', 'gender'], '14.3.2012', 'huskatt')).toEqual({
			ok: false,
			faults: [{ line: 7, field: 'gender', column: 'gender', value: 'huskatt', why: 'unknownWord' }]
		});
	});

	it('is read by what was said of this file', () => {
		expect(read(['happenedOn', 'arena'], '1.3.2012', 'Gamle-sida')).toMatchObject({
			ok: true,
			contact: { arenaId: site }
		});
		expect(read(['happenedOn', 'arena'], '1.3.2012', 'Vet ikke')).toMatchObject({
			ok: true,
			contact: { arenaId: null }
		});
	});

	it('tells everything that is wrong with it at once', () => {
		const said = read(['happenedOn', 'hour', 'gender'], 'i fjor', '25', 'x-x');
		expect(said.ok ? [] : said.faults.map(({ why }) => why)).toEqual(['badDay', 'badHour', 'unknownWord']);
	});

	it.each([
		[['happenedOn'], ['24.11.2026'], 'dayInFuture'],
		[['happenedOn'], ['31.12.1999'], 'dayTooEarly'],
		[['happenedOn'], [''], 'dayMissing'],
		[['happenedOn', 'arena'], ['1.7.2012', 'Side A'], 'arenaClosed'],
		[['happenedOn', 'seller', 'unsureReason'], ['1.6.2012', 'ja', 'vi spurte ikke'], 'reasonOnlyWhenUnsure']
	] as const)('is refused for what a registration would be refused for: %s %s', (columns, cells, why) => {
		expect(read(columns, ...cells)).toMatchObject({ ok: false, faults: [{ why }] });
	});

	it('is one of the two whatever stands in it, and a contact has nothing that we have no code for', () => {
		const codes = new Set(intakeFields.flatMap((field) => [...vocabulary[field].values()]));
		fc.assert(
			fc.property(fc.array(fc.string(), { maxLength: 6 }), (cells) => {
				const said = read(['happenedOn', 'gender', 'seller', 'themes', 'channel', 'hour'], ...cells);
				if (!said.ok) return said.faults.length > 0;
				const { gender, seller, channel, themes } = said.contact;
				return (
					['notStated', 'unsure', 'other'].includes(gender) ||
					[gender, seller, channel, ...themes].every(
						(code) => codes.has(code) || code === 'notStated' || code === 'unsure' || code === 'other'
					)
				);
			})
		);
	});
});

it('capitals, marks and hyphens do not matter to a word', () => {
	expect(['E-post', 'epost ', 'EPOST.', 'Asyl / opphold', '?'].map(wordOf)).toEqual([
		'epost',
		'epost',
		'epost',
		'asyl opphold',
		'?'
	]);
});
