// A throw-away installation for the benchmarks: database, keyholder and simulated phones of its own, all on disk as in
// production. Every benchmark measures its path and the raw limit of the machine in turns, because the machine changes.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { startKeyholder } from '../src/keyholder/spawn.ts';
import { ensureDatabase, startPostgres } from '../src/server/db/embedded.ts';
import { openDatabase, readClock, urlFor, type Ctx } from '../src/server/db/index.ts';
import { migrate } from '../src/server/db/migrate.ts';

export interface Installation {
	folder: string;
	db: Ctx['db'];
	/** The address for the visitors' log-in. */
	visitorUrl: string;
	ctx: () => Promise<Ctx>;
	asOwner: (query: string, values?: unknown[]) => Promise<pg.QueryResult>;
	/** A running campaign with these numbers ready to be written to. */
	aCampaign(numbers: string[]): Promise<string>;
}

/** Opens an installation, lets `work` measure, and leaves nothing behind. */
export async function withInstallation(work: (house: Installation) => Promise<void>): Promise<void> {
	const folder = mkdtempSync(path.join(os.tmpdir(), 'lykt-bench-'));
	chmodSync(folder, 0o755);
	process.env.LYKT_DATA = folder;
	process.env.LYKT_KEYHOLDER = path.join(folder, 'keys', 's');
	process.env.LYKT_QUIET = '1';
	const dir = path.join(folder, 'keys');
	const keyholder = await startKeyholder({ dir, socket: process.env.LYKT_KEYHOLDER, audienceQuota: 1_000_000 });
	const server = await startPostgres(folder);
	const ownerUrl = await ensureDatabase(server, 'bench');
	await migrate(ownerUrl);
	const owner = new pg.Pool({ connectionString: ownerUrl, max: 10 });
	const db = openDatabase(urlFor(ownerUrl, 'lykt_staff'));
	const { closeVault } = await import('../src/server/vault/index.ts');
	const asOwner: Installation['asOwner'] = (query, values) => owner.query(query, values);
	const ctx = async (): Promise<Ctx> => ({ actor: { kind: 'system', name: 'bench' }, now: await readClock(db), db });
	try {
		const { insertRunningCampaign } = await import('../test/running-campaign.ts');
		await work({
			folder,
			db,
			visitorUrl: urlFor(ownerUrl, 'lykt_visitor'),
			ctx,
			asOwner,
			aCampaign: async (numbers) => insertRunningCampaign(await ctx(), asOwner, numbers)
		});
	} finally {
		closeVault();
		await db.destroy();
		await owner.end();
		await keyholder.stop();
		await server.stop();
		rmSync(folder, { recursive: true, force: true });
	}
}

/** Numbers that no subscriber has, `count` of them, never the same twice in a run. */
export function someNumbers(count: number): string[] {
	return Array.from({ length: count }, () => `+4790${String(nextNumber++).padStart(6, '0')}`);
}
let nextNumber = 0;

/** @returns how long `work` took, in seconds. */
export async function time(work: () => Promise<unknown>): Promise<number> {
	const from = performance.now();
	await work();
	return (performance.now() - from) / 1000;
}

/** Measures limit and path in turns. @returns the medians, in items per second, and the median of the ratios. */
export async function inPairs(
	pairs: number,
	items: number,
	limit: (pair: number) => Promise<number>,
	path: (pair: number) => Promise<number>
): Promise<{ limit: number; measured: number; ratio: number }> {
	const rounds: { limit: number; measured: number }[] = [];
	for (let pair = 0; pair < pairs; pair++) {
		const first = pair % 2 === 0 ? await limit(pair) : undefined;
		const measured = items / (await path(pair));
		rounds.push({ limit: items / (first ?? (await limit(pair))), measured });
	}
	return {
		limit: median(rounds.map((round) => round.limit)),
		measured: median(rounds.map((round) => round.measured)),
		ratio: median(rounds.map((round) => round.measured / round.limit))
	};
}

/** Says a result: the rate, and how far it is from the raw limit of the same run. */
export function say(
	what: string,
	{ measured, limit, ratio }: { measured: number; limit: number; ratio: number },
	limitIs: string
): void {
	const number = (value: number) => Math.round(value).toLocaleString('en');
	console.log(`${what.padEnd(46)} ${number(measured)}/s = ${ratio.toFixed(2)} of ${number(limit)}/s (${limitIs})`);
}

export function median(values: number[]): number {
	return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
