import * as v from 'valibot';
import { isDay } from '../shared/calendar.ts';
import { isId } from '../shared/ids.ts';
import { findPersonal } from '../shared/personal.ts';

/** What the team did outwards, beside contacts and campaigns. A meeting with users is counted for itself (R96). */
export const activityKinds = [
	'meeting',
	'userMeeting',
	'stand',
	'lecture',
	'training',
	'study',
	'media',
	'other'
] as const;
export type ActivityKind = (typeof activityKinds)[number];

/** One meeting or the like (R95): with which organisations, never with whom. */
export interface Activity {
	id: string;
	kind: ActivityKind;
	happenedOn: string;
	organisations: string[];
	theme: string;
	hours: number | null;
	participants: number | null;
	followUpOn: string | null;
	/** Ids of sub-goals. */
	goals: string[];
}

export const mostOrganisations = 20;
const mayNotLead = v.check<string, 'looksPersonal'>((text) => findPersonal(text).length === 0, 'looksPersonal');

/** An activity, as the form posts it. Nothing that leads to a person: a number or an address is refused. */
export const activityInput = v.pipe(
	v.object({
		kind: v.picklist(activityKinds, 'empty'),
		happenedOn: v.pipe(v.string('empty'), v.nonEmpty('empty'), v.check(isDay, 'notADay')),
		organisations: v.pipe(
			v.array(v.pipe(v.string(), v.trim(), v.maxLength(80, 'tooLong'), mayNotLead)),
			v.transform((names) => unique(names.filter(Boolean))),
			v.maxLength(mostOrganisations, 'tooMany')
		),
		theme: v.pipe(v.string(), v.trim(), v.maxLength(120, 'tooLong'), mayNotLead),
		hours: v.nullable(v.pipe(v.number('notANumber'), v.minValue(0, 'notANumber'), v.maxValue(100, 'tooMuch'))),
		participants: v.nullable(
			v.pipe(
				v.number('notANumber'),
				v.integer('notANumber'),
				v.minValue(0, 'notANumber'),
				v.maxValue(100_000, 'tooMuch')
			)
		),
		followUpOn: v.nullable(v.pipe(v.string(), v.check(isDay, 'notADay'))),
		goals: v.array(v.pipe(v.string(), v.check(isId, 'unknown')))
	}),
	v.forward(
		v.partialCheck(
			[['happenedOn'], ['followUpOn']],
			({ happenedOn, followUpOn }) => followUpOn === null || followUpOn >= happenedOn,
			'beforeMeeting'
		),
		['followUpOn']
	)
);
export type ActivityInput = v.InferOutput<typeof activityInput>;

/** Names as they were written first; the same name in other letters is the same organisation. */
export function adoptNames(names: readonly string[], known: readonly string[]): string[] {
	const spelt = new Map(known.map((name) => [name.toLowerCase(), name]));
	return names.map((name) => spelt.get(name.toLowerCase()) ?? name);
}

/** What a period came to: activities and organisations are counted apart (R95). */
export interface ActivitySum {
	byKind: { kind: ActivityKind; count: number; hours: number }[];
	/** Different organisations, with how many activities each was part of, most first. */
	organisations: { name: string; count: number }[];
}

export function sumUp(activities: readonly Activity[]): ActivitySum {
	const names = activities.flatMap(({ organisations }) => organisations);
	const grouped = [...Map.groupBy(names, (name) => name.toLowerCase()).values()];
	return {
		byKind: activityKinds.flatMap((kind) => {
			const mine = activities.filter((activity) => activity.kind === kind);
			return mine.length === 0
				? []
				: [{ kind, count: mine.length, hours: mine.reduce((sum, { hours }) => sum + (hours ?? 0), 0) }];
		}),
		organisations: grouped
			.map((same) => ({ name: same[0]!, count: same.length }))
			.sort((a, b) => b.count - a.count || a.name.localeCompare(b.name, 'nb'))
	};
}

const unique = (names: string[]) =>
	names.filter((name, place) => names.findIndex((other) => other.toLowerCase() === name.toLowerCase()) === place);
