import type { Entry } from '#directory';
import { spaceNumber, type EmergencyNumber } from '#shared/emergency.ts';
import cards from '../../../../messages/card.json' with { type: 'json' };

// What is sent to visitors in their own language, and stands in no page of ours: messages/card.json, and for the numbers
// the words that their own pages have (messages/visitor).

type Code = keyof (typeof cards)['languages'];
interface VisitorFile {
	reviewed: object | null;
	words: Record<string, string>;
}
const visitorFiles = import.meta.glob<VisitorFile>('../../../../messages/visitor/*.json', {
	eager: true,
	import: 'default'
});
const visitorWords = new Map(
	Object.entries(visitorFiles).map(([path, file]) => [path.slice(path.lastIndexOf('/') + 1, -5), file])
);

const codeOf = (language: string): Code => (language in cards.languages ? (language as Code) : 'en');
const wordsOf = (language: string) => cards.languages[codeOf(language)];
const fill = (text: string, gaps: Record<string, string>): string =>
	text.replace(/\{(\w+)\}/g, (gap, key: string) => gaps[key] ?? gap);

/** Has somebody with the language as their own read these words? If not, whoever sends them should know. */
export const isRead = (language: string): boolean => cards.reviewed.includes(codeOf(language));

/** A service elsewhere, in a few lines: what, where, what they have, what it costs, what they speak. */
export function referralText({ name, municipality, offers, price, languages }: Entry, language: string): string {
	const words = wordsOf(language);
	const code = codeOf(language);
	const list = (items: string[]) => new Intl.ListFormat(code, { type: 'unit', style: 'long' }).format(items);
	const names = new Intl.DisplayNames(code, { type: 'language' });
	const nameOf = (each: string) => names.of(each === 'nb' ? 'no' : each) ?? each; // to others it is Norwegian
	return [
		[name, municipality].filter(Boolean).join(', '),
		offers.length > 0 && upper(list(offers.map((offer) => words[offer]))),
		price !== 'unknown' && words[price],
		languages.length > 0 && fill(words.speaks, { languages: list([...new Set(languages.map(nameOf))]) })
	]
		.filter(Boolean)
		.join('\n');
}

/** The confirmed numbers for somebody in danger, as the visitor's own pages say them. */
export function emergencyText(numbers: readonly EmergencyNumber[], language: string): string {
	const words = (visitorWords.get(language) ?? visitorWords.get('en'))!.words;
	return [
		words.danger_title,
		words.danger,
		...numbers.map(({ code, number }) => `${words[`call_${code}`] ?? code}: ${spaceNumber(number)}`)
	]
		.filter(Boolean)
		.join('\n');
}

/** A word to say at the desk, whom it leads to, and until when. */
export function welcomeText(
	{ word, name, until }: { word: string; name: string; until: string },
	language: string
): string {
	const date = new Intl.DateTimeFormat(codeOf(language), { day: 'numeric', month: 'long', timeZone: 'UTC' }).format(
		new Date(`${until}T12:00:00Z`)
	);
	return fill(wordsOf(language).welcome, { word, name, date });
}

/** That nobody can promise anonymity on somebody else's site, and where they are anonymous (R18). */
export const noticeText = (link: string, language: string): string => fill(wordsOf(language).notice, { link });
/** The languages that the notice can be had in. */
export const noticeLanguages = Object.keys(cards.languages);

const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
