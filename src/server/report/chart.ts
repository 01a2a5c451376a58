/** One bar: its label stands above, `text` (the number as it is said) after it. */
export interface Bar {
	label: string;
	count: number;
	text: string;
	/** A hidden number: a short hatched bar, whatever the number is. */
	isHidden?: boolean;
	/** The earlier period's number, drawn pale below. */
	before?: { count: number; text: string };
}

/** Standing columns in an order of their own, such as the hours of a day. */
export interface Column {
	/** Under the column; empty where there is no room for all. */
	label: string;
	count: number;
	/** Above the column; empty where there is no room for all. */
	text: string;
}

/** Values along time. */
export interface Line {
	/** At its end. */
	label: string;
	/** A null is a gap. */
	values: readonly (number | null)[];
}
export interface Lines {
	lines: readonly Line[];
	/** Under the axis, by the place of the value. */
	ticks: readonly { at: number; label: string }[];
	/** Said inside a gap that all lines have. */
	gap?: string;
	/** The line of least squares from the first to the last value, and how far most values lie from it. */
	fit?: { start: number; end: number; firstSpread: number; lastSpread: number; label: string };
	/** From the least to the most. */
	band?: { least: number; most: number };
	/** Dots without a line between them: single events, not a course. */
	isScattered?: boolean;
}

/** A picture for a wide column and one for a phone; the page shows the one that fits (looks §9). */
export interface Chart {
	wide: string;
	narrow: string;
}

type Size = keyof Chart;
type Plotting = typeof import('@observablehq/plot');
type Marks = import('@observablehq/plot').Markish[];

/** A bar and how far below the top it stands, under the lines of its label. */
interface PlacedBar extends Bar {
	top: number;
	lines: readonly string[];
}

const widths = { wide: 560, narrow: 350 } as const;
// From the mock-ups: one bar with its label takes 46 px, the bar itself 16; a second one below it 20 more.
const row = 46;
const barTop = 20;
const barHeight = 16;
const secondRow = 20;
const labelLine = 19;
const hiddenWidth = 28;
const gap = 10;
const fontSize = 15;
const smallSize = 13;
const standingHeight = 260;
const standing = { marginTop: 14, marginBottom: 34 };
const data = 'var(--lykt-chart-data, #1b4f86)';
const grid = 'var(--lykt-chart-grid, #d9e1ea)';
const ink = 'var(--ds-color-neutral-text-default, currentColor)';
const paleInk = 'var(--ds-color-neutral-text-subtle, currentColor)';

/**
 * Draws lying bars, twice. Colours are CSS variables with a fallback, so that schemes, print and a saved file all work.
 * The libraries are loaded at the first drawing, not at start.
 * @param sentence the finding and the numbers, for those who do not see the picture.
 * @returns SVG that is safe to place in a page: every text is escaped, and there is no script or style in it.
 */
export const drawBars = (bars: readonly Bar[], sentence: string): Promise<Chart> =>
	drawTwice(sentence, (Plot, size) => barMarks(Plot, bars, widths[size]));

/** Draws standing columns, twice; as drawBars otherwise. */
export const drawColumns = (columns: readonly Column[], sentence: string): Promise<Chart> =>
	drawTwice(sentence, (Plot, size) => columnMarks(Plot, columns, size));

/** Draws values along time, twice; as drawBars otherwise. */
export const drawLines = (lines: Lines, sentence: string): Promise<Chart> =>
	drawTwice(sentence, (Plot, size) => lineMarks(Plot, lines, size));

interface Drawing {
	height: number;
	options: import('@observablehq/plot').PlotOptions;
	marks: Marks;
}

