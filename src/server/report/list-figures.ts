import type { Ctx } from '#db';
import { LyktError } from '#shared/errors.ts';
import { may } from '#staff';
import { arenaFigure, genderFigure, targetGroupFigure, themeFigure } from './figures.ts';
import {
	countArenas,
	countBuyers,
	countGenders,
	countSellers,
	countThemes,
	countUnsureReasons,
	countWithAndWithoutTheme
} from './report.db.ts';
import type { Figure, FigureName, Period } from './report.ts';

/**
 * One figure over a period, from what was registered (R22–R28). Internal: small numbers are shown.
 * @throws LyktError `forbidden`.
 */
export async function getFigure(ctx: Ctx, name: FigureName, period: Period): Promise<Figure> {
	if (!may(ctx.actor, 'report.read')) throw new LyktError('forbidden');
	switch (name) {
		case 'gender':
			return genderFigure(period, await countGenders(ctx, period));
		case 'target-group':
			return readTargetGroup(ctx, period);
		case 'arenas':
			return arenaFigure(period, await countArenas(ctx, period), may(ctx.actor, 'arena.read'));
		case 'themes':
			return readThemes(ctx, period);
		default:
			throw new LyktError('notFound');
	}
}

const standing = ['gender', 'target-group', 'arenas', 'themes'] as const satisfies FigureName[];

/**
 * All figures over a period, in the order of `figureNames`.
 * @throws LyktError `forbidden`.
 */
export async function listFigures(ctx: Ctx, period: Period): Promise<Figure[]> {
	const figures: Figure[] = [];
	for (const name of standing) figures.push(await getFigure(ctx, name, period));
	return figures;
}

async function readTargetGroup(ctx: Ctx, period: Period): Promise<Figure> {
	const seller = await countSellers(ctx, period);
	const unsure = await countUnsureReasons(ctx, period);
	return targetGroupFigure(period, { seller, unsure, buyers: await countBuyers(ctx, period) });
}

async function readThemes(ctx: Ctx, period: Period): Promise<Figure> {
	const themes = await countThemes(ctx, period);
	return themeFigure(period, { themes, ...(await countWithAndWithoutTheme(ctx, period)) });
}
