import type { Ctx } from '../db/index.ts';
import { LyktError } from '../shared/errors.ts';
import { may } from '../staff/index.ts';
import { responses, type Response } from './conversation.ts';
import { countByChannel, countByResponse } from './logged.db.ts';
import { loggedChannels, type LoggedChannel } from './logged.ts';

/** How the answers to a campaign fell out. `unsorted`: nobody has said yet what the answer was. They add up to `total`. */
export type ResponseCounts = Record<Response | 'unsorted' | 'total', number>;

/**
 * Counts the answers to one campaign by what they were (R62): conversations, and what was written down by hand, also when
 * they are forgotten since. One conversation is one answer, however many messages it has.
 * @throws LyktError `forbidden`.
 */
export async function countResponses(ctx: Ctx, campaignId: string): Promise<ResponseCounts> {
	if (!may(ctx.actor, 'campaign.read')) throw new LyktError('forbidden');
	const found = new Map((await countByResponse(ctx, campaignId)).map((row) => [row.response, row.count]));
	const counts = Object.fromEntries([...responses, 'unsorted' as const].map((code) => [code, found.get(code) ?? 0]));
	const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
	return { ...counts, total } as ResponseCounts;
}

/**
 * What came in and was written down on each channel in the last thirty days, with a nought where there was nothing (R79).
 * @throws LyktError `forbidden`.
 */
export async function countChannels(ctx: Ctx): Promise<Record<'sms' | LoggedChannel, number>> {
	if (!may(ctx.actor, 'conversation.read')) throw new LyktError('forbidden');
	const since = new Date(ctx.now.getTime() - 30 * 24 * 60 * 60_000);
	const found = new Map((await countByChannel(ctx, since)).map((row) => [row.channel, row.count]));
	const counts = ['sms' as const, ...loggedChannels].map((channel) => [channel, found.get(channel) ?? 0] as const);
	return Object.fromEntries(counts) as Record<'sms' | LoggedChannel, number>;
}
