// npm start: everything in one process tree — PostgreSQL, keyholder, worker, and the web side on two ports.
import { once } from 'node:events';
import http from 'node:http';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildIfStale } from '../scripts/build.ts';
import { furnishDemo } from './demo.ts';
import { findPassage } from './doorkeeper.ts';
import { openHouse, type House } from './house.ts';
import { config } from './server/config/index.ts';
import { isClockMovable, openDatabase, readClock, type Ctx } from './server/db/index.ts';
import { listen, type Live } from './server/live/index.ts';
import { machineNow, stopwatch } from './server/shared/clock.ts';
import { LyktError } from './server/shared/errors.ts';
import { openSetUp } from './server/staff/index.ts';
import { openVisitors, type Visitors } from './visitors/serve.ts';
import { openStaffLive, type StaffLive } from './staff-live.ts';
import { startWorker, type RunningWorker } from './worker.ts';

const { values: flags } = parseArgs({ options: { demo: { type: 'boolean' }, dev: { type: 'boolean' } } });
const root = path.resolve(import.meta.dirname, '..');
const started = stopwatch();

type Handler = (request: http.IncomingMessage, response: http.ServerResponse, next?: () => void) => void;

const servers: http.Server[] = [];
let house: House | undefined;
let worker: RunningWorker | undefined;
let visitors: Visitors | undefined;
let live: Live | undefined;
let staffLive: StaffLive | undefined;
let visitorDb: Ctx['db'] | undefined;
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
	if (isWeb) {
		visitors = await openVisitorsSide(house);
		staffLive = openStaffLive(live!, house.db, clockOf(house.db, await isClockMovable(house.db)));
		openDoors(await (handler ?? devHandler()), staffLive, visitors);
	}
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

/** The port alone decides the side. Kit never hears of a visitor, and the visitors' side knows none of its pages. */
function openDoors(handler: Handler, staff: StaffLive, { handle }: Visitors): void {
	const [staffDoor, visitorDoor] = servers;
	staffDoor!.removeAllListeners('request').on('request', (request, response) => {
		if (!staff.handle(request, response)) doorkeeper(handler, request, response);
	});
	visitorDoor!.removeAllListeners('request').on('request', handle);
}

/** Their own log-in at the database, and one line over which this process hears what others have written. */
async function openVisitorsSide({ visitorUrl }: House): Promise<Visitors> {
	const db = openDatabase(visitorUrl, 8);
	visitorDb = db;
	live = await listen(visitorUrl);
	const clock = clockOf(db, await isClockMovable(db));
	return openVisitors({ live, ctxNow: async () => ({ actor: { kind: 'visitor' }, now: await clock(), db }) });
}

/** The installation's time: the machine's, unless it is a demonstration. */
function clockOf(db: Ctx['db'], isMovable: boolean): () => Promise<Date> {
	return async () => (isMovable ? readClock(db) : machineNow());
}

/** Stands before Kit. `Host` and protocol are written here, whatever the request claims. */
function doorkeeper(handler: Handler, request: http.IncomingMessage, response: http.ServerResponse): void {
	const origin = new URL(config().staffOrigin);
	request.headers.host = origin.host;
	request.headers['x-forwarded-proto'] = origin.protocol.slice(0, -1);
	const passage = findPassage(request.url ?? '');
	if (!passage) return notFound(response);
	if (passage.isCookieless) {
		// The authority is the bearer token or the signature, which come without `Origin`; Kit would refuse them.
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
	process.env.BODY_SIZE_LIMIT = '16M'; // a list of numbers may be 5 MiB, a file of earlier contacts 15
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
		visitors?.close();
		staffLive?.close();
		const doors = servers.map((server) => new Promise((resolve) => server.close(resolve)));
		for (const server of servers) server.closeIdleConnections();
		setTimeout(() => servers.forEach((server) => server.closeAllConnections()), 1500).unref();
		await worker?.stop();
		await Promise.all(doors);
		const { lyktClosers = [] } = globalThis as { lyktClosers?: (() => Promise<void>)[] }; // the web side's pool
		await Promise.all(lyktClosers.map((close) => close()));
		await live?.close();
		await visitorDb?.destroy();
		await house?.close();
		process.exit(code);
	})();
	return stopping;
}
