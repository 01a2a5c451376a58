// The anonymous chat: weight of the first page, the way from a message to the other's screen, open pages, messages a second.
// The installation (database, keyholder, visitors' side) runs in a process of its own; this one is the crowd.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import type { AddressInfo } from 'node:net';
import { withInstallation } from './installation.ts';

/** Measures all of it and says it. */
export async function benchChat(): Promise<void> {
	const house = await startHouse();
	try {
		await weigh(house);
		await latency(house, 50); // warm: the first hundred messages of a process are slower than all that follow
		for (const live of [1, 200, 1000]) await latency(house, live);
		await throughput(house);
		await submissions(house);
	} finally {
		await house.stop();
	}
	const quiet = await startHouse(); // so that what was used before is not counted
	try {
		await waiting(quiet, 5000);
	} finally {
		await quiet.stop();
	}
}

// ------------------------------------------------------------------------------------------------ the crowd
interface House {
	port: number;
	tell: <T>(what: string, more?: object) => Promise<T>;
	stop: () => Promise<void>;
}

async function startHouse(): Promise<House> {
	const child = fork(import.meta.filename, ['--serve'], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
	const waiting = new Map<number, (answer: unknown) => void>();
	let last = 0;
	const ready = new Promise<number>((resolve) => {
		child.on('message', (message: { port?: number; id?: number; answer?: unknown }) => {
			if (message.port) return resolve(message.port);
			waiting.get(message.id!)?.(message.answer);
			waiting.delete(message.id!);
		});
	});
	const port = await ready;
	return {
		port,
		tell: <T>(what: string, more: object = {}) =>
			new Promise<T>((resolve) => {
				const id = ++last;
				waiting.set(id, resolve as (answer: unknown) => void);
				child.send({ id, what, ...more });
			}),
		async stop() {
			child.send({ what: 'stop' });
			await once(child, 'exit');
		}
	};
}

const agent = new http.Agent({ keepAlive: true, maxSockets: 256 });
function ask(port: number, route: string, fields?: Record<string, string>): Promise<{ status: number; body: Buffer }> {
	const body = fields && new URLSearchParams(fields).toString();
	return new Promise((resolve, reject) => {
		const request = http.request(
			{
				port,
				host: '127.0.0.1',
				path: route,
				agent,
				method: body === undefined ? 'GET' : 'POST',
				headers: {
					'accept-encoding': 'br, gzip',
					...(fields?.t && { 'x-forwarded-for': fields.t }), // each chat from a place of its own
					...(body === undefined
						? {}
						: { 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body) })
				}
			},
			(answer) => {
				const pieces: Buffer[] = [];
				answer.on('data', (piece: Buffer) => pieces.push(piece));
				answer.on('end', () => resolve({ status: answer.statusCode!, body: Buffer.concat(pieces) }));
			}
		);
		request.on('error', reject);
		request.end(body);
	});
}

async function weigh({ port }: House): Promise<void> {
	const sizes = await Promise.all(
		['/', '/besok.css', '/besok.js'].map(async (file) => (await ask(port, file)).body.length)
	);
	const total = sizes.reduce((a, b) => a + b, 0);
	console.log(`first page with all it loads: ${total} bytes compressed (${sizes.join(' + ')}); required script: 0`);
}

/** An open page as little as it can be: a socket, and somebody who looks at what comes. */
function listenAt(port: number, t: string, onPiece: (piece: string) => void): Promise<net.Socket> {
	const body = new URLSearchParams({ t, since: '1' }).toString();
	const socket = net.connect(port, '127.0.0.1');
	socket.setEncoding('latin1');
	socket.write(
		`POST /s/l HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n${body}`
	);
	return new Promise((resolve, reject) => {
		let isOpen = false;
		socket.on('error', reject);
		socket.on('data', (piece: string) => {
			if (!isOpen && piece.includes(' 200 ')) {
				isOpen = true;
				resolve(socket);
			}
			onPiece(piece);
		});
	});
}

