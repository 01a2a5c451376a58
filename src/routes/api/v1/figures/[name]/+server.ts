import {
	decidePublic,
	getDivision,
	isFigureName,
	listFigures,
	readPeriod,
	type FigureQuery,
	type QueryIssue
} from '#report';
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
	if (isPublic) {
		const division = await getDivision(locals.ctx, query.from.slice(0, 4));
		const decided = decidePublic(query, localDay(locals.ctx.now), division);
		if (!decided.ok) return problem(422, 'invalid', [{ path: 'from, to', message: publicSentence(decided.why) }]);
	}
	const [figure] = await listFigures(locals.ctx, query, [params.name]);
	return figure ? answer(figure) : problem(404, 'notFound');
};

const publicSentence = (why: QueryIssue): string =>
	why === 'otherDivision'
		? 'this year is not divided by quarter outside; ask for the whole year'
		: 'public figures are of a whole year, from 1 February after it, or of a quarter where the year is divided so';
const sentences: Record<'badDay' | 'turnedRound', string> = {
	badDay: 'must be days such as 2026-01-01',
	turnedRound: 'from must not be after to'
};
