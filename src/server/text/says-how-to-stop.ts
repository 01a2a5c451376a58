import { classifyReply } from './classify-reply.ts';

/** @returns true when a text names a word that works as STOP when it comes back alone. */
export const saysHowToStop = (text: string): boolean => findStopWord(text) !== undefined;

/** @returns the first such word, and where it stands. */
export function findStopWord(text: string): { index: number; word: string } | undefined {
	for (const { 0: word, index } of text.matchAll(/[^\s«»"“”'.,:;!?()]+/g))
		if (word.length > 2 && isShouted(word) && classifyReply(word).meaning === 'stop') return { index, word };
	return undefined;
}

/** «STOPP», «STOP», «СТОП»: written in capitals (or a script without them), so that "slutt" in a sentence does not count. */
const isShouted = (word: string) => word === word.toUpperCase();
