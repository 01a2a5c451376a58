import * as v from 'valibot';
import { addDays, isDay } from '#shared/calendar.ts';
import { no, yes, type Outcome } from '#shared/outcome.ts';

/** The figures that can be asked for; the words are also the last part of the API's address. */
export const figureNames = ['gender', 'target-group', 'arenas', 'themes'] as const;
export type FigureName = (typeof figureNames)[number];
export const isFigureName = (text: string): text is FigureName => (figureNames as readonly string[]).includes(text);

/** What must be said beside a figure. Codes; `value` and `percent` where the sentence has a number in it. */
export const noteCodes = [
	/** Shares are rounded and sum to `value`, not 100 (R27). */
	'roundedSumsTo',
	/** Fewer than fifty contacts: no shares (R110). */
	'percentNeedsFifty',
	/** `value` contacts told that they buy sex; counted beside, never inside (R24). */
	'buyersBeside',
	/** Of the unsure: why (R25). */
	'unsureEndedEarly',
	'unsureNotAsked',
	'unsureNotRelevant',
	'unsureWithoutReason',
	/** A contact may have several themes: the sum is `value`, more than the number of contacts (R28). */
	'themesSumAboveTotal',
	/** `value` contacts have no theme. */
	'contactsWithoutTheme'
] as const;
export type NoteCode = (typeof noteCodes)[number];

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** One figure: how many contacts there were of each kind in a period (R23, R24, R27, R28). */
export const figure = v.object({
	name: v.picklist(figureNames),
	/** Internal figures: small numbers are not hidden. Not for publishing. */
	view: v.literal('internal'),
	from: v.pipe(v.string(), v.isoDate()),
	to: v.pipe(v.string(), v.isoDate()),
	/** Contacts in the period; a contact is one exchange, not one person. */
	total: count,
	cells: v.array(
		v.object({
			code: v.string(),
			count,
			/** Whole percent of the total, half up; left out below fifty contacts and where it has no meaning. */
			percent: v.optional(count),
			/** For arenas: the arenas of the class, by code name. */
			parts: v.optional(v.array(v.object({ codeName: v.string(), count })))
		})
	),
	notes: v.array(v.object({ code: v.picklist(noteCodes), value: v.optional(count), percent: v.optional(count) }))
});
export type Figure = v.InferOutput<typeof figure>;
export type Cell = Figure['cells'][number];
export type Note = Figure['notes'][number];

/** Local days, both included. */
export interface Period {
	from: string;
	to: string;
}

/**
 * Reads a period. What is left out: from the first of January of the year of `to`, to today.
 * @returns `badDay` for something that is not a day, `turnedRound` when it ends before it begins.
 */
export function readPeriod(
	asked: { from?: string | null; to?: string | null },
	today: string
): Outcome<{ period: Period }, 'badDay' | 'turnedRound'> {
	const to = asked.to || today;
	if (!isDay(to)) return no('badDay');
	const from = asked.from || `${to.slice(0, 4)}-01-01`;
	if (!isDay(from)) return no('badDay');
	return from > to ? no('turnedRound') : yes({ period: { from, to } });
}

/** The periods one asks for most: this year so far, last year, this month so far, last month. */
export function usualPeriods(today: string): Record<'thisYear' | 'lastYear' | 'thisMonth' | 'lastMonth', Period> {
	const year = today.slice(0, 4);
	const lastYear = String(Number(year) - 1);
	const firstOfMonth = `${today.slice(0, 7)}-01`;
	const endOfLastMonth = addDays(firstOfMonth, -1);
	return {
		thisYear: { from: `${year}-01-01`, to: today },
		lastYear: { from: `${lastYear}-01-01`, to: `${lastYear}-12-31` },
		thisMonth: { from: firstOfMonth, to: today },
		lastMonth: { from: `${endOfLastMonth.slice(0, 7)}-01`, to: endOfLastMonth }
	};
}
