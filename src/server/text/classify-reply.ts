import {
	appointmentPhrases,
	courtesyWords,
	helpWords,
	notNowPhrases,
	notTargetGroupPhrases,
	stopAllPhrases,
	stopWords,
	thanksWords,
	type StopWords
} from './stop-words.ts';

export interface ReplyMeaning {
	/**
	 * `stop`: opt out at once, one confirmation, never "are you sure". `nearStop`: a person must read it, and nothing
	 * more is sent to the number until then. `help`: the standard answer. `other`: the inbox.
	 */
	meaning: 'stop' | 'nearStop' | 'help' | 'other';
	/**
	 * STOPP ALLE: also the services that coordinate with us. No service does yet, so it is an ordinary stop with the
	 * ordinary confirmation: promising for others what nobody carries out would be worse than saying less.
	 */
	all: boolean;
	/** The languages in which this is how one says stop; several for a word like "stop". */
	languages?: string[];
	/** What the worker may want to register (R62); only ever a suggestion. */
	suggestion?: 'thanks' | 'smiley' | 'notNow' | 'question' | 'wantsAppointment' | 'notTargetGroup';
}

/** The words that end contact, ready to be looked up: each with the languages it belongs to. */
export interface Lexicon {
	hard: Map<string, string[]>;
	whole: Map<string, string[]>;
	phrases: Map<string, string[]>;
	thai: string[];
}

/**
 * What an incoming text asks for, by the four rules of domain.md 4.5: (1) the whole message is a stop word, (2) its
 * first or last word is one and it has at most five words, (3) it contains a phrase: stop. (4) It contains such a word
 * otherwise: nearStop. A question ("hvor er bus stop?") is never stopped by rule 2 alone. "Nei" is for a person.
 */
export function classifyReply(text: string, lexicon: Lexicon = builtIn): ReplyMeaning {
	const words = readWords(text);
	const message = words.join(' ');
	const whole = words.filter((word) => !courtesy.has(word)).join(' ') || message;
	if (stopAll.has(whole)) return { meaning: 'stop', all: true, languages: [/^stop all$/.test(whole) ? 'en' : 'nb'] };
	const languages =
		lexicon.hard.get(whole) ??
		lexicon.whole.get(whole) ??
		findAtEitherEnd(words, text, lexicon) ??
		findPhrase(message, lexicon);
	if (languages) return { meaning: 'stop', all: false, languages };
	if (words.some((word) => lexicon.hard.has(word) || lexicon.whole.has(word)) || containsThai(message, lexicon))
		return { meaning: 'nearStop', all: false };
	if (help.has(whole)) return { meaning: 'help', all: false };
	return { meaning: 'other', all: false, ...suggest(message, text) };
}

/** Puts lists of stop words together: those that Lykt comes with, and those that a service has added. */
export function makeLexicon(rows: readonly StopWords[]): Lexicon {
	const hard = byWord(rows, (row) => row.hard);
	const whole = byWord(rows, (row) => row.whole);
	const thai = [...hard.keys(), ...whole.keys()].filter((word) => /\p{Script=Thai}/u.test(word));
	return { hard, whole, phrases: byWord(rows, (row) => row.phrases), thai };
}

/** A word or phrase in the form in which messages are compared; empty when nothing is left of it. */
export const plainWords = (text: string): string => readWords(text).join(' ');

/** Words that are said so often without meaning stop that they can never be made to mean it. */
export const isEverydayWord = (word: string): boolean =>
	courtesy.has(word) || help.has(word) || ['ja', 'nei', 'yes', 'no', 'ok', 'hei', 'hi'].includes(word);

function findAtEitherEnd(words: string[], text: string, { hard }: Lexicon): string[] | undefined {
	const isQuestion = '?？؟'.includes(text.match(/[\p{L}\p{N}?？؟]/gu)?.at(-1) ?? ' ');
	if (words.length > 5 || isQuestion) return undefined;
	return hard.get(words[0] ?? '') ?? hard.get(words.at(-1) ?? '');
}

function findPhrase(message: string, { phrases }: Lexicon): string[] | undefined {
	for (const [phrase, languages] of phrases) if (` ${message} `.includes(` ${phrase} `)) return languages;
	return undefined;
}

function suggest(message: string, text: string): Pick<ReplyMeaning, 'suggestion'> {
	if (containsPhrase(message, notTargetGroupPhrases)) return { suggestion: 'notTargetGroup' };
	if (containsPhrase(message, notNowPhrases)) return { suggestion: 'notNow' };
	if (containsPhrase(message, appointmentPhrases)) return { suggestion: 'wantsAppointment' };
	if (message && /[?？؟]/u.test(text)) return { suggestion: 'question' };
	if (containsPhrase(message, thanksWords) && !containsPhrase(message, ['nei', 'no'])) return { suggestion: 'thanks' };
	return !message && /\p{Extended_Pictographic}|[:;]-?\)/u.test(text) ? { suggestion: 'smiley' } : {};
}

/** Whole words only: "stopper" is not "stopp". */
const containsPhrase = (message: string, list: readonly string[]) =>
	list.some((phrase) => ` ${message} `.includes(` ${phrase} `));

/** Thai is written without spaces, and วันหยุด (holiday) contains หยุด: a person reads it. */
const containsThai = (message: string, { thai }: Lexicon) => thai.some((word) => message.includes(word));

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
			.toWellFormed()
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

function byWord(
	rows: readonly StopWords[],
	list: (row: StopWords) => readonly string[] | undefined
): Map<string, string[]> {
	const found = new Map<string, string[]>();
	for (const row of rows)
		for (const word of list(row) ?? [])
			found.set(fold(word), [...new Set([...(found.get(fold(word)) ?? []), row.language])]);
	return found;
}

const set = (list: readonly string[]) => new Set(list.map(fold));
const builtIn = makeLexicon(stopWords);
const stopAll = set(stopAllPhrases);
const help = set(helpWords);
const courtesy = set(courtesyWords);
