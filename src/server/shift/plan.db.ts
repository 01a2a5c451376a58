import { sql } from 'kysely';
import type { Ctx } from '../db/index.ts';
import type { Minutes, Rule, Span } from '../opening/index.ts';
import type { RuleInput } from './plan.ts';

/** A rule as it is stored, with the ids of those who have it every time. */
export interface RuleRow extends Rule {
	places: number;
	userIds: string[];
}

/** Rules that are in force on a day of the period, in the order of the week. */
export async function selectRules(ctx: Ctx, from: string, to: string): Promise<RuleRow[]> {
	const rows = await ctx.db
		.selectFrom('shiftRule')
		.select((e) => [
			'id',
			'weekday',
			'fromMinute',
			'untilMinute',
			'breaks',
			'everyWeeks',
			'validFrom',
			'validUntil',
			'places',
			'isExtra',
			e.fn
				.coalesce(
					e
						.selectFrom('shiftRulePerson')
						.select((inner) => inner.fn.agg<string[]>('array_agg', ['userId']).as('ids'))
						.whereRef('ruleId', '=', 'shiftRule.id'),
					sql<string[]>`'{}'::uuid[]`
				)
				.as('userIds')
		])
		.where('validFrom', '<=', to)
		.where((e) =>
			e.or([
				e('validUntil', 'is', null),
				e.and([e('validUntil', '>=', from), e('validUntil', '>=', e.ref('validFrom'))])
			])
		)
		.orderBy('weekday')
		.orderBy('fromMinute')
		.orderBy('id')
		.execute();
	return rows.map((row) => ({
		id: row.id,
		weekday: row.weekday,
		from: row.fromMinute,
		until: row.untilMinute,
		breaks: toBreaks(row.breaks),
		everyWeeks: row.everyWeeks,
		validFrom: row.validFrom,
		validUntil: row.validUntil,
		places: row.places,
		isExtra: row.isExtra,
		userIds: row.userIds
	}));
}

export async function insertRule(ctx: Ctx, id: string, input: RuleInput, isExtra: boolean): Promise<void> {
	await ctx.db
		.insertInto('shiftRule')
		.values({
			id,
			weekday: input.weekday,
			fromMinute: input.from,
			untilMinute: input.until,
			breaks: input.breaks.flatMap(({ from, until }) => [from, until]),
			everyWeeks: input.everyWeeks,
			validFrom: input.validFrom,
			validUntil: input.validUntil,
			places: input.places,
			isExtra
		})
		.execute();
	if (!input.people.length) return;
	await ctx.db
		.insertInto('shiftRulePerson')
		.values(input.people.map((userId) => ({ ruleId: id, userId })))
		.execute();
}

/** Gives a rule its last day; one that has not begun by then never does. @returns false when there is no such rule. */
export async function updateLastDay(ctx: Ctx, id: string, lastDay: string): Promise<boolean> {
	const row = await ctx.db
		.updateTable('shiftRule')
		.set({ validUntil: sql<string>`greatest(${lastDay}::date, valid_from - 1)` })
		.where('id', '=', id)
		.returning('id')
		.executeTakeFirst();
	return row !== undefined;
}

/** Takes the row of a rule, so that of two who want the last place one gets it. */
export async function lockRule(ctx: Ctx, id: string): Promise<void> {
	await ctx.db.selectFrom('shiftRule').select('id').where('id', '=', id).forUpdate().execute();
}

/** Who comes to one day of a rule although they have it not every time, and who does not come although they have. */
export interface Change {
	ruleId: string;
	day: string;
	userId: string;
	isComing: boolean;
}

export async function selectChanges(ctx: Ctx, from: string, to: string): Promise<Change[]> {
	return ctx.db
		.selectFrom('shiftPerson')
		.select(['ruleId', 'day', 'userId', 'isComing'])
		.where('day', '>=', from)
		.where('day', '<=', to)
		.execute();
}

export async function upsertChange(ctx: Ctx, change: Change): Promise<void> {
	const { ruleId, day, userId, isComing } = change;
	await ctx.db
		.insertInto('shiftPerson')
		.values({ ruleId, day, userId, isComing })
		.onConflict((conflict) => conflict.columns(['ruleId', 'day', 'userId']).doUpdateSet({ isComing }))
		.execute();
}

