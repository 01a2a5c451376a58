import { readAudience, readJsonLines, setAudience } from '#campaign';
import { config } from '#config';
import { isId } from '#shared/ids.ts';
import { readSheet } from '#shared/sheet.ts';
import { answer, problem } from '../../../../answers.ts';
import type { RequestHandler } from './$types.js';

/** Replaces a draft's audience: text/csv (or an XLSX file), or JSON lines. Answers counts and the refused lines. */
export const PUT: RequestHandler = async ({ request, locals, params }) => {
	if (!isId(params.id)) return problem(404, 'notFound');
	const bytes = new Uint8Array(await request.arrayBuffer());
	const isJson = /json/.test(request.headers.get('content-type') ?? '');
	const rows = isJson
		? { ok: true as const, rows: readJsonLines(new TextDecoder().decode(bytes)) }
		: await readSheet(bytes);
	if (!rows.ok) return problem(422, rows.why);
	const limit = config().audienceLimit;
	const read = readAudience(rows.rows, { limit });
	if (!read.ok) {
		return read.why === 'tooManyLines'
			? problem(422, 'tooManyLines', [{ path: '', message: `${read.lines} lines; the limit is ${limit}` }])
			: problem(422, read.why);
	}
	const result = await setAudience(locals.ctx, params.id, read.audience);
	if (!result.ok)
		return problem({ forbidden: 403, notFound: 404, wrongState: 409, quotaSpent: 429 }[result.why], result.why);
	return answer({
		lines: result.lines,
		unique: result.unique,
		duplicates: result.duplicates,
		verdicts: result.verdicts,
		rejected: result.rejected.map(({ line, why }) => ({ line, reason: why }))
	});
};
