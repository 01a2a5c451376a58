import { inTransaction, type Ctx } from '../db/index.ts';
import { localDay } from '../shared/calendar.ts';
import { LyktError } from '../shared/errors.ts';
import { may } from '../staff/index.ts';
import { addDebrief, countEndedDuties, findUnasked, settleUnasked, sumDebriefs } from './shift.db.ts';

/** So long after a shift it makes sense to ask. */
const askForHours = 12;
/** Of fewer shifts than this nothing is told: it would tell of persons. */
const fewestShifts = 5;

/** Whether a shift of mine has ended and nobody has asked me yet whether I have talked about it (R105). */
export async function isDebriefDue(ctx: Ctx): Promise<boolean> {
	const { actor } = ctx;
	return actor.kind === 'staff' && findUnasked(ctx, actor.id, sinceOf(ctx));
}

/**
 * I have been asked. Of a yes one more stands in the month's count, of anything else nothing; and the log says nothing at
 * all, because it would be an entry about how somebody is. Twice is the same as once.
 */
export async function answerDebrief(ctx: Ctx, hasTalked: boolean): Promise<void> {
	const { actor } = ctx;
	if (actor.kind !== 'staff') return;
	await inTransaction(ctx, async (ctx) => {
		const began = await settleUnasked(ctx, actor.id, sinceOf(ctx));
		if (began && hasTalked) await addDebrief(ctx, monthOf(began));
	});
}

/**
 * How many shifts have ended since the first of the month before last, and after how many of them somebody talked: of all
 * of us together. Undefined below five shifts. @throws LyktError `forbidden`.
 */
export async function readDebriefs(ctx: Ctx): Promise<{ ended: number; held: number } | undefined> {
	if (!may(ctx.actor, 'shift.plan')) throw new LyktError('forbidden');
	const from = Temporal.PlainDate.from(monthOf(ctx.now)).subtract({ months: 2 }).toString();
	const [ended, held] = await Promise.all([countEndedDuties(ctx, from), sumDebriefs(ctx, from)]);
	return ended < fewestShifts ? undefined : { ended, held: Math.min(held, ended) };
}

const sinceOf = ({ now }: Ctx): Date => new Date(now.getTime() - askForHours * 60 * 60_000);
const monthOf = (at: Date): string => `${localDay(at).slice(0, 7)}-01`;
