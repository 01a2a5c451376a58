import { appendEntry } from '#audit';
import { inTransaction, type Ctx } from '#db';
import { newId } from '#shared/ids.ts';
import { no, yes, type Outcome } from '#shared/outcome.ts';
import { may } from '#staff';
import { findOffer, insertOffer, selectDays, updateDecision, updateOffer } from './offer.db.ts';
import type { OfferInput } from './offer.ts';

/** Adds a time-limited offer (R59, R88). */
export async function createOffer(ctx: Ctx, input: OfferInput): Promise<Outcome<{ id: string }, 'forbidden'>> {
	if (!may(ctx.actor, 'offer.write')) return no('forbidden');
	return inTransaction(ctx, async (ctx) => {
		const id = newId();
		await insertOffer(ctx, id, input);
		await appendEntry(ctx, 'offer.create', 'offer', id);
		return yes({ id });
	});
}

/** Changes an offer. Its time cannot be made so short that a day when people were counted falls outside. */
export async function editOffer(
	ctx: Ctx,
	id: string,
	input: OfferInput
): Promise<Outcome<object, 'forbidden' | 'notFound' | 'countedOutside'>> {
	if (!may(ctx.actor, 'offer.write')) return no('forbidden');
	return inTransaction(ctx, async (ctx) => {
		if (!(await findOffer(ctx, id))) return no('notFound');
		const days = await selectDays(ctx, [id]);
		if (days.some(({ day }) => day < input.startsOn || day > input.endsOn)) return no('countedOutside');
		await updateOffer(ctx, id, input);
		await appendEntry(ctx, 'offer.edit', 'offer', id);
		return yes({});
	});
}

/** What was decided after a trial (R88), in the team's own words; empty takes it back. */
export async function decideOffer(
	ctx: Ctx,
	id: string,
	decision: string
): Promise<Outcome<object, 'forbidden' | 'notFound' | 'tooLong'>> {
	if (!may(ctx.actor, 'offer.write')) return no('forbidden');
	if (decision.length > 500) return no('tooLong');
	return inTransaction(ctx, async (ctx) => {
		if (!(await updateDecision(ctx, id, decision.trim()))) return no('notFound');
		await appendEntry(ctx, 'offer.decide', 'offer', id);
		return yes({});
	});
}
