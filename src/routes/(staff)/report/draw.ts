import { drawBars, drawColumns, drawLines, type Chart, type Figure } from '#report';
import { m } from '#messages';
import {
	categoryLabel,
	changeText,
	countText,
	decimal,
	earlierPeriod,
	monthLabel,
	sayFigure,
	shortLabel
} from './words.ts';

/**
 * The drawing of a figure, the same for the page and for every file.
 * @returns undefined where there is nothing to draw.
 */
export async function drawFigure(figure: Figure): Promise<Chart | undefined> {
	const { sentence } = sayFigure(figure);
	if (figure.kind === 'series') return drawSeries(figure, sentence);
	// A few hours drawn tall would look like an answer.
	if (figure.finding.code === 'mostlyUnknown') return undefined;
	if (figure.cells.length === 0 || figure.total === 0)
		return figure.name === 'offers' ? bars(figure, sentence) : undefined;
	const isInOrder = figure.name === 'weekdays' || (figure.name === 'hours' && figure.view === 'internal');
	const isPlain = figure.cells.every(({ count, codes }) => count !== null && !codes);
	return isInOrder && isPlain && !figure.compared ? columns(figure, sentence) : bars(figure, sentence);
}

function bars(figure: Figure, sentence: string): Promise<Chart> | undefined {
	const { rows } = sayFigure(figure);
	if (rows.length === 0) return undefined;
	const period = figure.compared && earlierPeriod(figure, figure.compared);
	return drawBars(
		rows.map((row) => ({
			label: row.label,
			count: row.count ?? 0,
			text: textOf(row),
			isHidden: row.count === null,
			...(period === undefined ? {} : { before: beforeOf(row.before, period) })
		})),
		sentence
	);
}

/** Beside an earlier number the change is said, otherwise the share. */
function textOf(row: ReturnType<typeof sayFigure>['rows'][number]): string {
	if (row.count === null || row.change === undefined)
		return countText(row.before === undefined ? row : { count: row.count });
	return m.report_count_change({ count: row.count, change: changeText(row.change) });
}

const beforeOf = (before: number | null | undefined, period: string) => ({
	count: before ?? 0,
	text: before === null || before === undefined ? m.report_hidden() : `${before} (${period.toLocaleLowerCase()})`
});

function columns(figure: Figure, sentence: string): Promise<Chart> {
	const known = figure.cells.filter(({ code }) => code !== 'unknown');
	const most = Math.max(...known.map(({ count }) => count ?? 0));
	// With 24 columns there is room for every third hour, and for the number of the highest.
	const isMany = known.length > 12;
	return drawColumns(
		known.map((cell, place) => ({
			label: isMany && place % 3 > 0 ? '' : shortLabel(figure, cell),
			count: cell.count ?? 0,
			text: isMany && cell.count !== most ? '' : String(cell.count)
		})),
		sentence
	);
}

function drawSeries(figure: Figure, sentence: string): Promise<Chart> | undefined {
	const lines = figure.series ?? [];
	const points = lines[0]?.points ?? [];
	if (points.length < 2) return undefined;
	const isAds = figure.name === 'ad-counts';
	const { fit } = figure;
	const top = lines.find(({ code }) => code === figure.finding.codes[0]);
	const values = top?.points.flatMap(({ value }) => (value === null ? [] : [value])) ?? [];
	return drawLines(
		{
			lines: lines.map(({ code, points: mine }) => ({
				label: isAds ? categoryLabel(code) : '',
				values: mine.map(({ value }) => value)
			})),
			ticks: ticksOf(points.map(({ at }) => at)),
			...(isAds ? { gap: m.report_ad_gap() } : { isScattered: true }),
			...(isAds && values.length > 0 ? { band: { least: Math.min(...values), most: Math.max(...values) } } : {}),
			...(fit ? { fit: { ...fit, label: decimal(fit.end) } } : {})
		},
		sentence
	);
}

/** At most eight days under the axis, evenly spread, each the first of its month in the list. */
function ticksOf(days: readonly string[]): { at: number; label: string }[] {
	const firsts = days.flatMap((day, at) => (at === 0 || day.slice(0, 7) !== days[at - 1]!.slice(0, 7) ? [at] : []));
	const step = Math.ceil(firsts.length / 8);
	return firsts
		.filter((_, place) => place % step === 0)
		.map((at, place) => ({ at, label: monthLabel(days[at]!, place === 0) }));
}
