import { fail, redirect } from '@sveltejs/kit';
import { createOffer } from '#offer';
import { campaignChoices, emptyValues, readOfferForm } from '../offer-form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const campaigns = await campaignChoices(locals.ctx);
	const asked = url.searchParams.get('campaign') ?? '';
	return { campaigns, values: emptyValues(campaigns.some(({ value }) => value === asked) ? asked : '') };
};

export const actions: Actions = {
	default: async ({ locals, request }) => {
		const { values, read } = readOfferForm(await request.formData(), await campaignChoices(locals.ctx));
		if (!read.ok) return fail(422, { values, faults: read.faults });
		const made = await createOffer(locals.ctx, read.input);
		if (!made.ok) return fail(403, { values, faults: { name: made.why } });
		redirect(303, `/offers/${made.id}?done=saved`);
	}
};
