import { inTransaction, readClock, type Ctx } from '../db/index.ts';
import {
	collect,
	dispatch,
	selectUncalledFirst,
	takePace,
	type FirstMessage,
	type Outgoing
} from '../delivery/index.ts';
import { chosenGateway, chosenGateways } from '../gateway/index.ts';
import { localDay } from '../shared/calendar.ts';
import { pacePerMinute } from '../shift/index.ts';
import { findCampaign } from './campaign.db.ts';
import type { Campaign } from './campaign.ts';
import { mayReachNow } from './reach.ts';
import { address, takeBatch } from './take-batch.ts';

/** Batches begin small, so that a campaign that somebody stops at once has hardly begun, and double up to the most. */
const batchSize = { first: 40, most: 640 };

/**
 * Sends a running campaign, batch by batch, until nobody is left or somebody pauses it. May be run twice at once and
 * killed anywhere: every batch claims, hands over and puts its messages on record in one transaction before the
 * gateway hears of them. Each batch asks for the time anew: a list that is begun late in the evening ends at midnight.
 * With a phone in a person's hand there is nothing to do here.
 * @param options.keepsHours whether hours, pace and duty hold people back; the simulated phones know neither, and there
 *   the next batch is made ready while the gateway is called.
 */
export async function sendCampaign(
	job: Ctx,
	campaignId: string,
	{ keepsHours = !chosenGateway().isSimulated } = {}
): Promise<void> {
	if (chosenGateway().byHand) return;
	const news = collectAlongside(job);
	const batches = prepareBatches(job, campaignId, keepsHours);
	try {
		let next: Promise<IteratorResult<Outgoing[], void>> | undefined;
		for (;;) {
			const batch = await (next ?? batches.next());
			if (batch.done) break;
			next = keepsHours ? undefined : batches.next();
			next?.catch(() => undefined); // heard of when it is its turn
			const { isDown } = await dispatch({ ...job, now: await readClock(job.db) }, chosenGateways(), batch.value);
			news.ask();
			if (isDown) break; // what is ready waits; `campaign.tidy` tries again when it is time
		}
	} finally {
		await batches.return(); // after what it was doing
	}
	await news.end();
}

/** First what an earlier run left on record, then new lines. */
async function* prepareBatches(job: Ctx, campaignId: string, keepsHours: boolean): AsyncGenerator<Outgoing[], void> {
	let size = batchSize.first;
	let isLeft = true;
	for (let after = firstId; ;) {
		const ctx = { ...job, now: await readClock(job.db) };
		const campaign = await findCampaign(ctx, campaignId);
		if (!campaign || !isSending(campaign, ctx)) return;
		if (keepsHours && !(await mayReachNow(ctx, 'sms')).ok) return; // `campaign.tidy` asks again every minute
		const left: FirstMessage[] = isLeft ? await takeLeft(ctx, campaignId, after, size, keepsHours) : [];
		isLeft = left.length > 0;
		after = left.at(-1)?.id ?? after;
		const batch = isLeft
			? { taken: left.length, messages: left }
			: await takeBatch(ctx, campaign, size, { keepsPace: keepsHours });
		if (batch.taken === 0) return;
		yield await address(ctx, campaign, batch.messages);
		if (!keepsHours) size = Math.min(size * 2, batchSize.most);
	}
}

const firstId = '00000000-0000-0000-0000-000000000000';

const isSending = (campaign: Campaign, ctx: Ctx): boolean =>
	campaign.state === 'running' && campaign.erasedAt === null && campaign.endsOn >= localDay(ctx.now);

/** Messages on record that no gateway has; they count in the pace like new ones. */
function takeLeft(
	ctx: Ctx,
	campaignId: string,
	after: string,
	limit: number,
	keepsPace: boolean
): Promise<FirstMessage[]> {
	return inTransaction(ctx, async (ctx) => {
		const room = keepsPace ? await takePace(ctx, limit, pacePerMinute) : limit;
		const left = room > 0 ? await selectUncalledFirst(ctx, campaignId, after, room) : [];
		if (keepsPace && left.length < room) await takePace(ctx, left.length - room, pacePerMinute);
		return left;
	});
}

/** Asks for news while messages go out, one question at a time. @returns `end`, which hears the last of it and throws. */
function collectAlongside(job: Ctx): { ask(): void; end(): Promise<void> } {
	const fresh = async () => collect({ ...job, now: await readClock(job.db) });
	let asking: Promise<void> = Promise.resolve();
	let isAsking = false;
	return {
		ask() {
			if (isAsking) return;
			isAsking = true;
			asking = fresh().finally(() => (isAsking = false));
			asking.catch(() => undefined);
		},
		async end() {
			await asking;
			await fresh();
		}
	};
}
