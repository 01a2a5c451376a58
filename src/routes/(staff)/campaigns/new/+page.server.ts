import { fail, redirect } from '@sveltejs/kit';
import { createCampaign } from '#campaign';
import { addDays, localDay } from '#shared/calendar.ts';
import {
	checkForm,
	emptyForm,
	fetchTemplate,
	formChoices,
	keep,
	readCampaignForm,
	replaceInForm
} from '../campaign-form.ts';
import type { Actions, PageServerLoad } from './$types.js';

export const load: PageServerLoad = async ({ locals }) => {
	const today = localDay(locals.ctx.now);
	return { today, empty: emptyForm(addDays(today, 14)), ...(await formChoices(locals.ctx)) };
};

export const actions: Actions = {
	save: async ({ request, locals }) => {
		const data = await request.formData();
		const read = readCampaignForm(data);
		if (!read.ok) return fail(400, { kept: read.kept, faults: read.faults });
		const created = await createCampaign(locals.ctx, read.input);
		if (!created.ok) return fail(400, { kept: keep(data), faults: { endsOn: created.why } });
		redirect(303, `/campaigns/${created.id}/audience`);
	},
	check: async ({ request, locals }) => checkForm(locals.ctx, await request.formData()),
	replace: async ({ request, locals }) => replaceInForm(locals.ctx, await request.formData()),
	template: async ({ request, locals }) => fetchTemplate(locals.ctx, await request.formData())
};
