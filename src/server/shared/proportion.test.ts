import { expect, test } from 'vitest';
import { likelyDifference, likelyPart } from './proportion.ts';

const rounded = ({ low, high }: { low: number; high: number }) => [low.toFixed(4), high.toFixed(4)];

test('a counted part has the interval of the published example (Newcombe 1998: 81 of 263)', () => {
	expect(rounded(likelyPart(81, 263))).toEqual(['0.2553', '0.3662']);
});

test('none and all of a few leave room for doubt, and never leave 0–1', () => {
	expect(rounded(likelyPart(0, 20))).toEqual(['0.0000', '0.1611']);
	expect(rounded(likelyPart(5, 5))).toEqual(['0.5655', '1.0000']);
	expect(likelyPart(0, 0)).toEqual({ low: 0, high: 1 });
});

test('a difference has the interval of the published example (56 of 70 and 48 of 80)', () => {
	const { low, high } = likelyDifference({ hits: 48, asked: 80 }, { hits: 56, asked: 70 });
	expect([low.toFixed(4), high.toFixed(4)]).toEqual(['0.0524', '0.3339']);
});

test('a difference between few is not shown', () => {
	const { low, high } = likelyDifference({ hits: 2, asked: 5 }, { hits: 3, asked: 5 });
	expect(low).toBeLessThan(0);
	expect(high).toBeGreaterThan(0);
	expect(likelyDifference({ hits: 0, asked: 0 }, { hits: 3, asked: 5 })).toEqual({ low: -1, high: 1 });
});