async function drawTwice(sentence: string, draw: (Plot: Plotting, size: Size) => Drawing): Promise<Chart> {
	const { Plot, document } = await libraries();
	const drawn = (['wide', 'narrow'] as const).map((size) => {
		const { height, options, marks } = draw(Plot, size);
		const svg = Plot.plot({ document, width: widths[size], height, margin: 0, ...options, marks });
		// The root is written here and not by the document, whose attributes are escaped for HTML only.
		return (
			`<svg xmlns="http://www.w3.org/2000/svg" class="chart chart--${size}" viewBox="0 0 ${widths[size]} ${height}" ` +
			`font-family="system-ui, sans-serif" font-size="${fontSize}" text-anchor="middle" role="img" aria-label="${escapeXml(sentence)}">` +
			`${tidy(svg)}</svg>`
		);
	});
	return { wide: drawn[0]!, narrow: drawn[1]! };
}

function barMarks(Plot: Plotting, bars: readonly Bar[], width: number): Drawing {
	const isPair = bars.some(({ before }) => before);
	const rows: PlacedBar[] = [];
	let height = 0;
	for (const bar of bars) {
		const lines = breakLabel(printable(bar.label), width);
		const top = height + (lines.length - 1) * labelLine;
		rows.push({ ...bar, lines, text: printable(bar.text), top });
		height = top + (isPair ? row + secondRow : row);
	}
	height = Math.max(height, row);
	const labels = rows.flatMap(({ lines, top }) =>
		lines.map((text, place) => ({ text, at: top + 9 - (lines.length - 1 - place) * labelLine }))
	);
	const earlier = rows.flatMap(({ before, top }): PlacedBar[] =>
		before ? [{ label: '', lines: [], count: before.count, text: printable(before.text), top: top + secondRow }] : []
	);
	const most = Math.max(1, ...rows.map(({ count }) => count), ...earlier.map(({ count }) => count));
	const texts = [...rows, ...earlier].map(({ text }) => text);
	const shown = rows.filter(({ isHidden }) => !isHidden);
	const hidden = rows.filter(({ isHidden }) => isHidden);
	const rightEdge = gap + widestText(texts);
	// A hidden bar has the same width in every chart: its length must say nothing.
	const hiddenCount = (hiddenWidth * most) / Math.max(1, width - rightEdge);
	const bar = (placed: PlacedBar[], look: object) =>
		Plot.rect(placed, {
			x1: 0,
			x2: 'count',
			y1: (one: PlacedBar) => one.top + barTop,
			y2: (one: PlacedBar) => one.top + barTop + barHeight,
			rx: 2,
			...look
		});
	const value = (placed: PlacedBar[], look: object) =>
		Plot.text(placed, {
			x: 'count',
			y: (one: PlacedBar) => one.top + barTop + barHeight / 2,
			dx: gap,
			text: 'text',
			textAnchor: 'start',
			fontSize,
			fill: ink,
			...look
		});
	return {
		height,
		options: {
			marginRight: rightEdge,
			x: { axis: null, domain: [0, most] },
			y: { axis: null, domain: [0, height], range: [0, height] }
		},
		marks: [
			Plot.text(labels, {
				x: 0,
				y: 'at',
				text: 'text',
				textAnchor: 'start',
				fontSize,
				fill: ink
			}),
			bar(shown, { fill: data, className: 'bar' }),
			...(earlier.length > 0 ? [bar(earlier, { fill: data, fillOpacity: 0.35, className: 'pale' })] : []),
			...(hidden.length > 0
				? [
						bar(
							hidden.map((one) => ({ ...one, count: hiddenCount })),
							{ fill: 'none', stroke: paleInk, className: 'hidden' }
						),
						hatch(Plot, hidden, hiddenCount)
					]
				: []),
			value(shown, {}),
			...(earlier.length > 0 ? [value(earlier, { fontSize: smallSize, fill: paleInk, className: 'ax' })] : []),
			...(hidden.length > 0
				? [
						value(
							hidden.map((one) => ({ ...one, count: hiddenCount })),
							{}
						)
					]
				: [])
		]
	};
}

