/** How many people waited so many minutes for the first answer. */
export interface Wait {
	minutes: number;
	count: number;
}

/** Fewer waits than this say nothing that can be promised. */
const fewest = 5;

/** Steps in which waits are kept: up to so many minutes, in steps of so many. */
const steps = [
	{ upTo: 60, step: 1 },
	{ upTo: 8 * 60, step: 10 },
	{ upTo: Infinity, step: 60 }
] as const;

/** Rounds a wait up to the step that it is kept in: a promise made of it is never too short. */
export function roundWait(minutes: number): number {
	const whole = Math.max(0, Math.ceil(minutes));
	const { step } = steps.find(({ upTo }) => whole <= upTo)!;
	return Math.ceil(whole / step) * step;
}

/**
 * The 90th percentile by nearest rank (R37): the shortest wait that nine of ten did not exceed.
 * @returns undefined when fewer than five have waited.
 */
export function percentile90(waits: readonly Wait[]): number | undefined {
	const sorted = [...waits].sort((one, other) => one.minutes - other.minutes);
	const total = sorted.reduce((sum, { count }) => sum + count, 0);
	if (total < fewest) return undefined;
	const rank = Math.ceil((total * 9) / 10);
	let seen = 0;
	return sorted.find(({ count }) => (seen += count) >= rank)?.minutes;
}
