import { appendEntry } from '../audit/index.ts';
import { inTransaction, type Ctx } from '../db/index.ts';
import type { StaffActor } from '../shared/actor.ts';
import { no, yes, type Outcome } from '../shared/outcome.ts';
import { may } from '../staff/index.ts';
import { beginDutyUntil } from './be-on-duty.ts';
import { findShift } from './list-plan.ts';
import { lockRule, upsertChange } from './plan.db.ts';
import type { PlanShift } from './plan.ts';

type Refusal = 'forbidden' | 'notFound' | 'over' | 'notPlanned';
/** How long before the hour one may go on duty for it. */
const earlyMinutes = 30;

/** Takes a free place on a shift. Taking it twice changes nothing; of two who want the last place one gets it. */
export async function takeShift(ctx: Ctx, ruleId: string, day: string): Promise<Outcome<object, Refusal | 'full'>> {
	return onShift(ctx, ruleId, day, async (ctx, me, shift) => {
		if (isOn(shift, me)) return yes({});
		if (shift.people.length >= shift.places) return no('full');
		await upsertChange(ctx, { ruleId, day, userId: me.id, isComing: true });
		await appendEntry(ctx, 'shift.take', 'shiftRule', ruleId, day);
		return yes({});
	});
}

/** Gives my place on one shift back, so that somebody else can take it. `isStaffed`: somebody is left who may open. */
export async function giveUpShift(
	ctx: Ctx,
	ruleId: string,
	day: string
): Promise<Outcome<{ isStaffed: boolean }, Refusal>> {
	return onShift(ctx, ruleId, day, async (ctx, me, shift) => {
		const isStaffed = shift.people.some(({ id, mayOpen }) => id !== me.id && mayOpen);
		if (!isOn(shift, me)) return yes({ isStaffed });
		await upsertChange(ctx, { ruleId, day, userId: me.id, isComing: false });
		await appendEntry(ctx, 'shift.giveUp', 'shiftRule', ruleId, day);
		return yes({ isStaffed });
	});
}

/** Goes on duty until the end of my shift, from half an hour before it on. */
export async function beginShift(
	ctx: Ctx,
	ruleId: string,
	day: string
): Promise<Outcome<{ until: Date }, Refusal | 'notMine' | 'tooEarly' | 'tooLong'>> {
	return onShift(ctx, ruleId, day, async (ctx, me, shift) => {
		if (!isOn(shift, me)) return no('notMine');
		if (!mayBegin(shift, ctx.now)) return no('tooEarly');
		return beginDutyUntil(ctx, shift.until);
	});
}

/** Whether it is time to go on duty for a shift. */
export const mayBegin = ({ from, until }: Pick<PlanShift, 'from' | 'until'>, now: Date): boolean =>
	now.getTime() >= from.getTime() - earlyMinutes * 60_000 && now < until;

async function onShift<Answer extends Outcome<object>>(
	ctx: Ctx,
	ruleId: string,
	day: string,
	act: (ctx: Ctx, me: StaffActor, shift: PlanShift) => Promise<Answer>
): Promise<Answer | { ok: false; why: Refusal }> {
	const { actor } = ctx;
	if (actor.kind !== 'staff' || actor.isService || !may(actor, 'shift.signUp')) return no('forbidden');
	return inTransaction(ctx, async (ctx) => {
		await lockRule(ctx, ruleId);
		const shift = await findShift(ctx, ruleId, day);
		if (!shift) return no('notFound');
		if (shift.until <= ctx.now) return no('over');
		if (shift.state !== 'planned') return no('notPlanned');
		return act(ctx, actor, shift);
	});
}

const isOn = (shift: PlanShift, me: StaffActor): boolean => shift.people.some(({ id }) => id === me.id);
