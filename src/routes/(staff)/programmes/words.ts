import { getLocale } from '#locale';
import { m } from '#messages';
import type { ActivityKind } from '#activity';
import type { Measure, ProgrammeState } from '#goal';

export const stateWords: Record<ProgrammeState, () => string> = {
	draft: m.programme_state_draft,
	active: m.programme_state_active,
	ended: m.programme_state_ended
};
export const stateTones = { draft: 'neutral', active: 'success', ended: 'neutral' } as const;

export const measureWords: Record<Measure, () => string> = {
	contacts: m.programme_measure_contacts,
	campaigns: m.programme_measure_campaigns,
	presences: m.programme_measure_presences,
	presenceHours: m.programme_measure_presence_hours,
	attendance: m.programme_measure_attendance,
	meetings: m.programme_measure_meetings,
	activities: m.programme_measure_activities,
	organisations: m.programme_measure_organisations
};

/** As the first word of a sentence. */
export const capital = (text: string): string => text.charAt(0).toLocaleUpperCase() + text.slice(1);

export const kindWords: Record<ActivityKind, () => string> = {
	meeting: m.activity_kind_meeting,
	userMeeting: m.activity_kind_user_meeting,
	stand: m.activity_kind_stand,
	lecture: m.activity_kind_lecture,
	training: m.activity_kind_training,
	study: m.activity_kind_study,
	media: m.activity_kind_media,
	other: m.activity_kind_other
};

/** What is wrong with a field of a form on these pages. */
export const faultWords: Record<string, () => string> = {
	empty: m.programme_fault_empty,
	tooLong: m.programme_fault_too_long,
	notADay: m.programme_fault_not_a_day,
	endsBeforeStart: m.programme_fault_ends_before_start,
	notANumber: m.programme_fault_not_a_number,
	tooMuch: m.programme_fault_too_much,
	tooYoung: m.programme_fault_too_young,
	nameTaken: m.programme_fault_name_taken,
	endedBefore: m.programme_fault_ended_before,
	notALetter: m.programme_fault_not_a_letter,
	letterTaken: m.programme_fault_letter_taken,
	noTarget: m.programme_fault_no_target,
	noMeasure: m.programme_fault_no_measure,
	noMeasurableGoal: m.programme_fault_no_measurable_goal,
	lastMeasurable: m.programme_fault_last_measurable,
	inUse: m.programme_fault_in_use,
	notLater: m.programme_fault_not_later,
	notActive: m.programme_fault_not_active,
	noPresence: m.programme_fault_no_presence,
	unknownSubject: m.programme_fault_choose,
	inFuture: m.activity_fault_in_future,
	looksPersonal: m.activity_fault_looks_personal,
	tooMany: m.activity_fault_too_many,
	beforeMeeting: m.activity_fault_before_meeting,
	unknownGoal: m.programme_fault_choose,
	unknown: m.programme_fault_choose,
	forbidden: m.programme_fault_forbidden
};

/** Faults as the summary and the fields show them. */
export const sayFaults = (faults: Record<string, string>): { field: string; text: string }[] =>
	Object.entries(faults).map(([field, code]) => ({ field, text: (faultWords[code] ?? m.programme_fault_empty)() }));

const locale = () => (getLocale() === 'nb' ? 'nb-NO' : 'en-GB');

/** «1 000 000 kr» */
export const moneyText = (amount: number): string =>
	m.programme_money({ amount: new Intl.NumberFormat(locale()).format(amount) });

/** «2,5» */
export const numberText = (value: number): string =>
	new Intl.NumberFormat(locale(), { maximumFractionDigits: 1 }).format(value);

/** «1 000» */
export const wholeText = (count: number): string => new Intl.NumberFormat(locale()).format(count);

/** A whole number as it was typed: spaces may part the thousands. NaN when it is none. */
export const readNumber = (text: string): number => {
	const bare = text.replaceAll(/[\s\u00a0\u202f]/g, '').replace(',', '.');
	return bare === '' ? NaN : Number(bare);
};
export const readNumberOrNone = (text: string): number | null => (text.trim() === '' ? null : readNumber(text));
