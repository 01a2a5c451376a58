/**
 * The only place that asks the machine what time it is. Everything else takes `ctx.now`; lint forbids `new Date()`
 * without an argument and `Date.now()` elsewhere.
 */
export const machineNow = (): Date => new Date();

/** Milliseconds from an arbitrary start, for measuring how long something took. */
export const stopwatch = (): number => performance.now();
