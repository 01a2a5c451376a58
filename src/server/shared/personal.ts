/** What in a free text may lead to a person. */
export type PersonalKind = 'nationalId' | 'phone' | 'email';
export interface PersonalFind {
	kind: PersonalKind;
	/** The text as it was written, to point at it. */
	text: string;
}

/**
 * Looks for what should not stand in a text about the work: e-mail addresses, eleven digits, telephone numbers. Simple on
 * purpose: it asks a person to look again, it decides nothing. Names: `findNames`.
 * @returns each of them once, in the order of the text.
 */
export function findPersonal(text: string): PersonalFind[] {
	const emails = [...text.matchAll(/[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu)].map((found) => ({
		kind: 'email' as const,
		text: found[0],
		at: found.index
	}));
	const numbers = [...text.matchAll(/(?<![\p{L}\p{N}])(?:\+|00)?\d(?:[ .-]?\d){7,14}(?![\p{L}\p{N}])/gu)].flatMap(
		(found) => {
			const kind = kindOf(found[0]);
			return kind ? [{ kind, text: found[0], at: found.index }] : [];
		}
	);
	const finds = [...emails, ...numbers].sort((a, b) => a.at - b.at);
	const texts = finds.map(({ text }) => text);
	return finds.filter(({ text }, place) => texts.indexOf(text) === place).map(({ kind, text }) => ({ kind, text }));
}

/** Two dates or a period are digits too: 10.05.2019, 2019-05-10, 2019-2020. */
function kindOf(text: string): PersonalKind | undefined {
	if (/^\d{1,2}[.]\d{1,2}[.]\d{4}$|^\d{4}-\d{2}-\d{2}$|^\d{4} ?- ?\d{4}$/.test(text)) return undefined;
	const digits = text.replaceAll(/\D/g, '');
	return digits.length === 11 && !/^(\+|00)/.test(text) ? 'nationalId' : 'phone';
}

/**
 * Words that may be names of people or places: a capital inside a sentence. A guess, so a person decides; names it cannot
 * know.
 * @returns each of them once, in the order of the text.
 */
export function findNames(text: string): string[] {
	const names: string[] = [];
	for (const sentence of text.split(/(?<=[.!?…:][»"”]?)\s+|\n+|[«"“]/u)) {
		for (const word of wordsOf(sentence.trim()).slice(1)) {
			if (/^\p{Lu}/u.test(word) && !notNames.has(word) && !/^\p{Lu}{2,}$/u.test(word)) names.push(word);
		}
	}
	return [...new Set(names)];
}

export const wordsOf = (text: string): string[] => text.match(/[\p{L}][\p{L}'’-]*/gu) ?? [];

/** Written with a capital, and no name: English «I», its days and months, polite forms. */
const notNames = new Set(
	`I I'm I’m I've I’ve I'll I’ll I'd I’d De Dem Deres
	Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August September
	October November December`.split(/\s+/)
);
