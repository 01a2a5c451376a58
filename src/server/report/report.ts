import * as v from 'valibot';
import type { ArenaClass } from '#arena';
import { addDays, isDay } from '#shared/calendar.ts';
import { no, yes, type Outcome } from '#shared/outcome.ts';

/** The figures that can be asked for; the words are also the last part of the API's address. */
export const figureNames = [
	'gender',
	'target-group',
	'arenas',
	'own-chat',
	'notices',
	'themes',
	'obstacles',
	'initiative',
	'outcomes',
	'languages',
	'weekdays',
	'hours',
	'per-presence',
	'ad-counts',
	'offers'
] as const;
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
	/** The same, where the sum itself would tell a hidden number. */
	'severalPerContact',
	/** `value` contacts have no theme. */
	'contactsWithoutTheme',
	/** Small numbers were put together with others (domain.md 2.7). */
	'smallMerged',
	/** Small numbers, and those that would give them away, are hidden. */
	'smallHidden',
	/** Fewer than five in all: nothing is told. */
	'tooFewToTell',
	/** A part with fewer than fifty contacts is not broken down in public. */
	'noDrillDown',
	/** `value` contacts were registered without an hour. */
	'withoutHour',
	/** `value` weeks have no count: a gap, not 0. */
	'weeksNotCounted',
	/** `value` presences were planned and not held; they are not in the line. */
	'plannedNotHeld',
	/** Ads are not people, and not the same from week to week. */
	'adsAreNotPeople',
	/** What is compared is shorter or longer: `value` days beside `other` days. */
	'unequalPeriods',
	/** Rows from before `value` (a year) are kept as counts per month; a part of a month is left out there. */
	'wholeMonthsOnly',
	/** Counted by the month: a month that the period cuts through is whole. */
	'countedByMonth'
] as const;
export type NoteCode = (typeof noteCodes)[number];

/** `list`: how many of each; `series`: values along time. A list that has `compared` shows two periods beside each other. */
export const figureKinds = ['list', 'series'] as const;
/** What is counted. Contacts are few and about people; the others are activities and told as they are. */
export const figureUnits = ['contacts', 'conversations', 'presences', 'ads', 'people'] as const;
/** Where the numbers come from, for the line under the figure. */
export const figureSources = ['contacts', 'logged', 'presences', 'adCounts', 'offers'] as const;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const day = v.pipe(v.string(), v.isoDate());
/** Null is hidden (public view), never «not known» and never 0. */
const countOrHidden = v.nullable(count);

const cell = v.object({
	/** One code, or several joined by `+` where small ones were put together; then `codes` has them one by one. */
	code: v.string(),
	codes: v.optional(v.array(v.string())),
	count: countOrHidden,
	/** Words that the service itself has given: a theme's, an offer's. Null or absent: the built-in word of the code. */
	labels: v.optional(v.object({ nb: v.nullable(v.string()), en: v.nullable(v.string()) })),
	/** Whole percent of the total, half up; left out below fifty contacts and where it has no meaning. */
	percent: v.optional(count),
	/** The count in the earlier period, where two are compared. */
	before: v.optional(countOrHidden),
	/** Change from before, in whole percent (R110); left out where it cannot or must not be told. */
	change: v.optional(v.pipe(v.number(), v.integer())),
	/** For arenas: the arenas of the class, by code name. Never in public. */
	parts: v.optional(v.array(v.object({ codeName: v.string(), count }))),
	/** For themes: the sub-themes. A contact may have several, so their sum may be more than the theme's count. */
	sub: v.optional(
		v.array(
			v.object({
				code: v.string(),
				count,
				labels: v.optional(v.object({ nb: v.nullable(v.string()), en: v.nullable(v.string()) }))
			})
		)
	)
});
const series = v.object({
	code: v.string(),
	/** In order of time. A null is a gap: nothing was counted (or told). */
	points: v.array(v.object({ at: day, value: v.nullable(v.number()) }))
});
/** R111: the line of least squares through the values, and how much they spread in the first and the last third. */
const fit = v.object({
	/** The line's height at the first and the last value. */
	start: v.number(),
	end: v.number(),
	firstMean: v.number(),
	lastMean: v.number(),
	/** Standard deviation of what is left when the line is taken away. */
	firstSpread: v.number(),
	lastSpread: v.number()
});

