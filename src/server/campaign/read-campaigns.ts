import { countDispositions, type Disposition } from '../attempt/index.ts';
import type { Ctx } from '../db/index.ts';
import { countStates, settleUnknown, sumUp, type DeliveryCounts, type DeliveryState } from '../delivery/index.ts';
import { chosenGateway } from '../gateway/index.ts';
import { LyktError } from '../shared/errors.ts';
import { no, yes, type Outcome } from '../shared/outcome.ts';
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

/** A campaign with everything that can be counted about it. Whoever may not read campaigns gets `notFound`. */
export interface CampaignFigures {
	campaign: Campaign;
	/** Where everybody stands: may go, must wait, still to send. */
	verdicts: VerdictCounts & { ready: number };
	freeDays: { day: string; count: number }[];
	delivery: DeliveryCounts;
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
	const [verdicts, freeDays, delivery, replies, callable, dispositions, sent] = await Promise.all([
		countVerdicts(ctx, id),
		countFreeDays(ctx, id),
		countDeliveries(ctx, [id]),
		countReplies(ctx, id),
		countCalls(ctx, campaign),
		countDispositions(ctx, id),
		findLastSent(ctx, id)
	]);
	return {
		campaign,
		verdicts: campaign.erasedAt ? { ...verdicts, wait: campaign.waitCounts } : verdicts,
		freeDays,
		delivery: delivery.get(id) ?? sumUp({}),
		replied: replies.replied,
		optedOut: campaign.optedOutCount ?? replies.optedOut,
		callable,
		dispositions: Object.fromEntries(dispositions.map((row) => [row.disposition, row.count])),
		eraseAt: campaign.erasedAt ? undefined : eraseAt(campaign, sent.lastSentAt, sent.unsent > 0),
		heldBack: await findHeldBack(ctx, campaign, sent.unsent)
	};
}

async function findHeldBack(ctx: Ctx, campaign: Campaign, unsent: number): Promise<CampaignFigures['heldBack']> {
	if (campaign.state !== 'running' || unsent === 0 || chosenGateway().isSimulated) return undefined;
	const reach = await mayReachNow(ctx, 'sms');
	return reach.ok ? undefined : reach;
}

/** All campaigns, the running ones first, each with what was sent and how many can be called. */
export async function listCampaigns(
	ctx: Ctx
): Promise<{ campaign: Campaign; delivery: DeliveryCounts; callable: number }[]> {
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
		delivery: deliveries.get(campaign.id) ?? sumUp({}),
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

/** A person has found out what became of the messages that nobody knew about. */
export async function settleUnknowns(
	ctx: Ctx,
	id: string,
	arrived: boolean
): Promise<Outcome<{ settled: number }, 'forbidden'>> {
	if (!may(ctx.actor, 'campaign.run')) return no('forbidden');
	return yes({ settled: await settleUnknown(ctx, id, arrived ? 'delivered' : 'undelivered') });
}

async function countDeliveries(ctx: Ctx, ids: string[]): Promise<Map<string, DeliveryCounts>> {
	const states = new Map<string, Partial<Record<DeliveryState, number>>>();
	for (const { campaignId, state, count } of await countStates(ctx, ids)) {
		states.set(campaignId, { ...states.get(campaignId), [state]: count });
	}
	return new Map([...states].map(([id, counts]) => [id, sumUp(counts)]));
}
