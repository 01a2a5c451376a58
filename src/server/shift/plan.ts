import * as v from 'valibot';
import { mondayOf, weekName, type Minutes, type Rule, type ShiftState, type Span } from '../opening/index.ts';
import { addDays, isDay, weekdayOf } from '../shared/calendar.ts';
import { isId } from '../shared/ids.ts';

/** Somebody who can have a shift. `mayOpen`: may answer alone, so that a shift of theirs counts as staffed. */
export interface ShiftPerson {
	id: string;
	name: string;
	mayOpen: boolean;
}

/** A rule of the plan with those who have it every time; `places` is how many should be there. */
export interface PlanRule extends Rule {
	places: number;
	people: ShiftPerson[];
}

/** One shift of one day, as the team sees it. */
export interface PlanShift extends Span {
	ruleId: string;
	day: string;
	state: ShiftState;
	/** Why it is cancelled, or the day closed. */
	reason: string;
	breaks: readonly Minutes[];
	isExtra: boolean;
	places: number;
	people: ShiftPerson[];
	/** Somebody comes who may open. */
	isTaken: boolean;
	/** For a shift that is over: whether anybody was on duty meanwhile. Undefined before. */
	isHeld?: boolean;
}

/** More planned hours than this in a week are too many for one person (R104). */
export const weeklyHours = 6;
/** Staffed days that a week should have (R36). */
export const fewestDays = 2;
/** How far ahead the plan is made. */
export const weeksAhead = 8;

/** A week in which somebody has more planned hours than is good for them. Planning, not performance. */
export interface Overload {
	person: ShiftPerson;
	monday: string;
	hours: number;
}

/** Who has more than six planned hours in a week (R104), by week and name. */
export function findOverloads(shifts: readonly PlanShift[]): Overload[] {
	const minutes = new Map<string, Overload>();
	for (const shift of shifts.filter(({ state }) => state === 'planned')) {
		const monday = mondayOf(shift.day);
		const hours = hoursOf(shift);
		for (const person of shift.people) {
			const key = `${monday} ${person.id}`;
			minutes.set(key, { person, monday, hours: (minutes.get(key)?.hours ?? 0) + hours });
		}
	}
	return [...minutes.values()]
		.filter(({ hours }) => hours > weeklyHours)
		.sort(
			(one, other) =>
				one.monday.localeCompare(other.monday, 'nb') || one.person.name.localeCompare(other.person.name, 'nb')
		);
}

/** A week of the plan and how many of its days are staffed. */
export interface PlanWeek {
	monday: string;
	name: string;
	staffedDays: number;
	/** Planned shifts that nobody has taken who may open. */
	open: number;
	hours: number;
	isThin: boolean;
}

/** The coming weeks from a Monday on, and which have fewer than two staffed days (R36). */
export function sumUpWeeks(shifts: readonly PlanShift[], monday: string, weeks = weeksAhead): PlanWeek[] {
	const byWeek = Map.groupBy(
		shifts.filter(({ state }) => state === 'planned'),
		({ day }) => mondayOf(day)
	);
	return Array.from({ length: weeks }, (_, place) => {
		const first = addDays(monday, 7 * place);
		const planned = byWeek.get(first) ?? [];
		const staffedDays = new Set(planned.filter(({ isTaken }) => isTaken).map(({ day }) => day)).size;
		return {
			monday: first,
			name: weekName(first),
			staffedDays,
			open: planned.filter(({ isTaken }) => !isTaken).length,
			hours: planned.reduce((sum, shift) => sum + hoursOf(shift), 0),
			isThin: staffedDays < fewestDays
		};
	});
}

/** How many of the planned shifts that are over were held. For the service, never per person. */
export function countHeld(shifts: readonly PlanShift[]): { planned: number; held: number } {
	const over = shifts.filter(({ state, isHeld }) => state === 'planned' && isHeld !== undefined);
	return { planned: over.length, held: over.filter(({ isHeld }) => isHeld).length };
}

const clock = v.pipe(
	v.string('empty'),
	v.trim(),
	v.nonEmpty('empty'),
	v.check((text) => readTime(text) !== undefined, 'notATime'),
	v.transform((text) => readTime(text)!)
);
const day = v.pipe(v.string('empty'), v.trim(), v.nonEmpty('empty'), v.check(isDay, 'notADay'));
const whole = (least: number, most: number) =>
	v.pipe(
		v.string('empty'),
		v.trim(),
		v.regex(/^\d{1,2}$/, 'notANumber'),
		v.transform(Number),
		v.minValue(least, 'notANumber'),
		v.maxValue(most, 'notANumber')
	);
const breaks = v.pipe(
	v.string(),
	v.check((text) => readBreaks(text) !== undefined, 'notBreaks'),
	v.transform((text) => readBreaks(text)!)
);
const common = {
	from: clock,
	until: clock,
	breaks,
	places: whole(1, 20),
	people: v.array(v.pipe(v.string(), v.check(isId, 'unknown')))
};
const reason = (least: 0 | 1) => v.pipe(v.string(), v.trim(), v.minLength(least, 'empty'), v.maxLength(200, 'tooLong'));

