import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import * as v from 'valibot';
import { daysOfWeek, findOpening, mondayOf, readWeek, weekName } from '#opening';
import { addDays, isDay, localDay } from '#shared/calendar.ts';
import { isHoliday } from '#shared/holidays.ts';
import { isId } from '#shared/ids.ts';
import {
	beginShift,
	cancelShift,
	countHeld,
	endCalendarAddress,
	findCalendarAddress,
	giveUpShift,
	listMyShifts,
	listPlan,
	makeCalendarAddress,
	mayBegin,
	readOutlook,
	reasonInput,
	restoreShift,
	seeNotice,
	takeShift,
	weeklyHours,
	type PlanShift
} from '#shift';
import { may } from '#staff';
import { fieldsOf, safeBack } from '../../form.ts';
import type { Actions, PageServerLoad } from './$types.js';
import type { Done } from './words.ts';

/** The plan of one week, and what I can do with it. */
export const load: PageServerLoad = async ({ locals, url }) => {
	const { ctx } = locals;
	const me = locals.me!;
	const today = localDay(ctx.now);
	const monday = readWeek(url.searchParams.get('week') ?? '') ?? mondayOf(today);
	const week = daysOfWeek(monday);
	const [opening, shifts, mine, past, outlook, addressSince] = await Promise.all([
		findOpening(ctx),
		listPlan(ctx, monday, week[6]!),
		listMyShifts(ctx),
		listPlan(ctx, addDays(today, -28), addDays(today, -1)),
		readOutlook(ctx),
		findCalendarAddress(ctx)
	]);
	const rights = { signsUp: may(me, 'shift.signUp'), plans: may(me, 'shift.plan') };
	return {
		now: ctx.now,
		opening,
		hasPlan: shifts.length + past.length > 0 || outlook.weeks.some(({ hours }) => hours > 0),
		week: weekName(monday),
		monday,
		sunday: week[6]!,
		thisWeek: weekName(today),
		before: weekName(addDays(monday, -7)),
		after: weekName(addDays(monday, 7)),
		days: week.map((day) => ({
			day,
			isToday: day === today,
			isHoliday: isHoliday(day),
			shifts: shifts.filter((shift) => shift.day === day).map((shift) => present(shift, me.id, ctx.now, rights))
		})),
		mine: mine.slice(0, 5).map(({ ruleId, day, from, until }) => ({ ruleId, day, from, until })),
		held: countHeld(past),
		overloads: outlook.overloads
			.filter(({ person }) => person.id === me.id)
			.map(({ person, monday, hours }) => ({ name: person.name, week: weekName(monday), hours })),
		weeklyHours,
		addressSince,
		plans: rights.plans,
		signsUp: rights.signsUp,
		done: url.searchParams.get('done') ?? undefined,
		sorry: url.searchParams.get('sorry') ?? undefined
	};
};

export const actions: Actions = {
	take: (event) => act(event, 'taken', (ruleId, day) => takeShift(event.locals.ctx, ruleId, day)),
	giveUp: (event) => act(event, 'givenUp', (ruleId, day) => giveUpShift(event.locals.ctx, ruleId, day)),
	begin: (event) => act(event, 'begun', (ruleId, day) => beginShift(event.locals.ctx, ruleId, day)),
	seen: async ({ request, locals }) => {
		const field = fieldsOf(await request.formData());
		const [ruleId, day] = [field('rule'), field('day')];
		if (isId(ruleId) && isDay(day)) await seeNotice(locals.ctx, ruleId, day);
		redirect(303, '/');
	},
	/** The address is shown once, in the answer to this form. */
	makeAddress: async ({ locals, url }) => {
		const made = await makeCalendarAddress(locals.ctx);
		return made.ok ? { address: `${url.origin}/calendar/${made.secret}.ics` } : fail(403, {});
	},
	endAddress: async ({ locals }) => {
		await endCalendarAddress(locals.ctx);
		redirect(303, '/shifts?done=addressEnded#calendar');
	},
	restore: (event) => act(event, 'restored', (ruleId, day) => restoreShift(event.locals.ctx, ruleId, day)),
	cancel: (event) =>
		act(event, 'cancelled', async (ruleId, day, field) => {
			const reason = v.safeParse(reasonInput, field('reason'));
			if (!reason.success) return { ok: false, why: 'reason' };
			return cancelShift(event.locals.ctx, ruleId, day, reason.output);
		})
};

type Answer = { ok: boolean; why?: string };

/** Does something with one shift and goes back to its week, or to where the form says. */
async function act(
	{ request }: Pick<RequestEvent, 'request'>,
	done: Done,
	command: (ruleId: string, day: string, field: (name: string) => string) => Promise<Answer>
): Promise<never> {
	const field = fieldsOf(await request.formData());
	const [ruleId, day] = [field('rule'), field('day')];
	if (!isId(ruleId) || !isDay(day)) redirect(303, '/shifts?sorry=notFound');
	const answer = await command(ruleId, day, field);
	if (answer.ok && field('back')) redirect(303, safeBack(field('back')));
	redirect(303, `/shifts?week=${weekName(day)}&${answer.ok ? `done=${done}` : `sorry=${answer.why ?? 'notFound'}`}`);
}

function present(shift: PlanShift, me: string, now: Date, rights: { signsUp: boolean; plans: boolean }) {
	const isMine = shift.people.some(({ id }) => id === me);
	const isAhead = shift.state === 'planned' && shift.until > now;
	return {
		ruleId: shift.ruleId,
		day: shift.day,
		from: shift.from,
		until: shift.until,
		breaks: shift.breaks.map(({ from, until }) => ({ from, until })),
		state: shift.state,
		reason: shift.reason,
		isExtra: shift.isExtra,
		isHeld: shift.isHeld,
		people: shift.people.map(({ id, name }) => ({ name, isMe: id === me })),
		free: Math.max(0, shift.places - shift.people.length),
		needsOne: isAhead && !shift.isTaken && shift.people.length > 0,
		isAlone: shift.people.every(({ id, mayOpen }) => id === me || !mayOpen),
		mayTake: rights.signsUp && isAhead && !isMine && shift.people.length < shift.places,
		mayGiveUp: isAhead && isMine,
		mayBegin: isAhead && isMine && mayBegin(shift, now),
		mayCancel: rights.plans && isAhead,
		mayRestore: rights.plans && shift.state === 'cancelled' && shift.until > now,
		isNow: isAhead && shift.from <= now
	};
}
