// node bench/audience.ts: an audience of 100,000 lines against a million earlier attempts, from the bytes of the file to
// the verdicts, as a ratio to the raw work in one process without any of our care: medians of interleaved pairs.
import { createCipheriv, createHmac, randomBytes } from 'node:crypto';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Ctx } from '../src/server/db/index.ts';
import { newId } from '../src/server/shared/ids.ts';
import { readSheet } from '../src/server/shared/sheet.ts';
import { inPairs, median, say, time, withInstallation, type Installation } from './installation.ts';

type AsOwner = Installation['asOwner'];

const lines = 100_000;
const earlier = 1_000_000;
const pairs = Number(process.env.PAIRS ?? 5);

process.env.LYKT_AUDIENCE_LIMIT = String(lines);
await withInstallation(benchAudience);

async function benchAudience({ ctx: systemCtx, asOwner }: Installation): Promise<void> {
	const author = newId();
	await asOwner(`insert into staff_user (id, name, email) values ($1, 'bench', 'bench')`, [author]);
	const actor = { kind: 'staff', id: author, name: 'bench', roles: ['adviser'], isService: false } as const;
	const ctx: Ctx = { ...(await systemCtx()), actor };
	const numbers = Array.from({ length: lines }, (_, place) => `4${String(1_000_000 + place * 37).padStart(7, '0')}`);
	const file = Buffer.from(`nummer;språk\n${numbers.map((number) => `${number};nb`).join('\n')}\n`);
	await fillHistory(asOwner, ctx, numbers);

	const stalls: number[] = [];
	const growths: number[] = [];
	const watchedWork = async () => {
		const { seconds, stall, growth } = await watched(() => ourWork(asOwner, ctx, file));
		stalls.push(stall);
		growths.push(growth);
		return seconds;
	};
	await rawWork(asOwner, file); // warm
	await ourWork(asOwner, ctx, file);
	const result = await inPairs(pairs, lines, () => time(() => rawWork(asOwner, file)), watchedWork);
	say('audience of 100,000 lines to the verdict', result, 'the same work in one process, keys and all');
	console.log(
		`${''.padEnd(46)} ${(1 / result.ratio).toFixed(2)} times the raw work; longest stall ${Math.round(median(stalls))} ms; ` +
			`memory grew by ${Math.round(median(growths))} MB`
	);
}

/** A million holds, one in five of the file's numbers among them, and some opt-outs. */
async function fillHistory(asOwner: AsOwner, ctx: Ctx, numbers: string[]): Promise<void> {
	const known = numbers.filter((_, place) => place % 5 === 0).map((number) => `+47${number}`);
	const { tagNumbers } = await import('../src/server/vault/index.ts');
	const tagged = await tagNumbers(ctx, known, 'send');
	if (!tagged.ok) throw new Error(tagged.why);
	await asOwner(
		`insert into suppression_hold (tag, kind, until, changed_at)
		select tag, case when n % 6 = 0 then 'optedOut' else 'contacted' end, case when n % 6 = 0 then null else now() + interval '3 months' end, now()
		from unnest($1::bytea[]) with ordinality t (tag, n)`,
		[tagged.tags.map((tags) => tags.hold)]
	);
	await asOwner(
		`insert into suppression_hold (tag, kind, until, changed_at)
		select sha256(n::text::bytea), 'contacted', now() + interval '3 months', now() from generate_series(1, $1::int) n`,
		[earlier - known.length]
	);
	await asOwner('vacuum analyze suppression_hold');
	await asOwner('create unlogged table bench_line (hold bytea, log bytea, sealed bytea, verdict text, unique (hold))');
}

/** The same work with nothing between: one process with the keys in it, one statement, no checks, no second process. */
async function rawWork(asOwner: AsOwner, file: Buffer): Promise<void> {
	await asOwner('truncate bench_line');
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
	await asOwner(
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

async function ourWork(asOwner: AsOwner, ctx: Ctx, file: Buffer): Promise<void> {
	const { readAudience, setAudience } = await import('../src/server/campaign/index.ts');
	const campaign = newId();
	await asOwner(
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

/** Runs `work`, and sees how long others had to wait for this process (ms) and how much more memory it took (MB). */
async function watched(work: () => Promise<unknown>): Promise<{ seconds: number; stall: number; growth: number }> {
	globalThis.gc?.();
	const before = process.memoryUsage().rss;
	let peak = before;
	const delay = monitorEventLoopDelay({ resolution: 1 });
	delay.enable();
	const sampler = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 20);
	const seconds = await time(work);
	clearInterval(sampler);
	delay.disable();
	return { seconds, stall: delay.max / 1e6, growth: (peak - before) / 1e6 };
}
