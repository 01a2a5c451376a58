/** One bar: its label stands above, `text` (the number as it is said) after it. */
export interface Bar {
	label: string;
	count: number;
	text: string;
}

/** A picture for a wide column and one for a phone; the page shows the one that fits (looks §9). */
export interface Chart {
	wide: string;
	narrow: string;
}

/** A bar and how far below the top it stands. */
interface PlacedBar extends Bar {
	top: number;
}

const widths = { wide: 560, narrow: 350 } as const;
// From the mock-ups: one bar with its label takes 46 px, the bar itself 16.
const row = 46;
const barTop = 20;
const barHeight = 16;
const gap = 10;
const fontSize = 15;

/**
 * Draws lying bars, twice. Colours are CSS variables with a fallback, so that schemes, print and a saved file all work.
 * The libraries are loaded at the first drawing, not at start.
 * @param sentence the finding and the numbers, for those who do not see the picture.
 * @returns SVG that is safe to place in a page: every text is escaped, and there is no script or style in it.
 */
export async function drawBars(bars: readonly Bar[], sentence: string): Promise<Chart> {
	return {
		wide: await drawOne(bars, sentence, 'wide'),
		narrow: await drawOne(bars, sentence, 'narrow')
	};
}

async function drawOne(bars: readonly Bar[], sentence: string, size: keyof Chart): Promise<string> {
	const width = widths[size];
	const height = Math.max(1, bars.length) * row;
	const inner = await plotBars(bars, width, height);
	// The root is written here and not by the document, whose attributes are escaped for HTML only.
	return (
		`<svg xmlns="http://www.w3.org/2000/svg" class="chart chart--${size}" viewBox="0 0 ${width} ${height}" ` +
		`font-family="system-ui, sans-serif" font-size="${fontSize}" role="img" aria-label="${escapeXml(sentence)}">` +
		`${inner}</svg>`
	);
}

async function plotBars(bars: readonly Bar[], width: number, height: number): Promise<string> {
	const { Plot, document } = await libraries();
	const rows: PlacedBar[] = bars.map((bar, index) => ({
		label: printable(bar.label),
		text: printable(bar.text),
		count: bar.count,
		top: index * row
	}));
	const most = Math.max(1, ...bars.map(({ count }) => count));
	const svg = Plot.plot({
		document,
		width,
		height,
		margin: 0,
		marginRight: gap + widestText(bars),
		x: { axis: null, domain: [0, most] },
		y: { axis: null, domain: [0, height], range: [0, height] },
		marks: [
			Plot.text(rows, { x: 0, y: (bar: PlacedBar) => bar.top + 9, text: 'label', textAnchor: 'start', fontSize }),
			Plot.rect(rows, {
				x1: 0,
				x2: 'count',
				y1: (bar: PlacedBar) => bar.top + barTop,
				y2: (bar: PlacedBar) => bar.top + barTop + barHeight,
				rx: 2,
				fill: 'var(--lykt-chart-data, #1b4f86)'
			}),
			Plot.text(rows, {
				x: 'count',
				y: (bar: PlacedBar) => bar.top + barTop + barHeight / 2,
				dx: gap,
				text: 'text',
				textAnchor: 'start',
				fontSize
			})
		]
	});
	return tidy(svg);
}

/** What Plot adds for the screens it expects: a style sheet with a made-up class, and labels on groups. */
function tidy(svg: Element): string {
	for (const style of svg.querySelectorAll('style')) style.remove();
	for (const group of svg.querySelectorAll('g')) group.removeAttribute('aria-label');
	for (const rect of svg.querySelectorAll('rect')) rect.setAttribute('class', 'bar');
	for (const text of svg.querySelectorAll('text')) {
		text.setAttribute('fill', 'var(--ds-color-neutral-text-default, currentColor)');
	}
	return svg.innerHTML;
}

/** Room for the longest number; 0.6 of the size is wider than any digit of a system font. */
const widestText = (bars: readonly Bar[]): number =>
	Math.ceil(Math.max(1, ...bars.map(({ text }) => text.length)) * fontSize * 0.6);

const escapeXml = (text: string): string => printable(text).replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);

/** XML has no place for control characters, not even escaped. */
const printable = (text: string): string => text.replace(/\p{Cc}/gu, ' ');

async function libraries() {
	const [Plot, { parseHTML }] = await Promise.all([import('@observablehq/plot'), import('linkedom')]);
	return { Plot, document: parseHTML('<!doctype html><html><body></body></html>').document };
}