/** Slanted lines inside each hidden bar. */
function hatch(Plot: Plotting, hidden: readonly PlacedBar[], most: number) {
	const unit = most / hiddenWidth;
	const lines = hidden.flatMap(({ top }) =>
		[0, 7, 14, 21].map((from) => {
			const across = Math.min(barHeight, hiddenWidth - from);
			const bottom = top + barTop + barHeight;
			return { x1: from * unit, y1: bottom, x2: (from + across) * unit, y2: bottom - across };
		})
	);
	return Plot.link(lines, { x1: 'x1', y1: 'y1', x2: 'x2', y2: 'y2', stroke: paleInk, className: 'hidden' });
}

function columnMarks(Plot: Plotting, columns: readonly Column[], size: Size): Drawing {
	const most = Math.max(1, ...columns.map(({ count }) => count));
	const height = standingHeight;
	const placed = columns.map(({ label, count, text }, place) => ({
		...{ place, count },
		label: printable(label),
		text: printable(text)
	}));
	return {
		height,
		options: {
			marginTop: 26,
			marginBottom: 30,
			x: { axis: null, domain: [-0.5, Math.max(1, columns.length) - 0.5] },
			y: { axis: null, domain: [0, most] }
		},
		marks: [
			Plot.ruleY([0], { stroke: grid, className: 'grid' }),
			Plot.rect(placed, {
				x1: (one: { place: number }) => one.place - 0.36,
				x2: (one: { place: number }) => one.place + 0.36,
				y1: 0,
				y2: 'count',
				rx: 2,
				fill: data,
				className: 'bar'
			}),
			Plot.text(placed, { x: 'place', y: 'count', dy: -10, text: 'text', fontSize, fontWeight: 600, fill: ink }),
			Plot.text(
				placed.filter(
					({ label }, place) => label !== '' && (size === 'wide' || columns.length < 12 || place % 2 === 0)
				),
				{ x: 'place', y: 0, dy: 16, text: 'label', fontSize: smallSize, fill: paleInk, className: 'ax' }
			)
		]
	};
}

interface Point {
	place: number;
	value: number | null;
}

function lineMarks(Plot: Plotting, lines: Lines, size: Size): Drawing {
	const length = Math.max(2, ...lines.lines.map(({ values }) => values.length));
	const values = lines.lines.flatMap((line) => line.values.filter((value) => value !== null));
	const { fit } = lines;
	const spread = fit ? [fit.start + fit.firstSpread, fit.end + fit.lastSpread] : [];
	const top = niceTop(Math.max(1, ...values, ...spread));
	const steps = [0, 1, 2, 3, 4]
		.map((quarter) => (top * quarter) / 4)
		.filter((step) => Number.isInteger(step) || top < 4);
	const named = lines.lines.filter(({ label }) => label !== '');
	const room = gap + widestText([...named.map(({ label }) => label), fit?.label ?? '']);
	const course = (points: Point[], dash: string | undefined) =>
		Plot.line(points, {
			x: 'place',
			y: 'value',
			stroke: data,
			strokeWidth: 2.5,
			strokeLinecap: 'round',
			strokeDasharray: dash,
			className: 'course'
		});
	const ends: (Point & { label: string })[] = fit ? [{ place: length - 1, value: fit.end, label: fit.label }] : [];
	const dashes = [undefined, '7 5', '2 5', '10 4 2 4'];
	const marks: Marks = [
		Plot.ruleY(steps, { stroke: grid, className: 'grid' }),
		Plot.text(steps, {
			...{ frameAnchor: 'left', x: null, y: (step: number) => step, text: (step: number) => String(step) },
			...{ dx: -10, textAnchor: 'end', fontSize: smallSize, fill: paleInk, className: 'ax' }
		}),
		...gapMarks(Plot, lines, length, top),
		...(lines.band ? [bandMark(Plot, lines.band, length)] : []),
		...(fit ? [spreadMark(Plot, fit, length)] : [])
	];
	for (const [place, { values, label }] of lines.lines.entries()) {
		const points = values.map((value, at) => ({ place: at, value }));
		if (!lines.isScattered) marks.push(course(points, dashes[place % dashes.length]));
		const isRoomy = points.length <= (size === 'wide' ? 30 : 14);
		const alone = points.filter(
			({ value }, at) =>
				value !== null && (points[at - 1]?.value ?? null) === null && (points[at + 1]?.value ?? null) === null
		);
		const dots = lines.isScattered || isRoomy ? points.filter(({ value }) => value !== null) : alone;
		const look = lines.isScattered && !isRoomy ? { r: 3, fillOpacity: 0.55 } : { r: 4 };
		marks.push(Plot.dot(dots, { x: 'place', y: 'value', fill: data, ...look, className: 'dots' }));
		const last = points.findLast(({ value }) => value !== null);
		if (last && label !== '') ends.push({ ...last, label });
	}
	if (fit) marks.push(fitMark(Plot, fit, length));
	marks.push(
		...endLabels(Plot, ends, top),
		Plot.text(roomyTicks(lines.ticks, length, size), {
			...{ x: 'at', y: 0, dy: 18, text: (tick: { label: string }) => printable(tick.label) },
			...{ fontSize: smallSize, fill: paleInk, className: 'ax' }
		})
	);
	return {
		height: standingHeight,
		options: {
			...standing,
			marginLeft: 20 + widestText(steps.map(String)),
			marginRight: room,
			x: { axis: null, domain: [0, length - 1] },
			y: { axis: null, domain: [0, top] }
		},
		marks
	};
}

