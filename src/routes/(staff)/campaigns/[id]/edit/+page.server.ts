import { fail, redirect } from '@sveltejs/kit';
import { editCampaign, getCampaign } from '#campaign';
import { localDay } from '#shared/calendar.ts';
import { isId } from '#shared/ids.ts';
import { LyktError } from '#shared/errors.ts';
import { checkForm, keep, languageChoices, readCampaignForm, replaceInForm, reviewsOf } from '../../campaign-form.ts';
import type { Actions, PageServerLoad } from './$types.js';

export const load: PageServerLoad = async ({ locals, params }) => {
	if (!isId(params.id)) throw new LyktError('notFound');
	const { campaign } = await getCampaign(locals.ctx, params.id);
	if (campaign.state !== 'draft') redirect(303, `/campaigns/${params.id}`);
	const { name, goal, endsOn, sender, callAfterDays, texts } = campaign;
	return {
		id: params.id,
		today: localDay(locals.ctx.now),
		languages: languageChoices(),
		reviews: await reviewsOf(locals.ctx, texts),
		kept: { name, goal, endsOn, sender, callAfterDays: String(callAfterDays), texts }
	};
};

export const actions: Actions = {
	save: async ({ request, locals, params }) => {
		const data = await request.formData();
		const read = readCampaignForm(data);
		if (!read.ok) return fail(400, { kept: read.kept, faults: read.faults });
		const edited = await editCampaign(locals.ctx, params.id, read.input);
		if (!edited.ok) return fail(400, { kept: keep(data), faults: { endsOn: edited.why } });
		redirect(303, `/campaigns/${params.id}`);
	},
	check: async ({ request, locals }) => checkForm(locals.ctx, await request.formData()),
	replace: async ({ request, locals }) => replaceInForm(locals.ctx, await request.formData())
};
