import { appendEntry } from '../audit/index.ts';
import { inTransaction, type Ctx } from '../db/index.ts';
import { newId } from '../shared/ids.ts';
import { no, yes, type Outcome } from '../shared/outcome.ts';
import { may } from '../staff/index.ts';
import { closeDuty, insertDuty, selectDuty, type Duty } from './shift.db.ts';

const longestHours = 12;

/**
 * Says "I am on duty for so many hours". Saying it again says a new end. Peers may be on duty too; messages go out and
 * the chat opens only while somebody is here who may answer alone.
 */
export async function beginDuty(ctx: Ctx, hours: number): Promise<Outcome<{ until: Date }, 'forbidden' | 'tooLong'>> {
	if (!(hours > 0 && hours <= longestHours)) return no(mayBeOnDuty(ctx) ? 'tooLong' : 'forbidden');
	return beginDutyUntil(ctx, new Date(ctx.now.getTime() + hours * 60 * 60_000));
}

/** The same until an hour of the clock, at most half a day from now: a shift of twelve hours begun half an hour early. */
export async function beginDutyUntil(
	ctx: Ctx,
	until: Date
): Promise<Outcome<{ until: Date }, 'forbidden' | 'tooLong'>> {
	const { actor } = ctx;
	if (actor.kind !== 'staff' || !mayBeOnDuty(ctx)) return no('forbidden');
	const minutes = (until.getTime() - ctx.now.getTime()) / 60_000;
	if (!(minutes > 0 && minutes <= longestHours * 60 + 60)) return no('tooLong');
	await inTransaction(ctx, async (ctx) => {
		await closeDuty(ctx, actor.id);
		await insertDuty(ctx, { id: newId(), userId: actor.id, until });
		await appendEntry(ctx, 'shift.beginDuty', 'staff', actor.id);
	});
	return yes({ until });
}

/** Goes off duty now. */
export async function endDuty(ctx: Ctx): Promise<void> {
	const { actor } = ctx;
	if (actor.kind !== 'staff') return;
	await inTransaction(ctx, async (ctx) => {
		await closeDuty(ctx, actor.id);
		await appendEntry(ctx, 'shift.endDuty', 'staff', actor.id);
	});
}

/** Who is on duty now, the one who began first first. */
export const listDuty = (ctx: Ctx): Promise<Duty[]> => selectDuty(ctx);

/** Is anybody there who may answer alone? A peer who is on duty alone does not count. */
export async function isOnDuty(ctx: Ctx): Promise<boolean> {
	return (await selectDuty(ctx)).some(({ mayAnswer }) => mayAnswer);
}

const mayBeOnDuty = ({ actor }: Ctx): boolean =>
	actor.kind === 'staff' && !actor.isService && may(actor, 'shift.signUp');
