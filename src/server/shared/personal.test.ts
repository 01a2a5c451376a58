import { expect, test } from 'vitest';
import { findNames, findPersonal } from './personal.ts';

const kinds = (text: string) => findPersonal(text).map(({ kind }) => kind);

test('numbers, addresses and eleven digits are pointed at', () => {
	expect(findPersonal('Ring 900 00 012 eller skriv til kari@example.no.')).toEqual([
		{ kind: 'phone', text: '900 00 012' },
		{ kind: 'email', text: 'kari@example.no' }
	]);
	expect(kinds('+47 90 00 00 12')).toEqual(['phone']);
	expect(kinds('90000012, og igjen 90000012')).toEqual(['phone']);
	expect(kinds('Født 010190 00000')).toEqual(['nationalId']);
});

test('figures and dates of the work are left alone', () => {
	for (const text of [
		'273 kom, 191 etter melding (70,0 %).',
		'Vi holdt på 10.05.2019 og 2019-05-10, i perioden 2019-2020.',
		'Sendt 1 180, 940 kom fram kl. 11.30.',
		'HIV-test 3 onsdager, 0/0/0',
		''
	])
		expect(findPersonal(text), text).toEqual([]);
});

test('a word with a capital inside a sentence may be a name; a new sentence, I, days and short forms are none', () => {
	expect(findNames('Jeg traff Kari på Storgata. Hun var snill. Så dro vi.')).toEqual(['Kari', 'Storgata']);
	expect(findNames('Jeg har aldri snakket med noen andre om dette.')).toEqual([]);
	expect(findNames('When I came, I said: Hello. They gave me PrEP and a test for HIV.')).toEqual(['PrEP']);
	expect(findNames('Come on Monday, or in March.')).toEqual([]);
	expect(findNames('Hun sa: «Du er ikke alene.» Det hjalp.')).toEqual([]);
});
