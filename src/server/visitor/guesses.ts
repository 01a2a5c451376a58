/** What is remembered of wrong codes: how many began with the same four digits lately. In memory only. */
export interface Guesses {
	/** Notes a wrong code. @returns how long to wait before saying so, and whether this is the moment to raise the alarm. */
	note(bucket: string, now: Date): { waitMs: number; isAlarm: boolean };
}

const hour = 60 * 60_000;
const longestWait = 20_000;
/** So many wrong codes in an hour are no longer people who mistype. */
const alarmAt = 50;

/** Begins with nothing remembered. */
export function newGuesses(): Guesses {
	const buckets = new Map<string, { tries: number; at: number }>();
	let window = { from: 0, wrong: 0 };

	return {
		note(bucket, now) {
			const at = now.getTime();
			if (at - window.from >= hour) {
				window = { from: at, wrong: 0 };
				for (const [name, seen] of buckets) if (at - seen.at >= hour) buckets.delete(name);
			}
			window.wrong++;
			const seen = buckets.get(bucket);
			const tries = (seen && at - seen.at < hour ? seen.tries : 0) + 1;
			buckets.set(bucket, { tries, at }); // at most 10,000 of them
			return { waitMs: Math.min(longestWait, 500 * 2 ** Math.min(tries - 1, 10)), isAlarm: window.wrong === alarmAt };
		}
	};
}

/** This process's own. */
export const guessing = newGuesses();
