import { likelyDifference, likelyPart, type Interval } from '#shared/proportion.ts';

/** What was counted of one wording. */
export interface VariantCounts {
	sent: number;
	replied: number;
	optedOut: number;
}

/**
 * What may honestly be said about two wordings:
 * - `tooFewSent`: one of them went to fewer than thirty people; any difference is chance until more is known.
 * - `noDifferenceShown`: the difference may be none. That does not say that they are equal.
 * - `firstHigher`, `secondHigher`: the interval of the difference does not hold none.
 */
export type Comparison = 'tooFewSent' | 'noDifferenceShown' | 'firstHigher' | 'secondHigher';

/** One measure of two wordings: the parts with their intervals, and the second part less the first. */
export interface MeasureComparison {
	first: { count: number; part: number; interval: Interval };
	second: { count: number; part: number; interval: Interval };
	difference: Interval;
	says: Comparison;
}

const fewest = 30;

/**
 * Compares two wordings by replies and by opt-outs (R61): 95 % intervals of Wilson for each (1927, JASA 22:209) and of
 * Newcombe for the difference (1998, Statistics in Medicine 17:873, method 10). Looking at two measures and choosing the
 * one that shows something is how chance gets believed: say both.
 */
export function compareVariants(
	first: VariantCounts,
	second: VariantCounts
): { replied: MeasureComparison; optedOut: MeasureComparison } {
	return { replied: compare(first, second, 'replied'), optedOut: compare(first, second, 'optedOut') };
}

function compare(first: VariantCounts, second: VariantCounts, measure: 'replied' | 'optedOut'): MeasureComparison {
	const of = (counts: VariantCounts) => ({ hits: counts[measure], asked: counts.sent });
	const difference = likelyDifference(of(first), of(second));
	return {
		first: describe(of(first)),
		second: describe(of(second)),
		difference,
		says: decide(Math.min(first.sent, second.sent), difference)
	};
}

const describe = ({ hits, asked }: { hits: number; asked: number }) => ({
	count: hits,
	part: asked === 0 ? 0 : hits / asked,
	interval: likelyPart(hits, asked)
});

function decide(sent: number, { low, high }: Interval): Comparison {
	if (sent < fewest) return 'tooFewSent';
	if (low > 0) return 'secondHigher';
	return high < 0 ? 'firstHigher' : 'noDifferenceShown';
}
