// npm run bench: how far each path is from the raw limit of the machine, measured in the same run. Not a test.
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import pg from 'pg';
import { startKeyholder } from '../src/keyholder/spawn.ts';
import { claimFirst, handOver, listVerdicts } from '../src/server/attempt/index.ts';
import { ensureDatabase, startPostgres } from '../src/server/db/embedded.ts';
import { openDatabase, readClock, urlFor, type Ctx } from '../src/server/db/index.ts';
import { migrate } from '../src/server/db/migrate.ts';
import { newId } from '../src/server/shared/ids.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'lykt-bench-'));
chmodSync(folder, 0o755);
process.env.LYKT_DATA = folder;
process.env.LYKT_KEYHOLDER = path.join(folder, 'keys', 's');
const keyholder = await startKeyholder({
	dir: path.join(folder, 'keys'),
	socket: process.env.LYKT_KEYHOLDER,
	audienceQuota: 1_000_000
});
const server = await startPostgres(folder);
const ownerUrl = await ensureDatabase(server, 'bench');
await migrate(ownerUrl);
const owner = new pg.Pool({ connectionString: ownerUrl, max: 1 });
const db = openDatabase(urlFor(ownerUrl, 'lykt_staff'));
try {
	await main();
} finally {
	await db.destroy();
	await owner.end();
	await keyholder.stop();
	await server.stop();
	rmSync(folder, { recursive: true, force: true });
}
// Each of these has an installation of its own, and can be run alone.
for (const other of [
	'audience.ts',
	'sending.ts',
	'receiving.ts',
	'kannel.ts',
	'chat.ts',
	'forgetting.ts',
	'figures.ts',
	'intake.ts',
	'publication.ts'
])
	spawnSync(process.execPath, [path.join(import.meta.dirname, other)], { stdio: 'inherit' });

async function main(): Promise<void> {
	const { closeVault, createKey, seal, tagNumbers } = await import('../src/server/vault/index.ts');
	const ctx: Ctx = { actor: { kind: 'system', name: 'bench' }, now: await readClock(db), db };
	const campaign = await aRunningCampaign();
	const rows = 20_000;

	const raw = await rate(rows, 2000, async (count) => {
		const tags = Array.from({ length: count }, () => randomBytes(32));
		await asOwner(
			'insert into bench_raw (tag, kind, until, changed_at) select tag, $2, now(), now() from unnest($1::bytea[]) t (tag)',
			[tags, 'contacted']
		);
	});
	const listed = await anAudience(campaign, 2 * rows + 2040); // each rate warms up with one portion
	const logYear = ctx.now.getFullYear();
	const ask = (count: number) => listed.splice(0, count).map((tags) => ({ attemptId: newId(), tags }));
	const claims = await rate(rows, 2000, (count) => claimFirst(ctx, campaign, ask(count), logYear));
	say('gate: claims, a list at a time', claims, raw, 'raw insert of the hold row alone');

	const passed = await rate(rows, 40, async (count) => {
		await handOver(ctx, [...(await claimFirst(ctx, campaign, ask(count), logYear))]);
	});
	say('gate: claim and hand-over in batches of 40', passed, raw, 'raw insert of the hold row alone');

	const held = (await sql<{ tag: Buffer }>`select tag from suppression_hold limit 2000`.execute(db)).rows.map(
		(row) => row.tag
	);
	const select = await rate(rows, 2000, () =>
		sql`select tag from suppression_hold where tag = any (${held}::bytea[])`.execute(db)
	);
	const verdicts = await rate(rows, 2000, () => listVerdicts(ctx, held));
	say('gate: verdicts for a list of 2,000', verdicts, select, 'raw look-up by key');

	const numbers = Array.from({ length: 2000 }, (_, place) => `+479000${String(place).padStart(4, '0')}`);
	await createKey('bench');
	const sealed = await rate(rows, 2000, async () => {
		await tagNumbers(ctx, numbers, 'send');
		await seal('bench', numbers);
	});
	console.log(`keyholder: tag and seal                        ${Math.round(sealed).toLocaleString('en')}/s`);
	closeVault();
}

/** Runs `work` in portions until `total` are done. @returns items per second. */
async function rate(total: number, portion: number, work: (count: number) => Promise<unknown>): Promise<number> {
	await work(portion); // warm
	const from = performance.now();
	for (let done = 0; done < total; done += portion) await work(portion);
	return total / ((performance.now() - from) / 1000);
}

function say(what: string, measured: number, limit: number, limitIs: string): void {
	const number = (value: number) => Math.round(value).toLocaleString('en');
	console.log(
		`${what.padEnd(46)} ${number(measured)}/s = ${(measured / limit).toFixed(2)} of ${number(limit)}/s (${limitIs})`
	);
}

async function asOwner(query: string, values: unknown[] = []): Promise<void> {
	await owner.query(query, values);
}

/** Addresses on the campaign's list; only they get a claim. The list of a campaign that runs is frozen, also for the owner. */
async function anAudience(campaign: string, count: number): Promise<{ hold: Buffer; log: Buffer }[]> {
	const tags = Array.from({ length: count }, () => ({ hold: randomBytes(32), log: randomBytes(32) }));
	await asOwner('set session_replication_role = replica');
	await asOwner(
		`insert into campaign_recipient (id, campaign_id, line, hold_tag, log_tag, verdict)
		select gen_random_uuid(), $1, row_number() over (), hold, log, 'go' from unnest($2::bytea[], $3::bytea[]) t (hold, log)`,
		[campaign, tags.map(({ hold }) => hold), tags.map(({ log }) => log)]
	);
	await asOwner('set session_replication_role = origin');
	await asOwner('analyze campaign_recipient');
	return tags;
}

async function aRunningCampaign(): Promise<string> {
	const [author, approver, id] = [newId(), newId(), newId()];
	await asOwner(
		'create table bench_raw (tag bytea primary key, kind text, until timestamptz, campaign_id uuid, attempt_id uuid, changed_at timestamptz)'
	);
	await asOwner(`insert into staff_user (id, name, email) values ($1, 'a', 'a'), ($2, 'b', 'b')`, [author, approver]);
	await asOwner(
		`insert into campaign (id, name, goal, ends_on, sender, state, created_by, created_at, approved_by) values ($1, 'b', 'b', '2099-01-01', 'b', 'running', $2, now(), $3)`,
		[id, author, approver]
	);
	return id;
}
