import { countDispositions, dispositions, type Disposition } from '../attempt/index.ts';
import type { Ctx } from '../db/index.ts';
import { countStates, deliveryStates, sumUp, type DeliveryCounts, type DeliveryState } from '../delivery/index.ts';
import { chosenGateway } from '../gateway/index.ts';
import { LyktError } from '../shared/errors.ts';
import { may } from '../staff/index.ts';
import { mask } from '../vault/index.ts';
import { countCalls } from './call-campaign.ts';
import { mayReachNow, type Reach } from './reach.ts';
import {
	countFreeDays,
	countReplies,
	countVerdicts,
	findCampaign,
	findLastSent,
	selectCampaigns,
	selectLines
} from './campaign.db.ts';
import { eraseAt, type Campaign, type VerdictCounts } from './campaign.ts';
import { selectKept } from './result.db.ts';

/** A campaign with everything that can be counted about it. Whoever may not read campaigns gets `notFound`. */
export interface CampaignFigures {
	campaign: Campaign;
	/** Where everybody stands: may go, must wait, still to send. */
	verdicts: VerdictCounts & { ready: number };
	freeDays: { day: string; count: number }[];
	delivery: DeliveryCounts;
	/** Messages of which nobody knows what became, and that a person can still look into. */
	unsettled: number;
	replied: number;
	optedOut: number;
	callable: number;
	dispositions: Partial<Record<Disposition, number>>;
	eraseAt: Date | undefined;
	/** Why a running campaign with something left does not send now; undefined when it does. */
	heldBack: Exclude<Reach, { ok: true }> | undefined;
}

/**
 * One campaign and its figures, counted in a handful of set-based statements.
 * @throws LyktError `notFound`.
 */
export async function getCampaign(ctx: Ctx, id: string): Promise<CampaignFigures> {
	const campaign = may(ctx.actor, 'campaign.read') ? await findCampaign(ctx, id) : undefined;
	if (!campaign) throw new LyktError('notFound');
	const [verdicts, freeDays, deliveries, replies, callable, calls, sent, kept] = await Promise.all([
		countVerdicts(ctx, id),
		countFreeDays(ctx, id),
		countDeliveries(ctx, [id]),
		countReplies(ctx, id),
		countCalls(ctx, campaign),
		countDispositions(ctx, id),
		findLastSent(ctx, id),
		selectKept(ctx, [id])
	]);
	const forgotten = new Map(kept.map(({ measure, count }) => [measure, count]));
	const forgottenLines = deliveryStates.reduce((sum, state) => sum + (forgotten.get(state) ?? 0), 0);
	return {
		campaign,
		verdicts: campaign.erasedAt
			? { ...verdicts, go: verdicts.go + forgottenLines, wait: campaign.waitCounts }
			: verdicts,
		freeDays,
		...deliveries.get(id)!,
		replied: replies.replied + (forgotten.get('replied') ?? 0),
		optedOut: campaign.optedOutCount ?? replies.optedOut,
		callable,
		dispositions: addKept(calls, forgotten),
		eraseAt: campaign.erasedAt ? undefined : eraseAt(campaign, sent.lastSentAt, sent.unsent > 0),
		heldBack: await findHeldBack(ctx, campaign, sent.unsent)
	};
}

/** How calls ended: those that are remembered, and the count of those that are forgotten. */
function addKept(
	remembered: { disposition: string; count: number }[],
	kept: ReadonlyMap<string, number>
): Partial<Record<Disposition, number>> {
	const now = new Map(remembered.map(({ disposition, count }) => [disposition, count]));
	const counts = dispositions.map((code) => [code, (now.get(code) ?? 0) + (kept.get(code) ?? 0)] as const);
	return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

async function findHeldBack(ctx: Ctx, campaign: Campaign, unsent: number): Promise<CampaignFigures['heldBack']> {
	if (campaign.state !== 'running' || unsent === 0 || chosenGateway().isSimulated) return undefined;
	const reach = await mayReachNow(ctx, 'sms');
	return reach.ok ? undefined : reach;
}

/** All campaigns, the running ones first, each with what was sent and how many can be called. */
export async function listCampaigns(
	ctx: Ctx
): Promise<{ campaign: Campaign; delivery: DeliveryCounts; unsettled: number; callable: number }[]> {
	if (!may(ctx.actor, 'campaign.read')) throw new LyktError('forbidden');
	const campaigns = await selectCampaigns(ctx);
	const deliveries = await countDeliveries(
		ctx,
		campaigns.map((campaign) => campaign.id)
	);
	const open = campaigns.filter((campaign) => campaign.startedAt && !campaign.erasedAt);
	const callable = new Map(
		await Promise.all(open.map(async (campaign) => [campaign.id, await countCalls(ctx, campaign)] as const))
	);
	return campaigns.map((campaign) => ({
		campaign,
		...deliveries.get(campaign.id)!,
		callable: callable.get(campaign.id) ?? 0
	}));
}

/** One line of an audience as a person may see it: the number masked by the keyholder, never in clear. */
export interface Line {
	line: number;
	shown: string;
	verdict: string;
	until: Date | null;
	language: string | null;
	state: string;
}

/** A page of an audience's lines. After the window there is nothing to show. */
export async function listLines(
	ctx: Ctx,
	id: string,
	page: { verdict?: string; offset: number; limit: number }
): Promise<Line[]> {
	const campaign = may(ctx.actor, 'campaign.read') ? await findCampaign(ctx, id) : undefined;
	if (!campaign) throw new LyktError('notFound');
	if (!campaign.audienceKey || campaign.erasedAt) return [];
	const rows = (await selectLines(ctx, id, page)).filter((row) => row.sealedNumber !== null);
	const masked = await mask(
		campaign.audienceKey,
		rows.map((row) => row.sealedNumber!)
	);
	return rows.map((row, place) => ({
		line: row.line,
		shown: masked[place]!,
		verdict: row.verdict,
		until: row.verdictUntil,
		language: row.language,
		state: row.state
	}));
}

/** First messages of each campaign by what became of them; `unsettled` are those that a person can still look into. */
async function countDeliveries(
	ctx: Ctx,
	ids: string[]
): Promise<Map<string, { delivery: DeliveryCounts; unsettled: number }>> {
	const [standing, kept] = await Promise.all([countStates(ctx, ids), selectKept(ctx, ids)]);
	return new Map(
		ids.map((id) => {
			const mine = standing.filter(({ campaignId }) => campaignId === id);
			const forgotten = kept.filter(({ campaignId }) => campaignId === id);
			const countOf = (state: DeliveryState) =>
				(mine.find((row) => row.state === state)?.count ?? 0) +
				(forgotten.find(({ measure }) => measure === state)?.count ?? 0);
			const delivery = sumUp(Object.fromEntries(deliveryStates.map((state) => [state, countOf(state)])));
			return [id, { delivery, unsettled: mine.find(({ state }) => state === 'unknown')?.count ?? 0 }];
		})
	);
}