/** One figure: how many there were of each kind in a period (R23–R28, R71, R110, R111). All that is drawn or printed. */
export const figure = v.object({
	name: v.picklist(figureNames),
	kind: v.picklist(figureKinds),
	/** Internal figures show small numbers and are not for publishing. Public ones went through disclosure control. */
	view: v.picklist(['internal', 'public']),
	from: day,
	to: day,
	/** The earlier period, where two are compared. */
	compared: v.optional(v.object({ from: day, to: day, total: countOrHidden })),
	/** What the figure is narrowed to. */
	arenaClass: v.optional(v.string()),
	programmeId: v.optional(v.pipe(v.string(), v.uuid())),
	unit: v.picklist(figureUnits),
	source: v.picklist(figureSources),
	/** N. Contacts in the period; a contact is one exchange, not one person. Null in public when it is too small to tell. */
	total: countOrHidden,
	/** True when the cells are parts of the total: then shares have a meaning. */
	isWhole: v.boolean(),
	/** What the title says, as a code with its numbers; the sentence is chosen at the edge. */
	finding: v.object({ code: v.string(), values: v.record(v.string(), v.number()), codes: v.array(v.string()) }),
	cells: v.array(cell),
	series: v.optional(v.array(series)),
	fit: v.optional(fit),
	/** The least and the most of all weeks (R71): the band that is drawn. */
	band: v.optional(v.object({ least: v.number(), most: v.number() })),
	notes: v.array(
		v.object({
			code: v.picklist(noteCodes),
			value: v.optional(count),
			other: v.optional(count),
			percent: v.optional(count)
		})
	)
});
export type Figure = v.InferOutput<typeof figure>;
export type View = Figure['view'];
export type Cell = Figure['cells'][number];
export type Series = NonNullable<Figure['series']>[number];
export type Fit = NonNullable<Figure['fit']>;
export type Finding = Figure['finding'];
export type Note = Figure['notes'][number];

/** Local days, both included. */
export interface Period {
	from: string;
	to: string;
}

/** What is asked for: figures over a period, narrowed, beside another period, inside or as they may be told outside. */
export interface FigureQuery extends Period {
	/** Internal unless said. */
	view?: View;
	compared?: Period;
	arenaClass?: ArenaClass;
	programmeId?: string;
}

export type QueryIssue = 'badDay' | 'turnedRound' | 'notYearOrQuarter' | 'notOver' | 'onePartOnly' | 'otherDivision';

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
		lastYear: yearPeriod(lastYear),
		thisMonth: { from: firstOfMonth, to: today },
		lastMonth: { from: `${endOfLastMonth.slice(0, 7)}-01`, to: endOfLastMonth }
	};
}

export const yearPeriod = (year: string): Period => ({ from: `${year}-01-01`, to: `${year}-12-31` });

/**
 * The ways in which a year may be divided outside (domain.md 2.7). One for each year: tables that are all divided by one
 * thing tell together no more than one by one, two ways beside each other do (docs/decisions/029).
 */
export const divisions = [
	'quarter',
	'arenaClass',
	'programme',
	'gender',
	'seller',
	'initiative',
	'language',
	'outcome',
	'weekday'
] as const;
export type Division = (typeof divisions)[number];

/** Public figures of a year, or of one part of it. */
export interface PublicQuery {
	year: Period;
	by?: Division;
	/** Which part. */
	asked?: string;
}

