import type { ArenaClass } from '#arena';
import type { Cell, Figure, FigureName, Note, NoteCode, Period, QueryIssue } from '#report';
import { getLocale } from '#locale';
import { m } from '#messages';
import { classWords } from '../arenas/words.ts';
import {
	dayText,
	daysText,
	genderWords,
	initiativeWords,
	lower,
	obstacleWords,
	outcomeWords,
	sellerWords,
	themeWords
} from '../contacts/words.ts';

/** A row of a figure's table. A null is hidden; undefined is not there. */
export interface FigureRow {
	label: string;
	count: number | null;
	percent?: number;
	before?: number | null;
	change?: number;
	/** Code names of arenas, or sub-themes. */
	parts: { codeName: string; count: number }[];
}

/** A figure in words: its finding, the label of each row, what must be said beside it, and where it comes from. */
export interface FigureInWords {
	title: string;
	subtitle?: string;
	/** What the rows are. */
	head: string;
	/** What is counted, for the second column. */
	counted: string;
	notes: string[];
	/** Source, period and N. */
	source: string;
	rows: FigureRow[];
	/** For values along time: a table of its own, its first row the heads. */
	table?: { heads: string[]; rows: string[][] };
	/** The finding and the numbers in one sentence, for those who do not see the chart. */
	sentence: string;
}

/** @returns the figure in the reader's language. */
export function sayFigure(figure: Figure): FigureInWords {
	const rows = figure.cells.map((cell): FigureRow => ({
		label: labelOf(figure, cell),
		...{ count: cell.count, percent: cell.percent, before: cell.before, change: cell.change },
		parts: [
			...(cell.parts ?? []),
			...(cell.sub ?? []).map(({ code, count, labels }) => ({ codeName: themeLabel(code, labels), count }))
		]
	}));
	const title = sayFinding(figure);
	const table = tableOf(figure);
	const numbers = table
		? table.rows.map((row) => row.join(' ')).join(', ')
		: rows.map(({ label, count }) => `${lower(label)} ${count ?? m.report_hidden_cell()}`).join(', ');
	return {
		title,
		subtitle: subtitleOf(figure),
		head: figureNameWords[figure.name](),
		counted: figure.unit === 'people' ? m.report_came() : m.report_contacts(),
		notes: sayNotes(figure),
		source: saySource(figure),
		...{ rows, table },
		sentence: numbers === '' ? title : m.report_chart_sentence({ title, numbers })
	};
}

/** @returns «342 (97 %)», or the number alone where a share has no meaning; a hidden number is a word. */
export function countText({ count, percent }: { count: number | null; percent?: number }): string {
	if (count === null) return m.report_hidden();
	return percent === undefined ? String(count) : m.report_count_percent({ count, percent });
}

/** «+74 %», «−12 %». */
export const changeText = (change: number): string => m.report_change({ change: signed(change) });

/** The heading of the page: the answer for the period. */
export function sayPeriod(count: number, period: Period, today: string): string {
	const { from, to } = period;
	const year = to.slice(0, 4);
	if (from === `${year}-01-01` && to === `${year}-12-31`)
		return count === 0 ? m.report_title_none_year({ year }) : m.report_title_year({ count, year });
	if (from === `${year}-01-01` && to === today)
		return count === 0 ? m.report_title_none_so_far({ year }) : m.report_title_so_far({ count, year });
	const said = shortPeriod(period);
	return count === 0 ? m.report_title_none_period({ period: said }) : m.report_title_period({ count, period: said });
}

/** «2025», «2. kvartal 2025», or the days. */
export function shortPeriod({ from, to }: Period): string {
	const year = from.slice(0, 4);
	if (from === `${year}-01-01` && to === `${year}-12-31`) return year;
	return from === to ? dayText(from) : daysText(from, to);
}

/** The earlier of two periods, as short as beside a bar: its year, where that tells the two apart. */
export const earlierPeriod = (now: Period, before: Period): string =>
	now.from.slice(0, 4) === before.from.slice(0, 4) ? m.report_before_head() : before.from.slice(0, 4);

export const queryIssueWords: Record<QueryIssue, () => string> = {
	badDay: m.report_period_bad_day,
	turnedRound: m.report_period_turned_round,
	notYearOrQuarter: m.report_not_year_or_quarter,
	notOver: m.report_not_over,
	onePartOnly: m.report_one_part_only,
	otherDivision: m.report_other_division
};

