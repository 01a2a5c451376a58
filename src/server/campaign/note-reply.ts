import { findLoggedFact, noteCampaign, noteLoggedCampaign } from '../conversation/index.ts';
import type { Ctx } from '../db/index.ts';
import { findInbound } from '../delivery/index.ts';
import { markReplied } from './campaign.db.ts';
import { findWrittenTo } from './reply.db.ts';

/**
 * Somebody wrote: every campaign that has written to the address counts it as answered, and the conversation learns which
 * of our messages it answers. May run twice.
 */
export async function noteReply(ctx: Ctx, inboundId: string): Promise<void> {
	const inbound = await findInbound(ctx, inboundId);
	if (!inbound) return;
	await markReplied(ctx, inbound.holdTag, inbound.receivedAt);
	const line = await findWrittenTo(ctx, inbound.holdTag, inbound.receivedAt);
	if (line) await noteCampaign(ctx, inbound.conversationId, { campaignId: line.campaignId, recipientId: line.id });
}

/** The same for a call or a message that was written down by hand: who called us is not called by a campaign. */
export async function noteLogged(ctx: Ctx, loggedId: string): Promise<void> {
	const logged = await findLoggedFact(ctx, loggedId);
	if (!logged?.holdTag || !logged.isAnswer) return;
	await markReplied(ctx, logged.holdTag, logged.loggedAt);
	const line = await findWrittenTo(ctx, logged.holdTag, logged.loggedAt);
	if (line) await noteLoggedCampaign(ctx, loggedId, line.campaignId);
}
