import type { Ctx } from '../db/index.ts';
import { localDay, startOfMinute, addDays } from '../shared/calendar.ts';
import { deleteNotice, insertNotices, selectNotices, type NoticeKind } from './notice.db.ts';
import type { PlanShift } from './plan.ts';

/** Something that happened to a shift of mine, and that I have not seen. */
export interface ShiftNotice {
	ruleId: string;
	day: string;
	kind: NoticeKind;
	from: Date;
	until: Date;
	reason: string;
}

/** What happened to my shifts since I last said that I had seen it; nothing of days that are over. */
export async function listNotices(ctx: Ctx): Promise<ShiftNotice[]> {
	const { actor } = ctx;
	if (actor.kind !== 'staff') return [];
	const rows = await selectNotices(ctx, actor.id, localDay(ctx.now));
	return rows.map(({ ruleId, day, kind, fromMinute, untilMinute, reason }) => ({
		ruleId,
		day,
		kind,
		from: at(day, fromMinute),
		until: at(day, untilMinute),
		reason
	}));
}

/** I have seen it. */
export async function seeNotice(ctx: Ctx, ruleId: string, day: string): Promise<void> {
	if (ctx.actor.kind === 'staff') await deleteNotice(ctx, ctx.actor.id, ruleId, day);
}

/** Tells everybody who had one of these shifts, but whoever changed it: they know. */
export async function tellPeople(ctx: Ctx, kind: NoticeKind, shifts: readonly PlanShift[]): Promise<void> {
	const me = ctx.actor.kind === 'staff' ? ctx.actor.id : undefined;
	const told = shifts.flatMap(({ ruleId, day, people }) =>
		people.filter(({ id }) => id !== me).map(({ id }) => ({ userId: id, ruleId, day, kind }))
	);
	await insertNotices(ctx, told);
}

const at = (day: string, minutes: number): Date =>
	minutes < 1440 ? startOfMinute(day, minutes) : startOfMinute(addDays(day, 1), minutes - 1440);
