import { appendEntry } from '../audit/index.ts';
import { forgetExpired } from '../conversation/index.ts';
import type { Ctx } from '../db/index.ts';
import { simulatedPhones } from '../gateway/index.ts';

/** Jobs of this room. */
export const retentionTasks = { 'retention.purge': (ctx: Ctx) => purge(ctx) };

/**
 * The nightly deletion: conversations whose time is over (with their keys), and what the simulated phones still show.
 * Opt-outs stay (R65).
 */
export async function purge(ctx: Ctx): Promise<void> {
	const conversations = await forgetExpired(ctx);
	simulatedPhones().forgetBefore(new Date(ctx.now.getTime() - 30 * 24 * 60 * 60_000));
	await appendEntry(ctx, 'retention.purge', 'conversation', undefined, `forgot ${conversations}`);
}