type Fitted = NonNullable<Lines['fit']>;

const fitMark = (Plot: Plotting, fit: Fitted, length: number) =>
	Plot.line(
		[
			{ place: 0, value: fit.start },
			{ place: length - 1, value: fit.end }
		],
		{ x: 'place', y: 'value', stroke: 'var(--lykt-chart-mark, #a06c15)', strokeWidth: 2.5, className: 'fit' }
	);

/** Two thirds or so of the values lie inside; narrower where they are more alike. */
const spreadMark = (Plot: Plotting, fit: Fitted, length: number) =>
	Plot.areaY(
		[
			{ place: 0, low: Math.max(0, fit.start - fit.firstSpread), high: fit.start + fit.firstSpread },
			{ place: length - 1, low: Math.max(0, fit.end - fit.lastSpread), high: fit.end + fit.lastSpread }
		],
		{
			x: 'place',
			y1: 'low',
			y2: 'high',
			fill: 'var(--lykt-chart-mark, #a06c15)',
			fillOpacity: 0.14,
			className: 'spread'
		}
	);

const bandMark = (Plot: Plotting, { least, most }: { least: number; most: number }, length: number) =>
	Plot.rect([0], {
		...{ x1: 0, x2: length - 1, y1: least, y2: most },
		...{ fill: data, fillOpacity: 0.1, className: 'spread' }
	});

/** A pale band over each stretch in which no line has a value. */
function gapMarks(Plot: Plotting, { lines, gap: word }: Lines, length: number, top: number): Marks {
	const isEmpty = (place: number) => lines.every(({ values }) => (values[place] ?? null) === null);
	const gaps: { from: number; to: number }[] = [];
	for (let place = 0; place < length; place++) {
		if (!isEmpty(place)) continue;
		const last = gaps.at(-1);
		if (last && last.to === place - 1) last.to = place;
		else gaps.push({ from: place, to: place });
	}
	if (gaps.length === 0 || lines.length === 0) return [];
	const widest = gaps.toSorted((a, b) => b.to - b.from - (a.to - a.from))[0]!;
	const isWide = (widest.to - widest.from + 1) / length > 0.04;
	return [
		Plot.rect(gaps, {
			x1: (one: { from: number }) => Math.max(0, one.from - 0.4),
			x2: (one: { to: number }) => Math.min(length - 1, one.to + 0.4),
			...{ y1: 0, y2: top, fill: grid, fillOpacity: 0.6, className: 'gap' }
		}),
		...(word && isWide
			? [
					Plot.text([widest], {
						x: (one: { from: number; to: number }) => (one.from + one.to) / 2,
						...{
							y: top / 2,
							text: () => printable(word),
							rotate: -90,
							fontSize: smallSize,
							fill: paleInk,
							className: 'ax'
						}
					})
				]
			: [])
	];
}