/** A rule as the form posts it; times in minutes afterwards, past midnight above 1440. */
export const ruleInput = v.pipe(
	v.object({
		...common,
		weekday: whole(1, 7),
		everyWeeks: whole(1, 12),
		validFrom: day,
		validUntil: v.union(
			[
				v.pipe(
					v.literal(''),
					v.transform(() => null)
				),
				day
			],
			'notADay'
		)
	}),
	v.transform((input) => pastMidnight(input)),
	v.forward(
		v.partialCheck([['from'], ['until']], (input) => isShort(input), 'tooLong'),
		['until']
	),
	v.forward(
		v.partialCheck([['from'], ['until'], ['breaks']], (input) => breaksFit(input), 'outside'),
		['breaks']
	),
	v.forward(
		v.check(({ people, places }) => people.length <= places, 'tooFew'),
		['places']
	),
	v.forward(
		v.partialCheck(
			[['validFrom'], ['validUntil']],
			({ validFrom, validUntil }) => validUntil === null || validUntil >= validFrom,
			'endsBeforeStart'
		),
		['validUntil']
	)
);
export type RuleInput = v.InferOutput<typeof ruleInput>;

/** An extra shift as the form posts it. */
export const extraInput = v.pipe(
	v.object({ ...common, day }),
	v.transform((input) => pastMidnight(input)),
	v.forward(
		v.partialCheck([['from'], ['until']], (input) => isShort(input), 'tooLong'),
		['until']
	),
	v.forward(
		v.partialCheck([['from'], ['until'], ['breaks']], (input) => breaksFit(input), 'outside'),
		['breaks']
	),
	v.forward(
		v.check(({ people, places }) => people.length <= places, 'tooFew'),
		['places']
	)
);
export type ExtraInput = v.InferOutput<typeof extraInput>;

/** A day that differs, as the form posts it. */
export const dayInput = v.pipe(
	v.object({ day, isOpen: v.boolean(), reason: reason(0) }),
	v.forward(
		v.partialCheck([['isOpen'], ['reason']], ({ isOpen, reason }) => isOpen || reason !== '', 'empty'),
		['reason']
	)
);
export type DayInput = v.InferOutput<typeof dayInput>;

/** Why a shift is cancelled. */
export const reasonInput = reason(1);

/** An extra shift is a rule of one day. */
export const asRule = ({ day, ...rest }: ExtraInput): RuleInput => ({
	...rest,
	weekday: weekdayOf(day),
	everyWeeks: 1,
	validFrom: day,
	validUntil: day
});

/** «18», «18.30», «18:30» → minutes after midnight. */
export function readTime(text: string): number | undefined {
	const parts = /^([01]?\d|2[0-4])(?:[.:]([0-5]\d))?$/.exec(text.trim());
	const minutes = parts && Number(parts[1]) * 60 + Number(parts[2] ?? 0);
	return minutes === null || minutes > 1440 ? undefined : minutes % 1440;
}

/** «19.00–19.15, 20–20.10» → minutes; nothing is no break. */
export function readBreaks(text: string): Minutes[] | undefined {
	const pieces = text.split(/[,;]/).filter((piece) => piece.trim() !== '');
	const read = pieces.map((piece) => {
		const [from, until, ...rest] = piece.split(/[-–—]/).map(readTime);
		return from === undefined || until === undefined || rest.length ? undefined : { from, until };
	});
	return read.every((one) => one !== undefined) ? read : undefined;
}

/** A shift that ends before it begins ends on the next day, and a break before it begins lies there too. */
function pastMidnight<T extends Minutes & { breaks: Minutes[] }>(input: T): T {
	const after = (minutes: number, than: number) => (minutes <= than ? minutes + 1440 : minutes);
	const breaks = input.breaks.map((pause) => {
		const from = pause.from < input.from ? pause.from + 1440 : pause.from;
		return { from, until: after(pause.until, from % 1440) + (from >= 1440 ? 1440 : 0) };
	});
	return {
		...input,
		until: after(input.until, input.from),
		breaks: breaks.sort((one, other) => one.from - other.from)
	};
}

function isShort({ from, until }: Minutes): boolean {
	return until - from <= 12 * 60;
}

/** Breaks lie one after another within the shift, and leave some of it. */
function breaksFit({ from, until, breaks }: Minutes & { breaks: Minutes[] }): boolean {
	const edges = breaks.flatMap((pause) => [pause.from, pause.until]);
	const inOrder = edges.every((edge, place) => place === 0 || edge >= edges[place - 1]!);
	const rest = breaks.reduce((sum, pause) => sum - (pause.until - pause.from), until - from);
	return inOrder && rest > 0 && edges.every((edge) => edge >= from && edge <= until);
}

const hoursOf = ({ from, until }: Span): number => (until.getTime() - from.getTime()) / 3_600_000;
