import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { encodeFrame, FrameReader, maxFrameBytes } from './frames.ts';
import { socketPath, startKeyholder } from './spawn.ts';

const kari = '+4790000012';
const ola = '+4790000034';
const campaign = 'campaign:0190a000-0000-7000-8000-000000000001';
const conversation = 'conversation:0190a000-0000-7000-8000-000000000002';

let root: string;
let dir: string;
let running: ChildProcess[];
beforeEach(() => {
	root = mkdtempSync(path.join(tmpdir(), 'lykt-keys-'));
	dir = path.join(root, 'keys');
	running = [];
});
afterEach(async () => {
	for (const child of running) await killHard(child);
	rmSync(root, { recursive: true, force: true });
});

describe('tags', () => {
	test('the same number has the same tags, also after a restart, and another number has others', async () => {
		const first = await start();
		const before = await ask({ op: 'tag', numbers: [kari, ola, kari], year: 2026, purpose: 'send' });
		await stop(first);
		await start();
		const after = await ask({ op: 'tag', numbers: [kari], year: 2026, purpose: 'send' });

		expect(before.hold[0]).toBe(before.hold[2]);
		expect(before.log[0]).toBe(before.log[2]);
		expect(after).toMatchObject({ ok: true, hold: [before.hold[0]], log: [before.log[0]] });
		expect(before.hold[1]).not.toBe(before.hold[0]);
		expect(Buffer.from(before.hold[0], 'base64')).toHaveLength(32);
		expect(before.log[0]).not.toBe(before.hold[0]);
	});

	test('another year gives another log tag and the same hold tag', async () => {
		await start();
		const old = await ask({ op: 'tag', numbers: [kari], year: 2026, purpose: 'send' });
		const next = await ask({ op: 'tag', numbers: [kari], year: 2027, purpose: 'send' });
		expect(next.hold).toEqual(old.hold);
		expect(next.log).not.toEqual(old.log);
	});

	test('another installation gives other tags', async () => {
		const first = await start();
		const here = await ask({ op: 'tag', numbers: [kari], year: 2026, purpose: 'send' });
		await stop(first);
		rmSync(dir, { recursive: true });
		await start();
		const there = await ask({ op: 'tag', numbers: [kari], year: 2026, purpose: 'send' });
		expect(there.ok).toBe(true);
		expect(there.hold).not.toEqual(here.hold);
	});

	test('a number that is not E.164 is refused, so that one number cannot have two tags', async () => {
		await start();
		expect(await ask({ op: 'tag', numbers: [kari], year: 2026, purpose: 'send' })).toMatchObject({ ok: true });
		for (const number of ['90000012', '+47 900 00 012', '004790000012', '', 4790000012]) {
			const answer = await ask({ op: 'tag', numbers: [kari, number], year: 2026, purpose: 'send' });
			expect(answer).toMatchObject({ ok: false, code: 'badRequest' });
		}
	});

	test('a nick has another tag on each arena, and never that of a number or an e-mail address (R30)', async () => {
		await start();
		const [here, there] = ['0190a000-0000-7000-8000-00000000000a', '0190a000-0000-7000-8000-00000000000b'];
		const tagOf = async (fields: object) => {
			const answer = await ask({ op: 'tag', year: 2026, purpose: 'send', ...fields });
			return { hold: answer.hold[0], log: answer.log[0] };
		};
		const onFirst = await tagOf({ arena: here, nicks: ['anna'] });
		expect(await tagOf({ arena: here, nicks: ['anna'] })).toEqual(onFirst);
		const all = [
			onFirst,
			await tagOf({ arena: there, nicks: ['anna'] }),
			await tagOf({ emails: ['anna@example.no'] }),
			await tagOf({ arena: here, nicks: ['anna@example.no'] }),
			await tagOf({ numbers: [kari] }),
			await tagOf({ arena: here, nicks: [kari] }),
			await tagOf({ arena: here, nicks: [`tel|${kari}`] })
		];
		expect(new Set(all.flatMap(({ hold, log }) => [hold, log])).size).toBe(all.length * 2);
	});

	test('a nick or an e-mail address in another spelling is refused, and so is an arena that is no id', async () => {
		await start();
		const arena = '0190a000-0000-7000-8000-00000000000a';
		const refused = { ok: false, code: 'badRequest' };
		const tag = (fields: object) => ask({ op: 'tag', year: 2026, purpose: 'send', ...fields });
		expect(await tag({ arena, nicks: ['anna'] })).toMatchObject({ ok: true });
		expect(await tag({ emails: ['anna@example.no'] })).toMatchObject({ ok: true });
		for (const nick of ['Anna', ' anna', '@anna', 'an\u200bna', '', 'a'.repeat(81), 7]) {
			expect(await tag({ arena, nicks: [nick] })).toMatchObject(refused);
		}
		for (const other of [undefined, '', 'forum', `${arena}|anna`, arena.toUpperCase()]) {
			expect(await tag({ arena: other, nicks: ['anna'] })).toMatchObject(refused);
		}
		for (const email of ['Anna@example.no', 'anna', 'anna@example', '']) {
			expect(await tag({ emails: [email] })).toMatchObject(refused);
		}
	});

	test('the log of a year dies with its key; the hold key cannot be destroyed', async () => {
		await start();
		const before = await ask({ op: 'tag', numbers: [kari], year: 2025, purpose: 'send' });
		expect(before.ok).toBe(true);
		expect(await ask({ op: 'destroyKey', key: 'log:2025' })).toMatchObject({ ok: true });
		const after = await ask({ op: 'tag', numbers: [kari], year: 2025, purpose: 'send' });
		expect(after).toMatchObject({ ok: false, code: 'keyDestroyed' });
		expect(await ask({ op: 'destroyKey', key: 'hold' })).toMatchObject({ ok: false, code: 'forbidden' });
		const held = await ask({ op: 'tag', numbers: [kari], year: 2026, purpose: 'send' });
		expect(held.hold).toEqual(before.hold);
	});
});