export async function selectCancelled(
	ctx: Ctx,
	from: string,
	to: string
): Promise<{ ruleId: string; day: string; reason: string }[]> {
	return ctx.db
		.selectFrom('shiftCancelled')
		.select(['ruleId', 'day', 'reason'])
		.where('day', '>=', from)
		.where('day', '<=', to)
		.execute();
}

export async function upsertCancelled(ctx: Ctx, ruleId: string, day: string, reason: string): Promise<void> {
	await ctx.db
		.insertInto('shiftCancelled')
		.values({ ruleId, day, reason })
		.onConflict((conflict) => conflict.columns(['ruleId', 'day']).doUpdateSet({ reason }))
		.execute();
}

export async function deleteCancelled(ctx: Ctx, ruleId: string, day: string): Promise<boolean> {
	const row = await ctx.db
		.deleteFrom('shiftCancelled')
		.where('ruleId', '=', ruleId)
		.where('day', '=', day)
		.returning('day')
		.executeTakeFirst();
	return row !== undefined;
}

/** A day that differs. */
export interface OwnDay {
	day: string;
	isOpen: boolean;
	reason: string;
}

export async function selectOwnDays(ctx: Ctx, from: string, to: string): Promise<OwnDay[]> {
	return ctx.db
		.selectFrom('shiftDay')
		.select(['day', 'isOpen', 'reason'])
		.where('day', '>=', from)
		.where('day', '<=', to)
		.orderBy('day')
		.execute();
}

export async function upsertDay(ctx: Ctx, { day, isOpen, reason }: OwnDay): Promise<void> {
	await ctx.db
		.insertInto('shiftDay')
		.values({ day, isOpen, reason })
		.onConflict((conflict) => conflict.column('day').doUpdateSet({ isOpen, reason }))
		.execute();
}

export async function deleteDay(ctx: Ctx, day: string): Promise<boolean> {
	const row = await ctx.db.deleteFrom('shiftDay').where('day', '=', day).returning('day').executeTakeFirst();
	return row !== undefined;
}

/** When anybody was on duty, without who. */
export async function selectDutySpans(ctx: Ctx, from: Date, to: Date): Promise<Span[]> {
	const ended = sql<Date>`coalesce(ended_at, until)`;
	return ctx.db
		.selectFrom('shiftDuty')
		.select(['beganAt as from', ended.as('until')])
		.where('beganAt', '<', to)
		.where(ended, '>', from)
		.orderBy('beganAt')
		.execute();
}

export async function addWait(ctx: Ctx, day: string, wasOpen: boolean, minutes: number): Promise<void> {
	await ctx.db
		.insertInto('shiftAnswerWait')
		.values({ day, wasOpen, minutes, count: 1 })
		.onConflict((conflict) =>
			conflict
				.columns(['day', 'wasOpen', 'minutes'])
				.doUpdateSet({ count: sql<number>`shift_answer_wait.count + excluded.count` })
		)
		.execute();
}

/** How many waited so many minutes for the first answer. */
export interface AnswerWait {
	wasOpen: boolean;
	minutes: number;
	count: number;
}

export async function selectWaits(ctx: Ctx, from: string, to: string): Promise<AnswerWait[]> {
	return ctx.db
		.selectFrom('shiftAnswerWait')
		.select((e) => ['wasOpen', 'minutes', e.fn.sum<number>('count').as('count')])
		.where('day', '>=', from)
		.where('day', '<=', to)
		.groupBy(['wasOpen', 'minutes'])
		.orderBy('minutes')
		.execute();
}

/** Waits that are too old to count are forgotten. */
export async function deleteWaitsBefore(ctx: Ctx, day: string): Promise<void> {
	await ctx.db.deleteFrom('shiftAnswerWait').where('day', '<', day).execute();
}

const toBreaks = (flat: readonly number[]): Minutes[] =>
	Array.from({ length: flat.length / 2 }, (_, place) => ({ from: flat[2 * place]!, until: flat[2 * place + 1]! }));
