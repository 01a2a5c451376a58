import { countNews } from '#conversation';
import { LyktError } from '#shared/errors.ts';
import { isId } from '#shared/ids.ts';
import type { RequestHandler } from './$types.js';

/** How many messages there are; none is opened. */
export const GET: RequestHandler = async ({ locals, params }) => {
	if (!isId(params.id)) throw new LyktError('notFound');
	return Response.json({ messages: await countNews(locals.ctx, params.id) });
};
