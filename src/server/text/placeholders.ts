import { startOfMinute, timeZone } from '../shared/calendar.ts';

/** What is filled in where a message has a placeholder. */
export interface Filling {
	/** The service's name. */
	service: string;
	/** The campaign's last day, `YYYY-MM-DD`. */
	lastDay: string;
}

/** A placeholder may be named in any of the languages that people here write in, whatever the language of the text. */
const names: Record<keyof Filling, readonly string[]> = {
	service: ['tjeneste', 'teneste', 'service'],
	lastDay: ['siste dag', 'last day']
};

const placeholder = /\{([^{}]*)\}/g;

/**
 * A message with its placeholders filled in, as it goes out: before it is counted, read and approved (domain.md 4.3).
 * Pure. Nothing that somebody is written to is ever filled in: we know nothing about them.
 * @param language of the text: the date is written in it.
 * @returns the text; what is in braces and unknown stays as it is (`findUnknownPlaceholders`).
 */
export function fillIn(text: string, language: string, { service, lastDay }: Filling): string {
	const values: Record<keyof Filling, () => string> = { service: () => service, lastDay: () => say(lastDay, language) };
	return text.replace(placeholder, (whole, name: string) => {
		const known = meaningOf(name);
		return known ? values[known]() : whole;
	});
}

/** What stands in braces, known or not. */
export const findPlaceholders = (text: string): string[] => [...text.matchAll(placeholder)].map(([whole]) => whole);

/** What stands in braces and cannot be filled in; a text with any of it must not go out. */
export const findUnknownPlaceholders = (text: string): string[] =>
	findPlaceholders(text).filter((whole) => !meaningOf(whole.slice(1, -1)));

function meaningOf(name: string): keyof Filling | undefined {
	const plain = name.trim().replace(/\s+/g, ' ').toLowerCase();
	return (Object.keys(names) as (keyof Filling)[]).find((known) => names[known].includes(plain));
}

/** «2. desember»: the year goes without saying. */
const say = (day: string, language: string): string =>
	new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, { day: 'numeric', month: 'long', timeZone }).format(
		startOfMinute(day, 12 * 60)
	);
