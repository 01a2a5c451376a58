import * as v from 'valibot';
import { isDay } from '#shared/calendar.ts';

/** One counted two-way exchange (R22). Never a person, and never who registered it: there are no such fields. */
export const channels = ['ownChat', 'sms', 'call', 'email', 'arenaMessage', 'inPerson', 'other'] as const;
export const genders = ['man', 'woman', 'trans', 'other', 'notStated'] as const;
export const sellerAnswers = ['yes', 'no', 'unsure'] as const;
export const unsureReasons = ['endedEarly', 'notAsked', 'notRelevant'] as const;
export const buyerAnswers = ['yes', 'unknown'] as const;
export const initiatives = ['them', 'us', 'unknown'] as const;
/** What was done. Nobody is rejected and nobody is «unserious» (R29): there is no such outcome. */
export const outcomes = ['answered', 'referredToUs', 'referredElsewhere', 'endedBeforeAnswer', 'unknown'] as const;
/** The themes of R28, in the order of the form; the database has the same list. `noIssue` is neutral. */
export const themes = [
	'health',
	'experiences',
	'sexuality',
	'boundaries',
	'economy',
	'law',
	'violence',
	'trafficking',
	'aboutService',
	'praise',
	'criticism',
	'residence',
	'substances',
	'mentalHealth',
	'quitting',
	'noIssue'
] as const;

export type Channel = (typeof channels)[number];
export type Gender = (typeof genders)[number];
export type SellerAnswer = (typeof sellerAnswers)[number];
export type UnsureReason = (typeof unsureReasons)[number];
export type BuyerAnswer = (typeof buyerAnswers)[number];
export type Initiative = (typeof initiatives)[number];
export type ContactOutcome = (typeof outcomes)[number];
export type Theme = (typeof themes)[number];

/** Nothing is registered from before the service could have kept figures; catches a mistyped year. */
export const earliestDay = '2000-01-01';
/** As many as one call may bring. */
export const mostAtOnce = 1000;

export const contactIssues = [
	'notAnObject',
	'unknownField',
	'badDay',
	'dayInFuture',
	'dayTooEarly',
	'notAChoice',
	'badArena',
	'arenaUnknown',
	'arenaClosed',
	'badLanguage',
	'badThemes',
	'reasonOnlyWhenUnsure',
	'badCount'
] as const;
export type ContactIssueCode = (typeof contactIssues)[number];
export interface ContactIssue {
	/** The field, e.g. `gender`; in a list with its place, e.g. `[3].gender`. */
	path: string;
	code: ContactIssueCode;
}

/**
 * A contact as the form and the API send it (R22–R28). Everything may be left out: unknown is always an answer. Fields
 * that are not listed are refused, so that nobody believes a name or a number was stored.
 */
export const contactInput = v.strictObject(
	{
		/** Local day, ISO; the day of registration unless said. Not in the future, not before 2000. */
		happenedOn: v.optional(v.pipe(v.string('badDay'), v.isoDate('badDay'))),
		channel: v.optional(v.picklist(channels, 'notAChoice'), 'other'),
		arenaId: v.nullish(v.pipe(v.string('badArena'), v.uuid('badArena'))),
		gender: v.optional(v.picklist(genders, 'notAChoice'), 'notStated'),
		/** Does the person sell or exchange sex, as far as the worker understood (R24). */
		seller: v.optional(v.picklist(sellerAnswers, 'notAChoice'), 'unsure'),
		/** Only when seller is unsure (R25). */
		unsureReason: v.nullish(v.picklist(unsureReasons, 'notAChoice')),
		/** A fact of its own beside seller, never instead of it (R24). */
		buyer: v.optional(v.picklist(buyerAnswers, 'notAChoice'), 'unknown'),
		initiative: v.optional(v.picklist(initiatives, 'notAChoice'), 'unknown'),
		/** ISO 639 code of two or three letters. */
		language: v.nullish(v.pipe(v.string('badLanguage'), v.regex(/^[a-z]{2,3}$/, 'badLanguage'))),
		themes: v.optional(v.pipe(v.array(v.picklist(themes, 'badThemes'), 'badThemes'), v.maxLength(50, 'badThemes')), []),
		outcome: v.optional(v.picklist(outcomes, 'notAChoice'), 'unknown')
	},
	(issue) => (issue.expected === 'never' ? 'unknownField' : 'notAnObject')
);
export type ContactInput = v.InferInput<typeof contactInput>;

