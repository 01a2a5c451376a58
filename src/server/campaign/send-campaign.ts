import { claimFirst, handOver, listVerdicts, release, type Verdict } from '../attempt/index.ts';
import { inTransaction, readClock, type Ctx } from '../db/index.ts';
import {
	collect,
	dispatch,
	insertFirstMessages,
	putBack,
	takeUnsentFirst,
	withdraw,
	type FirstMessage
} from '../delivery/index.ts';
import { chosenGateway, type OutgoingMessage } from '../gateway/index.ts';
import { localDay } from '../shared/calendar.ts';
import { newId } from '../shared/ids.ts';
import type { Msisdn } from '../shared/phone.ts';
import { listHolds, type HoldFacts } from '../suppression/index.ts';
import { pacePerMinute } from '../shift/index.ts';
import { open } from '../vault/index.ts';
import {
	countSentSince,
	findCampaign,
	markSent,
	selectSealed,
	takeReady,
	updateVerdicts,
	type ReadyRow
} from './campaign.db.ts';
import type { Campaign } from './campaign.ts';
import { composeMessage } from './compose-message.ts';
import { mayReachNow } from './reach.ts';

const batchSize = 40;

/**
 * Sends a running campaign, batch by batch, until nobody is left or somebody pauses it. May be run twice at once and
 * killed anywhere: every batch claims, hands over and puts its messages on record in one transaction before the
 * gateway hears of them. Each batch asks for the time anew: a list that is begun late in the evening ends at midnight.
 * @param options.keepsHours whether hours, pace and duty hold people back; the simulated phones know neither.
 */
export async function sendCampaign(
	job: Ctx,
	campaignId: string,
	{ keepsHours = !chosenGateway().isSimulated } = {}
): Promise<void> {
	for (;;) {
		const ctx = { ...job, now: await readClock(job.db) };
		const campaign = await findCampaign(ctx, campaignId);
		if (campaign?.state !== 'running' || campaign.erasedAt || campaign.endsOn < localDay(ctx.now)) return;
		const room = keepsHours ? await findRoom(ctx) : batchSize;
		if (room === 0) return; // `campaign.tidy` asks again every minute
		const again = await takeUnsentFirst(ctx, campaignId, room);
		const batch = again.length
			? { taken: again.length, messages: await stillWelcome(ctx, again) }
			: await takeBatch(ctx, campaign, room);
		if (batch.taken === 0) break;
		const { isDown } = await dispatch(ctx, chosenGateway(), await address(ctx, campaign, batch.messages));
		await collect(ctx);
		if (isDown) return; // `campaign.tidy` tries again when it is time
	}
	await collect(job);
}

/** How many may go out in this minute: none outside hours or when nobody is on duty (domain.md 4.4). */
async function findRoom(ctx: Ctx): Promise<number> {
	if (!(await mayReachNow(ctx, 'sms')).ok) return 0;
	const sent = await countSentSince(ctx, new Date(ctx.now.getTime() - 60_000));
	return Math.max(0, Math.min(batchSize, pacePerMinute - sent));
}

/** One transaction: take lines, ask the gate, claim, hand over, record. Who may not be contacted waits, with a reason. */
function takeBatch(ctx: Ctx, campaign: Campaign, limit: number): Promise<{ taken: number; messages: FirstMessage[] }> {
	return inTransaction(ctx, async (ctx) => {
		const lines = await takeReady(ctx, campaign.id, limit);
		if (!lines.length) return { taken: 0, messages: [] };
		const asked = lines.map((line) => ({ line, attemptId: newId() }));
		const claimed = await claimFirst(
			ctx,
			campaign.id,
			asked.map(({ line, attemptId }) => ({ attemptId, tags: { hold: line.holdTag, log: line.logTag } })),
			logYear(campaign, ctx)
		);
		const handedOver = await handOver(ctx, [...claimed]);
		const stopped = [...claimed].filter((id) => !handedOver.has(id));
		if (stopped.length) await release(ctx, stopped);
		const going = asked.filter(({ attemptId }) => handedOver.has(attemptId));
		const messages = going.map(({ line, attemptId }) => ({
			id: newId(),
			attemptId,
			recipientId: line.id,
			language: languageOf(campaign, line)
		}));
		await markSent(
			ctx,
			going.map(({ line, attemptId }) => ({ id: line.id, attemptId }))
		);
		await explainWaiting(
			ctx,
			asked.filter(({ attemptId }) => !handedOver.has(attemptId)).map(({ line }) => line)
		);
		if (messages.length) await insertFirstMessages(ctx, campaign.id, chosenGateway().name, messages);
		return { taken: lines.length, messages };
	});
}

/** A message that a gateway could not take waits, and meanwhile somebody may say stop: then it is never sent. */
async function stillWelcome(ctx: Ctx, messages: FirstMessage[]): Promise<FirstMessage[]> {
	const rows = await selectSealed(
		ctx,
		messages.map((message) => message.recipientId)
	);
	const holds = await listHolds(
		ctx,
		rows.map((row) => row.holdTag)
	);
	const stopped = new Set(rows.filter((_, place) => isStop(holds[place]!)).map((row) => row.id));
	await withdraw(
		ctx,
		messages.filter((message) => stopped.has(message.recipientId)).map((message) => message.id)
	);
	return messages.filter((message) => !stopped.has(message.recipientId));
}

/** The gate's verdict would be "contacted recently": by this very message. */
const isStop = (hold: HoldFacts) => hold.kind === 'optedOut' || hold.paused;

/** The year whose key made the lines' tags in the log: that of the upload. */
const logYear = (campaign: Campaign, ctx: Ctx): number => Number(localDay(campaign.uploadedAt ?? ctx.now).slice(0, 4));

/** A line may name a language; else the campaign's default text is used, never a guess from the country code. */
const languageOf = (campaign: Campaign, line: ReadyRow): string =>
	line.language !== null && line.language in campaign.texts ? line.language : campaign.defaultLanguage;

async function explainWaiting(ctx: Ctx, lines: ReadyRow[]): Promise<void> {
	const verdicts = await listVerdicts(
		ctx,
		lines.map((line) => line.holdTag)
	);
	// Somebody else may have got the address in this very instant and let go again: then "claimed" is what happened.
	const why = (verdict: Verdict): Verdict => (verdict.go ? { go: false, reason: 'claimed' } : verdict);
	await updateVerdicts(
		ctx,
		lines.map((line, place) => ({ id: line.id, verdict: why(verdicts[place]!) }))
	);
}

/**
 * Opens the numbers of one batch, for the call of the gateway only.
 * @throws what the keyholder throws; the messages wait again, because no gateway has heard of them.
 */
async function address(ctx: Ctx, campaign: Campaign, messages: FirstMessage[]): Promise<OutgoingMessage[]> {
	if (!messages.length) return [];
	const rows = await selectSealed(
		ctx,
		messages.map((message) => message.recipientId)
	);
	const sealedOf = new Map(rows.map((row) => [row.id, row.sealedNumber]));
	const numbers = await open(
		campaign.audienceKey!,
		messages.map((message) => sealedOf.get(message.recipientId)!)
	).catch(async (fault: unknown) => {
		await putBack(
			ctx,
			messages.map((message) => message.id)
		);
		throw fault;
	});
	return messages.map((message, place) => ({
		id: message.id,
		to: numbers[place] as Msisdn,
		sender: campaign.sender,
		text: composeMessage(campaign.texts[message.language]!, message.language)
	}));
}
