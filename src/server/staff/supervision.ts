import { appendEntry } from '../audit/index.ts';
import { inTransaction, type Ctx } from '../db/index.ts';
import { addDays, isDay, localDay } from '../shared/calendar.ts';
import { LyktError } from '../shared/errors.ts';
import { no, yes, type Outcome } from '../shared/outcome.ts';
import { may } from './staff.policy.ts';
import { deleteSupervision, insertSupervision, selectPeers, selectSupervisions } from './training.db.ts';

/** Peers have supervision every week (R5). */
const everyDays = 7;
const shown = 8;

/** The last days on which the peers had supervision, newest first: neither who came nor what was said. @throws LyktError `forbidden`. */
export async function listSupervisions(ctx: Ctx): Promise<string[]> {
	if (!may(ctx.actor, 'staff.train')) throw new LyktError('forbidden');
	return selectSupervisions(ctx, shown);
}

/** Writes down that there was supervision on a day. Twice is the same as once. @returns no: `notADay`, `future`. */
export async function noteSupervision(
	ctx: Ctx,
	day: string
): Promise<Outcome<object, 'forbidden' | 'notADay' | 'future'>> {
	if (!may(ctx.actor, 'staff.train')) return no('forbidden');
	if (!isDay(day)) return no('notADay');
	if (day > localDay(ctx.now)) return no('future');
	return change(ctx, 'staff.noteSupervision', (ctx) => insertSupervision(ctx, day));
}

/** Takes back a day that was wrong. */
export async function removeSupervision(ctx: Ctx, day: string): Promise<Outcome<object, 'forbidden'>> {
	if (!may(ctx.actor, 'staff.train')) return no('forbidden');
	return isDay(day) ? change(ctx, 'staff.removeSupervision', (ctx) => deleteSupervision(ctx, day)) : yes({});
}

/** For a lead: there are peers who may have chats, and the last supervision is more than a week ago. */
export async function isSupervisionDue(ctx: Ctx): Promise<boolean> {
	if (ctx.actor.kind !== 'staff' || !may(ctx.actor, 'staff.train')) return false;
	const [peers, [last]] = await Promise.all([selectPeers(ctx), selectSupervisions(ctx, 1)]);
	const isReady = peers.some(({ trainedOn, signedOn }) => trainedOn !== null && signedOn !== null);
	return isReady && (last === undefined || last < addDays(localDay(ctx.now), -everyDays));
}

const change = (ctx: Ctx, action: string, write: (ctx: Ctx) => Promise<void>): Promise<Outcome<object, never>> =>
	inTransaction(ctx, async (ctx) => {
		await write(ctx);
		await appendEntry(ctx, action, 'supervision');
		return yes({});
	});
