// Starts the keyholder beside the server and keeps it running. Used by the entrances and tests, never by a room.
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { LyktError } from '../server/shared/errors.ts';
import { log } from '../server/shared/log.ts';

export { socketPath } from './socket-path.ts';

export interface KeyholderOptions {
	/** The key folder; made when missing. */
	dir: string;
	/** Where it listens; see `socketPath`. */
	socket: string;
	/** Distinct numbers a day in audiences. */
	audienceQuota?: number;
	/** Distinct numbers a day in single checks, per person. */
	checkQuota?: number;
}

export interface Keyholder {
	/** The process that runs now; another after a restart. */
	pid(): number;
	/** Closes the pipe, which ends it, and waits. */
	stop(): Promise<void>;
}

/**
 * Starts a keyholder and waits until it listens; starts it again if it dies before `stop`. It never outlives us: its
 * standard input is a pipe from this process.
 * @throws LyktError `badConfig` with its own last words when it does not come up the first time.
 */
export async function startKeyholder(options: KeyholderOptions): Promise<Keyholder> {
	let isStopping = false;
	let child = await launch(options);
	const watch = (watched: Child) => {
		watched.once('exit', (code, signal) => {
			if (isStopping) return;
			log.warn('keyholder.died', { code, signal });
			void restart();
		});
	};
	const restart = async () => {
		for (let wait = 100; !isStopping; wait = Math.min(wait * 2, 5000)) {
			await sleep(wait, undefined, { ref: false });
			try {
				if (isStopping) return;
				child = await launch(options);
				if (isStopping) return await end(child);
				log.info('keyholder.restarted');
				return watch(child);
			} catch (error) {
				log.error('keyholder.notRestarted', error);
			}
		}
	};
	watch(child);
	return {
		pid: () => child.pid!,
		async stop() {
			isStopping = true;
			await end(child);
		}
	};
}

/** Its own process group, so that Ctrl-C reaches only us; no environment, because it needs none of our secrets. */
async function launch(options: KeyholderOptions): Promise<Child> {
	const child = spawn(process.execPath, [path.join(import.meta.dirname, 'main.ts'), ...argumentsFor(options)], {
		detached: true,
		env: {},
		stdio: ['pipe', 'pipe', 'pipe']
	});
	child.stdin.on('error', () => {});
	let lastWords = '';
	const lines = createInterface({ input: child.stderr }).on('line', (line) => (lastWords = line));
	const isReady = await Promise.race([
		once(child.stdout, 'data').then(() => true),
		once(child, 'close').then(() => false)
	]);
	if (!isReady) throw new LyktError('badConfig', lastWords || 'The keyholder did not start.');
	lines.on('line', (line) => process.stderr.write(`${line}\n`));
	letGo(child);
	return child;
}

function argumentsFor({ dir, socket, audienceQuota, checkQuota }: KeyholderOptions): string[] {
	const quota = (name: string, limit: number | undefined) => (limit === undefined ? [] : [`--${name}`, String(limit)]);
	return [
		'--dir',
		dir,
		'--socket',
		socket,
		...quota('audience-quota', audienceQuota),
		...quota('check-quota', checkQuota)
	];
}

/** A running keyholder is no reason for this process to stay. */
function letGo(child: Child): void {
	child.unref();
	for (const pipe of [child.stdin, child.stdout, child.stderr]) (pipe as unknown as Socket).unref();
}

async function end(child: Child): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	child.ref();
	const ended = once(child, 'exit');
	child.stdin.end();
	await ended;
}

type Child = ChildProcessWithoutNullStreams;
