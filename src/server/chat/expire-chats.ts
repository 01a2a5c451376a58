import type { Ctx } from '../db/index.ts';
import { chatVault } from '../vault/index.ts';
import { deleteExpired, selectExpired } from './chat.db.ts';

/**
 * Destroys the keys and then the rows of chats whose time is over, as their visitors chose. Safe to run twice.
 * @returns how many.
 */
export async function expireChats(ctx: Ctx): Promise<number> {
	const ids = await selectExpired(ctx, 500);
	for (const id of ids) await chatVault('staff').destroy(id);
	if (ids.length) await deleteExpired(ctx, ids);
	return ids.length;
}
