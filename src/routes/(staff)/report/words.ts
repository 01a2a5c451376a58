import type { ArenaClass } from '#arena';
import type { Cell, Figure, FigureName, Note, NoteCode, Period } from '#report';
import { getLocale } from '#locale';
import { m } from '#messages';
import { classWords } from '../arenas/words.ts';
import { daysText, genderWords, lower, sellerWords, themeWords } from '../contacts/words.ts';

/** A figure in words: its finding, the label of each row, and what must be said beside it. */
export interface FigureInWords {
	title: string;
	subtitle?: string;
	/** What the rows are. */
	head: string;
	note?: string;
	/** A null is hidden. */
	rows: { label: string; count: number | null; percent?: number; parts: { codeName: string; count: number }[] }[];
	/** The finding and the numbers in one sentence, for those who do not see the chart. */
	sentence: string;
}

/** @returns the figure in the reader's language. */
export function sayFigure(figure: Figure): FigureInWords {
	const rows = figure.cells.map((cell) => ({
		label: labelOf(figure.name, cell),
		count: cell.count,
		percent: cell.percent,
		parts: cell.parts ?? []
	}));
	const title = titles[figure.name]?.(figure) ?? '';
	const numbers = rows.map(({ label, count }) => `${lower(label)} ${count ?? '–'}`).join(', ');
	return {
		title,
		subtitle: subtitles[figure.name]?.(),
		head: heads[figure.name]?.() ?? '',
		note: sayNotes(figure.notes),
		rows,
		sentence: rows.length > 0 ? m.report_chart_sentence({ title, numbers }) : title
	};
}

/** @returns «342 (97 %)», or the number alone where a share has no meaning. */
export const countText = ({ count, percent }: { count: number | null; percent?: number }): string =>
	percent === undefined || count === null ? String(count ?? '–') : m.report_count_percent({ count, percent });

/** The heading of the page: the answer for the period. */
export function sayPeriod(count: number, { from, to }: Period, today: string): string {
	const year = to.slice(0, 4);
	if (from === `${year}-01-01` && to === `${year}-12-31`) return m.report_title_year({ count, year });
	if (from === `${year}-01-01` && to === today) return m.report_title_so_far({ count, year });
	return m.report_title_period({ count, period: daysText(from, to) });
}

const heads: Partial<Record<FigureName, () => string>> = {
	gender: m.report_gender,
	'target-group': m.report_target_group,
	arenas: m.report_arenas,
	themes: m.report_themes
};

const subtitles: Partial<Record<FigureName, () => string>> = {
	gender: m.report_gender_subtitle,
	arenas: m.report_arenas_subtitle
};

const titles: Partial<Record<FigureName, (figure: Figure) => string>> = {
	gender: sayGender,
	'target-group': sayTargetGroup,
	arenas: sayArenas,
	themes: sayThemes
};

const genderTitles: Record<string, (numbers: { count: number; total: number }) => string> = {
	man: m.report_gender_title_man,
	woman: m.report_gender_title_woman,
	trans: m.report_gender_title_trans,
	other: m.report_gender_title_other,
	notStated: m.report_gender_title_not_stated
};

function sayGender({ cells, ...figure }: Figure): string {
	const total = figure.total ?? 0;
	const [top] = largest(cells);
	const say = top ? genderTitles[top.code] : undefined;
	return say && top ? say({ count: top.count ?? 0, total }) : m.report_gender();
}

function sayTargetGroup({ cells, ...figure }: Figure): string {
	const total = figure.total ?? 0;
	const count = cells.find(({ code }) => code === 'yes')?.count ?? 0;
	return count > 0 ? m.report_target_group_title({ count, total }) : m.report_target_group_title_none();
}

function sayArenas({ cells }: Figure): string {
	const top = largest(cells);
	if (top.length === 0 || top.some(({ code }) => code === 'none')) return m.report_arenas_title_none();
	return m.report_arenas_title({ places: together(top.map(({ code }) => word(throughWords, code))) });
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

function sayThemes({ cells }: Figure): string {
	const top = largest(cells).map(({ code }) => themeLabel(code));
	if (top.length === 0) return m.report_themes_title_none();
	const themes = together(top.map((label, place) => (place === 0 ? label : lower(label))));
	return top.length === 1 ? m.report_themes_title_one({ themes }) : m.report_themes_title_many({ themes });
}

/** All that share the first place. */
function largest(cells: Cell[]): Cell[] {
	const most = Math.max(0, ...cells.map(({ count }) => count ?? 0));
	return most === 0 ? [] : cells.filter(({ count }) => count === most);
}

function labelOf(name: FigureName, cell: Cell): string {
	if (name === 'gender') return cell.code === 'notStated' ? m.report_gender_not_stated() : word(genderWords, cell.code);
	if (name === 'target-group') return word(sellerWords, cell.code);
	if (name === 'themes') return themeLabel(cell.code);
	const places = cell.parts?.length ?? 0;
	const label = classLabel(cell.code);
	return places > 1 ? m.report_arena_places({ name: label, count: places }) : label;
}

const classLabel = (code: string) => (code === 'none' ? m.report_arena_none() : word(classWords, code));
const themeLabel = (code: string) => word(themeWords, code);

/** A code without words would be a mistake of ours; the code itself is better than nothing. */
const word = (words: Record<string, () => string>, code: string) => words[code]?.() ?? code;

const noteWords: Partial<Record<NoteCode, (note: Required<Pick<Note, 'value'>> & Note) => string>> = {
	roundedSumsTo: ({ value }) => m.report_note_rounded({ value }),
	percentNeedsFifty: () => m.report_note_fifty(),
	buyersBeside: ({ value: count, percent }) =>
		percent === undefined ? m.report_note_buyers({ count }) : m.report_note_buyers_percent({ count, percent }),
	unsureEndedEarly: ({ value }) => m.report_note_unsure_ended_early({ value }),
	unsureNotAsked: ({ value }) => m.report_note_unsure_not_asked({ value }),
	unsureNotRelevant: ({ value }) => m.report_note_unsure_not_relevant({ value }),
	unsureWithoutReason: ({ value }) => m.report_note_unsure_without_reason({ value }),
	themesSumAboveTotal: ({ value }) => m.report_note_themes_sum({ value }),
	contactsWithoutTheme: ({ value: count }) => m.report_note_without_theme({ count })
};

function sayNotes(notes: Note[]): string | undefined {
	const say = (note: Note) => noteWords[note.code]?.({ ...note, value: note.value ?? 0 }) ?? '';
	const sentences = notes.filter(({ code }) => !code.startsWith('unsure')).map(say);
	const reasons = notes.filter(({ code }) => code.startsWith('unsure')).map(say);
	if (reasons.length > 0) sentences.push(m.report_note_unsure({ reasons: reasons.join(', ') }));
	return sentences.join(' ') || undefined;
}

const together = (words: string[]) => new Intl.ListFormat(getLocale(), { type: 'conjunction' }).format(words);
