import { composeMessage } from '#campaign';
import { countSegments, lintMessage, replaceCulprits, type Finding, type SegmentCount } from '#text';

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

/** Reads one text as its reader will get it. */
export function reviewText(body: string, language: string, service: string): TextReview {
	const text = composeMessage(body, language);
	const { segments, characters, left, over, encoding } = countSegments(text);
	const added = text === body ? '' : text.slice(body.trimEnd().length).trim();
	const plain = replaceCulprits(body);
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
		findings: lintMessage(text, { language, service })
	};
}

/** The same for every language of a message; a language without text is left out. */
export const reviewTexts = (texts: Record<string, string>, service: string): Partial<Record<string, TextReview>> =>
	Object.fromEntries(
		Object.entries(texts)
			.filter(([, body]) => body.trim() !== '')
			.map(([language, body]) => [language, reviewText(body, language, service)])
	);
