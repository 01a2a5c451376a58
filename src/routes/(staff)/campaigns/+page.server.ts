import { listCampaigns } from '#campaign';
import { may } from '#staff';
import type { PageServerLoad } from './$types.js';

export const load: PageServerLoad = async ({ locals }) => {
	const campaigns = await listCampaigns(locals.ctx);
	return {
		mayWrite: may(locals.ctx.actor, 'campaign.write'),
		campaigns: campaigns.map(({ campaign, delivery, callable }) => ({
			id: campaign.id,
			name: campaign.name,
			goal: campaign.goal,
			state: campaign.state,
			isSubmitted: campaign.submittedAt !== null,
			endsOn: campaign.endsOn,
			sent: delivery.sent,
			callable
		}))
	};
};