/** From a visitor's message to the worker's open page, and from the worker's to the visitor's. */
async function latency(house: House, live: number): Promise<void> {
	const passes = await house.tell<string[]>('chats', { count: live });
	const arrived = new Map<string, () => void>();
	const sockets: net.Socket[] = [];
	for (let from = 0; from < passes.length; from += 50)
		sockets.push(
			...(await Promise.all(
				passes.slice(from, from + 50).map((t) =>
					listenAt(house.port, t, (piece) => {
						for (const [, mark] of piece.matchAll(/(mark-\d+)/g)) {
							arrived.get(mark!)?.();
							arrived.delete(mark!);
						}
					})
				)
			))
		);
	await house.tell('follow', { passes });
	const toWorker: number[] = [];
	const toVisitor: number[] = [];
	const rounds = live === 1 ? 55 : 400; // one chat may not write faster than people do
	for (let n = 0; n < rounds; n++) {
		const t = passes[n % passes.length]!;
		const from = performance.now();
		const seen = house.tell('await', { mark: `up-${live}-${n}` });
		const sent = ask(house.port, '/s/w', { t, o: crypto.randomUUID(), m: `up-${live}-${n}`, x: '1' });
		await seen;
		toWorker.push(performance.now() - from);
		if ((await sent).status !== 204) throw new Error('a message was refused');
		const mark = `mark-${live}${String(n).padStart(4, '0')}`;
		const back = performance.now();
		const here = new Promise<void>((resolve) => arrived.set(mark, resolve));
		void house.tell('say', { t, text: mark });
		await here;
		toVisitor.push(performance.now() - back);
	}
	for (const socket of sockets) socket.destroy();
	console.log(
		`${String(live).padStart(4)} live: visitor → worker ${spread(toWorker)}; worker → visitor ${spread(toVisitor)}`
	);
}

/** Messages stored and delivered, by many at once; every one is looked for. */
async function throughput(house: House): Promise<void> {
	for (const writers of [16, 64, 256]) {
		const passes = await house.tell<string[]>('chats', { count: writers * 4 });
		let delivered = 0;
		const sockets = await Promise.all(
			passes.map((t) => listenAt(house.port, t, (piece) => (delivered += piece.split('data-n=').length - 1)))
		);
		const each = Math.ceil(12_000 / passes.length);
		const total = each * passes.length;
		const from = performance.now();
		const failed = await house.tell<number>('flood', { passes, each, writers });
		while (delivered < total - failed && performance.now() - from < 60_000)
			await new Promise((resolve) => setTimeout(resolve, 5));
		const seconds = (performance.now() - from) / 1000;
		for (const socket of sockets) socket.destroy();
		console.log(
			`${String(writers).padStart(4)} writing at once: ${Math.round(delivered / seconds)} messages/s stored and delivered, ${failed} failed, ${total - delivered} missing`
		);
	}
}

/** The same as browsers do it: forms over HTTP, by many at once. */
async function submissions(house: House): Promise<void> {
	for (const writers of [1, 64, 256]) {
		const passes = await house.tell<string[]>('chats', { count: 200 });
		const left = passes.flatMap((t) => Array.from({ length: writers === 1 ? 5 : 30 }, () => t));
		const total = left.length;
		let failed = 0;
		const times: number[] = [];
		const from = performance.now();
		await Promise.all(
			Array.from({ length: writers }, async () => {
				for (let t = left.pop(); t; t = left.pop()) {
					const began = performance.now();
					const { status } = await ask(house.port, '/s/w', { t, o: crypto.randomUUID(), m: 'en melding', x: '1' });
					times.push(performance.now() - began);
					if (status !== 204) failed++;
				}
			})
		);
		const seconds = (performance.now() - from) / 1000;
		console.log(
			`${String(writers).padStart(4)} forms at once: ${Math.round(total / seconds)}/s, ${spread(times)}, ${failed} failed`
		);
	}
}

/** Open pages that wait: what they weigh, and how fast something reaches them all. */
async function waiting(house: House, count: number): Promise<void> {
	const before = await house.tell<number>('memory');
	const passes = await house.tell<string[]>('chats', { count });
	const opened = await house.tell<number>('memory');
	let reached = 0;
	let times: number[] = [];
	let from = 0;
	const sockets: net.Socket[] = [];
	for (let at = 0; at < count; at += 100)
		sockets.push(
			...(await Promise.all(
				passes.slice(at, at + 100).map((t) =>
					listenAt(house.port, t, (piece) => {
						if (!piece.includes('broadcast')) return;
						reached++;
						times.push(performance.now() - from);
					})
				)
			))
		);
	const after = await house.tell<number>('memory');
	const mb = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
	console.log(
		`${count} open pages add ${mb(after - opened)} to ${mb(before)}; with the opening of their chats ${mb(after - before)}`
	);
	for (let round = 0; round < 5; round++) {
		[reached, times, from] = [0, [], performance.now()];
		await house.tell('broadcast');
		while (reached < count) await new Promise((resolve) => setTimeout(resolve, 5));
		if (round > 0) console.log(`   broadcast to all: ${spread(times)}`);
	}
	for (const socket of sockets) socket.destroy();
}

