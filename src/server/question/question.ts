import { isSettled } from '#report';
import { isDay } from '#shared/calendar.ts';
import { no, yes, type Outcome } from '#shared/outcome.ts';

/** What can be counted. Contacts are few and about people; the others are what we did, and what others advertised. */
export const measures = [
	'contacts',
	'presences',
	'presenceHours',
	'presenceContacts',
	'adsPerWeek',
	'attendance'
] as const;
export type Measure = (typeof measures)[number];

const answers = [
	'gender',
	'seller',
	'unsureReason',
	'buyer',
	'initiative',
	'language',
	'outcome',
	'channel',
	'weekday',
	'hour',
	'themeTop',
	'theme',
	'obstacle'
] as const;
const places = ['arenaClass', 'arena'] as const;
const times = ['month', 'quarter', 'year'] as const;
export const dimensions = [...answers, ...places, 'programme', 'category', 'offer', ...times] as const;
export type Dimension = (typeof dimensions)[number];

/** What each measure can be divided by. */
export const dimensionsOf: Record<Measure, readonly Dimension[]> = {
	contacts: [...answers, ...places, 'programme', ...times],
	presences: [...places, 'weekday', ...times],
	presenceHours: [...places, 'weekday', ...times],
	presenceContacts: [...places, 'weekday', ...times],
	adsPerWeek: [...places, 'category', ...times],
	attendance: ['offer', 'weekday', ...times]
};

/** A contact may have several of these: their counts are no parts of a whole. */
export const severalPerContact: readonly Dimension[] = ['theme', 'themeTop', 'obstacle'];
/** In the order of time or of the clock, not by size. */
export const ordered: readonly Dimension[] = ['weekday', 'hour', ...times];

export const isAnswer = (dimension: Dimension): boolean => (answers as readonly string[]).includes(dimension);
export const isTime = (dimension: Dimension): boolean => (times as readonly string[]).includes(dimension);

/**
 * What the public view can be divided by: what was told of the year (#report `tellYear`), so that two ways of asking never
 * tell two different things. Of arenas the class, of time the quarter; of ads no arenas, which the whole would give away.
 */
export const publicDimensions: Record<Measure, readonly Dimension[]> = {
	contacts: [
		...(['gender', 'seller', 'initiative', 'language', 'outcome', 'weekday', 'themeTop', 'obstacle'] as const),
		...(['arenaClass', 'programme', 'quarter'] as const)
	],
	presences: ['arenaClass', 'weekday', 'quarter', 'year'],
	presenceHours: ['arenaClass', 'weekday', 'quarter', 'year'],
	presenceContacts: [],
	adsPerWeek: ['category', 'quarter', 'year'],
	attendance: []
};

export const periods = ['thisYear', 'lastYear', 'lastFiveYears', 'months'] as const;
export type PeriodKind = (typeof periods)[number];

/** A question as it is kept: its period may move with the calendar. */
export interface Question {
	measure: Measure;
	rows: Dimension;
	columns: Dimension | null;
	period: PeriodKind;
	/** First days of months, where the period is two months. */
	fromMonth: string | null;
	toMonth: string | null;
	arenaClass: string | null;
	programmeId: string | null;
	view: 'internal' | 'public';
	drawing: 'chart' | 'table';
}

/** A question that was kept, under a name. */
export interface KeptQuestion extends Question {
	id: string;
	name: string;
	isShared: boolean;
	createdBy: string;
}

/** Local days, both included. */
export interface Span {
	from: string;
	to: string;
}

export const questionIssues = [
	'badMeasure',
	'badDimension',
	'sameTwice',
	'badMonth',
	'turnedRound',
	'tooLong',
	'notPublic',
	'yearOnly',
	'noFilterInPublic',
	'noSuchFilter'
] as const;
export type QuestionIssue = (typeof questionIssues)[number];

const mostYears = 30;

/**
 * Reads a question from a form or an address. What is left out is the simplest: contacts by gender, this year, internal.
 * @param today the local day that moving periods are counted from.
 * @returns the question, or the first thing about it that cannot be asked.
 */
export function readQuestion(
	asked: Readonly<Record<string, string | undefined>>,
	today: string
): Outcome<{ question: Question }, QuestionIssue> {
	const measure = oneOf(measures, asked.measure || 'contacts');
	if (!measure) return no('badMeasure');
	const rows = oneOf(dimensions, asked.rows || dimensionsOf[measure][0]!);
	const columns = asked.columns ? oneOf(dimensions, asked.columns) : null;
	if (!rows || columns === undefined) return no('badDimension');
	const span = readMonths(asked);
	if (!span.ok) return span;
	const question: Question = {
		...{ measure, rows, columns },
		...span.months,
		arenaClass: asked.class || null,
		programmeId: asked.programme || null,
		view: asked.view === 'public' ? 'public' : 'internal',
		drawing: asked.drawing === 'table' ? 'table' : 'chart'
	};
	const issue = issueOf(question, today);
	return issue ? no(issue) : yes({ question });
}

