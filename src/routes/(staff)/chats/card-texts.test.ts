import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import cards from '../../../../messages/card.json' with { type: 'json' };
import { emergencyText, isRead, noticeText, referralText, welcomeText } from './card-texts.ts';

const codes = Object.keys(cards.languages);
const entry = {
	id: 'x',
	name: 'Helsestasjonen',
	county: '55',
	municipality: 'Tromsø',
	offers: ['condoms', 'tests'] as ('condoms' | 'tests')[],
	languages: ['nb', 'en'],
	price: 'free' as const,
	verifiedAt: new Date(0),
	isFresh: true
};

test('every language of the visitors’ side has every word, with the same gaps', () => {
	const offered = readdirSync('messages/visitor').map((file) => file.replace('.json', ''));
	expect(codes.toSorted()).toEqual(offered.toSorted());
	const gaps = (words: Record<string, string>) =>
		Object.entries(words).map(([word, text]) => [word, (text.match(/\{\w+\}/g) ?? []).toSorted()]);
	for (const [code, words] of Object.entries(cards.languages)) {
		expect(gaps(words), code).toEqual(gaps(cards.languages.nb));
		for (const text of Object.values(words)) expect(text.trim(), code).not.toBe('');
	}
});

test('a service elsewhere is told in the visitor’s language, and nothing that is not known', () => {
	expect(referralText(entry, 'en')).toBe(
		'Helsestasjonen, Tromsø\nCondoms, testing\nFree\nThey speak Norwegian, English'
	);
	expect(referralText(entry, 'nb')).toContain('Kondomer og testing'.split(' og ')[0]);
	expect(referralText({ ...entry, price: 'unknown', languages: [], offers: [], municipality: '' }, 'en')).toBe(
		'Helsestasjonen'
	);
	for (const code of codes) expect(referralText(entry, code), code).not.toMatch(/[{}]/);
	expect(referralText(entry, 'xx')).toBe(referralText(entry, 'en')); // a language that is no longer offered
});

test('numbers, a word of welcome and the notice leave no gap open in any language', () => {
	for (const code of codes) {
		const numbers = emergencyText([{ code: 'ambulance', number: '113' }], code);
		expect(numbers, code).toMatch(/: 113$/);
		const welcome = welcomeText({ word: 'mango fjord', name: 'Kari', until: '2026-12-24' }, code);
		expect(welcome, code).toMatch(/mango fjord[\s\S]*Kari|Kari[\s\S]*mango fjord/);
		expect(welcome + numbers + noticeText('http://x/c', code), code).not.toMatch(/[{}]|undefined|NaN/);
	}
	expect([isRead('nb'), isRead('th')]).toEqual([true, false]);
});
