import type {
	BuyerAnswer,
	Channel,
	ContactIssueCode,
	ContactOutcome,
	Gender,
	Initiative,
	Obstacle,
	SellerAnswer,
	Theme,
	UnsureReason
} from '#contact';
import { getLocale } from '#locale';
import { m } from '#messages';

/** The words for each code of a contact. */
export const channelWords: Record<Channel, () => string> = {
	ownChat: m.contact_channel_own_chat,
	sms: m.contact_channel_sms,
	call: m.contact_channel_call,
	email: m.contact_channel_email,
	arenaMessage: m.contact_channel_arena_message,
	inPerson: m.contact_channel_in_person,
	other: m.contact_channel_other
};
export const genderWords: Record<Gender, () => string> = {
	man: m.contact_gender_man,
	woman: m.contact_gender_woman,
	trans: m.contact_gender_trans,
	other: m.contact_gender_other,
	notStated: m.contact_gender_not_stated
};
export const sellerWords: Record<SellerAnswer, () => string> = {
	yes: m.contact_seller_yes,
	no: m.contact_seller_no,
	unsure: m.contact_seller_unsure
};
export const reasonWords: Record<UnsureReason, () => string> = {
	endedEarly: m.contact_reason_ended_early,
	notAsked: m.contact_reason_not_asked,
	notRelevant: m.contact_reason_not_relevant
};
export const buyerWords: Record<BuyerAnswer, () => string> = {
	yes: m.contact_buyer_yes,
	unknown: m.contact_buyer_unknown
};
export const initiativeWords: Record<Initiative, () => string> = {
	them: m.contact_initiative_them,
	us: m.contact_initiative_us,
	unknown: m.contact_initiative_unknown
};
export const outcomeWords: Record<ContactOutcome, () => string> = {
	answered: m.contact_outcome_answered,
	referredToUs: m.contact_outcome_referred_to_us,
	referredElsewhere: m.contact_outcome_referred_elsewhere,
	endedBeforeAnswer: m.contact_outcome_ended_before_answer,
	unknown: m.contact_outcome_unknown
};
/** The built-in words of the themes; a lead may have put others in their place. */
export const themeWords: Record<string, () => string> = {
	health: m.contact_theme_health,
	experiences: m.contact_theme_experiences,
	sexuality: m.contact_theme_sexuality,
	boundaries: m.contact_theme_boundaries,
	economy: m.contact_theme_economy,
	law: m.contact_theme_law,
	violence: m.contact_theme_violence,
	trafficking: m.contact_theme_trafficking,
	aboutService: m.contact_theme_about_service,
	praise: m.contact_theme_praise,
	criticism: m.contact_theme_criticism,
	residence: m.contact_theme_residence,
	substances: m.contact_theme_substances,
	mentalHealth: m.contact_theme_mental_health,
	quitting: m.contact_theme_quitting,
	noIssue: m.contact_theme_no_issue,
	infection: m.contact_theme_infection,
	hivAndOral: m.contact_theme_hiv_and_oral,
	whereToTest: m.contact_theme_where_to_test,
	doctorRefuses: m.contact_theme_doctor_refuses,
	saferSex: m.contact_theme_safer_sex,
	sexualViolence: m.contact_theme_sexual_violence,
	minorInDanger: m.contact_theme_minor_in_danger,
	suicide: m.contact_theme_suicide,
	seeksPartner: m.contact_theme_seeks_partner,
	endedBeforeClear: m.contact_theme_ended_before_clear
};
export const obstacleWords: Record<Obstacle, () => string> = {
	testRefused: m.contact_obstacle_test_refused,
	referralRefused: m.contact_obstacle_referral_refused,
	turnedAway: m.contact_obstacle_turned_away,
	confidenceBroken: m.contact_obstacle_confidence_broken,
	noInterpreter: m.contact_obstacle_no_interpreter,
	noIdNumber: m.contact_obstacle_no_id_number,
	cost: m.contact_obstacle_cost,
	waiting: m.contact_obstacle_waiting,
	notBelieved: m.contact_obstacle_not_believed,
	fear: m.contact_obstacle_fear
};
export const issueWords: Record<ContactIssueCode, () => string> = {
	notAnObject: m.contact_issue_choice,
	unknownField: m.contact_issue_choice,
	badDay: m.contact_issue_bad_day,
	dayInFuture: m.contact_issue_day_in_future,
	dayTooEarly: m.contact_issue_day_too_early,
	notAChoice: m.contact_issue_choice,
	badArena: m.contact_issue_arena_unknown,
	arenaUnknown: m.contact_issue_arena_unknown,
	arenaClosed: m.contact_issue_arena_closed,
	badLanguage: m.contact_issue_choice,
	badThemes: m.contact_issue_choice,
	badObstacles: m.contact_issue_choice,
	programmeUnknown: m.contact_issue_programme_unknown,
	programmeNotThen: m.contact_issue_programme_not_then,
	badGoals: m.contact_issue_choice,
	reasonOnlyWhenUnsure: m.contact_issue_choice,
	badCount: m.contact_issue_choice
};

