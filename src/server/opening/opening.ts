import { addDays, localDay, startOfMinute, weekdayOf } from '../shared/calendar.ts';
import { isHoliday } from '../shared/holidays.ts';

/** Minutes after midnight by the clock on the wall; above 1440 it is the day after. */
export interface Minutes {
	from: number;
	until: number;
}
/** From an instant, until another. */
export interface Span {
	from: Date;
	until: Date;
}

/** A shift that comes again (R12): Tuesday 18–20, every week or every n weeks counted from the week of `validFrom`. */
export interface Rule extends Minutes {
	id: string;
	/** 1 for Monday to 7 for Sunday. */
	weekday: number;
	breaks: readonly Minutes[];
	everyWeeks: number;
	validFrom: string;
	/** The last day; null for no end. */
	validUntil: string | null;
	/** Planned for one day by a person who knows what day it is: a public holiday does not close it. */
	isExtra: boolean;
}

/** What differs from the rules. */
export interface Exceptions {
	/** Closed for a reason, or open although it is a public holiday. */
	days: readonly { day: string; isOpen: boolean }[];
	cancelled: readonly { ruleId: string; day: string }[];
}

/** Only a `planned` shift is one that somebody should come to. */
export type ShiftState = 'planned' | 'cancelled' | 'closed' | 'holiday';

/** One shift of one day. */
export interface Shift<R extends Rule = Rule> extends Span {
	rule: R;
	day: string;
	state: ShiftState;
	/** The time between the breaks. */
	open: Span[];
}

/**
 * The shifts that rules give from one day to another, both included, in order (R12). Pure. Times are by the clock on the
 * wall, so a shift on a night when the clocks change is an hour longer or shorter than it looks.
 */
export function generateShifts<R extends Rule>(
	rules: readonly R[],
	exceptions: Exceptions,
	from: string,
	to: string
): Shift<R>[] {
	const days = new Map(exceptions.days.map(({ day, isOpen }) => [day, isOpen]));
	const cancelled = new Set(exceptions.cancelled.map(({ ruleId, day }) => `${ruleId} ${day}`));
	const stateOf = (rule: R, day: string): ShiftState => {
		if (cancelled.has(`${rule.id} ${day}`)) return 'cancelled';
		const isOpen = days.get(day);
		if (isOpen !== undefined) return isOpen ? 'planned' : 'closed';
		return !rule.isExtra && isHoliday(day) ? 'holiday' : 'planned';
	};
	return rules
		.flatMap((rule) => listDays(rule, from, to).map((day) => shiftOn(rule, day, stateOf(rule, day))))
		.filter((shift) => shift.from < shift.until)
		.sort((one, other) => one.from.getTime() - other.from.getTime() || one.until.getTime() - other.until.getTime());
}

/** The days of a rule within a period. */
export function listDays(rule: Rule, from: string, to: string): string[] {
	const last = rule.validUntil !== null && rule.validUntil < to ? rule.validUntil : to;
	const step = 7 * rule.everyWeeks;
	let day = addDays(mondayOf(rule.validFrom), rule.weekday - 1);
	if (day < rule.validFrom) day = addDays(day, step);
	if (day < from) day = addDays(day, Math.ceil(daysBetween(day, from) / step) * step);
	const days: string[] = [];
	for (; day <= last; day = addDays(day, step)) days.push(day);
	return days;
}

/** Spans as one line of time: those that touch or overlap are one. */
export function mergeSpans(spans: readonly Span[]): Span[] {
	const merged: Span[] = [];
	for (const span of [...spans].sort((one, other) => one.from.getTime() - other.from.getTime())) {
		const last = merged.at(-1);
		if (last && span.from <= last.until) last.until = span.until > last.until ? span.until : last.until;
		else merged.push({ from: span.from, until: span.until });
	}
	return merged;
}

/** Open or not, as anybody may know it. `nobodyHere`: the plan says open, and nobody has come. */
export type Opening =
	{ isOpen: true; closesAt: Date } | { isOpen: false; why: 'closed' | 'nobodyHere'; opensAt: Date | undefined };

