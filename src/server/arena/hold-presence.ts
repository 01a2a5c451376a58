import { appendEntry } from '#audit';
import { inTransaction, type Ctx } from '#db';
import type { Minutes, Span } from '#opening';
import { localDay } from '#shared/calendar.ts';
import { LyktError } from '#shared/errors.ts';
import { newId } from '#shared/ids.ts';
import { no, yes, type Outcome } from '#shared/outcome.ts';
import { may } from '#staff';
import { holdArena } from './arena.db.ts';
import { wasOpenOn } from './arena.ts';
import {
	forgetPresence,
	insertRunning,
	selectDayOf,
	selectPresence,
	upsertPresence,
	type PresenceRow
} from './presence.db.ts';
import { mostHours, spanOn, type PresenceFacts, type UnplannedInput } from './presence.ts';

/** Which presence: a day of the plan, or one that something is known of. */
export type Which = { planId: string; day: string } | { id: string };

/** What became of it. Without times it was held as planned, or ends now if it runs. */
export interface Held {
	contacts: number;
	theme?: string | null;
	times?: Minutes;
}

/**
 * Says that a presence was held, with so many contacts; 0 is an answer (R12). Saying it again writes over what was said.
 * @returns its id; `notYet` before it begins, `tooLong` when it was begun long ago and nobody has said when it ended.
 * @throws LyktError `forbidden`.
 */
export async function holdPresence(
	ctx: Ctx,
	which: Which,
	held: Held
): Promise<Outcome<{ id: string }, 'notFound' | 'closed' | 'notYet' | 'tooLong'>> {
	return write(ctx, which, 'arena.holdPresence', (found) => {
		const span = held.times ? spanOn(found.day, held.times) : spanOf(found, ctx.now);
		if (span.from > ctx.now) return no('notYet');
		if (span.until.getTime() - span.from.getTime() > mostHours * 3_600_000) return no('tooLong');
		const theme = held.theme === undefined ? found.theme : held.theme;
		const known = { heldFrom: span.from, heldUntil: span.until, contacts: held.contacts, theme, cancelledReason: null };
		return yes({ known });
	});
}

/**
 * Says that a planned presence came to nothing, and why (R12).
 * @returns `alreadyHeld` when it was held or runs: undo that first.
 * @throws LyktError `forbidden`.
 */
export async function cancelPresence(
	ctx: Ctx,
	which: Which,
	cancelledReason: string
): Promise<Outcome<{ id: string }, 'notFound' | 'closed' | 'alreadyHeld'>> {
	return write(ctx, which, 'arena.cancelPresence', (found) => {
		if (!found.planned) return no('notFound');
		if (found.heldFrom) return no('alreadyHeld');
		return yes({ known: { cancelledReason, heldFrom: null, heldUntil: null, contacts: null, theme: null } });
	});
}

/**
 * Writes down a presence that was not planned. The id comes from the form, so that sending it twice is once.
 * @throws LyktError `forbidden`.
 */
export async function addPresence(
	ctx: Ctx,
	input: UnplannedInput
): Promise<Outcome<{ id: string }, 'notFound' | 'closed' | 'notYet'>> {
	if (!may(ctx.actor, 'arena.bePresent')) throw new LyktError('forbidden');
	const { id, arenaId, day, contacts, theme } = input;
	const span = spanOn(day, input);
	if (span.from > ctx.now) return no('notYet');
	return inTransaction(ctx, async (ctx) => {
		const open = await askOpen(ctx, arenaId, day);
		if (!open.ok) return open;
		const known = { heldFrom: span.from, heldUntil: span.until, contacts, theme, cancelledReason: null };
		await upsertPresence(ctx, { id, planId: null, arenaId, day, planned: null, ...known });
		await appendEntry(ctx, 'arena.holdPresence', 'arenaPresence', id);
		return yes({ id });
	});
}

/**
 * Begins a presence now: one of the plan, or on an arena without a plan.
 * @returns `alreadyThere` when something is known of it, or somebody's presence runs on that arena.
 * @throws LyktError `forbidden`.
 */
