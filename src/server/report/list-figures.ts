import type { Ctx } from '#db';
import { localDay } from '#shared/calendar.ts';
import { LyktError } from '#shared/errors.ts';
import { may } from '#staff';
import { makeFigures } from './make-figures.ts';
import { compare } from './publish.ts';
import { decidePublic, figureNames, type Figure, type FigureName, type FigureQuery } from './report.ts';
import { tellYear } from './tell-year.ts';
import { pickFigures } from './told.ts';

/**
 * One figure over a period, from what was registered (R22–R28, R71, R88, R110, R111).
 * @throws LyktError `forbidden`; `notFound` when there is no public figure of this (decidePublic says why).
 */
export async function getFigure(ctx: Ctx, name: FigureName, query: FigureQuery): Promise<Figure> {
	const [figure] = await listFigures(ctx, query, [name]);
	if (!figure) throw new LyktError('notFound');
	return figure;
}

/**
 * All figures over a period, in the order of `figureNames`; those that cannot be narrowed as asked are left out. Internal
 * ones show small numbers; public ones are what was told of the year when it was first asked for (tellYear). Of a part of a
 * year there is nothing outside where the year is divided in another way, or not yet.
 * @throws LyktError `forbidden`; `notFound` when there are no public figures of this (decidePublic says why).
 */
export async function listFigures(
	ctx: Ctx,
	query: FigureQuery,
	names: readonly FigureName[] = figureNames
): Promise<Figure[]> {
	const { compared, ...now } = query;
	if (!may(ctx.actor, now.view === 'public' ? 'report.read_public' : 'report.read')) throw new LyktError('forbidden');
	const figures = await readFigures(ctx, now, names);
	if (!compared) return figures;
	const earlier = await readFigures(ctx, { ...now, ...compared }, names);
	return figures.map((figure) => {
		const before = earlier.find(({ name }) => name === figure.name);
		return before && figure.kind === 'list' && figure.unit === 'contacts' ? compare(figure, before) : figure;
	});
}

async function readFigures(ctx: Ctx, query: FigureQuery, names: readonly FigureName[]): Promise<Figure[]> {
	const figures = query.view === 'public' ? await readPublic(ctx, query) : await makeFigures(ctx, query, names);
	const all = new Map(figures.map((figure) => [figure.name, figure]));
	return names.flatMap((name) => all.get(name) ?? []);
}

async function readPublic(ctx: Ctx, query: FigureQuery): Promise<Figure[]> {
	const decided = decidePublic(query, localDay(ctx.now));
	if (!decided.ok) throw new LyktError('notFound');
	const told = await tellYear(ctx, query.from.slice(0, 4));
	const { from, to, arenaClass, programmeId } = query;
	const frame = { from, to, ...(arenaClass ? { arenaClass } : {}), ...(programmeId ? { programmeId } : {}) };
	return pickFigures(told, decided.query)
		.filter(({ name }) => name !== 'offers' || may(ctx.actor, 'offer.read'))
		.map((figure) => ({ ...figure, ...frame }));
}