/** A column of hours or weekdays under the drawing, short. */
export const shortLabel = (figure: Figure, cell: Cell): string => {
	if (figure.name === 'weekdays') return weekdayName(cell.code, 'short');
	return cell.code.padStart(2, '0');
};

/** Ads of a category, for the end of a line. */
export const categoryLabel = (code: string): string => word(adWords, code);

/** A day under a line: its month, and the year where it begins. */
export const monthLabel = (day: string, isFirst: boolean): string =>
	new Intl.DateTimeFormat(locale(), {
		month: 'short',
		...(isFirst || day.slice(5, 7) === '01' ? { year: '2-digit' } : {}),
		timeZone: 'UTC'
	}).format(new Date(day));

/** «3,4»: one decimal, as the reader writes it. */
export const decimal = (value: number): string =>
	new Intl.NumberFormat(locale(), { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(value);

/** What each figure is about, in a word or two. */
export const figureNameWords: Record<FigureName, () => string> = {
	gender: m.report_gender,
	'target-group': m.report_target_group,
	arenas: m.report_arenas,
	'own-chat': m.report_own_chat,
	notices: m.report_notices,
	themes: m.report_themes,
	obstacles: m.report_obstacles,
	initiative: m.report_initiative,
	outcomes: m.report_outcomes,
	languages: m.report_languages,
	weekdays: m.report_weekdays,
	hours: m.report_hours,
	'per-presence': m.report_per_presence,
	'ad-counts': m.report_ad_counts,
	offers: m.report_offers
};

function subtitleOf(figure: Figure): string | undefined {
	if (figure.compared) return figureNameWords[figure.name]();
	switch (figure.name) {
		case 'gender':
			return m.report_gender_subtitle();
		case 'arenas':
			return figure.view === 'internal' ? m.report_arenas_subtitle() : undefined;
		case 'own-chat':
			return m.report_own_chat_subtitle();
		case 'notices':
			return m.report_notices_subtitle();
		case 'per-presence':
			return figure.view === 'public' ? m.report_per_presence_subtitle_public() : m.report_per_presence_subtitle();
		case 'ad-counts':
			return m.report_ad_counts_subtitle();
		default:
			return undefined;
	}
}

function sayFinding(figure: Figure): string {
	const { finding } = figure;
	const { total = 0, count = 0, before = 0 } = finding.values;
	if (finding.code === 'tooFew') return m.report_too_few();
	if (finding.code === 'mostlyUnknown') return m.report_hours_mostly_unknown();
	if (finding.code === 'compared') return m.report_compared_title({ before, total });
	if (finding.code === 'changed') return sayChange(figure);
	if (finding.code === 'sellers') return m.report_target_group_title({ count, total });
	if (finding.code === 'noSellers') return m.report_target_group_title_none();
	if (finding.code === 'ownChat') return m.report_own_chat_title({ count, total });
	if (finding.code === 'noticesGiven') return m.report_notices_title({ count, total });
	if (finding.code === 'largest') return largestTitles[figure.name]?.(figure) ?? figureNameWords[figure.name]();
	if (figure.name === 'per-presence') return sayTrend(figure);
	if (figure.name === 'ad-counts') return sayBand(figure);
	if (figure.name === 'offers') return sayAttendance(figure);
	return sayNothing(figure);
}

/** A figure without an answer says why there is none. */
function sayNothing({ name, cells, total }: Figure): string {
	const figure = figureNameWords[name]();
	if (total === 0) return m.report_figure_none({ figure });
	const unknown = cells.find(({ code }) => code === 'unknown')?.count;
	if (emptyTitles[name]) return emptyTitles[name]();
	return typeof unknown === 'number' && unknown === total ? m.report_figure_unknown({ figure }) : figure;
}

/** Figures of which there is nothing to show, by their names, for one sentence. */
export const sayWithout = (names: readonly FigureName[]): string =>
	m.report_without({ figures: together(names.map((name) => lower(figureNameWords[name]()))) });

function sayChange({ finding, ...figure }: Figure): string {
	const { count = 0, before = 0, change } = finding.values;
	const code = finding.codes[0]!;
	const cell = figure.cells.find((one) => one.code === code) ?? { code, count };
	const answer = labelOf({ ...figure, finding }, cell);
	const label = figure.name === 'target-group' ? `${figureNameWords[figure.name]()}, ${lower(answer)}` : answer;
	if (change === undefined) return m.report_grew({ label, before, count });
	return m.report_grew_percent({ label, before, count, change: signed(change) });
}

const emptyTitles: Partial<Record<FigureName, () => string>> = {
	'target-group': m.report_target_group,
	arenas: m.report_arenas_title_none,
	themes: m.report_themes_title_none,
	obstacles: m.report_obstacles_title_none
};

const largestTitles: Partial<Record<FigureName, (figure: Figure) => string>> = {
	gender: sayGender,
	arenas: sayArenas,
	themes: sayThemes,
	obstacles: (figure) => m.report_obstacles_title({ obstacles: lower(topLabels(figure)) }),
	initiative: ({ finding: { codes, values } }) => {
		const numbers = { count: values.count ?? 0, total: values.total ?? 0 };
		return codes[0] === 'them' ? m.report_initiative_title_them(numbers) : m.report_initiative_title_us(numbers);
	},
	outcomes: ({ finding: { codes, values } }) =>
		m.report_outcomes_title({
			outcome: word(outcomeWords, codes[0]!),
			...{ count: values.count ?? 0, total: values.total ?? 0 }
		}),
	languages: ({ finding: { codes, values } }) =>
		m.report_languages_title({
			language: lower(languageLabel(codes[0]!)),
			...{ count: values.count ?? 0, total: values.total ?? 0 }
		}),
	weekdays: ({ finding }) =>
		m.report_weekdays_title({ days: together(finding.codes.map((code) => weekdayName(code, 'long'))) }),
	hours: ({ finding }) => m.report_hours_title(hoursOf(finding.codes[0]!))
};

const genderTitles: Record<string, (numbers: { count: number; total: number }) => string> = {
	man: m.report_gender_title_man,
	woman: m.report_gender_title_woman,
	trans: m.report_gender_title_trans,
	other: m.report_gender_title_other,
	notStated: m.report_gender_title_not_stated
};

function sayGender({ finding: { codes, values } }: Figure): string {
	const say = genderTitles[codes[0]!];
	return say ? say({ count: values.count ?? 0, total: values.total ?? 0 }) : m.report_gender();
}

function sayArenas({ finding: { codes } }: Figure): string {
	if (codes.includes('none')) return m.report_arenas_title_none();
	const places = codes.flatMap((code) => code.split('+')).map((code) => word(throughWords, code));
	return m.report_arenas_title({ places: together(places) });
}

const throughWords: Record<ArenaClass, () => string> = {
	ownChat: m.report_through_own_chat,
	escortSite: m.report_through_escort_site,
	sexChat: m.report_through_sex_chat,
	datingApp: m.report_through_dating_app,
	community: m.report_through_community,
	forum: m.report_through_forum,
	socialMedia: m.report_through_social_media,
	phone: m.report_through_phone,
	physical: m.report_through_physical,
	other: m.report_through_other
};

function sayThemes(figure: Figure): string {
	const themes = topLabels(figure);
	return figure.finding.codes.length === 1
		? m.report_themes_title_one({ themes })
		: m.report_themes_title_many({ themes });
}

function sayTrend({ finding: { code, values } }: Figure): string {
	const [start, end] = [decimal(values.start ?? 0), decimal(values.end ?? 0)];
	if (code === 'rising') return m.report_per_presence_rising({ start, end });
	if (code === 'falling') return m.report_per_presence_falling({ start, end });
	if (code === 'level') return m.report_per_presence_level({ end });
	return code === 'noLine' ? m.report_per_presence_few() : m.report_per_presence_none();
}

function sayBand({ finding: { code, values, codes } }: Figure): string {
	if (code !== 'band') return m.report_ad_counts_none();
	const category = word(adWords, codes[0]!);
	const [least, most] = [values.least ?? 0, values.most ?? 0];
	return least === most
		? m.report_ad_counts_title_same({ most, category })
		: m.report_ad_counts_title({ least, most, category });
}

function sayAttendance({ finding: { code, values } }: Figure): string {
	const days = values.days ?? 0;
	if (code === 'nobodyCame') return m.report_offers_nobody({ days });
	if (code === 'openDays') return m.report_offers_days({ days });
	return code === 'came' ? m.report_offers_came({ days, total: values.total ?? 0 }) : m.report_offers_none();
}

const adWords: Record<string, () => string> = {
	man: m.report_ad_by_man,
	trans: m.report_ad_by_trans,
	woman: m.report_ad_by_woman,
	coupleOrOther: m.report_ad_by_couple_or_other
};

/** All that share the first place, as one sentence part. */
function topLabels(figure: Figure): string {
	const labels = figure.finding.codes.map((code) => {
		const cell = figure.cells.find((one) => one.code === code);
		return cell ? labelOf(figure, cell) : code;
	});
	return together(labels.map((label, place) => (place === 0 ? label : lower(label))));
}

/** The words of a cell; of several that were put together, each of them. */
function labelOf(figure: Figure, cell: Cell): string {
	if (cell.codes && cell.codes.length > 1) {
		const labels = cell.codes.map((code) => labelOf(figure, { code, count: null }));
		return together(labels.map((label, place) => (place === 0 ? label : lower(label))));
	}
	const { code } = cell;
	switch (figure.name) {
		case 'gender':
			return code === 'notStated' ? m.report_gender_not_stated() : word(genderWords, code);
		case 'target-group':
			return word(sellerWords, code);
		case 'arenas':
			return arenaLabel(cell);
		case 'own-chat':
			return code === 'ownChat' ? m.report_own_chat_ours() : m.report_own_chat_elsewhere();
		case 'notices':
			return code === 'given' ? m.report_notices_given() : m.report_notices_not_given();
		case 'themes':
			return themeLabel(code, cell.labels);
		case 'obstacles':
			return word(obstacleWords, code);
		case 'initiative':
			return word(initiativeWords, code);
		case 'outcomes':
			return word(outcomeWords, code);
		case 'languages':
			return code === 'unknown' ? m.report_language_unknown() : languageLabel(code);
		case 'weekdays':
			return capital(weekdayName(code, 'long'));
		case 'hours':
			return code === 'unknown' ? m.report_hour_unknown() : m.report_hour_span(hoursOf(code));
		case 'offers':
			return `${labelText(cell.labels) ?? ''}, ${dayText(code.slice(-10))}`;
		default:
			return code;
	}
}

function arenaLabel({ code, parts }: Cell): string {
	const name = code === 'none' ? m.report_arena_none() : word(classWords, code);
	const count = parts?.length ?? 0;
	return count > 1 ? m.report_arena_places({ name, count }) : name;
}

const themeLabel = (code: string, labels: Cell['labels']): string => labelText(labels) ?? word(themeWords, code);

/** The service's own word; without an English one the Norwegian. */
const labelText = (labels: Cell['labels']): string | undefined =>
	(getLocale() === 'nb' ? labels?.nb : (labels?.en ?? labels?.nb)) ?? undefined;

const languageLabel = (code: string): string => {
	if (code === 'unknown') return m.report_language_unknown();
	return capital(new Intl.DisplayNames([getLocale()], { type: 'language' }).of(code) ?? code);
};

/** An hour, or a quarter of the day (`q2`), as its two ends. */
function hoursOf(code: string): { from: string; to: string } {
	const [first, length] = code.startsWith('q') ? [6 * Number(code[1]), 6] : [Number(code), 1];
	const two = (hour: number) => String(hour).padStart(2, '0');
	return { from: two(first), to: two(first + length) };
}

/** Monday is 1; any Monday will do. */
const weekdayName = (code: string, length: 'long' | 'short'): string =>
	new Intl.DateTimeFormat(locale(), { weekday: length, timeZone: 'UTC' }).format(
		new Date(Date.UTC(2024, 0, Number(code)))
	);

/** A code without words would be a mistake of ours; the code itself is better than nothing. */
const word = (words: Record<string, () => string>, code: string) => words[code]?.() ?? code;

function tableOf(figure: Figure): FigureInWords['table'] {
	if (figure.kind !== 'series') return undefined;
	if (figure.name === 'ad-counts') return adTable(figure);
	const points = figure.series?.[0]?.points ?? [];
	if (figure.view === 'public') {
		const rows = points.map(({ at, value }) => [
			m.report_quarter({ quarter: Math.ceil(Number(at.slice(5, 7)) / 3) }),
			value === null ? m.report_hidden() : decimal(value)
		]);
		return { heads: [m.report_quarter_head(), m.report_mean()], rows };
	}
	const months = [...Map.groupBy(points, ({ at }) => at.slice(0, 7))].map(([month, held]) => {
		const contacts = held.reduce((sum, { value }) => sum + (value ?? 0), 0);
		return [monthName(`${month}-01`), String(held.length), String(contacts), decimal(contacts / held.length)];
	});
	return { heads: [m.report_month(), m.report_times(), m.report_contacts(), m.report_mean()], rows: months };
}

function adTable({ series = [] }: Figure): NonNullable<FigureInWords['table']> {
	const rows = series.map(({ code, points }) => {
		const values = points.flatMap(({ value }) => (value === null ? [] : [value]));
		const ends = values.length > 0 ? [Math.min(...values), Math.max(...values)] : ['–', '–'];
		return [capital(word(adWords, code)), ...ends.map(String), String(values.length)];
	});
	return {
		heads: [m.report_ad_category(), m.report_ad_least(), m.report_ad_most(), m.report_ad_weeks()],
		rows
	};
}

const monthName = (day: string): string =>
	capital(new Intl.DateTimeFormat(locale(), { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(day)));

type Numbered = Required<Pick<Note, 'value'>> & Note;
const noteWords: Record<NoteCode, (note: Numbered) => string> = {
	roundedSumsTo: ({ value }) => m.report_note_rounded({ value }),
	percentNeedsFifty: () => m.report_note_fifty(),
	buyersBeside: ({ value: count, percent }) =>
		percent === undefined ? m.report_note_buyers({ count }) : m.report_note_buyers_percent({ count, percent }),
	unsureEndedEarly: ({ value }) => m.report_note_unsure_ended_early({ value }),
	unsureNotAsked: ({ value }) => m.report_note_unsure_not_asked({ value }),
	unsureNotRelevant: ({ value }) => m.report_note_unsure_not_relevant({ value }),
	unsureWithoutReason: ({ value }) => m.report_note_unsure_without_reason({ value }),
	themesSumAboveTotal: ({ value }) => m.report_note_themes_sum({ value }),
	severalPerContact: () => m.report_note_several(),
	contactsWithoutTheme: ({ value: count }) => m.report_note_without_theme({ count }),
	smallMerged: () => m.report_note_merged(),
	smallHidden: () => m.report_note_hidden(),
	tooFewToTell: () => m.report_note_too_few(),
	noDrillDown: () => m.report_note_no_drill_down(),
	withoutHour: ({ value: count }) => m.report_note_without_hour({ count }),
	weeksNotCounted: ({ value: count }) => m.report_note_weeks_not_counted({ count }),
	plannedNotHeld: ({ value: count }) => m.report_note_not_held({ count }),
	adsAreNotPeople: () => m.report_note_ads(),
	unequalPeriods: ({ value, other = 0 }) => m.report_note_unequal({ value, other }),
	wholeMonthsOnly: () => m.report_note_whole_months(),
	countedByMonth: () => m.report_note_by_month()
};

function sayNotes({ notes, fit }: Figure): string[] {
	const say = (note: Note) => noteWords[note.code]({ ...note, value: note.value ?? 0 });
	const sentences = notes.filter(({ code }) => !code.startsWith('unsure')).map(say);
	const reasons = notes.filter(({ code }) => code.startsWith('unsure')).map(say);
	if (reasons.length > 0) sentences.push(m.report_note_unsure({ reasons: reasons.join(', ') }));
	if (fit) {
		sentences.unshift(
			m.report_per_presence_means({ first: decimal(fit.firstMean), last: decimal(fit.lastMean) }),
			m.report_per_presence_spread({ first: decimal(fit.firstSpread), last: decimal(fit.lastSpread) })
		);
	}
	return sentences;
}

function saySource(figure: Figure): string {
	const period = shortPeriod(figure);
	const total = figure.total === null ? m.report_total_hidden() : String(figure.total);
	const say = {
		contacts: m.report_source_contacts,
		logged: m.report_source_logged,
		presences: m.report_source_presences,
		adCounts: m.report_source_ads,
		offers: m.report_source_offers
	}[figure.source];
	return [
		say({ period, total }),
		...(figure.compared ? [m.report_source_compared({ period: shortPeriod(figure.compared) })] : []),
		...(figure.arenaClass ? [m.report_source_class({ name: lower(word(classWords, figure.arenaClass)) })] : [])
	].join(' ');
}

/** «+74», «−12»: with a real minus. */
const signed = (change: number): string => (change > 0 ? `+${change}` : String(change).replace('-', '−'));
const capital = (text: string): string => text.charAt(0).toLocaleUpperCase() + text.slice(1);
const together = (words: string[]) => new Intl.ListFormat(getLocale(), { type: 'conjunction' }).format(words);
const locale = (): string => (getLocale() === 'nb' ? 'nb-NO' : 'en-GB');
