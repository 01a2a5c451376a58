import { appendEntry } from '#audit';
import { inTransaction, type Ctx } from '#db';
import { localDay, startOfDay } from '#shared/calendar.ts';
import { no, yes, type Outcome } from '#shared/outcome.ts';
import { may } from '#staff';
import { addTally, findOffer, insertDay, subtractTally } from './offer.db.ts';
import { decideDay, type Tally } from './offer.ts';

/** For how long the last answer can be taken back by whoever counted it. Their own browser remembers it, we do not. */
export const undoMinutes = 10;

type Refusal = 'forbidden' | 'notFound' | 'notADay' | 'future' | 'outside';

/** Notes that the desk is open on a day, also when nobody comes: that day is 0, not missing (R88). */
export async function openDay(ctx: Ctx, offerId: string, day: string): Promise<Outcome<object, Refusal>> {
	const refusal = await refuse(ctx, offerId, day);
	if (refusal) return no(refusal);
	return inTransaction(ctx, async (ctx) => {
		await open(ctx, offerId, day);
		return yes({});
	});
}

/**
 * Counts one answer at the desk (R59, R70): raises a number, and stores nothing about the person or the hour. That is why
 * a single answer has no entry in the log either, only the day has one.
 */
export async function tally(
	ctx: Ctx,
	offerId: string,
	day: string,
	answer: Tally,
	count = 1
): Promise<Outcome<object, Refusal>> {
	const refusal = await refuse(ctx, offerId, day);
	if (refusal) return no(refusal);
	return inTransaction(ctx, async (ctx) => {
		await open(ctx, offerId, day);
		await addTally(ctx, offerId, day, answer, count);
		return yes({});
	});
}

/** Takes one answer back: the last one at this desk, or one that was counted wrongly. The day stays open. */
export async function removeTally(
	ctx: Ctx,
	offerId: string,
	day: string,
	answer: Tally
): Promise<Outcome<object, Refusal | 'none'>> {
	const refusal = await refuse(ctx, offerId, day);
	if (refusal) return no(refusal);
	return (await subtractTally(ctx, offerId, day, answer)) ? yes({}) : no('none');
}

async function refuse(ctx: Ctx, offerId: string, day: string): Promise<Refusal | undefined> {
	if (!may(ctx.actor, 'offer.tally')) return 'forbidden';
	const offer = await findOffer(ctx, offerId);
	if (!offer) return 'notFound';
	const decision = decideDay(offer, day, localDay(ctx.now));
	return decision === 'ok' ? undefined : decision;
}

/** The entry says the day and not the hour: the first answer of a day opens it. */
async function open(ctx: Ctx, offerId: string, day: string): Promise<void> {
	if (!(await insertDay(ctx, offerId, day))) return;
	await appendEntry({ ...ctx, now: startOfDay(localDay(ctx.now)) }, 'offer.openDay', 'offer', offerId, day);
}
