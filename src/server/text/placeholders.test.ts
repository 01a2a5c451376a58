import { describe, expect, test } from 'vitest';
import { fillIn, findUnknownPlaceholders } from './placeholders.ts';
import { countSegments } from './segments.ts';

const filling = { service: 'Lanternen', lastDay: '2026-12-02' };

describe('a message with placeholders', () => {
	test.each([
		['nb', 'Hei fra {tjeneste}. Til og med {siste dag}.', 'Hei fra Lanternen. Til og med 2. desember.'],
		['nn', 'Hei frå {teneste}. Til og med {siste dag}.', 'Hei frå Lanternen. Til og med 2. desember.'],
		['en', 'From {service}, until {last day}.', 'From Lanternen, until 2 December.'],
		['es', '{tjeneste} hasta el {siste dag}', 'Lanternen hasta el 2 de diciembre']
	])('is filled in with the date of its own language: %s', (language, text, filled) => {
		expect(fillIn(text, language, filling)).toBe(filled);
	});

	test('takes the name however it is written, and a name with signs in it as it is', () => {
		expect(fillIn('{ Siste  Dag }, {TJENESTE}', 'nb', { ...filling, service: '$& {siste dag}' })).toBe(
			'2. desember, $& {siste dag}'
		);
	});

	test('is counted as it goes out, not as it is written', () => {
		const text = `{tjeneste}${'a'.repeat(150)}`;
		expect(countSegments(text).segments).toBe(2);
		expect(countSegments(fillIn(text, 'nb', filling)).segments).toBe(1);
	});

	test('what cannot be filled in is found, and stays', () => {
		expect(findUnknownPlaceholders('Hei {navn}, {tjeneste} og {}')).toEqual(['{navn}', '{}']);
		expect(findUnknownPlaceholders('Hei {tjeneste}, til {last day}. :} {')).toEqual([]);
		expect(fillIn('Hei {navn}', 'nb', filling)).toBe('Hei {navn}');
	});
});