/** The labels at the ends of the lines, from the top down, each moved down as far as the one above needs. */
function endLabels(Plot: Plotting, ends: readonly (Point & { label: string })[], top: number): Marks {
	let above = -Infinity;
	return ends
		.toSorted((a, b) => b.value! - a.value!)
		.map((end) => {
			const at = (1 - end.value! / top) * (standingHeight - standing.marginTop - standing.marginBottom);
			const moved = Math.max(at, above + fontSize + 3);
			above = moved;
			return Plot.text([end], {
				...{ x: 'place', y: 'value', dx: gap, dy: moved - at, textAnchor: 'start', text: () => printable(end.label) },
				...{ fontSize, fill: ink }
			});
		});
}

/** Those that stand far enough from the one before. */
function roomyTicks(ticks: Lines['ticks'], length: number, size: Size): Lines['ticks'] {
	const apart = length * (size === 'wide' ? 0.11 : 0.2);
	const kept: { at: number; label: string }[] = [];
	for (const tick of ticks) if (kept.length === 0 || tick.at - kept.at(-1)!.at >= apart) kept.push(tick);
	return kept;
}

/** The first round number that is not below: 1, 2, 4, 5 or 8 and its tenfolds, so that four steps are whole. */
function niceTop(most: number): number {
	const tens = 10 ** Math.floor(Math.log10(most));
	return [1, 2, 4, 6, 8, 10].map((times) => times * tens).find((top) => top >= most)!;
}

/** Takes out what Plot adds for the screens it expects, and gives bars and axes the classes of our own style sheet. */
function tidy(svg: Element): string {
	for (const style of svg.querySelectorAll('style')) style.remove();
	for (const group of svg.querySelectorAll('g')) {
		const name = group.getAttribute('class');
		group.removeAttribute('aria-label');
		group.removeAttribute('class');
		if (name === 'bar') for (const rect of group.querySelectorAll('rect')) rect.setAttribute('class', 'bar');
		if (name === 'ax') for (const text of group.querySelectorAll('text')) text.setAttribute('class', 'ax');
	}
	for (const text of svg.querySelectorAll('text')) {
		if (!text.getAttribute('fill')) text.setAttribute('fill', text.closest('g')?.getAttribute('fill') ?? ink);
	}
	return svg.innerHTML;
}

/** A label in as many lines as it needs; nothing is written over the edge. A word longer than a line is cut. */
function breakLabel(label: string, width: number): string[] {
	const most = Math.floor(width / (fontSize * 0.55));
	const lines = [''];
	for (const word of label.split(' ')) {
		const fitting = word.length > most ? `${word.slice(0, most - 1)}…` : word;
		const last = lines.at(-1)!;
		if (last !== '' && last.length + fitting.length + 1 > most) lines.push(fitting);
		else lines[lines.length - 1] = last === '' ? fitting : `${last} ${fitting}`;
	}
	return lines;
}

/** Room for the longest text; 0.6 of the size is wider than any digit, and than most letters, of a system font. */
const widestText = (texts: readonly string[]): number =>
	Math.ceil(Math.max(1, ...texts.map((text) => text.length)) * fontSize * 0.6);

const escapeXml = (text: string): string => printable(text).replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);

/** XML has no place for control characters, not even escaped. */
const printable = (text: string): string => text.replace(/\p{Cc}/gu, ' ');

async function libraries() {
	const [Plot, { parseHTML }] = await Promise.all([import('@observablehq/plot'), import('linkedom')]);
	return { Plot, document: parseHTML('<!doctype html><html><body></body></html>').document };
}
