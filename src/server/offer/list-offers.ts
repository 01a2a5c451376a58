import type { Ctx } from '#db';
import { localDay } from '#shared/calendar.ts';
import { LyktError } from '#shared/errors.ts';
import { may } from '#staff';
import { findOffer, selectCampaignOffers, selectDays, selectOffers, selectTallies } from './offer.db.ts';
import { sumUpTally, type Offer, type TallyCount, type TallySum } from './offer.ts';

/** An offer with its tally: the sums, and the counts they are made of. */
export interface OfferTally {
	offer: Offer;
	sum: TallySum;
	counts: TallyCount[];
}

/**
 * All offers: open today first, then those to come, then the latest.
 * @throws LyktError `forbidden`.
 */
export async function listOffers(ctx: Ctx): Promise<OfferTally[]> {
	if (!may(ctx.actor, 'offer.read')) throw new LyktError('forbidden');
	return withTallies(ctx, await selectOffers(ctx, localDay(ctx.now)));
}

/** One offer. @throws LyktError `notFound`, also for whoever may not read offers. */
export async function getOffer(ctx: Ctx, id: string): Promise<OfferTally> {
	const offer = may(ctx.actor, 'offer.read') ? await findOffer(ctx, id) : undefined;
	if (!offer) throw new LyktError('notFound');
	const [found] = await withTallies(ctx, [offer]);
	return found!;
}

/** The offers of a campaign, for its evaluation; none for whoever may not read offers. */
export async function listCampaignOffers(ctx: Ctx, campaignId: string): Promise<OfferTally[]> {
	if (!may(ctx.actor, 'offer.read')) return [];
	return withTallies(ctx, await selectCampaignOffers(ctx, campaignId));
}

async function withTallies(ctx: Ctx, offers: Offer[]): Promise<OfferTally[]> {
	const ids = offers.map(({ id }) => id);
	const [days, counts] = await Promise.all([selectDays(ctx, ids), selectTallies(ctx, ids)]);
	const [daysOf, countsOf] = [Map.groupBy(days, (row) => row.offerId), Map.groupBy(counts, (row) => row.offerId)];
	return offers.map((offer) => {
		const mine = countsOf.get(offer.id) ?? [];
		const open = (daysOf.get(offer.id) ?? []).map(({ day }) => day);
		return { offer, sum: sumUpTally(mine, open), counts: mine };
	});
}
