import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openQuotas, type Quotas } from './quotas.ts';
import { openStore, type Store } from './store.ts';

let dir: string;
let store: Store;
let now: Date;
let quotas: Quotas;
beforeEach(() => {
	dir = mkdtempSync(path.join(tmpdir(), 'lykt-quotas-'));
	store = openStore(dir);
	now = new Date('2026-11-22T12:00:00Z');
	quotas = openQuotas(store, { audience: 2, check: 1 }, () => now);
});
afterEach(() => {
	store.close();
	rmSync(dir, { recursive: true });
});

const [kari, ola] = ['+4790000012', '+4790000034'];
const spendAll = () => quotas.spend('audience', undefined, [kari, ola]);
const spendMore = () => quotas.spend('audience', undefined, ['+4790000056']);

test('a new day in Oslo gives a new quota and destroys the key and the marks of the old one', () => {
	spendAll();
	quotas.note('open', 3);
	expect(spendMore).toThrow('quotaSpent');
	const { bytes } = store.db.prepare('select bytes from quota_day').get() as { bytes: Uint8Array };
	const { mark } = store.db.prepare('select mark from quota_mark').get() as { mark: string };
	expect(onDisk(Buffer.from(bytes))).toBe(true);
	expect(onDisk(Buffer.from(mark))).toBe(true);

	now = new Date('2026-11-22T22:59:59Z');
	expect(spendMore).toThrow('quotaSpent');
	now = new Date('2026-11-22T23:00:00Z');
	quotas.settle();
	expect(onDisk(Buffer.from(bytes))).toBe(false);
	expect(onDisk(Buffer.from(mark))).toBe(false);
	spendMore();
	expect(quotas.read()).toMatchObject({ day: '2026-11-23', audience: { used: 1 }, counted: { open: 0 } });
});

test('a clock that is set back gives no second quota', () => {
	spendAll();
	now = new Date('2026-11-21T12:00:00Z');
	expect(spendMore).toThrow('quotaSpent');
	now = new Date('2026-11-23T12:00:00Z');
	spendMore();
});

const onDisk = (bytes: Buffer) => readFileSync(path.join(dir, 'keys.sqlite')).includes(bytes);
