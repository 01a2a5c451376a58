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
/** What stood in somebody's way (R34): codes only, the database has the same list; nobody who refused is named. */
export const obstacles = [
	'testRefused',
	'referralRefused',
	'turnedAway',
	'confidenceBroken',
	'noInterpreter',
	'noIdNumber',
	'cost',
	'waiting',
	'notBelieved',
	'fear'
] as const;
/** Where a row comes from; `synthetic` rows are made up around printed sums. */
export const contactSources = ['registered', 'imported', 'synthetic'] as const;

export type Channel = (typeof channels)[number];
export type Gender = (typeof genders)[number];
export type SellerAnswer = (typeof sellerAnswers)[number];
export type UnsureReason = (typeof unsureReasons)[number];
export type BuyerAnswer = (typeof buyerAnswers)[number];
export type Initiative = (typeof initiatives)[number];
export type ContactOutcome = (typeof outcomes)[number];
export type Obstacle = (typeof obstacles)[number];
export type ContactSource = (typeof contactSources)[number];

/** Nothing is registered from before the service could have kept figures; catches a mistyped year. */
export const earliestDay = '2000-01-01';
/** As many as one call may bring. */
export const mostAtOnce = 1000;

/** How a theme's code looks: made once from its first name, never changed. */
export const themeCode = /^[a-z][A-Za-z0-9]{0,39}$/;

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
	'badObstacles',
	'programmeUnknown',
	'programmeNotThen',
	'badGoals',
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
		/** Codes of themes, of either level (R28). */
		themes: v.optional(
			v.pipe(
				v.array(v.pipe(v.string('badThemes'), v.regex(themeCode, 'badThemes')), 'badThemes'),
				v.maxLength(50, 'badThemes')
			),
			[]
		),
		/** What stood in the way, as they told it (R34). */
		obstacles: v.optional(
			v.pipe(v.array(v.picklist(obstacles, 'badObstacles'), 'badObstacles'), v.maxLength(50, 'badObstacles')),
			[]
		),
		/** Left out: the programme that ran that day, when there was one only. Null: none. */
		programmeId: v.nullish(v.pipe(v.string('programmeUnknown'), v.uuid('programmeUnknown'))),
		/** Ids of the sub-goals it was work towards (R2). */
		goals: v.optional(
			v.pipe(v.array(v.pipe(v.string('badGoals'), v.uuid('badGoals')), 'badGoals'), v.maxLength(26, 'badGoals')),
			[]
		),
		/** An entry made to try things out: it is shown, and never counted. */
		isTest: v.optional(v.boolean('notAChoice'), false),
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
	/** Codes, in the order they were given; a merge later changes none of them. */
	themes: string[];
	obstacles: Obstacle[];
	/** Undefined: whichever ran that day. */
	programmeId: string | null | undefined;
	goals: string[];
	outcome: ContactOutcome;
	isTest: boolean;
}

/** A contact as it was registered. */
export interface Contact extends NewContact {
	id: string;
	programmeId: string | null;
	/** The local hour, when it was registered on the day it happened. */
	hour: number | null;
	source: ContactSource;
}

/** Which contacts to list; what is left out does not limit. */
export interface ContactFilter {
	from?: string;
	to?: string;
	channel?: Channel;
	arenaId?: string;
	gender?: Gender;
	theme?: string;
	programmeId?: string;
	/** Entries made to try things out, instead of those that count. */
	tests?: true;
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

/** Which fields differ: what the log says of a correction, without what stood there. */
export function changedFields(before: NewContact, after: NewContact): string[] {
	const fields = Object.keys(before).filter((key) => key in after) as (keyof NewContact)[];
	const text = (value: unknown) => JSON.stringify(Array.isArray(value) ? value.toSorted() : (value ?? null));
	return fields.filter((field) => text(before[field]) !== text(after[field]));
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
		themes: [...new Set(input.themes)],
		obstacles: obstacles.filter((obstacle) => input.obstacles.includes(obstacle)),
		programmeId: input.programmeId,
		goals: [...new Set(input.goals.map((id) => id.toLowerCase()))],
		outcome: input.outcome,
		isTest: input.isTest
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
