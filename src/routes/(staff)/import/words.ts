import type { FaultCode, IntakeField, UnknownWord } from '#intake';
import { m } from '#messages';
import {
	buyerWords,
	channelWords,
	genderWords,
	initiativeWords,
	languageOptions,
	obstacleWords,
	outcomeWords,
	reasonWords,
	sellerWords,
	themeWords
} from '../contacts/words.ts';

export const fieldWords: Record<IntakeField, () => string> = {
	happenedOn: m.contact_day,
	hour: m.intake_field_hour,
	channel: m.contact_channel,
	arena: m.contact_arena,
	programme: m.intake_field_programme,
	gender: m.contact_gender,
	seller: m.contact_seller,
	unsureReason: m.contact_unsure_reason,
	buyer: m.contact_buyer,
	initiative: m.contact_initiative,
	language: m.contact_language,
	outcome: m.contact_outcome,
	themes: m.contact_themes,
	obstacles: m.intake_field_obstacles
};

export const faultWords: Record<FaultCode, () => string> = {
	dayMissing: m.intake_fault_day_missing,
	badDay: m.intake_fault_bad_day,
	dayInFuture: m.contact_issue_day_in_future,
	dayTooEarly: m.contact_issue_day_too_early,
	badHour: m.intake_fault_bad_hour,
	unknownWord: m.intake_fault_unknown_word,
	arenaClosed: m.intake_fault_arena_closed,
	reasonOnlyWhenUnsure: m.intake_fault_reason
};

/** Why a file was not taken in, and why something could not be done now. */
export const refusalWords: Record<string, () => string> = {
	nothing: m.intake_nothing_chosen,
	empty: m.intake_sheet_empty,
	onlyHeading: m.intake_sheet_only_heading,
	unreadable: m.text_sheet_unreadable,
	oldExcel: m.text_sheet_old_excel,
	encrypted: m.text_sheet_encrypted,
	tooLarge: m.intake_sheet_too_large,
	dayColumn: m.intake_refused_day_column,
	twice: m.intake_refused_twice,
	hasFaults: m.intake_refused_has_faults,
	notDraft: m.intake_refused_not_draft,
	notDone: m.intake_refused_not_draft,
	tooLate: m.intake_refused_too_late,
	forbidden: m.staff_fault_other
};

const codeWords: Partial<Record<IntakeField, Record<string, () => string>>> = {
	channel: channelWords,
	gender: genderWords,
	seller: sellerWords,
	unsureReason: reasonWords,
	buyer: buyerWords,
	initiative: initiativeWords,
	outcome: outcomeWords,
	themes: themeWords,
	obstacles: obstacleWords
};

/** What a word may mean, in the reader's language. */
export function choiceOptions(
	{ field, choices }: UnknownWord,
	themeNames: Readonly<Record<string, string>>
): { value: string; label: string }[] {
	if (field === 'language') return languageOptions('');
	return choices.map(({ code, name }) => ({
		value: code,
		label: name ?? (field === 'themes' ? themeNames[code] : undefined) ?? codeWords[field]?.[code]?.() ?? code
	}));
}
