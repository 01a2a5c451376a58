import type { Cell, Figure, Finding } from './report.ts';
import { smallestSlope } from './trend.ts';

/**
 * What a figure says, for its title: worked out from what the figure shows and nothing else, so that a title can never tell
 * what the table hides.
 */
export function findingOf(figure: Omit<Figure, 'finding'>): Finding {
	const { total, cells, compared } = figure;
	if (total === null && (figure.unit === 'contacts' || figure.unit === 'conversations'))
		return { code: 'tooFew', values: {}, codes: [] };
	if (figure.kind === 'series') return figure.name === 'ad-counts' ? band(figure) : trend(figure);
	if (figure.name === 'offers') return attendance(figure);
	const shown = total ?? 0;
	if (compared) return change(shown, compared.total, cells);
	if (figure.name === 'target-group') return sellers(shown, cells);
	if (figure.name === 'own-chat') return ownChat(shown, cells);
	if (figure.name === 'notices') return notices(shown, cells);
	const unknown = cells.find(({ code }) => code === 'unknown')?.count ?? 0;
	if (figure.name === 'hours' && 2 * unknown > shown) {
		return { code: 'mostlyUnknown', values: { total: shown }, codes: [] };
	}
	const top = largest(cells.filter(({ code }) => code !== 'unknown'));
	if (top.length === 0) return { code: 'none', values: { total: shown }, codes: [] };
	return { code: 'largest', values: { total: shown, count: top[0]!.count! }, codes: top.map(({ code }) => code) };
}

/** What has changed by most contacts between two periods; the totals where nothing has. */
function change(total: number, earlier: number | null, cells: readonly Cell[]): Finding {
	const moved = cells.flatMap(({ code, count, before, change: percent }) =>
		typeof count === 'number' && typeof before === 'number' && count !== before && code !== 'unknown'
			? [{ code, count, before, percent }]
			: []
	);
	const [top] = moved.toSorted((a, b) => Math.abs(b.count - b.before) - Math.abs(a.count - a.before));
	if (!top) {
		return { code: 'compared', values: { total, ...(earlier === null ? {} : { before: earlier }) }, codes: [] };
	}
	const { count, before, percent } = top;
	return {
		code: 'changed',
		values: { total, count, before, ...(percent === undefined ? {} : { change: percent }) },
		codes: [top.code]
	};
}

function sellers(total: number, cells: readonly Cell[]): Finding {
	const yes = cells.find(({ code }) => code === 'yes')?.count;
	if (!yes) return { code: yes === 0 ? 'noSellers' : 'none', values: { total }, codes: [] };
	return { code: 'sellers', values: { count: yes, total }, codes: ['yes'] };
}

function ownChat(total: number, cells: readonly Cell[]): Finding {
	const count = cells.find(({ code }) => code === 'ownChat')?.count;
	if (!total || count === undefined || count === null) return { code: 'none', values: { total }, codes: [] };
	return { code: 'ownChat', values: { count, total }, codes: ['ownChat'] };
}

function notices(total: number, cells: readonly Cell[]): Finding {
	const count = cells.find(({ code }) => code === 'given')?.count;
	if (!total || count === undefined || count === null) return { code: 'none', values: { total }, codes: [] };
	return { code: 'noticesGiven', values: { count, total }, codes: ['given'] };
}

function trend({ total, fit }: Omit<Figure, 'finding'>): Finding {
	const values = { total: total ?? 0, ...(fit ? { start: fit.start, end: fit.end } : {}) };
	if (!fit) return { code: total ? 'noLine' : 'none', values, codes: [] };
	const change = fit.end - fit.start;
	const code = Math.abs(change) < smallestSlope ? 'level' : change > 0 ? 'rising' : 'falling';
	const { firstMean, lastMean, firstSpread, lastSpread } = fit;
	return { code, values: { ...values, firstMean, lastMean, firstSpread, lastSpread }, codes: [] };
}

/** The largest category between its least and its most. */
function band({ series = [] }: Omit<Figure, 'finding'>): Finding {
	const ranges = series.flatMap(({ code, points }) => {
		const values = points.flatMap(({ value }) => (value === null ? [] : [value]));
		return values.length === 0 ? [] : [{ code, least: Math.min(...values), most: Math.max(...values) }];
	});
	const [top] = ranges.toSorted((a, b) => b.most - a.most);
	if (!top) return { code: 'none', values: {}, codes: [] };
	return { code: 'band', values: { least: top.least, most: top.most }, codes: [top.code] };
}

function attendance({ cells, total }: Omit<Figure, 'finding'>): Finding {
	if (cells.length === 0) return { code: 'none', values: {}, codes: [] };
	const days = cells.length;
	const empty = cells.filter(({ count }) => count === 0).length;
	if (empty === days) return { code: 'nobodyCame', values: { days }, codes: [] };
	if (total === null) return { code: 'openDays', values: { days }, codes: [] };
	return { code: 'came', values: { days, total }, codes: [] };
}

/** All that share the first place. */
function largest(cells: readonly Cell[]): Cell[] {
	const most = Math.max(0, ...cells.map(({ count }) => count ?? 0));
	return most === 0 ? [] : cells.filter(({ count }) => count === most);
}
