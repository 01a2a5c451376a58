import { standardTextLanguages } from './standard-texts.ts';

/**
 * The language of an automatic answer: the one in which somebody said stop, where a reviewed text exists; what they were
 * written to in, when the word belongs to several; Norwegian for the Scandinavian languages and English for the others.
 *
 * @param said the languages in which that is how one says stop (see `ReplyMeaning`); none when it was no stop
 * @param writtenTo the language of our own last message to them, where we have written
 */
export function answerLanguage(said: readonly string[], writtenTo?: string): string {
	const ours = standardTextLanguages.filter((language) => said.includes(language));
	const known = writtenTo ?? 'nb';
	if (isOneOf(ours, known)) return known;
	if (said.length === 0 || said.includes(known)) return nearest(known);
	return ours[0] ?? nearest(said[0]!);
}

/** Nynorsk readers are answered in nynorsk, also when they said a word that is listed as bokmål. */
const isOneOf = (ours: readonly string[], language: string) =>
	ours.includes(language) || (language === 'nn' && ours.includes('nb'));

function nearest(language: string): string {
	if ((standardTextLanguages as readonly string[]).includes(language)) return language;
	return ['sv', 'da'].includes(language) ? 'nb' : 'en';
}
