import * as v from 'valibot';
import type { Minutes, Span } from '#opening';
import { addDays, isDay, startOfMinute } from '#shared/calendar.ts';
import { isId } from '#shared/ids.ts';
import type { ArenaClass } from './arena.ts';

/**
 * Where a presence stands. `due`: its time has begun, and nobody has said what became of it. Held with nobody is `held`
 * with 0 contacts; `due` is not 0.
 */
export type PresenceState = 'ahead' | 'due' | 'running' | 'held' | 'cancelled';

/** One presence on an arena, planned or not; nowhere who was there. */
export interface Presence {
	/** Null as long as nothing is known of it but the plan. */
	id: string | null;
	planId: string | null;
	arenaId: string;
	codeName: string;
	class: ArenaClass;
	day: string;
	planned: Span | null;
	heldFrom: Date | null;
	heldUntil: Date | null;
	contacts: number | null;
	cancelledReason: string | null;
	theme: string | null;
	state: PresenceState;
}

/** What is known of a presence, as it stands. */
export type PresenceFacts = Omit<Presence, 'state'>;

/** A presence that comes again on an arena (R12), in force from a day to another (R14). */
export interface Plan extends Minutes {
	id: string;
	arenaId: string;
	/** 1 for Monday to 7 for Sunday. */
	weekday: number;
	everyWeeks: number;
	validFrom: string;
	validUntil: string | null;
}

/** Nobody is present for longer than this at a stretch; a clock that ran longer was forgotten. */
export const mostHours = 12;

/** Says where a presence stands. */
export function decidePresence(facts: PresenceFacts, now: Date): PresenceState {
	if (facts.cancelledReason !== null) return 'cancelled';
	if (facts.heldFrom) return facts.heldUntil ? 'held' : 'running';
	return facts.planned && facts.planned.from > now ? 'ahead' : 'due';
}

/** How a week, or any list, went: what was planned that is over, what was held, and how many contacts it gave. */
export function sumUpPresence(list: readonly Presence[]): {
	planned: number;
	held: number;
	due: number;
	contacts: number;
} {
	const held = list.filter(({ state }) => state === 'held');
	return {
		planned: list.filter(({ planned }) => planned !== null).length,
		held: held.length,
		due: list.filter(({ state }) => state === 'due' || state === 'running').length,
		contacts: held.reduce((sum, { contacts }) => sum + (contacts ?? 0), 0)
	};
}

/** Times by the clock on the wall of a day; an end that is not after the beginning lies on the next day. */
export function spanOn(day: string, { from, until }: Minutes): Span {
	const at = (minutes: number) =>
		minutes < 1440 ? startOfMinute(day, minutes) : startOfMinute(addDays(day, 1), minutes - 1440);
	return { from: at(from), until: at(until <= from ? until + 1440 : until) };
}

/** «18», «18.30», «18:30» → minutes after midnight. */
export function readTime(text: string): number | undefined {
	const parts = /^([01]?\d|2[0-3])(?:[.:]([0-5]\d))?$/.exec(text.trim());
	return parts ? Number(parts[1]) * 60 + Number(parts[2] ?? 0) : undefined;
}

const time = v.pipe(
	v.string('empty'),
	v.check((text) => readTime(text) !== undefined, 'notATime'),
	v.transform((text) => readTime(text)!)
);
const day = v.pipe(v.string('empty'), v.trim(), v.check(isDay, 'notADay'));
const whole = (least: number, most: number) =>
	v.pipe(
		v.string('notANumber'),
		v.trim(),
		v.regex(/^\d{1,3}$/, 'notANumber'),
		v.transform(Number),
		v.minValue(least, 'notANumber'),
		v.maxValue(most, 'notANumber')
	);
const nothing = v.pipe(
	v.literal(''),
	v.transform(() => null)
);
const isShort = ({ from, until }: Minutes) => (until <= from ? until + 1440 : until) - from <= mostHours * 60;

/** A rule of the plan as the form posts it. */
export const planInput = v.pipe(
	v.object({
		weekday: whole(1, 7),
		from: time,
		until: time,
		everyWeeks: whole(1, 12),
		validFrom: day,
		validUntil: v.union([nothing, day], 'notADay')
	}),
	v.forward(
		v.partialCheck([['from'], ['until']], (input) => isShort(input), 'tooLong'),
		['until']
	),
	v.forward(
		v.partialCheck(
			[['validFrom'], ['validUntil']],
			({ validFrom, validUntil }) => validUntil === null || validUntil >= validFrom,
			'endsBeforeStart'
		),
		['validUntil']
	),
	v.transform((input) => ({ ...input, until: input.until <= input.from ? input.until + 1440 : input.until }))
);
export type PlanInput = v.InferOutput<typeof planInput>;

/** How many got in touch while we were there, and which theme was announced (R13), as the form posts it. */
export const contactsInput = whole(0, 500);
export const themeInput = v.union([nothing, v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,60}$/))], 'unknown');

/** What became of a presence with times of its own, as the form posts it. */
export const heldInput = v.pipe(
	v.object({ from: time, until: time, contacts: contactsInput, theme: themeInput }),
	v.forward(
		v.partialCheck([['from'], ['until']], (input) => isShort(input), 'tooLong'),
		['until']
	)
);

/** A presence that was not planned, as the form posts it; its id was made with the form, so that twice is once. */
export const unplannedInput = v.pipe(
	v.object({
		id: v.pipe(v.string(), v.check(isId, 'unknown')),
		arenaId: v.pipe(v.string('arenaMissing'), v.check(isId, 'arenaMissing')),
		day,
		from: time,
		until: time,
		contacts: contactsInput,
		theme: themeInput
	}),
	v.forward(
		v.partialCheck([['from'], ['until']], (input) => isShort(input), 'tooLong'),
		['until']
	)
);
export type UnplannedInput = v.InferOutput<typeof unplannedInput>;

/** Why a presence came to nothing. */
export const cancelReason = v.pipe(v.string(), v.trim(), v.minLength(1, 'empty'), v.maxLength(200, 'tooLong'));
