import { getService } from '#programme';
import type { RequestHandler } from './$types.js';

/** The process can serve: the database answers. */
export const GET: RequestHandler = async ({ locals }) => {
	await getService(locals.ctx);
	return new Response('ok\n', { headers: { 'content-type': 'text/plain' } });
};
