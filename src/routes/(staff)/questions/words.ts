import type { Answer, AnswerNote, Dimension, listNames, Measure, PeriodKind, QuestionIssue } from '#question';
import { getLocale } from '#locale';
import { m } from '#messages';
import { say } from '../../say.ts';
import { categoryWords, classWords } from '../arenas/words.ts';
import {
	buyerWords,
	channelWords,
	daysText,
	genderWords,
	initiativeWords,
	lower,
	obstacleWords,
	outcomeWords,
	reasonWords,
	sellerWords,
	themeWord
} from '../contacts/words.ts';

export const measureWords: Record<Measure, () => string> = {
	contacts: m.question_measure_contacts,
	presences: m.question_measure_presences,
	presenceHours: m.question_measure_hours,
	presenceContacts: m.question_measure_presence_contacts,
	adsPerWeek: m.question_measure_ads,
	attendance: m.question_measure_attendance
};

export const dimensionWords: Record<Dimension, () => string> = {
	gender: m.contact_gender,
	seller: m.contact_seller,
	unsureReason: m.contact_unsure_reason,
	buyer: m.contact_buyer,
	initiative: m.contact_initiative,
	language: m.contact_language,
	outcome: m.contact_outcome,
	channel: m.contact_channel,
	weekday: m.question_weekday,
	hour: m.question_hour,
	themeTop: m.contact_themes,
	theme: m.question_sub_theme,
	obstacle: m.question_obstacle,
	arenaClass: m.question_arena_class,
	arena: m.contact_arena,
	programme: m.question_programme,
	category: m.question_category,
	offer: m.question_offer,
	month: m.question_month,
	quarter: m.question_quarter,
	year: m.question_year
};

export const periodWords: Record<PeriodKind, () => string> = {
	thisYear: m.question_this_year,
	lastYear: m.question_last_year,
	lastFiveYears: m.question_last_five_years,
	months: m.question_months
};

export const issueWords: Record<QuestionIssue, () => string> = {
	badMeasure: m.question_issue_bad_dimension,
	badDimension: m.question_issue_bad_dimension,
	sameTwice: m.question_issue_same_twice,
	badMonth: m.question_issue_bad_month,
	turnedRound: m.question_issue_turned_round,
	tooLong: m.question_issue_too_long,
	notPublic: m.question_issue_not_public,
	yearOnly: m.question_issue_year_only,
	noFilterInPublic: m.question_issue_no_filter,
	noSuchFilter: m.question_issue_no_such_filter
};

const noteWords: Record<AnswerNote, () => string> = {
	wholeQuarters: m.question_note_whole_quarters,
	severalPerContact: m.question_note_several,
	percentNeedsFifty: m.report_note_fifty,
	smallMerged: m.question_note_merged,
	smallHidden: m.question_note_hidden,
	noDrillDown: m.question_note_no_drill_down,
	usualWeek: m.question_note_usual_week,
	dividedOtherwise: m.question_note_divided_otherwise
};

type Names = Awaited<ReturnType<typeof listNames>>;

/** An answer as it is shown, drawn and written to a file. */
export interface AnswerInWords {
	title: string;
	/** Period and what it was narrowed to. */
	subtitle: string;
	heads: string[];
	/** A null is hidden; a gap is undefined. */
	rows: { label: string; cells: string[]; values: (number | null)[] }[];
	columns: string[];
	notes: string[];
}

