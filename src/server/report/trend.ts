import type { Fit } from './report.ts';

/**
 * The line of least squares through values in order of time, one step apart, and how far they stray from it in the first
 * and the last third (R111).
 * @returns undefined for fewer than six values, of which a line would say more than they do.
 */
export function fitLine(values: readonly number[]): Fit | undefined {
	if (values.length < fewestForLine) return undefined;
	const middle = (values.length - 1) / 2;
	const level = mean(values);
	const slope =
		values.reduce((sum, value, place) => sum + (place - middle) * (value - level), 0) /
		values.reduce((sum, _, place) => sum + (place - middle) ** 2, 0);
	const lineAt = (place: number) => level + slope * (place - middle);
	const strays = values.map((value, place) => value - lineAt(place));
	const third = Math.floor(values.length / 3);
	return {
		start: toHundredths(lineAt(0)),
		end: toHundredths(lineAt(values.length - 1)),
		firstMean: toHundredths(mean(values.slice(0, third))),
		lastMean: toHundredths(mean(values.slice(-third))),
		firstSpread: toHundredths(spread(strays.slice(0, third))),
		lastSpread: toHundredths(spread(strays.slice(-third)))
	};
}

/** A change of less than this over the whole period is none: it would be rounded away. */
export const smallestSlope = 0.1;
const fewestForLine = 6;

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const spread = (strays: readonly number[]): number => Math.sqrt(mean(strays.map((stray) => stray ** 2)));
const toHundredths = (value: number): number => Math.round(value * 100) / 100;
