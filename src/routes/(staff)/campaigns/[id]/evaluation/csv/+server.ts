import { getEvaluation, type TextResult } from '#campaign';
import { LyktError } from '#shared/errors.ts';
import { isId } from '#shared/ids.ts';
import type { RequestHandler } from './$types';

const measures = ['sent', 'delivered', 'failed', 'unknown', 'underWay', 'replied', 'optedOut', 'called'] as const;

/**
 * The figures of a campaign as a sheet: one count to a line, codes as in the API. Semicolons and a byte-order mark,
 * because that is what Norwegian Excel opens by a double click.
 */
export const GET: RequestHandler = async ({ locals, params }) => {
	if (!isId(params.id)) throw new LyktError('notFound');
	const { figures, byVariant, byLanguage } = await getEvaluation(locals.ctx, params.id);
	const lines = [
		...linesOf('', '', figures),
		...Object.entries(figures.dispositions).map(([code, count]) => ['', '', `call.${code}`, count]),
		['', '', 'byHand', figures.byHand],
		...byVariant.flatMap(({ variant, result }) => linesOf(variant, '', result)),
		...byLanguage.flatMap(({ language, result }) => linesOf('', language, result))
	];
	const text = [['variant', 'language', 'measure', 'count'], ...lines].map((cells) => cells.join(';')).join('\r\n');
	return new Response(`\uFEFF${text}\r\n`, {
		headers: {
			'content-type': 'text/csv; charset=utf-8',
			'content-disposition': `attachment; filename="evaluation-${params.id.slice(-8)}.csv"`
		}
	});
};

const linesOf = (variant: string, language: string, result: TextResult): (string | number)[][] =>
	measures.map((measure) => [variant, language, measure, result[measure]]);
