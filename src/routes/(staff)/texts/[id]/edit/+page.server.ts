import { fail, redirect } from '@sveltejs/kit';
import { LyktError } from '#shared/errors.ts';
import { isId } from '#shared/ids.ts';
import { editTemplate, getTemplate } from '#text';
import { checkText, keepText, languageChoices, readTextForm, replaceInText, reviewsOfText } from '../../text-form.ts';
import type { Actions, PageServerLoad } from './$types.js';

export const load: PageServerLoad = async ({ locals, params }) => {
	if (!isId(params.id)) throw new LyktError('notFound');
	const { kind, purpose, name, channel, versions } = await getTemplate(locals.ctx, params.id);
	const bodies = Object.fromEntries(versions[0]!.texts.map(({ language, body }) => [language, body]));
	const kept = { kind, purpose, name, channel, bodies };
	return { id: params.id, kept, reviews: await reviewsOfText(locals.ctx, kept), languages: languageChoices() };
};

export const actions: Actions = {
	save: async ({ request, locals, params }) => {
		if (!isId(params.id)) throw new LyktError('notFound');
		const data = await request.formData();
		const read = readTextForm(data);
		if (!read.ok) return fail(400, { kept: read.kept, faults: read.faults });
		const edited = await editTemplate(locals.ctx, params.id, read.input);
		if (!edited.ok) return fail(403, { kept: keepText(data), faults: { name: edited.why } });
		redirect(303, `/texts/${params.id}?done=saved`);
	},
	check: async ({ request, locals }) => checkText(locals.ctx, await request.formData()),
	replace: async ({ request, locals }) => replaceInText(locals.ctx, await request.formData())
};
