import { appendEntry } from '../audit/index.ts';
import { inTransaction, type Ctx } from '../db/index.ts';
import { localDay } from '../shared/calendar.ts';
import { LyktError } from '../shared/errors.ts';
import { no, yes, type Outcome } from '../shared/outcome.ts';
import { may } from '../staff/index.ts';
import {
	deleteRow,
	insertRows,
	lockSeries,
	replaceYear,
	selectRows,
	selectSeries,
	selectValues,
	selectYears,
	updateSource
} from './aggregate.db.ts';
import {
	columnsOf,
	readCells,
	readYear,
	type AggregateColumn,
	type AggregateRow,
	type AggregateValue,
	type CellFault,
	type CellQuestion,
	type Cells,
	type Series
} from './aggregate.ts';

/** A sheet: its lines, its columns, and the numbers of the years that were asked for. */
export interface Aggregate extends Series {
	rows: AggregateRow[];
	columns: readonly AggregateColumn[];
	/** Missing is not known; 0 is nobody. */
	values: AggregateValue[];
	/** Every year that has numbers, latest first. */
	years: number[];
}

/**
 * All kinds of figures from elsewhere, with the years that have numbers.
 * @throws LyktError `forbidden`.
 */
export async function listAggregates(ctx: Ctx): Promise<(Series & { years: number[] })[]> {
	if (!may(ctx.actor, 'aggregate.read')) throw new LyktError('forbidden');
	const series = await selectSeries(ctx);
	return Promise.all(
		series.map(async ({ id, code, title, unit, source }) => ({
			...{ code, title, unit, source },
			years: await selectYears(ctx, id)
		}))
	);
}

/**
 * One kind of figures for some years (R90–R92). Internal: small numbers are shown.
 * @throws LyktError `notFound`, also for whoever may not read them.
 */
export async function readAggregate(ctx: Ctx, code: string, years: readonly number[]): Promise<Aggregate> {
	const series = may(ctx.actor, 'aggregate.read') ? await findSeries(ctx, code) : undefined;
	if (!series) throw new LyktError('notFound');
	const { id, title, unit, source } = series;
	const [rows, values, known] = await Promise.all([
		selectRows(ctx, id),
		selectValues(ctx, id, years),
		selectYears(ctx, id)
	]);
	return { code, title, unit, source, rows, columns: columnsOf(unit), values, years: known };
}

export type Saved = { ok: true } | Refused;
type Refused =
	| { ok: false; why: 'forbidden' | 'notFound' | 'badYear' }
	| { ok: false; why: 'faults'; faults: Record<string, CellFault> }
	| { ok: false; why: 'questions'; questions: Record<string, CellQuestion> };

/**
 * Stores a year of a sheet, whole or not at all. A negative number or one that is none is refused; one that is odd is asked
 * about, and stored when somebody has looked again.
 * @param year as it was typed.
 */
export async function saveYear(
	ctx: Ctx,
	code: string,
	year: string,
	cells: Cells,
	{ isChecked = false } = {}
): Promise<Saved> {
	if (!may(ctx.actor, 'aggregate.write')) return no('forbidden');
	const series = await findSeries(ctx, code);
	if (!series) return no('notFound');
	const wanted = readYear(year, localDay(ctx.now));
	if (wanted === undefined) return no('badYear');
	return inTransaction(ctx, async (ctx): Promise<Saved> => {
		await lockSeries(ctx, series.id);
		const rows = await selectRows(ctx, series.id);
		const read = readCells(
			cells,
			rows.map((row) => row.code),
			columnsOf(series.unit),
			await selectValues(ctx, series.id, [wanted - 1])
		);
		if (Object.keys(read.faults).length > 0) return { ok: false, why: 'faults', faults: read.faults };
		if (!isChecked && Object.keys(read.questions).length > 0)
			return { ok: false, why: 'questions', questions: read.questions };
		await replaceYear(ctx, series.id, wanted, read.values);
		await appendEntry(ctx, 'aggregate.save', 'aggregate', `${code} ${wanted}`);
		return { ok: true };
	});
}

/**
 * Adds lines to a sheet: countries by their code, departments and problems by name.
 * @param rows the code of each, with a label unless the code has a word of its own.
 */
export async function addRows(
	ctx: Ctx,
	code: string,
	rows: readonly AggregateRow[]
): Promise<Outcome<object, 'forbidden' | 'notFound' | 'badRow'>> {
	if (!may(ctx.actor, 'aggregate.write')) return no('forbidden');
	const series = await findSeries(ctx, code);
	if (!series) return no('notFound');
	const isFit = (row: AggregateRow) =>
		/^[A-Za-z][A-Za-z0-9]{0,39}$/.test(row.code) &&
		(row.label === null || (row.label !== '' && row.label.length <= 80));
	if (rows.length > 300 || !rows.every(isFit)) return no('badRow');
	return inTransaction(ctx, async (ctx) => {
		await lockSeries(ctx, series.id);
		await insertRows(ctx, series.id, rows);
		await appendEntry(ctx, 'aggregate.addRow', 'aggregate', code);
		return yes({});
	});
}

/** Takes away a line that no year has numbers on. */
export async function removeRow(
	ctx: Ctx,
	code: string,
	row: string
): Promise<Outcome<object, 'forbidden' | 'notFound' | 'hasNumbers'>> {
	if (!may(ctx.actor, 'aggregate.write')) return no('forbidden');
	const series = await findSeries(ctx, code);
	if (!series) return no('notFound');
	return inTransaction(ctx, async (ctx) => {
		await lockSeries(ctx, series.id);
		if (!(await deleteRow(ctx, series.id, row))) return no('hasNumbers');
		await appendEntry(ctx, 'aggregate.removeRow', 'aggregate', code);
		return yes({});
	});
}

/** Says where the numbers come from. */
export async function nameSource(
	ctx: Ctx,
	code: string,
	source: string
): Promise<Outcome<object, 'forbidden' | 'notFound' | 'tooLong'>> {
	if (!may(ctx.actor, 'aggregate.write')) return no('forbidden');
	if (source.trim().length > 200) return no('tooLong');
	const series = await findSeries(ctx, code);
	if (!series) return no('notFound');
	return inTransaction(ctx, async (ctx) => {
		await updateSource(ctx, series.id, source.trim());
		await appendEntry(ctx, 'aggregate.nameSource', 'aggregate', code);
		return yes({});
	});
}

const findSeries = async (ctx: Ctx, code: string) => (await selectSeries(ctx)).find((series) => series.code === code);
