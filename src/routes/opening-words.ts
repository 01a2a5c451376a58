import { getLocale } from '#locale';
import { m } from '#messages';
import { say } from './say.ts';

/** What `findOpening` answers, here by its shape, so that both sides can say it. */
type Opening =
	{ isOpen: true; closesAt: Date } | { isOpen: false; why: 'closed' | 'nobodyHere'; opensAt: Date | undefined };

/** «Åpent nå til 20.00», «Åpner tirsdag 18.00». */
export function openingWords(opening: Opening, now: Date): string {
	if (opening.isOpen) return m.shift_open_until({ time: say.time(opening.closesAt) });
	const when = opening.opensAt && whenWords(opening.opensAt, now);
	if (opening.why === 'nobodyHere') return when ? m.shift_nobody_opens({ when }) : m.shift_nobody_here();
	return when ? m.shift_opens({ when }) : m.shift_closed();
}

/** «i dag 18.00», «tirsdag 18.00» within a week, «tirsdag 1. desember 18.00» after it. */
export function whenWords(at: Date, now: Date): string {
	const [day, today, time] = [dayOf(at), dayOf(now), say.time(at)];
	if (day === today) return m.shift_when_today({ time });
	if (day === daysAfter(today, 1)) return m.shift_when_tomorrow({ time });
	return m.shift_when_day({ day: day < daysAfter(today, 7) ? weekdayName(day) : dayName(day), time });
}

/** «tirsdag» */
export const weekdayName = (day: string): string => format({ weekday: 'long' }, day);
/** «tirsdag 1. desember» */
export const dayName = (day: string): string => format({ weekday: 'long', day: 'numeric', month: 'long' }, day);
/** «1. desember» */
export const shortDay = (day: string): string => format({ day: 'numeric', month: 'long' }, day);

// Also runs in the browser, so without the server's calendar. Noon by Greenwich is the same day in Oslo, all year.
const timeZone = 'Europe/Oslo';
const noon = (day: string) => new Date(`${day}T12:00:00Z`);
const dayOf = (at: Date) => at.toLocaleDateString('sv-SE', { timeZone });
const daysAfter = (day: string, days: number) => dayOf(new Date(noon(day).getTime() + days * 86_400_000));
const locales = { nb: 'nb-NO', en: 'en-GB' } as const;
const format = (options: Intl.DateTimeFormatOptions, day: string) =>
	new Intl.DateTimeFormat(locales[getLocale()], { timeZone, ...options }).format(noon(day));
