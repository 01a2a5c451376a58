import { fail, redirect } from '@sveltejs/kit';
import { createProgramme } from '#goal';
import { emptyValues, readProgrammeForm } from '../programme-form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = () => ({ values: emptyValues });

export const actions: Actions = {
	default: async ({ locals, request }) => {
		const { values, input, faults } = readProgrammeForm(await request.formData());
		if (!input) return fail(422, { values, faults });
		const made = await createProgramme(locals.ctx, input);
		if (!made.ok) return fail(422, { values, faults: { name: made.why } });
		redirect(303, `/programmes/${made.id}?done=saved`);
	}
};
