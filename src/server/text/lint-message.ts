import { findUnkindWords } from './find-unkind-words.ts';
import { findWords, type FoundWord } from './find-words.ts';
import { reviewedLanguages, sourceWords, type ReviewedLanguage } from './message-words.ts';
import { findStopWord } from './says-how-to-stop.ts';
import { countSegments, replaceCulprits } from './segments.ts';
import { measureLix } from './sentences.ts';
import { applyChanges, type MessageWords } from './word-lists.ts';

/**
 * What was looked at:
 * - `who`, `source`, `stop`: says who writes, where the number comes from, and how to be left alone.
 * - `keyWords`: what we offer stands among the first 60 characters (R56).
 * - `discretion`: nothing that gives a person away on a locked screen (R61).
 * - `inclusive`: no word that leaves people out (R116); named only when there is one.
 * - `readability`: LIX at most 40.
 * - `links`: none; operators stop them (domain.md 4.2).
 * - `length`: one SMS. `alphabet`: characters that make every SMS shorter.
 * - `language`: we do not know the words of this language, so only who, stop, links and length were looked at.
 */
export type FindingCode =
	| 'who'
	| 'source'
	| 'stop'
	| 'keyWords'
	| 'discretion'
	| 'inclusive'
	| 'readability'
	| 'links'
	| 'length'
	| 'alphabet'
	| 'language';

export interface Finding {
	code: FindingCode;
	/** `ok`: as it should be. `advice`: would be better. `warning`: may hurt somebody, or will not arrive. */
	tone: 'ok' | 'advice' | 'warning';
	/** The words it is about, where they stand (UTF-16 index), and what can stand there instead. */
	words: { index: number; word: string; instead?: string }[];
	/** The measure behind the finding: SMS for `length` and `alphabet`, LIX for `readability`. */
	count?: number;
	/** `alphabet`: how many SMS it is when the characters are replaced. */
	countAfter?: number;
}

export interface LintOptions {
	language: string;
	/** The service's name as people know it. */
	service: string;
	/** The installation's word lists in the language of the text; otherwise the built-in ones. */
	words?: MessageWords;
}

/** Never more than this is seen on a locked screen without opening the message (R56). */
export const seenFirst = 60;

/**
 * Reads a message as it will be sent, with the eyes of the one who gets it and of whoever looks over their shoulder
 * (R56, R61, R116, domain.md 4.3 and 4.6). Pure; it decides nothing and stops nobody.
 */
export function lintMessage(text: string, options: LintOptions): Finding[] {
	const language = reviewedLanguages.find((known) => known === options.language);
	return [
		checkWho(text, options.service),
		...(language ? checkWords(text, language, options.words ?? applyChanges(language, [])) : [unknownLanguage]),
		checkStop(text),
		checkLinks(text),
		...checkLength(text)
	];
}

function checkWords(text: string, language: ReviewedLanguage, lists: MessageWords): Finding[] {
	const indiscreet = findWords(text, lists.discreet.words, lists.discreet.except);
	return [
		checkSource(text, language),
		checkKeyWords(text, lists.keyWords),
		finding('discretion', indiscreet.length ? 'warning' : 'ok', indiscreet),
		...checkInclusive(text, lists, indiscreet),
		...checkReadability(text, language)
	];
}

function checkWho(text: string, service: string): Finding {
	const links = findLinks(text);
	const isInLink = (at: number) => links.some(({ index, word }) => index <= at && at < index + word.length);
	const found = service.trim() ? findWords(text, [service.trim(), `${service.trim()}s`]) : [];
	const named = found.filter(({ index }) => !isInLink(index));
	return finding('who', named.length ? 'ok' : 'warning', named);
}

function checkSource(text: string, language: ReviewedLanguage): Finding {
	const found = findWords(text, sourceWords[language]);
	return finding('source', found.length ? 'ok' : 'warning', found);
}

function checkStop(text: string): Finding {
	const found = findStopWord(text);
	return finding('stop', found ? 'ok' : 'warning', found ? [found] : []);
}

/** The whole word must be seen: half a word is no offer. */
function checkKeyWords(text: string, list: readonly string[]): Finding {
	const early = findWords(text, list).filter(({ index, word }) => index + word.length <= seenFirst);
	return finding('keyWords', early.length ? 'ok' : 'advice', early);
}

/** A word that must not be there at all is not also given another form. */
function checkInclusive(text: string, { unkind: rules }: MessageWords, indiscreet: FoundWord[]): Finding[] {
	const taken = new Set(indiscreet.map(({ index }) => index));
	const unkind = findUnkindWords(text, rules).filter(({ index }) => !taken.has(index));
	return unkind.length ? [finding('inclusive', 'advice', unkind)] : [];
}

/** LIX was made for the Scandinavian languages. */
function checkReadability(text: string, language: ReviewedLanguage): Finding[] {
	const measured = language === 'en' ? undefined : measureLix(text);
	if (!measured) return [];
	const isHeavy = measured.lix > 40;
	return [
		{ ...finding('readability', isHeavy ? 'advice' : 'ok', isHeavy ? measured.longest : []), count: measured.lix }
	];
}

function checkLinks(text: string): Finding {
	const found = findLinks(text);
	return finding('links', found.length ? 'warning' : 'ok', found);
}

/** Without the full stop of the sentence it ends. */
const findLinks = (text: string): FoundWord[] =>
	[...text.matchAll(link)].map(({ 0: word, index }) => ({ index, word: word.replace(/[.,:;!?)»"']+$/, '') }));

/** What the characters cost is said once: by `alphabet` alone when replacing them makes it one SMS. */
function checkLength(text: string): Finding[] {
	const count = countSegments(text).segments;
	const alphabet = checkAlphabet(text, count);
	const length: Finding = { ...finding('length', count > 1 ? 'advice' : 'ok', []), count };
	if (!alphabet) return [length];
	return count > 1 && alphabet.countAfter === 1 ? [alphabet] : [length, alphabet];
}

/** Letters of a language cannot be spelt otherwise: only what can be replaced is pointed out. */
function checkAlphabet(text: string, count: number): Finding | undefined {
	const words = countSegments(text).culprits.flatMap(({ index, char, replacement }) =>
		replacement === undefined ? [] : [{ index, word: char, instead: replacement }]
	);
	if (words.length === 0) return undefined;
	const countAfter = countSegments(replaceCulprits(text)).segments;
	return { ...finding('alphabet', 'advice', words), count, countAfter };
}

/** Addresses as telephones recognise them; an e-mail address becomes a link too. */
const link =
	/(?:https?:\/\/|www\.)\S+|(?<![\p{L}\p{N}])[\p{L}\p{N}][\p{L}\p{N}.@_-]*\.(?:no|com|net|org|info|io|eu|se|dk|ly|app|link|me)(?![\p{L}\p{N}])(?:\/\S*)?/gu;

const finding = (code: FindingCode, tone: Finding['tone'], words: Finding['words']): Finding => ({ code, tone, words });

const unknownLanguage = finding('language', 'advice', []);
