import type { Ctx } from '../db/index.ts';
import { expireChats } from './expire-chats.ts';

/** Jobs of the room. */
export const chatTasks = {
	/** Every minute: chats whose time is over. */
	'chat.expire': async (ctx: Ctx) => void (await expireChats(ctx))
};
