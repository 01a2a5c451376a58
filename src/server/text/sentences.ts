/** The sentences of a text and where each begins. A line break ends one too: lists and greetings have no full stop. */
export const sentencesOf = (text: string): { index: number; sentence: string }[] =>
	[...text.matchAll(/[^\s](?:[^.!?…\n]|[.!?…](?=[\p{L}\p{N}]))*[.!?…]*/gu)].map(({ 0: sentence, index }) => ({
		index,
		sentence
	}));

/**
 * LIX, Björnsson's measure of how heavy a text is to read: words per sentence, plus the share of words with more than
 * six letters. Under 30 is easy, over 50 is for officials (domain.md R41 asks for at most 40).
 *
 * @returns undefined for a text of under ten words, where the number says nothing.
 */
export function measureLix(text: string): { lix: number; longest: { index: number; word: string }[] } | undefined {
	const words = [...text.matchAll(/\p{L}+/gu)].map(({ 0: word, index }) => ({ index, word }));
	if (words.length < 10) return undefined;
	const sentences = sentencesOf(text).filter(({ sentence }) => /\p{L}/u.test(sentence)).length;
	const long = words.filter(({ word }) => word.length > 6);
	return {
		lix: Math.round(words.length / sentences + (100 * long.length) / words.length),
		longest: long.toSorted((a, b) => b.word.length - a.word.length).slice(0, 3)
	};
}
