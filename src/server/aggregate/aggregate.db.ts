import { sql } from 'kysely';
import type { Ctx } from '../db/index.ts';
import type { AggregateColumn, AggregateRow, AggregateUnit, AggregateValue, Series } from './aggregate.ts';

export async function selectSeries(ctx: Ctx): Promise<(Series & { id: string })[]> {
	const rows = await ctx.db
		.selectFrom('aggregateSeries')
		.select(['id', 'code', 'title', 'unit', 'source'])
		.orderBy(sql`case unit when 'users' then 0 when 'nationality' then 1 else 2 end`)
		.orderBy('code')
		.execute();
	return rows.map((row) => ({ ...row, unit: row.unit as AggregateUnit }));
}

export async function selectRows(ctx: Ctx, seriesId: string): Promise<AggregateRow[]> {
	return ctx.db
		.selectFrom('aggregateRow')
		.select(['code', 'label'])
		.where('seriesId', '=', seriesId)
		.orderBy('position')
		.orderBy('code')
		.execute();
}

/** Calendar years only; another period is not in the sheet. */
export async function selectValues(ctx: Ctx, seriesId: string, years: readonly number[]): Promise<AggregateValue[]> {
	if (!years.length) return [];
	const rows = await ctx.db
		.selectFrom('aggregateValue')
		.select(['periodFrom', 'rowCode', 'columnCode', 'value'])
		.where('seriesId', '=', seriesId)
		.where(
			'periodFrom',
			'in',
			years.map((year) => `${year}-01-01`)
		)
		.where(sql<boolean>`period_to = period_from + interval '1 year' - interval '1 day'`)
		.execute();
	return rows.map((row) => ({
		year: Number(row.periodFrom.slice(0, 4)),
		row: row.rowCode,
		column: row.columnCode as AggregateColumn,
		value: row.value
	}));
}

/** The years that have numbers, latest first. */
export async function selectYears(ctx: Ctx, seriesId: string): Promise<number[]> {
	const rows = await ctx.db
		.selectFrom('aggregateValue')
		.select('periodFrom')
		.distinct()
		.where('seriesId', '=', seriesId)
		.where(sql<boolean>`period_to = period_from + interval '1 year' - interval '1 day'`)
		.orderBy('periodFrom', 'desc')
		.execute();
	return rows.map(({ periodFrom }) => Number(periodFrom.slice(0, 4)));
}

/** The whole year anew: what is not among the values is not known. */
export async function replaceYear(
	ctx: Ctx,
	seriesId: string,
	year: number,
	values: readonly Omit<AggregateValue, 'year'>[]
): Promise<void> {
	const period = { periodFrom: `${year}-01-01`, periodTo: `${year}-12-31` };
	await ctx.db
		.deleteFrom('aggregateValue')
		.where('seriesId', '=', seriesId)
		.where('periodFrom', '=', period.periodFrom)
		.where('periodTo', '=', period.periodTo)
		.execute();
	if (!values.length) return;
	await ctx.db
		.insertInto('aggregateValue')
		.values(values.map(({ row, column, value }) => ({ ...period, seriesId, rowCode: row, columnCode: column, value })))
		.execute();
}

/** New lines go before «other» and «unknown». */
export async function insertRows(ctx: Ctx, seriesId: string, rows: readonly AggregateRow[]): Promise<void> {
	if (!rows.length) return;
	const { last } = await ctx.db
		.selectFrom('aggregateRow')
		.select((e) => e.fn.coalesce(e.fn.max('position'), sql<number>`0`).as('last'))
		.where('seriesId', '=', seriesId)
		.where('position', '<', 900)
		.executeTakeFirstOrThrow();
	await ctx.db
		.insertInto('aggregateRow')
		.values(rows.map(({ code, label }, place) => ({ seriesId, code, label, position: last + place + 1 })))
		.onConflict((conflict) => conflict.doNothing())
		.execute();
}

/** @returns false when there are numbers on it, or it is not there. */
export async function deleteRow(ctx: Ctx, seriesId: string, code: string): Promise<boolean> {
	const row = await ctx.db
		.deleteFrom('aggregateRow')
		.where('seriesId', '=', seriesId)
		.where('code', '=', code)
		.where((e) =>
			e.not(
				e.exists(
					e
						.selectFrom('aggregateValue')
						.select('value')
						.whereRef('aggregateValue.seriesId', '=', 'aggregateRow.seriesId')
						.whereRef('aggregateValue.rowCode', '=', 'aggregateRow.code')
				)
			)
		)
		.returning('code')
		.executeTakeFirst();
	return row !== undefined;
}

export async function updateSource(ctx: Ctx, seriesId: string, source: string): Promise<void> {
	await ctx.db.updateTable('aggregateSeries').set({ source }).where('id', '=', seriesId).execute();
}

/** Who types a year waits for who types it just now. */
export async function lockSeries(ctx: Ctx, seriesId: string): Promise<void> {
	await sql`select pg_advisory_xact_lock(hashtext(${`aggregate ${seriesId}`}))`.execute(ctx.db);
}
