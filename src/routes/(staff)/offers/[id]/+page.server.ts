import { fail, redirect } from '@sveltejs/kit';
import { listCampaigns } from '#campaign';
import { decideDay, decideOffer, getOffer, openDay } from '#offer';
import { localDay } from '#shared/calendar.ts';
import { LyktError } from '#shared/errors.ts';
import { isId } from '#shared/ids.ts';
import { may } from '#staff';
import { fieldsOf } from '../../../form.ts';
import { tallyFigure } from '../tally-figure.ts';
import type { Actions, PageServerLoad } from './$types';

const said = ['saved', 'decided', 'day'] as const;

export const load: PageServerLoad = async ({ locals, params, url }) => {
	if (!isId(params.id)) throw new LyktError('notFound');
	const { ctx } = locals;
	const { offer, sum } = await getOffer(ctx, params.id);
	const today = localDay(ctx.now);
	const campaigns = offer.campaignId && may(ctx.actor, 'campaign.read') ? await listCampaigns(ctx) : [];
	const campaign = campaigns.find((found) => found.campaign.id === offer.campaignId)?.campaign;
	return {
		offer: {
			id: offer.id,
			name: offer.name,
			unit: offer.unit,
			startsOn: offer.startsOn,
			endsOn: offer.endsOn,
			places: offer.places,
			countsDoses: offer.countsDoses,
			hypothesis: offer.hypothesis,
			channels: offer.channels,
			decisionRule: offer.decisionRule,
			decision: offer.decision
		},
		campaign: campaign && { id: campaign.id, name: campaign.name },
		sum,
		figure: await tallyFigure(sum),
		today,
		canCountToday: decideDay(offer, today, today) === 'ok',
		mayWrite: may(ctx.actor, 'offer.write'),
		mayTally: may(ctx.actor, 'offer.tally'),
		done: said.find((done) => done === url.searchParams.get('done'))
	};
};

export const actions: Actions = {
	day: async ({ locals, params, request }) => {
		if (!isId(params.id)) throw new LyktError('notFound');
		const day = fieldsOf(await request.formData())('day');
		const done = await openDay(locals.ctx, params.id, day);
		if (!done.ok) return fail(done.why === 'forbidden' ? 403 : 422, { day, refused: done.why });
		redirect(303, `/offers/${params.id}?done=day#days`);
	},
	decide: async ({ locals, params, request }) => {
		if (!isId(params.id)) throw new LyktError('notFound');
		const decision = fieldsOf(await request.formData())('decision');
		const done = await decideOffer(locals.ctx, params.id, decision);
		if (!done.ok) return fail(done.why === 'forbidden' ? 403 : 422, { decision, refused: done.why });
		redirect(303, `/offers/${params.id}?done=decided`);
	}
};
