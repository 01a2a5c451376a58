import type { Block, Material, PrintedTable } from '#publication';
import type { Figure } from '#report';
import { getLocale } from '#locale';
import { m } from '#messages';
import { drawFigure } from '../report/draw.ts';
import { sayFigure } from '../report/words.ts';

type FigureBlock = Extract<Block, { kind: 'figure' }>;
type TableBlock = Extract<Block, { kind: 'table' }>;
type Cell = string | number;

/** A figure or a table in words, with its drawing. Places stand by type, organisations by number: never by name (R9). */
export async function sayMaterial(material: Material): Promise<FigureBlock | TableBlock> {
	switch (material.kind) {
		case 'figure':
			return sayFigureBlock(material.figure);
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

const told = (count: number | null): Cell => count ?? m.publication_word_hidden();

/** The same words and the same drawing as on the page of figures, with the table in the shape of a file. */
async function sayFigureBlock(figure: Figure): Promise<FigureBlock> {
	const { title, sentence, head, counted, rows, table: own, notes, source } = sayFigure(figure);
	const shows = { shares: rows.some(({ percent }) => percent !== undefined) };
	const share = (percent: number | undefined): Cell[] =>
		shows.shares ? [percent === undefined ? '' : m.report_percent({ percent })] : [];
	const whole = figure.isWhole && figure.total !== null ? [figure.total, ...share(undefined)] : undefined;
	return {
		kind: 'figure',
		title,
		alt: sentence,
		...(await drawFigure(figure)),
		caption: source,
		notes,
		table: {
			code: figure.name,
			title,
			columns: own
				? own.heads.map((label, place) => ({ label, isNumber: place > 0 }))
				: [
						{ label: head, isNumber: false },
						{ label: counted, isNumber: true },
						...(shows.shares ? [{ label: m.publication_word_share(), isNumber: true }] : [])
					],
			rows: own ? own.rows : rows.map(({ label, count, percent }) => [label, told(count), ...share(percent)]),
			...(whole && !own ? { foot: [m.publication_word_total(), ...whole] } : {})
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
