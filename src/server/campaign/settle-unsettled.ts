import { appendEntry } from '../audit/index.ts';
import { inTransaction, type Ctx } from '../db/index.ts';
import { listUnknown, settleUnknown, type UnknownRow } from '../delivery/index.ts';
import { no, yes, type Outcome } from '../shared/outcome.ts';
import { may } from '../staff/index.ts';
import { mask } from '../vault/index.ts';
import { selectCampaigns, selectSealed } from './campaign.db.ts';
import type { Campaign } from './campaign.ts';

/** A message of which nobody knows what became: enough to find it in the provider's own list, and no number. */
export interface Unsettled {
	id: string;
	/** Masked; undefined when the number is erased, and for answers. */
	shown: string | undefined;
	gateway: string;
	providerRef: string | null;
	calledAt: Date | null;
	reason: string | null;
	conversationId: string | null;
}

/** What waits to be settled: each campaign's first messages, and answers in conversations. */
export interface UnsettledGroups {
	campaigns: { id: string; name: string; messages: Unsettled[] }[];
	answers: Unsettled[];
	/** There are more than are listed. */
	isCut: boolean;
}

const most = 200;

/** Everything `unknown` that somebody has to look into, at most 200 of them, the numbers masked by the keyholder. */
export async function listUnsettled(ctx: Ctx): Promise<Outcome<{ unsettled: UnsettledGroups }, 'forbidden'>> {
	if (!may(ctx.actor, 'campaign.run')) return no('forbidden');
	const rows = await listUnknown(ctx, most + 1);
	const listed = rows.slice(0, most);
	const campaigns = rows.some((row) => row.campaignId) ? await selectCampaigns(ctx) : [];
	const groups = Map.groupBy(listed, (row) => row.campaignId);
	const named = campaigns.filter((campaign) => groups.has(campaign.id));
	return yes({
		unsettled: {
			campaigns: await Promise.all(
				named.map(async (campaign) => ({
					id: campaign.id,
					name: campaign.name,
					messages: await withMaskedNumbers(ctx, campaign, groups.get(campaign.id)!)
				}))
			),
			answers: (groups.get(null) ?? []).map((row) => present(row)),
			isCut: rows.length > most
		}
	});
}

/**
 * Somebody has found out what became of messages: of all of a campaign, or of one. A receipt that comes afterwards does
 * not overrule them, and nothing is sent again. @returns how many were settled; none when somebody else was faster.
 */
export async function settleUnsettled(
	ctx: Ctx,
	which: { campaignId: string } | { id: string },
	arrived: boolean
): Promise<Outcome<{ settled: number }, 'forbidden'>> {
	if (!may(ctx.actor, 'campaign.run')) return no('forbidden');
	const state = arrived ? 'delivered' : 'undelivered';
	return inTransaction(ctx, async (ctx) => {
		const settled = await settleUnknown(ctx, which, state);
		const [type, id] = 'id' in which ? (['message', which.id] as const) : (['campaign', which.campaignId] as const);
		if (settled) await appendEntry(ctx, 'delivery.settle', type, id, `${settled} ${state}`);
		return yes({ settled });
	});
}

async function withMaskedNumbers(ctx: Ctx, campaign: Campaign, rows: UnknownRow[]): Promise<Unsettled[]> {
	if (!campaign.audienceKey || campaign.erasedAt) return rows.map((row) => present(row));
	const lines = await selectSealed(
		ctx,
		rows.map((row) => row.recipientId!)
	);
	const sealed = lines.filter((line) => line.sealedNumber !== null);
	const masked = await mask(
		campaign.audienceKey,
		sealed.map((line) => line.sealedNumber!)
	);
	const shownOf = new Map(sealed.map((line, place) => [line.id, masked[place]]));
	return rows.map((row) => present(row, shownOf.get(row.recipientId!)));
}

const present = (row: UnknownRow, shown?: string): Unsettled => {
	const { id, gateway, providerRef, calledAt, reason, conversationId } = row;
	return { id, shown, gateway, providerRef, calledAt, reason, conversationId };
};
