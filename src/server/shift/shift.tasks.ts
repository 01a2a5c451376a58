import { appendEntry } from '../audit/index.ts';
import type { Ctx } from '../db/index.ts';
import { localDay, startOfDay } from '../shared/calendar.ts';
import { deleteNoticesBefore, forgetBefore } from './notice.db.ts';

/** Jobs of the room. */
export const shiftTasks = { 'shift.forget': async (ctx: Ctx) => void (await forgetPast(ctx)) };

/**
 * After twelve calendar months it is forgotten who was on duty and who had which shift: of duty the hours of each month
 * stay, of nobody. Safe to run twice. @returns how many rows were forgotten.
 */
export async function forgetPast(ctx: Ctx): Promise<{ duties: number; people: number }> {
	const today = localDay(ctx.now);
	const day = Temporal.PlainDate.from(today).subtract({ months: 12 }).toString();
	const gone = await forgetBefore(ctx, startOfDay(day), day);
	await deleteNoticesBefore(ctx, today);
	if (gone.duties + gone.people > 0)
		await appendEntry(ctx, 'shift.forget', 'installation', undefined, `${gone.duties} ${gone.people}`);
	return gone;
}
