import { claimFirst, handOver, listVerdicts, release, type Verdict } from '../attempt/index.ts';
import { inTransaction, type Ctx } from '../db/index.ts';
import { insertFirstMessages, takePace, type FirstMessage, type Outgoing } from '../delivery/index.ts';
import { chosenGateway } from '../gateway/index.ts';
import { getService } from '../programme/index.ts';
import { localDay } from '../shared/calendar.ts';
import { newId } from '../shared/ids.ts';
import type { Msisdn } from '../shared/phone.ts';
import { pacePerMinute } from '../shift/index.ts';
import { open } from '../vault/index.ts';
import { bringPicture } from './bring-picture.ts';
import { markSent, selectSealed, takeReady, updateVerdicts, type ReadyRow } from './campaign.db.ts';
import { textOf, type Campaign } from './campaign.ts';
import { composeMessage } from './compose-message.ts';

/** How many lines were looked at, and the messages that are on record for those who may be written to. */
export interface Batch {
	/** How many the pace would have let out. */
	room: number;
	taken: number;
	messages: FirstMessage[];
}

/**
 * One transaction: ask the pace, take lines, ask the gate, claim, hand over, record. From its commit on nobody in the
 * batch is written to again, whatever happens. Who may not be contacted waits, with a reason.
 * @param options.keepsPace when the service's pace counts (domain.md 4.4): at most so many in a minute, over all workers.
 */
export function takeBatch(
	ctx: Ctx,
	campaign: Campaign,
	limit: number,
	{ keepsPace }: { keepsPace: boolean }
): Promise<Batch> {
	return inTransaction(ctx, async (ctx) => {
		const room = keepsPace ? await takePace(ctx, limit, pacePerMinute) : limit;
		const lines = room > 0 ? await takeReady(ctx, campaign.id, room) : [];
		const messages = await recordThoseWhoMay(ctx, campaign, lines);
		if (keepsPace && messages.length < room) await takePace(ctx, messages.length - room, pacePerMinute);
		return { room, taken: lines.length, messages };
	});
}

async function recordThoseWhoMay(ctx: Ctx, campaign: Campaign, lines: ReadyRow[]): Promise<FirstMessage[]> {
	if (!lines.length) return [];
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
	const waiting = asked.filter(({ attemptId }) => !handedOver.has(attemptId)).map(({ line }) => line);
	await markSent(
		ctx,
		going.map(({ line, attemptId }) => ({ id: line.id, attemptId }))
	);
	if (waiting.length) await explainWaiting(ctx, waiting);
	const messages = going.map(({ line, attemptId }) => ({
		id: newId(),
		attemptId,
		recipientId: line.id,
		language: languageOf(campaign, line)
	}));
	if (messages.length) await insertFirstMessages(ctx, campaign.id, chosenGateway().name, messages);
	return messages;
}

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
 * @throws what the keyholder throws; the messages wait, because no gateway has heard of them.
 */
export async function address(ctx: Ctx, campaign: Campaign, messages: FirstMessage[]): Promise<Outgoing[]> {
	if (!messages.length) return [];
	const rows = await selectSealed(
		ctx,
		messages.map((message) => message.recipientId)
	);
	const rowOf = new Map(rows.map((row) => [row.id, row]));
	const numbers = await open(
		campaign.audienceKey!,
		messages.map((message) => rowOf.get(message.recipientId)!.sealedNumber!)
	);
	const picture = await bringPicture(ctx, campaign);
	const filling = { service: (await getService(ctx)).name, lastDay: campaign.endsOn };
	return messages.map((message, place) => {
		const { holdTag, variant } = rowOf.get(message.recipientId)!;
		return {
			id: message.id,
			holdTag,
			to: numbers[place] as Msisdn,
			sender: campaign.sender,
			text: composeMessage(textOf(campaign, message.language, variant), message.language, filling),
			...(picture && { picture })
		};
	});
}
