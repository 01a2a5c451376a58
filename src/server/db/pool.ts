import { CamelCasePlugin, Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { deriveKey } from '../shared/crypto.ts';
import { log } from '../shared/log.ts';
import type { DB } from './types.ts';

// Counts come from count(*), which PostgreSQL calls bigint; ours stay far below 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
// A date is a calendar day, not an instant: keep it as text ('2026-11-22').
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);

/** The two log-ins below the owner; see db/migrations. */
export type LogIn = 'lykt_staff' | 'lykt_visitor';

/**
 * The address for one of the log-ins, derived from the owner's: the same server and database, and a password that
 * every process of the installation can work out from the owner's password.
 */
export function urlFor(ownerUrl: string, logIn: LogIn): string {
	const url = new URL(ownerUrl);
	url.password = passwordFor(ownerUrl, logIn);
	url.username = logIn;
	return url.toString();
}

/** The derived password itself, for setting it when the log-ins are made. */
export const passwordFor = (ownerUrl: string, logIn: LogIn): string =>
	deriveKey(decodeURIComponent(new URL(ownerUrl).password), `postgres log-in ${logIn}`);

/** Opens a pool; call `destroy()` on the returned database before PostgreSQL stops. */
export function openDatabase(url: string, max = 10): Kysely<DB> {
	const pool = new pg.Pool({ connectionString: url, max });
	pool.on('error', (error) => {
		if (pool.ending) return; // a connection that was being closed as PostgreSQL stopped: nothing was lost
		log.error('db.pool', error);
	});
	return new Kysely<DB>({ dialect: new PostgresDialect({ pool }), plugins: [new CamelCasePlugin()] });
}
