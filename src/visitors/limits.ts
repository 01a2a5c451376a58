import { createHmac, randomBytes } from 'node:crypto';

/** What is limited, and how many there may be at once and in an hour from one place. */
const limits = {
	/** New chats. A school or a mobile network is one place for many people. */
	open: { burst: 20, perHour: 60 },
	/** Messages in one chat: a fast writer sends one every two seconds for a while. */
	write: { burst: 60, perHour: 1800 },
	/** Messages in all chats of one place together: four a second, of which a whole school is far below. */
	writeFrom: { burst: 240, perHour: 14_400 },
	/** Messages in one chat of a place that sends more: nobody is shut out, and everybody there writes slowly. */
	writeSlowly: { burst: 3, perHour: 120 },
	/** Return codes. */
	code: { burst: 30, perHour: 120 },
	/** Evaluations and suggestions. */
	tell: { burst: 10, perHour: 20 },
	/** New chats that have waited or counted while too much came. */
	proved: { burst: 60, perHour: 240 }
} as const;
export type Limited = keyof typeof limits;

/** So many new chats, evaluations and suggestions may come from everywhere at once and in a minute: far more than people send. */
const crowd = { burst: 120, perMinute: 60 };
/** So long after the last that was too much it is calm again. */
const calmAfterMs = 5 * 60_000;

/** More marks than people can leave in an hour: all are forgotten, so that invented ones fill no memory. */
const mostMarks = 100_000;

export interface Limits {
	/** @returns false when it is too much for now. */
	allow(what: Limited, place: string): boolean;
	/**
	 * Counts one that arrives, from wherever.
	 * @returns true while too much comes from everywhere together, and for five minutes after.
	 */
	isCrowded(): boolean;
}

const hour = 60 * 60_000;

/**
 * Token buckets, in memory only. A place is a network address, or a chat; what is remembered of it is a mark under a salt
 * that is forgotten with all its marks every hour, so that nothing can be asked about an address afterwards.
 * @param now milliseconds, always forward.
 */
export function newLimits(now: () => number): Limits {
	let salt = randomBytes(32);
	let since = now();
	let buckets = new Map<string, { left: number; at: number }>();
	const all: { left: number; at: number; crowdedUntil: number } = {
		left: crowd.burst,
		at: now(),
		crowdedUntil: -Infinity
	};

	return {
		allow(what, place) {
			const at = now();
			if (at - since >= hour || buckets.size >= mostMarks) {
				salt = randomBytes(32);
				since = at;
				buckets = new Map();
			}
			const { burst, perHour } = limits[what];
			const mark = createHmac('sha256', salt).update(`${what}|${place}`).digest('base64url').slice(0, 16);
			const bucket = buckets.get(mark) ?? { left: burst, at };
			const left = Math.min(burst, bucket.left + ((at - bucket.at) * perHour) / hour);
			buckets.set(mark, { left: left < 1 ? left : left - 1, at });
			return left >= 1;
		},
		isCrowded() {
			const at = now();
			const left = Math.min(crowd.burst, all.left + ((at - all.at) * crowd.perMinute) / 60_000);
			if (left < 1) all.crowdedUntil = at + calmAfterMs;
			all.left = left < 1 ? left : left - 1;
			all.at = at;
			return at < all.crowdedUntil;
		}
	};
}
