import { appendEntries } from '../audit/index.ts';
import { inTransaction, type Ctx } from '../db/index.ts';
import type { StaffActor } from '../shared/actor.ts';
import { insertOpenings, type ChatRow } from './chat.db.ts';
import { openingRole } from './chat.ts';

/**
 * Notes, before it happens, that somebody is shown words of these chats, wherever on the screen: the visitor may see how many
 * of us have, and in which roles (R46; domain.md 2.9). A line in the inbox is often the whole first message.
 */
export async function noteOpenings(
	ctx: Ctx,
	me: StaffActor,
	rows: readonly Pick<ChatRow, 'id' | 'isOpened'>[]
): Promise<void> {
	const fresh = rows.filter(({ isOpened }) => !isOpened).map(({ id }) => id);
	if (!fresh.length) return;
	await inTransaction(ctx, async (ctx) => {
		await appendEntries(ctx, 'chat.open', 'chat', await insertOpenings(ctx, fresh, me.id, openingRole(me)));
	});
}
