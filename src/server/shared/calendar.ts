/** Calendar arithmetic in the time zone of the service. Days are ISO dates ('2026-11-22'), instants are `Date`s. */
export const timeZone = 'Europe/Oslo';

/** @returns the local calendar day of an instant, e.g. '2026-11-22'. */
export function localDay(at: Date): string {
	return zoned(at).toPlainDate().toString();
}

/** @returns the instant at which a local day begins (daylight-saving nights included). */
export function startOfDay(day: string): Date {
	return toDate(Temporal.PlainDate.from(day).toZonedDateTime({ timeZone }));
}

/**
 * The six-month rule (R64): calendar months, counted from the local day. Sent 2020-01-15 is free on 2020-07-15 at
 * 00:00; 2019-08-31 gives 2020-02-29. The same formula stands in the database (`suppression_free_from`).
 */
export function sixMonthsOn(sent: Date): Date {
	return startOfDay(zoned(sent).toPlainDate().add({ months: 6 }).toString());
}

/** @returns the day `days` after (or, negative, before) a day. */
export function addDays(day: string, days: number): string {
	return Temporal.PlainDate.from(day).add({ days }).toString();
}

/** @returns true for text that is a real calendar day in ISO form; '2026-02-30' is not. */
export function isDay(text: string): boolean {
	if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
	try {
		return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString() === text;
	} catch {
		return false;
	}
}

/** @returns minutes since local midnight by the clock on the wall, 0–1439. */
export function localMinutes(at: Date): number {
	const { hour, minute } = zoned(at);
	return hour * 60 + minute;
}

/** @returns the instant at which the wall clock of a day shows so many minutes after midnight. */
export function startOfMinute(day: string, minutes: number): Date {
	const time = new Temporal.PlainTime(Math.floor(minutes / 60), minutes % 60);
	return toDate(Temporal.PlainDate.from(day).toZonedDateTime({ timeZone, plainTime: time }));
}

/** @returns 1 for Monday to 7 for Sunday (ISO 8601). */
export const weekdayOf = (day: string): number => Temporal.PlainDate.from(day).dayOfWeek;

const zoned = (at: Date) => Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone);
const toDate = (at: Temporal.ZonedDateTime) => new Date(at.epochMilliseconds);
