import { fail, redirect } from '@sveltejs/kit';
import * as v from 'valibot';
import { mondayOf, weekName } from '#opening';
import { isDay, localDay } from '#shared/calendar.ts';
import { isId } from '#shared/ids.ts';
import {
	clearDay,
	dayInput,
	endRule,
	listDaysAhead,
	listRules,
	readDebriefs,
	readOutlook,
	setDay,
	weeklyHours
} from '#shift';
import { faultsOf, fieldsOf } from '../../../form.ts';
import type { Actions, PageServerLoad } from './$types.js';

/** The coming eight weeks, the regular shifts, and the days that differ. */
export const load: PageServerLoad = async ({ locals, url }) => {
	const { ctx } = locals;
	const [outlook, rules, days, debriefs] = await Promise.all([
		readOutlook(ctx),
		listRules(ctx),
		listDaysAhead(ctx),
		readDebriefs(ctx)
	]);
	const today = localDay(ctx.now);
	return {
		today,
		thisWeek: weekName(mondayOf(today)),
		weeks: outlook.weeks,
		overloads: outlook.overloads.map(({ person, monday, hours }) => ({
			name: person.name,
			week: weekName(monday),
			hours
		})),
		weeklyHours,
		rules: rules.map((rule) => ({
			id: rule.id,
			weekday: rule.weekday,
			from: rule.from,
			until: rule.until,
			everyWeeks: rule.everyWeeks,
			validFrom: rule.validFrom,
			validUntil: rule.validUntil,
			places: rule.places,
			people: rule.people.map(({ name }) => name)
		})),
		days,
		debriefs,
		done: url.searchParams.get('done') ?? undefined,
		sorry: url.searchParams.get('sorry') ?? undefined
	};
};

export const actions: Actions = {
	end: async ({ locals, request }) => {
		const field = fieldsOf(await request.formData());
		const lastDay = field('lastDay');
		if (!isId(field('rule'))) redirect(303, '/shifts/plan?sorry=notFound');
		const ended = isDay(lastDay) ? await endRule(locals.ctx, field('rule'), lastDay) : { ok: false, why: 'past' };
		redirect(303, ended.ok ? '/shifts/plan?done=ended' : `/shifts/plan?sorry=${ended.why ?? 'past'}`);
	},
	close: async ({ locals, request }) => {
		const field = fieldsOf(await request.formData());
		const kept = { day: field('day'), reason: field('reason') };
		const read = v.safeParse(dayInput, { ...kept, isOpen: false });
		if (!read.success) return fail(422, { kept, faults: faultsOf(read.issues) });
		const set = await setDay(locals.ctx, read.output);
		if (!set.ok) return fail(422, { kept, faults: { day: set.why } });
		redirect(303, '/shifts/plan?done=day');
	},
	open: async ({ locals, request }) => {
		const day = fieldsOf(await request.formData())('day');
		if (isDay(day)) await setDay(locals.ctx, { day, isOpen: true, reason: '' });
		redirect(303, '/shifts/plan?done=day');
	},
	clear: async ({ locals, request }) => {
		const day = fieldsOf(await request.formData())('day');
		if (isDay(day)) await clearDay(locals.ctx, day);
		redirect(303, '/shifts/plan?done=day');
	}
};