describe('sealing', () => {
	test('what is sealed opens again under its key, in the same order', async () => {
		await start();
		await ask({ op: 'createKey', key: campaign });
		const plain = [kari, 'Hei 👋 æøå', '', ola];
		const { sealed } = await ask({ op: 'seal', key: campaign, plain });
		expect(await ask({ op: 'open', key: campaign, sealed })).toMatchObject({ ok: true, plain });
		expect(sealed.join()).not.toContain(kari);
	});

	test('the same text is never sealed the same way twice', async () => {
		await start();
		await ask({ op: 'createKey', key: campaign });
		const { sealed } = await ask({ op: 'seal', key: campaign, plain: Array.from({ length: 1000 }, () => kari) });
		expect(new Set(sealed.map((text: string) => text.slice(0, 16))).size).toBe(1000);
	});

	test('another key cannot open it, nor can anybody who altered it', async () => {
		await start();
		await ask({ op: 'createKey', key: campaign });
		await ask({ op: 'createKey', key: conversation });
		const { sealed } = await ask({ op: 'seal', key: campaign, plain: [kari] });
		expect(await ask({ op: 'open', key: campaign, sealed })).toMatchObject({ ok: true, plain: [kari] });

		const altered = Buffer.from(sealed[0], 'base64');
		altered[14]! ^= 1;
		const wrong = { ok: false, code: 'sealBroken' };
		expect(await ask({ op: 'open', key: conversation, sealed })).toMatchObject(wrong);
		expect(await ask({ op: 'open', key: campaign, sealed: [altered.toString('base64')] })).toMatchObject(wrong);
		expect(await ask({ op: 'open', key: campaign, sealed: ['AAAA'] })).toMatchObject(wrong);
	});

	test('a list gets masked numbers, never the numbers, and nothing of a text that is no number', async () => {
		await start();
		await ask({ op: 'createKey', key: campaign });
		const { sealed } = await ask({ op: 'seal', key: campaign, plain: [kari, 'a secret'] });
		const answer = await ask({ op: 'mask', key: campaign, sealed });
		expect(answer).toMatchObject({ ok: true, masked: ['+47 9•• •• •12', '••••'] });
		expect(JSON.stringify(answer)).not.toContain('0000');
	});

	test('making a key again changes nothing; a key that was never made is missing', async () => {
		await start();
		expect(await ask({ op: 'createKey', key: campaign })).toMatchObject({ ok: true });
		const { sealed } = await ask({ op: 'seal', key: campaign, plain: [kari] });
		expect(await ask({ op: 'createKey', key: campaign })).toMatchObject({ ok: true });
		expect(await ask({ op: 'open', key: campaign, sealed })).toMatchObject({ ok: true, plain: [kari] });
		expect(await ask({ op: 'open', key: conversation, sealed })).toMatchObject({ ok: false, code: 'keyMissing' });
	});

	test('keys that make tags never seal', async () => {
		await start();
		await ask({ op: 'tag', numbers: [kari], year: 2026, purpose: 'send' });
		for (const key of ['hold', 'log:2026']) {
			expect(await ask({ op: 'createKey', key })).toMatchObject({ ok: false, code: 'forbidden' });
			expect(await ask({ op: 'seal', key, plain: ['x'] })).toMatchObject({ ok: false, code: 'forbidden' });
		}
	});
});