/** What the decision needs: the plan's time, the part of it that somebody has taken, and until when somebody is here. */
export interface OpeningFacts {
	hasPlan: boolean;
	planned: readonly Span[];
	taken: readonly Span[];
	staffedUntil: Date | undefined;
}

/**
 * Open is when the plan says so and somebody is here; nobody on duty means closed, whatever the plan says. Without any
 * plan whoever is on duty opens. The time of closing is the earlier of the plan's and the latest that somebody who is
 * here has said. The time of opening is one that somebody has taken.
 */
export function decideOpening(facts: OpeningFacts, now: Date): Opening {
	const { hasPlan, staffedUntil } = facts;
	const current = mergeSpans(facts.planned).find(({ from, until }) => from <= now && now < until);
	if (staffedUntil && !hasPlan) return { isOpen: true, closesAt: staffedUntil };
	if (staffedUntil && current)
		return { isOpen: true, closesAt: staffedUntil < current.until ? staffedUntil : current.until };
	const next = mergeSpans(facts.taken).find(({ from }) => from > now);
	return { isOpen: false, why: current ? 'nobodyHere' : 'closed', opensAt: next?.from };
}

/** The Monday of the week that a day is in (ISO 8601). */
export const mondayOf = (day: string): string => addDays(day, 1 - weekdayOf(day));

/** The seven days of the week that a day is in. */
export function daysOfWeek(day: string): string[] {
	const monday = mondayOf(day);
	return Array.from({ length: 7 }, (_, place) => addDays(monday, place));
}

/** The name of a day's week: '2026-W53'. The first days of January may belong to the old year's last week. */
export function weekName(day: string): string {
	const { yearOfWeek, weekOfYear } = Temporal.PlainDate.from(day);
	return `${yearOfWeek}-W${String(weekOfYear).padStart(2, '0')}`;
}

/** @returns the Monday of a week by its name; undefined when there is no such week ('2025-W53'). */
export function readWeek(name: string): string | undefined {
	const parts = /^(\d{4})-W(\d{2})$/.exec(name);
	if (!parts) return undefined;
	// The fourth of January is always in the first week.
	const monday = addDays(mondayOf(`${parts[1]!}-01-04`), 7 * (Number(parts[2]) - 1));
	return weekName(monday) === name ? monday : undefined;
}

/** Whether a day is closed for everybody: closed by us, or a public holiday that we did not open. */
export function isClosedDay(day: string, days: Exceptions['days']): boolean {
	const own = days.find((one) => one.day === day);
	return own ? !own.isOpen : isHoliday(day);
}

function shiftOn<R extends Rule>(rule: R, day: string, state: ShiftState): Shift<R> {
	const span = toSpan(day, rule);
	return { rule, day, state, from: span.from, until: span.until, open: openTimes(day, rule) };
}

/** The time between the breaks: each piece begins where a break ends. */
function openTimes(day: string, rule: Rule): Span[] {
	const breaks = [...rule.breaks].sort((one, other) => one.from - other.from);
	const begins = [rule.from, ...breaks.map(({ until }) => until)];
	const ends = [...breaks.map(({ from }) => from), rule.until];
	return begins
		.map((from, place) => toSpan(day, { from, until: ends[place]! }))
		.filter(({ from, until }) => from < until);
}

const toSpan = (day: string, { from, until }: Minutes): Span => ({ from: at(day, from), until: at(day, until) });
const at = (day: string, minutes: number): Date =>
	minutes < 1440 ? startOfMinute(day, minutes) : startOfMinute(addDays(day, 1), minutes - 1440);
const daysBetween = (from: string, to: string): number =>
	Temporal.PlainDate.from(from).until(to, { largestUnit: 'days' }).days;

/** Where to begin looking for what goes on now: a shift may have begun before midnight. */
export const dayBefore = (now: Date): string => addDays(localDay(now), -1);
