import { changeInPercent } from '#shared/proportion.ts';
import {
	isPublishable,
	mayTellOf,
	protectAnswer,
	protectList,
	protectTable,
	publicChange,
	publishableFrom
} from './disclosure.ts';
import { answers, finish, percentOf, roundingNotes, type Tally } from './figures.ts';
import type { Cell, Figure, FigureName, Fit, Note, Period } from './report.ts';

/**
 * A figure as it may be published (domain.md 2.7): small numbers are merged with others where that has a meaning and hidden
 * where it has none, and nothing that follows from a hidden number is told: no share, no sum, no reason.
 * @param whole the internal figure of a whole year.
 */
export function publish(whole: Figure): Figure {
	if (whole.unit === 'people') return publishAttendance(whole);
	if (whole.unit === 'conversations') return publishNotices(whole);
	if (whole.unit === 'ads') return publishAds(whole);
	if (whole.unit === 'presences') return publishPresences(whole);
	return whole.isWhole ? publishParts(coarsen(whole)) : publishSeveral(coarsen(whole));
}

/**
 * A published figure of a year, divided into the parts of that year, in the same groups: all parts at once, as a table whose
 * sums are told, so that neither the year nor the other parts give a hidden number away.
 * @param year the figure as it is told of the whole year.
 * @param parts the internal figure of each part; each contact stands in exactly one.
 * @param columns which parts stand alone and which together (protectParts).
 * @returns a figure for each column.
 */
export function publishDivided(
	year: Figure,
	parts: ReadonlyMap<string, Figure>,
	columns: readonly (readonly string[])[]
): Figure[] {
	const coarse = new Map([...parts].map(([part, figure]) => [part, coarsen(figure)]));
	const inColumn = (codes: readonly string[]) => codes.flatMap((code) => coarse.get(code) ?? []);
	const totals = columns.map((codes) => inColumn(codes).reduce((sum, { total }) => sum + total!, 0));
	const counts = year.cells.map((cell) =>
		columns.map((codes) => inColumn(codes).reduce((sum, figure) => sum + countIn(figure.cells, codesOf(cell))!, 0))
	);
	const told = year.isWhole ? protectTable(counts) : counts.map((row) => protectAnswer(row, totals));
	return columns.map((_, column) => {
		const cells = year.cells.map((cell, row) => divided(cell, year.isWhole, told[row]![column], totals[column]!));
		return finish({ ...year, total: totals[column]!, cells, notes: dividedNotes(cells, year, totals[column]!) });
	});
}

function divided(cell: Cell, isWhole: boolean, told: number | undefined, total: number): Cell {
	const { code, codes, labels } = cell;
	// What the year hides is hidden in its parts.
	const count = cell.count === null ? null : (told ?? null);
	const percent = isWhole && count !== null ? percentOf(count, total) : undefined;
	return {
		...{ code, count },
		...(codes ? { codes } : {}),
		...(labels ? { labels } : {}),
		...(percent === undefined ? {} : { percent })
	};
}