describe('destruction', () => {
	test('a destroyed key opens nothing and cannot be made again, also after a restart', async () => {
		const first = await start();
		await ask({ op: 'createKey', key: campaign });
		const { sealed } = await ask({ op: 'seal', key: campaign, plain: [kari] });
		expect(await ask({ op: 'open', key: campaign, sealed })).toMatchObject({ ok: true });
		expect(await ask({ op: 'destroyKey', key: campaign })).toMatchObject({ ok: true });
		expect(await ask({ op: 'destroyKey', key: campaign })).toMatchObject({ ok: true });
		const gone = async () => {
			for (const op of ['createKey', 'seal', 'open', 'mask']) {
				const answer = await ask({ op, key: campaign, plain: [kari], sealed });
				expect(answer).toMatchObject({ ok: false, code: 'keyDestroyed' });
			}
		};
		await gone();
		await stop(first);
		await start();
		await gone();
	});

	test('a name may be closed before it was ever used', async () => {
		await start();
		expect(await ask({ op: 'destroyKey', key: campaign })).toMatchObject({ ok: true });
		expect(await ask({ op: 'createKey', key: campaign })).toMatchObject({ ok: false, code: 'keyDestroyed' });
	});

	test('no file holds a byte of a destroyed key, whatever was made and destroyed around it', async () => {
		await start();
		const ids = Array.from({ length: 300 }, (_, i) => `conversation:${i}`);
		for (const id of ids) await ask({ op: 'createKey', key: id });
		const bytes = keyBytes();
		expect([...bytes.keys()].filter((id) => id.startsWith('conversation:'))).toHaveLength(300);
		for (const id of ids) expect(isOnDisk(bytes.get(id)!)).toBe(true);

		const [halfway, rest] = [ids.filter((_, i) => i % 2), ids.filter((_, i) => i % 2 === 0)];
		for (const id of halfway) await ask({ op: 'destroyKey', key: id });
		for (let i = 0; i < 50; i++) await ask({ op: 'createKey', key: `campaign:${i}` });
		for (const id of halfway) expect(isOnDisk(bytes.get(id)!)).toBe(false);
		for (const id of rest) expect(isOnDisk(bytes.get(id)!)).toBe(true);
		for (const id of rest) await ask({ op: 'destroyKey', key: id });
		for (const id of ids) expect(isOnDisk(bytes.get(id)!)).toBe(false);
	});

	test('kill -9 right after a destruction does not bring the key back', async () => {
		const child = await start();
		await ask({ op: 'createKey', key: campaign });
		const bytes = keyBytes().get(campaign)!;
		expect(isOnDisk(bytes)).toBe(true);
		await ask({ op: 'destroyKey', key: campaign });
		await killHard(child);
		expect(isOnDisk(bytes)).toBe(false);
		await start();
		expect(await ask({ op: 'createKey', key: campaign })).toMatchObject({ ok: false, code: 'keyDestroyed' });
	});
});

