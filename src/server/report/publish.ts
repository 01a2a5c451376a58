import { changeInPercent } from '#shared/proportion.ts';
import { isPublishable, protectList, protectRow, protectTable, publicChange, publishableFrom } from './disclosure.ts';
import { answers, fewestForPercent, finish, percentOf, roundingNotes, type Tally } from './figures.ts';
import type { Cell, Figure, FigureName, Note, Period } from './report.ts';

/** The parts that public figures of one kind are divided into, and which of them is asked for. */
export interface Slices {
	/** A figure of each part; each contact stands in exactly one. */
	parts: ReadonlyMap<string, Figure>;
	asked: string;
}

/**
 * A figure as it may be published (domain.md 2.7): small numbers are merged with others where that has a meaning and hidden
 * where it has none, and nothing that follows from a hidden number is told: no share, no sum, no reason.
 * @param whole the internal figure of the whole period.
 * @param slices where one part of the whole is asked for: hidden so that neither the whole nor the other parts give it away.
 */
export function publish(whole: Figure, slices?: Slices): Figure {
	if (whole.unit === 'people') return publishAttendance(whole);
	if (whole.unit === 'ads') return publishAds(whole);
	if (whole.unit === 'presences') return publishPresences(whole);
	const coarse = coarsen(whole);
	if (!slices) return whole.isWhole ? publishParts(coarse) : publishSeveral(coarse);
	const parts = new Map([...slices.parts].map(([slice, figure]) => [slice, coarsen(figure)]));
	return publishSlice(coarse, parts, slices.asked);
}

/**
 * Two periods beside each other. In public from what each period tells alone, so that nothing new is told: categories that
 * only one of them had to merge are merged in both.
 */
export function compare(now: Figure, before: Figure): Figure {
	const isPublic = now.view === 'public';
	const blocks = isPublic
		? commonBlocks(now.cells, before.cells)
		: [...new Set([...now.cells, ...before.cells].map(({ code }) => code))].map((code) => [code]);
	const cells = blocks.map((codes): Cell => {
		const [count, earlier] = [countOf(now, codes), countOf(before, codes)];
		const change = changeBetween(earlier, count, isPublic);
		const same = [...now.cells, ...before.cells].find(({ code }) => code === codes.join('+'));
		const percent = count === null || now.total === null || !now.isWhole ? undefined : percentOf(count, now.total);
		return {
			...{ code: codes.join('+'), count, before: earlier },
			...(codes.length > 1 ? { codes } : {}),
			...(same?.labels ? { labels: same.labels } : {}),
			...(percent === undefined ? {} : { percent }),
			...(change === undefined ? {} : { change })
		};
	});
	const compared = { from: before.from, to: before.to, total: before.total };
	return finish({ ...now, compared, cells, notes: [...now.notes, ...unequal(now, before)] });
}

/** A cell without what is told inside only. */
function withoutKey(cell: Cell, key: 'parts' | 'sub'): Cell {
	const copy = { ...cell };
	if (key === 'parts') delete copy.parts;
	else delete copy.sub;
	return copy;
}

/** A leap day makes no difference; a month more does. */
function unequal(now: Period, before: Period): Note[] {
	const [value, other] = [daysIn(now), daysIn(before)];
	return Math.abs(value - other) > 1 ? [{ code: 'unequalPeriods', value, other }] : [];
}

