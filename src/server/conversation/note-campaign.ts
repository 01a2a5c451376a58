import type { Ctx } from '../db/index.ts';
import { findLogged, setLoggedCampaign } from './logged.db.ts';
import { updateConversation } from './conversation.db.ts';
import type { FirstMessageRef } from './conversation.ts';

/** Notes which of a campaign's first messages a conversation answers. Called by the campaign, which alone can tell. */
export async function noteCampaign(ctx: Ctx, conversationId: string, answered: FirstMessageRef): Promise<void> {
	const { campaignId, recipientId } = answered;
	await updateConversation(ctx, conversationId, { campaignId, ...(recipientId ? { recipientId } : {}) });
}

/** The same for something written down by hand. */
export const noteLoggedCampaign = (ctx: Ctx, loggedId: string, campaignId: string): Promise<void> =>
	setLoggedCampaign(ctx, loggedId, campaignId);

/** What a campaign needs in order to see whether somebody it wrote to has answered; never for showing. */
export const findLoggedFact = findLogged;
