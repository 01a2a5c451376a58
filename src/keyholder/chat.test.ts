import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { newId } from '../server/shared/ids.ts';
import { answer, type Desk } from './answer.ts';
import { openKeys } from './keys.ts';
import { openQuotas } from './quotas.ts';
import { openStore, type Store } from './store.ts';
import { openTerms } from './terms.ts';

let dir: string;
let store: Store;
let desk: Desk;
let now: Date;
beforeEach(() => {
	dir = mkdtempSync(path.join(os.tmpdir(), 'lykt-chat-'));
	now = new Date('2026-11-22T12:00:00Z');
	open();
});
afterEach(() => {
	store.close();
	rmSync(dir, { recursive: true });
});
function open(): void {
	store = openStore(dir);
	const keys = openKeys(store);
	desk = {
		keys,
		quotas: openQuotas(store, { audience: 1, check: 1 }, () => now),
		terms: openTerms(store, keys, () => now)
	};
}
const ask = (request: Record<string, unknown>) => answer(desk, request);
const aChat = () => {
	const key = `chat:${newId()}`;
	ask({ op: 'createChats', keys: [key] });
	return key;
};
type Each = { text?: string; code?: string };
const seal = (key: string, row: string, text: string) =>
	(ask({ op: 'sealChats', items: [{ key, row, text }] }) as { sealed: Each[] }).sealed[0]!;
const openOne = (key: string, row: string, text: string) =>
	(ask({ op: 'openChats', items: [{ key, row, text }] }) as { plain: Each[] }).plain[0]!;

test('a text is bound to its chat and to its row', () => {
	const [key, other] = [aChat(), aChat()];
	const sealed = seal(key, 'a', 'hei').text!;
	expect(openOne(key, 'a', sealed)).toEqual({ text: 'hei' });
	expect(openOne(key, 'b', sealed)).toEqual({ code: 'sealBroken' });
	expect(openOne(other, 'a', sealed)).toEqual({ code: 'sealBroken' });
});

test('one destroyed key is one lost text; the others are opened', () => {
	const [gone, kept] = [aChat(), aChat()];
	const sealed = [gone, kept].map((key) => ({ key, row: 'a', text: seal(key, 'a', 'hei').text! }));
	ask({ op: 'destroyKey', key: gone });
	expect(ask({ op: 'openChats', items: sealed })).toEqual({ plain: [{ code: 'keyDestroyed' }, { text: 'hei' }] });
	expect(ask({ op: 'createChats', keys: [gone, kept] })).toEqual({ made: [{ code: 'keyDestroyed' }, { text: '' }] });
});

test('a key ends with its month by itself, also after a restart, unless somebody has written meanwhile', () => {
	const [silent, lively] = [aChat(), aChat()];
	const sealed = seal(silent, 'a', 'hei').text!;
	now = new Date('2026-12-20T12:00:00Z');
	desk.terms.settle();
	expect(openOne(silent, 'a', sealed)).toEqual({ text: 'hei' });
	seal(lively, 'b', 'fortsatt her');
	now = new Date('2026-12-31T22:59:00Z'); // an hour before midnight in Oslo
	desk.terms.settle();
	expect(openOne(silent, 'a', sealed)).toEqual({ text: 'hei' });
	store.close();
	now = new Date('2026-12-31T23:01:00Z');
	open();
	desk.terms.settle();
	expect(openOne(silent, 'a', sealed)).toEqual({ code: 'keyDestroyed' });
	expect(seal(lively, 'c', 'ja')).toHaveProperty('text');
});

test('a chat that is to be kept longer keeps its key as long, also when nobody writes in it', () => {
	const [kept, silent] = [aChat(), aChat()];
	const sealed = [kept, silent].map((key) => ({ key, row: 'a', text: seal(key, 'a', 'hei').text! }));
	now = new Date('2026-12-20T12:00:00Z');
	ask({ op: 'createChats', keys: [kept] }); // the visitor chooses thirty days
	now = new Date('2027-01-01T12:00:00Z');
	desk.terms.settle();
	expect(ask({ op: 'openChats', items: sealed })).toEqual({ plain: [{ text: 'hei' }, { code: 'keyDestroyed' }] });
	expect(ask({ op: 'createChats', keys: [silent] })).toEqual({ made: [{ code: 'keyDestroyed' }] });
});

test('a code has one tag, and the key that makes it neither seals nor is destroyed', () => {
	const tag = () => (ask({ op: 'tagCode', code: '1'.repeat(20) }) as { tag: string }).tag;
	expect(tag()).toBe(tag());
	expect(Buffer.from(tag(), 'base64')).toHaveLength(32);
	for (const code of ['1'.repeat(19), 'x'.repeat(20), 4, undefined])
		expect(() => ask({ op: 'tagCode', code })).toThrow('badRequest');
	expect(() => ask({ op: 'seal', key: 'code', plain: ['a'] })).toThrow('forbidden');
	expect(() => ask({ op: 'destroyKey', key: 'code' })).toThrow('forbidden');
});
