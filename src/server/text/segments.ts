import { SegmentedMessage } from 'sms-segments-calculator';

export interface SegmentCount {
	encoding: 'GSM-7' | 'UCS-2';
	/** As a person counts them: an emoji is one. */
	characters: number;
	segments: number;
	/** Units free in the last segment. An ordinary letter costs one; `€ [ ] { } ~ ^ | \` cost two, an emoji two or more. */
	left: number;
	/** Units too many for one segment; 0 when it fits. */
	over: number;
	culprits: Culprit[];
}

/** A character that forces the dear alphabet, where it stands (UTF-16 index), and what could stand there instead. */
export interface Culprit {
	index: number;
	char: string;
	replacement?: string;
}

/**
 * What a text costs to send (R61, domain.md 4.3): 160 units in the cheap alphabet (153 when there are several parts),
 * 70 (67) in the other. æ, ø and å are cheap; one « or ’ makes the whole text dear. The text is counted as it will be
 * sent: nothing is replaced behind the writer's back.
 */
export function countSegments(text: string): SegmentCount {
	const sent = text.replace(/\r\n?/g, '\n');
	const message = new SegmentedMessage(sent, 'auto', false);
	const encoding = message.encodingName === 'GSM-7' ? 'GSM-7' : 'UCS-2';
	const [unitBits, single] = encoding === 'GSM-7' ? [7, 160] : [16, 70];
	const units = message.messageSize / unitBits;
	return {
		encoding,
		characters: [...graphemes.segment(sent)].length,
		segments: sent === '' ? 0 : message.segmentsCount,
		left: Math.floor((message.segments.at(-1)?.freeSizeInBits() ?? single * unitBits) / unitBits),
		over: Math.max(0, units - single),
		culprits: encoding === 'GSM-7' ? [] : findCulprits(text)
	};
}

/** @returns the text with every replaceable culprit replaced; letters that have no true replacement stay. */
export function replaceCulprits(text: string): string {
	const { culprits } = countSegments(text);
	return culprits.reduceRight((rest, { index, char, replacement }) => {
		return replacement === undefined ? rest : rest.slice(0, index) + replacement + rest.slice(index + char.length);
	}, text);
}

const graphemes = new Intl.Segmenter('nb', { granularity: 'grapheme' });

function findCulprits(text: string): Culprit[] {
	const found: Culprit[] = [];
	for (const { segment: char, index } of graphemes.segment(text)) {
		if (isCheap(char.replace(/\r\n?/g, '\n'))) continue;
		const replacement = findReplacement(char);
		found.push(replacement === undefined ? { index, char } : { index, char, replacement });
	}
	return found;
}

const isCheap = (char: string) => new SegmentedMessage(char, 'auto', false).encodingName === 'GSM-7';

/** Typography only, and letters written as letter plus accent. A letter of a language is never spelt differently. */
function findReplacement(char: string): string | undefined {
	const typography = replacements.get(char);
	if (typography !== undefined) return typography;
	const composed = char.normalize('NFC').replace(/[\u200b-\u200f\u2060\ufeff]/g, '');
	return isCheap(composed) ? composed : undefined;
}

const replacements = new Map([
	...[...'«»“”„‟″'].map((char) => [char, '"'] as const),
	...[...'‹›‘’‚‛′´`ʼ'].map((char) => [char, "'"] as const),
	...[...'–—―‒‐‑−'].map((char) => [char, '-'] as const),
	...[...'•·▪'].map((char) => [char, '-'] as const),
	...[...'\u00a0\u2002\u2003\u2007\u2009\u202f\t'].map((char) => [char, ' '] as const),
	['…', '...']
]);
