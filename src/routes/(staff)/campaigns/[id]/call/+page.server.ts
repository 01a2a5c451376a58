import { fail, redirect } from '@sveltejs/kit';
import { dispositions } from '#attempt';
import { beginCall, endCall, findCall, getCampaign, skipCall } from '#campaign';
import { LyktError } from '#shared/errors.ts';
import { isId } from '#shared/ids.ts';
import { fieldsOf } from '../../../../form.ts';
import type { Actions, PageServerLoad } from './$types.js';

export const load: PageServerLoad = async ({ locals, params }) => {
	if (!isId(params.id)) throw new LyktError('notFound');
	const [{ campaign, callable }, call] = await Promise.all([
		getCampaign(locals.ctx, params.id),
		findCall(locals.ctx, params.id)
	]);
	return {
		id: campaign.id,
		name: campaign.name,
		sender: campaign.sender,
		state: campaign.state,
		callable,
		call,
		dispositions: [...dispositions]
	};
};

export const actions: Actions = {
	begin: async ({ locals, params }) => {
		const begun = await beginCall(locals.ctx, params.id);
		if (!begun.ok) return fail(409, { refused: begun.why });
		redirect(303, `/campaigns/${params.id}/call`);
	},
	end: async ({ request, locals, params }) => {
		const field = fieldsOf(await request.formData());
		const disposition = dispositions.find((known) => known === field('disposition'));
		if (!disposition) return fail(400, { missing: true });
		const ended = await endCall(locals.ctx, attemptOf(field('attempt')), disposition);
		if (!ended.ok) return fail(409, { refused: ended.why });
		if (field('next') === 'on') await beginCall(locals.ctx, params.id);
		redirect(303, `/campaigns/${params.id}/call`);
	},
	skip: async ({ request, locals, params }) => {
		const field = fieldsOf(await request.formData());
		await skipCall(locals.ctx, attemptOf(field('attempt')));
		redirect(303, `/campaigns/${params.id}/call`);
	}
};

const attemptOf = (text: string): string => (isId(text) ? text : '00000000-0000-0000-0000-000000000000');
