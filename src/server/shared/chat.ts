import { no, yes, type Outcome } from './outcome.ts';

/** The most characters a message may have. */
export const longestText = 10_000;

/** How many days a chat is kept after its last word; the visitor chooses. */
export const lifetimes = [1, 7, 30] as const;
export type Lifetime = (typeof lifetimes)[number];

/** What may happen in a chat besides words. `peerNotice`: it became a peer's, and that says what a peer is and keeps (R5). */
export const chatEvents = ['joined', 'handedOver', 'paused', 'resumed', 'closed', 'blocked', 'peerNotice'] as const;
export type ChatEvent = (typeof chatEvents)[number];

/** One line of a chat as both sides read it. */
export interface ChatLine {
	/** Counts from 1 without gaps within a chat. */
	seq: number;
	author: 'visitor' | 'staff' | 'service';
	/** The first name of whoever of us wrote it, or did what `event` says. */
	alias: string | null;
	event: ChatEvent | null;
	text: string;
	at: Date;
}

/**
 * The last line that a page says it has, out of its address or form. Never more than the database can count to: questions of
 * the same moment go in one statement, and a number that it cannot read would fail all of them.
 */
export const readSince = (raw: unknown): number => Math.min(2 ** 31 - 1, Math.max(0, Math.floor(Number(raw) || 0)));

/**
 * Makes a message out of what was sent: line ends of one kind, no control characters, none that turn the direction of what
 * stands around them, and no half of a character. Emoji, joined letters and every script stay as they are.
 * @returns no, `empty`, when nothing is left that can be seen.
 */
export function readText(raw: unknown): Outcome<{ text: string }, 'empty' | 'tooLong'> {
	if (typeof raw !== 'string') return no('empty');
	if (raw.length > 4 * longestText) return no('tooLong'); // not worth cleaning
	const text = raw
		.toWellFormed()
		.replace(/\r\n?/g, '\n')
		.replace(unwanted, '')
		.replace(/\n{4,}/g, '\n\n\n')
		.trim();
	if (!text.replace(invisible, '')) return no('empty');
	return [...text].length > longestText ? no('tooLong') : yes({ text });
}

// C0 and C1 but tab and new line; embeddings, overrides and isolates of direction; interlinear marks and the byte order mark.
// eslint-disable-next-line no-control-regex -- these are what is taken out
const unwanted = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb\ufeff]/g;
/** What takes no ink: spaces, zero-width marks, fillers and variation selectors. */
const invisible = new RegExp(
	'\\s|\\p{Cf}|\\u034f|\\u115f|\\u1160|\\u17b4|\\u17b5|[\\u180b-\\u180f]|\\u2800|\\u3164|\\uffa0|[\\ufe00-\\ufe0f]|[\\u{e0100}-\\u{e01ef}]',
	'gu'
);
