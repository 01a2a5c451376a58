import { isPublishable, protectList, protectParts } from './disclosure.ts';
import { finish, type Tally } from './figures.ts';
import { findFigureDifferencing, publishDivided } from './publish.ts';
import type { Division, Figure, FigureName, PublicQuery } from './report.ts';

/** What was told outside of a year: from one moment, small numbers hidden, and nothing changed since. */
export interface Told {
	year: string;
	/** 1, or more where it was told anew. */
	edition: number;
	toldAt: Date;
	figures: Figure[];
	/** A fingerprint of what it was made of. */
	madeOf: Buffer;
	/** How the year is divided outside; null: not yet. */
	division: Division | null;
	parts: ToldPart[];
}

/** A part of a year, or several that stand together. */
export interface ToldPart {
	codes: string[];
	count: number;
	/** Null: only how many is told. */
	figures: Figure[] | null;
}

/** The figure that tells the parts of a division themselves. */
export const figureOfDivision: Partial<Record<Division, FigureName>> = {
	arenaClass: 'arenas',
	gender: 'gender',
	seller: 'target-group',
	initiative: 'initiative',
	language: 'languages',
	outcome: 'outcomes',
	weekday: 'weekdays'
};

/** Figures that a division divides: of contacts, but not itself, and not the other way of telling who came to our own chat. */
export const isDivided = ({ name, unit }: Figure, division: Division): boolean =>
	unit === 'contacts' && name !== figureOfDivision[division] && name !== 'own-chat';

/**
 * The parts of a year as they may be told beside it: how many in each, and every figure of each part that is wide enough.
 * @param year the figures told of the whole year.
 * @param parts the internal figures of each part, by its code.
 */
export function divideFigures(
	year: readonly Figure[],
	parts: ReadonlyMap<string, readonly Figure[]>,
	division: Division
): ToldPart[] {
	const sizes = [...parts].map(([code, figures]): Tally => ({ code, count: figures[0]?.total ?? 0 }));
	const told = tellParts(year, sizes, division);
	// One column is the year itself.
	const columns = protectParts(told).length > 1 ? protectParts(told) : [];
	const figures = columns.map((): Figure[] => []);
	for (const figure of year.filter((one) => isDivided(one, division))) {
		const inParts = new Map([...parts].map(([code, all]) => [code, all.find(({ name }) => name === figure.name)!]));
		for (const [place, one] of publishDivided(figure, inParts, columns).entries()) figures[place]!.push(one);
	}
	const placeOf = (codes: readonly string[]) => columns.findIndex((column) => keyOf(column) === keyOf(codes));
	const together = columns.filter((column) => !told.some(({ codes }) => keyOf(codes) === keyOf(column)));
	const sizeOf = (column: readonly string[]) =>
		told.reduce((sum, { codes, count }) => (codes.every((code) => column.includes(code)) ? sum + count : sum), 0);
	return [...told, ...together.map((codes) => ({ codes, count: sizeOf(codes) }))].map((part) => ({
		...part,
		figures: figures[placeOf(part.codes)] ?? null
	}));
}

/** What was told of what is asked: of the year, or of one part. Nothing where the year is divided in another way. */
export function pickFigures(told: Told, { by, asked }: PublicQuery): Figure[] {
	if (!by) return told.figures;
	if (told.division !== by) return [];
	const part = told.parts.find(({ codes }) => codes.length === 1 && codes[0] === asked);
	if (part?.figures) return part.figures;
	const isInside = told.parts.some(({ codes }) => codes.includes(asked!));
	return told.figures
		.filter((figure) => isDivided(figure, by))
		.map((figure) => undivided(figure, part ? part.count : isInside ? null : 0));
}

/**
 * What gives a small number away when a new edition is laid beside an earlier one of the same year (domain.md 2.7, rule 6):
 * every number that both tell, and every sum of hidden numbers that follows from both, is the same or clearly another.
 * @returns the figures in question; empty when the new one may be told.
 */
export function findToldDifferencing(earlier: Told, later: Told): FigureName[] {
	const names = new Set<FigureName>();
	for (const [before, after] of pairs(earlier.figures, later.figures)) {
		if (findFigureDifferencing(before, after).length > 0) names.add(before.name);
	}
	const both = earlier.parts.length > 0 && later.parts.length > 0;
	if (!both) return [...names];
	const place = figureOfDivision[later.division!] ?? 'gender';
	if (earlier.parts.length !== later.parts.length) names.add(place);
	for (const part of earlier.parts) {
		const same = later.parts.find(({ codes }) => keyOf(codes) === keyOf(part.codes));
		if (!same || !isPublishable(Math.abs(same.count - part.count))) names.add(place);
		for (const [before, after] of pairs(part.figures ?? [], same?.figures ?? [])) {
			if (findFigureDifferencing(before, after).length > 0 || hidesFew(before, after)) names.add(before.name);
		}
	}
	return [...names];
}

/** What is hidden in each comes to a sum that follows from the rest: the difference of the two sums is told as well. */
function hidesFew(before: Figure, after: Figure): boolean {
	if (!before.isWhole) return false;
	const hidden = ({ cells, total }: Figure) => (total ?? 0) - cells.reduce((sum, { count }) => sum + (count ?? 0), 0);
	const places = ({ cells }: Figure) => keyOf(cells.filter(({ count }) => count === null).map(({ code }) => code));
	return places(before) !== places(after) || !isPublishable(Math.abs(hidden(after) - hidden(before)));
}

/** The parts as the year tells them already, or put together until each may be told. */
function tellParts(year: readonly Figure[], sizes: readonly Tally[], division: Division) {
	const figure = year.find(({ name }) => name === figureOfDivision[division]);
	if (!figure) return protectList(sizes, ['none']).categories.map(({ codes, count }) => ({ codes, count }));
	return figure.cells.map(({ code, codes, count }) => ({ codes: codes ?? [code], count: count! }));
}

/** A part that is not broken down: how many, where that may be told. */
function undivided(figure: Figure, total: number | null): Figure {
	if (total === null) return finish({ ...figure, total, cells: [], notes: [{ code: 'tooFewToTell' }] });
	const notes = total > 0 ? [{ code: 'noDrillDown' as const }] : [];
	return finish({ ...figure, total, cells: [], notes });
}

const pairs = (before: readonly Figure[], after: readonly Figure[]): [Figure, Figure][] =>
	before.flatMap((one) => {
		const same = after.find(({ name }) => name === one.name);
		const isCounted = one.unit !== 'presences' && one.unit !== 'ads';
		return same && isCounted ? [[one, same] as [Figure, Figure]] : [];
	});

const keyOf = (codes: readonly string[]): string => codes.toSorted().join('+');
