// npm start: everything in one process tree — PostgreSQL, keyholder, worker, and the web side on two ports.
import { once } from 'node:events';
import http from 'node:http';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildIfStale } from '../scripts/build.ts';
import { furnishDemo } from './demo.ts';
import { findPassage, type Side } from './doorkeeper.ts';
import { openHouse, type House } from './house.ts';
import { config } from './server/config/index.ts';
import { stopwatch } from './server/shared/clock.ts';
import { LyktError } from './server/shared/errors.ts';
import { openSetUp } from './server/staff/index.ts';
import { startWorker, type RunningWorker } from './worker.ts';

const { values: flags } = parseArgs({ options: { demo: { type: 'boolean' }, dev: { type: 'boolean' } } });
const root = path.resolve(import.meta.dirname, '..');
const started = stopwatch();

type Handler = (request: http.IncomingMessage, response: http.ServerResponse, next?: () => void) => void;

const servers: http.Server[] = [];
let house: House | undefined;
let worker: RunningWorker | undefined;
let stopping: Promise<void> | undefined;

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(0));

try {
	await main();
} catch (error) {
	if (!(error instanceof LyktError)) throw error;
	console.error(`\n${error.message}\n`);
	await stop(1);
}

async function main(): Promise<void> {
	if (flags.demo) process.env.LYKT_DATA ||= path.join(root, 'data-demo');
	const { processes, staffPort, visitorPort } = config();
	const isWeb = processes.includes('web');
	if (isWeb) await reservePorts([staffPort, visitorPort]);
	const handler = isWeb && !flags.dev ? builtHandler() : undefined; // built and loaded while the database starts
	handler?.catch(() => undefined); // said below, where it is awaited
	house = await openHouse();
	if (stopping) return;
	const logIns = flags.demo ? await furnishDemo(house) : undefined;
	if (isWeb) openDoors(await (handler ?? devHandler()));
	if (processes.includes('worker')) worker = await startWorker(house);
	await greet(logIns);
}

/** Both ports are taken before anything else starts, so that a port in use is said at once and nothing is half up. */
async function reservePorts(ports: number[]): Promise<void> {
	for (const port of ports) {
		const server = http.createServer((_request, response) => {
			response
				.writeHead(503, { 'retry-after': '2', 'content-type': 'text/plain; charset=utf-8' })
				.end('Lykt is starting.\n');
		});
		server.keepAliveTimeout = 65_000;
		server.listen(port, config().host);
		try {
			await once(server, 'listening');
		} catch (error) {
			const code = (error as NodeJS.ErrnoException).code;
			const why = code === 'EADDRINUSE' ? 'is in use by another program' : `cannot be used (${code})`;
			throw new LyktError(
				'badConfig',
				`Port ${port} ${why}. Stop that program, or choose other ports with LYKT_STAFF_PORT and LYKT_VISITOR_PORT. Nothing was started.`
			);
		}
		servers.push(server);
	}
}

function openDoors(handler: Handler): void {
	for (const [index, side] of (['staff', 'visitor'] satisfies Side[]).entries()) {
		servers[index]!.removeAllListeners('request');
		servers[index]!.on('request', (request, response) => doorkeeper(side, handler, request, response));
	}
}

/**
 * Stands before Kit. The port alone decides the side: `Host`, protocol and side are written here, whatever the request
 * claims.
 */
function doorkeeper(side: Side, handler: Handler, request: http.IncomingMessage, response: http.ServerResponse): void {
	const origin = new URL(side === 'staff' ? config().staffOrigin : config().visitorOrigin);
	request.headers.host = origin.host;
	request.headers['x-forwarded-proto'] = origin.protocol.slice(0, -1);
	const passage = findPassage(side, request.url ?? '');
	if (!passage) return notFound(response);
	request.url = passage.url;
	if (passage.isCookieless) {
		// The authority is the token in the body, the bearer token or the signature. Pages without referrer post with
		// `Origin: null`, which Kit would refuse.
		delete request.headers.cookie;
		request.headers.origin = origin.origin;
	}
	handler(request, response, () => notFound(response));
}

function notFound(response: http.ServerResponse): void {
	response
		.writeHead(404, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' })
		.end('Not found\n');
}

async function builtHandler(): Promise<Handler> {
	await buildIfStale(console.log);
	process.env.PROTOCOL_HEADER = 'x-forwarded-proto';
	process.env.BODY_SIZE_LIMIT = '6M';
	const { handler } = (await import(path.join(root, 'build/handler.js'))) as { handler: Handler };
	return handler;
}

async function devHandler(): Promise<Handler> {
	const { createServer } = await import('vite');
	const vite = await createServer({ root, server: { middlewareMode: true } });
	return (request, response, next) => vite.middlewares(request, response, next);
}

async function greet(logIns: string | undefined): Promise<void> {
	const { processes, staffOrigin, visitorOrigin } = config();
	const lines = [`Lykt is up after ${((stopwatch() - started) / 1000).toFixed(1)} s. Stop it with Ctrl-C.`, ''];
	if (processes.includes('web')) {
		const secret = await openSetUp(await house!.systemCtx('set-up'));
		lines.push(`Staff: ${staffOrigin}`, `Visitors: ${visitorOrigin}`);
		if (secret)
			lines.push(
				`Set-up: ${staffOrigin}/set-up/${secret}`,
				'        (makes the first account; works once, until the next start)'
			);
	}
	if (logIns) lines.push('', logIns);
	console.log(lines.join('\n') + '\n');
}

/** Ends in the order of dependence: doors, worker, web pool, database, keyholder. Runs once, however often asked. */
function stop(code: number): Promise<void> {
	stopping ??= (async () => {
		const doors = servers.map((server) => new Promise((resolve) => server.close(resolve)));
		for (const server of servers) server.closeIdleConnections();
		setTimeout(() => servers.forEach((server) => server.closeAllConnections()), 1500).unref();
		await worker?.stop();
		await Promise.all(doors);
		const { lyktClosers = [] } = globalThis as { lyktClosers?: (() => Promise<void>)[] }; // the web side's pool
		await Promise.all(lyktClosers.map((close) => close()));
		await house?.close();
		process.exit(code);
	})();
	return stopping;
}