/** The days of a question's period, today. */
export function spanOf({ period, fromMonth, toMonth }: Question, today: string): Span {
	const year = Number(today.slice(0, 4));
	if (period === 'thisYear') return { from: `${year}-01-01`, to: `${year}-12-31` };
	if (period === 'lastYear') return { from: `${year - 1}-01-01`, to: `${year - 1}-12-31` };
	if (period === 'lastFiveYears') return { from: `${year - 4}-01-01`, to: `${year}-12-31` };
	const last = Temporal.PlainDate.from(toMonth!).add({ months: 1 }).subtract({ days: 1 });
	return { from: fromMonth!, to: last.toString() };
}

/** The whole quarters around a span: two answers of one contact are kept by the quarter. */
export function wholeQuarters({ from, to }: Span): Span {
	const first = Temporal.PlainDate.from(from);
	const last = Temporal.PlainDate.from(to);
	const start = first.with({ month: first.month - ((first.month - 1) % 3), day: 1 });
	const end = last.with({ month: last.month - ((last.month - 1) % 3), day: 1 }).add({ months: 3 });
	return { from: start.toString(), to: end.subtract({ days: 1 }).toString() };
}

/** Every month, quarter or year of a span, by its first day (a year by its number): a period with nobody is 0, not absent. */
export function timesOf(dimension: Dimension, { from, to }: Span): string[] {
	const codes: string[] = [];
	const step = { month: 1, quarter: 3, year: 12 }[dimension as 'month'];
	const first = Temporal.PlainDate.from(from);
	const month = first.month - ((first.month - 1) % step);
	for (let at = first.with({ month, day: 1 }); at.toString() <= to; at = at.add({ months: step })) {
		codes.push(dimension === 'year' ? String(at.year) : at.toString());
	}
	return codes;
}

/** The weekday, month, quarter or year of a day, as `timesOf` and the counts write it. */
export function codeOfDay(dimension: Dimension, day: string): string {
	if (dimension === 'weekday') return String(Temporal.PlainDate.from(day).dayOfWeek);
	if (dimension === 'year') return day.slice(0, 4);
	return dimension === 'month' ? `${day.slice(0, 7)}-01` : wholeQuarters({ from: day, to: day }).from;
}

function readMonths(
	asked: Readonly<Record<string, string | undefined>>
): Outcome<{ months: Pick<Question, 'period' | 'fromMonth' | 'toMonth'> }, QuestionIssue> {
	const period = oneOf(periods, asked.period || 'thisYear') ?? 'thisYear';
	if (period !== 'months') return yes({ months: { period, fromMonth: null, toMonth: null } });
	const [fromMonth, toMonth] = [firstOf(asked.from), firstOf(asked.to || asked.from)];
	if (!fromMonth || !toMonth) return no('badMonth');
	if (toMonth < fromMonth) return no('turnedRound');
	if (Number(toMonth.slice(0, 4)) - Number(fromMonth.slice(0, 4)) >= mostYears) return no('tooLong');
	return yes({ months: { period, fromMonth, toMonth } });
}

/** «2012-03», or a day in it. */
function firstOf(month: string | undefined): string | undefined {
	const text = /^(\d{4}-\d{2})(?:-\d{2})?$/u.exec(month?.trim() ?? '')?.[1];
	return text && text >= '2000' && isDay(`${text}-01`) ? `${text}-01` : undefined;
}

function issueOf(question: Question, today: string): QuestionIssue | undefined {
	const { measure, rows, columns, view } = question;
	const chosen = columns ? [rows, columns] : [rows];
	if (chosen.some((dimension) => !dimensionsOf[measure].includes(dimension))) return 'badDimension';
	if (rows === columns) return 'sameTwice';
	// Presences and ads belong to a place and to no programme; who came to an offer belongs to neither.
	if (measure !== 'contacts' && question.programmeId !== null) return 'noSuchFilter';
	if (measure === 'attendance' && question.arenaClass !== null) return 'noSuchFilter';
	if (view === 'internal') return undefined;
	if (chosen.some((dimension) => !publicDimensions[measure].includes(dimension))) return 'notPublic';
	// A part and the whole beside each other tell what is hidden in the other parts.
	if (question.arenaClass !== null || question.programmeId !== null) return 'noFilterInPublic';
	return isSettledYear(spanOf(question, today), today) ? undefined : 'yearOnly';
}

const isSettledYear = ({ from, to }: Span, today: string): boolean =>
	from.slice(0, 4) === to.slice(0, 4) &&
	from.endsWith('-01-01') &&
	to.endsWith('-12-31') &&
	isSettled(from.slice(0, 4), today);

const oneOf = <T extends string>(codes: readonly T[], text: string): T | undefined =>
	codes.find((code) => code === text);
