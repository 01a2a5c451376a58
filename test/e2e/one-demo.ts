// Starts one demonstration for the whole browser run, on free ports and with a data folder of its own; stops it after. Its
// clock begins on a Tuesday at ten, so that no journey depends on the day and the hour at which it is tried.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { addDays, localDay, startOfMinute, weekdayOf } from '../../src/server/shared/calendar.ts';
import { asOwnerOf } from './owner.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** Playwright's global setup. Tells the journeys where the two sides are by LYKT_STAFF_ORIGIN and LYKT_VISITOR_ORIGIN. */
export default async function setUp(): Promise<() => Promise<void>> {
	const data = mkdtempSync(path.join(os.tmpdir(), 'lykt-e2e-'));
	chmodSync(data, 0o755); // PostgreSQL's own user must be able to pass through
	const [staffPort, visitorPort] = await freePorts();
	const env = {
		...withoutLykt(process.env),
		LYKT_TRUST_PROXY: '1', // so that a test can come from a place of its own
		LYKT_DATA: data,
		LYKT_STAFF_PORT: staffPort,
		LYKT_VISITOR_PORT: visitorPort
	};
	const child = spawn(process.execPath, ['src/server.ts', '--demo'], {
		cwd: root,
		env,
		stdio: ['ignore', 'pipe', 'pipe']
	});
	try {
		const { staff, visitors } = await untilUp(child);
		await beginOnTuesday(data);
		Object.assign(process.env, { LYKT_DATA: data, LYKT_STAFF_PORT: staffPort, LYKT_VISITOR_PORT: visitorPort });
		Object.assign(process.env, { LYKT_STAFF_ORIGIN: staff, LYKT_VISITOR_ORIGIN: visitors });
	} catch (error) {
		await end(child, data);
		throw error;
	}
	return () => end(child, data);
}

/** Only what the journeys set counts, not what somebody's shell happens to hold. */
function withoutLykt(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
	return Object.fromEntries(
		Object.entries(env).filter(([name]) => !name.startsWith('LYKT_') && name !== 'DATABASE_URL')
	);
}

/** The next one: a clock only goes forward. */
async function beginOnTuesday(data: string): Promise<void> {
	const { rows } = await asOwnerOf(data, 'select db_now() as now');
	const today = localDay(rows[0]!.now as Date);
	const tuesday = addDays(today, (9 - weekdayOf(today)) % 7 || 7);
	await asOwnerOf(data, 'update db_clock set shift = $1::timestamptz - now()', [startOfMinute(tuesday, 10 * 60)]);
}

async function freePorts(): Promise<[string, string]> {
	const servers = [createServer(), createServer()];
	for (const server of servers) {
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
	}
	const ports = servers.map((server) => String((server.address() as AddressInfo).port));
	for (const server of servers) server.close();
	return ports as [string, string];
}

/** @throws with the server's own words when it ends, or is not up within five minutes: it may have to be built first. */
async function untilUp(child: ChildProcess): Promise<{ staff: string; visitors: string }> {
	let said = '';
	return new Promise((resolve, reject) => {
		const timer = setTimeout(() => fail('did not come up within five minutes'), 300_000);
		const fail = (why: string) => {
			clearTimeout(timer);
			reject(new Error(`The demonstration ${why}. It said:\n${said}`));
		};
		child.once('exit', (code) => fail(`stopped with exit code ${code}`));
		const listen = (chunk: Buffer) => {
			said = (said + chunk.toString()).slice(-20_000);
			const staff = /^Staff: (\S+)$/m.exec(said)?.[1];
			const visitors = /^Visitors: (\S+)$/m.exec(said)?.[1];
			if (!staff || !visitors) return;
			clearTimeout(timer);
			resolve({ staff, visitors });
		};
		child.stdout?.on('data', listen);
		child.stderr?.on('data', (chunk: Buffer) => {
			process.stderr.write(chunk);
			listen(chunk);
		});
	});
}

async function end(child: ChildProcess, data: string): Promise<void> {
	if (child.exitCode === null && child.signalCode === null) {
		const ended = once(child, 'exit');
		child.kill('SIGTERM');
		await ended;
	}
	rmSync(data, { recursive: true, force: true });
}
