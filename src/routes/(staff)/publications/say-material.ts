import type { Block, Material, PrintedTable } from '#publication';
import { drawBars, drawLines, type Figure } from '#report';
import { getLocale } from '#locale';
import { m } from '#messages';
import { dayText, lower } from '../contacts/words.ts';
import { countText, sayFigure } from '../report/words.ts';
import { materialWords } from './words.ts';

type FigureBlock = Extract<Block, { kind: 'figure' }>;
type TableBlock = Extract<Block, { kind: 'table' }>;
type Cell = string | number;

/** A figure or a table in words, with its drawing. Places stand by type, organisations by number: never by name (R9). */
export async function sayMaterial(material: Material): Promise<FigureBlock | TableBlock> {
	switch (material.kind) {
		case 'figure':
			return material.figure.kind === 'series' ? saySeries(material.figure) : sayList(material.figure);
		case 'users':
			return sayUsers(material);
		case 'list':
			return sayLines(material);
		case 'meetings':
			return sayMeetings(material);
		case 'goals':
			return sayGoals(material);
	}
}

/** Label, count and share of each row of a figure, merged ones with all their words. */
export function rowsOf(figure: Figure): { label: string; count: number | null; percent?: number }[] {
	const { rows } = sayFigure(figure);
	return figure.cells.map((cell, place) => {
		const { percent } = cell;
		const label = cell.labels ? labelOf(cell) : cell.codes ? mergedLabel(figure, cell.codes) : rows[place]!.label;
		return { label, count: cell.count, ...(percent === undefined ? {} : { percent }) };
	});
}

const sourceWords: Record<Figure['source'], () => string> = {
	contacts: m.publication_source_contacts,
	presences: m.publication_source_presences,
	adCounts: m.publication_source_ad_counts,
	offers: m.publication_source_offers,
	aggregates: m.publication_source_aggregates
};

async function sayList(figure: Figure): Promise<FigureBlock> {
	const words = sayFigure(figure);
	const rows = rowsOf(figure);
	const year = figure.from.slice(0, 4);
	const isOffers = figure.name === 'offers';
	const title = isOffers ? m.publication_offers_title({ year }) : words.title || materialWords[figure.name]();
	const hasShares = rows.some(({ percent }) => percent !== undefined);
	const numbers = rows.map(({ label, count }) => `${lower(label)} ${told(count)}`).join(', ');
	const alt = `${title}. ${numbers}.`;
	const bars = rows.map((row) => ({
		label: row.label,
		count: row.count ?? 0,
		text: row.count === null ? m.publication_word_hidden() : countText(row),
		isHidden: row.count === null
	}));
	const counted = figure.unit === 'contacts' ? m.publication_word_contacts() : m.publication_word_count();
	const shareOf = (percent: number | undefined): Cell[] =>
		hasShares ? [percent === undefined ? '' : m.report_percent({ percent })] : [];
	return {
		kind: 'figure',
		title,
		alt,
		...(rows.length > 0 ? await drawBars(bars, alt) : {}),
		caption: captionOf(figure),
		notes: words.note ? [words.note] : [],
		table: {
			code: figure.name,
			title,
			columns: [
				{ label: isOffers ? m.publication_offers_head() : words.head || materialWords[figure.name](), isNumber: false },
				{ label: counted, isNumber: true },
				...(hasShares ? [{ label: m.publication_word_share(), isNumber: true }] : [])
			],
			rows: rows.map(({ label, count, percent }) => [label, told(count), ...shareOf(percent)]),
			...(figure.isWhole && figure.total !== null
				? { foot: [m.publication_word_total(), figure.total, ...shareOf(undefined)] }
				: {})
		}
	};
}

const told = (count: number | null): Cell => count ?? m.publication_word_hidden();

function labelOf({ code, labels }: Figure['cells'][number]): string {
	const word = (getLocale() === 'nb' ? labels?.nb : (labels?.en ?? labels?.nb)) ?? code;
	const day = /\d{4}-\d{2}-\d{2}$/u.exec(code)?.[0];
	return day ? `${word}, ${dayText(day)}` : word;
}

/** «Transperson, annet og ikke oppgitt». */
function mergedLabel(figure: Figure, codes: readonly string[]): string {
	const alone = sayFigure({ ...figure, cells: codes.map((code) => ({ code, count: 0 })) }).rows;
	const labels = alone.map(({ label }, place) => (place === 0 ? label : lower(label)));
	return new Intl.ListFormat(getLocale(), { type: 'conjunction' }).format(labels);
}

function captionOf({ source, total }: Figure): string {
	const from = m.publication_word_source({ source: sourceWords[source]() });
	return total === null ? from : `${from} ${m.publication_word_n({ total })}`;
}

const saySeries = (figure: Figure): Promise<FigureBlock> =>
	figure.name === 'ad-counts' ? sayAds(figure) : sayPresences(figure);

