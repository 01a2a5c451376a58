import type { Ctx } from '../db/index.ts';
import { addDays, localDay } from '../shared/calendar.ts';
import { percentile90 } from './answer-time.ts';
import { readStaffedUntil, selectDays, selectHours, selectWaits, type HoursRule } from './opening.db.ts';
import {
	dayBefore,
	daysOfWeek,
	decideOpening,
	generateShifts,
	isClosedDay,
	mergeSpans,
	type Exceptions,
	type Opening,
	type Shift,
	type Span
} from './opening.ts';

/** What these doors need; the visitor's connection will do. */
type Asker = Pick<Ctx, 'db' | 'now'>;

/** How far ahead the next opening is looked for: nearly always it is within a week. */
const horizonDays = { first: 8, last: 56 };

/** Whether somebody is here to answer, within the hours of the plan (R36). */
export const isOpenNow = async (ctx: Asker): Promise<boolean> => decideFrom(await readPlan(ctx), ctx.now, 1).isOpen;

/** Open until when, or closed until when (R36): times only, and never who. */
export async function findOpening(ctx: Asker): Promise<Opening> {
	const plan = await readPlan(ctx);
	const opening = decideFrom(plan, ctx.now, horizonDays.first);
	return opening.isOpen || opening.opensAt ? opening : decideFrom(plan, ctx.now, horizonDays.last);
}

interface Plan {
	from: string;
	rules: HoursRule[];
	days: Exceptions['days'];
	staffedUntil: Date | undefined;
}

async function readPlan(ctx: Asker): Promise<Plan> {
	const from = dayBefore(ctx.now);
	const [rules, days, staffedUntil] = await Promise.all([
		selectHours(ctx, from),
		selectDays(ctx, from),
		readStaffedUntil(ctx)
	]);
	return { from, rules, days, staffedUntil };
}

function decideFrom({ from, rules, days, staffedUntil }: Plan, now: Date, ahead: number): Opening {
	const shifts = plannedShifts(rules, days, from, addDays(from, ahead));
	const facts = {
		hasPlan: rules.length > 0,
		planned: shifts.flatMap(({ open }) => open),
		taken: shifts.filter(isTaken).flatMap(({ open }) => open),
		staffedUntil
	};
	return decideOpening(facts, now);
}

/** The hours of one day. `isClosed`: closed by us or a public holiday. */
export interface OpeningDay {
	day: string;
	isClosed: boolean;
	hours: Span[];
}

/**
 * The opening hours of the week that a day is in, Monday to Sunday (R36), breaks left out: only hours that somebody has
 * taken, because what is announced is a promise. A shift past midnight stands on the day on which it begins.
 */
export const listOpeningHours = (ctx: Asker, dayOfWeek: string): Promise<OpeningDay[]> =>
	listHours(ctx, daysOfWeek(dayOfWeek));

/** The same for today and the six days after it, for those who ask when to come. */
export function listNextDays(ctx: Asker): Promise<OpeningDay[]> {
	const today = localDay(ctx.now);
	return listHours(
		ctx,
		Array.from({ length: 7 }, (_, place) => addDays(today, place))
	);
}

/** The hours of days in a row. */
async function listHours(ctx: Asker, wanted: readonly string[]): Promise<OpeningDay[]> {
	const [from, to] = [wanted[0]!, wanted.at(-1)!];
	const [rules, days] = await Promise.all([selectHours(ctx, from), selectDays(ctx, from)]);
	const shifts = Map.groupBy(plannedShifts(rules, days, from, to).filter(isTaken), ({ day }) => day);
	return wanted.map((day) => ({
		day,
		isClosed: isClosedDay(day, days),
		hours: mergeSpans((shifts.get(day) ?? []).flatMap(({ open }) => open))
	}));
}

/**
 * How many minutes nine of ten waited at most for the first answer during the last 90 days (R37), for those who wrote
 * while we were closed, or open.
 * @returns undefined while fewer than five have waited: then nothing can be promised.
 */
export async function expectedAnswerTime(ctx: Pick<Ctx, 'db'>, wasOpen = false): Promise<number | undefined> {
	return percentile90(await selectWaits(ctx, wasOpen));
}

function plannedShifts(rules: HoursRule[], days: Exceptions['days'], from: string, to: string): Shift<HoursRule>[] {
	const cancelled = rules.flatMap(({ id, cancelledOn }) => cancelledOn.map((day) => ({ ruleId: id, day })));
	return generateShifts(rules, { days, cancelled }, from, to).filter(({ state }) => state === 'planned');
}

const isTaken = ({ rule, day }: Shift<HoursRule>): boolean =>
	rule.takenOn.includes(day) || (rule.hasPeople && !rule.leftOn.includes(day));
