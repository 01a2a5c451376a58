import type { Finding, FindingCode } from '#text';
import { m } from '#messages';

/** What a finding says: the sentence, what to do about it, and whether the words should be shown where they stand. */
export interface FindingWords {
	text: string;
	note?: string;
	isShown?: boolean;
}

interface Around {
	service: string;
	language: string;
	languageName: string;
}

/** Something to begin with, in the language of the text. */
const examples: Record<string, string> & { nb: string } = {
	nb: '«gratis kondomer», «lege»',
	nn: '«gratis kondom», «lege»',
	en: '«free condoms», «doctor»'
};

const quote = (words: readonly string[]) => [...new Set(words)].map((word) => `«${word}»`).join(', ');
const wordsIn = ({ words }: Finding) => quote(words.map(({ word }) => word));
const insteadIn = ({ words }: Finding) => quote(words.flatMap(({ instead }) => (instead ? [instead] : [])));
/** Each character once; what cannot be seen has a name. */
const charactersIn = ({ words }: Finding) =>
	[...new Set(words.map(({ word }) => (/[\p{L}\p{N}\p{P}\p{S}]/u.test(word) ? word : m.text_review_invisible())))].join(
		' '
	);

const whenOk: Record<FindingCode, (finding: Finding) => string> = {
	who: m.text_review_who_ok,
	source: m.text_review_source_ok,
	stop: m.text_review_stop_ok,
	keyWords: (finding) => m.text_review_key_words_ok({ words: wordsIn(finding) }),
	discretion: m.text_review_discretion_ok,
	inclusive: m.text_review_inclusive_ok,
	readability: m.text_review_readability_ok,
	links: m.text_review_links_ok,
	length: m.text_review_length_ok,
	alphabet: m.text_review_length_ok,
	language: m.text_review_links_ok
};

const whenNot: Record<FindingCode, (finding: Finding, around: Around) => FindingWords> = {
	who: (_, { service }) => ({ text: m.text_review_who(), note: m.text_review_who_note({ service }) }),
	source: () => ({ text: m.text_review_source(), note: m.text_review_source_note() }),
	stop: () => ({ text: m.text_review_stop(), note: m.text_review_stop_note() }),
	keyWords: (_, { language }) => ({
		text: m.text_review_key_words(),
		note: m.text_review_key_words_note({ examples: examples[language] ?? examples.nb })
	}),
	discretion: (finding) => ({
		text: m.text_review_discretion({ words: wordsIn(finding) }),
		note: m.text_review_discretion_note(),
		isShown: true
	}),
	inclusive: (finding) => ({
		text: m.text_review_inclusive({ words: wordsIn(finding) }),
		note: m.text_review_inclusive_note({ instead: insteadIn(finding) }),
		isShown: true
	}),
	readability: (finding) => ({
		text: m.text_review_readability({ lix: finding.count ?? 0 }),
		note: m.text_review_readability_note({ words: wordsIn(finding) })
	}),
	links: (finding) => ({
		text: m.text_review_links({ words: wordsIn(finding) }),
		note: m.text_review_links_note(),
		isShown: true
	}),
	length: ({ count = 0 }) => ({ text: m.text_review_length({ count }), note: m.text_review_length_note() }),
	alphabet: (finding) => ({
		text: m.text_review_alphabet({ characters: charactersIn(finding) }),
		note: alphabetNote(finding),
		isShown: true
	}),
	language: (_, { languageName }) => ({
		text: m.text_review_language({ language: languageName }),
		note: m.text_review_language_note()
	})
};

function alphabetNote({ count = 0, countAfter = count }: Finding): string {
	return countAfter < count
		? m.text_review_alphabet_note({ count, after: countAfter })
		: m.text_review_alphabet_note_room();
}

/** A finding in the reader's language. */
export const sayFinding = (finding: Finding, around: Around): FindingWords =>
	finding.tone === 'ok' ? { text: whenOk[finding.code](finding) } : whenNot[finding.code](finding, around);

/** Read aloud before the sentence, where the eye has a sign. */
export const toneText: Record<Finding['tone'], () => string> = {
	ok: m.text_review_tone_ok,
	advice: m.text_review_tone_advice,
	warning: m.text_review_tone_warning
};

/** A piece of the text around the first of the words, cut into what is meant and what is not. */
export function excerpt(text: string, words: Finding['words']): { part: string; isMeant: boolean }[] {
	const first = words[0];
	if (!first) return [];
	const from = startOf(text, first.index - 30);
	const to = endOf(text, first.index + first.word.length + 30);
	const parts = [{ part: from > 0 ? '… ' : '', isMeant: false }];
	let at = from;
	for (const { index, word } of words) {
		if (index < at || index + word.length > to) continue;
		parts.push({ part: text.slice(at, index), isMeant: false }, { part: word, isMeant: true });
		at = index + word.length;
	}
	parts.push({ part: text.slice(at, to) + (to < text.length ? ' …' : ''), isMeant: false });
	return parts.filter(({ part }) => part !== '');
}

/** Whole words only, where there are spaces. */
const startOf = (text: string, at: number) => (at <= 0 ? 0 : Math.max(at, text.indexOf(' ', at) + 1));
const endOf = (text: string, at: number) => (at >= text.length ? text.length : Math.max(at, text.indexOf(' ', at)));
