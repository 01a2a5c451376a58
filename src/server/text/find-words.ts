/** A word where it stands in a text (UTF-16 index). */
export interface FoundWord {
	index: number;
	word: string;
}

/**
 * Finds the words of a list in a text: whole words, whatever the case, each place once and the longest first.
 *
 * @param words plain words or phrases; `*` stands for any letters, also none.
 * @param except words that are not meant even when they fit.
 */
export function findWords(text: string, words: readonly string[], except: readonly string[] = []): FoundWord[] {
	const excepted = new Set(except.length ? places(text, except).map(({ index }) => index) : []);
	return places(text, words).filter(({ index }) => !excepted.has(index));
}

const places = (text: string, words: readonly string[]): FoundWord[] =>
	words.length === 0 ? [] : [...text.matchAll(patternOf(words))].map(({ 0: word, index }) => ({ index, word }));

function patternOf(words: readonly string[]): RegExp {
	const longestFirst = words.toSorted((a, b) => b.length - a.length).map(escape);
	return new RegExp(`(?<![\\p{L}\\p{N}])(?:${longestFirst.join('|')})(?![\\p{L}\\p{N}])`, 'giu');
}

const escape = (word: string) =>
	word
		.replace(/[\\^$.+?()[\]{}|/]/g, '\\$&')
		.replace(/ +/g, '\\s+')
		.replaceAll('*', '\\p{L}*');
