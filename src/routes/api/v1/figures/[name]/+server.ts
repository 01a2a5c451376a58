import { getFigure, isFigureName, readPeriod } from '#report';
import { localDay } from '#shared/calendar.ts';
import type { RequestHandler } from './$types';
import { answer, problem } from '../../../answers.ts';

/** One figure over a period: internal, small numbers are shown (R22–R28). */
export const GET: RequestHandler = async ({ locals, params, url }) => {
	if (!isFigureName(params.name)) return problem(404, 'notFound');
	const asked = { from: url.searchParams.get('from'), to: url.searchParams.get('to') };
	const read = readPeriod(asked, localDay(locals.ctx.now));
	if (!read.ok) return problem(422, 'invalid', [{ path: 'from, to', message: sentences[read.why] }]);
	return answer(await getFigure(locals.ctx, params.name, read.period));
};

const sentences: Record<'badDay' | 'turnedRound', string> = {
	badDay: 'must be days such as 2026-01-01',
	turnedRound: 'from must not be after to'
};
