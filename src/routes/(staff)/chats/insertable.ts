import type { Ctx } from '#db';
import { listEmergencyNumbers, listEntries } from '#directory';
import { listMethodTexts, listStandardAnswers, type UsableText } from '#text';
import { titleOf } from '../texts/text-words.ts';
import { emergencyText, isRead, referralText } from './card-texts.ts';

/** A text that can be put into what is being written; a person sends it. */
export interface Insertable {
	id: string;
	name: string;
	body: string;
}

/** What whoever answers has at hand, in the visitor's language. */
export interface Toolbox {
	answers: Insertable[];
	methods: Insertable[];
	/** Services elsewhere; those that nobody has looked up for half a year say so. */
	places: (Insertable & { isFresh: boolean })[];
	/** The numbers that the organisation has confirmed; null while there are none. */
	emergency: Insertable | null;
	/** Nobody with the language as their own has read the words of the cards. */
	isUnread: boolean;
}

export async function listInsertables(ctx: Ctx, language: string): Promise<Toolbox> {
	const [answers, methods, entries, numbers] = await Promise.all([
		listStandardAnswers(ctx, { language, channel: 'chat' }),
		listMethodTexts(ctx, language),
		listEntries(ctx),
		listEmergencyNumbers(ctx)
	]);
	return {
		answers: answers.map(present),
		methods: methods.map(present),
		places: entries.map((entry) => ({
			id: entry.id,
			name: [entry.municipality, entry.name].filter(Boolean).join(': '),
			body: referralText(entry, language),
			isFresh: entry.isFresh
		})),
		emergency: numbers.length ? { id: 'emergency', name: '', body: emergencyText(numbers, language) } : null,
		isUnread: !isRead(language)
	};
}

/** The text that a button or a choice stands for; empty for one that is not there. */
export function bodyOf({ answers, methods, places, emergency }: Toolbox, id: string): string {
	const all: Insertable[] = [...answers, ...methods, ...places, ...(emergency ? [emergency] : [])];
	return all.find((each) => each.id === id)?.body ?? '';
}

const present = (text: UsableText): Insertable => ({ id: text.templateId, name: titleOf(text), body: text.body });
