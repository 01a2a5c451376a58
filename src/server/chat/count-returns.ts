import type { Ctx } from '../db/index.ts';
import { LyktError } from '../shared/errors.ts';
import { may } from '../staff/index.ts';
import { sumReturns } from './chat.db.ts';

/**
 * How many times somebody came back to a chat by its code, in whole months (R31). At least so many were no first contact:
 * contacts have no tag that could say more, and we do not want one.
 * @throws LyktError `forbidden`.
 */
export async function countReturns(ctx: Ctx, { from, to }: { from: string; to: string }): Promise<number> {
	if (!may(ctx.actor, 'report.read')) throw new LyktError('forbidden');
	return sumReturns(ctx, from, to);
}
