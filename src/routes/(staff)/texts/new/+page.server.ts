import { fail, redirect } from '@sveltejs/kit';
import { createTemplate } from '#text';
import {
	checkText,
	keepText,
	languageChoices,
	readKind,
	readTextForm,
	replaceInText,
	type KeptText
} from '../text-form.ts';
import type { Actions, PageServerLoad } from './$types.js';

export const load: PageServerLoad = ({ url }) => {
	const kind = readKind(url.searchParams.get('kind'));
	const empty: KeptText = {
		kind,
		purpose: kind === 'message' ? 'services' : 'other',
		name: '',
		channel: 'both',
		bodies: {}
	};
	return { empty, languages: languageChoices() };
};

export const actions: Actions = {
	save: async ({ request, locals }) => {
		const data = await request.formData();
		const read = readTextForm(data);
		if (!read.ok) return fail(400, { kept: read.kept, faults: read.faults });
		const made = await createTemplate(locals.ctx, read.input);
		if (!made.ok) return fail(403, { kept: keepText(data), faults: { name: made.why } });
		redirect(303, `/texts/${made.id}?done=saved`);
	},
	check: async ({ request, locals }) => checkText(locals.ctx, await request.formData()),
	replace: async ({ request, locals }) => replaceInText(locals.ctx, await request.formData())
};
