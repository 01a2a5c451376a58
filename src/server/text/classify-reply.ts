import {
	courtesyWords,
	helpWords,
	notNowPhrases,
	notTargetGroupPhrases,
	stopAllPhrases,
	stopWords,
	thanksWords
} from './stop-words.ts';

export interface ReplyMeaning {
	/**
	 * `stop`: opt out at once, one confirmation, never "are you sure". `nearStop`: a person must read it, and nothing
	 * more is sent to the number until then. `help`: the standard answer. `other`: the inbox.
	 */
	meaning: 'stop' | 'nearStop' | 'help' | 'other';
	/** STOPP ALLE: also the services that coordinate with us. */
	all: boolean;
	/** What the worker may want to register (R62); only ever a suggestion. */
	suggestion?: 'notNow' | 'notTargetGroup' | 'thanks';
}

/**
 * What an incoming text asks for, by the four rules of domain.md 4.5: (1) the whole message is a stop word, (2) its
 * first or last word is one and it has at most five words, (3) it contains a phrase: stop. (4) It contains such a word
 * otherwise: nearStop. A question ("hvor er bus stop?") is never stopped by rule 2 alone. "Nei" is for a person.
 */
export function classifyReply(text: string): ReplyMeaning {
	const words = readWords(text);
	const message = words.join(' ');
	const whole = words.filter((word) => !courtesy.has(word)).join(' ') || message;
	if (stopAll.has(whole)) return { meaning: 'stop', all: true };
	if (hard.has(whole) || wholeOnly.has(whole)) return { meaning: 'stop', all: false };
	if (isShortWithStop(words, text) || containsPhrase(message, phrases)) return { meaning: 'stop', all: false };
	if (words.some((word) => hard.has(word) || wholeOnly.has(word)) || containsThai(message))
		return { meaning: 'nearStop', all: false };
	if (help.has(whole)) return { meaning: 'help', all: false };
	return { meaning: 'other', all: false, ...suggest(message) };
}

function isShortWithStop(words: string[], text: string): boolean {
	const isQuestion = '?？؟'.includes(text.match(/[\p{L}\p{N}?？؟]/gu)?.at(-1) ?? ' ');
	return words.length <= 5 && !isQuestion && [words[0], words.at(-1)].some((word) => hard.has(word ?? ''));
}

function suggest(message: string): Pick<ReplyMeaning, 'suggestion'> {
	if (containsPhrase(message, notTargetGroupPhrases)) return { suggestion: 'notTargetGroup' };
	if (containsPhrase(message, notNowPhrases)) return { suggestion: 'notNow' };
	return containsPhrase(message, thanksWords) && !containsPhrase(message, ['nei', 'no'])
		? { suggestion: 'thanks' }
		: {};
}

/** Whole words only: "stopper" is not "stopp". */
const containsPhrase = (message: string, list: readonly string[]) =>
	list.some((phrase) => ` ${message} `.includes(` ${phrase} `));

/** Thai is written without spaces, and วันหยุด (holiday) contains หยุด: a person reads it. */
const containsThai = (message: string) => thai.some((word) => message.includes(word));

/** Words in one form: lower case, without punctuation, emoji and what cannot be seen; "S T O P" and "stoooop" joined. */
function readWords(text: string): string[] {
	const words = fold(text)
		.replace(/['’‘`´]/g, '')
		.replace(/[\p{P}\p{S}\p{Z}\p{Cc}\u20e3]+/gu, ' ')
		.trim()
		.split(' ')
		.filter((word) => word !== '');
	const joined = words.length > 2 && words.every((word) => [...word].length === 1) ? [words.join('')] : words;
	return joined.map((word) => (/^s+t+o+p+$/.test(word) ? (word.endsWith('pp') ? 'stopp' : 'stop') : word));
}

function fold(text: string): string {
	return (
		text
			.normalize('NFKC')
			.toLowerCase()
			.normalize('NFC')
			// eslint-disable-next-line no-misleading-character-class -- the marks are meant one by one
			.replace(/[\p{Cf}\p{Variation_Selector}\u0640\u064b-\u0652]/gu, '') // zero-width; Arabic stretching and vowel signs
			.replace(/i\u0307|ı/g, 'i') // Turkish İ and ı
			.replace(/ţ/g, 'ț')
			.replace(/ş/g, 'ș') // Romanian on keyboards that only have the Turkish letters
			.replace(/[أإآ]/g, 'ا')
	);
}

const set = (lists: (readonly string[] | undefined)[]) => new Set(lists.flatMap((list) => (list ?? []).map(fold)));
const hard = set(stopWords.map((row) => row.hard));
const wholeOnly = set(stopWords.map((row) => row.whole));
const phrases = [...set(stopWords.map((row) => row.phrases))];
const stopAll = set([stopAllPhrases]);
const help = set([helpWords]);
const courtesy = set([courtesyWords]);
const thai = [...hard, ...wholeOnly].filter((word) => /\p{Script=Thai}/u.test(word));