export async function beginPresence(
	ctx: Ctx,
	which: { planId: string; day: string } | { arenaId: string }
): Promise<Outcome<{ id: string }, 'notFound' | 'closed' | 'alreadyThere'>> {
	if (!may(ctx.actor, 'arena.bePresent')) throw new LyktError('forbidden');
	return inTransaction(ctx, async (ctx) => {
		const today = localDay(ctx.now);
		const found = 'planId' in which ? await find(ctx, which) : undefined;
		if ('planId' in which && !found) return no('notFound');
		const arenaId = found?.arenaId ?? (which as { arenaId: string }).arenaId;
		const open = await askOpen(ctx, arenaId, found?.day ?? today);
		if (!open.ok) return open;
		const id = newId();
		const row = {
			id,
			arenaId,
			planId: found?.planId ?? null,
			day: found?.day ?? today,
			planned: found?.planned ?? null
		};
		const nothing = { heldUntil: null, contacts: null, cancelledReason: null, theme: null };
		if (!(await insertRunning(ctx, { ...row, ...nothing, heldFrom: ctx.now }))) return no('alreadyThere');
		await appendEntry(ctx, 'arena.beginPresence', 'arenaPresence', id);
		return yes({ id });
	});
}

/**
 * Takes back what was said of a presence: one of the plan is as if nobody had spoken of it, another is gone.
 * @throws LyktError `forbidden`.
 */
export async function undoPresence(ctx: Ctx, id: string): Promise<Outcome<object, 'notFound'>> {
	if (!may(ctx.actor, 'arena.bePresent')) throw new LyktError('forbidden');
	return inTransaction(ctx, async (ctx) => {
		if (!(await forgetPresence(ctx, id))) return no('notFound');
		await appendEntry(ctx, 'arena.undoPresence', 'arenaPresence', id);
		return yes({});
	});
}

type Known = Pick<PresenceRow, 'heldFrom' | 'heldUntil' | 'contacts' | 'theme' | 'cancelledReason'>;

/** Finds a presence on a place that was open, decides what to write about it, and writes it with its entry. */
async function write<Why extends string>(
	ctx: Ctx,
	which: Which,
	action: string,
	decide: (found: PresenceFacts) => Outcome<{ known: Known }, Why>
): Promise<Outcome<{ id: string }, Why | 'notFound' | 'closed'>> {
	if (!may(ctx.actor, 'arena.bePresent')) throw new LyktError('forbidden');
	return inTransaction(ctx, async (ctx) => {
		const found = await find(ctx, which);
		if (!found) return no('notFound');
		const open = await askOpen(ctx, found.arenaId, found.day);
		if (!open.ok) return open;
		const decided = decide(found);
		if (!decided.ok) return decided;
		const { planId, arenaId, day, planned } = found;
		const id = await upsertPresence(ctx, { id: found.id ?? newId(), planId, arenaId, day, planned, ...decided.known });
		await appendEntry(ctx, action, 'arenaPresence', id);
		return yes({ id });
	});
}

async function find(ctx: Ctx, which: Which): Promise<PresenceFacts | undefined> {
	const day = 'day' in which ? which.day : await selectDayOf(ctx, which.id);
	if (!day) return undefined;
	const [found] = await selectPresence(ctx, day, day, which);
	return found;
}

/** Nothing is written about a day on which the place was closed (R8). */
async function askOpen(ctx: Ctx, arenaId: string, day: string): Promise<Outcome<object, 'notFound' | 'closed'>> {
	const arena = await holdArena(ctx, arenaId);
	if (!arena) return no('notFound');
	return wasOpenOn(arena, day, localDay) ? yes({}) : no('closed');
}

/** As it was said, as it was planned, or until now when it runs. */
function spanOf({ heldFrom, heldUntil, planned }: PresenceFacts, now: Date): Span {
	if (heldFrom) return { from: heldFrom, until: heldUntil ?? later(heldFrom, now) };
	return planned!;
}

/** Begun and ended in the same moment is a minute. */
const later = (from: Date, now: Date): Date => new Date(Math.max(now.getTime(), from.getTime() + 60_000));
