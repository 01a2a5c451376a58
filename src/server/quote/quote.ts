import * as v from 'valibot';
import { findPersonal } from '../shared/personal.ts';

/** Waits for a second person, came back with a note, may be used in reports, may not be used any more. */
export const quoteStates = ['proposed', 'sentBack', 'approved', 'withdrawn'] as const;
export type QuoteState = (typeof quoteStates)[number];

/** What somebody said, written anew (R32). It leads to no conversation and no contact, and to no day. */
export interface Quote {
	id: string;
	text: string;
	language: string;
	year: number;
	/** The code of a theme, as it was; not tied to the list. */
	themeCode: string | null;
	state: QuoteState;
	/** Why it came back. */
	note: string;
	/** Whether the one who asks proposed it. */
	isMine: boolean;
}

/** A quote that may be printed. */
export type ApprovedQuote = Pick<Quote, 'id' | 'text' | 'language' | 'year' | 'themeCode'>;

export const quoteInput = v.object({
	text: v.pipe(v.string('empty'), v.trim(), v.nonEmpty('empty'), v.maxLength(600, 'tooLong')),
	language: v.pipe(v.string('empty'), v.regex(/^[a-z]{2,3}$/, 'empty')),
	year: v.pipe(v.number('notAYear'), v.integer('notAYear'), v.minValue(2000, 'notAYear')),
	themeCode: v.nullable(v.pipe(v.string(), v.regex(/^[a-z][A-Za-z0-9]{0,39}$/, 'unknown')))
});
export type QuoteInput = v.InferOutput<typeof quoteInput>;

/**
 * What a quote may not have: telephone numbers, e-mail addresses, eleven digits, and days. There is no yes to these.
 * @returns each of them once, as it was written.
 */
export function findLeads(text: string): string[] {
	const days = text.match(/(?<!\d)\d{1,2}[./]\s?\d{1,2}[./]\s?\d{2,4}(?!\d)|\d{4}-\d{2}-\d{2}/g) ?? [];
	const finds = [...findPersonal(text).map((found) => found.text), ...days];
	return [...new Set(finds)];
}
