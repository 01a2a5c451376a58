import { fail, redirect } from '@sveltejs/kit';
import { editActivity, getActivity, listOrganisations, removeActivity } from '#activity';
import { localDay } from '#shared/calendar.ts';
import { LyktError } from '#shared/errors.ts';
import { fieldOf, readActivityForm, valuesOf } from '../activity-form.ts';
import { goalChoices } from '../../goal-choices.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const activity = await getActivity(locals.ctx, params.id);
	return {
		today: localDay(locals.ctx.now),
		day: activity.happenedOn,
		values: valuesOf(activity, locals.locale === 'nb' ? ',' : '.'),
		goals: await goalChoices(locals.ctx, activity.goals),
		known: await listOrganisations(locals.ctx)
	};
};

export const actions: Actions = {
	save: async ({ locals, params, request }) => {
		const { values, input, faults } = readActivityForm(await request.formData());
		if (!input) return fail(422, { values, faults });
		const done = await editActivity(locals.ctx, params.id, input);
		if (done.ok) redirect(303, '/programmes/activities?done=saved');
		if (done.why === 'notFound') throw new LyktError('notFound');
		return fail(422, { values, faults: { [fieldOf(done.why)]: done.why } });
	},
	remove: async ({ locals, params }) => {
		const done = await removeActivity(locals.ctx, params.id);
		if (!done.ok) throw new LyktError(done.why);
		redirect(303, '/programmes/activities?done=removed');
	}
};
