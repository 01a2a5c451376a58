// node bench/audience.ts: an audience of 100,000 lines against a million earlier attempts, from the bytes of the file to
// the verdicts, as a ratio to the raw work in one process without any of our care: medians of interleaved pairs.
import { createCipheriv, createHmac, randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import pg from 'pg';
import { startKeyholder } from '../src/keyholder/spawn.ts';
import { ensureDatabase, startPostgres } from '../src/server/db/embedded.ts';
import { openDatabase, readClock, urlFor, type Ctx } from '../src/server/db/index.ts';
import { migrate } from '../src/server/db/migrate.ts';
import { newId } from '../src/server/shared/ids.ts';
import { readSheet } from '../src/server/shared/sheet.ts';

const lines = 100_000;
const earlier = 1_000_000;
const pairs = Number(process.env.PAIRS ?? 5);

const folder = mkdtempSync(path.join(os.tmpdir(), 'lykt-bench-'));
chmodSync(folder, 0o755);
process.env.LYKT_DATA = folder;
process.env.LYKT_KEYHOLDER = path.join(folder, 'keys', 's');
process.env.LYKT_AUDIENCE_LIMIT = '100000';
const keyholder = await startKeyholder({
	dir: path.join(folder, 'keys'),
	socket: process.env.LYKT_KEYHOLDER,
	audienceQuota: 10_000_000
});
const server = await startPostgres(folder);
const ownerUrl = await ensureDatabase(server, 'bench');
await migrate(ownerUrl);
const owner = new pg.Client({ connectionString: ownerUrl });
await owner.connect();
const db = openDatabase(urlFor(ownerUrl, 'lykt_staff'));
const { closeVault, tagNumbers } = await import('../src/server/vault/index.ts');
try {
	await main();
} finally {
	closeVault();
	await db.destroy();
	await owner.end();
	await keyholder.stop();
	await server.stop();
	rmSync(folder, { recursive: true, force: true });
}

async function main(): Promise<void> {
	const author = newId();
	await owner.query(`insert into staff_user (id, name, email) values ($1, 'bench', 'bench')`, [author]);
	const actor = { kind: 'staff', id: author, name: 'bench', roles: ['adviser'], isService: false } as const;
	const ctx: Ctx = { actor, now: await readClock(db), db };
	const numbers = Array.from({ length: lines }, (_, place) => `4${String(1_000_000 + place * 37).padStart(7, '0')}`);
	const file = Buffer.from(`nummer;språk\n${numbers.map((number) => `${number};nb`).join('\n')}\n`);
	await fillHistory(ctx, numbers);

	const raws: number[] = [];
	const ours: number[] = [];
	const stalls: number[] = [];
	const peaks: number[] = [];
	await rawWork(file);
	await ourWork(ctx, file);
	for (let pair = 0; pair < pairs; pair++) {
		raws.push(await timed(() => rawWork(file)));
		const { peak, stall } = await watched(async () => ours.push(await timed(() => ourWork(ctx, file))));
		stalls.push(stall);
		peaks.push(peak);
	}
	const [raw, our] = [median(raws), median(ours)];
	console.log(
		`audience: ${lines.toLocaleString('en')} lines to the verdict          ${our.toFixed(2)} s = ${(our / raw).toFixed(2)} times the raw work (${raw.toFixed(2)} s); ` +
			`longest stall ${Math.round(median(stalls))} ms, memory grew by ${Math.round(median(peaks))} MB at most`
	);
}

/** A million holds, one in five of the file's numbers among them, and some opt-outs. */
async function fillHistory(ctx: Ctx, numbers: string[]): Promise<void> {
	const known = numbers.filter((_, place) => place % 5 === 0).map((number) => `+47${number}`);
	const tagged = await tagNumbers(ctx, known, 'send');
	if (!tagged.ok) throw new Error(tagged.why);
	await owner.query(
		`insert into suppression_hold (tag, kind, until, changed_at)
		select tag, case when n % 6 = 0 then 'optedOut' else 'contacted' end, case when n % 6 = 0 then null else now() + interval '3 months' end, now()
		from unnest($1::bytea[]) with ordinality t (tag, n)`,
		[tagged.tags.map((tags) => tags.hold)]
	);
	await owner.query(
		`insert into suppression_hold (tag, kind, until, changed_at)
		select sha256(n::text::bytea), 'contacted', now() + interval '3 months', now() from generate_series(1, $1::int) n`,
		[earlier - known.length]
	);
	await owner.query('vacuum analyze suppression_hold');
	await owner.query(
		'create unlogged table bench_line (hold bytea, log bytea, sealed bytea, verdict text, unique (hold))'
	);
}

/** The same work with nothing between: one process with the keys in it, one statement, no checks, no second process. */
async function rawWork(file: Buffer): Promise<void> {
	await owner.query('truncate bench_line');
	const [holdKey, logKey, dataKey] = [randomBytes(32), randomBytes(32), randomBytes(32)];
	const seen = new Set<string>();
	for (const line of file.toString('utf8').split('\n').slice(1)) {
		const [cell = ''] = line.split(';');
		const digits = cell.normalize('NFKC').replace(/[\s.-]/g, '');
		if (/^[49]\d{7}$/.test(digits)) seen.add(`+47${digits}`);
	}
	const nonces = randomBytes(12 * seen.size);
	const rows = [...seen].map((number, place) => {
		const nonce = nonces.subarray(place * 12, place * 12 + 12);
		const cipher = createCipheriv('aes-256-gcm', dataKey, nonce);
		return [
			createHmac('sha256', holdKey).update(number).digest(),
			createHmac('sha256', logKey).update(number).digest(),
			Buffer.concat([nonce, cipher.update(number, 'utf8'), cipher.final(), cipher.getAuthTag()])
		] as const;
	});
	await owner.query(
		`insert into bench_line (hold, log, sealed, verdict)
		select t.hold, t.log, t.sealed, case when h.kind = 'optedOut' then 'optedOut' when h.until > now() then 'recent' else 'go' end
		from (select substr($1::bytea, n * 32 + 1, 32) as hold, substr($2::bytea, n * 32 + 1, 32) as log, substr($3::bytea, n * 39 + 1, 39) as sealed
			from generate_series(0, $4::int - 1) n) t
		left join suppression_hold h on h.tag = t.hold on conflict do nothing`,
		[
			Buffer.concat(rows.map((r) => r[0])),
			Buffer.concat(rows.map((r) => r[1])),
			Buffer.concat(rows.map((r) => r[2])),
			rows.length
		]
	);
}

async function ourWork(ctx: Ctx, file: Buffer): Promise<void> {
	const { readAudience, setAudience } = await import('../src/server/campaign/index.ts');
	const campaign = newId();
	await owner.query(
		`insert into campaign (id, name, goal, ends_on, sender, state, created_by, created_at) values ($1, 'b', 'b', '2099-01-01', 'b', 'draft', $2, now())`,
		[campaign, (ctx.actor as { id: string }).id]
	);
	const sheet = await readSheet(file);
	if (!sheet.ok) throw new Error(sheet.why);
	const read = readAudience(sheet.rows, { limit: lines });
	if (!read.ok) throw new Error(read.why);
	const result = await setAudience(ctx, campaign, read.audience);
	if (!result.ok) throw new Error(result.why);
	if (result.unique !== lines || result.verdicts.go !== (lines * 4) / 5) throw new Error('the verdicts are wrong');
}

async function timed(work: () => Promise<unknown>): Promise<number> {
	const from = performance.now();
	await work();
	return (performance.now() - from) / 1000;
}

async function watched(work: () => Promise<unknown>): Promise<{ stall: number; peak: number }> {
	globalThis.gc?.();
	const before = process.memoryUsage().rss;
	let peak = before;
	const delay = monitorEventLoopDelay({ resolution: 1 });
	delay.enable();
	const sampler = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 20);
	await work();
	clearInterval(sampler);
	delay.disable();
	return { stall: delay.max / 1e6, peak: (peak - before) / 1e6 };
}

function median(values: number[]): number {
	return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
