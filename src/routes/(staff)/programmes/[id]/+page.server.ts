import { fail, redirect, type ActionFailure } from '@sveltejs/kit';
import * as v from 'valibot';
import {
	addExtension,
	addGoal,
	addGrant,
	addMandate,
	besideOf,
	endProgramme,
	extensionInput,
	getProgramme,
	grantInput,
	mandateInput,
	monthsBetween,
	nextLetter,
	readWay,
	removePart,
	startProgramme,
	sumGoals,
	timeGone
} from '#goal';
import { isDay, localDay } from '#shared/calendar.ts';
import { LyktError } from '#shared/errors.ts';
import { may } from '#staff';
import { faultsOf, fieldsOf } from '../../../form.ts';
import { readGoalForm } from '../goal-form.ts';
import { readNumber } from '../words.ts';
import type { Actions, PageServerLoad } from './$types';

const said = ['saved', 'added', 'removed', 'started', 'ended', 'goal', 'goalRemoved'] as const;

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const programme = await getProgramme(locals.ctx, params.id);
	const sums = await sumGoals(locals.ctx, programme.goals);
	const { id, name, state, startsOn, plannedEnd, lastDay, targetGroup, ageFloor, mainGoal, isPreProject } = programme;
	return {
		programme: { id, name, state, startsOn, plannedEnd, lastDay, targetGroup, ageFloor, mainGoal, isPreProject },
		months: monthsBetween(startsOn, lastDay),
		extensions: programme.extensions.map(({ id, until, decidedOn }) => ({ id, until, decidedOn })),
		grants: programme.grants.map(({ id, funder, amount, grantedOn }) => ({ id, funder, amount, grantedOn })),
		mandates: programme.mandates.map(({ id, reference, text }) => ({ id, reference, text })),
		goals: programme.goals.map(({ id, letter, title, measure, target, assessment, decision }) => ({
			...{ id, letter, title, measure, target },
			way: readWay(measure, target, sums.get(id)!),
			beside: besideOf(measure, sums.get(id)!),
			isAssessed: assessment !== '',
			decision
		})),
		timeGone: state === 'active' ? timeGone(startsOn, lastDay, localDay(locals.ctx.now)) : undefined,
		nextLetter: nextLetter(programme.goals),
		hasMeasure: programme.goals.some(({ target }) => target !== null),
		today: localDay(locals.ctx.now),
		mayWrite: may(locals.ctx.actor, 'programme.write'),
		done: said.find((word) => word === url.searchParams.get('done'))
	};
};

export const actions: Actions = {
	goal: async ({ locals, params, request }) => {
		const { values, input, faults } = readGoalForm(await request.formData());
		if (!input) return fail(422, { goal: values, faults });
		const made = await addGoal(locals.ctx, params.id, input);
		if (made.ok) redirect(303, `/programmes/${params.id}?done=goal#goals`);
		if (made.why === 'notFound') throw new LyktError('notFound');
		return fail(422, { goal: values, faults: { letter: made.why } });
	},
	extension: async ({ locals, params, request }) => {
		const field = fieldsOf(await request.formData());
		const values = { until: field('until'), decidedOn: field('decidedOn') };
		const read = v.safeParse(extensionInput, { ...values, decidedOn: values.decidedOn || null });
		if (!read.success) return fail(422, { extension: values, faults: faultsOf(read.issues) });
		const done = await addExtension(locals.ctx, params.id, read.output);
		return settled(done, params.id, { extension: values, faults: { until: done.ok ? '' : done.why } });
	},
	grant: async ({ locals, params, request }) => {
		const field = fieldsOf(await request.formData());
		const values = { funder: field('funder'), amount: field('amount'), grantedOn: field('grantedOn') };
		const read = v.safeParse(grantInput, {
			funder: values.funder,
			amount: readNumber(values.amount),
			grantedOn: values.grantedOn || null
		});
		if (!read.success) return fail(422, { grant: values, faults: faultsOf(read.issues) });
		const done = await addGrant(locals.ctx, params.id, read.output);
		return settled(done, params.id, { grant: values, faults: { funder: done.ok ? '' : done.why } });
	},
	mandate: async ({ locals, params, request }) => {
		const field = fieldsOf(await request.formData());
		const values = { reference: field('reference'), about: field('about') };
		const read = v.safeParse(mandateInput, { reference: values.reference, text: values.about });
		if (!read.success) {
			const { text, ...faults } = faultsOf(read.issues);
			return fail(422, { mandate: values, faults: { ...faults, ...(text && { about: text }) } });
		}
		const done = await addMandate(locals.ctx, params.id, read.output);
		return settled(done, params.id, { mandate: values, faults: { reference: done.ok ? '' : done.why } });
	},
	remove: async ({ locals, params, request }) => {
		const field = fieldsOf(await request.formData());
		const kind = (['extension', 'grant', 'mandate'] as const).find((one) => one === field('kind'));
		if (!kind) throw new LyktError('notFound');
		const done = await removePart(locals.ctx, params.id, kind, field('part'));
		if (!done.ok) throw new LyktError(done.why);
		redirect(303, `/programmes/${params.id}?done=removed`);
	},
	start: async ({ locals, params }) => {
		const done = await startProgramme(locals.ctx, params.id);
		if (done.ok) redirect(303, `/programmes/${params.id}?done=started`);
		if (done.why !== 'noMeasurableGoal') throw new LyktError(done.why);
		return fail(422, { faults: { start: done.why } });
	},
	end: async ({ locals, params, request }) => {
		const endsOn = fieldsOf(await request.formData())('endsOn');
		if (!isDay(endsOn)) return fail(422, { endsOn, faults: { endsOn: 'notADay' } });
		const done = await endProgramme(locals.ctx, params.id, endsOn);
		if (done.ok) redirect(303, `/programmes/${params.id}?done=ended`);
		if (done.why === 'forbidden' || done.why === 'notFound') throw new LyktError(done.why);
		return fail(422, { endsOn, faults: { endsOn: done.why } });
	}
};

function settled<T extends object>(
	done: { ok: true } | { ok: false; why: string },
	id: string,
	back: T
): ActionFailure<T> {
	if (done.ok) redirect(303, `/programmes/${id}?done=added`);
	if (done.why === 'notFound' || done.why === 'forbidden') throw new LyktError(done.why);
	return fail(422, back);
}
