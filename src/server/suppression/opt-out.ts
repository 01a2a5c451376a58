import { appendEntry } from '../audit/index.ts';
import { inTransaction, type Ctx } from '../db/index.ts';
import { no, yes, type Outcome } from '../shared/outcome.ts';
import { may } from '../staff/index.ts';
import { tagNumbers } from '../vault/index.ts';
import { callOptOut, deletePause, insertPause } from './suppression.db.ts';

/**
 * Keeps addresses from ever being contacted again (R65): as tags only, without end, untouched by retention. Undone only
 * on the person's own wish. Neither the answer nor the log tells whether an address had opted out before: that would make
 * this a way to look numbers up (domain.md E5).
 */
export function optOut(ctx: Ctx, tags: Buffer[]): Promise<void> {
	return inTransaction(ctx, async (ctx) => {
		await callOptOut(ctx, tags);
		await appendEntry(ctx, 'suppression.optOut', 'hold', undefined, `${tags.length} addresses`);
	});
}

/**
 * The same for numbers that somebody asked us, by phone or in person, never to contact. The numbers are not kept.
 * @returns how many different addresses were given, all of which are now on the list.
 */
export async function optOutNumbers(ctx: Ctx, numbers: string[]): Promise<Outcome<{ added: number }, 'forbidden'>> {
	if (!may(ctx.actor, 'suppression.optOut')) return no('forbidden');
	const tagged = await tagNumbers(ctx, numbers, 'optOut');
	if (!tagged.ok) throw new Error('opt-outs are never refused by quota');
	await optOut(
		ctx,
		tagged.tags.map((tag) => tag.hold)
	);
	return yes({ added: new Set(numbers).size });
}

/** A reply that may mean stop: nothing more goes to the address until a person has read it (domain.md 4.5, rule 4). */
export const pauseSending = (ctx: Ctx, tag: Buffer): Promise<void> => insertPause(ctx, tag);

/** A person has read the reply: it did not mean stop. */
export const resumeSending = (ctx: Ctx, tag: Buffer): Promise<void> => deletePause(ctx, tag);
