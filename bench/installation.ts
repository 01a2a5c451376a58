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
import { newId } from '../src/server/shared/ids.ts';

export interface Installation {
	folder: string;
	db: Ctx['db'];
	ctx(): Promise<Ctx>;
	asOwner(query: string, values?: unknown[]): Promise<pg.QueryResult>;
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
	const owner = new pg.Pool({ connectionString: ownerUrl, max: 2 });
	const db = openDatabase(urlFor(ownerUrl, 'lykt_staff'));
	const { closeVault } = await import('../src/server/vault/index.ts');
	const asOwner: Installation['asOwner'] = (query, values) => owner.query(query, values);
	const ctx = async (): Promise<Ctx> => ({ actor: { kind: 'system', name: 'bench' }, now: await readClock(db), db });
	try {
		await work({ folder, db, ctx, asOwner, aCampaign: async (numbers) => aCampaign(await ctx(), asOwner, numbers) });
	} finally {
		closeVault();
		await db.destroy();
		await owner.end();
		await keyholder.stop();
		await server.stop();
		rmSync(folder, { recursive: true, force: true });
	}
}

async function aCampaign(ctx: Ctx, asOwner: Installation['asOwner'], numbers: string[]): Promise<string> {
	const { createKey, seal, tagNumbers } = await import('../src/server/vault/index.ts');
	const [author, approver, id] = [newId(), newId(), newId()];
	const key = `audience:${id}`;
	await createKey(key);
	const sealed = await seal(key, numbers);
	const tagged = await tagNumbers(ctx, numbers, 'send');
	if (!tagged.ok) throw new Error(tagged.why);
	await asOwner(
		`insert into staff_user (id, name, email) values ($1::uuid, 'a', $1::uuid::text), ($2::uuid, 'b', $2::uuid::text)`,
		[author, approver]
	);
	await asOwner(
		`insert into campaign (id, name, goal, ends_on, sender, created_by, created_at, uploaded_at, audience_key)
		values ($1, 'b', 'b', '2099-01-01', 'Lykt', $2, now(), now(), $3)`,
		[id, author, key]
	);
	await asOwner(`insert into campaign_text (campaign_id, language, body) values ($1, 'nb', $2)`, [
		id,
		'Hei. Vi har et gratis tilbud til deg i kveld. Svar STOPP.'
	]);
	await asOwner(
		`insert into campaign_recipient (id, campaign_id, line, hold_tag, log_tag, sealed_number, verdict)
		select id, $1, line, hold, log, sealed, 'go'
		from unnest($2::uuid[], $3::bytea[], $4::bytea[], $5::bytea[]) with ordinality t (id, hold, log, sealed, line)`,
		[id, numbers.map(newId), tagged.tags.map((t) => t.hold), tagged.tags.map((t) => t.log), sealed]
	);
	// Past the guards of the drafting: here only the sending is measured.
	await asOwner(
		`begin; set local session_replication_role = replica;
		update campaign set state = 'running', approved_by = '${approver}', approved_at = now(), started_at = now() where id = '${id}';
		commit`
	);
	await asOwner('analyze campaign_recipient');
	return id;
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

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
