import { fail, redirect } from '@sveltejs/kit';
import { editProgramme, getProgramme } from '#goal';
import { LyktError } from '#shared/errors.ts';
import { readProgrammeForm, valuesOf } from '../../programme-form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const programme = await getProgramme(locals.ctx, params.id);
	return { id: programme.id, name: programme.name, values: valuesOf(programme) };
};

export const actions: Actions = {
	default: async ({ locals, params, request }) => {
		const { values, input, faults } = readProgrammeForm(await request.formData());
		if (!input) return fail(422, { values, faults });
		const done = await editProgramme(locals.ctx, params.id, input);
		if (done.ok) redirect(303, `/programmes/${params.id}?done=saved`);
		if (done.why === 'notFound') throw new LyktError('notFound');
		return fail(422, { values, faults: { [done.why === 'endedBefore' ? 'startsOn' : 'name']: done.why } });
	}
};
