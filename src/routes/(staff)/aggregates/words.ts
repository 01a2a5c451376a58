import type { AggregateColumn, AggregateUnit, CellFault, CellQuestion, LineFault } from '#aggregate';
import { getLocale } from '#locale';
import { m } from '#messages';

export const columnWords: Record<AggregateColumn, () => string> = {
	users: m.aggregate_users,
	consultations: m.aggregate_consultations,
	newUsers: m.aggregate_new_users
};
const titleWords: Record<string, () => string> = {
	users: m.aggregate_series_users,
	nationalities: m.aggregate_series_nationalities,
	problems: m.aggregate_series_problems
};
const rowWords: Record<string, () => string> = {
	all: m.aggregate_row_all,
	health: m.aggregate_row_health,
	social: m.aggregate_row_social,
	other: m.aggregate_row_other,
	unknown: m.aggregate_row_unknown,
	trafficking: m.aggregate_row_trafficking,
	asylum: m.aggregate_row_asylum,
	sexualCounselling: m.aggregate_row_sexual_counselling,
	substances: m.aggregate_row_substances,
	mentalHealth: m.aggregate_row_mental_health,
	legal: m.aggregate_row_legal,
	economy: m.aggregate_row_economy,
	housing: m.aggregate_row_housing,
	violence: m.aggregate_row_violence
};

export const cellFaultWords: Record<CellFault, () => string> = {
	notANumber: m.aggregate_fault_not_a_number,
	negative: m.aggregate_fault_negative,
	tooMuch: m.aggregate_fault_too_much
};
export const cellQuestionWords: Record<CellQuestion, () => string> = {
	moreNewThanUsers: m.aggregate_question_more_new,
	moreUsersThanConsultations: m.aggregate_question_more_users,
	farFromLastYear: m.aggregate_question_far
};
export const lineFaultWords: Record<LineFault, () => string> = {
	...cellFaultWords,
	unknownRow: m.aggregate_fault_unknown_row,
	twice: m.aggregate_fault_twice
};

export const titleOf = ({ code, title }: { code: string; title: string | null }): string =>
	title ?? titleWords[code]?.() ?? code;

/** What a line is called: its own words, the built-in ones, or the name of the country. */
export function rowWord({ code, label }: { code: string; label: string | null }, locale: string = getLocale()): string {
	if (label) return label;
	const word = rowWords[code];
	if (word) return word();
	return /^[A-Z]{2}$/.test(code) ? (new Intl.DisplayNames([locale], { type: 'region' }).of(code) ?? code) : code;
}

/** Every country with its name, for a choice and for reading files. */
export function countries(locale: string = getLocale()): { value: string; label: string }[] {
	const names = new Intl.DisplayNames([locale], { type: 'region', fallback: 'none' });
	const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
	return letters
		.flatMap((first) => letters.map((second) => first + second))
		.flatMap((value) => {
			const label = notCountries.has(value) ? undefined : names.of(value);
			return label && label !== value ? [{ value, label }] : [];
		})
		.sort((a, b) => a.label.localeCompare(b.label, locale));
}

/** Codes that have a name and are no country: unions, reserved ones, and the unknown, which has a line of its own. */
const notCountries = new Set(['EU', 'EZ', 'UN', 'QO', 'ZZ', 'XA', 'XB', 'AC', 'CP', 'CQ', 'DG', 'EA', 'IC', 'TA']);

/** Lines can be named in words of one's own, except countries, which have names. */
export const takesOwnRows = (unit: AggregateUnit): boolean => unit !== 'nationality';
