import { expect, test } from 'vitest';
import { findLanguage, languages, readLanguage } from './languages.ts';

test('every language has its own code and names, and only Arabic is written from the right', () => {
	expect(new Set(languages.map(({ code }) => code)).size).toBe(languages.length);
	expect(languages.filter(({ direction }) => direction === 'rtl').map(({ code }) => code)).toEqual(['ar']);
	expect(findLanguage('ro')?.name).toBe('română');
	expect(findLanguage('xx')).toBeUndefined();
});

test('every language is known by its code and its names', () => {
	for (const { code, nb, en, name } of languages)
		for (const word of [code, code.toUpperCase(), nb, en, name, ` ${name} `])
			expect(readLanguage(word), word).toBe(code);
});

test.each([
	['no', 'nb'],
	['NO', 'nb'],
	['Norsk', 'nb'],
	['nb-NO', 'nb'],
	['en_GB', 'en'],
	['pt-BR', 'pt'],
	['ron', 'ro'],
	['Norsk (bokmål)', 'nb'],
	['Romanian', 'ro']
])('%s is read as %s', (text, code) => {
	expect(readLanguage(text)).toBe(code);
});

test.each(['', 'klingon', 'ja', 'ua', 'dk', 'gb', 'nei', 'Kari', 'constructor'])(
	'%j is no language that we know',
	(text) => {
		expect(readLanguage(text)).toBeUndefined();
	}
);