describe('quotas', () => {
	const tag = (purpose: string, numbers: string[], actor?: string) =>
		ask({ op: 'tag', numbers, year: 2026, purpose, actor });
	const spent = { ok: false, code: 'quotaSpent' };

	test('an audience counts each number once a day, and a request over the quota is refused whole', async () => {
		await start('--audience-quota', '10');
		expect(await tag('audience', numbers(0, 8))).toMatchObject({ ok: true });
		expect(await tag('audience', numbers(0, 8))).toMatchObject({ ok: true });
		expect(await tag('audience', numbers(0, 11))).toMatchObject(spent);
		expect(await quotas()).toMatchObject({ audience: { used: 8, limit: 10 } });
		expect(await tag('audience', [...numbers(5, 10), ...numbers(5, 10)])).toMatchObject({ ok: true });
		expect(await quotas()).toMatchObject({ audience: { used: 10 } });
		expect(await tag('audience', numbers(10, 11))).toMatchObject(spent);
		expect(await tag('audience', numbers(0, 10))).toMatchObject({ ok: true });
	});

	test('kill -9 does not give a new quota', async () => {
		const first = await start('--audience-quota', '3', '--check-quota', '2');
		expect(await tag('audience', numbers(0, 3))).toMatchObject({ ok: true });
		expect(await tag('check', numbers(0, 2), 'kari')).toMatchObject({ ok: true });
		expect(await tag('inbound', numbers(0, 4))).toMatchObject({ ok: true });
		await killHard(first);
		await start('--audience-quota', '3', '--check-quota', '2');
		expect(await tag('audience', numbers(0, 3))).toMatchObject({ ok: true });
		expect(await tag('audience', numbers(3, 4))).toMatchObject(spent);
		expect(await tag('check', numbers(2, 3), 'kari')).toMatchObject(spent);
		expect(await quotas()).toMatchObject({ counted: { inbound: 4 } });
	});

	test('single checks have a quota per person', async () => {
		await start('--check-quota', '2');
		expect(await tag('check', numbers(0, 2), 'kari')).toMatchObject({ ok: true });
		expect(await tag('check', numbers(2, 3), 'kari')).toMatchObject(spent);
		expect(await tag('check', numbers(2, 3), 'ola')).toMatchObject({ ok: true });
		expect(await tag('check', numbers(0, 1))).toMatchObject({ ok: false, code: 'badRequest' });
		expect(await quotas()).toMatchObject({ check: { used: 3, people: 2, limit: 2 } });
	});

	test('messages, answers and opt-outs are counted and never refused', async () => {
		await start('--audience-quota', '1', '--check-quota', '1');
		expect(await tag('audience', numbers(0, 2))).toMatchObject(spent);
		for (const purpose of ['send', 'inbound', 'optOut']) {
			expect(await tag(purpose, numbers(0, 50))).toMatchObject({ ok: true });
		}
		expect(await quotas()).toMatchObject({ counted: { send: 50, inbound: 50, optOut: 50 }, audience: { used: 0 } });
	});

	test('what is stored for the quota tells nothing of number or person', async () => {
		await start();
		const { hold, log } = await tag('audience', [kari]);
		await tag('check', [kari], 'staff-kari');
		const disk = allFiles();
		for (const text of [kari, kari.slice(1), 'staff-kari', hold[0], log[0]]) expect(disk.includes(text)).toBe(false);
		for (const text of [hold[0], log[0]]) expect(disk.includes(Buffer.from(text, 'base64'))).toBe(false);
	});
});

