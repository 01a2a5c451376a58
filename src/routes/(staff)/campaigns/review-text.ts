import { composeMessage } from '#campaign';
import {
	countSegments,
	fillIn,
	lintMessage,
	replaceCulprits,
	reviewedLanguages,
	type Finding,
	type MessageWords,
	type ReviewedLanguage,
	type SegmentCount
} from '#text';

/** A text as it goes out, what it costs, and what was found when it was read. */
export interface TextReview extends Pick<SegmentCount, 'segments' | 'characters' | 'left' | 'over' | 'encoding'> {
	text: string;
	/** The sentence about STOP that is added when the text has none. */
	added?: string;
	/** What was written, with the dear characters replaced; only when there are any that can be. */
	plain?: string;
	service: string;
	findings: Finding[];
}

/** Who writes, until when, and the word lists of the installation. */
export interface Around {
	service: string;
	/** The last day, to be filled in (`YYYY-MM-DD`). */
	lastDay: string;
	words: Record<ReviewedLanguage, MessageWords>;
}

/** Reads one text as its reader will get it. */
export function reviewText(body: string, language: string, { service, lastDay, words }: Around): TextReview {
	const filling = { service, lastDay };
	const text = composeMessage(body, language, filling);
	const { segments, characters, left, over, encoding } = countSegments(text);
	const filled = fillIn(body, language, filling);
	const added = text === filled ? '' : text.slice(filled.trimEnd().length).trim();
	const plain = replaceCulprits(body);
	const known = reviewedLanguages.find((code) => code === language);
	return {
		text,
		...(added && { added }),
		...(plain !== body && { plain }),
		segments,
		characters,
		left,
		over,
		encoding,
		service,
		findings: lintMessage(text, { language, service, words: known && words[known] })
	};
}

/** The same for every language of a message; a language without text is left out. */
export const reviewTexts = (texts: Record<string, string>, around: Around): Partial<Record<string, TextReview>> =>
	Object.fromEntries(
		Object.entries(texts)
			.filter(([, body]) => body.trim() !== '')
			.map(([language, body]) => [language, reviewText(body, language, around)])
	);
