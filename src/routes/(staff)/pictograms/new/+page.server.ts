import { fail, redirect } from '@sveltejs/kit';
import { createPictogram } from '#text';
import { arrange, emptyPictogram, layOut, readKept, readPictogramForm } from '../pictogram-form.ts';
import type { Actions, PageServerLoad } from './$types';

export const csr = false; // every button posts the form; script would only make the page heavier

export const load: PageServerLoad = async ({ locals }) => ({
	desk: await layOut(emptyPictogram(locals.locale), locals.locale)
});

export const actions: Actions = {
	arrange: async ({ request, locals }) => arrange(await request.formData(), locals.locale),
	save: async ({ request, locals }) => {
		const data = await request.formData();
		const read = await readPictogramForm(data, locals.locale);
		if (!read.ok) return read.refusal;
		const made = await createPictogram(locals.ctx, read.input);
		if (made.ok) redirect(303, `/pictograms/${made.id}?done=created`);
		const desk = await layOut(await readKept(data), locals.locale);
		return fail(made.why === 'forbidden' ? 403 : 422, { desk, faults: { tiles: made.why }, change: undefined });
	}
};