const daysIn = ({ from, to }: Period): number => (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1;

/** Change in whole percent (R110): in public only between two numbers that may be told, inside wherever it can be computed. */
export function changeBetween(before: number | null, after: number | null, isPublic: boolean): number | undefined {
	if (before === null || after === null) return undefined;
	return isPublic ? publicChange(before, after) : changeInPercent(before, after);
}

/**
 * A new public figure beside one that was published for the same period (domain.md 2.7, rule 6).
 * @returns the codes that give a small number away when one is subtracted from the other; empty when it may go out.
 */
export function findFigureDifferencing(earlier: Figure, later: Figure): string[][] {
	const total = (figure: Figure): Cell[] => (figure.total === null ? [] : [{ code: 'total', count: figure.total }]);
	const [before, after] = [
		[...earlier.cells, ...total(earlier)],
		[...later.cells, ...total(later)]
	];
	return commonBlocks(before, after).filter((codes) => {
		const [old, young] = [inBlock(before, codes), inBlock(after, codes)];
		if (old.isHidden && young.isHidden) return false;
		// A difference of a few; or, where one side hides something that the other told together, what is left for it.
		return !isPublishable(Math.abs(young.shown - old.shown));
	});
}

/** Answers that mean «other» or «not known», which a reader expects to find together. */
const vagueOf: Partial<Record<FigureName, readonly string[]>> = {
	gender: answers.gender.vague,
	'target-group': answers.seller.vague,
	arenas: answers.arenas.vague,
	initiative: answers.initiative.vague,
	outcomes: answers.outcome.vague,
	languages: answers.language.vague,
	hours: answers.hour.vague
};

/** Single hours are too fine to be told outside: quarters of a day. The names of arenas stay inside. */
function coarsen(figure: Figure): Figure {
	const cells = figure.cells.map((cell) => withoutKey(cell, 'parts'));
	if (figure.name !== 'hours') return { ...figure, cells };
	const total = figure.total ?? 0;
	return { ...figure, cells: partsOfDay.map((part) => inPart(part, cells, total)) };
}

function inPart(part: (typeof partsOfDay)[number], cells: readonly Cell[], total: number): Cell {
	const inside = ({ code }: Cell) =>
		part === 'unknown' ? code === part : Math.floor(Number(code) / 6) === Number(part[1]);
	const count = cells.filter(inside).reduce((sum, cell) => sum + cell.count!, 0);
	const percent = percentOf(count, total);
	return { code: part, count, ...(percent === undefined ? {} : { percent }) };
}
/** Night, morning, afternoon, evening: six hours each. */
const partsOfDay = ['q0', 'q1', 'q2', 'q3', 'unknown'] as const;

function publishParts(figure: Figure): Figure {
	const list = protectList(tallies(figure), vagueOf[figure.name]);
	if (list.total === undefined) return tellNothing(figure);
	const cells = list.categories.map((category) => toCell(category, figure));
	const merged: Note[] = cells.some(({ codes }) => codes) ? [{ code: 'smallMerged' }] : [];
	const notes = [...roundingNotes(cells, list.total), ...merged, ...publicNotes(figure)];
	return finish({ ...figure, view: 'public', total: list.total, cells, notes });
}

/** Several answers per contact: nothing can be merged by adding, so what is too few is hidden. */
function publishSeveral(figure: Figure): Figure {
	if (!isPublishable(figure.total!)) return tellNothing(figure);
	const cells = figure.cells.map(({ sub, ...cell }): Cell => {
		const count = isPublishable(cell.count!) ? cell.count : null;
		return { ...cell, count, ...(sub && count !== null && mayTellAll(cell.count!, sub) ? { sub } : {}) };
	});
	const isHidden = cells.some(({ count }) => count === null);
	const kept = figure.notes.filter(({ code, value }) =>
		code === 'contactsWithoutTheme' ? isPublishable(value!) : code === 'themesSumAboveTotal'
	);
	const notes: Note[] = isHidden ? [...several(kept), { code: 'smallHidden' }] : kept;
	return finish({ ...figure, view: 'public', cells, notes });
}

/** Sub-themes are told all or none: among those that are told, a hidden one could be worked out from the theme above. */
function mayTellAll(above: number, sub: readonly { count: number }[]): boolean {
	const rest = above - sub.reduce((sum, { count }) => sum + count, 0);
	return sub.every(({ count }) => isPublishable(count)) && (rest <= 0 || rest >= publishableFrom);
}

/** The sum of all answers would tell what the hidden ones come to. */
const several = (notes: readonly Note[]): Note[] =>
	notes.some(({ code }) => code === 'themesSumAboveTotal') ? [{ code: 'severalPerContact' }] : [];

function publishSlice(whole: Figure, parts: ReadonlyMap<string, Figure>, asked: string): Figure {
	const part = parts.get(asked);
	if (!part) return tellNothing({ ...whole, total: 0, cells: [], notes: [] });
	const columns = [...parts.keys()];
	const rows = whole.cells.map(({ code }) => code);
	const counts = rows.map((code) => columns.map((column) => countOf(parts.get(column)!, [code]) ?? 0));
	const totals = protectList(
		columns.map((code) => ({ code, count: parts.get(code)!.total! })),
		vagueSlices
	);
	const mine = totals.categories.find(({ codes }) => codes.length === 1 && codes[0] === asked);
	if (!mine) return tellNothing(part);
	if (mine.count > 0 && mine.count < fewestForPercent) {
		return finish({ ...part, view: 'public', cells: [], notes: [{ code: 'noDrillDown' }] });
	}
	return whole.isWhole
		? sliceOfParts(part, { rows, columns, counts }, asked)
		: sliceOfSeveral(part, whole, { rows, columns, counts }, asked);
}
const vagueSlices = ['other', 'none'];

interface Table {
	rows: string[];
	columns: string[];
	counts: number[][];
}

function sliceOfParts(part: Figure, table: Table, asked: string): Figure {
	const safe = protectTable({ ...table, vague: [...(vagueOf[part.name] ?? []), ...vagueSlices] });
	const column = safe.columns.findIndex(({ codes }) => codes.length === 1 && codes[0] === asked);
	if (column < 0) return tellNothing(part);
	const { count: total } = safe.columns[column]!;
	const cells = safe.rows.map(({ codes }, place) => {
		const count = safe.cells[place]![column];
		return toCell(
			{ codes, count: count ?? null, percent: count === undefined ? undefined : percentOf(count, total) },
			part
		);
	});
	const merged: Note[] = cells.some(({ codes }) => codes) ? [{ code: 'smallMerged' }] : [];
	const isHidden = cells.some(({ count }) => count === null);
	const notes: Note[] = isHidden ? [...merged, { code: 'smallHidden' }] : [...roundingNotes(cells, total), ...merged];
	return finish({ ...part, view: 'public', total, cells, notes });
}

function sliceOfSeveral(part: Figure, whole: Figure, { rows, columns, counts }: Table, asked: string): Figure {
	const column = columns.indexOf(asked);
	const cells = rows.map((code, place): Cell => {
		const cell = withoutKey(whole.cells[place]!, 'sub');
		return { ...cell, code, count: protectRow(counts[place]!)[column] ?? null };
	});
	const isHidden = cells.some(({ count }) => count === null);
	const kept = part.notes.filter(({ code }) => code === 'themesSumAboveTotal');
	const notes: Note[] = isHidden ? [...several(kept), { code: 'smallHidden' }] : kept;
	return finish({ ...part, view: 'public', cells, notes });
}

/** What stands beside a whole: told when it is enough people, and reasons only when all of them are. */
function publicNotes({ notes }: Figure): Note[] {
	const beside = notes.filter(({ code, value }) => code === 'buyersBeside' && isPublishable(value!));
	const reasons = notes.filter(({ code }) => code.startsWith('unsure'));
	return reasons.every(({ value }) => isPublishable(value!)) ? [...beside, ...reasons] : beside;
}

/** Those who came: nobody is told as it is, a few are hidden; the sum is told when nothing is hidden. */
function publishAttendance(figure: Figure): Figure {
	const cells = figure.cells.map((cell) => ({ ...cell, count: isPublishable(cell.count!) ? cell.count : null }));
	const isHidden = cells.some(({ count }) => count === null);
	const notes: Note[] = isHidden ? [{ code: 'smallHidden' }] : [];
	return finish({ ...figure, view: 'public', total: isHidden ? null : figure.total, cells, notes });
}

/** Ads are not people, but a week with two of a rare kind points at somebody. */
function publishAds(figure: Figure): Figure {
	const series = (figure.series ?? []).map(({ code, points }) => ({
		code,
		points: points.map(({ at, value }) => ({ at, value: value !== null && isPublishable(value) ? value : null }))
	}));
	const values = series.flatMap(({ points }) => points.flatMap(({ value }) => (value === null ? [] : [value])));
	const rest = { ...figure };
	delete rest.band;
	const isHidden = (figure.series ?? []).some(({ points }) =>
		points.some(({ value }) => value && !isPublishable(value))
	);
	return finish({
		...rest,
		view: 'public',
		series,
		...(values.length > 0 ? { band: { least: Math.min(...values), most: Math.max(...values) } } : {}),
		notes: isHidden ? [...figure.notes, { code: 'smallHidden' }] : figure.notes
	});
}

/** One evening's contacts are few: outside, the mean of a quarter, and the line only when every quarter may be told. */
function publishPresences(figure: Figure): Figure {
	const points = figure.series?.[0]?.points ?? [];
	const quarters = [...Map.groupBy(points, ({ at }) => quarterOf(at))].map(([at, held]) => {
		const contacts = held.reduce((sum, { value }) => sum + value!, 0);
		return { at, value: isPublishable(contacts) ? Math.round((10 * contacts) / held.length) / 10 : null };
	});
	const isHidden = quarters.some(({ value }) => value === null);
	const { fit, ...rest } = figure;
	return finish({
		...rest,
		view: 'public',
		series: [{ code: 'contactsPerPresence', points: quarters }],
		...(fit && !isHidden ? { fit } : {}),
		notes: isHidden ? [...figure.notes, { code: 'smallHidden' }] : figure.notes
	});
}

/** The first day of a day's quarter. */
export function quarterOf(day: string): string {
	const month = Number(day.slice(5, 7));
	return `${day.slice(0, 4)}-${String(month - ((month - 1) % 3)).padStart(2, '0')}-01`;
}

const tellNothing = (figure: Figure): Figure =>
	figure.total === 0
		? finish({ ...figure, view: 'public' })
		: finish({ ...figure, view: 'public', total: null, cells: [], notes: [{ code: 'tooFewToTell' }] });

function toCell(category: { codes: string[]; count: number | null; percent?: number }, figure: Figure): Cell {
	const { codes, count, percent } = category;
	const labels = codes.length === 1 ? figure.cells.find(({ code }) => code === codes[0])?.labels : undefined;
	return {
		...{ code: codes.join('+'), count },
		...(codes.length > 1 ? { codes } : {}),
		...(labels ? { labels } : {}),
		...(percent === undefined ? {} : { percent })
	};
}

const tallies = (figure: Figure): Tally[] => figure.cells.map(({ code, count }) => ({ code, count: count! }));

/** The finest division of which each part is made of whole cells on both sides. A code that one side lacks is empty there. */
function commonBlocks(one: readonly Cell[], other: readonly Cell[]): string[][] {
	const blocks: string[][] = [];
	for (const { codes, code } of [...one, ...other]) {
		const mine = codes ?? [code];
		const touched = blocks.filter((block) => block.some((member) => mine.includes(member)));
		const joined = [...new Set([...touched.flat(), ...mine])];
		const place = touched.length > 0 ? blocks.indexOf(touched[0]!) : blocks.length;
		blocks.splice(place, touched.length > 0 ? 1 : 0, joined);
		for (const block of touched.slice(1)) blocks.splice(blocks.indexOf(block), 1);
	}
	return blocks;
}

const countOf = (figure: Figure, codes: readonly string[]): number | null =>
	figure.total === null ? null : countIn(figure.cells, codes);

/** The sum over the cells that lie in these codes; null when one of them is hidden. */
function countIn(cells: readonly Cell[], codes: readonly string[]): number | null {
	const { shown, isHidden } = inBlock(cells, codes);
	return isHidden ? null : shown;
}

function inBlock(cells: readonly Cell[], codes: readonly string[]): { shown: number; isHidden: boolean } {
	const inside = cells.filter((cell) => (cell.codes ?? [cell.code]).some((code) => codes.includes(code)));
	return {
		shown: inside.reduce((sum, { count }) => sum + (count ?? 0), 0),
		isHidden: inside.some(({ count }) => count === null)
	};
}
