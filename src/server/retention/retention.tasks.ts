import { appendEntry } from '../audit/index.ts';
import { forgetExpired } from '../conversation/index.ts';
import type { Ctx } from '../db/index.ts';
import { forgetInbound } from '../delivery/index.ts';
import { simulatedPhones } from '../gateway/index.ts';
import { forgetExpiredHolds } from '../suppression/index.ts';

/** Jobs of this room. */
export const retentionTasks = { 'retention.purge': (ctx: Ctx) => purge(ctx) };

/**
 * The nightly deletion: conversations whose time is over (with their keys), that somebody wrote to us then, holds that
 * hold nobody back any more, and what the simulated phones still show. Opt-outs stay (R65).
 */
export async function purge(ctx: Ctx): Promise<void> {
	const conversations = await forgetExpired(ctx);
	await forgetInbound(ctx);
	const holds = await forgetExpiredHolds(ctx);
	simulatedPhones().forgetBefore(new Date(ctx.now.getTime() - 30 * 24 * 60 * 60_000));
	await appendEntry(ctx, 'retention.purge', 'conversation', undefined, `forgot ${conversations} and ${holds} holds`);
}
