import type { Ctx } from '../db/index.ts';
import { isOnDuty, isWithinHours, nextWithinHours, type Outreach } from '../shift/index.ts';

/** Why nobody is reached just now, and when it can be tried again if a clock decides. */
export type Reach = { ok: true } | { ok: false; why: 'outsideHours'; next: Date } | { ok: false; why: 'noShift' };

/**
 * May people be written to or called now? Within hours and holidays, and only while somebody is on duty to answer
 * (domain.md 4.4; verdicts `outsideHours` and `noShift` of design.md §4). Answers to those who wrote first are exempt.
 */
export async function mayReachNow(ctx: Ctx, what: Outreach): Promise<Reach> {
	if (!isWithinHours(ctx.now, what)) return { ok: false, why: 'outsideHours', next: nextWithinHours(ctx.now, what) };
	return (await isOnDuty(ctx)) ? { ok: true } : { ok: false, why: 'noShift' };
}
