import { fail, redirect } from '@sveltejs/kit';
import { countForHand, findInHand, getCampaign, handOutcomes, sendsByHand, settleInHand, takeInHand } from '#campaign';
import { findAnswerInHand } from '#delivery';
import { getService } from '#programme';
import { LyktError } from '#shared/errors.ts';
import { isId } from '#shared/ids.ts';
import { fieldsOf } from '../../../../form.ts';
import type { Actions, PageServerLoad } from './$types.js';

export const load: PageServerLoad = async ({ locals, params }) => {
	if (!isId(params.id)) throw new LyktError('notFound');
	const [{ campaign }, left, inHand, answer, service] = await Promise.all([
		getCampaign(locals.ctx, params.id),
		countForHand(locals.ctx, params.id),
		findInHand(locals.ctx),
		findAnswerInHand(locals.ctx),
		getService(locals.ctx)
	]);
	return {
		id: campaign.id,
		name: campaign.name,
		isOn: sendsByHand() && campaign.state === 'running',
		left,
		inHand: inHand?.campaignId === campaign.id ? inHand : undefined,
		elsewhere: inHand && inHand.campaignId !== campaign.id ? inHand.campaignId : undefined,
		answerElsewhere: answer?.conversationId,
		isForShow: service.invented
	};
};

const toPage = (id: string) => redirect(303, `/campaigns/${id}/send-by-hand`);

export const actions: Actions = {
	take: async ({ locals, params }) => {
		const taken = await takeInHand(locals.ctx, idOf(params.id));
		if (!taken.ok && taken.why !== 'nobodyLeft') return fail(409, { refused: taken.why });
		toPage(params.id);
	},
	settle: async ({ request, locals, params }) => {
		const field = fieldsOf(await request.formData());
		const [said, next] = field('outcome').split(' ');
		const outcome = handOutcomes.find((known) => known === said);
		if (!outcome) return fail(400, { refused: 'notFound' as const });
		const settled = await settleInHand(locals.ctx, idOf(field('message')), outcome);
		if (!settled.ok) return fail(409, { refused: settled.why === 'notFound' ? ('gone' as const) : settled.why });
		if (next) {
			const taken = await takeInHand(locals.ctx, idOf(params.id));
			if (!taken.ok && taken.why !== 'nobodyLeft') return fail(409, { refused: taken.why });
		}
		toPage(params.id);
	}
};

const idOf = (text: string): string => (isId(text) ? text : '00000000-0000-0000-0000-000000000000');
