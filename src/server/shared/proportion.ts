/** From–to, as parts of one. */
export interface Interval {
	low: number;
	high: number;
}

const z = 1.959964; // 95 %

/**
 * How large the part is likely to be among many, when `hits` of `asked` were counted: the 95 % score interval of Wilson
 * (1927, JASA 22:209). Unlike the textbook's ± it is right for few and at 0 and 100 %. Nobody asked: anything may be true.
 */
export function likelyPart(hits: number, asked: number): Interval {
	if (asked === 0) return { low: 0, high: 1 };
	const part = hits / asked;
	const spread = z * Math.sqrt((part * (1 - part)) / asked + (z * z) / (4 * asked * asked));
	const middle = part + (z * z) / (2 * asked);
	const whole = 1 + (z * z) / asked;
	return { low: Math.max(0, (middle - spread) / whole), high: Math.min(1, (middle + spread) / whole) };
}

/**
 * How much larger the second part is likely to be than the first: the 95 % interval of Newcombe (1998, Statistics in
 * Medicine 17:873, method 10), made of the two of Wilson. When it holds 0, no difference is shown.
 */
export function likelyDifference(
	first: { hits: number; asked: number },
	second: { hits: number; asked: number }
): Interval {
	if (first.asked === 0 || second.asked === 0) return { low: -1, high: 1 };
	const [a, b] = [first.hits / first.asked, second.hits / second.asked];
	const [ofA, ofB] = [likelyPart(first.hits, first.asked), likelyPart(second.hits, second.asked)];
	return {
		low: b - a - Math.hypot(b - ofB.low, ofA.high - a),
		high: b - a + Math.hypot(ofB.high - b, a - ofA.low)
	};
}

/** R110: whole percent, half up, worked out in integers: 293 of 354 is 83. `total` is not 0; `part` may be below 0. */
export const wholePercent = (part: number, total: number): number => Math.floor((200 * part + total) / (2 * total));

/** R110: a change in whole percent, half up, for those who may see both numbers; undefined from nothing. */
export const changeInPercent = (before: number, after: number): number | undefined =>
	before === 0 ? undefined : wholePercent(after - before, before);