/** The answer to a registration. */
export const registeredContacts = v.object({ ids: v.array(v.pipe(v.string(), v.uuid())) });

/** A contact whose every field has an answer. */
export interface NewContact {
	happenedOn: string;
	channel: Channel;
	arenaId: string | null;
	gender: Gender;
	seller: SellerAnswer;
	unsureReason: UnsureReason | null;
	buyer: BuyerAnswer;
	initiative: Initiative;
	language: string | null;
	themes: Theme[];
	outcome: ContactOutcome;
}

/** A contact as it was registered. */
export interface Contact extends NewContact {
	id: string;
}

/** Which contacts to list; what is left out does not limit. */
export interface ContactFilter {
	from?: string;
	to?: string;
	channel?: Channel;
	arenaId?: string;
	gender?: Gender;
	theme?: Theme;
}

/**
 * Reads one contact from a form or from JSON, and fills in what was left out.
 * @param today the local day: the default, and the last day that is not in the future.
 * @returns the contact, or every field that cannot be used.
 */
export function readContact(
	raw: unknown,
	today: string
): { ok: true; contact: NewContact } | { ok: false; issues: ContactIssue[] } {
	const read = v.safeParse(contactInput, raw);
	const issues: ContactIssue[] = (read.issues ?? []).map((issue) => ({
		path: v.getDotPath(issue)?.split('.')[0] ?? '',
		code: issue.message as ContactIssueCode
	}));
	if (!read.success) return { ok: false, issues };
	const contact = complete(read.output, today);
	const wrong = issuesOf(contact, today);
	return wrong.length ? { ok: false, issues: wrong } : { ok: true, contact };
}

/** Reads a list; the paths begin with the place, `[3].gender`. All or nothing. */
export function readContacts(
	raw: readonly unknown[],
	today: string
): { ok: true; contacts: NewContact[] } | { ok: false; issues: ContactIssue[] } {
	if (raw.length < 1 || raw.length > mostAtOnce) return { ok: false, issues: [{ path: '', code: 'badCount' }] };
	const contacts: NewContact[] = [];
	const issues: ContactIssue[] = [];
	for (const [index, one] of raw.entries()) {
		const read = readContact(one, today);
		if (read.ok) contacts.push(read.contact);
		else issues.push(...read.issues.map((issue) => ({ ...issue, path: placed(index, issue.path) })));
	}
	return issues.length ? { ok: false, issues } : { ok: true, contacts };
}

/** @returns `[3].gender`, or `[3]` for the whole. */
export const placed = (index: number, path: string): string => `[${index}]${path ? `.${path}` : ''}`;

function complete(input: v.InferOutput<typeof contactInput>, today: string): NewContact {
	return {
		happenedOn: input.happenedOn ?? today,
		channel: input.channel,
		arenaId: input.arenaId ?? null,
		gender: input.gender,
		seller: input.seller,
		unsureReason: input.unsureReason ?? null,
		buyer: input.buyer,
		initiative: input.initiative,
		language: input.language ?? null,
		themes: themes.filter((theme) => input.themes.includes(theme)),
		outcome: input.outcome
	};
}

function issuesOf(contact: NewContact, today: string): ContactIssue[] {
	const issues: ContactIssue[] = [];
	const { happenedOn } = contact;
	if (!isDay(happenedOn)) issues.push({ path: 'happenedOn', code: 'badDay' });
	else if (happenedOn > today) issues.push({ path: 'happenedOn', code: 'dayInFuture' });
	else if (happenedOn < earliestDay) issues.push({ path: 'happenedOn', code: 'dayTooEarly' });
	if (contact.unsureReason && contact.seller !== 'unsure') {
		issues.push({ path: 'unsureReason', code: 'reasonOnlyWhenUnsure' });
	}
	return issues;
}