/** Options for chips and selects, in the order of the words. */
export const optionsOf = (words: Record<string, () => string>): { value: string; label: string }[] =>
	Object.entries(words).map(([value, label]) => ({ value, label: label() }));

/** @returns «24. november 2026» for '2026-11-24', in the reader's language. */
export const dayText = (day: string): string => longDay().format(new Date(day));

/** @returns «1.–24. november 2026», as short as the two days allow. */
export const daysText = (from: string, to: string): string => longDay().formatRange(new Date(from), new Date(to));

const longDay = () =>
	new Intl.DateTimeFormat(getLocale() === 'nb' ? 'nb-NO' : 'en-GB', { dateStyle: 'long', timeZone: 'UTC' });

/** @returns «november 2026» for a day in it. */
export const monthText = (day: string): string =>
	new Intl.DateTimeFormat(getLocale() === 'nb' ? 'nb-NO' : 'en-GB', {
		...{ month: 'long', year: 'numeric', timeZone: 'UTC' }
	}).format(new Date(day));

/** The languages one can choose; domain.md 3.2. */
const languages = 'nb nn en ar bg es fr hu it lt pl pt ro ru so th ti uk vi'.split(' ');

/** Languages by name in the reader's language: Norwegian and English first, then the rest by the alphabet. */
export function languageOptions(chosen: string): { value: string; label: string }[] {
	const names = new Intl.DisplayNames([getLocale()], { type: 'language' });
	const codes = chosen && !languages.includes(chosen) ? [...languages, chosen] : languages;
	const all = codes.map((value) => ({ value, label: capital(names.of(value) ?? value) }));
	const rest = all.slice(3).sort((a, b) => a.label.localeCompare(b.label, getLocale()));
	return [...all.slice(0, 3), ...rest];
}

/** A word inside a sentence; an abbreviation keeps its capitals. */
export const lower = (text: string) =>
	/^\p{Lu}\p{Lu}/u.test(text) ? text : text.charAt(0).toLocaleLowerCase() + text.slice(1);

/** A theme as it is called now, in the reader's language; without an English word the Norwegian one. */
export function themeWord(theme: Pick<Theme, 'code' | 'labelNb' | 'labelEn'>): string {
	const own = getLocale() === 'nb' ? theme.labelNb : (theme.labelEn ?? theme.labelNb);
	return own ?? themeWords[theme.code]?.() ?? theme.code;
}

/** The built-in word of a code in one language, whatever the reader's; undefined for a theme that a lead has added. */
export const builtInWord = (code: string, locale: 'nb' | 'en'): string | undefined =>
	(themeWords[code] as ((inputs: object, options: { locale: 'nb' | 'en' }) => string) | undefined)?.({}, { locale });

/** What each code is called now. */
export const themeNames = (themes: readonly Theme[]): Record<string, string> =>
	Object.fromEntries(themes.map((theme) => [theme.code, themeWord(theme)]));

/** «Helse, grensesetting». */
export const themesText = (chosen: readonly string[], names: Readonly<Record<string, string>>): string =>
	chosen
		.map((code) => names[code] ?? code)
		.map((name, place) => (place === 0 ? name : lower(name)))
		.join(', ');

const capital = (word: string) => word.charAt(0).toLocaleUpperCase() + word.slice(1);
