import { getLocale } from '#locale';

const timeZone = 'Europe/Oslo';
const locales = { nb: 'nb-NO', en: 'en-GB' } as const;
const format = (options: Intl.DateTimeFormatOptions) =>
	new Intl.DateTimeFormat(locales[getLocale()], { timeZone, ...options });
const fromDay = (day: string) => new Date(`${day}T12:00:00Z`);

/** Dates, times and numbers in the reader's language and the service's time zone. */
export const say = {
	/** «2. desember 2026» */
	date: (at: Date): string => format({ dateStyle: 'long' }).format(at),
	/** The same for a calendar day ('2026-12-02'). */
	day: (day: string): string => format({ dateStyle: 'long' }).format(fromDay(day)),
	/** «Tirsdag 24. november» */
	weekday: (at: Date): string => {
		const text = format({ weekday: 'long', day: 'numeric', month: 'long' }).format(at);
		return text.charAt(0).toUpperCase() + text.slice(1);
	},
	/** «16.12» / "16:12" */
	time: (at: Date): string => {
		const text = format({ hour: '2-digit', minute: '2-digit', hour12: false }).format(at);
		return getLocale() === 'nb' ? text.replace(':', '.') : text;
	},
	/** «24. nov., 16.12» */
	moment: (at: Date): string => `${format({ day: 'numeric', month: 'short' }).format(at)}, ${say.time(at)}`,
	/** «1 180», with spaces that do not break */
	number: (count: number): string => new Intl.NumberFormat(locales[getLocale()]).format(count)
};