describe('the process', () => {
	test('its folder is 0700, its socket and store 0600', async () => {
		await start();
		expect(mode(dir)).toBe(0o700);
		for (const name of readdirSync(dir)) expect([name, mode(path.join(dir, name))]).toEqual([name, 0o600]);
		expect(readdirSync(dir)).toEqual(expect.arrayContaining(['s', 'keys.sqlite']));
	});

	test('it answers what it cannot understand and goes on', async () => {
		await start();
		const line = await connect();
		for (const request of [
			{ op: 'rob' },
			{ op: 'constructor' },
			{ op: '__proto__' },
			{ op: 7 },
			{},
			{ op: 'tag' },
			{ op: 'tag', numbers: kari, year: 2026, purpose: 'send' },
			{ op: 'tag', numbers: [kari], year: 'x', purpose: 'send' },
			{ op: 'tag', numbers: [kari], year: 2026, purpose: 'fun' },
			{ op: 'createKey' },
			{ op: 'createKey', key: '../../etc' },
			{ op: 'createKey', key: ['a'] },
			{ op: 'seal', key: campaign, plain: [null] },
			{ op: 'open', key: campaign, sealed: { length: 1 } }
		]) {
			expect(await line.ask(request)).toMatchObject({
				ok: false,
				code: expect.stringMatching(/^(unknownOp|badRequest)$/)
			});
		}
		for (const garbage of ['', 'null', '"text"', '[1]', '{"op":', '\xff\xfe\x00', '['.repeat(100_000)]) {
			const body = Buffer.from(garbage, 'latin1');
			const length = Buffer.alloc(4);
			length.writeUInt32BE(body.length);
			expect(await line.send(Buffer.concat([length, body]))).toMatchObject({ ok: false });
		}
		expect(await line.ask({ op: 'status' })).toMatchObject({ ok: true });
		line.close();
	});

	test('a frame that is too large ends only its own connection', async () => {
		await start();
		const [greedy, other] = [await connect(), await connect()];
		const length = Buffer.alloc(4);
		length.writeUInt32BE(maxFrameBytes + 1);
		expect(await greedy.send(length)).toMatchObject({ ok: false, code: 'frameTooLarge' });
		await greedy.closed;
		expect(await other.ask({ op: 'status' })).toMatchObject({ ok: true });
		other.close();
	});

	test('a frame may come in pieces, and many may come in one', async () => {
		await start();
		const line = await connect();
		const frame = encodeFrame({ id: 1, op: 'status' });
		for (const byte of frame.subarray(0, -1)) line.socket.write(Buffer.from([byte]));
		await sleep(20);
		expect(await line.send(frame.subarray(-1))).toMatchObject({ id: 1, ok: true });
		expect(await line.send(Buffer.concat([frame, frame]))).toMatchObject({ id: 1, ok: true });
		expect(await line.next()).toMatchObject({ id: 1, ok: true });
		line.close();
	});

	test('a second one on the same folder refuses and says why; the first goes on', async () => {
		await start();
		const second = launch(path.join(root, 'other'));
		const [words, end] = await lastWords(second);
		expect(end).toEqual([1, null]);
		expect(words).toContain(`Another keyholder already uses ${dir}`);
		await expect(startKeyholder({ dir, socket: socketPath(dir) })).rejects.toMatchObject({
			code: 'badConfig',
			message: expect.stringContaining('Another keyholder')
		});
		expect(await ask({ op: 'status' })).toMatchObject({ ok: true });
	});

	test('the socket file of a killed one does not hinder the next', async () => {
		const first = await start();
		await killHard(first);
		expect(existsSync(socketPath(dir))).toBe(true);
		await start();
		expect(await ask({ op: 'status' })).toMatchObject({ ok: true });
	});

	test('it ends at SIGTERM and takes its socket away', async () => {
		const child = await start();
		expect(existsSync(socketPath(dir))).toBe(true);
		child.kill('SIGTERM');
		expect(await once(child, 'exit')).toEqual([0, null]);
		expect(existsSync(socketPath(dir))).toBe(false);
	});

	test('it ends when the process that started it is killed', async () => {
		const script = path.join(root, 'parent.ts');
		writeFileSync(
			script,
			`import { startKeyholder } from ${JSON.stringify(path.join(import.meta.dirname, 'spawn.ts'))};
			const keyholder = await startKeyholder(${JSON.stringify({ dir, socket: socketPath(dir) })});
			console.log(keyholder.pid());
			setInterval(() => {}, 1000);`
		);
		const parent = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
		running.push(parent);
		const pid = Number(String((await once(parent.stdout, 'data'))[0]));
		expect(await ask({ op: 'status' })).toMatchObject({ ok: true });
		expect(isAlive(pid)).toBe(true);
		await killHard(parent);
		await until(() => !isAlive(pid));
		expect(existsSync(socketPath(dir))).toBe(false);
	});

	test('it is started again when it dies while its parent lives', async () => {
		const keyholder = await startKeyholder({ dir, socket: socketPath(dir) });
		try {
			const before = await ask({ op: 'tag', numbers: [kari], year: 2026, purpose: 'send' });
			const first = keyholder.pid();
			process.kill(first, 'SIGKILL');
			await until(() => keyholder.pid() !== first);
			const after = await ask({ op: 'tag', numbers: [kari], year: 2026, purpose: 'send' });
			expect(after.hold).toEqual(before.hold);
		} finally {
			await keyholder.stop();
		}
		expect(isAlive(keyholder.pid())).toBe(false);
		expect(existsSync(socketPath(dir))).toBe(false);
	});

	test('a deep folder gets a short socket below /tmp, closed to others', async () => {
		dir = path.join(dir, 'deep'.repeat(25));
		expect(socketPath(dir)).toMatch(/^\/tmp\/lykt-[0-9a-f]{16}\/k$/);
		const child = await start();
		try {
			expect(await ask({ op: 'status' })).toMatchObject({ ok: true });
			expect(mode(path.dirname(socketPath(dir)))).toBe(0o700);
			expect(mode(socketPath(dir))).toBe(0o600);
		} finally {
			await stop(child);
			rmSync(path.dirname(socketPath(dir)), { recursive: true });
		}
	});

	test('a folder that others may write in is no place for the socket', async () => {
		const child = launch('/tmp/lykt-test-open-folder');
		const [words, end] = await lastWords(child);
		expect(end).toEqual([1, null]);
		expect(words).toContain('/tmp is open to others');
	});

	test('status tells counts and quotas, no key and no number', async () => {
		await start();
		await ask({ op: 'tag', numbers: [kari], year: 2026, purpose: 'audience' });
		for (const key of [campaign, conversation]) await ask({ op: 'createKey', key });
		const { sealed } = await ask({ op: 'seal', key: campaign, plain: [kari, ola] });
		await ask({ op: 'open', key: campaign, sealed });
		await ask({ op: 'destroyKey', key: conversation });
		const status = await ask({ op: 'status' });
		expect(status).toMatchObject({
			keys: { live: { hold: 1, log: 1, campaign: 1 }, destroyed: 1 },
			quotas: { audience: { used: 1, limit: 5000 }, check: { limit: 60 }, counted: { open: 2, mask: 0 } }
		});
		expect(JSON.stringify(status)).not.toContain(campaign);
	});
});

