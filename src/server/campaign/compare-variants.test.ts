import { expect, test } from 'vitest';
import { compareVariants } from './compare-variants.ts';

const of = (sent: number, replied: number, optedOut = 0) => ({ sent, replied, optedOut });

test('Newcombe’s own example: 48 of 80 against 56 of 70 differ by 5 to 33 points', () => {
	const { replied } = compareVariants(of(80, 48), of(70, 56));
	expect(replied.difference.low).toBeCloseTo(0.0524, 4);
	expect(replied.difference.high).toBeCloseTo(0.3339, 4);
	expect(replied.says).toBe('secondHigher');
	expect(compareVariants(of(70, 56), of(80, 48)).replied.says).toBe('firstHigher');
});

test('each part stands with Wilson’s interval', () => {
	const { first, second } = compareVariants(of(263, 81), of(148, 15)).replied;
	expect(first.interval.low).toBeCloseTo(0.2553, 4);
	expect(first.interval.high).toBeCloseTo(0.3662, 4);
	expect(second.interval.low).toBeCloseTo(0.0624, 4);
	expect(second.interval.high).toBeCloseTo(0.1605, 4);
	expect(second).toMatchObject({ count: 15, part: 15 / 148 });
});

test('10 of 100 against 14 of 100 shows no difference, and a handful shows nothing at all', () => {
	expect(compareVariants(of(100, 10), of(100, 14)).replied.says).toBe('noDifferenceShown');
	expect(compareVariants(of(12, 0), of(12, 9)).replied.says).toBe('tooFewSent');
	expect(compareVariants(of(29, 0), of(500, 400)).replied.says).toBe('tooFewSent');
	expect(compareVariants(of(0, 0), of(0, 0)).optedOut).toMatchObject({ says: 'tooFewSent', first: { part: 0 } });
});

test('replies and opt-outs are each said', () => {
	const { replied, optedOut } = compareVariants(of(400, 40, 4), of(400, 80, 40));
	expect([replied.says, optedOut.says]).toEqual(['secondHigher', 'secondHigher']);
});
