import { nameCampaigns } from '#campaign';
import {
	countChannels,
	countConversations,
	filters,
	inboxLimit,
	listAnsweredCampaigns,
	listInbox,
	type Filter
} from '#conversation';
import { isId } from '#shared/ids.ts';
import { may } from '#staff';
import { listWithdrawals } from '#suppression';
import type { PageServerLoad } from './$types.js';

const told = ['logged', 'closed', 'nobody'] as const;

export const load: PageServerLoad = async ({ locals: { ctx }, url }) => {
	const show: Filter = filters.find((filter) => filter === url.searchParams.get('show')) ?? 'waiting';
	const asked = url.searchParams.get('campaign') ?? '';
	const campaignId = isId(asked) ? asked : undefined;
	const [items, campaigns, counts, channels, wishes] = await Promise.all([
		listInbox(ctx, show, campaignId),
		listAnsweredCampaigns(ctx).then((ids) => nameCampaigns(ctx, ids)),
		countConversations(ctx),
		show === 'logged' ? countChannels(ctx) : undefined,
		may(ctx.actor, 'suppression.withdraw') ? listWithdrawals(ctx) : []
	]);
	const counted = url.searchParams.get('counted') ?? '';
	return {
		show,
		filters: [...filters],
		items,
		campaigns,
		campaign: campaigns.find(({ id }) => id === campaignId) ?? null,
		counts,
		channels,
		wishes: wishes.length,
		isFull: items.length === inboxLimit,
		mayLog: may(ctx.actor, 'conversation.answer'),
		told: told.find((code) => code === url.searchParams.get('told')) ?? null,
		/** The contact that was registered in the same step. */
		counted: isId(counted) ? counted : null,
		/** What the registration of the contact may begin with. */
		begin: new URLSearchParams({
			channel: url.searchParams.get('channel') ?? '',
			initiative: url.searchParams.get('initiative') ?? ''
		}).toString()
	};
};
