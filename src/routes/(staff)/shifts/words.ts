import { m } from '#messages';
import { weekdayName, whenWords } from '../../opening-words.ts';

/** What was just done, as the address says it. */
export const doneWords = {
	taken: m.shift_done_taken,
	givenUp: m.shift_done_given_up,
	begun: m.shift_done_begun,
	cancelled: m.shift_done_cancelled,
	restored: m.shift_done_restored,
	added: m.shift_done_added,
	ended: m.shift_done_ended,
	day: m.shift_done_day,
	addressEnded: m.shift_done_address_ended
} as const;
export type Done = keyof typeof doneWords;

type Notice = { kind: 'cancelled' | 'restored' | 'closed' | 'ended'; from: Date };
const notices: Record<Notice['kind'], (when: { when: string }) => string> = {
	cancelled: m.shift_notice_cancelled,
	restored: m.shift_notice_restored,
	closed: m.shift_notice_closed,
	ended: m.shift_notice_ended
};
/** What happened to a shift of mine. */
export const noticeText = ({ kind, from }: Notice, now: Date): string => notices[kind]({ when: whenWords(from, now) });
/** What it means, when no reason was given. */
export const noticeHint: Record<Notice['kind'], () => string> = {
	cancelled: m.shift_notice_off_hint,
	restored: m.shift_notice_on_hint,
	closed: m.shift_notice_off_hint,
	ended: m.shift_notice_ended_hint
};

/** Why something was not done. */
const sorryWords: Record<string, () => string> = {
	full: m.shift_sorry_full,
	over: m.shift_sorry_over,
	notFound: m.shift_sorry_gone,
	notPlanned: m.shift_sorry_not_planned,
	tooEarly: m.shift_sorry_too_early,
	tooLong: m.shift_fault_long,
	reason: m.shift_sorry_reason,
	past: m.shift_sorry_last_day,
	notMine: m.shift_sorry_not_mine,
	forbidden: m.shift_sorry_forbidden
};
export const sorryText = (code: string): string => (sorryWords[code] ?? m.shift_sorry_gone)();

/** 1110 → «18.30» */
export function minutesText(minutes: number): string {
	const [hours, rest] = [Math.floor(minutes / 60) % 24, minutes % 60];
	return `${String(hours).padStart(2, '0')}.${String(rest).padStart(2, '0')}`;
}

/** «tirsdag 18.00–20.00» */
export function ruleText({ weekday, from, until }: { weekday: number; from: number; until: number }): string {
	return m.shift_rule({ weekday: weekdayName(dayOf(weekday)), from: minutesText(from), until: minutesText(until) });
}

/** Some day that is this day of the week. */
const dayOf = (weekday: number) => `2026-11-${22 + weekday}`;

/** The days of the week for a list, Monday first. */
export const weekdays = (): { value: string; label: string }[] =>
	Array.from({ length: 7 }, (_, place) => {
		const name = weekdayName(dayOf(place + 1));
		return { value: String(place + 1), label: name.charAt(0).toUpperCase() + name.slice(1) };
	});

/** «Annenhver uke» */
export const everyText = (weeks: number): string =>
	weeks === 1 ? m.shift_rule_weekly() : weeks === 2 ? m.shift_rule_second() : m.shift_rule_nth({ count: weeks });

/** Weeks in which somebody has too many hours, as one line for each person: which weeks, and the most in one of them. */
export function gatherOverloads(overloads: { name: string; week: string; hours: number }[]) {
	return [...Map.groupBy(overloads, ({ name }) => name)].map(([name, rows]) => ({
		name,
		weeks: rows.map(({ week }) => weekNumber(week)).join(', '),
		hours: Math.max(...rows.map(({ hours }) => hours))
	}));
}

/** A week's number out of its name: '2026-W48' → 48. */
export const weekNumber = (name: string): number => Number(name.slice(-2));

const faults: Record<string, Record<string, () => string>> = {
	from: { '': m.shift_fault_from },
	until: { '': m.shift_fault_until, tooLong: m.shift_fault_long },
	breaks: { '': m.shift_fault_breaks, outside: m.shift_fault_breaks_outside },
	day: { '': m.shift_fault_day, past: m.shift_fault_past },
	validFrom: { '': m.shift_fault_day, past: m.shift_fault_past },
	validUntil: { '': m.shift_fault_day, endsBeforeStart: m.shift_fault_ends },
	places: { '': m.shift_fault_places, tooFew: m.shift_fault_few },
	people: { '': m.shift_fault_people },
	weekday: { '': m.shift_fault_weekday },
	everyWeeks: { '': m.shift_fault_every },
	reason: { '': m.shift_fault_reason }
};
/** The fault of a field in words. */
export const faultText = (field: string, code: string): string =>
	(faults[field]?.[code] ?? faults[field]?.[''] ?? m.shift_fault_day)();
