import { fail, redirect } from '@sveltejs/kit';
import { editCampaign, getCampaign, type Campaign } from '#campaign';
import { localDay } from '#shared/calendar.ts';
import { isId } from '#shared/ids.ts';
import { LyktError } from '#shared/errors.ts';
import {
	checkForm,
	fetchTemplate,
	formChoices,
	keep,
	readCampaignForm,
	replaceInForm,
	reviewsOf,
	type Kept
} from '../../campaign-form.ts';
import type { Actions, PageServerLoad } from './$types.js';

export const load: PageServerLoad = async ({ locals, params }) => {
	if (!isId(params.id)) throw new LyktError('notFound');
	const { campaign } = await getCampaign(locals.ctx, params.id);
	if (campaign.state !== 'draft') redirect(303, `/campaigns/${params.id}`);
	const kept = present(campaign);
	return {
		id: params.id,
		today: localDay(locals.ctx.now),
		...(await formChoices(locals.ctx)),
		...(await reviewsOf(locals.ctx, kept)),
		kept
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
	replace: async ({ request, locals }) => replaceInForm(locals.ctx, await request.formData()),
	template: async ({ request, locals }) => fetchTemplate(locals.ctx, await request.formData())
};

const present = ({ name, goal, endsOn, sender, texts, secondTexts, ...rest }: Campaign): Kept => ({
	...{ name, goal, endsOn, sender, texts, secondTexts },
	targetCount: rest.target ? String(rest.target.count) : '',
	targetMeasure: rest.target?.measure ?? 'replied',
	callAfterDays: String(rest.callAfterDays),
	template: '',
	subGoal: rest.subGoal ?? '',
	offer: rest.offer ?? '',
	legalBasis: rest.legalBasis ?? '',
	region: rest.region ?? ''
});
