import { appendEntry } from '../audit/index.ts';
import { inTransaction, type Ctx } from '../db/index.ts';
import { newId } from '../shared/ids.ts';
import { no, yes, type Outcome } from '../shared/outcome.ts';
import { may } from '../staff/index.ts';
import { closeDuty, insertDuty, selectDuty, type Duty } from './shift.db.ts';

const longestHours = 12;

/**
 * Says "I am on duty for so many hours". Saying it again says a new end. Only people who can answer count: a message
 * should not go out when nobody reads the replies.
 */
export async function beginDuty(ctx: Ctx, hours: number): Promise<Outcome<{ until: Date }, 'forbidden' | 'tooLong'>> {
	const { actor } = ctx;
	if (actor.kind !== 'staff' || actor.isService || !may(actor, 'conversation.answer')) return no('forbidden');
	if (!(hours > 0 && hours <= longestHours)) return no('tooLong');
	const until = new Date(ctx.now.getTime() + hours * 60 * 60_000);
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

/** Is anybody there to answer? */
export async function isOnDuty(ctx: Ctx): Promise<boolean> {
	return (await selectDuty(ctx)).length > 0;
}
