import { expect, test } from 'vitest';
import { choose, languageOf, languages, offered, type Word } from './words.ts';
import nb from '../../messages/visitor/nb.json' with { type: 'json' };

const words = Object.keys(nb.words) as Word[];
const gapsOf = (text: string) => [...new Set(text.match(/\{\w+\}/g))].toSorted();

test('Norwegian in both forms and English come first; twelve more languages are there', () => {
	expect(languages.slice(0, 3).map(({ code }) => code)).toEqual(['nb', 'nn', 'en']);
	expect(languages.map(({ code }) => code).toSorted()).toEqual(
		['ar', 'bg', 'en', 'es', 'fr', 'hu', 'it', 'nb', 'nn', 'pl', 'pt', 'ro', 'ru', 'th', 'uk'].toSorted()
	);
	expect(languages.filter(({ dir }) => dir === 'rtl').map(({ code }) => code)).toEqual(['ar']);
});

test('every language says everything, with the same gaps', () => {
	for (const language of languages)
		for (const word of words) {
			expect(language.say(word), `${language.code} ${word}`).not.toBe('');
			expect(gapsOf(language.say(word)), `${language.code} ${word}`).toEqual(gapsOf(nb.words[word]));
		}
});

test('a language that nobody has read is offered only where the service says so', () => {
	expect(offered([]).map(({ code }) => code)).toEqual(['nb', 'nn', 'en']);
	expect(offered(['ar']).map(({ code }) => code)).toEqual(['nb', 'nn', 'en', 'ar']);
});

test('the page is in the language asked for, else in one that the browser asks for, else in Norwegian', () => {
	const all = offered(['ro', 'th']);
	const chosen = (asked: string | null, accepts?: string) => choose(all, asked, accepts).code;
	expect(chosen('en', 'nb')).toBe('en');
	expect(chosen(null, 'ro-RO,ro;q=0.9,en;q=0.8')).toBe('ro');
	expect(chosen(null, 'no,en;q=0.8')).toBe('nb');
	expect(chosen(null, 'ar-SA')).toBe('nb'); // not offered here
	expect(chosen('ar', 'sv')).toBe('nb');
	expect(chosen(null)).toBe('nb');
	expect(languageOf('ar').code).toBe('ar'); // a chat begun in it stays in it
	expect(languageOf('../../etc').code).toBe('nb');
});
