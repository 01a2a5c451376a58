import type { AdCategory, AdFault, ArenaClass, ArenaIssue, PresenceState, Survey } from '#arena';
import { m } from '#messages';
import { weekdayName } from '../../opening-words.ts';
import { say } from '../../say.ts';

export const classWords: Record<ArenaClass, () => string> = {
	ownChat: m.arena_class_own_chat,
	escortSite: m.arena_class_escort_site,
	sexChat: m.arena_class_sex_chat,
	datingApp: m.arena_class_dating_app,
	community: m.arena_class_community,
	forum: m.arena_class_forum,
	socialMedia: m.arena_class_social_media,
	phone: m.arena_class_phone,
	physical: m.arena_class_physical,
	other: m.arena_class_other
};

export const arenaIssueWords: Record<ArenaIssue | 'codeNameTaken', () => string> = {
	codeNameMissing: m.arena_issue_code_name_missing,
	codeNameTooLong: m.arena_issue_code_name_too_long,
	codeNameLooksLikeAddress: m.arena_issue_code_name_looks_like_address,
	codeNameTaken: m.arena_issue_code_name_taken,
	classMissing: m.arena_issue_class_missing
};

/** What has just been done, as it stands in the address after it. */
export const doneWords = {
	added: m.arena_added,
	closed: m.arena_closed_done,
	reopened: m.arena_reopened_done,
	surveyed: m.arena_survey_done,
	tried: m.arena_tried_done,
	inUse: m.arena_in_use_done,
	named: m.arena_name_done,
	nameGone: m.arena_name_forgotten,
	agreed: m.arena_agreement_done,
	agreementEnded: m.arena_agreement_ended,
	planned: m.arena_plan_done,
	planEnded: m.arena_plan_ended
} satisfies Record<string, () => string>;
export type Done = keyof typeof doneWords;
export const readDone = (text: string | null): Done | undefined =>
	text !== null && text in doneWords ? (text as Done) : undefined;

export const activityWords: Record<NonNullable<Survey['activity']>, () => string> = {
	busy: m.arena_activity_busy,
	some: m.arena_activity_some,
	quiet: m.arena_activity_quiet
};
export const turnoverWords: Record<NonNullable<Survey['turnover']>, () => string> = {
	days: m.arena_turnover_days,
	weeks: m.arena_turnover_weeks,
	slow: m.arena_turnover_slow
};
export const methodWords: Record<NonNullable<Survey['method']>, () => string> = {
	presence: m.arena_method_presence,
	arenaMessage: m.arena_method_arena_message,
	sms: m.arena_method_sms,
	call: m.arena_method_call,
	email: m.arena_method_email
};
export const stateWords: Record<PresenceState, () => string> = {
	ahead: m.arena_presence_state_ahead,
	due: m.arena_presence_state_due,
	running: m.arena_presence_state_running,
	held: m.arena_presence_state_held,
	cancelled: m.arena_presence_state_cancelled
};
export const categoryWords: Record<AdCategory, () => string> = {
	man: m.arena_ads_man,
	trans: m.arena_ads_trans,
	woman: m.arena_ads_woman,
	coupleOrOther: m.arena_ads_couple_or_other
};
export const adFaultWords: Record<AdFault, (of: { field: string }) => string> = {
	notANumber: m.arena_ads_fault_not_a_number,
	tooMany: m.arena_ads_fault_too_many,
	newWithoutAds: m.arena_ads_fault_new_without_ads,
	moreNewThanAds: m.arena_ads_fault_more_new
};

/** The fault of a field in words: what the code says, or what belongs in that field. */
export const faultText = (field: string, code: string): string =>
	(byCode[code] ?? byField[field] ?? m.arena_fault_choice)();
const byCode: Record<string, () => string> = {
	looksLikeAddress: m.arena_fault_address,
	past: m.arena_fault_past,
	endsBeforeStart: m.arena_fault_ends,
	closed: m.arena_fault_closed,
	notYet: m.arena_fault_not_yet
};
const byField: Record<string, () => string> = {
	audience: m.arena_fault_too_long,
	realName: m.arena_name_too_long,
	title: m.arena_fault_title,
	contact: m.arena_fault_too_long,
	mostPerWeek: m.arena_fault_number,
	from: m.arena_fault_time,
	until: m.arena_fault_time,
	contacts: m.arena_fault_contacts,
	arenaId: m.arena_fault_place,
	day: m.arena_fault_day,
	validFrom: m.arena_fault_day,
	validUntil: m.arena_fault_day
};
/** The same for times, whose end may be too far away. */
export const timeFaultText = (field: string, code: string): string =>
	code === 'tooLong' && field === 'until' ? m.arena_fault_length() : faultText(field, code);

/** 1110 → «18.30»; after midnight the clock begins anew. */
export function clockText(minutes: number): string {
	const pair = [Math.floor(minutes / 60) % 24, minutes % 60];
	return pair.map((part) => String(part).padStart(2, '0')).join('.');
}

/** «tirsdag 18.00–20.00» */
export const ruleText = ({ weekday, from, until }: { weekday: number; from: number; until: number }): string =>
	m.arena_plan_rule({ weekday: nameOfWeekday(weekday), from: clockText(from), until: clockText(until) });

/** «Annenhver uke» */
export const everyText = (weeks: number): string =>
	weeks === 1 ? m.arena_plan_weekly() : weeks === 2 ? m.arena_plan_second() : m.arena_plan_nth({ count: weeks });

/** The days of the week for a list, Monday first. */
export const weekdayOptions = (): { value: string; label: string }[] =>
	Array.from({ length: 7 }, (_, place) => ({ value: String(place + 1), label: upper(nameOfWeekday(place + 1)) }));

/** «18.00–20.00» */
export const spanText = ({ from, until }: { from: Date; until: Date }): string =>
	`${say.time(from)}–${say.time(until)}`;

/** A week's number out of its name: '2026-W48' → 48. */
export const weekNumber = (name: string): number => Number(name.slice(-2));

/** «Uke 48, 2026» */
export const weekText = (name: string): string =>
	m.arena_week_name({ number: weekNumber(name), year: name.slice(0, 4) });

export const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Some day that is this day of the week. */
const nameOfWeekday = (weekday: number): string => weekdayName(`2026-11-${22 + weekday}`);
