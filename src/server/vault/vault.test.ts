import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startKeyholder, type Keyholder } from '../../keyholder/spawn.ts';
import type { Actor } from '../shared/actor.ts';
import { readEmail, readNick } from '../shared/nick.ts';

// The settings are read once, so the socket is named before the vault is loaded.
const dir = mkdtempSync(path.join(tmpdir(), 'lykt-vault-'));
const socket = path.join(dir, 's');
process.env.LYKT_KEYHOLDER = socket;
const {
	closeVault,
	createKey,
	destroyKey,
	mask,
	maskEach,
	open,
	openEach,
	seal,
	tagEmails,
	tagNicks,
	tagNumbers,
	vaultStatus
} = await import('./index.ts');

let keyholder: Keyholder;
const start = async () => (keyholder = await startKeyholder({ dir, socket, audienceQuota: 5000, checkQuota: 2 }));
beforeAll(start);
afterAll(async () => {
	closeVault();
	await keyholder.stop();
	rmSync(dir, { recursive: true });
});

const staff = (id: string): Actor => ({ kind: 'staff', id, name: id, roles: ['adviser'], isService: false });
const at = (now: string, actor: Actor = { kind: 'system', name: 'test' }) => ({ now: new Date(now), actor });
const today = at('2026-11-22T12:00:00Z');
const numbers = (n: number) => Array.from({ length: n }, (_, i) => `+4790${String(i).padStart(6, '0')}`);

test('numbers are sealed, masked and opened again', async () => {
	await createKey('campaign:a');
	const sealed = await seal('campaign:a', ['+4790000012', '+4790000034']);
	expect(sealed.map((bytes) => bytes.length)).toEqual([12 + 11 + 16, 12 + 11 + 16]);
	expect(await mask('campaign:a', sealed)).toEqual(['+47 9•• •• •12', '+47 9•• •• •34']);
	expect(await open('campaign:a', sealed)).toEqual(['+4790000012', '+4790000034']);
	expect(await seal('campaign:a', [])).toEqual([]);
});

test('many lines, each under a key of its own, are opened and masked in one request', async () => {
	const ids = Array.from({ length: 30 }, (_, i) => `conversation:each-${i}`);
	const items = await Promise.all(
		ids.map(async (key, i) => {
			await createKey(key);
			return { key, sealed: (await seal(key, [`+47900000${String(i).padStart(2, '0')}`]))[0]! };
		})
	);
	expect((await openEach(items))[17]).toBe('+4790000017');
	expect((await maskEach(items))[29]).toBe('+47 9•• •• •29');
	expect(await openEach([])).toEqual([]);
	await expect(openEach([items[0]!, { ...items[1]!, key: ids[2]! }])).rejects.toThrow('sealBroken');
	await destroyKey(ids[3]!);
	await expect(maskEach(items)).rejects.toMatchObject({ code: 'keyDestroyed' });
});

test('a destroyed key throws keyDestroyed, whatever it is asked for', async () => {
	await createKey('campaign:gone');
	const sealed = await seal('campaign:gone', ['+4790000012']);
	expect(await open('campaign:gone', sealed)).toHaveLength(1);
	await destroyKey('campaign:gone');
	for (const use of [createKey('campaign:gone'), seal('campaign:gone', ['x']), open('campaign:gone', sealed)]) {
		await expect(use).rejects.toMatchObject({ name: 'LyktError', code: 'keyDestroyed' });
	}
});

test('a seal of another key is not opened', async () => {
	await createKey('campaign:a');
	await createKey('campaign:b');
	const sealed = await seal('campaign:a', ['+4790000012']);
	await expect(open('campaign:b', sealed)).rejects.toThrow('sealBroken');
	await expect(open('campaign:never', sealed)).rejects.toThrow('keyMissing');
});

test('the log year is the local year: an hour before midnight UTC on New Year’s Eve it is already the next', async () => {
	const before = await tagNumbers(at('2026-12-31T22:59:00Z'), ['+4790000012'], 'send');
	const after = await tagNumbers(at('2026-12-31T23:00:00Z'), ['+4790000012'], 'send');
	if (!before.ok || !after.ok) throw new Error('refused');
	expect([before.logYear, after.logYear]).toEqual([2026, 2027]);
	expect(after.tags[0]!.hold).toEqual(before.tags[0]!.hold);
	expect(after.tags[0]!.log).not.toEqual(before.tags[0]!.log);
	expect(after.tags[0]!.hold).toHaveLength(32);
});

