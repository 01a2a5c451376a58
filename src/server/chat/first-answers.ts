import type { Ctx } from '../db/index.ts';
import { LyktError } from '../shared/errors.ts';
import { readAnswerWaits, type AnswerWait } from '../shift/index.ts';
import { may } from '../staff/index.ts';
import { fewestShown } from './hear-visitors.ts';

/** How long people waited for the first answer: half of them at most `median` minutes, nine of ten at most `most`. */
export interface FirstAnswers {
	count: number;
	median: number;
	most: number;
}

/**
 * How long the first answer took in a period, both days included, for the service and never per person (R38): for those who
 * wrote while we were open, and while we were closed. Undefined when fewer than five have been answered.
 * @throws LyktError `forbidden`.
 */
export async function readFirstAnswers(
	ctx: Ctx,
	period: { from: string; to: string }
): Promise<{ open: FirstAnswers | undefined; closed: FirstAnswers | undefined }> {
	if (!may(ctx.actor, 'report.read_public')) throw new LyktError('forbidden');
	const waits = await readAnswerWaits(ctx, period);
	return {
		open: sumUp(waits.filter(({ wasOpen }) => wasOpen)),
		closed: sumUp(waits.filter(({ wasOpen }) => !wasOpen))
	};
}

/** By nearest rank: the shortest wait that so many did not exceed. */
export function sumUp(waits: readonly Pick<AnswerWait, 'minutes' | 'count'>[]): FirstAnswers | undefined {
	const sorted = [...waits].sort((one, other) => one.minutes - other.minutes);
	const count = sorted.reduce((sum, wait) => sum + wait.count, 0);
	if (count < fewestShown) return undefined;
	const reached = (tenths: number) => {
		const rank = Math.ceil((count * tenths) / 10);
		let seen = 0;
		return sorted.find((wait) => (seen += wait.count) >= rank)!.minutes;
	};
	return { count, median: reached(5), most: reached(9) };
}
