import { addDays, localDay, localMinutes, startOfMinute, weekdayOf } from '../shared/calendar.ts';
import { isHoliday } from '../shared/holidays.ts';

/** What may be done within hours: writing to people, or calling them. */
export type Outreach = 'sms' | 'call';

/** Minutes of the local day, from–until. */
type Window = readonly [from: number, until: number];

const hour = 60;
/** Default hours (domain.md 4.4): SMS Monday–Friday 11–18 and Saturday 12–16, calls Monday–Friday 12–18, never Sundays. */
const windows: Record<Outreach, { weekday: Window; saturday?: Window }> = {
	sms: { weekday: [11 * hour, 18 * hour], saturday: [12 * hour, 16 * hour] },
	call: { weekday: [12 * hour, 18 * hour] }
};

/** The most first messages in a minute, so that answers can be handled (domain.md 4.4). */
export const pacePerMinute = 30;

/** @returns true when people may be written to or called at this instant, by the clock on the wall in Oslo. */
export function isWithinHours(now: Date, what: Outreach): boolean {
	const window = windowOn(localDay(now), what);
	const minutes = localMinutes(now);
	return window !== undefined && minutes >= window[0] && minutes < window[1];
}

/** @returns the next instant at which it is allowed again; `now` itself when it is allowed now. */
export function nextWithinHours(now: Date, what: Outreach): Date {
	if (isWithinHours(now, what)) return now;
	for (let day = localDay(now), ahead = 0; ahead < 30; ahead++, day = addDays(day, 1)) {
		const window = windowOn(day, what);
		const opens = window && startOfMinute(day, window[0]);
		if (opens && opens > now) return opens;
	}
	throw new Error('no day within a month is open: the hours are wrong');
}

function windowOn(day: string, what: Outreach): Window | undefined {
	if (isHoliday(day)) return undefined;
	const weekday = weekdayOf(day);
	if (weekday === 7) return undefined;
	return weekday === 6 ? windows[what].saturday : windows[what].weekday;
}