// --- the process under test and one connection to it

/** Starts a keyholder on `dir` and waits until it is ready. */
async function start(...flags: string[]): Promise<ChildProcess> {
	const child = launch(socketPath(dir), ...flags);
	child.stderr!.pipe(process.stderr);
	const [line] = await once(child.stdout!, 'data');
	expect(String(line)).toBe('ready\n');
	return child;
}
function launch(socket: string, ...flags: string[]): ChildProcess {
	const main = path.join(import.meta.dirname, 'main.ts');
	const child = spawn(process.execPath, [main, '--dir', dir, '--socket', socket, ...flags], { stdio: 'pipe' });
	running.push(child);
	return child;
}
/** What it said, and how it ended: it may have ended before its words are read. */
async function lastWords(child: ChildProcess): Promise<[words: string, end: unknown[]]> {
	let words = '';
	child.stderr!.on('data', (piece: Buffer) => (words += piece.toString()));
	const end = await once(child, 'close');
	return [words, end];
}
async function stop(child: ChildProcess): Promise<void> {
	child.stdin!.end();
	await once(child, 'exit');
}
async function killHard(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	child.kill('SIGKILL');
	await once(child, 'exit');
}
function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
}
async function until(isTrue: () => boolean): Promise<void> {
	for (let i = 0; i < 3000 && !isTrue(); i++) await sleep(20);
	expect(isTrue()).toBe(true);
}

// What comes over the wire has no type; the expectations are what is known about it.
type Reply = any;

async function connect() {
	const socket = net.connect(socketPath(dir));
	await once(socket, 'connect');
	const reader = new FrameReader();
	const arrived: Reply[] = [];
	const waiting: ((reply: Reply) => void)[] = [];
	socket.on('data', (piece: Buffer) => {
		for (const body of reader.push(piece)) {
			const reply = JSON.parse(body.toString());
			const next = waiting.shift();
			if (next) next(reply);
			else arrived.push(reply);
		}
	});
	const next = (): Promise<Reply> =>
		arrived.length ? Promise.resolve(arrived.shift()) : new Promise((resolve) => waiting.push(resolve));
	const send = (bytes: Buffer): Promise<Reply> => {
		const reply = next();
		socket.write(bytes);
		return reply;
	};
	return {
		socket,
		next,
		send,
		ask: (request: object) => send(encodeFrame({ id: 1, ...request })),
		closed: once(socket, 'close'),
		close: () => socket.destroy()
	};
}
async function ask(request: object): Promise<Reply> {
	const line = await connect();
	const reply = await line.ask(request);
	line.close();
	return reply;
}
const quotas = async () => (await ask({ op: 'status' })).quotas;
const numbers = (from: number, to: number) =>
	Array.from({ length: to - from }, (_, i) => `+47900000${String(from + i).padStart(2, '0')}`);

// --- what is on disk

const mode = (file: string) => statSync(file).mode & 0o777;
function keyBytes(): Map<string, Buffer> {
	const db = new DatabaseSync(path.join(dir, 'keys.sqlite'), { readOnly: true });
	const rows = db.prepare('select id, bytes from key').all() as unknown as { id: string; bytes: Uint8Array }[];
	db.close();
	return new Map(rows.map(({ id, bytes }) => [id, Buffer.from(bytes)]));
}
function allFiles(): Buffer {
	const files = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
	return Buffer.concat(files.map((entry) => readFileSync(path.join(entry.parentPath, entry.name))));
}
/** Looks for each quarter of a key as well, so that a torn copy is found too. */
function isOnDisk(key: Buffer): boolean {
	const disk = allFiles();
	return [0, 8, 16, 24].some((at) => disk.includes(key.subarray(at, at + 8)));
}
