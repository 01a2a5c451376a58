import { fail } from '@sveltejs/kit';
import { listUnsettled, settleUnsettled } from '#campaign';
import { LyktError } from '#shared/errors.ts';
import { isId } from '#shared/ids.ts';
import { fieldsOf } from '../../form.ts';
import type { Actions, PageServerLoad } from './$types.js';

export const load: PageServerLoad = async ({ locals }) => {
	const listed = await listUnsettled(locals.ctx);
	if (!listed.ok) throw new LyktError(listed.why);
	return listed.unsettled;
};

/** The button says which: `arrived` or `lost`; the form says what: one message, or all of a campaign. */
export const actions: Actions = {
	default: async ({ request, locals }) => {
		const field = fieldsOf(await request.formData());
		const arrived = field('became') === 'arrived';
		const [message, campaign] = [field('message'), field('campaign')];
		const which = isId(message) ? { id: message } : isId(campaign) ? { campaignId: campaign } : undefined;
		if (!which || (!arrived && field('became') !== 'lost')) return fail(400, { settled: 0 });
		const settled = await settleUnsettled(locals.ctx, which, arrived);
		return settled.ok ? { settled: settled.settled } : fail(403, { settled: 0 });
	}
};
