import { createHmac, randomBytes } from 'node:crypto';
import { localDay } from '../server/shared/calendar.ts';
import { machineNow } from '../server/shared/clock.ts';
import { Refusal } from './refusal.ts';
import type { Store } from './store.ts';

export const tagPurposes = ['audience', 'check', 'send', 'inbound', 'optOut'] as const;
export type TagPurpose = (typeof tagPurposes)[number];

export interface Limits {
	/** Distinct numbers a day in audiences, in all. */
	audience: number;
	/** Distinct addresses a day in single checks, per person. */
	check: number;
}

export interface Quotas {
	/**
	 * Counts addresses against the day's quota for a purpose; on disk before it returns. An address counts once a day.
	 * What we owe people (a message approved, an answer, an opt-out) is counted and never refused.
	 * @throws Refusal `quotaSpent`: nothing was counted. `badRequest`: a check without a person.
	 */
	spend(purpose: TagPurpose, actor: string | undefined, addresses: string[]): void;
	/** Adds to the day's tally of something that has no quota; on disk within a second. */
	note(what: 'open' | 'mask', n: number): void;
	/** The day's counters. */
	read(): QuotaState;
	/** Begins a new day if it is one (the old day's key and marks are destroyed) and writes what was noted. */
	settle(): void;
}

export interface QuotaState {
	day: string;
	audience: { used: number; limit: number };
	check: { used: number; people: number; limit: number };
	/** Not distinct: every number asked for counts. */
	counted: Record<'send' | 'inbound' | 'optOut' | 'open' | 'mask', number>;
}

/**
 * Opens the quotas on a store (domain.md 2.5). What is remembered of a number is a short mark under a key that lives
 * for a day: neither a number nor a tag can be made from it. `now` is the real time, never a demonstration's.
 */
export function openQuotas({ db, write }: Store, limits: Limits, now: () => Date = machineNow): Quotas {
	const insertMark = db.prepare('insert into quota_mark (scope, mark) values (?, ?)');
	const addTally = db.prepare(
		'insert into tally (what, n) values (?, ?) on conflict (what) do update set n = n + excluded.n'
	);
	let today = loadDay();
	const noted = new Map<string, number>();

	function loadDay(): Day {
		const row = db.prepare('select day, bytes from quota_day').get() as { day: string; bytes: Uint8Array } | undefined;
		if (!row) return { day: '', key: Buffer.alloc(0), marks: new Map() };
		const marks = new Map<string, Set<string>>();
		for (const { scope, mark } of db.prepare('select scope, mark from quota_mark').all() as unknown as Mark[]) {
			marksOf(marks, scope).add(mark);
		}
		return { day: row.day, key: Buffer.from(row.bytes), marks };
	}

	/** Days only go forward: a clock that is set back must not give a second quota. */
	function turnDay(): void {
		const day = localDay(now());
		if (day <= today.day) return;
		const key = randomBytes(32);
		write(() => {
			db.prepare(
				'insert into quota_day values (1, ?, ?) on conflict do update set day = excluded.day, bytes = excluded.bytes'
			).run(day, key);
			db.exec('delete from quota_mark; delete from tally');
		});
		today.key.fill(0);
		noted.clear();
		today = { day, key, marks: new Map() };
	}

	const shortMark = (text: string) => createHmac('sha256', today.key).update(text).digest('base64url').slice(0, 12);

	function spendDistinct(scope: string, limit: number, addresses: string[]): void {
		const known = marksOf(today.marks, scope);
		const fresh = new Set(
			addresses.map((address) => shortMark(`${scope}|${address}`)).filter((mark) => !known.has(mark))
		);
		if (known.size + fresh.size > limit) throw new Refusal('quotaSpent');
		if (!fresh.size) return;
		write(() => fresh.forEach((mark) => insertMark.run(scope, mark)));
		fresh.forEach((mark) => known.add(mark));
	}

	function flush(): void {
		if (!noted.size) return;
		write(() => noted.forEach((n, what) => addTally.run(what, n)));
		noted.clear();
	}

	return {
		spend(purpose, actor, addresses) {
			turnDay();
			if (purpose === 'audience') return spendDistinct('audience', limits.audience, addresses);
			if (purpose === 'check') {
				if (!actor) throw new Refusal('badRequest');
				return spendDistinct(`check|${shortMark(`actor|${actor}`)}`, limits.check, addresses);
			}
			write(() => addTally.run(purpose, addresses.length));
		},
		note(what, n) {
			noted.set(what, (noted.get(what) ?? 0) + n);
		},
		settle() {
			turnDay();
			flush();
		},
		read() {
			turnDay();
			flush();
			const checks = [...today.marks].filter(([scope]) => scope.startsWith('check|')).map(([, marks]) => marks.size);
			const tally = db.prepare('select what, n from tally').all() as { what: string; n: number }[];
			const n = (what: string) => tally.find((row) => row.what === what)?.n ?? 0;
			return {
				day: today.day,
				audience: { used: today.marks.get('audience')?.size ?? 0, limit: limits.audience },
				check: { used: checks.reduce((a, b) => a + b, 0), people: checks.length, limit: limits.check },
				counted: { send: n('send'), inbound: n('inbound'), optOut: n('optOut'), open: n('open'), mask: n('mask') }
			};
		}
	};
}

interface Day {
	day: string;
	key: Buffer;
	marks: Map<string, Set<string>>;
}
interface Mark {
	scope: string;
	mark: string;
}

function marksOf(marks: Map<string, Set<string>>, scope: string): Set<string> {
	const known = marks.get(scope);
	if (known) return known;
	const made = new Set<string>();
	marks.set(scope, made);
	return made;
}
