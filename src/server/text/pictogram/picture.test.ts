import { describe, expect, it } from 'vitest';
import { findDrawing, searchDrawings, wordsFor } from './drawings.ts';
import { drawTile, maxPictureBytes, renderPictogram } from './picture.ts';
import { startingSet } from './starting-set.ts';

/** Of the 738 drawings these are the largest alone on a tile; the first is 17 kB, so four of it are a quarter of the limit. */
const largest = ['imm', 'cancerous-cell-nuclei', 'chlamydia', 'pregnant-3638w', 'sugar-free', 'thyroid-cancer'];

const widthOf = (png: Buffer) => png.readUInt32BE(16);
const heightOf = (png: Buffer) => png.readUInt32BE(20);

describe('the picture as PNG', () => {
	it('is 1080 wide and within 300 kB for every four of the largest drawings', async () => {
		for (const four of combinations(largest, 4)) {
			const png = await renderPictogram(four);
			expect(png.subarray(1, 4).toString()).toBe('PNG');
			expect(widthOf(png)).toBe(1080);
			expect(png.length, four.join(' ')).toBeLessThan(maxPictureBytes);
		}
	});

	it('is square, but for two drawings, which stand side by side', async () => {
		const sizes = [['info'], ['info', 'book'], ['info', 'book', 'home'], ['info', 'book', 'home', 'phone']];
		const pngs = await Promise.all(sizes.map(renderPictogram));
		expect(pngs.map((png) => [widthOf(png), heightOf(png)])).toEqual([
			[1080, 1080],
			[1080, 552],
			[1080, 1080],
			[1080, 1080]
		]);
	});

	it('is the same on every machine: no words, no fonts', async () => {
		const svg = await drawTile('hpv'); // the letters in it are drawn
		expect(svg).not.toMatch(/<text|font/);
	});

	it('is refused for a drawing that does not exist', async () => {
		await expect(renderPictogram(['no-such-drawing'])).rejects.toThrow('no-such-drawing');
	});
});

describe('the search', () => {
	const names = async (text: string) => (await searchDrawings(text)).map(({ name }) => name);

	it('begins with the hand-picked drawings, and every one of them exists', async () => {
		expect(await names('')).toEqual(Object.keys(startingSet));
		for (const name of Object.keys(startingSet)) expect(await findDrawing(name), name).toBeDefined();
	});

	it('finds by Norwegian and by English words, the hand-picked first', async () => {
		expect(await names('advokat')).toEqual(
			['justice', 'lykt-gavel', 'lykt-paragraph', 'i-certificate-paper'].slice(0, 3)
		);
		expect((await names('Lawyer'))[0]).toBe('justice');
		expect((await names('vaksine'))[0]).toBe('syringe-vaccine');
		expect((await names('snakke'))[0]).toBe('communication');
		expect(await names('wheelchair')).toContain('wheelchair-alt');
		expect(await names('finnes ikke')).toEqual([]);
	});

	it('knows that Health Icons has scales and no gavel: the gavel and the sign are our own', async () => {
		expect(await names('gavel')).toEqual(['lykt-gavel']);
		expect(wordsFor('justice')?.en[0]).toBe('scales');
		expect(await findDrawing('lykt-paragraph')).toBeDefined();
	});

	it('leaves out other shapes of the same drawing, and the marks of firms', async () => {
		expect(await names('doctor')).toEqual(['doctor', 'doctor-female', 'stethoscope', 'doctor-male']);
		expect(await names('logo')).toEqual([]);
	});
});

function combinations<T>(items: T[], size: number): T[][] {
	if (size === 0) return [[]];
	return items.flatMap((item, place) => combinations(items.slice(place + 1), size - 1).map((rest) => [item, ...rest]));
}
