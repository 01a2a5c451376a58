import * as v from 'valibot';
import {
	discreetWords,
	keyWords,
	reviewedLanguages,
	unkindWords,
	type ReviewedLanguage,
	type UnkindWord,
	type WordList
} from './message-words.ts';

/** The lists that an installation may change: what we offer (R56), what must not be seen (R61), what shuts people out (R116). */
export const wordListNames = ['keyWords', 'discretion', 'inclusive'] as const;
export type WordListName = (typeof wordListNames)[number];

/** The lists as the review of a message uses them, in one language. */
export interface MessageWords {
	keyWords: readonly string[];
	discreet: WordList;
	unkind: readonly UnkindWord[];
}

/** What an installation has added to a built-in list, or taken out of it. */
export interface WordChange {
	list: WordListName;
	language: ReviewedLanguage;
	word: string;
	isRemoved: boolean;
	instead: string | null;
}

/** One word of a list as a person sees it. */
export interface ListedWord {
	word: string;
	/** What can stand there instead (`inclusive` only). */
	instead?: string;
	/** `builtIn`: comes with Lykt. `added`, `removed`: changed here. */
	state: 'builtIn' | 'added' | 'removed';
}

/** A change as it is posted. `*` may stand for any letters, beside at least three of them. */
export const wordChangeInput = v.pipe(
	v.object({
		list: v.picklist(wordListNames),
		language: v.picklist(reviewedLanguages),
		word: v.pipe(
			v.string(),
			v.trim(),
			v.toLowerCase(),
			v.maxLength(40, 'wordTooLong'),
			v.check((word) => word.replace(/[^\p{L}\p{N}]/gu, '').length >= 2, 'wordMissing'),
			v.check((word) => !word.includes('*') || word.replace(/[^\p{L}\p{N}]/gu, '').length >= 3, 'wordTooWide')
		),
		instead: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(60, 'wordTooLong')))
	}),
	v.forward(
		v.partialCheck([['list'], ['instead']], ({ list, instead }) => list !== 'inclusive' || !!instead, 'insteadMissing'),
		['instead']
	)
);
export type WordChangeInput = v.InferOutput<typeof wordChangeInput>;

/** The built-in lists of a language with the installation's changes. */
export function applyChanges(language: ReviewedLanguage, changes: readonly WordChange[]): MessageWords {
	const of = (list: WordListName) => changes.filter((change) => change.list === list && change.language === language);
	const { words, except } = discreetWords[language];
	return {
		keyWords: changeWords(keyWords[language], of('keyWords')),
		discreet: { words: changeWords(words, of('discretion')), except },
		unkind: changeUnkind(unkindWords[language], of('inclusive'))
	};
}

/** One list for a person to read: the built-in words in their order with what was taken out marked, then what was added. */
export function describeList(
	list: WordListName,
	language: ReviewedLanguage,
	changes: readonly WordChange[]
): ListedWord[] {
	const mine = changes.filter((change) => change.list === list && change.language === language);
	const removed = new Set(mine.filter(({ isRemoved }) => isRemoved).map(({ word }) => word));
	const builtIn = builtInWords(list, language);
	const added = mine.filter(({ isRemoved }) => !isRemoved);
	return [
		...builtIn.map((entry) => ({
			...entry,
			state: removed.has(entry.word) ? ('removed' as const) : ('builtIn' as const)
		})),
		...added.map(({ word, instead }) => ({ word, ...(instead ? { instead } : {}), state: 'added' as const }))
	];
}

/** The words of a built-in list, each once. */
export function builtInWords(list: WordListName, language: ReviewedLanguage): { word: string; instead?: string }[] {
	if (list === 'keyWords') return keyWords[language].map((word) => ({ word }));
	if (list === 'discretion') return discreetWords[language].words.map((word) => ({ word }));
	const entries = unkindWords[language].flatMap(({ words, instead }) => words.map((word) => ({ word, instead })));
	return [...new Map(entries.toReversed().map((entry) => [entry.word, entry])).values()].toReversed();
}

function changeWords(words: readonly string[], changes: readonly WordChange[]): string[] {
	const removed = new Set(changes.filter(({ isRemoved }) => isRemoved).map(({ word }) => word));
	const added = changes.filter(({ isRemoved }) => !isRemoved).map(({ word }) => word);
	return [...words.filter((word) => !removed.has(word)), ...added];
}

function changeUnkind(rules: readonly UnkindWord[], changes: readonly WordChange[]): UnkindWord[] {
	const removed = new Set(changes.filter(({ isRemoved }) => isRemoved).map(({ word }) => word));
	const kept = rules
		.map((rule) => ({ ...rule, words: rule.words.filter((word) => !removed.has(word)) }))
		.filter(({ words }) => words.length > 0);
	const added = changes
		.filter(({ isRemoved }) => !isRemoved)
		.map(({ word, instead }) => ({ words: [word], instead: instead ?? '' }));
	return [...kept, ...added];
}
