import { fail, redirect } from '@sveltejs/kit';
import {
	approveCampaign,
	closeCampaign,
	discardCampaign,
	getCampaign,
	pauseCampaign,
	returnCampaign,
	settleUnknowns,
	startCampaign,
	submitCampaign
} from '#campaign';
import type { Ctx } from '#db';
import { getService } from '#programme';
import { LyktError } from '#shared/errors.ts';
import { isId } from '#shared/ids.ts';
import { may } from '#staff';
import { findLanguage } from '#text';
import { reviewText } from '../review-text.ts';
import { fieldsOf } from '../../../form.ts';
import type { Actions, PageServerLoad } from './$types.js';

export const load: PageServerLoad = async ({ locals, params, depends }) => {
	depends('lykt:campaign');
	if (!isId(params.id)) throw new LyktError('notFound');
	const { ctx } = locals;
	const {
		campaign,
		verdicts,
		freeDays,
		delivery,
		unsettled,
		replied,
		optedOut,
		callable,
		dispositions,
		eraseAt,
		heldBack
	} = await getCampaign(ctx, params.id);
	const service = await getService(ctx);
	const isAuthor = campaign.authors.includes(locals.me!.id);
	return {
		id: campaign.id,
		name: campaign.name,
		goal: campaign.goal,
		endsOn: campaign.endsOn,
		sender: campaign.sender,
		state: campaign.state,
		author: campaign.createdBy.name,
		isAuthor,
		submittedAt: campaign.submittedAt,
		startedAt: campaign.startedAt,
		hasAudience: campaign.uploadedAt !== null && campaign.erasedAt === null,
		erasedAt: campaign.erasedAt,
		eraseAt,
		heldBack,
		checkedAt: campaign.checkedAt,
		lineCount: campaign.lineCount,
		duplicateCount: campaign.duplicateCount,
		rejectedCounts: campaign.rejectedCounts,
		callAfterDays: campaign.callAfterDays,
		verdicts,
		freeDays,
		delivery,
		unsettled,
		replied,
		optedOut,
		callable,
		dispositions,
		messages: Object.entries(campaign.texts).map(([language, body]) => ({
			...preview(language, body, service.name),
			isDefault: language === campaign.defaultLanguage
		})),
		mayWrite: may(ctx.actor, 'campaign.write'),
		mayApprove: may(ctx.actor, 'campaign.approve') && !isAuthor,
		mayRun: may(ctx.actor, 'campaign.run'),
		mayCall: may(ctx.actor, 'call.make'),
		mayReadReplies: may(ctx.actor, 'conversation.read')
	};
};

/** A text as it goes out, and what was found when it was read. */
function preview(code: string, body: string, service: string) {
	const { name, direction } = findLanguage(code) ?? { name: code, direction: 'ltr' as const };
	return { language: { code, name, direction }, review: reviewText(body, code, service) };
}

const take =
	(step: (ctx: Ctx, id: string) => Promise<{ ok: true } | { ok: false; why: string }>) =>
	async ({ locals, params }: { locals: App.Locals; params: { id: string } }) => {
		const result = await step(locals.ctx, params.id);
		if (!result.ok) return fail(result.why === 'forbidden' ? 403 : 409, { refused: result.why });
		redirect(303, `/campaigns/${params.id}`);
	};

export const actions: Actions = {
	submit: take(submitCampaign),
	approve: async ({ request, locals, params }) => {
		const seen = fieldsOf(await request.formData())('seen');
		return take((ctx, id) => approveCampaign(ctx, id, { seen }))({ locals, params });
	},
	return: take(returnCampaign),
	start: take(startCampaign),
	pause: take(pauseCampaign),
	close: take(closeCampaign),
	arrived: take((ctx, id) => settleUnknowns(ctx, id, true)),
	lost: take((ctx, id) => settleUnknowns(ctx, id, false)),
	discard: async ({ locals, params }) => {
		const result = await discardCampaign(locals.ctx, params.id);
		if (!result.ok) return fail(409, { refused: result.why });
		redirect(303, '/campaigns');
	}
};
