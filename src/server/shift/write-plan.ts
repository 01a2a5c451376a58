import { appendEntry } from '../audit/index.ts';
import { inTransaction, type Ctx } from '../db/index.ts';
import { addDays, localDay } from '../shared/calendar.ts';
import { newId } from '../shared/ids.ts';
import { no, yes, type Outcome } from '../shared/outcome.ts';
import { may } from '../staff/index.ts';
import { findShift, listPlan, listShiftPeople } from './list-plan.ts';
import { tellPeople } from './notices.ts';
import { deleteCancelled, deleteDay, insertRule, updateLastDay, upsertCancelled, upsertDay } from './plan.db.ts';
import { asRule, weeksAhead, type DayInput, type ExtraInput, type PlanShift, type RuleInput } from './plan.ts';

/** Adds a shift that comes again (R12). What has been stays as it was: a rule begins today at the earliest. */
export async function addRule(
	ctx: Ctx,
	input: RuleInput
): Promise<Outcome<{ id: string }, 'forbidden' | 'past' | 'unknownPerson'>> {
	return insert(ctx, input, false);
}

/** Adds a shift on one day. A public holiday does not close it: whoever plans it knows what day it is. */
export async function addExtraShift(
	ctx: Ctx,
	input: ExtraInput
): Promise<Outcome<{ id: string }, 'forbidden' | 'past' | 'unknownPerson'>> {
	return insert(ctx, asRule(input), true);
}

/** Gives a rule its last day, today at the earliest. Rules are not changed: end one and add another. */
export async function endRule(
	ctx: Ctx,
	id: string,
	lastDay: string
): Promise<Outcome<object, 'forbidden' | 'past' | 'notFound'>> {
	if (!may(ctx.actor, 'shift.plan')) return no('forbidden');
	if (lastDay < localDay(ctx.now)) return no('past');
	const ahead = await listPlan(ctx, addDays(lastDay, 1), addDays(localDay(ctx.now), 7 * weeksAhead));
	return inTransaction(ctx, async (ctx) => {
		if (!(await updateLastDay(ctx, id, lastDay))) return no('notFound');
		const [first] = ahead.filter((shift) => shift.ruleId === id && shift.state === 'planned');
		if (first) await tellPeople(ctx, 'ended', [first]); // of the first that falls away: one line, not eight
		await appendEntry(ctx, 'shift.endRule', 'shiftRule', id);
		return yes({});
	});
}

/** Closes a day with a reason, or opens a public holiday. */
export async function setDay(ctx: Ctx, input: DayInput): Promise<Outcome<object, 'forbidden' | 'past'>> {
	if (!may(ctx.actor, 'shift.plan')) return no('forbidden');
	if (input.day < localDay(ctx.now)) return no('past');
	const shifts = await plannedOn(ctx, input.day);
	return inTransaction(ctx, async (ctx) => {
		await upsertDay(ctx, input);
		if (!input.isOpen) await tellPeople(ctx, 'closed', shifts);
		await appendEntry(ctx, input.isOpen ? 'shift.openDay' : 'shift.closeDay', 'shiftDay', input.day);
		return yes({});
	});
}

/** Makes a day an ordinary one again: a public holiday is closed, another day is open. */
export async function clearDay(ctx: Ctx, day: string): Promise<Outcome<object, 'forbidden' | 'past'>> {
	if (!may(ctx.actor, 'shift.plan')) return no('forbidden');
	if (day < localDay(ctx.now)) return no('past');
	return inTransaction(ctx, async (ctx) => {
		if (await deleteDay(ctx, day)) await appendEntry(ctx, 'shift.clearDay', 'shiftDay', day);
		return yes({});
	});
}

/** Calls one shift off, with the reason (R12); those who had it keep it in case it is put back. */
export async function cancelShift(
	ctx: Ctx,
	ruleId: string,
	day: string,
	reason: string
): Promise<Outcome<object, 'forbidden' | 'notFound' | 'over'>> {
	return change(ctx, ruleId, day, async (ctx, shift) => {
		await upsertCancelled(ctx, ruleId, day, reason);
		await tellPeople(ctx, 'cancelled', [shift]);
		await appendEntry(ctx, 'shift.cancel', 'shiftRule', ruleId, day);
	});
}

/** Puts a cancelled shift back into the plan. */
export async function restoreShift(
	ctx: Ctx,
	ruleId: string,
	day: string
): Promise<Outcome<object, 'forbidden' | 'notFound' | 'over'>> {
	return change(ctx, ruleId, day, async (ctx, shift) => {
		if (!(await deleteCancelled(ctx, ruleId, day))) return;
		await tellPeople(ctx, 'restored', [shift]);
		await appendEntry(ctx, 'shift.restore', 'shiftRule', ruleId, day);
	});
}

async function insert(
	ctx: Ctx,
	input: RuleInput,
	isExtra: boolean
): Promise<Outcome<{ id: string }, 'forbidden' | 'past' | 'unknownPerson'>> {
	if (!may(ctx.actor, 'shift.plan')) return no('forbidden');
	if (input.validFrom < localDay(ctx.now)) return no('past');
	const known = new Set((await listShiftPeople(ctx)).map(({ id }) => id));
	if (!input.people.every((id) => known.has(id))) return no('unknownPerson');
	const id = newId();
	await inTransaction(ctx, async (ctx) => {
		await insertRule(ctx, id, { ...input, people: [...new Set(input.people)] }, isExtra);
		await appendEntry(ctx, isExtra ? 'shift.addExtra' : 'shift.addRule', 'shiftRule', id);
	});
	return yes({ id });
}

/** The shifts of a day that somebody should come to, and that are not over. */
const plannedOn = async (ctx: Ctx, day: string): Promise<PlanShift[]> =>
	(await listPlan(ctx, day, day)).filter(({ state, until }) => state === 'planned' && until > ctx.now);

/** For one shift that is not over. */
async function change(
	ctx: Ctx,
	ruleId: string,
	day: string,
	act: (ctx: Ctx, shift: PlanShift) => Promise<void>
): Promise<Outcome<object, 'forbidden' | 'notFound' | 'over'>> {
	if (!may(ctx.actor, 'shift.plan')) return no('forbidden');
	const shift = await findShift(ctx, ruleId, day);
	if (!shift) return no('notFound');
	if (shift.until <= ctx.now) return no('over');
	await inTransaction(ctx, (ctx) => act(ctx, shift));
	return yes({});
}
