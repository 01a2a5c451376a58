import { fail, redirect } from '@sveltejs/kit';
import { addActivity, listOrganisations } from '#activity';
import { localDay } from '#shared/calendar.ts';
import { emptyValues, fieldOf, readActivityForm } from '../activity-form.ts';
import { goalChoices } from '../../goal-choices.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
	const today = localDay(locals.ctx.now);
	return {
		today,
		values: emptyValues(today),
		goals: await goalChoices(locals.ctx),
		known: await listOrganisations(locals.ctx)
	};
};

export const actions: Actions = {
	default: async ({ locals, request }) => {
		const { values, input, faults } = readActivityForm(await request.formData());
		if (!input) return fail(422, { values, faults });
		const made = await addActivity(locals.ctx, input);
		if (!made.ok) return fail(422, { values, faults: { [fieldOf(made.why)]: made.why } });
		redirect(303, '/programmes/activities?done=added');
	}
};
