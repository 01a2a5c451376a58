import { sql } from 'kysely';
import type { Ctx } from '../db/index.ts';
import type { Wait } from './answer-time.ts';
import type { Exceptions, Minutes, Rule } from './opening.ts';

// Functions of the database, not tables: the visitor's log-in may call them and may read nothing of the plan itself.

/** The hours of the plan, without people. `id` is only a number within this reading. */
export interface HoursRule extends Rule {
	hasPeople: boolean;
	cancelledOn: string[];
	takenOn: string[];
	leftOn: string[];
}

interface Row {
	weekday: number;
	fromMinute: number;
	untilMinute: number;
	breaks: number[];
	everyWeeks: number;
	validFrom: string;
	validUntil: string | null;
	isExtra: boolean;
	hasPeople: boolean;
	cancelledOn: string[];
	takenOn: string[];
	leftOn: string[];
}

export async function selectHours(ctx: Pick<Ctx, 'db'>, from: string): Promise<HoursRule[]> {
	const { rows } = await sql<Row>`
		select weekday, from_minute, until_minute, breaks, every_weeks, valid_from, valid_until, is_extra, has_people,
			cancelled_on::text[], taken_on::text[], left_on::text[]
		from opening_rules(${from}::date)`.execute(ctx.db);
	return rows.map((row, place) => ({
		id: String(place),
		weekday: row.weekday,
		from: row.fromMinute,
		until: row.untilMinute,
		breaks: toBreaks(row.breaks),
		everyWeeks: row.everyWeeks,
		validFrom: row.validFrom,
		validUntil: row.validUntil,
		isExtra: row.isExtra,
		hasPeople: row.hasPeople,
		cancelledOn: row.cancelledOn,
		takenOn: row.takenOn,
		leftOn: row.leftOn
	}));
}

export async function selectDays(ctx: Pick<Ctx, 'db'>, from: string): Promise<Exceptions['days']> {
	const { rows } = await sql<{ day: string; isOpen: boolean }>`
		select day, is_open from opening_days(${from}::date)`.execute(ctx.db);
	return rows.map(({ day, isOpen }) => ({ day, isOpen }));
}

export async function readStaffedUntil(ctx: Pick<Ctx, 'db'>): Promise<Date | undefined> {
	const { rows } = await sql<{ until: Date | null }>`select opening_staffed_until() as until`.execute(ctx.db);
	return rows[0]?.until ?? undefined;
}

export async function selectWaits(ctx: Pick<Ctx, 'db'>, wasOpen: boolean): Promise<Wait[]> {
	const { rows } = await sql<Wait>`select minutes, count from opening_answer_waits(${wasOpen})`.execute(ctx.db);
	return rows;
}

/** Pairs of minutes, as the database keeps them. */
export const toBreaks = (flat: readonly number[]): Minutes[] =>
	Array.from({ length: flat.length / 2 }, (_, place) => ({ from: flat[2 * place]!, until: flat[2 * place + 1]! }));