function dividedNotes(cells: readonly Cell[], { isWhole }: Figure, total: number): Note[] {
	const merged: Note[] = cells.some(({ codes }) => codes) ? [{ code: 'smallMerged' }] : [];
	const isHidden = cells.some(({ count }) => count === null);
	if (isHidden)
		return [...(isWhole ? [] : [{ code: 'severalPerContact' } as const]), ...merged, { code: 'smallHidden' }];
	return isWhole ? [...roundingNotes(cells, total), ...merged] : [{ code: 'severalPerContact' }];
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

/** What of a figure can be subtracted from another. */
type Told = Pick<Figure, 'cells' | 'total'>;

/**
 * A new public figure beside one that was published for the same period (domain.md 2.7, rule 6).
 * @returns the codes that give a small number away when one is subtracted from the other; empty when it may go out.
 */
export function findFigureDifferencing(earlier: Told, later: Told): string[][] {
	const total = (figure: Told): Cell[] => (figure.total === null ? [] : [{ code: 'total', count: figure.total }]);
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
	const notes = [...roundingNotes(cells, list.total), ...merged, ...publicNotes(figure, cells)];
	return finish({ ...figure, view: 'public', total: list.total, cells, notes });
}

/** Several answers per contact: nothing can be merged by adding, so what is too few is hidden, and who lacks it too few. */
function publishSeveral(figure: Figure): Figure {
	const { total } = figure;
	if (!isPublishable(total!)) return tellNothing(figure);
	const cells = figure.cells.map(({ sub, ...cell }): Cell => {
		const count = mayTellOf(cell.count!, total!) ? cell.count : null;
		return { ...cell, count, ...(sub && count !== null && mayTellAll(count, sub) ? { sub } : {}) };
	});
	// What the answers come to would tell what the hidden ones are; so would silence about it. How many have none is never
	// told: with the others it would tell the least that a hidden one can be, here or in a part of the year.
	const isHidden = cells.some(({ count }) => count === null);
	const notes: Note[] = isHidden
		? [{ code: 'severalPerContact' }, { code: 'smallHidden' }]
		: figure.notes.filter(({ code }) => code === 'themesSumAboveTotal');
	return finish({ ...figure, view: 'public', cells, notes });
}

/** Sub-themes are told all or none: among those that are told, a hidden one could be worked out from the theme above. */
function mayTellAll(above: number, sub: readonly { count: number }[]): boolean {
	const rest = above - sub.reduce((sum, { count }) => sum + count, 0);
	return sub.every(({ count }) => mayTellOf(count, above)) && (rest <= 0 || rest >= publishableFrom);
}

/**
 * What stands beside a whole: told when it is enough people; reasons only when all of them are, and when those whom they are
 * about stand alone. Put together with others, their sum would tell who the others are.
 */
function publicNotes({ notes, total }: Figure, told: readonly Cell[]): Note[] {
	const beside = notes.filter(({ code, value }) => code === 'buyersBeside' && mayTellOf(value!, total!));
	const reasons = notes.filter(({ code }) => code.startsWith('unsure'));
	const isAlone = told.some(({ code }) => code === 'unsure');
	return isAlone && reasons.every(({ value }) => isPublishable(value!)) ? [...beside, ...reasons] : beside;
}

/** Given or not: there is nothing to merge with, so both are enough, or only how many there were is told. */
function publishNotices(figure: Figure): Figure {
	if (figure.cells.every(({ count }) => isPublishable(count!))) return finish({ ...figure, view: 'public' });
	return isPublishable(figure.total!)
		? finish({ ...figure, view: 'public', cells: [], notes: [{ code: 'smallHidden' }] })
		: tellNothing(figure);
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

/**
 * One evening's contacts are few: outside, the mean of a quarter, and the line only when every quarter and both its ends may
 * be told, in tenths: finer, its slope and spread would let somebody work out the evenings one by one.
 */
function publishPresences(figure: Figure): Figure {
	const points = figure.series?.[0]?.points ?? [];
	const quarters = [...Map.groupBy(points, ({ at }) => quarterOf(at))].map(([at, held]) => {
		const contacts = contactsOn(held);
		return { at, value: isPublishable(contacts) ? Math.round((10 * contacts) / held.length) / 10 : null };
	});
	const isHidden = quarters.some(({ value }) => value === null);
	const { fit, ...rest } = figure;
	const third = Math.floor(points.length / 3);
	const mayTellLine =
		!isHidden &&
		points.length >= fewestForPublicLine &&
		[points.slice(0, third), points.slice(-third)].every(areEnough);
	return finish({
		...rest,
		view: 'public',
		series: [{ code: 'contactsPerPresence', points: quarters }],
		...(fit && mayTellLine ? { fit: inTenths(fit) } : {}),
		notes: isHidden ? [...figure.notes, { code: 'smallHidden' }] : figure.notes
	});
}
const fewestForPublicLine = 24;

const contactsOn = (held: readonly { value: number | null }[]): number =>
	held.reduce((sum, { value }) => sum + value!, 0);
const areEnough = (held: readonly { value: number | null }[]): boolean => isPublishable(contactsOn(held));
const inTenths = (fit: Fit): Fit =>
	Object.fromEntries(Object.entries(fit).map(([name, value]) => [name, Math.round(10 * value) / 10])) as Fit;

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
	for (const cell of [...one, ...other]) {
		const mine = codesOf(cell);
		const touched = blocks.filter((block) => block.some((member) => mine.includes(member)));
		const joined = [...new Set([...touched.flat(), ...mine])];
		const place = touched.length > 0 ? blocks.indexOf(touched[0]!) : blocks.length;
		blocks.splice(place, touched.length > 0 ? 1 : 0, joined);
		for (const block of touched.slice(1)) blocks.splice(blocks.indexOf(block), 1);
	}
	return blocks;
}

const codesOf = ({ codes, code }: Cell): readonly string[] => codes ?? [code];

const countOf = (figure: Figure, codes: readonly string[]): number | null =>
	figure.total === null ? null : countIn(figure.cells, codes);

/** The sum over the cells that lie in these codes; null when one of them is hidden. */
function countIn(cells: readonly Cell[], codes: readonly string[]): number | null {
	const { shown, isHidden } = inBlock(cells, codes);
	return isHidden ? null : shown;
}

function inBlock(cells: readonly Cell[], codes: readonly string[]): { shown: number; isHidden: boolean } {
	const inside = cells.filter((cell) => codesOf(cell).some((code) => codes.includes(code)));
	return {
		shown: inside.reduce((sum, { count }) => sum + (count ?? 0), 0),
		isHidden: inside.some(({ count }) => count === null)
	};
}
