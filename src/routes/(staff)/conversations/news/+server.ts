import { countConversations } from '#conversation';
import type { RequestHandler } from './$types.js';

/** How many wait and how many are open: enough to see that the list has changed. */
export const GET: RequestHandler = async ({ locals }) => Response.json(await countConversations(locals.ctx));
