import { findDrawing } from './drawings.ts';
import type { Drawing } from './own-drawings.ts';

/** What every provider of MMS takes (domain.md 4.3): at most 300 kB, 640 to 1080 wide. */
export const maxPictureBytes = 300_000;
const widths = [1080, 640];

/** The picture has colours of its own, the same in both schemes: dark blue on warm light, 14 : 1, and plain in grey. */
const colours = { ink: '#13253c', tile: '#fff8ea', ground: '#ecd6a8' };

/**
 * The picture as PNG, without words: they would need a font of this machine, and no screen reader reads them.
 * @param drawings one to four names, in reading order.
 * @throws when a name is unknown, or when even the smaller picture is too large for a message.
 */
export async function renderPictogram(drawings: readonly string[]): Promise<Buffer> {
	const svg = await drawPictogram(drawings);
	const { renderAsync } = await import('@resvg/resvg-js'); // native, and needed by few
	for (const width of widths) {
		const image = await renderAsync(svg, {
			fitTo: { mode: 'width', value: width },
			font: { loadSystemFonts: false }
		});
		const png = image.asPng();
		if (png.length <= maxPictureBytes) return png;
	}
	throw new Error('a picture of four drawings is too large');
}

/** One drawing on its tile, for screens and print of our own people. Never for visitors (domain.md 2.11). */
export async function drawTile(name: string): Promise<string> {
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${tileSize} ${tileSize}">${tile(await get(name), 0, 0, tileSize)}</svg>`;
}

/** The whole picture as SVG: one tile large, two side by side, three and four in a square. */
export async function drawPictogram(names: readonly string[]): Promise<string> {
	const drawings = await Promise.all(names.map(get));
	const places = placesOf(drawings.length);
	const height = drawings.length === 2 ? tileSize + 2 * gap : whole;
	const side = drawings.length === 1 ? whole - 2 * gap : tileSize;
	const tiles = drawings.map((drawing, place) => tile(drawing, ...places[place]!, side));
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${whole} ${height}"><path fill="${colours.ground}" d="M0 0h${whole}v${height}H0z"/>${tiles.join('')}</svg>`;
}

const whole = 1080;
const gap = 24;
const tileSize = (whole - 3 * gap) / 2;

function placesOf(count: number): [number, number][] {
	const second = tileSize + 2 * gap;
	if (count === 3)
		return [
			[gap, gap],
			[second, gap],
			[(whole - tileSize) / 2, second]
		];
	return [
		[gap, gap],
		[second, gap],
		[gap, second],
		[second, second]
	];
}

function tile({ body, width, height }: Drawing, x: number, y: number, side: number): string {
	const scale = (side * 0.88) / Math.max(width, height);
	const left = x + (side - width * scale) / 2;
	const top = y + (side - height * scale) / 2;
	return `<rect x="${x}" y="${y}" width="${side}" height="${side}" rx="${side / 14}" fill="${colours.tile}"/><g transform="translate(${left} ${top}) scale(${scale})" color="${colours.ink}">${body}</g>`;
}

async function get(name: string): Promise<Drawing> {
	const drawing = await findDrawing(name);
	if (!drawing) throw new Error(`there is no drawing called ${name}`);
	return drawing;
}
