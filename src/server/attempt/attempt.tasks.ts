import type { Ctx } from '../db/index.ts';
import { callSettleLapsed } from './attempt.db.ts';

/** Jobs of this room; each may run twice without harm. */
export const attemptTasks = { 'attempt.settleLapsed': (ctx: Ctx) => settleLapsed(ctx) };

/** Every minute: claims that nobody used become released attempts. The addresses were free when their time was over. */
export async function settleLapsed(ctx: Ctx): Promise<void> {
	await callSettleLapsed(ctx);
}