/** Contacts per presence with the line of least squares (R111): the table has the thirds, not every evening. */
async function sayPresences(figure: Figure): Promise<FigureBlock> {
	const { fit, series = [] } = figure;
	const year = figure.from.slice(0, 4);
	const points = series[0]?.points ?? [];
	const decimal = (value: number) => value.toLocaleString(getLocale() === 'nb' ? 'nb-NO' : 'en-GB', oneDecimal);
	const ends = fit && { start: decimal(fit.start), end: decimal(fit.end) };
	const findings: Record<string, ((ends: { start: string; end: string }) => string) | undefined> = {
		rising: m.publication_presence_rising,
		falling: m.publication_presence_falling,
		level: m.publication_presence_level
	};
	const say = findings[figure.finding.code];
	const title = ends && say ? say(ends) : m.publication_presence_title({ year });
	const line = fit && { ...fit, label: m.publication_presence_line() };
	const ticks = points.flatMap(({ at }, place) =>
		place === 0 || place === points.length - 1 ? [{ at: place, label: dayText(at) }] : []
	);
	const lines = {
		lines: [{ label: '', values: points.map(({ value }) => value) }],
		...{ ticks, isScattered: true },
		...(line ? { fit: line } : {})
	};
	// In public the points are sums of many presences; the thirds are of all that were held.
	const third = Math.floor((figure.total ?? points.length) / 3);
	return {
		kind: 'figure',
		title,
		alt: fit
			? `${title}. ${m.publication_presence_first()}: ${decimal(fit.firstMean)}. ${m.publication_presence_last()}: ${decimal(fit.lastMean)}.`
			: title,
		...(points.length > 1 ? await drawLines(lines, title) : {}),
		caption: captionOf(figure),
		notes: [m.publication_presence_note()],
		table: {
			code: figure.name,
			title,
			columns: [
				{ label: m.publication_presence_head(), isNumber: false },
				{ label: m.publication_word_count(), isNumber: true },
				{ label: m.publication_presence_mean(), isNumber: true },
				{ label: m.publication_presence_spread(), isNumber: true }
			],
			rows: fit
				? [
						[m.publication_presence_first(), third, decimal(fit.firstMean), decimal(fit.firstSpread)],
						[m.publication_presence_last(), third, decimal(fit.lastMean), decimal(fit.lastSpread)]
					]
				: [[m.publication_word_total(), points.length, '', '']]
		}
	};
}

const oneDecimal = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
const adWords: Record<string, () => string> = {
	man: m.publication_ads_man,
	trans: m.publication_ads_trans,
	woman: m.publication_ads_woman,
	coupleOrOther: m.publication_ads_couple_or_other
};

async function sayAds(figure: Figure): Promise<FigureBlock> {
	const { series = [] } = figure;
	const title = m.publication_ads_title({ year: figure.from.slice(0, 4) });
	const weeks = series[0]?.points.map(({ at }) => at) ?? [];
	const labels = series.map(({ code }) => adWords[code]?.() ?? code);
	const lines = {
		lines: series.map(({ points }, place) => ({ label: labels[place]!, values: points.map(({ value }) => value) })),
		ticks: weeks.flatMap((week, place) => (place % 13 === 0 ? [{ at: place, label: dayText(week) }] : []))
	};
	return {
		kind: 'figure',
		title,
		alt: title,
		...(weeks.length > 1 ? await drawLines(lines, title) : {}),
		caption: captionOf(figure),
		notes: [m.publication_ads_note()],
		table: {
			code: figure.name,
			title,
			columns: [
				{ label: m.publication_ads_week(), isNumber: false },
				...labels.map((label) => ({ label, isNumber: true }))
			],
			rows: weeks.map((week, place) => [week, ...series.map(({ points }) => points[place]?.value ?? '')])
		}
	};
}

// --------------------------------------------------------------------------------------------------------------- tables

const table = (
	code: string,
	title: string,
	notes: string[],
	rest: Pick<PrintedTable, 'columns' | 'rows' | 'foot'>
): TableBlock => ({
	kind: 'table',
	notes,
	table: { code, title, ...rest }
});

const userRows: Record<string, () => string> = {
	all: m.publication_users_all,
	health: m.publication_users_health,
	social: m.publication_users_social
};
const userColumns: Record<string, () => string> = {
	users: m.publication_column_users,
	consultations: m.publication_column_consultations,
	newUsers: m.publication_column_new_users
};

/** «Helseavdelinga: brukere». */
export const userRowLabel = ({ row, column, label }: { row: string; column: string; label: string | null }): string =>
	m.publication_users_row({ row: label ?? userRows[row]?.() ?? row, column: userColumns[column]?.() ?? column });

