// The keyholder: the only process that sees a secret key (docs/decisions/003-keyholder.md). It tags, seals, opens and
// destroys for whoever may open its socket, keeps the quotas, and ends when its parent's pipe closes.
import { chmodSync, lstatSync, mkdirSync, rmSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { log } from '../server/shared/log.ts';
import { answer, type Desk } from './answer.ts';
import { requireVisitors } from './chat.ts';
import { encodeFrame, FrameReader } from './frames.ts';
import { openKeys } from './keys.ts';
import { openQuotas } from './quotas.ts';
import { Refusal } from './refusal.ts';
import { visitorSocketOf } from './socket-path.ts';
import { openStore } from './store.ts';
import { openTerms } from './terms.ts';

try {
	await main();
} catch (error) {
	process.stderr.write(`${error instanceof Error ? error.message : 'The keyholder could not start.'}\n`);
	process.exit(1);
}

async function main(): Promise<void> {
	const settings = readArguments();
	process.umask(0o077);
	const store = openStore(settings.dir);
	const keys = openKeys(store);
	const desk: Desk = { keys, quotas: openQuotas(store, settings.limits), terms: openTerms(store, keys) };
	const settle = () => {
		desk.quotas.settle();
		desk.terms.settle();
	};
	settle();
	const servers = [
		{ socket: settings.socket, side: 'staff' as const },
		{ socket: visitorSocketOf(settings.socket), side: 'visitor' as const }
	].map(({ socket, side }) => ({ socket, server: net.createServer((line) => serve(desk, side, line)) }));
	for (const { server, socket } of servers) await listen(server, socket);
	const settling = setInterval(() => attempt('keyholder.settle', settle), 1000);

	let isStopping = false;
	const stop = () => {
		if (isStopping) return;
		isStopping = true;
		clearInterval(settling);
		attempt('keyholder.settle', settle);
		for (const { server, socket } of servers) {
			server.close();
			rmSync(socket, { force: true });
		}
		store.close();
		process.exit(0);
	};
	process.on('SIGTERM', stop).on('SIGINT', stop);
	process.stdin.on('end', stop).on('close', stop).on('error', stop).resume();
	process.stdout.on('error', stop);
	process.stderr.on('error', () => {});
	process.stdout.write('ready\n');
}

function readArguments() {
	const { values } = parseArgs({
		options: {
			dir: { type: 'string' },
			socket: { type: 'string' },
			'audience-quota': { type: 'string', default: '5000' },
			'check-quota': { type: 'string', default: '60' }
		}
	});
	if (!values.dir || !values.socket) throw new Error('The keyholder needs --dir DIR and --socket PATH.');
	const limits = { audience: Number(values['audience-quota']), check: Number(values['check-quota']) };
	if (!Object.values(limits).every((limit) => Number.isInteger(limit) && limit >= 0)) {
		throw new Error('A quota must be a whole number.');
	}
	return { dir: path.resolve(values.dir), socket: path.resolve(values.socket), limits };
}

async function listen(server: net.Server, socket: string): Promise<void> {
	prepareFolder(path.dirname(socket));
	await dropStaleSocket(socket);
	await new Promise<void>((resolve, reject) => {
		server.once('error', (error) => reject(new Error(`The keyholder cannot listen on ${socket}: ${error.message}`)));
		server.listen(socket, resolve);
	});
	chmodSync(socket, 0o600);
}

/** Whoever may write in the folder could put another socket in place of ours. */
function prepareFolder(folder: string): void {
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	const { uid, mode } = lstatSync(folder);
	const isOurs = uid === 0 || uid === process.getuid?.();
	if (!isOurs || mode & 0o022)
		throw new Error(`The folder ${folder} is open to others; the socket needs one that is not.`);
}

/** A killed keyholder leaves its socket file behind; nobody answers there. */
async function dropStaleSocket(socket: string): Promise<void> {
	const found = lstatSync(socket, { throwIfNoEntry: false });
	if (!found) return;
	if (!found.isSocket() || (await isAnswered(socket))) throw new Error(`${socket} is in use by something else.`);
	rmSync(socket);
}

function isAnswered(socket: string): Promise<boolean> {
	return new Promise((resolve) => {
		const probe = net.connect(socket);
		probe.once('connect', () => (probe.destroy(), resolve(true)));
		probe.once('error', () => resolve(false));
	});
}

/** Whose socket a request came on. */
type Side = 'staff' | 'visitor';

/** Answers one connection's requests in their order. What cannot be read is answered too; only a lost frame ends it. */
function serve(desk: Desk, side: Side, socket: net.Socket): void {
	const reader = new FrameReader();
	socket.on('error', () => socket.destroy());
	socket.on('data', (piece: Buffer) => {
		try {
			for (const body of reader.push(piece)) socket.write(reply(desk, side, body));
		} catch {
			socket.end(encodeFrame({ id: null, ok: false, code: 'frameTooLarge' }));
			socket.removeAllListeners('data').resume();
		}
	});
}

function reply(desk: Desk, side: Side, body: Buffer): Buffer {
	const request = parse(body);
	const id = typeof request?.id === 'number' || typeof request?.id === 'string' ? request.id : null;
	try {
		if (!request) throw new Refusal('badRequest');
		if (side === 'visitor') requireVisitors(request);
		return encodeFrame({ ...answer(desk, request), id, ok: true });
	} catch (error) {
		return encodeFrame({ id, ok: false, code: codeOf(error) });
	}
}

function parse(body: Buffer): Record<string, unknown> | undefined {
	try {
		const value: unknown = JSON.parse(body.toString('utf8'));
		return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
	} catch {
		return undefined;
	}
}

function codeOf(error: unknown): string {
	if (error instanceof Refusal) return error.code;
	if (error instanceof RangeError) return 'frameTooLarge';
	log.error('keyholder.failed', error);
	return 'internal';
}

function attempt(event: string, work: () => void): void {
	try {
		work();
	} catch (error) {
		log.error(event, error);
	}
}
