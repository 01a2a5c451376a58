import { fail, redirect } from '@sveltejs/kit';
import {
	addRows,
	cellName,
	nameSource,
	plain,
	readAggregate,
	readSheetRows,
	removeRow,
	saveYear,
	type Aggregate,
	type AggregateColumn
} from '#aggregate';
import type { Ctx } from '#db';
import { protectList, publicChange, publishableFrom } from '#report';
import { localDay } from '#shared/calendar.ts';
import { LyktError } from '#shared/errors.ts';
import { newId } from '#shared/ids.ts';
import { changeInPercent } from '#shared/proportion.ts';
import { readSheet } from '#shared/sheet.ts';
import { may } from '#staff';
import { fieldsOf } from '../../../form.ts';
import { columnWords, countries, lineFaultWords, rowWord, takesOwnRows, titleOf } from '../words.ts';
import type { Actions, PageServerLoad } from './$types';

const said = ['saved', 'row', 'source'] as const;

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const { ctx } = locals;
	const thisYear = Number(localDay(ctx.now).slice(0, 4));
	const year = readShownYear(url.searchParams.get('year'), thisYear);
	const view = url.searchParams.get('view') === 'public' ? ('public' as const) : ('internal' as const);
	const sheet = await readAggregate(ctx, params.code, [year - 1, year]);
	const taken = new Set(sheet.rows.map(({ code }) => code));
	return {
		code: sheet.code,
		title: titleOf(sheet),
		source: sheet.source,
		year,
		thisYear,
		years: sheet.years,
		view,
		columns: sheet.columns.map((code) => ({ code, label: columnWords[code]() })),
		rows: sheet.rows.map((row) => ({
			code: row.code,
			label: rowWord(row),
			cells: sheet.columns.map((column) => cellOf(sheet, row.code, column, year, view))
		})),
		cells: Object.fromEntries(
			sheet.values
				.filter((value) => value.year === year)
				.map(({ row, column, value }) => [cellName(row, column), String(value)])
		),
		merged: view === 'public' && sheet.unit !== 'users' ? mergedOf(sheet, year) : undefined,
		countries: takesOwnRows(sheet.unit) ? undefined : countries().filter(({ value }) => !taken.has(value)),
		mayWrite: may(ctx.actor, 'aggregate.write'),
		done: said.find((word) => word === url.searchParams.get('done'))
	};
};

const readShownYear = (text: string | null, thisYear: number): number => {
	const year = /^\d{4}$/.test(text ?? '') ? Number(text) : thisYear - 1;
	return Math.min(Math.max(year, 2000), thisYear);
};

/** Two years beside each other. In public a count from 1 to 4 is hidden, and a change that would give one away. */
function cellOf(sheet: Aggregate, row: string, column: AggregateColumn, year: number, view: 'internal' | 'public') {
	const valueIn = (wanted: number) =>
		sheet.values.find((value) => value.year === wanted && value.row === row && value.column === column)?.value;
	const [before, after] = [valueIn(year - 1), valueIn(year)];
	if (view === 'public') {
		const shown = (value: number | undefined) =>
			value === undefined || value === 0 || value >= publishableFrom ? value : ('hidden' as const);
		const change = before === undefined || after === undefined ? undefined : publicChange(before, after);
		return { before: shown(before), after: shown(after), change };
	}
	const change = before === undefined || after === undefined ? undefined : changeInPercent(before, after);
	return { before, after, change };
}

/** Parts of one whole (nationalities, problems) are merged rather than hidden in public (R91). */
function mergedOf(sheet: Aggregate, year: number) {
	const tallies = sheet.values
		.filter((value) => value.year === year && value.value > 0)
		.map(({ row, value }) => ({ code: row, count: value }));
	const { total, categories } = protectList(tallies, ['other', 'unknown']);
	const word = (code: string) => rowWord(sheet.rows.find((row) => row.code === code) ?? { code, label: null });
	return {
		total,
		rows: categories
			.toSorted((a, b) => Number(a.codes.length > 1) - Number(b.codes.length > 1) || b.count - a.count)
			.map(({ codes, count }) => ({ label: codes.length > 1 ? undefined : word(codes[0]!), count }))
	};
}

const here = (code: string, year: string, done: string) =>
	redirect(303, `/aggregates/${code}?${new URLSearchParams({ year, done })}`);

