import { chmodSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export interface Store {
	readonly db: DatabaseSync;
	/** Runs `work` in one transaction; rolls back when it throws. */
	write: <T>(work: () => T) => T;
	close(): void;
}

/**
 * Opens the key store in a folder, makes both when missing, and holds the folder's lock until it is closed.
 * @throws Error with a sentence for the terminal when another keyholder has the folder or it cannot be written.
 */
export function openStore(dir: string): Store {
	makeFolder(dir);
	const lock = takeLock(dir);
	const db = new DatabaseSync(path.join(dir, 'keys.sqlite'));
	db.exec(pragmas + schema);
	return {
		db,
		write(work) {
			db.exec('begin immediate');
			try {
				const result = work();
				db.exec('commit');
				return result;
			} catch (error) {
				if (db.isTransaction) db.exec('rollback');
				throw error;
			}
		},
		close() {
			db.close();
			lock.close();
		}
	};
}

// A destroyed key must not survive in a journal: PERSIST and WAL keep it there, DELETE with secure_delete does not.
// EXTRA is FULL that also syncs the folder after the journal is gone; otherwise a power cut could roll a destruction
// back. Temporary tables stay in memory for the same reason.
const pragmas = `
	pragma journal_mode = delete;
	pragma secure_delete = on;
	pragma synchronous = extra;
	pragma temp_store = memory;
`;

// A key's row is never removed: at destruction its bytes are overwritten where they stand and the row remains as the
// tombstone. New rows only ever go last. So SQLite has no reason to move a key's bytes and leave a copy behind.
const schema = `
	create table if not exists key (
		place integer primary key,
		id text not null unique,
		bytes blob not null check (length(bytes) = 32),
		is_destroyed integer not null default 0
	);
	create table if not exists key_term (id text primary key, month text not null) without rowid;
	create table if not exists quota_day (one integer primary key check (one = 1), day text not null, bytes blob not null);
	create table if not exists quota_mark (scope text not null, mark text not null, primary key (scope, mark)) without rowid;
	create table if not exists tally (what text primary key, n integer not null) without rowid;
`;

function makeFolder(dir: string): void {
	try {
		mkdirSync(dir, { recursive: true, mode: 0o700 });
		chmodSync(dir, 0o700);
	} catch (error) {
		const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
		throw new Error(`The key folder ${dir} cannot be used (${code}). Change its owner, or choose another.`);
	}
}

/**
 * The operating system lets go of SQLite's lock when its process ends, kill -9 included. It stands in a file of its
 * own because SQLite's exclusive mode would keep the key store's journal. The short wait is for a predecessor that is
 * just ending.
 */
function takeLock(dir: string): DatabaseSync {
	const lock = new DatabaseSync(path.join(dir, 'lock'), { timeout: 2000 });
	try {
		lock.exec('begin exclusive');
		return lock;
	} catch (error) {
		lock.close();
		if ((error as { errcode?: number }).errcode !== 5) throw error;
		throw new Error(`Another keyholder already uses ${dir}. Stop it first, or choose another folder.`);
	}
}
