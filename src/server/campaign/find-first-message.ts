import type { FirstMessageRef } from '../conversation/index.ts';
import type { Ctx } from '../db/index.ts';
import { getService } from '../programme/index.ts';
import { may } from '../staff/index.ts';
import { findCampaign } from './campaign.db.ts';
import { textOf } from './campaign.ts';
import { composeMessage } from './compose-message.ts';
import { findSentLine, selectNames } from './reply.db.ts';

/** A first message as somebody got it. */
export interface SentFirstMessage {
	campaignId: string;
	campaignName: string;
	text: string;
	language: string;
	sentAt: Date;
}

/**
 * Our own message that a conversation answers, in the language and wording that went to them. Undefined when there was
 * none, when the campaign's list is erased, and for whoever may not read campaigns: then the thread stands alone.
 */
export async function findFirstMessage(ctx: Ctx, ref: FirstMessageRef | null): Promise<SentFirstMessage | undefined> {
	if (!ref?.recipientId || !may(ctx.actor, 'campaign.read')) return undefined;
	const campaign = await findCampaign(ctx, ref.campaignId);
	const line = campaign && !campaign.erasedAt && (await findSentLine(ctx, ref.campaignId, ref.recipientId));
	if (!campaign || !line) return undefined;
	const language = line.language && campaign.texts[line.language] ? line.language : campaign.defaultLanguage;
	return {
		campaignId: campaign.id,
		campaignName: campaign.name,
		text: composeMessage(textOf(campaign, language, line.variant), language, {
			service: (await getService(ctx)).name,
			lastDay: campaign.endsOn
		}),
		language,
		sentAt: line.sentAt
	};
}

/** The names of these campaigns, the newest first. */
export async function nameCampaigns(ctx: Ctx, ids: string[]): Promise<{ id: string; name: string }[]> {
	if (!ids.length || !may(ctx.actor, 'campaign.read')) return [];
	return selectNames(ctx, ids);
}
