import { appendEntry } from '../audit/index.ts';
import { inTransaction, type Ctx } from '../db/index.ts';
import {
	beginCalls,
	countUnsent,
	findByHand,
	holdsByHand,
	insertByHand,
	markForgottenByHand,
	minutesInHand,
	selectUncalledFirst,
	settleByHand,
	type FirstMessage
} from '../delivery/index.ts';
import { chosenGateway } from '../gateway/index.ts';
import { localDay } from '../shared/calendar.ts';
import { no, yes, type Outcome } from '../shared/outcome.ts';
import { maskNumber } from '../shared/phone.ts';
import { may } from '../staff/index.ts';
import { findCampaign, findLastSent } from './campaign.db.ts';
import type { Campaign } from './campaign.ts';
import { mayReachNow } from './reach.ts';
import { address, takeBatch } from './take-batch.ts';

/** One message that this person has in hand: the number is readable to them alone, and no other. */
export interface ByHand {
	messageId: string;
	campaignId: string;
	number: string;
	shown: string;
	text: string;
	/** Until then they can say what they did; afterwards the message counts as unknown. */
	until: Date;
}

/** What became of it. */
export const handOutcomes = ['sent', 'notSent', 'badNumber'] as const;
export type HandOutcome = (typeof handOutcomes)[number];

/** True when messages go out by the team's own phone. */
export const sendsByHand = (): boolean => chosenGateway().byHand === true;

/** The message this person has been shown and has not said anything about, in whichever campaign. */
export async function findInHand(ctx: Ctx): Promise<ByHand | undefined> {
	if (ctx.actor.kind !== 'staff' || !may(ctx.actor, 'campaign.run')) return undefined;
	const held = await findByHand(ctx, ctx.actor.id);
	const campaign = held && (await findCampaign(ctx, held.campaignId));
	if (!held || !campaign?.audienceKey || campaign.erasedAt) return undefined;
	return present(ctx, campaign, held, held.shownAt);
}

/** How many wait for somebody's hand: never shown, or put back. Some of them may turn out to have to wait. */
export async function countForHand(ctx: Ctx, campaignId: string): Promise<number> {
	if (!may(ctx.actor, 'campaign.run')) return 0;
	return (await findLastSent(ctx, campaignId)).unsent + (await countUnsent(ctx, campaignId));
}

/**
 * Shows the next number to this person, one at a time, within hours, at the pace and while somebody is on duty. The gate
 * is asked, and the hand-over stands, before the number is seen: from here on the message may have been sent, so nobody
 * else is shown it (docs/decisions/014-by-hand.md).
 */
export async function takeInHand(
	ctx: Ctx,
	campaignId: string
): Promise<
	Outcome<
		{ inHand: ByHand },
		'forbidden' | 'notFound' | 'wrongState' | 'otherInHand' | 'outsideHours' | 'noShift' | 'tooFast' | 'nobodyLeft'
	>
> {
	if (ctx.actor.kind !== 'staff' || !may(ctx.actor, 'campaign.run')) return no('forbidden');
	const mine = await findInHand(ctx);
	if (mine) return yes({ inHand: mine });
	if (await holdsByHand(ctx, ctx.actor.id)) return no('otherInHand'); // an answer in a conversation
	const campaign = await findCampaign(ctx, campaignId);
	if (!campaign) return no('notFound');
	if (!sendsByHand() || campaign.state !== 'running' || campaign.erasedAt || campaign.endsOn < localDay(ctx.now))
		return no('wrongState');
	const reach = await mayReachNow(ctx, 'sms');
	if (!reach.ok) return no(reach.why);
	const userId = ctx.actor.id;
	const taken = await inTransaction(ctx, (ctx) => takeOne(ctx, campaign, userId)).catch((fault: unknown) => {
		if (fault instanceof HasOneAlready) return fault;
		throw fault;
	});
	if (taken instanceof HasOneAlready) return takeInHand(ctx, campaignId);
	return typeof taken === 'string' ? no(taken) : yes({ inHand: await present(ctx, campaign, taken, ctx.now) });
}

/** Two pages of the same person in the same instant: the slower one is rolled back and shows what the other got. */
class HasOneAlready extends Error {}

/**
 * Says what became of the message in hand. `sent` is on record as handed to the network: there are no receipts.
 * `notSent` puts it back for somebody's hand; `badNumber` ends it.
 */
export async function settleInHand(
	ctx: Ctx,
	messageId: string,
	outcome: HandOutcome
): Promise<Outcome<object, 'forbidden' | 'notFound'>> {
	const { actor } = ctx;
	if (actor.kind !== 'staff' || !may(actor, 'campaign.run')) return no('forbidden');
	return inTransaction(ctx, async (ctx) => {
		if (!(await settleByHand(ctx, messageId, actor.id, outcome))) return no('notFound');
		await appendEntry(ctx, 'campaign.settleByHand', 'message', messageId, outcome);
		return yes({});
	});
}

/** Numbers that were shown half an hour ago, and nobody has said what they did: `unknown`, for a person to settle. */
export const letGoOfForgotten = (ctx: Ctx): Promise<number> =>
	markForgottenByHand(ctx, new Date(ctx.now.getTime() - minutesInHand * 60_000));

/** First what was put back, then the next line that may be written to; whoever may not waits, with a reason. */
async function takeOne(ctx: Ctx, campaign: Campaign, userId: string): Promise<FirstMessage | 'tooFast' | 'nobodyLeft'> {
	const [putBack] = await selectUncalledFirst(ctx, campaign.id, firstId, 1);
	if (putBack) return (await takeHold(ctx, campaign, putBack, userId)) ? putBack : takeOne(ctx, campaign, userId);
	const { taken, room, messages } = await takeBatch(ctx, campaign, 1, { keepsPace: true });
	if (room === 0) return 'tooFast';
	if (taken === 0) return 'nobodyLeft';
	const [message] = messages;
	return message && (await takeHold(ctx, campaign, message, userId)) ? message : takeOne(ctx, campaign, userId);
}

const firstId = '00000000-0000-0000-0000-000000000000';

/** The last look at opt-outs, and the mark that the message may have been sent. */
async function takeHold(ctx: Ctx, campaign: Campaign, message: FirstMessage, userId: string): Promise<boolean> {
	if (!(await insertByHand(ctx, message.id, userId))) throw new HasOneAlready();
	const addressed = await address(ctx, campaign, [message]);
	const begun = await beginCalls(ctx, chosenGateway().name, addressed);
	if (begun.size === 0)
		await settleByHand(ctx, message.id, userId, 'notSent'); // withdrawn, or in another hand
	else await appendEntry(ctx, 'campaign.showByHand', 'message', message.id);
	return begun.size > 0;
}

async function present(ctx: Ctx, campaign: Campaign, message: FirstMessage, shownAt: Date): Promise<ByHand> {
	const [addressed] = await address(ctx, campaign, [message]);
	return {
		messageId: message.id,
		campaignId: campaign.id,
		number: addressed!.to,
		shown: maskNumber(addressed!.to),
		text: addressed!.text,
		until: new Date(shownAt.getTime() + minutesInHand * 60_000)
	};
}
