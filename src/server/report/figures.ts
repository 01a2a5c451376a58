import { addDays } from '#shared/calendar.ts';
import { wholePercent } from '#shared/proportion.ts';
import { findingOf } from './finding.ts';
import type { Cell, Figure, FigureName, Finding, Note, Series } from './report.ts';
import { fitLine } from './trend.ts';

/** How many contacts have a code, as the database counts them. */
export interface Tally {
	code: string;
	count: number;
}
/** How many contacts came by an arena, and over which channel; no class is no arena. */
export interface ArenaTally {
	class: string | null;
	codeName: string | null;
	channel: string;
	count: number;
}
/** A theme as the lead keeps it: under which one, and in which words. */
export interface ThemeWords {
	code: string;
	parentCode: string | null;
	labels?: Cell['labels'];
}
/** Counts of contacts by dimension, as report_count keeps them. */
export type Counts = ReadonlyMap<string, readonly Tally[]>;

/** What a figure is about: its period, and what it is narrowed to. */
export type Frame = Pick<Figure, 'from' | 'to' | 'arenaClass' | 'programmeId'>;

/** A cell of an internal figure: nothing is hidden in it. */
type Counted = Cell & { count: number };

/** R110: shares only from this many contacts. */
export const fewestForPercent = 50;

/**
 * R110: whole percent, half up, worked out in integers: 293 of 354 is 83.
 * @returns undefined below fifty contacts, where a share says more than we know.
 */
export function percentOf(count: number, total: number): number | undefined {
	return total < fewestForPercent ? undefined : wholePercent(count, total);
}

/** The answers of a question with one answer, in the order of the form; the vague ones last, whatever their number. */
export const answers = {
	gender: { all: ['man', 'woman', 'trans', 'other', 'notStated'], vague: ['other', 'notStated'] },
	seller: { all: ['yes', 'no', 'unsure'], vague: ['unsure'] },
	initiative: { all: ['them', 'us', 'unknown'], vague: ['unknown'] },
	outcome: {
		all: ['answered', 'referredToUs', 'referredElsewhere', 'endedBeforeAnswer', 'unknown'],
		vague: ['unknown']
	},
	language: { all: [], vague: ['unknown'] },
	arenas: { all: [], vague: ['other', 'none'] },
	ownChat: { all: ['ownChat', 'elsewhere'], vague: ['elsewhere'] },
	weekday: { all: ['1', '2', '3', '4', '5', '6', '7'], vague: [] },
	hour: { all: [...Array.from({ length: 24 }, (_, hour) => String(hour)), 'unknown'], vague: ['unknown'] }
} as const satisfies Record<string, { all: string[]; vague: string[] }>;

/** R23: one gender per contact, as the worker understood it; other and not stated last. */
export const genderFigure = (frame: Frame, counts: Counts): Figure => oneChoice('gender', frame, counts, 'gender');

/** Who wrote first. */
export const initiativeFigure = (frame: Frame, counts: Counts): Figure =>
	oneChoice('initiative', frame, counts, 'initiative');

/** R29: what was done; nobody is rejected. */
export const outcomeFigure = (frame: Frame, counts: Counts): Figure => oneChoice('outcomes', frame, counts, 'outcome');

/** In which languages. */
export const languageFigure = (frame: Frame, counts: Counts): Figure =>
	oneChoice('languages', frame, counts, 'language');

/** R24, R25: sells or exchanges sex; buyers are told beside and never inside, and the unsure are split by reason. */
export function targetGroupFigure(frame: Frame, counts: Counts): Figure {
	const whole = oneChoice('target-group', frame, counts, 'seller');
	const buyers = tallyOf(counts, 'buyer').find(({ code }) => code === 'yes')?.count ?? 0;
	const beside = shareNote('buyersBeside', buyers, whole.total!);
	return { ...whole, notes: [...whole.notes, ...beside, ...unsureNotes(tallyOf(counts, 'unsureReason'))] };
}