export const actions: Actions = {
	save: async ({ locals, params, request }) => {
		const form = await request.formData();
		const field = fieldsOf(form);
		const cells = cellsOf(form);
		const year = field('year');
		const done = await saveYear(locals.ctx, params.code, year, cells, { isChecked: field('checked') === 'on' });
		if (done.ok) return here(params.code, year, 'saved');
		if (done.why === 'forbidden' || done.why === 'notFound') throw new LyktError(done.why);
		return fail(422, {
			cells,
			year,
			faults: done.why === 'faults' ? done.faults : {},
			questions: done.why === 'questions' ? done.questions : {},
			badYear: done.why === 'badYear',
			lines: [] as { line: number; text: string }[],
			fileFault: undefined as string | undefined,
			fromFile: false
		});
	},
	/** Fills the sheet out of a file. Nothing is stored until somebody has seen it and saves. */
	file: async ({ locals, params, request }) => {
		const form = await request.formData();
		const year = fieldsOf(form)('year');
		const file = form.get('file');
		const bytes = file instanceof File ? new Uint8Array(await file.arrayBuffer()) : new Uint8Array();
		const read = await readSheet(bytes, file instanceof File ? file.name : '');
		const back = { cells: {}, year, faults: {}, questions: {}, badYear: false, fromFile: false };
		if (!read.ok) return fail(422, { ...back, lines: [], fileFault: read.why });
		const sheet = await readAggregate(locals.ctx, params.code, []);
		const found = readSheetRows(
			read.rows,
			{ rows: sheet.rows.map(({ code }) => code), columns: sheet.columns },
			{ rows: rowNames(sheet), columns: columnNames() }
		);
		if (!found.ok) return fail(422, { ...back, lines: [], fileFault: found.why });
		if (found.faults) {
			const lines = found.faults.map(({ line, code }) => ({ line, text: lineFaultWords[code]() }));
			return fail(422, { ...back, lines, fileFault: undefined as string | undefined });
		}
		if (found.newRows.length > 0) await bringRows(locals.ctx, params.code, found.newRows);
		return { ...back, cells: found.cells, lines: [], fileFault: undefined as string | undefined, fromFile: true };
	},
	row: async ({ locals, params, request }) => {
		const field = fieldsOf(await request.formData());
		const [country, name] = [field('country'), field('name').trim()];
		if (!country && !name) return fail(422, { rowFault: 'empty', name });
		const row = country
			? { code: country, label: null }
			: { code: `own${newId().replaceAll('-', '').slice(-12)}`, label: name };
		const done = await addRows(locals.ctx, params.code, [row]);
		if (done.ok) return here(params.code, field('year'), 'row');
		if (done.why !== 'badRow') throw new LyktError(done.why);
		return fail(422, { rowFault: 'tooLong', name });
	},
	removeRow: async ({ locals, params, request }) => {
		const field = fieldsOf(await request.formData());
		const done = await removeRow(locals.ctx, params.code, field('row'));
		if (done.ok) return here(params.code, field('year'), 'row');
		if (done.why !== 'hasNumbers') throw new LyktError(done.why);
		return fail(422, { rowFault: 'hasNumbers', name: '' });
	},
	source: async ({ locals, params, request }) => {
		const field = fieldsOf(await request.formData());
		const done = await nameSource(locals.ctx, params.code, field('source'));
		if (done.ok) return here(params.code, field('year'), 'source');
		if (done.why !== 'tooLong') throw new LyktError(done.why);
		return fail(422, { source: field('source') });
	}
};

/** The cells are the fields with a dot in their name. */
const cellsOf = (form: FormData): Record<string, string> =>
	Object.fromEntries(
		[...form].flatMap(([key, value]) => (key.includes('.') && typeof value === 'string' ? [[key, value]] : []))
	);

const bringRows = async (ctx: Ctx, code: string, rows: string[]) => {
	const done = await addRows(
		ctx,
		code,
		rows.map((row) => ({ code: row, label: null }))
	);
	if (!done.ok) throw new LyktError(done.why === 'forbidden' ? 'forbidden' : 'notFound');
};

/** A file may say a line by its code or by its name, in Norwegian or in English. */
function rowNames(sheet: Aggregate): Map<string, string> {
	const names = new Map<string, string>();
	const add = (code: string, name: string) => names.set(plain(name), code);
	if (!takesOwnRows(sheet.unit))
		for (const locale of ['nb', 'en']) for (const { value, label } of countries(locale)) add(value, label);
	for (const row of sheet.rows) for (const name of [row.code, rowWord(row)]) add(row.code, name);
	return names;
}

const columnNames = (): Map<string, string> =>
	new Map(Object.entries(columnWords).flatMap(([code, word]) => [code, word()].map((name) => [plain(name), code])));
