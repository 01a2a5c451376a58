import { findingOf } from './finding.ts';
import type { Cell, Figure, Note, Period } from './report.ts';

/** How many contacts have a code, as the database counts them. */
export interface Tally {
	code: string;
	count: number;
}
export interface ArenaTally extends Tally {
	/** The class is the code; null codes are contacts without an arena. */
	codeName: string | null;
}

/** A cell of an internal figure: nothing is hidden in it. */
type Counted = Cell & { count: number };

/** R110: shares only from this many contacts. */
export const fewestForPercent = 50;

/**
 * R110: whole percent, half up, worked out in integers: 293 of 354 is 83.
 * @returns undefined below fifty contacts, where a share says more than we know.
 */
export function percentOf(count: number, total: number): number | undefined {
	return total < fewestForPercent ? undefined : Math.floor((200 * count + total) / (2 * total));
}

/** R23: one gender per contact, as the worker understood it; other and not stated last. */
export function genderFigure(period: Period, tallies: Tally[]): Figure {
	const cells = singleChoice(fill(tallies, ['man', 'woman', 'trans', 'other', 'notStated']), ['other', 'notStated']);
	return build('gender', period, cells, roundingNotes(cells));
}

/** R24, R25: sells or exchanges sex; buyers are told beside and never inside, and the unsure are split by reason. */
export function targetGroupFigure(period: Period, facts: { seller: Tally[]; unsure: Tally[]; buyers: number }): Figure {
	const cells = singleChoice(fill(facts.seller, ['yes', 'no', 'unsure']), ['unsure']);
	const buyers = shareNote('buyersBeside', facts.buyers, sum(cells));
	return build('target-group', period, cells, [...roundingNotes(cells), ...buyers, ...unsureNotes(facts.unsure)]);
}

/** R9, R27: by class of arena; the code names stand inside their class, for those who may see them. */
export function arenaFigure(period: Period, tallies: ArenaTally[], mayReadArenas: boolean): Figure {
	const classes = [...Map.groupBy(tallies, ({ code }) => code)].map(([code, members]): Counted => {
		const parts = members
			.flatMap(({ codeName, count }) => (codeName === null ? [] : [{ codeName, count }]))
			.sort((a, b) => b.count - a.count || a.codeName.localeCompare(b.codeName, 'nb'));
		return { code, count: sum(members), ...(mayReadArenas && parts.length ? { parts } : {}) };
	});
	const cells = singleChoice(classes, ['other', 'none']);
	return build('arenas', period, cells, roundingNotes(cells));
}

/** R28: several themes per contact, so never a share of a whole; the note says that the sum is larger. */
export function themeFigure(period: Period, facts: { themes: Tally[]; total: number; withoutTheme: number }): Figure {
	const cells = bySize(
		facts.themes.filter(({ count }) => count > 0).map(({ code, count }) => ({ code, count })),
		[]
	);
	const notes: Note[] = [];
	if (sum(cells) > facts.total) notes.push({ code: 'themesSumAboveTotal', value: sum(cells) });
	if (facts.withoutTheme > 0) notes.push({ code: 'contactsWithoutTheme', value: facts.withoutTheme });
	return finish({ ...inContacts('themes', period, facts.total, cells, notes), isWhole: false });
}

/** Parts of one whole: their sum is the total, so shares have a meaning and buyers, who are beside, cannot slip in. */
function singleChoice(tallies: Counted[], last: string[]): Counted[] {
	const total = sum(tallies);
	return bySize(tallies, last).map(({ code, count, parts }) => {
		const percent = percentOf(count, total);
		return { code, count, ...(percent === undefined ? {} : { percent }), ...(parts ? { parts } : {}) };
	});
}

function build(name: Figure['name'], period: Period, cells: Counted[], notes: Note[]): Figure {
	return finish(inContacts(name, period, sum(cells), cells, notes));
}

function inContacts(name: Figure['name'], period: Period, total: number, cells: Counted[], notes: Note[]) {
	const kinds = { kind: 'list', view: 'internal', unit: 'contacts', source: 'contacts' } as const;
	return { name, ...kinds, from: period.from, to: period.to, total, isWhole: true, cells, notes };
}

const finish = (figure: Omit<Figure, 'finding'>): Figure => ({ ...figure, finding: findingOf(figure) });

/** Largest first; the vague answers last whatever their size, in the order given. */
function bySize(cells: Counted[], last: string[]): Counted[] {
	const vague = last.flatMap((code) => cells.filter((cell) => cell.code === code));
	const clear = cells.filter(({ code }) => !last.includes(code)).sort((a, b) => b.count - a.count);
	return [...clear, ...vague];
}

function roundingNotes(cells: Counted[]): Note[] {
	const total = sum(cells);
	if (total === 0) return [];
	if (total < fewestForPercent) return [{ code: 'percentNeedsFifty' }];
	const shown = cells.reduce((all, { percent }) => all + (percent ?? 0), 0);
	return shown === 100 ? [] : [{ code: 'roundedSumsTo', value: shown }];
}

function unsureNotes(tallies: Tally[]): Note[] {
	const reasons = [
		['endedEarly', 'unsureEndedEarly'],
		['notAsked', 'unsureNotAsked'],
		['notRelevant', 'unsureNotRelevant'],
		['none', 'unsureWithoutReason']
	] as const;
	return reasons.flatMap(([code, note]) =>
		tallies.filter((tally) => tally.code === code && tally.count > 0).map(({ count }) => ({ code: note, value: count }))
	);
}

function shareNote(code: Note['code'], value: number, total: number): Note[] {
	if (value === 0) return [];
	const percent = percentOf(value, total);
	return [percent === undefined ? { code, value } : { code, value, percent }];
}

/** Every answer that exists is shown, also with nobody: a missing row would be a question. */
const fill = (tallies: Tally[], codes: string[]): Counted[] =>
	codes.map((code) => ({ code, count: tallies.find((tally) => tally.code === code)?.count ?? 0 }));

const sum = (cells: { count: number }[]): number => cells.reduce((all, { count }) => all + count, 0);
