import { m } from '#messages';

/** What a drawing is called, and in which language when it is not the reader's. */
export interface Named {
	label: string;
	lang?: 'en';
}

/** A hand-picked drawing has a word in the reader's language; the rest have only their English names. */
export function nameDrawing(
	name: string,
	words: { nb: string[]; en: string[] } | undefined,
	locale: 'nb' | 'en'
): Named {
	if (words) return { label: capital(words[locale][0]!) };
	const label = capital(name.replaceAll('-', ' '));
	return locale === 'en' ? { label } : { label, lang: 'en' };
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** What has been done to the picture, said aloud when the page comes back. */
export type Change = 'added' | 'removed' | 'moved' | 'full' | 'searched';

export const changeWords: Record<Change, (used: { used: number }) => string> = {
	added: m.text_pictogram_said_added,
	removed: m.text_pictogram_said_removed,
	moved: m.text_pictogram_said_moved,
	full: m.text_pictogram_said_full,
	searched: m.text_pictogram_said_searched
};

export const faultWords: Record<string, Record<string, () => string>> = {
	name: { empty: m.text_pictogram_fault_name, tooLong: m.text_pictogram_fault_name_long },
	alt: { empty: m.text_pictogram_fault_alt, tooLong: m.text_pictogram_fault_alt_long },
	language: { unknownLanguage: m.text_pictogram_fault_language },
	tiles: {
		empty: m.text_pictogram_fault_tiles,
		tooMany: m.text_pictogram_fault_tiles_many,
		tooLong: m.text_pictogram_fault_caption,
		unknownDrawing: m.text_pictogram_fault_drawing,
		forbidden: m.text_pictogram_refused_forbidden
	}
};

export const roundFaultWords: Record<string, () => string> = {
	notADay: m.text_pictogram_round_fault_day,
	inFuture: m.text_pictogram_round_fault_future,
	notANumber: m.text_pictogram_round_fault_number,
	tooFew: m.text_pictogram_round_fault_few,
	tooMany: m.text_pictogram_round_fault_many,
	moreThanAsked: m.text_pictogram_round_fault_more
};

/** What could not be done, and what stands. */
export const refusalWords: Record<string, () => string> = {
	forbidden: m.text_pictogram_refused_forbidden,
	notFound: m.text_pictogram_refused_gone,
	notTested: m.text_pictogram_refused_not_tested,
	onlyRound: m.text_pictogram_refused_only_round
};

export const findingWords = {
	more: m.text_pictogram_finding_more,
	fewer: m.text_pictogram_finding_fewer,
	noneShown: m.text_pictogram_finding_none,
	notAsked: m.text_pictogram_finding_not_asked
} satisfies Record<string, () => string>;

export const doneWords = {
	created: m.text_pictogram_done_created,
	changed: m.text_pictogram_done_changed,
	same: m.text_pictogram_done_same,
	round: m.text_pictogram_done_round,
	discarded: m.text_pictogram_done_discarded,
	active: m.text_pictogram_done_active,
	withdrawn: m.text_pictogram_done_withdrawn
} satisfies Record<string, () => string>;
export type Done = keyof typeof doneWords;
