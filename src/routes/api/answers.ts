/** What the API answers: JSON, never kept by caches. */
export const answer = (data: unknown, status = 200): Response =>
	Response.json(data, { status, headers: { 'cache-control': 'no-store' } });

/** What was wrong, as a stable code; `issues` point at the fields of what was sent. */
export const problem = (status: number, code: string, issues?: { path: string; message: string }[]): Response =>
	answer({ error: { code, ...(issues ? { issues } : {}) } }, status);
