import { randomBytes } from 'node:crypto';
import { Refusal } from './refusal.ts';
import type { Store } from './store.ts';

export interface KeyRing {
	/** A named data key that exists. @throws Refusal `keyMissing` | `keyDestroyed` | `forbidden` for the tag keys. */
	dataKey(id: string): Buffer;
	/** The long-lived key of holds and opt-outs; made when first asked for. */
	holdKey(): Buffer;
	/** The key of one year's log; made when first asked for. @throws Refusal `keyDestroyed`. */
	logKey(year: number): Buffer;
	/** The key that tags the return codes of chats; made when first asked for. */
	codeKey(): Buffer;
	/** Makes data keys unless they are there, in one write. @throws Refusal `keyDestroyed` | `forbidden`; then none is made. */
	create(...ids: string[]): void;
	/**
	 * Overwrites a key for good; its name can never be used again, also when it never was. Twice is the same as once.
	 * @throws Refusal `forbidden` for the hold key and the code key: without the one everybody who said stop could be contacted,
	 * without the other nobody could come back to a chat.
	 */
	destroy(id: string): void;
	/**
	 * How many keys live, per kind (the part of the id before the colon), which years have a log key, and how many keys
	 * were destroyed.
	 */
	count(): { live: Record<string, number>; logYears: number[]; destroyed: number };
}

/** Opens the key ring on a store. Key bytes leave it only to the code that tags and seals, in this process. */
export function openKeys({ db, write }: Store): KeyRing {
	const find = db.prepare('select bytes, is_destroyed as isDestroyed from key where id = ?');
	const insert = db.prepare('insert into key (id, bytes, is_destroyed) values (?, ?, ?)');
	const overwrite = db.prepare('update key set bytes = ?, is_destroyed = 1 where id = ?');
	const live = db.prepare(
		`select case instr(id, ':') when 0 then id else substr(id, 1, instr(id, ':') - 1) end as kind, count(*) as n
		from key where not is_destroyed group by 1`
	);
	const logYears = db.prepare(
		`select cast(substr(id, 5) as integer) as year from key where id like 'log:%' and not is_destroyed order by 1`
	);
	const destroyed = db.prepare('select count(*) as n from key where is_destroyed');
	const cache = new Map<string, Buffer>();

	function load(id: string): Buffer | undefined {
		const cached = cache.get(id);
		if (cached) return cached;
		const row = find.get(id) as { bytes: Uint8Array; isDestroyed: number } | undefined;
		if (!row) return undefined;
		if (row.isDestroyed) throw new Refusal('keyDestroyed');
		return remember(id, Buffer.from(row.bytes.buffer, row.bytes.byteOffset, row.bytes.byteLength));
	}
	function remember(id: string, bytes: Buffer): Buffer {
		if (cache.size >= 10_000) cache.clear();
		cache.set(id, bytes);
		return bytes;
	}
	function loadOrMake(id: string): Buffer {
		const known = load(id);
		if (known) return known;
		const bytes = randomBytes(32);
		write(() => insert.run(id, bytes, 0));
		return remember(id, bytes);
	}

	return {
		dataKey(id) {
			if (isTagKey(id)) throw new Refusal('forbidden');
			const bytes = load(id);
			if (!bytes) throw new Refusal('keyMissing');
			return bytes;
		},
		holdKey: () => loadOrMake('hold'),
		logKey: (year) => loadOrMake(`log:${year}`),
		codeKey: () => loadOrMake('code'),
		create(...ids) {
			if (ids.some(isTagKey)) throw new Refusal('forbidden');
			const missing = new Map(ids.filter((id) => !load(id)).map((id) => [id, randomBytes(32)]));
			if (missing.size) write(() => missing.forEach((bytes, id) => insert.run(id, bytes, 0)));
			missing.forEach((bytes, id) => remember(id, bytes));
		},
		destroy(id) {
			if (id === 'hold' || id === 'code') throw new Refusal('forbidden');
			const nothing = Buffer.alloc(32);
			write(() => {
				if (!overwrite.run(nothing, id).changes) insert.run(id, nothing, 1);
			});
			cache.get(id)?.fill(0);
			cache.delete(id);
		},
		count: () => ({
			live: Object.fromEntries((live.all() as { kind: string; n: number }[]).map(({ kind, n }) => [kind, n])),
			logYears: (logYears.all() as { year: number }[]).map(({ year }) => year),
			destroyed: (destroyed.get() as { n: number }).n
		})
	};
}

/** One key, one use: what makes tags never seals. */
const isTagKey = (id: string) => id === 'hold' || id === 'code' || id.startsWith('log:');
