import type { Ctx } from '#db';
import { addDays, localDay } from '#shared/calendar.ts';
import { LyktError } from '#shared/errors.ts';
import { may } from '#staff';
import type { ArenaClass } from './arena.ts';
import { selectPlans, selectPresence } from './presence.db.ts';
import { decidePresence, mostHours, type Plan, type Presence } from './presence.ts';

/**
 * What was planned and what was held from one day to another, both included, in order of time; of one arena, or of all.
 * @throws LyktError `forbidden`.
 */
export async function listPresence(ctx: Ctx, from: string, to: string, arenaId?: string): Promise<Presence[]> {
	if (!may(ctx.actor, 'arena.read')) throw new LyktError('forbidden');
	const rows = await selectPresence(ctx, from, to, { arenaId });
	return rows.map((facts) => ({ ...facts, state: decidePresence(facts, ctx.now) }));
}

/**
 * The rules of the plan, those in force first; of one arena, or of all.
 * @throws LyktError `forbidden`.
 */
export async function listPlans(ctx: Ctx, arenaId?: string): Promise<Plan[]> {
	if (!may(ctx.actor, 'arena.read')) throw new LyktError('forbidden');
	return selectPlans(ctx, arenaId);
}

/**
 * How many presences of the last two weeks are over without a word of what became of them, and the day of the first. For
 * the page of today.
 * @returns undefined when there is none, or nobody asks this person.
 */
export async function findUnspoken(ctx: Ctx): Promise<{ count: number; day: string } | undefined> {
	if (!may(ctx.actor, 'arena.bePresent')) return undefined;
	const today = localDay(ctx.now);
	const rows = await listPresence(ctx, addDays(today, -13), today);
	const over = rows.filter((row) => isOver(row, ctx.now));
	return over.length ? { count: over.length, day: over[0]!.day } : undefined;
}

/** One presence for the figures; nowhere who was there. */
export interface PresenceForFigures {
	/** The day it was planned for, or else began on. */
	day: string;
	arenaId: string;
	class: ArenaClass;
	/** Hours that it was held; null when it was not. */
	hours: number | null;
	/** Null when it was not held; 0 when it was held and nobody came. */
	contacts: number | null;
	/** It stood in the plan. */
	planned: boolean;
	plannedHours: number | null;
	cancelled: boolean;
	/** The theme that was announced (R13), or null. */
	theme: string | null;
}

/**
 * Every presence from one day to another, both included, in order of time, in one statement (R12, R111). One that was
 * planned and that nobody spoke of is there too, with neither hours nor contacts. Asks no policy: the caller's command
 * has asked its own.
 */
export async function readPresence(ctx: Ctx, period: { from: string; to: string }): Promise<PresenceForFigures[]> {
	const rows = await selectPresence(ctx, period.from, period.to);
	return rows.map(({ day, arenaId, class: kind, planned, heldFrom, heldUntil, contacts, cancelledReason, theme }) => ({
		...{ day, arenaId, class: kind, contacts, theme },
		hours: heldFrom && heldUntil ? hoursBetween(heldFrom, heldUntil) : null,
		planned: planned !== null,
		plannedHours: planned && hoursBetween(planned.from, planned.until),
		cancelled: cancelledReason !== null
	}));
}

const hoursBetween = (from: Date, until: Date): number => (until.getTime() - from.getTime()) / 3_600_000;

/** Its time is over without a word, or it was begun so long ago that somebody has forgotten to end it. */
function isOver({ state, planned, heldFrom }: Presence, now: Date): boolean {
	if (state === 'running') return now.getTime() - heldFrom!.getTime() > mostHours * 3_600_000;
	return state === 'due' && planned !== null && planned.until <= now;
}
