// What every entrance needs to stand: settings, PostgreSQL (built-in or own), the newest schema, and the keyholder.
import path from 'node:path';
import { socketPath } from './keyholder/socket-path.ts';
import { startKeyholder } from './keyholder/spawn.ts';
import { config, rereadConfig } from './server/config/index.ts';
import { ensureDatabase, makeDataFolder, startPostgres } from './server/db/embedded.ts';
import { openDatabase, readClock, urlFor, type Ctx } from './server/db/index.ts';
import { migrate } from './server/db/migrate.ts';
import { deriveKey } from './server/shared/crypto.ts';
import { LyktError } from './server/shared/errors.ts';
import { vaultStatus } from './server/vault/index.ts';

export interface House {
	/** The owner's address: migrations and the job queue. */
	ownerUrl: string;
	/** The staff log-in's connection. */
	db: Ctx['db'];
	/** The address for the visitors' log-in, which may call their functions and nothing more. */
	visitorUrl: string;
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
	const { databaseUrl, keyholderSocket } = config();
	refuseHalfSplit();
	const closing: (() => Promise<void>)[] = []; // undone in reverse, also when opening fails half-way
	const close = async () => {
		for (const undo of closing.splice(0).reverse()) await undo();
	};
	try {
		if (!keyholderSocket && !options.keepServers) closing.push(await openKeyholder());
		if (keyholderSocket) await vaultStatus(); // a wrong socket is said now, not at the first campaign
		const ownerUrl = databaseUrl ?? (await openPostgres(closing, options.keepServers ?? false));
		await migrate(ownerUrl);
		process.env.LYKT_STAFF_DATABASE_URL = urlFor(ownerUrl, 'lykt_staff');
		process.env.LYKT_SIGN_IN_SECRET = deriveKey(new URL(ownerUrl).password, 'sign-in');
		rereadConfig();
		const db = openDatabase(process.env.LYKT_STAFF_DATABASE_URL, 5);
		closing.push(() => db.destroy());
		return {
			ownerUrl,
			db,
			visitorUrl: urlFor(ownerUrl, 'lykt_visitor'),
			close,
			systemCtx: async (name) => ({ actor: { kind: 'system', name }, now: await readClock(db), db })
		};
	} catch (error) {
		await close();
		throw error;
	}
}

/**
 * The keyholder comes first: it refuses when another Lykt works on this data folder, and then nothing else of that
 * Lykt has been touched.
 */
async function openKeyholder(): Promise<() => Promise<void>> {
	const { dataDir, audienceQuota } = config();
	await makeDataFolder(dataDir);
	const keys = path.join(dataDir, 'keys');
	const keyholder = await startKeyholder({ dir: keys, socket: socketPath(keys), audienceQuota });
	return () => keyholder.stop();
}

/** A server that the command line found running belongs to a running Lykt and is left alone. */
async function openPostgres(closing: (() => Promise<void>)[], keepServers: boolean): Promise<string> {
	const embedded = await startPostgres(config().dataDir);
	if (!(keepServers && embedded.adopted)) closing.push(() => embedded.stop());
	return ensureDatabase(embedded, 'lykt');
}

/** Web and worker in different processes need a database and a keyholder that neither of them owns. */
function refuseHalfSplit(): void {
	const { processes, databaseUrl, keyholderSocket } = config();
	if (processes.length > 1 || (databaseUrl && keyholderSocket)) return;
	throw new LyktError(
		'badConfig',
		'LYKT_PROCESSES splits Lykt over several processes. They must share a database and a keyholder: set DATABASE_URL and LYKT_KEYHOLDER too.'
	);
}
