import { fail, redirect } from '@sveltejs/kit';
import {
	approveCampaign,
	chooseCampaignPictogram,
	closeCampaign,
	discardCampaign,
	getCampaign,
	pauseCampaign,
	returnCampaign,
	reviewCampaignText,
	sendsByHand,
	settleUnsettled,
	startCampaign,
	submitCampaign,
	textOf,
	tickChecklist,
	type Campaign
} from '#campaign';
import type { Ctx } from '#db';
import { LyktError } from '#shared/errors.ts';
import { isId } from '#shared/ids.ts';
import { may } from '#staff';
import { findLanguage, languages, plainLines } from '#text';
import { tickedIn } from '../campaign-form.ts';
import { presentReadiness } from '../readiness-page.ts';
import { lookAround } from '../look-around.ts';
import { reviewText, type Around } from '../review-text.ts';
import { presentPicture } from '../picture-page.ts';
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
	const around = await lookAround(ctx, campaign.endsOn);
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
		plan: { subGoal: campaign.subGoal, offer: campaign.offer, legalBasis: campaign.legalBasis },
		messages: inOrder(campaign).map(({ language, variant }) => ({
			...preview(language, textOf(campaign, language, variant), around),
			variant,
			isDefault: language === campaign.defaultLanguage && variant === 'a'
		})),
		hasTwo: Object.keys(campaign.secondTexts).length > 0,
		readiness: await presentReadiness(ctx, campaign, locals.me!.id),
		mayRead: may(ctx.actor, 'text.write'),
		picture: await presentPicture(ctx, campaign, may(ctx.actor, 'campaign.write')),
		mayOpenPictograms: may(ctx.actor, 'pictogram.read'),
		mayWrite: may(ctx.actor, 'campaign.write'),
		mayApprove: may(ctx.actor, 'campaign.approve') && !isAuthor,
		mayRun: may(ctx.actor, 'campaign.run'),
		byHand: sendsByHand(),
		mayCall: may(ctx.actor, 'call.make'),
		mayCheck: may(ctx.actor, 'attempt.check') && campaign.state === 'running',
		mayReadReplies: may(ctx.actor, 'conversation.read')
	};
};

/** The default language first, and the second wording of a language after its first. */
const inOrder = ({ reviews, defaultLanguage }: Campaign) =>
	reviews.toSorted((a, b) => {
		const place = ({ language }: { language: string }) =>
			language === defaultLanguage ? -1 : languages.findIndex(({ code }) => code === language);
		return place(a) - place(b) || (a.variant < b.variant ? -1 : 1);
	});

/** A text as it goes out, and what was found when it was read. */
function preview(code: string, body: string, around: Around) {
	const { name, direction } = findLanguage(code) ?? { name: code, direction: 'ltr' as const };
	return { language: { code, name, direction }, body, review: reviewText(body, code, around) };
}

const take =
	(step: (ctx: Ctx, id: string) => Promise<{ ok: true } | { ok: false; why: string }>) =>
	async ({ locals, params }: { locals: App.Locals; params: { id: string } }) => {
		const result = await step(locals.ctx, params.id);
		if (!result.ok) return fail(result.why === 'forbidden' ? 403 : 409, { refused: result.why });
		redirect(303, `/campaigns/${params.id}`);
	};

export const actions: Actions = {
	submit: async ({ request, locals, params }) => {
		const items = tickedIn(await request.formData());
		return take(async (ctx, id) => {
			const ticked = await tickChecklist(ctx, id, items);
			return ticked.ok ? submitCampaign(ctx, id) : ticked;
		})({ locals, params });
	},
	tick: async ({ request, locals, params }) => {
		const items = tickedIn(await request.formData());
		return take((ctx, id) => tickChecklist(ctx, id, items))({ locals, params });
	},
	review: async ({ request, locals, params }) => {
		const field = fieldsOf(await request.formData());
		const variant = field('variant') === 'b' ? 'b' : 'a';
		if (!field(`read-${variant}-${field('language')}`)) return fail(422, { refused: 'notRead' });
		const text = { language: field('language'), variant, body: plainLines(field('body')) } as const;
		return take((ctx, id) => reviewCampaignText(ctx, id, text))({ locals, params });
	},
	approve: async ({ request, locals, params }) => {
		const field = fieldsOf(await request.formData());
		const { campaign } = await getCampaign(locals.ctx, params.id);
		const { approverReads } = await presentReadiness(locals.ctx, campaign, locals.me!.id);
		if (approverReads.length && !field('read')) return fail(422, { refused: 'notRead' });
		const seen = field('seen');
		return take((ctx, id) => approveCampaign(ctx, id, { seen }))({ locals, params });
	},
	picture: async ({ request, locals, params }) => {
		const chosen = fieldsOf(await request.formData())('pictogram');
		return take((ctx, id) => chooseCampaignPictogram(ctx, id, isId(chosen) ? chosen : null))({ locals, params });
	},
	return: take(returnCampaign),
	start: take(startCampaign),
	pause: take(pauseCampaign),
	close: take(closeCampaign),
	arrived: take((ctx, id) => settleUnsettled(ctx, { campaignId: id }, true)),
	lost: take((ctx, id) => settleUnsettled(ctx, { campaignId: id }, false)),
	discard: async ({ locals, params }) => {
		const result = await discardCampaign(locals.ctx, params.id);
		if (!result.ok) return fail(409, { refused: result.why });
		redirect(303, '/campaigns');
	}
};