function sayUsers({ years, source, cells }: Extract<Material, { kind: 'users' }>): TableBlock {
	const [before, after] = [String(years[0]), String(years[1])];
	const said = (value: number | null | undefined): Cell =>
		value === undefined ? m.publication_word_dash() : told(value);
	const changed = (change: number | undefined): Cell => {
		if (change === undefined) return m.publication_word_dash();
		return change < 0 ? m.publication_change_down({ percent: -change }) : m.publication_change_up({ percent: change });
	};
	return table(
		'users',
		m.publication_users_title({ before, after }),
		[m.publication_users_overlap(), sourceOf(source)],
		{
			columns: [
				{ label: m.publication_word_count(), isNumber: false },
				...[before, after, m.publication_word_change()].map((label) => ({ label, isNumber: true }))
			],
			rows: cells.map((cell) => [userRowLabel(cell), said(cell.before), said(cell.after), changed(cell.change)])
		}
	);
}

const problemWords: Record<string, () => string> = {
	trafficking: m.publication_problem_trafficking,
	asylum: m.publication_problem_asylum,
	sexualCounselling: m.publication_problem_sexual_counselling,
	substances: m.publication_problem_substances,
	mentalHealth: m.publication_problem_mental_health,
	legal: m.publication_problem_legal,
	economy: m.publication_problem_economy,
	housing: m.publication_problem_housing,
	violence: m.publication_problem_violence,
	other: m.publication_problem_other
};

/** A country by its name in the reader's language, a problem by ours; several that were put together as «others». */
export function lineLabel(kind: 'nationalities' | 'problems', codes: readonly string[], label: string | null): string {
	const [code = ''] = codes;
	if (codes.length > 1) return kind === 'problems' ? m.publication_problem_merged() : m.publication_country_merged();
	if (label) return label;
	if (kind === 'problems') return problemWords[code]?.() ?? code;
	if (code === 'other') return m.publication_country_other();
	if (code === 'unknown') return m.publication_country_unknown();
	return /^[A-Z]{2}$/u.test(code) ? (new Intl.DisplayNames([getLocale()], { type: 'region' }).of(code) ?? code) : code;
}

function sayLines({ code, year, source, total, rows }: Extract<Material, { kind: 'list' }>): TableBlock {
	const isCountries = code === 'nationalities';
	const title = isCountries
		? m.publication_nationalities_title({ year: String(year) })
		: m.publication_problems_title({ year: String(year) });
	const notes = [...(isCountries ? [m.publication_nationalities_note()] : []), sourceOf(source)];
	return table(code, title, notes, {
		columns: [
			{ label: isCountries ? m.publication_nationalities_head() : m.publication_problems_head(), isNumber: false },
			{ label: m.publication_word_count(), isNumber: true }
		],
		rows: rows.map(({ codes, label, count }) => [lineLabel(code, codes, label), count]),
		...(isCountries && total !== null ? { foot: [m.publication_word_total(), total] } : {})
	});
}

const kindWords: Record<string, () => string> = {
	meeting: m.publication_kind_meeting,
	userMeeting: m.publication_kind_user_meeting,
	stand: m.publication_kind_stand,
	lecture: m.publication_kind_lecture,
	training: m.publication_kind_training,
	study: m.publication_kind_study,
	media: m.publication_kind_media,
	other: m.publication_kind_other
};
export const kindLabel = (kind: string): string => kindWords[kind]?.() ?? kind;

function sayMeetings({ year, kinds, organisations }: Extract<Material, { kind: 'meetings' }>): TableBlock {
	const notes = [
		m.publication_meetings_note({ count: organisations }),
		m.publication_word_source({ source: m.publication_source_activities() })
	];
	return table('meetings', m.publication_meetings_title({ year: String(year) }), notes, {
		columns: [
			{ label: m.publication_meetings_head(), isNumber: false },
			{ label: m.publication_word_count(), isNumber: true }
		],
		rows: kinds.map(({ kind, count }) => [kindLabel(kind), count])
	});
}

function sayGoals({ year, goals }: Extract<Material, { kind: 'goals' }>): TableBlock {
	const notes = [m.publication_goals_note(), m.publication_word_source({ source: m.publication_source_goals() })];
	return table('goals', m.publication_goals_title({ year: String(year) }), notes, {
		columns: [
			{ label: m.publication_goals_goal(), isNumber: false },
			{ label: m.publication_goals_wanted(), isNumber: true },
			{ label: m.publication_goals_reached(), isNumber: true },
			{ label: m.publication_goals_assessment(), isNumber: false }
		],
		rows: goals.map(({ letter, title, target, measure, reached, assessment, decision }) => [
			`${letter}. ${title}`,
			target ?? m.publication_word_dash(),
			measure === null ? m.publication_word_dash() : told(reached),
			[assessment, decision].filter((text) => text !== '').join(' ')
		])
	});
}

const sourceOf = (source: string): string =>
	m.publication_word_source({ source: source || m.publication_source_aggregates() });