/** R9, R27: by class of arena; the code names stand inside their class, for those who may see them. */
export function arenaFigure(frame: Frame, tallies: readonly ArenaTally[], mayReadArenas: boolean): Figure {
	const classes = [...Map.groupBy(tallies, (tally) => tally.class ?? 'none')].map(([code, members]): Counted => {
		const parts = [...Map.groupBy(members, ({ codeName }) => codeName)]
			.flatMap(([codeName, same]) => (codeName === null ? [] : [{ codeName, count: sum(same) }]))
			.sort((a, b) => b.count - a.count || a.codeName.localeCompare(b.codeName, 'nb'));
		return { code, count: sum(members), ...(mayReadArenas && parts.length ? { parts } : {}) };
	});
	return wholeFigure('arenas', frame, bySize(classes, answers.arenas.vague));
}

/** R18: how many came to our own chat rather than to a place that somebody else owns. */
export function ownChatFigure(frame: Frame, tallies: readonly ArenaTally[]): Figure {
	const isOurs = (tally: ArenaTally) => tally.class === 'ownChat' || tally.channel === 'ownChat';
	const ours = sum(tallies.filter(isOurs));
	const cells = [
		{ code: 'ownChat', count: ours },
		{ code: 'elsewhere', count: sum(tallies) - ours }
	];
	return wholeFigure('own-chat', frame, sum(cells) > 0 ? cells : []);
}

/** R18: on how many conversations on somebody else's site it was said that nobody can promise anonymity there. */
export function noticeFigure(frame: Frame, { given, notGiven }: { given: number; notGiven: number }): Figure {
	const cells = [
		{ code: 'given', count: given },
		{ code: 'notGiven', count: notGiven }
	];
	const figure = wholeFigure('notices', frame, given + notGiven > 0 ? cells : []);
	const notes: Note[] = given + notGiven > 0 ? [...figure.notes, { code: 'countedByMonth' }] : [];
	return finish({ ...figure, unit: 'conversations', source: 'logged', notes });
}

/** R28: several themes per contact, so never a share of a whole; the note says that the sum is larger. */
export function themeFigure(frame: Frame, counts: Counts, themes: readonly ThemeWords[]): Figure {
	const labelled = ({ code, count }: Tally) => {
		const labels = themes.find((theme) => theme.code === code)?.labels;
		return { code, count, ...(labels ? { labels } : {}) };
	};
	const below = (parent: string) =>
		tallyOf(counts, 'theme').filter(({ code }) => themes.find((theme) => theme.code === code)?.parentCode === parent);
	const inOrder = themes.flatMap(({ code }) => tallyOf(counts, 'themeTop').filter((tally) => tally.code === code));
	const cells = bySize(
		inOrder
			.filter(({ count }) => count > 0)
			.map((tally) => {
				const sub = bySize(
					below(tally.code).filter(({ count }) => count > 0),
					[]
				).map(labelled);
				return { ...labelled(tally), ...(sub.length > 0 ? { sub } : {}) };
			}),
		[]
	);
	const total = contactsIn(counts);
	const without = tallyOf(counts, 'themed').find(({ code }) => code === 'no')?.count ?? 0;
	return multiFigure('themes', frame, cells, total, [
		...(without > 0 ? [{ code: 'contactsWithoutTheme', value: without } as const] : [])
	]);
}

/** R34: what stood in the way, in codes; several per contact, and most have none. */
export function obstacleFigure(frame: Frame, counts: Counts): Figure {
	const cells = bySize(
		tallyOf(counts, 'obstacle').filter(({ count }) => count > 0),
		[]
	);
	return multiFigure('obstacles', frame, cells, contactsIn(counts), []);
}

/** In order of the week, not of size. */
export function weekdayFigure(frame: Frame, counts: Counts): Figure {
	return wholeFigure('weekdays', frame, fill(tallyOf(counts, 'weekday'), answers.weekday.all));
}

/** In order of the clock. Contacts that were registered on another day than they happened have no hour. */
export function hourFigure(frame: Frame, counts: Counts): Figure {
	const figure = wholeFigure('hours', frame, fill(tallyOf(counts, 'hour'), answers.hour.all));
	const unknown = figure.cells.find(({ code }) => code === 'unknown')?.count ?? 0;
	return unknown > 0 ? { ...figure, notes: [...figure.notes, { code: 'withoutHour', value: unknown }] } : figure;
}