test('long lists and long texts come back whole and in order', async () => {
	const all = numbers(4500);
	const answer = await tagNumbers(today, all, 'send');
	if (!answer.ok) throw new Error('refused');
	expect(answer.tags).toHaveLength(4500);
	const single = await tagNumbers(today, [all[4321]!], 'send');
	expect(single).toMatchObject({ ok: true, tags: [answer.tags[4321]] });

	await createKey('campaign:long');
	const texts = Array.from({ length: 30 }, (_, i) => String(i).padStart(500_000, 'å'));
	expect(await open('campaign:long', await seal('campaign:long', texts))).toEqual(texts);
});

test('an audience over the day’s quota is refused whole; checks have a quota per person', async () => {
	expect(await tagNumbers(today, numbers(5001), 'audience')).toEqual({ ok: false, why: 'quotaSpent' });
	expect((await vaultStatus()).quotas.audience.used).toBe(0);
	expect(await tagNumbers(today, numbers(5000), 'audience')).toMatchObject({ ok: true });
	expect(await tagNumbers(today, numbers(5001), 'send')).toMatchObject({ ok: true });

	const kari = at('2026-11-22T12:00:00Z', staff('kari'));
	const ola = at('2026-11-22T12:00:00Z', staff('ola'));
	expect(await tagNumbers(kari, numbers(2), 'check')).toMatchObject({ ok: true });
	expect(await tagNumbers(kari, numbers(3), 'check')).toEqual({ ok: false, why: 'quotaSpent' });
	expect(await tagNumbers(ola, numbers(2), 'check')).toMatchObject({ ok: true });
});

test('nicks and e-mail addresses are tagged too, and share a person’s quota of checks with the numbers', async () => {
	const liv = at('2026-11-22T12:00:00Z', staff('liv'));
	const [forum, chat] = ['0190a000-0000-7000-8000-00000000000a', '0190a000-0000-7000-8000-00000000000b'];
	const nick = readNick('Sommerfugl');
	const email = readEmail('kari@example.no');
	if (!nick.ok || !email.ok) throw new Error('unreadable');
	const onForum = await tagNicks(liv, forum, [nick.nick], 'check');
	const onChat = await tagNicks(liv, chat, [nick.nick], 'send');
	if (!onForum.ok || !onChat.ok) throw new Error('refused');
	expect(onForum.tags[0]!.hold).toHaveLength(32);
	expect(onForum.tags[0]!.hold).not.toEqual(onChat.tags[0]!.hold);
	expect(await tagNicks(liv, forum, [nick.nick], 'check')).toEqual(onForum); // the same again costs nothing
	expect(await tagEmails(liv, [email.email], 'check')).toMatchObject({ ok: true });
	expect(await tagNumbers(liv, numbers(1), 'check')).toEqual({ ok: false, why: 'quotaSpent' });
});

test('many may ask at the same time and each gets the own answer', async () => {
	await createKey('campaign:many');
	const texts = Array.from({ length: 200 }, (_, i) => `text ${i}`);
	const back = await Promise.all(
		texts.map(async (text) => (await open('campaign:many', await seal('campaign:many', [text])))[0])
	);
	expect(back).toEqual(texts);
});

test('a keyholder that died is found again', async () => {
	await createKey('campaign:again');
	const sealed = await seal('campaign:again', ['+4790000012']);
	process.kill(keyholder.pid(), 'SIGKILL');
	// Within three seconds; where starting a process takes longer, it is asked again as a person would.
	await vi.waitFor(async () => expect(await open('campaign:again', sealed)).toEqual(['+4790000012']), 60_000);
});

test('while nobody answers, the error says what to do', async () => {
	expect(await vaultStatus()).toBeTruthy();
	await keyholder.stop();
	await expect(createKey('campaign:later')).rejects.toMatchObject({
		name: 'LyktError',
		code: 'keyholderUnreachable',
		message: expect.stringContaining(`does not answer on ${socket}`)
	});
	await start();
	await createKey('campaign:later');
});

test('an open connection does not keep a process alive, an unanswered question does', () => {
	const script = `
		const { createKey } = await import(${JSON.stringify(path.join(import.meta.dirname, 'index.ts'))});
		createKey('campaign:script').then(() => console.log('made'));`;
	const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
		env: { LYKT_KEYHOLDER: socket },
		timeout: 120_000
	});
	expect(String(output)).toBe('made\n');
});
