import { createRequire } from 'node:module';
import path from 'node:path';

/** The font that goes with us: a drawing and a PDF look the same on every machine. Open Font License, Google. */
const fontFolder = path.dirname(createRequire(import.meta.url).resolve('@expo-google-fonts/roboto/package.json'));
const fontFile = (name: string): string => path.join(fontFolder, name, `Roboto_${name}.ttf`);
export const fontFiles = {
	plain: fontFile('400Regular'),
	strong: fontFile('500Medium'),
	slanted: fontFile('400Regular_Italic')
};

/** What `currentColor` is on paper. */
const ink = '#13253c';

/** @returns the drawing with fixed colours and font: in a file there is no page whose variables it could follow. */
export function fixColours(svg: string): string {
	return svg
		.replaceAll(/var\(\s*--[\w-]+\s*,\s*((?:[^()]|\([^()]*\))*)\)/gu, '$1')
		.replaceAll(/var\(\s*--[\w-]+\s*\)/gu, ink)
		.replaceAll('currentColor', ink)
		.replaceAll(/font-family="[^"]*"/gu, 'font-family="Roboto, Arial, sans-serif"');
}

/** @returns width and height of a drawing, from its view box. */
export function sizeOf(svg: string): { width: number; height: number } {
	const [, width, height] = /viewBox="\S+ \S+ (\S+) (\S+)"/u.exec(svg) ?? [];
	if (!width || !height) throw new Error('a drawing without a view box');
	return { width: Number(width), height: Number(height) };
}

/** The drawing as PNG on white, at twice its size: sharp on paper, and no program has to know SVG. */
export async function drawPng(svg: string): Promise<Buffer> {
	const { renderAsync } = await import('@resvg/resvg-js'); // native, and needed by few
	const image = await renderAsync(fixColours(svg), {
		fitTo: { mode: 'zoom', value: 2 },
		background: '#ffffff',
		font: {
			loadSystemFonts: false,
			fontFiles: [fontFiles.plain, fontFiles.strong],
			defaultFontFamily: 'Roboto',
			sansSerifFamily: 'Roboto'
		}
	});
	return image.asPng();
}
