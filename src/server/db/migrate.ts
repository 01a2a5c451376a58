// Brings a database to the newest schema, as its owner. Used by the entrances and tests, never by a room.
import { promises as fs } from 'node:fs';
import path from 'node:path';
import { runMigrations } from 'graphile-worker';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { Migrator, type Migration, type MigrationProvider } from 'kysely/migration';
import pg from 'pg';
import { LyktError } from '../shared/errors.ts';
import { log } from '../shared/log.ts';
import { passwordFor, type LogIn } from './pool.ts';

const folder = path.resolve(import.meta.dirname, '../../../db/migrations');

/**
 * Makes the log-ins, the job queue's schema and our own tables; does nothing when all is in place.
 * @throws LyktError `badConfig` when the server cannot be reached, is too old, or the log-in may not create roles.
 */
export async function migrate(ownerUrl: string): Promise<void> {
	const pool = new pg.Pool({ connectionString: ownerUrl, max: 3 });
	pool.on('error', (error) => log.error('db.migrate', error));
	pool.on('connect', (client) => client.on('error', (error) => log.error('db.migrate', error)));
	const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
	try {
		await checkServer(db);
		const migrator = new Migrator({ db, provider: new SqlFiles(), allowUnorderedMigrations: false });
		const pending = (await migrator.getMigrations()).some((migration) => !migration.executedAt);
		await ensureLogIns(db, ownerUrl);
		if (!pending) return;
		await runMigrations({ pgPool: pool });
		const { error } = await migrator.migrateToLatest();
		if (error) throw error as Error;
	} finally {
		await db.destroy();
	}
}

async function checkServer(db: Kysely<unknown>): Promise<void> {
	try {
		const { rows } = await sql<{ version: string }>`select current_setting('server_version_num') as version`.execute(
			db
		);
		if (Number(rows[0]?.version) < 180000) throw new LyktError('badConfig', 'Lykt needs PostgreSQL 18 or newer.');
	} catch (error) {
		if (error instanceof LyktError) throw error;
		const code = (error as { code?: string }).code ?? 'unknown';
		throw new LyktError(
			'badConfig',
			`The database in DATABASE_URL does not answer (${code}). Check that it runs, and the address and password. Nothing was changed.`
		);
	}
}

/** Passwords are set at every start, so that a new owner password takes effect. Roles belong to the whole cluster. */
async function ensureLogIns(db: Kysely<unknown>, ownerUrl: string): Promise<void> {
	await db.transaction().execute(async (trx) => {
		await sql`select pg_advisory_xact_lock(74001)`.execute(trx); // two processes may start at once
		for (const logIn of ['lykt_staff', 'lykt_visitor'] satisfies LogIn[]) {
			const { rows } = await sql`select 1 from pg_roles where rolname = ${logIn}`.execute(trx);
			const verb = rows.length ? 'alter' : 'create';
			await sql`${sql.raw(verb)} role ${sql.id(logIn)} login nosuperuser nocreatedb nocreaterole password ${sql.lit(passwordFor(ownerUrl, logIn))}`.execute(
				trx
			);
		}
	});
}

/** db/migrations/*.sql in the order of their names; each file runs in one transaction. */
class SqlFiles implements MigrationProvider {
	async getMigrations(): Promise<Record<string, Migration>> {
		const names = (await fs.readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
		const entries = names.map(async (name): Promise<[string, Migration]> => {
			const text = await fs.readFile(path.join(folder, name), 'utf8');
			return [name.replace(/\.sql$/, ''), { up: async (db) => void (await sql.raw(text).execute(db)) }];
		});
		return Object.fromEntries(await Promise.all(entries));
	}
}
