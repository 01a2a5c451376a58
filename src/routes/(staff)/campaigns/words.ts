import { getLocale } from '#locale';
import { m } from '#messages';
import { say } from '../../say.ts';

/** Codes of the gate and the campaign room in the reader's language; a new code does not compile until it has words. */
type WaitReason =
	| 'optedOut'
	| 'contactedRecently'
	| 'claimed'
	| 'paused'
	| 'quotaSpent'
	| 'notTargetGroup'
	| 'minor'
	| 'invalidNumber'
	| 'campaignClosed'
	| 'arenaClosed'
	| 'outsideHours'
	| 'noShift';
type Measure = 'delivered' | 'replied' | 'reached' | 'visited' | 'other';
type ChecklistItem = 'capacity' | 'openingHours' | 'materials' | 'staffInformed';
type CampaignState = 'draft' | 'approved' | 'running' | 'paused' | 'closed';
type Disposition = 'reached' | 'badTime' | 'noAnswer' | 'notTargetGroup' | 'declined';

export const waitText: Record<WaitReason, () => string> = {
	optedOut: m.attempt_wait_opted_out,
	contactedRecently: m.attempt_wait_contacted_recently,
	claimed: m.attempt_wait_claimed,
	paused: m.attempt_wait_paused,
	quotaSpent: m.attempt_wait_quota_spent,
	notTargetGroup: m.attempt_wait_not_target_group,
	minor: m.attempt_wait_minor,
	invalidNumber: m.attempt_wait_invalid_number,
	campaignClosed: m.attempt_wait_campaign_closed,
	arenaClosed: m.attempt_wait_arena_closed,
	outsideHours: m.attempt_wait_outside_hours,
	noShift: m.attempt_wait_no_shift
};

/** When somebody with this reason can be contacted, where the gate knows no date. */
export const waitWhen: Record<WaitReason, () => string> = {
	optedOut: m.attempt_when_opted_out,
	contactedRecently: m.attempt_when_contacted_recently,
	claimed: m.attempt_when_claimed,
	paused: m.attempt_when_paused,
	quotaSpent: m.attempt_when_quota_spent,
	notTargetGroup: m.attempt_when_not_target_group,
	minor: m.attempt_when_minor,
	invalidNumber: m.attempt_when_invalid_number,
	campaignClosed: m.attempt_when_campaign_closed,
	arenaClosed: m.attempt_when_arena_closed,
	outsideHours: m.attempt_when_outside_hours,
	noShift: m.attempt_when_no_shift
};

/** One line's answer: «Kan kontaktes» or «Vent til 2. desember 2026». */
export function verdictText(verdict: string, until: Date | null): string {
	if (verdict === 'go') return m.attempt_go();
	if (verdict === 'contactedRecently' && until) return m.attempt_wait_until({ date: say.date(until) });
	return waitText[verdict as WaitReason]();
}

export const stateText: Record<CampaignState, () => string> = {
	draft: m.campaign_state_draft,
	approved: m.campaign_state_approved,
	running: m.campaign_state_running,
	paused: m.campaign_state_paused,
	closed: m.campaign_state_closed
};

/** What a goal counts: in the form, and with its number («20 svar»). */
const measureText: Record<Measure, () => string> = {
	delivered: m.campaign_measure_delivered,
	replied: m.campaign_measure_replied,
	reached: m.campaign_measure_reached,
	visited: m.campaign_measure_visited,
	other: m.campaign_measure_other
};
export const measureOptions = () => Object.entries(measureText).map(([value, label]) => ({ value, label: label() }));
export const targetText = ({ count, measure }: { count: number; measure: Measure }): string =>
	`${say.number(count)} ${measureText[measure]()}`;

export const checklistText: Record<ChecklistItem, () => string> = {
	capacity: m.campaign_check_capacity,
	openingHours: m.campaign_check_opening_hours,
	materials: m.campaign_check_materials,
	staffInformed: m.campaign_check_staff_informed
};

export const dispositionText: Record<Disposition, () => string> = {
	reached: m.attempt_reached,
	badTime: m.attempt_bad_time,
	noAnswer: m.attempt_no_answer,
	notTargetGroup: m.attempt_not_target_group,
	declined: m.attempt_declined
};

/** Why a step was refused; says what to do instead. */
export const refusalText: Record<string, () => string> = {
	forbidden: m.campaign_refused_forbidden,
	notFound: m.campaign_refused_not_found,
	wrongState: m.campaign_refused_wrong_state,
	ownCampaign: m.campaign_refused_own,
	noAudience: m.campaign_refused_no_audience,
	ended: m.campaign_refused_ended,
	erased: m.campaign_refused_erased,
	pictogramNotActive: m.text_pictogram_campaign_refused,
	noTarget: m.campaign_refused_no_target,
	uncheckedItems: m.campaign_refused_unchecked,
	unreviewedText: m.campaign_refused_unreviewed,
	ownText: m.campaign_refused_own_text,
	notRead: m.campaign_refused_not_read,
	quotaSpent: m.attempt_wait_quota_spent,
	notTargetGroup: m.attempt_wait_not_target_group,
	minor: m.attempt_wait_minor,
	invalidNumber: m.attempt_wait_invalid_number,
	campaignClosed: m.attempt_wait_campaign_closed,
	arenaClosed: m.attempt_wait_arena_closed,
	outsideHours: m.attempt_wait_outside_hours,
	noShift: m.attempt_wait_no_shift
};

export const faultText: Record<string, () => string> = {
	empty: m.text_fault_empty,
	notANumber: m.text_fault_not_a_number,
	tooShort: m.text_fault_too_short,
	tooLong: m.text_fault_too_long,
	damagedBySpreadsheet: m.text_fault_damaged_by_spreadsheet,
	missingCountry: m.text_fault_missing_country,
	landline: m.text_fault_landline,
	premium: m.text_fault_premium,
	emergencyOrShort: m.text_fault_emergency_or_short,
	organisationNumber: m.text_fault_organisation_number,
	machine: m.text_fault_machine,
	tollFree: m.text_fault_toll_free,
	sharedCost: m.text_fault_shared_cost,
	voip: m.text_fault_voip,
	personal: m.text_fault_personal,
	notInUse: m.text_fault_not_in_use,
	foreignNotMobile: m.text_fault_foreign_not_mobile
};

/** What a message may have filled in, as it is written. */
export const placeholderNames = (): { service: string; lastDay: string } =>
	getLocale() === 'nb'
		? { service: '{tjeneste}', lastDay: '{siste dag}' }
		: { service: '{service}', lastDay: '{last day}' };
