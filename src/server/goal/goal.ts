import * as v from 'valibot';
import { isDay } from '../shared/calendar.ts';
import { wholePercent } from '../shared/proportion.ts';

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
export const tagKinds = ['contact', 'campaign', 'presence', 'offer', 'activity', 'aggregate'] as const;
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

/** How much was done towards a goal in a period. Contacts are exchanges, not people; test entries are never in. */
export interface GoalSums {
	contacts: number;
	campaigns: number;
	/** Planned and held are apart: one that was planned and not held has no contacts. */
	presencesPlanned: number;
	presencesHeld: number;
	presenceMinutes: number;
	presenceContacts: number;
	offers: number;
	attendance: number;
	/** Of every kind; `meetings` are some of them. */
	activities: number;
	meetings: number;
	/** Different ones, of all activities. */
	organisations: number;
	/** Sheets of numbers from elsewhere; how many lines or people are in them is never added up. */
	aggregates: number;
}

/** What it was that was done. Real zeros: a day when nobody came is 0, not missing. */
export interface GoalWork {
	campaigns: { id: string; name: string; state: string }[];
	arenas: { id: string; codeName: string; held: number; minutes: number; contacts: number }[];
	offers: {
		id: string;
		name: string;
		unit: string;
		decision: string;
		days: { day: string; count: number }[];
		total: number;
	}[];
	activities: { kind: string; count: number; hours: number }[];
	organisations: string[];
	aggregates: { code: string; title: string | null; years: number[] }[];
}

/** How much of what the goal wants has been reached; undefined for a goal that cannot be measured. */
export function reachedOf(measure: Measure | null, sums: GoalSums): number | undefined {
	switch (measure) {
		case 'contacts':
			return sums.contacts;
		case 'campaigns':
			return sums.campaigns;
		case 'presences':
			return sums.presencesHeld;
		case 'presenceHours':
			return Math.floor(sums.presenceMinutes / 60);
		case 'attendance':
			return sums.attendance;
		// Meetings with other services; a meeting with those whom the service is for is counted for itself (R96).
		case 'meetings':
			return sums.meetings;
		case 'activities':
			return sums.activities;
		case 'organisations':
			return sums.organisations;
		case null:
			return undefined;
	}
}

/** How far a goal has come: what is counted, how many of how many, and that in whole percent. */
export interface Way {
	measure: Measure;
	reached: number;
	target: number;
	percent: number;
}

/** @returns undefined for a goal that cannot be measured. */
export function readWay(measure: Measure | null, target: number | null, sums: GoalSums): Way | undefined {
	const reached = reachedOf(measure, sums);
	if (measure === null || target === null || reached === undefined) return undefined;
	return { measure, reached, target, percent: wayOf(reached, target) };
}

/** What else was done towards a goal than what it is measured by; an offer that nobody came to is told as 0. */
export function besideOf(measure: Measure | null, sums: GoalSums): { measure: Measure; count: number }[] {
	const told = (['contacts', 'campaigns', 'presences', 'attendance', 'activities'] as const).filter((one) => {
		if (one === measure || (one === 'presences' && measure === 'presenceHours')) return false;
		if (one === 'activities' && measure === 'meetings') return sums.activities > sums.meetings;
		return one === 'attendance' ? sums.offers > 0 : reachedOf(one, sums)! > 0;
	});
	return told.map((one) => ({ measure: one, count: reachedOf(one, sums)! }));
}

/** True while nothing at all was done towards the goal: then there is more to explain than to show. */
export const isUntouched = (sums: GoalSums): boolean => Object.values(sums).every((sum) => sum === 0);

/** How far the goal has come, in whole percent. 100 is said when it is reached and not before; more is said as it is. */
export function wayOf(reached: number, target: number): number {
	const percent = wholePercent(reached, target);
	return reached < target ? Math.min(percent, 99) : percent;
}

/** How much of a programme's time is gone, in whole percent: its first day begins at 0, and the day after its last is 100. */
export function timeGone(startsOn: string, lastDay: string, today: string): number {
	const [gone, all] = [daysFrom(startsOn, today), daysFrom(startsOn, lastDay) + 1];
	return Math.min(100, Math.max(0, wholePercent(gone, all)));
}

const daysFrom = (from: string, to: string): number =>
	Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to), { largestUnit: 'days' }).days;
