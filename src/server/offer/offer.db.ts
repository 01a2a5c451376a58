import { sql } from 'kysely';
import type { Ctx } from '#db';
import type { Dose, Offer, OfferInput, Received, Source, Tally, TallyCount } from './offer.ts';

const columns = [
	'id',
	'name',
	'unit',
	'startsOn',
	'endsOn',
	'campaignId',
	'places',
	'countsDoses',
	'hypothesis',
	'channels',
	'decisionRule',
	'decision'
] as const;

export async function insertOffer(ctx: Ctx, id: string, input: OfferInput): Promise<void> {
	await ctx.db
		.insertInto('offer')
		.values({ id, createdAt: ctx.now, ...columnsOf(input) })
		.execute();
}

export async function updateOffer(ctx: Ctx, id: string, input: OfferInput): Promise<boolean> {
	const row = await ctx.db
		.updateTable('offer')
		.set(columnsOf(input))
		.where('id', '=', id)
		.returning('id')
		.executeTakeFirst();
	return row !== undefined;
}

export async function updateDecision(ctx: Ctx, id: string, decision: string): Promise<boolean> {
	const row = await ctx.db
		.updateTable('offer')
		.set({ decision })
		.where('id', '=', id)
		.returning('id')
		.executeTakeFirst();
	return row !== undefined;
}

export async function findOffer(ctx: Ctx, id: string): Promise<Offer | undefined> {
	return ctx.db.selectFrom('offer').select(columns).where('id', '=', id).executeTakeFirst();
}

/** Those that are open today first, then those to come, then the latest. */
export async function selectOffers(ctx: Ctx, today: string): Promise<Offer[]> {
	return ctx.db
		.selectFrom('offer')
		.select(columns)
		.orderBy(
			sql`case when ${today}::date between starts_on and ends_on then 0 when starts_on > ${today}::date then 1 else 2 end`
		)
		.orderBy('endsOn', 'desc')
		.orderBy('name')
		.limit(200)
		.execute();
}

export async function selectCampaignOffers(ctx: Ctx, campaignId: string): Promise<Offer[]> {
	return ctx.db
		.selectFrom('offer')
		.select(columns)
		.where('campaignId', '=', campaignId)
		.orderBy('startsOn')
		.orderBy('name')
		.execute();
}

/** Notes that the desk is open on a day. @returns false when that was known. */
export async function insertDay(ctx: Ctx, offerId: string, day: string): Promise<boolean> {
	const row = await ctx.db
		.insertInto('offerDay')
		.values({ offerId, day })
		.onConflict((conflict) => conflict.doNothing())
		.returning('day')
		.executeTakeFirst();
	return row !== undefined;
}

/** Several desks may count at once: the row is made or raised in one statement. */
export async function addTally(ctx: Ctx, offerId: string, day: string, tally: Tally, count: number): Promise<void> {
	const { source, received, dose } = tally;
	await ctx.db
		.insertInto('offerTally')
		.values({ offerId, day, source, received, dose, count })
		.onConflict((conflict) =>
			conflict
				.columns(['offerId', 'day', 'source', 'received', 'dose'])
				.doUpdateSet({ count: sql<number>`offer_tally.count + excluded.count` })
		)
		.execute();
}

/** @returns false when there was none to take away. */
export async function subtractTally(ctx: Ctx, offerId: string, day: string, tally: Tally): Promise<boolean> {
	const row = await ctx.db
		.updateTable('offerTally')
		.set({ count: sql<number>`count - 1` })
		.where('offerId', '=', offerId)
		.where('day', '=', day)
		.where('source', '=', tally.source)
		.where('received', '=', tally.received)
		.where('dose', '=', tally.dose)
		.where('count', '>', 0)
		.returning('count')
		.executeTakeFirst();
	return row !== undefined;
}

export async function selectDays(ctx: Ctx, offerIds: string[]): Promise<{ offerId: string; day: string }[]> {
	if (!offerIds.length) return [];
	return ctx.db
		.selectFrom('offerDay')
		.select(['offerId', 'day'])
		.where('offerId', 'in', offerIds)
		.orderBy('day')
		.execute();
}

export async function selectTallies(ctx: Ctx, offerIds: string[]): Promise<(TallyCount & { offerId: string })[]> {
	if (!offerIds.length) return [];
	const rows = await ctx.db
		.selectFrom('offerTally')
		.select(['offerId', 'day', 'source', 'received', 'dose', 'count'])
		.where('offerId', 'in', offerIds)
		.where('count', '>', 0)
		.orderBy('day')
		.execute();
	return rows.map((row) => ({
		...row,
		source: row.source as Source,
		received: row.received as Received,
		dose: row.dose as Dose
	}));
}

function columnsOf(input: OfferInput) {
	const { name, unit, startsOn, endsOn, campaignId, places, countsDoses, hypothesis, channels, decisionRule } = input;
	return { name, unit, startsOn, endsOn, campaignId, places, countsDoses, hypothesis, channels, decisionRule };
}
