import { findWords, type FoundWord } from './find-words.ts';
import type { UnkindWord } from './message-words.ts';
import { sentencesOf } from './sentences.ts';

/**
 * Words in a text by our own people that leave somebody out or look down on them (R116), each with what can stand there
 * instead. An everyday word counts only in a sentence that gives it that meaning: «kundeservice» and «kvinnene og
 * mennene» are fine.
 */
export function findUnkindWords(text: string, rules: readonly UnkindWord[]): (FoundWord & { instead: string })[] {
	return sentencesOf(text)
		.flatMap(({ index, sentence }) =>
			rules
				.filter((rule) => isMeant(sentence, rule))
				.flatMap(({ words, instead }) =>
					findWords(sentence, words).map((found) => ({ index: index + found.index, word: found.word, instead }))
				)
		)
		.toSorted((a, b) => a.index - b.index);
}

function isMeant(sentence: string, { words, onlyBeside, notBeside }: UnkindWord): boolean {
	const own = new Set(findWords(sentence, words).map(({ word }) => word.toLowerCase()));
	const hasOther = (list: readonly string[]) =>
		findWords(sentence, list).some(({ word }) => !own.has(word.toLowerCase()));
	if (own.size === 0) return false;
	if (onlyBeside) return hasOther(onlyBeside);
	return !notBeside || (own.size === 1 && !hasOther(notBeside));
}