/** R12, R111: contacts per presence that was held; with nobody it is 0, and one that was not held is not there. */
export function presenceFigure(
	frame: Frame,
	presences: readonly { day: string; contacts: number | null; planned: boolean; cancelled: boolean }[]
): Figure {
	const held = presences.filter((presence) => presence.contacts !== null);
	const points = held.map(({ day, contacts }) => ({ at: day, value: contacts }));
	const fit = fitLine(points.map(({ value }) => value!));
	const notHeld = presences.filter(({ planned, contacts }) => planned && contacts === null).length;
	return finish({
		...headOf('per-presence', frame, held.length),
		kind: 'series',
		unit: 'presences',
		source: 'presences',
		isWhole: false,
		cells: [],
		series: [{ code: 'contactsPerPresence', points }],
		...(fit ? { fit } : {}),
		notes: notHeld > 0 ? [{ code: 'plannedNotHeld', value: notHeld }] : []
	});
}

export const adCategories = ['man', 'trans', 'woman', 'coupleOrOther'] as const;

/**
 * R71: ads by week and category, over the arenas together. A week without a count is a gap; so is a week when an arena that
 * is counted before and after was not, because the sum would seem to fall.
 */
export function adFigure(
	frame: Frame,
	rows: readonly { arenaId: string; week: string; category: string; ads: number }[]
): Figure {
	const weeks = weeksBetween(rows.map(({ week }) => week));
	const series = adCategories.flatMap((category) => {
		const mine = rows.filter((row) => row.category === category);
		return mine.length === 0 ? [] : [adSeries(category, mine, weeks)];
	});
	const values = series.flatMap(({ points }) => points.flatMap(({ value }) => (value === null ? [] : [value])));
	const gaps = weeks.filter((_, place) => series.every(({ points }) => points[place]!.value === null)).length;
	return finish({
		...headOf('ad-counts', frame, weeks.length - gaps),
		kind: 'series',
		unit: 'ads',
		source: 'adCounts',
		isWhole: false,
		cells: [],
		series,
		...(values.length > 0 ? { band: { least: Math.min(...values), most: Math.max(...values) } } : {}),
		notes: [
			...(series.length > 0 ? [{ code: 'adsAreNotPeople' } as const] : []),
			...(gaps > 0 ? [{ code: 'weeksNotCounted', value: gaps } as const] : [])
		]
	});
}

/** R88: how many came to what was offered, day by day; an open day without anybody is 0. */
export function offerFigure(
	frame: Frame,
	days: readonly { offerId: string; name: string; day: string; count: number }[]
): Figure {
	const cells = days.map(({ offerId, name, day, count }) => ({
		code: `${offerId} ${day}`,
		count,
		labels: { nb: name, en: name }
	}));
	return finish({
		...headOf('offers', frame, sum(cells)),
		kind: 'list',
		unit: 'people',
		source: 'offers',
		isWhole: false,
		cells,
		notes: []
	});
}

/** Works the title out anew; for whoever has changed the cells. */
export const finish = (figure: Omit<Figure, 'finding'> & { finding?: Finding }): Figure => ({
	...figure,
	finding: findingOf(figure)
});

/** How many contacts there were in all. */
export const contactsIn = (counts: Counts): number => sum(tallyOf(counts, 'all'));

export const tallyOf = (counts: Counts, dimension: string): readonly Tally[] => counts.get(dimension) ?? [];

/** Notes that follow from the cells alone: what the shares sum to, or why there are none. */
export function roundingNotes(cells: readonly Cell[], total: number): Note[] {
	if (total === 0) return [];
	if (total < fewestForPercent) return [{ code: 'percentNeedsFifty' }];
	const shown = cells.reduce((all, { percent }) => all + (percent ?? 0), 0);
	return shown === 100 ? [] : [{ code: 'roundedSumsTo', value: shown }];
}

function oneChoice(name: FigureName, frame: Frame, counts: Counts, dimension: keyof typeof answers): Figure {
	const { all, vague } = answers[dimension];
	const tallies = tallyOf(counts, dimension);
	const cells = all.length > 0 ? fill(tallies, all) : tallies.filter(({ count }) => count > 0);
	return wholeFigure(name, frame, bySize(cells, vague));
}

