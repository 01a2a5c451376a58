import type { Ctx } from '../db/index.ts';
import { countLocked, selectOutline } from './chat.db.ts';
import { isOnlyPeer } from './chat.ts';
import { requireReader } from './list-chats.ts';

/** What somebody's list of chats looked like when they were last told of a change; made by `beginHearing`. */
export interface Heard {
	outline: string;
}

/** @throws LyktError `forbidden`. */
export async function beginHearing(ctx: Ctx): Promise<Heard> {
	const me = requireReader(ctx);
	return { outline: isOnlyPeer(me) ? await selectOutline(ctx, me) : '' };
}

/**
 * Whether a change of these chats is one that somebody may notice (R5). A peer notices only what changes in their own list;
 * everybody else nothing of those whom they know privately. When somebody writes, and how often, is about them too.
 * @param ids the chats that have changed; undefined: any may have.
 * @returns what to hand in the next time, and whether there is something to notice.
 * @throws LyktError `forbidden`.
 */
export async function hearOfChanges(
	ctx: Ctx,
	before: Heard,
	ids: readonly string[] | undefined
): Promise<{ isNew: boolean; heard: Heard }> {
	const me = requireReader(ctx);
	if (!isOnlyPeer(me)) {
		const isNew = ids === undefined || (await countLocked(ctx, me, ids)) < ids.length;
		return { isNew, heard: before };
	}
	const outline = await selectOutline(ctx, me);
	return { isNew: outline !== before.outline, heard: { outline } };
}
