import * as v from 'valibot';
import { isDay } from '../shared/calendar.ts';
import { isId } from '../shared/ids.ts';

/** "Hvordan hørte du om oss?" (R59), in the order in which it is asked. */
export const sources = ['message', 'friend', 'street', 'web', 'other', 'noAnswer'] as const;
export type Source = (typeof sources)[number];

/** When they got the message (R70: some come after more than half a year). `none` for those who came by something else. */
export const receivedWhen = ['under1', 'from1to6', 'over6', 'unknown'] as const;
export type Received = (typeof receivedWhen)[number] | 'none';

export const doses = [1, 2, 3] as const;
export type Dose = (typeof doses)[number];

/** One answer at the desk, without whose it was and without the hour. */
export interface Tally {
	source: Source;
	received: Received;
	dose: Dose;
}
export interface TallyCount extends Tally {
	day: string;
	count: number;
}

/** A time-limited offer. Hypothesis, channels, rule and decision are for trying something out (R88). */
export interface Offer {
	id: string;
	name: string;
	/** What is counted, in the team's own words: "første doser". */
	unit: string;
	startsOn: string;
	endsOn: string;
	campaignId: string | null;
	places: number | null;
	countsDoses: boolean;
	hypothesis: string;
	channels: string;
	decisionRule: string;
	decision: string;
}

const day = v.pipe(v.string('empty'), v.nonEmpty('empty'), v.check(isDay, 'notADay'));
const text = (most: number) => v.optional(v.pipe(v.string(), v.trim(), v.maxLength(most, 'tooLong')), '');

/** An offer, as the form posts it. */
export const offerInput = v.pipe(
	v.object({
		name: v.pipe(v.string('empty'), v.trim(), v.nonEmpty('empty'), v.maxLength(80, 'tooLong')),
		unit: v.pipe(v.string('empty'), v.trim(), v.nonEmpty('empty'), v.maxLength(40, 'tooLong')),
		startsOn: day,
		endsOn: day,
		campaignId: v.nullable(v.pipe(v.string(), v.check(isId, 'unknown'))),
		places: v.nullable(
			v.pipe(
				v.number('notANumber'),
				v.integer('notANumber'),
				v.minValue(1, 'notANumber'),
				v.maxValue(100_000, 'notANumber')
			)
		),
		countsDoses: v.boolean(),
		hypothesis: text(500),
		channels: text(200),
		decisionRule: text(500)
	}),
	v.forward(
		v.partialCheck([['startsOn'], ['endsOn']], ({ startsOn, endsOn }) => endsOn >= startsOn, 'endsBeforeStart'),
		['endsOn']
	)
);
export type OfferInput = v.InferOutput<typeof offerInput>;

/** Whether people can be counted on a day: within the offer's time, and not in the future. */
export function decideDay(
	offer: Pick<Offer, 'startsOn' | 'endsOn'>,
	day: string,
	today: string
): 'ok' | 'notADay' | 'future' | 'outside' {
	if (!isDay(day)) return 'notADay';
	if (day > today) return 'future';
	return day < offer.startsOn || day > offer.endsOn ? 'outside' : 'ok';
}

/**
 * Reads one answer as the desk posts it.
 * @returns undefined when it is none; `when` is missing for a message whose time has not been asked yet.
 */
export function readTally(raw: { source: string; received: string; dose: string }): Tally | 'when' | undefined {
	const source = sources.find((code) => code === raw.source);
	const dose = doses.find((number) => String(number) === (raw.dose || '1'));
	if (!source || !dose) return undefined;
	if (source !== 'message') return { source, received: 'none', dose };
	if (raw.received === '') return 'when';
	const received = receivedWhen.find((code) => code === raw.received);
	return received && { source, received, dose };
}

/** A tally as one word, to remember what was counted last: `message.over6.1`. */
export const tallyText = ({ source, received, dose }: Tally): string => `${source}.${received}.${dose}`;

/** Everything that can be said of an offer's tally. Every answer is there, also with nobody. */
export interface TallySum {
	/** How many came; with doses, first doses. */
	total: number;
	bySource: { source: Source; count: number }[];
	byReceived: { received: Exclude<Received, 'none'>; count: number }[];
	byDose: { dose: Dose; count: number }[];
	/** Days when the desk was open; a day without anybody is 0. */
	byDay: { day: string; count: number }[];
}

/** Adds up. How people heard of us is asked of everybody, but counted for first doses only: the second is the same person. */
export function sumUpTally(counts: readonly TallyCount[], days: readonly string[]): TallySum {
	const first = counts.filter(({ dose }) => dose === 1);
	const sum = (rows: readonly TallyCount[]) => rows.reduce((all, { count }) => all + count, 0);
	return {
		total: sum(first),
		bySource: sources.map((source) => ({ source, count: sum(first.filter((row) => row.source === source)) })),
		byReceived: receivedWhen.map((received) => ({
			received,
			count: sum(first.filter((row) => row.received === received))
		})),
		byDose: doses.map((dose) => ({ dose, count: sum(counts.filter((row) => row.dose === dose)) })),
		byDay: days.map((day) => ({ day, count: sum(counts.filter((row) => row.day === day)) }))
	};
}

/** A share in tenths of a percent, half up, worked out in integers: 191 of 273 is 700. Undefined below fifty (R110). */
export const shareInTenths = (count: number, total: number): number | undefined =>
	total < 50 ? undefined : Math.floor((2000 * count + total) / (2 * total));
