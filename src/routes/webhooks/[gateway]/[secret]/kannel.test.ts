// A real gateway: Debian's Kannel with its simulated SMSC on this machine. An incoming message comes in at our door, our
// answer reaches the phone, and the network's receipt comes back. Skipped where Kannel is not installed.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { listConversations } from '#conversation';
import type { Ctx } from '#db';
import { answer, sendAnswers } from '#delivery';
import { testDatabase } from '../../../../../test/database.ts';
import { freePorts } from '../../../../../test/free-ports.ts';
import { GET, POST } from './+server.ts';

const places = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/usr/lib/kannel/test'];
const find = (name: string) => places.map((place) => path.join(place, name)).find(existsSync);
const programs = { bearerbox: find('bearerbox'), smsbox: find('smsbox'), fakesmsc: find('fakesmsc') };
const setpriv = find('setpriv');
const missing = Object.entries(programs).flatMap(([name, place]) => (place ? [] : [name]));
if (missing.length)
	console.log(
		`The tests with a real Kannel are skipped: ${missing.join(', ')} not found (Debian: kannel, kannel-extras).`
	);

const secret = 'en-lang-hemmelighet-for-kannel';
const phone = '+4790094001';
const ours = '+4759440000';

describe.skipIf(missing.length > 0)('a real Kannel', () => {
	const house = testDatabase();
	let folder: string;
	const running: ChildProcess[] = [];
	let door: http.Server;
	let ports: { admin: number; box: number; smsc: number; send: number };
	let conf: string;
	let kari: Ctx;

	beforeAll(async () => {
		await house.asOwner('update db_clock set movable = false'); // a demonstration would not send
		kari = await house.ctx();
		door = await openDoor();
		const [[admin, box], [smsc, send]] = [await freePorts(13_100), await freePorts(13_150)];
		ports = { admin, box, smsc, send };
		const origin = `http://127.0.0.1:${(door.address() as AddressInfo).port}`;
		Object.assign(process.env, {
			LYKT_GATEWAY: 'kannel',
			LYKT_GATEWAY_URL: `http://127.0.0.1:${ports.send}/cgi-bin/sendsms`,
			LYKT_GATEWAY_SENDER: ours,
			LYKT_GATEWAY_USER: 'lykt',
			LYKT_GATEWAY_PASSWORD: 'et-passord',
			LYKT_WEBHOOK_SECRET: secret,
			LYKT_WEBHOOK_ORIGIN: origin
		});
		folder = mkdtempSync(path.join(os.tmpdir(), 'lykt-kannel-'));
		conf = path.join(folder, 'kannel.conf');
		writeFileSync(conf, configuration(`${origin}/webhooks/kannel/${secret}`), { mode: 0o600 });
	});

	beforeEach(async () => {
		start(programs.bearerbox!, conf);
		await isListening(ports.box);
		await isListening(ports.smsc);
		start(programs.smsbox!, conf);
		await isListening(ports.send);
	});

	afterEach(stopKannel, 60_000);

	afterAll(() => {
		door?.closeAllConnections();
		door?.close();
		rmSync(folder, { recursive: true });
	});

	test('a phone writes, we answer, the phone shows it, and the receipt settles it', async () => {
		const network = connectPhone('text Hei, hvem er dere? æøå');
		const conversation = await written('Hei, hvem er dere? æøå');
		expect(await answer(kari, conversation, 'Hei! Vi er på Lykta i kveld, gå inn døra til høyre.')).toEqual({
			ok: true
		});
		await sendAnswers(await house.systemCtx());
		await network.shows(`<${ours} ${phone} text Hei! Vi er på Lykta i kveld, gå inn døra til høyre.>`);
		await vi.waitFor(
			async () => expect(await readMessages()).toEqual([{ purpose: 'reply', state: 'delivered' }]),
			patience
		);
	});

	test('another alphabet reaches the phone whole', async () => {
		const network = connectPhone('text Snakker dere russisk?');
		const conversation = await written('Snakker dere russisk?');
		expect(await answer(kari, conversation, 'Привет!')).toEqual({ ok: true });
		await sendAnswers(await house.systemCtx());
		await network.shows(`<${ours} ${phone} ucs-2 %04%1F%04%40%048%042%045%04B%00!>`);
		await vi.waitFor(
			async () => expect((await readMessages()).map(({ state }) => state)).toEqual(['delivered', 'delivered']),
			patience
		);
	});

	test('when Kannel has stopped, what is written waits for it', async () => {
		const [conversation] = await listConversations(await house.later(kari), 'open');
		await stopKannel();
		expect(await answer(await house.later(kari), conversation!.id, 'Er du der?')).toEqual({ ok: true });
		await sendAnswers(await house.systemCtx());
		const { rows } = await house.asOwner(
			`select state, reason, tries from delivery_message order by created_at desc limit 1`
		);
		expect(rows).toEqual([{ state: 'queued', reason: 'unavailable', tries: 1 }]);
	});

	test('STOP gets one confirmation', async () => {
		const network = connectPhone('text STOPP');
		await vi.waitFor(
			async () => expect((await readMessages()).at(-1)).toEqual({ purpose: 'confirmation', state: 'queued' }),
			patience
		);
		await sendAnswers(await house.systemCtx());
		await network.shows(`<${ours} ${phone} text `);
		await vi.waitFor(
			async () => expect((await readMessages()).at(-1)).toEqual({ purpose: 'confirmation', state: 'delivered' }),
			patience
		);
	});

	/** Our own door, as the server opens it: the request becomes Kit's, and the route answers. */
	async function openDoor(): Promise<http.Server> {
		const server = http.createServer((request, response) => {
			void (async () => {
				const chunks: Buffer[] = [];
				for await (const chunk of request) chunks.push(chunk as Buffer);
				const url = new URL(request.url!, 'http://lykt.example.no');
				const [, , gateway = '', given = ''] = url.pathname.split('/');
				const method = request.method!;
				const body = method === 'POST' ? Buffer.concat(chunks) : undefined;
				const headers = request.headers as Record<string, string>;
				const event = {
					request: new Request(url, { method, headers, body }),
					url,
					params: { gateway, secret: given },
					locals: { ctx: { ...(await house.systemCtx()), actor: { kind: 'visitor' } } }
				};
				const said = await (method === 'GET' ? GET : POST)(event as never);
				response.writeHead(said.status, Object.fromEntries(said.headers)).end(await said.text());
			})();
		});
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
		return server;
	}

	async function stopKannel(): Promise<void> {
		for (const child of running.splice(0).toReversed()) await end(child);
	}

	function start(program: string, ...args: string[]): void {
		running.push(spawn(...tied(program, args), { stdio: 'ignore' }));
	}

	/** A phone network with one phone in it, which writes one message and then shows what comes. */
	function connectPhone(message: string): { shows(text: string): Promise<void> } {
		const args = ['-H', '127.0.0.1', '-r', String(ports.smsc), '-m', '1', `${phone} ${ours} ${message}`];
		const child = spawn(...tied(programs.fakesmsc!, args), { stdio: ['ignore', 'ignore', 'pipe'] });
		running.push(child);
		let seen = '';
		child.stderr.on('data', (chunk: Buffer) => (seen += chunk.toString()));
		return { shows: (text) => vi.waitFor(() => expect(seen).toContain(text), patience) };
	}

	/** Waits until somebody has written this; @returns their conversation. */
	function written(text: string): Promise<string> {
		return vi.waitFor(async () => {
			const open = await listConversations(await house.later(kari), 'open');
			return open.find((conversation) => conversation.lastText === text)!.id;
		}, patience);
	}

	async function readMessages(): Promise<{ purpose: string; state: string }[]> {
		const { rows } = await house.asOwner('select purpose, state from delivery_message order by created_at');
		return rows as { purpose: string; state: string }[];
	}

	/** The smallest Kannel there is, and the sms-service that the guide asks for. */
	function configuration(webhook: string): string {
		return `
group = core
admin-port = ${ports.admin}
admin-password = passord
admin-interface = 127.0.0.1
smsbox-port = ${ports.box}
box-allow-ip = 127.0.0.1

group = smsc
smsc = fake
smsc-id = fake
port = ${ports.smsc}
connect-allow-ip = 127.0.0.1

group = smsbox
bearerbox-host = 127.0.0.1
bearerbox-port = ${ports.box}
sendsms-port = ${ports.send}
sendsms-interface = 127.0.0.1

group = sendsms-user
username = lykt
password = et-passord
user-allow-ip = 127.0.0.1

group = sms-service
keyword = default
catch-all = true
post-url = "${webhook}?id=%I"
send-sender = true
max-messages = 0
concatenation = true
`;
	}
});

/** A program that ends with us, also when we are killed; where the system has no way to say so, it is just started. */
const tied = (program: string, args: string[]): [string, string[]] =>
	setpriv ? [setpriv, ['--pdeathsig', 'TERM', program, ...args]] : [program, args];

const patience = { timeout: 60_000, interval: 100 };

async function end(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	const gone = once(child, 'exit');
	child.kill('SIGTERM');
	const late = setTimeout(() => child.kill('SIGKILL'), 20_000);
	await gone;
	clearTimeout(late);
}

/** Asks the system instead of knocking: the simulated SMSC would take a knock for a phone network. */
async function isListening(port: number): Promise<void> {
	const hex = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
	await vi.waitFor(() => {
		const lines = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) => readFileSync(file, 'utf8').split('\n'));
		expect(lines.some((line) => line.trim().split(/\s+/)[1]?.endsWith(hex) && line.includes(' 0A '))).toBe(true);
	}, patience);
}
