import type { Ctx } from '../db/index.ts';
import { generateShifts, mondayOf, type Shift, type Span } from '../opening/index.ts';
import { addDays, localDay, startOfDay } from '../shared/calendar.ts';
import { LyktError } from '../shared/errors.ts';
import { isHoliday } from '../shared/holidays.ts';
import { listStaff, may } from '../staff/index.ts';
import {
	selectCancelled,
	selectChanges,
	selectDutySpans,
	selectOwnDays,
	selectRules,
	type Change,
	type OwnDay,
	type RuleRow
} from './plan.db.ts';
import {
	findOverloads,
	sumUpWeeks,
	weeksAhead,
	type Overload,
	type PlanRule,
	type PlanShift,
	type PlanWeek,
	type ShiftPerson
} from './plan.ts';

/**
 * The shifts of a period, both days included (R12): those that are cancelled or closed too, with the reason.
 * @throws LyktError `forbidden`.
 */
export async function listPlan(ctx: Ctx, from: string, to: string): Promise<PlanShift[]> {
	if (!may(ctx.actor, 'shift.read')) throw new LyktError('forbidden');
	const [rules, changes, cancelled, days, duty, people] = await Promise.all([
		selectRules(ctx, from, to),
		selectChanges(ctx, from, to),
		selectCancelled(ctx, from, to),
		selectOwnDays(ctx, from, to),
		selectDutySpans(ctx, startOfDay(from), startOfDay(addDays(to, 2))),
		peopleById(ctx)
	]);
	const shifts = generateShifts(rules, { days, cancelled }, from, to);
	const changesOf = Map.groupBy(changes, keyOf);
	const reasons = new Map(cancelled.map((row) => [keyOf(row), row.reason]));
	const isKnownFrom = startOfDay(addDays(localDay(ctx.now), -364)); // before that it is forgotten who was on duty
	const closed = new Map(days.map((row) => [row.day, row.reason]));
	return shifts.map((shift) => {
		const key = keyOf({ ruleId: shift.rule.id, day: shift.day });
		const coming = whoComes(shift.rule, changesOf.get(key) ?? []).flatMap((id) => people.get(id) ?? []);
		return {
			ruleId: shift.rule.id,
			day: shift.day,
			from: shift.from,
			until: shift.until,
			state: shift.state,
			reason: reasons.get(key) ?? closed.get(shift.day) ?? '',
			breaks: shift.rule.breaks,
			isExtra: shift.rule.isExtra,
			places: shift.rule.places,
			people: coming,
			isTaken: coming.some(({ mayOpen }) => mayOpen),
			isHeld: shift.until <= ctx.now && shift.from >= isKnownFrom ? wasHeld(shift, duty) : undefined
		};
	});
}

/** One shift of the plan; undefined when the rule gives none on that day. */
export async function findShift(ctx: Ctx, ruleId: string, day: string): Promise<PlanShift | undefined> {
	return (await listPlan(ctx, day, day)).find((shift) => shift.ruleId === ruleId);
}

/** My shifts of the coming weeks that are not over, the next one first. */
export async function listMyShifts(ctx: Ctx): Promise<PlanShift[]> {
	const { actor, now } = ctx;
	if (actor.kind !== 'staff' || !may(actor, 'shift.signUp')) return [];
	const today = localDay(now);
	const shifts = await listPlan(ctx, addDays(today, -1), addDays(today, 7 * weeksAhead));
	return shifts.filter(
		({ state, until, people }) => state === 'planned' && until > now && people.some(({ id }) => id === actor.id)
	);
}

/** What whoever plans must know of the coming weeks, and what each may know of themselves. */
export interface Outlook {
	weeks: PlanWeek[];
	/** Of everybody for whoever plans, else of nobody but oneself (R104). */
	overloads: Overload[];
}

/** The coming eight weeks, beginning with this one: staffed days (R36), and who has too many hours (R104). */
export async function readOutlook(ctx: Ctx): Promise<Outlook> {
	const monday = mondayOf(localDay(ctx.now));
	const shifts = await listPlan(ctx, monday, addDays(monday, 7 * weeksAhead - 1));
	const all = findOverloads(shifts);
	const me = ctx.actor.kind === 'staff' ? ctx.actor.id : undefined;
	return {
		weeks: sumUpWeeks(shifts, monday),
		overloads: may(ctx.actor, 'shift.plan') ? all : all.filter(({ person }) => person.id === me)
	};
}

/** The rules that are in force or will be, extra shifts apart. @throws LyktError `forbidden`. */
export async function listRules(ctx: Ctx): Promise<PlanRule[]> {
	if (!may(ctx.actor, 'shift.plan')) throw new LyktError('forbidden');
	const [rules, people] = await Promise.all([selectRules(ctx, localDay(ctx.now), '9999-12-31'), peopleById(ctx)]);
	return rules
		.filter(({ isExtra }) => !isExtra)
		.map(({ userIds, ...rule }) => ({ ...rule, people: userIds.flatMap((id) => people.get(id) ?? []) }));
}

/** A day that differs from the plan, or would by itself because it is a public holiday. */
export interface DayAhead extends OwnDay {
	isHoliday: boolean;
	/** False for a holiday that is closed by itself. */
	isOwn: boolean;
}

/** Closed days and public holidays of the coming half year. @throws LyktError `forbidden`. */
export async function listDaysAhead(ctx: Ctx): Promise<DayAhead[]> {
	if (!may(ctx.actor, 'shift.read')) throw new LyktError('forbidden');
	const today = localDay(ctx.now);
	const own = await selectOwnDays(ctx, today, '9999-12-31');
	const known = new Set(own.map(({ day }) => day));
	const holidays = Array.from({ length: 184 }, (_, ahead) => addDays(today, ahead))
		.filter((day) => isHoliday(day) && !known.has(day))
		.map((day) => ({ day, isOpen: false, reason: '', isHoliday: true, isOwn: false }));
	return [
		...own.map(({ day, isOpen, reason }) => ({ day, isOpen, reason, isHoliday: isHoliday(day), isOwn: true })),
		...holidays
	].sort((one, other) => (one.day < other.day ? -1 : 1));
}

/** Those who can have a shift, in alphabetical order. */
export const listShiftPeople = async (ctx: Ctx): Promise<ShiftPerson[]> => [...(await peopleById(ctx)).values()];

async function peopleById(ctx: Ctx): Promise<Map<string, ShiftPerson>> {
	const staff = await listStaff(ctx);
	const people = staff
		.filter(({ kind, disabledAt }) => kind === 'person' && !disabledAt)
		.map(({ id, name, roles }) => ({ id, name, actor: { kind: 'staff' as const, id, name, roles, isService: false } }))
		.filter(({ actor }) => may(actor, 'shift.signUp'))
		.map(({ id, name, actor }) => ({ id, name, mayOpen: may(actor, 'conversation.answer') }));
	return new Map(people.map((person) => [person.id, person]));
}

function whoComes(rule: RuleRow, changes: readonly Change[]): string[] {
	const coming = new Set(rule.userIds);
	for (const { userId, isComing } of changes) {
		if (isComing) coming.add(userId);
		else coming.delete(userId);
	}
	return [...coming];
}

const wasHeld = (shift: Shift, duty: readonly Span[]): boolean =>
	duty.some(({ from, until }) => from < shift.until && until > shift.from);

const keyOf = ({ ruleId, day }: { ruleId: string; day: string }): string => `${ruleId} ${day}`;
