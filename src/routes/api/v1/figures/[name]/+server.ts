import { decidePublic, getFigure, isFigureName, readPeriod, type FigureQuery } from '#report';
import { localDay } from '#shared/calendar.ts';
import type { RequestHandler } from './$types';
import { answer, problem } from '../../../answers.ts';

/** One figure over a period (R22–R28): internal, or with `view=public` as it may be told outside. */
export const GET: RequestHandler = async ({ locals, params, url }) => {
	if (!isFigureName(params.name)) return problem(404, 'notFound');
	const asked = { from: url.searchParams.get('from'), to: url.searchParams.get('to') };
	const read = readPeriod(asked, localDay(locals.ctx.now));
	if (!read.ok) return problem(422, 'invalid', [{ path: 'from, to', message: sentences[read.why] }]);
	const isPublic = url.searchParams.get('view') === 'public';
	const query: FigureQuery = { ...read.period, view: isPublic ? 'public' : 'internal' };
	const decided = isPublic ? decidePublic(query, localDay(locals.ctx.now)) : undefined;
	if (decided?.ok === false) return problem(422, 'invalid', [{ path: 'from, to', message: publicSentence }]);
	return answer(await getFigure(locals.ctx, params.name, query));
};

const publicSentence = 'public figures are of a whole year that is over, or of a quarter of it';
const sentences: Record<'badDay' | 'turnedRound', string> = {
	badDay: 'must be days such as 2026-01-01',
	turnedRound: 'from must not be after to'
};
