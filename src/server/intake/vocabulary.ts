import type { Arena } from '#arena';
import { intakeFields, type IntakeField } from './fields.ts';
import { wordOf, type Vocabulary, type WordMeanings } from './intake.ts';
import type { Names } from './intake.db.ts';
import { cellWords, languageCodes } from './words.ts';

/**
 * What the words of a file mean: first what somebody said of this file, then names in our own register, then the usual
 * words in Norwegian and English. A code means itself.
 */
export function makeVocabulary(
	arenas: readonly Pick<Arena, 'id' | 'codeName'>[],
	names: Names,
	said: WordMeanings
): Vocabulary {
	const own: Partial<Record<IntakeField, [string, string][]>> = {
		arena: arenas.map(({ id, codeName }) => [codeName, id]),
		programme: names.programmes.map(({ id, name }) => [name, id]),
		themes: names.themes.flatMap(({ code, labelNb, labelEn }) =>
			[code, labelNb, labelEn].flatMap((word): [string, string][] => (word ? [[word, code]] : []))
		),
		obstacles: names.obstacles.map((code) => [code, code]),
		language: languageNames()
	};
	const vocabulary: Partial<Vocabulary> = {};
	for (const field of intakeFields) {
		const pairs = [...usualWords(field), ...(own[field] ?? []), ...Object.entries(said[field] ?? {})];
		vocabulary[field] = new Map(pairs.map(([word, code]) => [wordOf(word), code]));
	}
	return vocabulary as Vocabulary;
}

/** Every code a word may be given, by field, in the order of the form. */
export function codesOf(field: IntakeField, arenas: readonly Pick<Arena, 'id'>[], names: Names): string[] {
	if (field === 'arena') return arenas.map(({ id }) => id);
	if (field === 'programme') return names.programmes.map(({ id }) => id);
	if (field === 'themes') return names.themes.map(({ code }) => code);
	if (field === 'obstacles') return names.obstacles;
	if (field === 'language') return languageCodes.filter((code) => code !== 'no');
	return Object.keys(cellWords[field] ?? {});
}

const usualWords = (field: IntakeField): [string, string][] =>
	Object.entries(cellWords[field] ?? {}).flatMap(([code, words]) =>
		[code, ...words].map((word): [string, string] => [word, code])
	);

/** «norsk» is written far more often than its kind: it counts as bokmål, as where contacts are registered. */
function languageNames(): [string, string][] {
	const tongues = ['nb', 'en'].map((locale) => new Intl.DisplayNames([locale], { type: 'language' }));
	return languageCodes.flatMap((code) =>
		[code, ...tongues.map((names) => names.of(code) ?? code)].map((word): [string, string] => [
			word,
			code === 'no' ? 'nb' : code
		])
	);
}
