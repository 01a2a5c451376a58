import type { Ctx } from '../db/index.ts';
import { addDays, localDay } from '../shared/calendar.ts';
import { expireChats } from './expire-chats.ts';
import { deleteFollowUpsBefore, deleteWelcomesBefore } from './welcome.db.ts';

/** Jobs of the room. */
export const chatTasks = {
	/** Every minute: chats whose time is over. */
	'chat.expire': async (ctx: Ctx) => void (await expireChats(ctx)),
	/** Every night: words of welcome that nobody said, and questions that nobody answered within two weeks. */
	'chat.tidy': async (ctx: Ctx) => {
		await deleteWelcomesBefore(ctx, localDay(ctx.now));
		await deleteFollowUpsBefore(ctx, addDays(localDay(ctx.now), -14));
	}
};
