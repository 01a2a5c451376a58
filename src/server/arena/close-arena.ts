import { appendEntry } from '#audit';
import { inTransaction, type Ctx } from '#db';
import { LyktError } from '#shared/errors.ts';
import { may } from '#staff';
import { localDay } from '#shared/calendar.ts';
import { setClosedAt } from './arena.db.ts';
import { endPlansOf } from './presence.db.ts';

/**
 * Closes an arena (R8): its history stays, but it can no longer be chosen, and nothing more is planned there. Closing a
 * closed one changes nothing.
 * @throws LyktError `forbidden`.
 */
export const closeArena = (ctx: Ctx, id: string): Promise<void> => move(ctx, id, 'arena.close', ctx.now);

/**
 * Opens a closed arena again, when it was closed by mistake or has come back.
 * @throws LyktError `forbidden`.
 */
export const reopenArena = (ctx: Ctx, id: string): Promise<void> => move(ctx, id, 'arena.reopen', null);

async function move(ctx: Ctx, id: string, action: string, closedAt: Date | null): Promise<void> {
	if (!may(ctx.actor, 'arena.write')) throw new LyktError('forbidden');
	await inTransaction(ctx, async (ctx) => {
		if (!(await setClosedAt(ctx, id, closedAt))) return;
		if (closedAt) await endPlansOf(ctx, id, localDay(closedAt));
		await appendEntry(ctx, action, 'arena', id);
	});
}
