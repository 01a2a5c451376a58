import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { drawBars, drawColumns, drawLines } from './chart.ts';

const parsed = (svg: string) => parseHTML(`<html><body>${svg}</body></html>`).document.querySelector('svg')!;
const heightOf = (svg: Element) => Number(svg.getAttribute('viewBox')!.split(' ')[3]);

describe('a drawing', () => {
	test('breaks a long name into lines, on a phone into more, and is as much higher', async () => {
		const label = 'Et tilbud med et navn som noen har skrevet helt ut, med dag og måned, 14. november 2012';
		const [short, long] = await Promise.all([
			drawBars([{ label: 'Kort', count: 3, text: '3' }], 'Tre.'),
			drawBars([{ label, count: 3, text: '3' }], 'Tre.')
		]);
		for (const [size, most] of [
			['wide', 70],
			['narrow', 44]
		] as const) {
			const texts = [...parsed(long[size]).querySelectorAll('text')].map((one) => one.textContent);
			expect(texts.every((text) => text.length <= most)).toBe(true);
			expect(texts.slice(0, -1).join(' ')).toBe(label);
			expect(heightOf(parsed(long[size]))).toBeGreaterThan(heightOf(parsed(short[size])));
		}
	});

	test('keeps the spread around a line inside itself, also where it is wider than any value', async () => {
		const fit = { start: 2, end: 4, firstSpread: 9, lastSpread: 1, label: '4,0' };
		const { wide } = await drawLines({ lines: [{ label: '', values: [2, 3, 4] }], ticks: [], fit }, 'Opp.');
		const svg = parsed(wide);
		const area = [...svg.querySelectorAll('path')].find((path) => path.getAttribute('d')!.endsWith('Z'))!;
		const numbers = area
			.getAttribute('d')!
			.match(/-?\d+(\.\d+)?/g)!
			.map(Number);
		const ups = numbers.filter((_, place) => place % 2 === 1);
		expect(ups.length).toBeGreaterThan(3);
		expect(Math.min(...ups)).toBeGreaterThanOrEqual(0);
		expect(Math.max(...ups)).toBeLessThanOrEqual(heightOf(svg));
	});

	test('has each label in the middle under its column', async () => {
		const { wide } = await drawColumns([{ label: 'man.', count: 3, text: '3' }], 'Mandag.');
		expect(parsed(wide).getAttribute('text-anchor')).toBe('middle');
		expect(wide).not.toContain('text-anchor="start"');
	});
});
