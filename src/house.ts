// What every entrance needs to stand: settings, PostgreSQL (built-in or own), the newest schema, and the keyholder.
import path from 'node:path';
import { socketPath } from './keyholder/socket-path.ts';
import { startKeyholder } from './keyholder/spawn.ts';
import { config } from './server/config/index.ts';
import { ensureDatabase, startPostgres } from './server/db/embedded.ts';
import { openDatabase, readClock, urlFor, type Ctx } from './server/db/index.ts';
import { migrate } from './server/db/migrate.ts';
import { deriveKey } from './server/shared/crypto.ts';
import { vaultStatus } from './server/vault/index.ts';

export interface House {
	/** The owner's address: migrations and the job queue. */
	ownerUrl: string;
	/** The staff log-in's connection. */
	db: Ctx['db'];
	/** A context for acts that no person does. */
	systemCtx(name: string): Promise<Ctx>;
	close(): Promise<void>;
}

/**
 * Opens the house.
 * @param options.keepServers when true, a PostgreSQL or keyholder that already runs for this data folder is used and
 *   left running (the command line beside a running Lykt); what had to be started is stopped by `close()`.
 * @throws LyktError `badConfig` with a text for the terminal.
 */
export async function openHouse(options: { keepServers?: boolean } = {}): Promise<House> {
	const { dataDir, databaseUrl, keyholderSocket, audienceQuota } = config();
	const keys = path.join(dataDir, 'keys');
	const embedded = databaseUrl ? undefined : await startPostgres(dataDir);
	const stopPostgres = async () => {
		if (embedded && !(options.keepServers && embedded.adopted)) await embedded.stop();
	};
	try {
		const ownerUrl = databaseUrl ?? (await ensureDatabase(embedded!, 'lykt'));
		await migrate(ownerUrl);
		const keyholder =
			keyholderSocket || options.keepServers
				? undefined
				: await startKeyholder({ dir: keys, socket: socketPath(keys), audienceQuota });
		if (keyholderSocket) await vaultStatus(); // a wrong socket is said now, not at the first campaign
		process.env.LYKT_STAFF_DATABASE_URL = urlFor(ownerUrl, 'lykt_staff');
		process.env.LYKT_SIGN_IN_SECRET = deriveKey(new URL(ownerUrl).password, 'sign-in');
		const db = openDatabase(process.env.LYKT_STAFF_DATABASE_URL, 5);
		return {
			ownerUrl,
			db,
			systemCtx: async (name) => ({ actor: { kind: 'system', name }, now: await readClock(db), db }),
			close: async () => {
				await db.destroy();
				await keyholder?.stop();
				await stopPostgres();
			}
		};
	} catch (error) {
		await stopPostgres();
		throw error;
	}
}