function spread(times: number[]): string {
	const sorted = times.toSorted((a, b) => a - b);
	const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!.toFixed(1);
	return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`;
}

// ------------------------------------------------------------------------------------------------ the house
async function serve(): Promise<void> {
	const send = (message: object) => process.send!(message);
	await withInstallation(async ({ db: staffDb, visitorUrl, asOwner }) => {
		const { openVisitors } = await import('../src/visitors/serve.ts');
		const { listen } = await import('../src/server/live/index.ts');
		const { openDatabase } = await import('../src/server/db/index.ts');
		const { machineNow } = await import('../src/server/shared/clock.ts');
		const { newId } = await import('../src/server/shared/ids.ts');
		const { newPass, openChat, readPass, writeMessage, writePass } = await import('../src/server/visitor/index.ts');
		const { readNews, writeToChat } = await import('../src/server/chat/index.ts');
		const db = openDatabase(visitorUrl, 8);
		const live = await listen(visitorUrl);
		const visitorCtx = () => ({ actor: { kind: 'visitor' as const }, now: machineNow(), db });
		const visitors = openVisitors({ live, ctxNow: () => Promise.resolve(visitorCtx()) });
		const server = http.createServer(visitors.handle).listen(0, '127.0.0.1');
		await once(server, 'listening');
		const me = newId();
		await asOwner(`insert into staff_user (id, name, email) values ($1, 'Bench Mark', 'bench@example.no')`, [me]);
		const worker = {
			kind: 'staff' as const,
			id: me,
			name: 'Bench Mark',
			roles: ['adviser' as const],
			isService: false
		};
		const workerCtx = () => Promise.resolve({ actor: worker, now: machineNow(), db: staffDb });
		const awaited = new Map<string, (answer: unknown) => void>();
		const chats = async (count: number) => {
			const passes = Array.from({ length: count }, newPass);
			for (let at = 0; at < count; at += 200)
				await Promise.all(
					passes.slice(at, at + 200).map((pass) => openChat(visitorCtx(), pass, { id: newId(), text: 'hei' }, 'nb'))
				);
			await asOwner('update chat set assigned_to = $1', [me]);
			await asOwner('analyze chat; analyze chat_token; analyze chat_message');
			return passes.map(writePass);
		};
		const acts: Record<string, (asked: Asked) => Promise<unknown>> = {
			chats: ({ count }) => chats(count),
			memory: async () => {
				globalThis.gc?.();
				await new Promise((resolve) => setTimeout(resolve, 500));
				return process.memoryUsage().rss;
			},
			// what the worker's open page does: hears that a chat has changed, and reads what is new
			async follow({ passes }) {
				for (const t of passes) {
					const { chatId } = readPass(t)!;
					let since = 1_000_000;
					const first = await readNews(await workerCtx(), chatId, 0);
					since = first.at(-1)!.seq;
					let isReading = false;
					let isBehind = false;
					live.follow(chatId, () => {
						isBehind = true;
						if (!isReading) void catchUp();
					});
					const catchUp = async () => {
						isReading = true;
						while (isBehind) {
							isBehind = false;
							for (const { seq, text } of await readNews(await workerCtx(), chatId, since)) {
								since = Math.max(since, seq);
								awaited.get(text)?.(true);
								awaited.delete(text);
							}
						}
						isReading = false;
					};
				}
			},
			await: ({ mark }) => new Promise((resolve) => awaited.set(mark, resolve)),
			say: async ({ t, text }) => writeToChat(await workerCtx(), readPass(t)!.chatId, { id: newId(), text }),
			async flood({ passes, each, writers }) {
				let failed = 0;
				const left = passes.flatMap((t) => Array.from({ length: each }, () => readPass(t)!));
				await Promise.all(
					Array.from({ length: writers }, async () => {
						for (let pass = left.pop(); pass; pass = left.pop())
							if (
								!(
									await writeMessage(visitorCtx(), pass, {
										id: newId(),
										text: 'en melding av vanlig lengde, sånn som folk skriver'
									})
								).ok
							)
								failed++;
					})
				);
				return failed;
			},
			broadcast: () => Promise.resolve(visitors.streams.tellAll('<!--broadcast-->\n'))
		};
		const stopped = new Promise<void>((resolve) => {
			process.on('message', (message: { id: number; what: string } & Asked) => {
				if (message.what === 'stop') return resolve();
				const act = acts[message.what];
				if (act) void act(message).then((answer) => send({ id: message.id, answer: answer ?? null }));
			});
		});
		send({ port: (server.address() as AddressInfo).port });
		await stopped;
		visitors.close();
		server.closeAllConnections();
		server.close();
		await live.close();
		await db.destroy();
	});
	process.disconnect?.();
}

if (process.argv.includes('--serve')) await serve();
else if (import.meta.main) await benchChat();

/** What an act is given; each reads what it needs. */
interface Asked {
	count: number;
	passes: string[];
	mark: string;
	t: string;
	text: string;
	each: number;
	writers: number;
}