/** January is for what has not been registered yet: a year is told outside from the first of February after it. */
export const isSettled = (year: string, today: string): boolean => today >= `${Number(year) + 1}-02-01`;

/** The latest year that can be told outside. */
export const lastSettledYear = (today: string): string =>
	String(Number(today.slice(0, 4)) - (isSettled(String(Number(today.slice(0, 4)) - 1), today) ? 1 : 2));

/**
 * Whether a public figure can be made of this. A whole year that is settled, or one part of it: what grows from day to day
 * tells by its growth, and three dimensions are one too many.
 * @param division how the year is divided outside (findTold); null: not yet. Left out: not asked about.
 */
export function decidePublic(
	query: FigureQuery,
	today: string,
	division?: Division | null
): Outcome<{ query: PublicQuery }, QueryIssue> {
	const year = yearPeriod(query.from.slice(0, 4));
	const isYear = query.from === year.from && query.to === year.to;
	const isQuarter = quartersOf(year).some(({ from, to }) => from === query.from && to === query.to);
	if (!isYear && !isQuarter) return no('notYearOrQuarter');
	if (!isSettled(query.from.slice(0, 4), today)) return no('notOver');
	const parts = [
		...(isQuarter ? [{ by: 'quarter' as const, asked: query.from }] : []),
		...(query.arenaClass ? [{ by: 'arenaClass' as const, asked: query.arenaClass }] : []),
		...(query.programmeId ? [{ by: 'programme' as const, asked: query.programmeId }] : [])
	];
	if (parts.length > 1) return no('onePartOnly');
	if (parts[0] && division !== undefined && division !== parts[0].by) return no('otherDivision');
	return yes({ query: { year, ...parts[0] } });
}

/** The four quarters of a year. */
export function quartersOf({ from }: Period): Period[] {
	return [0, 3, 6, 9].map((months) => {
		const first = Temporal.PlainDate.from(from).add({ months });
		return { from: first.toString(), to: first.add({ months: 3 }).subtract({ days: 1 }).toString() };
	});
}

/** The same period as long before: a year, a quarter or a month by the calendar, otherwise as many days. */
export function periodBefore({ from, to }: Period): Period {
	const [first, after] = [Temporal.PlainDate.from(from), Temporal.PlainDate.from(to).add({ days: 1 })];
	const isWholeMonths = first.day === 1 && after.day === 1;
	const months = (after.year - first.year) * 12 + after.month - first.month;
	// A quarter beside the same quarter a year ago; a month beside the month before would be another season.
	if (isWholeMonths || from.endsWith('-01-01')) {
		const years = isWholeMonths ? Math.max(1, Math.ceil(months / 12)) : 1;
		const last = after.subtract({ years }).subtract({ days: 1 });
		return { from: first.subtract({ years }).toString(), to: last.toString() };
	}
	const days = first.until(after).days;
	return { from: first.subtract({ days }).toString(), to: first.subtract({ days: 1 }).toString() };
}

/**
 * A period as the months that lie whole in it, which are counted already, and the days at its ends, which are counted from
 * the rows. A period that reaches today has its last month whole: nothing is registered in the future.
 */
export function splitPeriod({ from, to }: Period, today: string): { months?: Period; days: Period[] } {
	const first = from.endsWith('-01') ? from : firstOfMonth(from, 1);
	const last = to >= today || addDays(to, 1).endsWith('-01') ? firstOfMonth(to, 0) : firstOfMonth(to, -1);
	if (first > last) return { days: [{ from, to }] };
	const endOfLast = addDays(firstOfMonth(last, 1), -1);
	const days = [
		{ from, to: addDays(first, -1) },
		{ from: addDays(endOfLast, 1), to }
	].filter((part) => part.from <= part.to);
	return { months: { from: first, to: last }, days };
}

function firstOfMonth(day: string, months: number): string {
	return Temporal.PlainDate.from(`${day.slice(0, 7)}-01`)
		.add({ months })
		.toString();
}