/** Parts of one whole: their sum is the total, so shares have a meaning and buyers, who are beside, cannot slip in. */
function wholeFigure(name: FigureName, frame: Frame, tallies: readonly Counted[]): Figure {
	const total = sum(tallies);
	const cells = tallies.map((tally) => {
		const percent = percentOf(tally.count, total);
		return { ...tally, ...(percent === undefined ? {} : { percent }) };
	});
	return finish({ ...headOf(name, frame, total), isWhole: true, cells, notes: roundingNotes(cells, total) });
}

/** Several answers per contact: no shares, and a note where the sum is more than the contacts. */
function multiFigure(name: FigureName, frame: Frame, cells: Counted[], total: number, notes: Note[]): Figure {
	const all = sum(cells);
	const several: Note[] = all > total ? [{ code: 'themesSumAboveTotal', value: all }] : [];
	return finish({ ...headOf(name, frame, total), isWhole: false, cells, notes: [...several, ...notes] });
}

const headOf = (name: FigureName, { from, to, arenaClass, programmeId }: Frame, total: number) => ({
	...{ name, from, to, total },
	...(arenaClass ? { arenaClass } : {}),
	...(programmeId ? { programmeId } : {}),
	...({ kind: 'list', view: 'internal', unit: 'contacts', source: 'contacts' } as const)
});

function adSeries(
	category: string,
	rows: readonly { arenaId: string; week: string; ads: number }[],
	weeks: readonly string[]
): Series {
	const byWeek = Map.groupBy(rows, ({ week }) => week);
	const spans = [...Map.groupBy(rows, ({ arenaId }) => arenaId).values()].map((mine) => {
		const counted = mine.map(({ week }) => week).toSorted();
		return { first: counted[0]!, last: counted.at(-1)! };
	});
	const points = weeks.map((at) => {
		const counted = byWeek.get(at) ?? [];
		const expected = spans.filter(({ first, last }) => first <= at && at <= last).length;
		const isWhole = counted.length > 0 && counted.length >= expected;
		return { at, value: isWhole ? counted.reduce((all, { ads }) => all + ads, 0) : null };
	});
	return { code: category, points };
}

/** Every Monday from the first to the last. */
function weeksBetween(weeks: readonly string[]): string[] {
	const sorted = weeks.toSorted();
	const all: string[] = [];
	for (let week = sorted[0]; week !== undefined && week <= sorted.at(-1)!; week = addDays(week, 7)) all.push(week);
	return all;
}

/** Largest first; the vague answers last whatever their size, in the order given. */
function bySize<T extends Tally>(cells: readonly T[], last: readonly string[]): T[] {
	const vague = last.flatMap((code) => cells.filter((cell) => cell.code === code));
	const clear = cells.filter(({ code }) => !last.includes(code)).sort((a, b) => b.count - a.count);
	return [...clear, ...vague];
}

function unsureNotes(tallies: readonly Tally[]): Note[] {
	return unsureCodes.flatMap(([code, note]) =>
		tallies.filter((tally) => tally.code === code && tally.count > 0).map(({ count }) => ({ code: note, value: count }))
	);
}
const unsureCodes = [
	['endedEarly', 'unsureEndedEarly'],
	['notAsked', 'unsureNotAsked'],
	['notRelevant', 'unsureNotRelevant'],
	['none', 'unsureWithoutReason']
] as const;

function shareNote(code: Note['code'], value: number, total: number): Note[] {
	if (value === 0) return [];
	const percent = percentOf(value, total);
	return [percent === undefined ? { code, value } : { code, value, percent }];
}

/** Every answer that exists is shown, also with nobody: a missing row would be a question. */
const fill = (tallies: readonly Tally[], codes: readonly string[]): Counted[] =>
	codes.map((code) => ({ code, count: tallies.find((tally) => tally.code === code)?.count ?? 0 }));

const sum = (cells: readonly { count: number }[]): number => cells.reduce((all, { count }) => all + count, 0);
