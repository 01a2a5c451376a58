import { fail, redirect } from '@sveltejs/kit';
import { editOffer, getOffer } from '#offer';
import { LyktError } from '#shared/errors.ts';
import { isId } from '#shared/ids.ts';
import { campaignChoices, readOfferForm, valuesOf } from '../../offer-form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	if (!isId(params.id)) throw new LyktError('notFound');
	const { offer } = await getOffer(locals.ctx, params.id);
	return { id: offer.id, name: offer.name, values: valuesOf(offer), campaigns: await campaignChoices(locals.ctx) };
};

export const actions: Actions = {
	default: async ({ locals, params, request }) => {
		if (!isId(params.id)) throw new LyktError('notFound');
		const { values, read } = readOfferForm(await request.formData(), await campaignChoices(locals.ctx));
		if (!read.ok) return fail(422, { values, faults: read.faults });
		const done = await editOffer(locals.ctx, params.id, read.input);
		if (done.ok) redirect(303, `/offers/${params.id}?done=saved`);
		if (done.why === 'notFound') throw new LyktError('notFound');
		const field = done.why === 'countedOutside' ? 'startsOn' : 'name';
		return fail(done.why === 'forbidden' ? 403 : 422, {
			values,
			faults: { [field]: done.why }
		});
	}
};
