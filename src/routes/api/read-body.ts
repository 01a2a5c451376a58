import * as v from 'valibot';

/** A JSON body, or why it cannot be read. */
export async function readJson(
	request: Request
): Promise<{ ok: true; value: unknown } | { ok: false; why: 'malformed' }> {
	try {
		return { ok: true, value: await request.json() };
	} catch {
		return { ok: false, why: 'malformed' };
	}
}

/** A schema's issues as the API answers them: where in the body (`message.nb`, `[3].gender`), and a stable code or sentence. */
export const issuesOf = (issues: readonly v.BaseIssue<unknown>[]): { path: string; message: string }[] =>
	issues.map((issue) => ({ path: v.getDotPath(issue) ?? '', message: issue.message }));
