import { expect } from '@playwright/test';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

/** An installation of its own, as `npm start` makes it: a data folder, two ports, and what it said. */
export class Installation {
	readonly data: string;
	readonly env: NodeJS.ProcessEnv;
	readonly staff: string;
	readonly visitors: string;
	said = '';
	#child: ChildProcess | undefined;

	constructor([staff, visitors]: [number, number], env: NodeJS.ProcessEnv = {}) {
		this.data = mkdtempSync(path.join(os.tmpdir(), 'lykt-own-'));
		chmodSync(this.data, 0o755); // PostgreSQL's own user must be able to pass through
		this.staff = `http://localhost:${staff}`;
		this.visitors = `http://127.0.0.1:${visitors}`;
		const ports = { LYKT_STAFF_PORT: String(staff), LYKT_VISITOR_PORT: String(visitors) };
		this.env = { ...withoutLykt(), LYKT_DATA: this.data, ...ports, ...env };
	}

	/** Starts and waits until the addresses are printed. */
	async start(...flags: '--demo'[]): Promise<void> {
		this.said = '';
		const child = spawn(process.execPath, ['src/server.ts', ...flags], {
			cwd: root,
			env: this.env,
			stdio: ['ignore', 'pipe', 'pipe']
		});
		child.stdout.on('data', (chunk) => (this.said += String(chunk)));
		child.stderr.on('data', (chunk) => (this.said += String(chunk)));
		this.#child = child;
		await expect.poll(() => this.said, { timeout: 150_000 }).toContain(`Staff: ${this.staff}`);
	}

	get pid(): number {
		return this.#child!.pid!;
	}

	/** @returns the exit code, or null when a signal ended it. */
	async end(signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
		const child = this.#child;
		if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
		const gone = new Promise<number | null>((resolve) => child.once('exit', resolve));
		child.kill(signal);
		return gone;
	}

	/** Runs `npm run lykt -- …` beside it. */
	lykt(...args: string[]): { status: number | null; stdout: string; stderr: string } {
		return spawnSync(process.execPath, ['src/cli.ts', ...args], { cwd: root, env: this.env, encoding: 'utf8' });
	}

	/** Starts a second Lykt with some settings of its own, waits until it ends. @returns exit code and everything it said. */
	tryToStart(env: NodeJS.ProcessEnv): { status: number | null; said: string } {
		const done = spawnSync(process.execPath, ['src/server.ts'], {
			cwd: root,
			env: { ...this.env, ...env },
			encoding: 'utf8',
			timeout: 120_000
		});
		return { status: done.status, said: done.stdout + done.stderr };
	}

	/** The processes that work for this data folder: PostgreSQL's and the keyholder. */
	processes(): string[] {
		const { stdout } = spawnSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
		return stdout.split('\n').filter((line) => line.includes(this.data) && !line.startsWith('ps '));
	}

	async remove(): Promise<void> {
		await this.end('SIGTERM');
		rmSync(this.data, { recursive: true, force: true });
	}
}

/** Only what the journey sets counts, not what somebody's shell happens to hold. */
function withoutLykt(): NodeJS.ProcessEnv {
	return Object.fromEntries(
		Object.entries(process.env).filter(([name]) => !name.startsWith('LYKT_') && name !== 'DATABASE_URL')
	);
}
