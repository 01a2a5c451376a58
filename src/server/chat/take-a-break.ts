import { appendEntry } from '../audit/index.ts';
import { inTransaction, type Ctx } from '../db/index.ts';
import { addDays, localDay, weekdayOf } from '../shared/calendar.ts';
import { may } from '../staff/index.ts';
import { tellChat } from './add-line.ts';
import { pauseAllOf } from './chat.db.ts';
import { requireReader } from './list-chats.ts';
import { deleteFollowUps, hasFollowUp, insertFollowUp } from './welcome.db.ts';

/**
 * A break from everything (R107): each of my chats that goes on is paused, and its visitor told so. @returns how many.
 */
export async function takeBreak(ctx: Ctx): Promise<number> {
	const me = requireReader(ctx);
	if (!may(me, 'chat.answer')) return 0;
	return inTransaction(ctx, async (ctx) => {
		const ids = await pauseAllOf(ctx, me.id);
		for (const id of ids) {
			await tellChat(ctx, id, 'paused'); // at most as many as one may have
			await appendEntry(ctx, 'chat.paused', 'chat', id);
		}
		return ids.length;
	});
}

/**
 * "Ask me tomorrow": on the next working day the first page does (R107). Nothing says which chat, or why; and the log says
 * nothing at all, because it would be an entry about how somebody is.
 */
export async function askMeTomorrow(ctx: Ctx): Promise<{ day: string }> {
	const me = requireReader(ctx);
	const day = nextWorkingDay(localDay(ctx.now));
	await insertFollowUp(ctx, me.id, day);
	return { day };
}

/** Whether I wanted to be asked by now. */
export async function isToBeAsked(ctx: Ctx): Promise<boolean> {
	const { actor } = ctx;
	if (actor.kind !== 'staff' || !may(actor, 'chat.read')) return false;
	return hasFollowUp(ctx, actor.id, localDay(ctx.now));
}

/** I have been asked, and it goes. */
export async function endAsking(ctx: Ctx): Promise<void> {
	await deleteFollowUps(ctx, requireReader(ctx).id, localDay(ctx.now));
}

function nextWorkingDay(today: string): string {
	const next = addDays(today, 1);
	return weekdayOf(next) > 5 ? nextWorkingDay(next) : next;
}
