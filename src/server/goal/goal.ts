import * as v from 'valibot';
import { isDay } from '../shared/calendar.ts';

/** A programme: a period of work with a frame of its own (R1). The target group is defined here, never for a person (R3). */
export const programmeStates = ['draft', 'active', 'ended'] as const;
export type ProgrammeState = (typeof programmeStates)[number];

export interface Programme {
	id: string;
	name: string;
	state: ProgrammeState;
	startsOn: string;
	/** The end that was planned at first; extensions stand beside it. */
	plannedEnd: string;
	/** The day it was over; null until then. */
	endsOn: string | null;
	targetGroup: string;
	ageFloor: number;
	mainGoal: string;
	isPreProject: boolean;
}

export interface Extension {
	id: string;
	until: string;
	decidedOn: string | null;
}
export interface Grant {
	id: string;
	funder: string;
	/** Whole Norwegian kroner. */
	amount: number;
	grantedOn: string | null;
}
export interface Mandate {
	id: string;
	reference: string;
	text: string;
}

/** What can be counted towards a goal. */
export const measures = [
	'contacts',
	'campaigns',
	'presences',
	'presenceHours',
	'attendance',
	'meetings',
	'activities',
	'organisations'
] as const;
export type Measure = (typeof measures)[number];

/** A sub-goal (R2). With a measure and a target it can be measured (R117). */
export interface Goal {
	id: string;
	programmeId: string;
	letter: string;
	title: string;
	text: string;
	measure: Measure | null;
	target: number | null;
	assessment: string;
	decision: string;
}

/** What may be tagged with goals. */
export const tagKinds = ['contact', 'campaign', 'presence', 'offer', 'activity'] as const;
export type TagKind = (typeof tagKinds)[number];

const day = v.pipe(v.string('empty'), v.nonEmpty('empty'), v.check(isDay, 'notADay'));
const dayOrNone = v.nullable(v.pipe(v.string(), v.check(isDay, 'notADay')));
const filled = (most: number) => v.pipe(v.string('empty'), v.trim(), v.nonEmpty('empty'), v.maxLength(most, 'tooLong'));
const text = (most: number) => v.optional(v.pipe(v.string(), v.trim(), v.maxLength(most, 'tooLong')), '');
const whole = (least: number, most: number) =>
	v.pipe(v.number('notANumber'), v.integer('notANumber'), v.minValue(least, 'notANumber'), v.maxValue(most, 'tooMuch'));

/** A programme, as the form posts it. */
export const programmeInput = v.pipe(
	v.object({
		name: filled(120),
		startsOn: day,
		plannedEnd: day,
		targetGroup: text(1000),
		// The service is for adults: a lower floor needs other law than ours (R3).
		ageFloor: v.pipe(
			v.number('notANumber'),
			v.integer('notANumber'),
			v.minValue(18, 'tooYoung'),
			v.maxValue(99, 'notANumber')
		),
		mainGoal: text(1000),
		isPreProject: v.boolean()
	}),
	v.forward(
		v.partialCheck([['startsOn'], ['plannedEnd']], (input) => input.plannedEnd >= input.startsOn, 'endsBeforeStart'),
		['plannedEnd']
	)
);
export type ProgrammeInput = v.InferOutput<typeof programmeInput>;

export const extensionInput = v.object({ until: day, decidedOn: dayOrNone });
export const grantInput = v.object({ funder: filled(120), amount: whole(1, 2_000_000_000), grantedOn: dayOrNone });
export const mandateInput = v.object({ reference: filled(120), text: text(500) });
export type ExtensionInput = v.InferOutput<typeof extensionInput>;
export type GrantInput = v.InferOutput<typeof grantInput>;
export type MandateInput = v.InferOutput<typeof mandateInput>;

/** A sub-goal, as the form posts it: either both a measure and a target, or neither. */
export const goalInput = v.pipe(
	v.object({
		letter: v.pipe(v.string('empty'), v.trim(), v.toLowerCase(), v.regex(/^[a-z]$/, 'notALetter')),
		title: filled(160),
		text: text(2000),
		measure: v.nullable(v.picklist(measures, 'empty')),
		target: v.nullable(whole(1, 10_000_000))
	}),
	v.forward(
		v.partialCheck([['measure'], ['target']], (goal) => goal.measure === null || goal.target !== null, 'noTarget'),
		['target']
	),
	v.forward(
		v.partialCheck([['measure'], ['target']], (goal) => goal.measure !== null || goal.target === null, 'noMeasure'),
		['measure']
	)
);
export type GoalInput = v.InferOutput<typeof goalInput>;

export const assessmentInput = v.object({ assessment: text(4000), decision: text(1000) });
export type AssessmentInput = v.InferOutput<typeof assessmentInput>;

/** When a programme ends as things stand: the day it was over, else the latest extension, else what was planned. */
export const lastDayOf = (
	programme: Pick<Programme, 'plannedEnd' | 'endsOn'>,
	extensions: readonly Pick<Extension, 'until'>[]
): string =>
	programme.endsOn ?? extensions.reduce((last, { until }) => (until > last ? until : last), programme.plannedEnd);

/** Calendar months that a period touches: 2011-09-01 to 2012-12-31 are 16. */
export function monthsBetween(from: string, to: string): number {
	const monthOf = (day: string) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7));
	return Math.max(0, monthOf(to) - monthOf(from) + 1);
}

/** The first letter that is free. */
export const nextLetter = (goals: readonly Pick<Goal, 'letter'>[]): string =>
	[...'abcdefghijklmnopqrstuvwxyz'].find((letter) => goals.every((goal) => goal.letter !== letter)) ?? 'z';

/** What was done towards a goal in a period. Real zeros: a day when nobody came is 0, not missing. */
export interface GoalCounts {
	/** Contacts are exchanges, not people; test entries are never in. */
	contacts: number;
	campaigns: { id: string; name: string; state: string }[];
	presences: { planned: number; held: number; minutes: number; contacts: number };
	offers: {
		id: string;
		name: string;
		unit: string;
		decision: string;
		days: { day: string; count: number }[];
		total: number;
	}[];
	activities: { kind: string; count: number; hours: number }[];
	/** Different ones, of all activities. */
	organisations: string[];
}

/** How much of what the goal wants has been reached; undefined for a goal that cannot be measured. */
export function reachedOf(measure: Measure | null, counts: GoalCounts): number | undefined {
	switch (measure) {
		case 'contacts':
			return counts.contacts;
		case 'campaigns':
			return counts.campaigns.length;
		case 'presences':
			return counts.presences.held;
		case 'presenceHours':
			return Math.floor(counts.presences.minutes / 60);
		case 'attendance':
			return counts.offers.reduce((sum, { total }) => sum + total, 0);
		case 'meetings':
			return counts.activities.reduce((sum, { kind, count }) => sum + (isMeeting(kind) ? count : 0), 0);
		case 'activities':
			return counts.activities.reduce((sum, { count }) => sum + count, 0);
		case 'organisations':
			return counts.organisations.length;
		case null:
			return undefined;
	}
}

/** Meetings with other services; a meeting with those whom the service is for is counted for itself (R96). */
const isMeeting = (kind: string) => kind === 'meeting';
