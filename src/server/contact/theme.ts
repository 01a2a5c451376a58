import * as v from 'valibot';

/** A theme of R28, on one of two levels. The label is null while the built-in word of the code is used. */
export interface Theme {
	code: string;
	/** The theme above; null on the upper level. */
	parentCode: string | null;
	labelNb: string | null;
	labelEn: string | null;
	/** Counts as that one, since a merge; the choices that were made still say this one. */
	mergedIntoCode: string | null;
	isRetired: boolean;
	/** Heavy to hear: whoever had such a contact is offered a break and somebody to talk with (R107). */
	isHeavy: boolean;
}

const label = v.pipe(v.string('empty'), v.trim(), v.nonEmpty('empty'), v.maxLength(60, 'tooLong'));
const labelOrNone = v.pipe(v.string(), v.trim(), v.maxLength(60, 'tooLong'));

/** A theme's words, as the lead writes them. Without an English word the Norwegian one is shown. */
export const themeInput = v.object({ labelNb: label, labelEn: labelOrNone });
export type ThemeInput = v.InferOutput<typeof themeInput>;

/** Offered when a contact is registered: neither retired nor merged, and not below one that is. */
export function isOffered(theme: Theme, themes: readonly Theme[]): boolean {
	if (theme.isRetired || theme.mergedIntoCode) return false;
	const parent = themes.find(({ code }) => code === theme.parentCode);
	return parent === undefined || isOffered(parent, themes);
}

/** Whether one of the chosen themes, or the theme above it, is heavy to hear (R107). */
export const areHeavy = (chosen: readonly string[], themes: readonly Theme[]): boolean =>
	themes.some(
		({ code, parentCode, isHeavy }) =>
			chosen.includes(code) && (isHeavy || themes.some((above) => above.code === parentCode && above.isHeavy))
	);

/**
 * Where a theme leads after its merges.
 * @returns the code at the end of the chain; the code itself when it was not merged.
 */
export function followMerges(code: string, themes: readonly Pick<Theme, 'code' | 'mergedIntoCode'>[]): string {
	const next = new Map(themes.map((theme) => [theme.code, theme.mergedIntoCode]));
	let end = code;
	// The database lets no chain go round; a list of n themes has none longer than n.
	for (let steps = 0; steps < themes.length; steps++) end = next.get(end) ?? end;
	return end;
}

/** Themes that another one may be merged into: of its own level, offered, and not leading back to it. */
export const mergeChoices = (theme: Theme, themes: readonly Theme[]): Theme[] =>
	themes.filter(
		(other) =>
			other.code !== theme.code &&
			(other.parentCode === null) === (theme.parentCode === null) &&
			isOffered(other, themes) &&
			followMerges(other.code, themes) !== theme.code
	);

/**
 * A code for a new theme, out of its first name: «Hjelp til bolig» gives `hjelpTilBolig`. It never changes, whatever the
 * theme is called later.
 */
export function makeCode(label: string, taken: readonly string[]): string {
	const words = label
		.toLowerCase()
		.replaceAll('æ', 'ae')
		.replaceAll('ø', 'o')
		.replaceAll('å', 'a')
		.normalize('NFD')
		.replaceAll(/\p{M}/gu, '')
		.split(/[^a-z0-9]+/)
		.filter(Boolean);
	const camel = words.map((word, place) => (place ? word.charAt(0).toUpperCase() + word.slice(1) : word)).join('');
	const stem = (/^[a-z]/.test(camel) ? camel : `theme${camel}`).slice(0, 36);
	for (let number = 1; ; number++) {
		const code = number === 1 ? stem : `${stem}${number}`;
		if (!taken.includes(code)) return code;
	}
}
