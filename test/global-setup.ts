import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { startKeyholder } from '../src/keyholder/spawn.ts';
import { ensureDatabase, startPostgres } from '../src/server/db/embedded.ts';
import { migrate } from '../src/server/db/migrate.ts';

declare module 'vitest' {
	export interface ProvidedContext {
		/** The owner's address of the cluster's `postgres` database. */
		adminUrl: string;
		dataDir: string;
		keyholderSocket: string;
	}
}

/**
 * One throw-away PostgreSQL cluster and one real keyholder for the whole run; each test file gets a clone of a migrated
 * template. fsync is off because the data is thrown away.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
	const dataDir = mkdtempSync(path.join(os.tmpdir(), 'lykt-test-'));
	chmodSync(dataDir, 0o755);
	const server = await startPostgres(dataDir, [
		'fsync=off',
		'synchronous_commit=off',
		'full_page_writes=off',
		'wal_keep_size=256MB', // a test looks for what it has written there, while others write a lot
		'max_connections=200'
	]);
	const template = await ensureDatabase(server, 'lykt_template');
	await migrate(template);
	await ownerQuery(
		server.url('postgres'),
		'alter database lykt_template with is_template true allow_connections false'
	);
	const keyholderSocket = path.join(dataDir, 'keys', 's');
	const keyholder = await startKeyholder({
		dir: path.join(dataDir, 'keys'),
		socket: keyholderSocket,
		audienceQuota: 1_000_000
	});
	project.provide('adminUrl', server.url('postgres'));
	project.provide('dataDir', dataDir);
	project.provide('keyholderSocket', keyholderSocket);
	return async () => {
		await keyholder.stop();
		await server.stop();
		rmSync(dataDir, { recursive: true, force: true });
	};
}

async function ownerQuery(url: string, query: string): Promise<void> {
	const client = new pg.Client({ connectionString: url });
	await client.connect();
	await client.query(query);
	await client.end();
}