/** @returns the answer in the reader's language. */
export function sayAnswer(answer: Answer, names: Names): AnswerInWords {
	const { question, rows, columns } = answer;
	const labelled = (dimension: Dimension, codes: readonly string[]) =>
		codes.map((code, place) => (place === 0 ? labelOf : lowerLabel)(dimension, code, names)).join(', ');
	const heads = columns.map(({ codes }) => labelled(question.columns!, codes));
	const hasShares = rows.some(({ percent }) => percent !== undefined);
	const isMean = question.measure === 'adsPerWeek';
	const gap = question.view === 'public' ? m.question_hidden_or_not_counted() : m.question_not_counted();
	const hidden = isMean ? gap : m.report_hidden_cell();
	const told = (count: number | null) => (count === null ? hidden : say.number(count));
	return {
		title: titleOf(answer),
		subtitle: subtitleOf(answer, names),
		heads: [
			dimensionWords[question.rows](),
			...heads,
			...(columns.length === 0 ? [measureWords[question.measure]()] : answer.hasSums ? [m.question_sum()] : []),
			...(hasShares ? [m.report_share()] : [])
		],
		columns: heads,
		rows: rows.map(({ codes, count, percent, cells }) => ({
			label: labelled(question.rows, codes),
			cells: [
				...(cells ?? []).map(told),
				...(columns.length === 0 || answer.hasSums ? [told(count)] : []),
				...(hasShares ? [percent === undefined ? '' : m.report_percent({ percent })] : [])
			],
			values: columns.length === 0 ? [count] : cells!
		})),
		notes: [...new Set(answer.notes)].map((note) => noteWords[note]())
	};
}

function titleOf({ question, total }: Answer): string {
	const by = question.columns
		? m.question_by_two({
				rows: lower(dimensionWords[question.rows]()),
				columns: lower(dimensionWords[question.columns]())
			})
		: m.question_by_one({ rows: lower(dimensionWords[question.rows]()) });
	const measure = measureWords[question.measure]();
	return total === null ? `${measure} ${by}` : `${say.number(total)} ${lower(measure)} ${by}`;
}

function subtitleOf({ question, from, to }: Answer, names: Names): string {
	const programme = names.programmes.find(({ id }) => id === question.programmeId)?.name;
	return [
		daysText(from, to),
		question.arenaClass && word(classWords, question.arenaClass),
		programme,
		question.view === 'public' ? m.question_view_public() : m.question_view_internal()
	]
		.filter(Boolean)
		.join(' · ');
}

const codeWords: Partial<Record<Dimension, Record<string, () => string>>> = {
	gender: genderWords,
	seller: sellerWords,
	unsureReason: { ...reasonWords, none: m.contact_reason_none },
	buyer: buyerWords,
	initiative: initiativeWords,
	outcome: outcomeWords,
	channel: channelWords,
	obstacle: obstacleWords,
	arenaClass: { ...classWords, none: m.contact_arena_none },
	category: categoryWords
};

function labelOf(dimension: Dimension, code: string, names: Names): string {
	if (codeWords[dimension]) return word(codeWords[dimension], code);
	if (dimension === 'arena') return names.arenas.find(({ id }) => id === code)?.codeName ?? m.contact_arena_none();
	if (dimension === 'offer') return names.offers.find(({ id }) => id === code)?.name ?? m.question_unknown();
	if (dimension === 'programme')
		return names.programmes.find(({ id }) => id === code)?.name ?? m.question_programme_none();
	if (dimension === 'theme' || dimension === 'themeTop') {
		const theme = names.themes.find((theme) => theme.code === code);
		return theme ? themeWord(theme) : code;
	}
	if (code === 'unknown') return m.question_unknown();
	if (dimension === 'language')
		return capital(new Intl.DisplayNames([getLocale()], { type: 'language' }).of(code) ?? code);
	if (dimension === 'hour') return m.question_hour_of({ hour: code });
	if (dimension === 'weekday') return capital(dateWord(`2024-01-0${code}`, { weekday: 'long' }));
	if (dimension === 'month') return capital(dateWord(code, { month: 'long', year: 'numeric' }));
	if (dimension === 'quarter') {
		return m.question_quarter_of({ quarter: String(Math.ceil(Number(code.slice(5, 7)) / 3)), year: code.slice(0, 4) });
	}
	return code;
}

const lowerLabel = (dimension: Dimension, code: string, names: Names): string => lower(labelOf(dimension, code, names));

const dateWord = (day: string, options: Intl.DateTimeFormatOptions): string =>
	new Intl.DateTimeFormat(getLocale() === 'nb' ? 'nb-NO' : 'en-GB', { timeZone: 'UTC', ...options }).format(
		new Date(`${day}T00:00:00Z`)
	);

const word = (words: Record<string, () => string>, code: string): string => words[code]?.() ?? code;
const capital = (text: string): string => text.charAt(0).toLocaleUpperCase() + text.slice(1);
