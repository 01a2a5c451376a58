// node bench/forgetting.ts [how many]: how long the nightly deletion takes when that many attempts turn twelve months, beside
// as many that stay. Not a test. The rows are arranged by the owner; only the deletion is ours.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { ensureDatabase, startPostgres } from '../src/server/db/embedded.ts';
import { migrate } from '../src/server/db/migrate.ts';

const many = Number(process.argv[2] ?? 100_000);
const batch = 5000;
const folder = mkdtempSync(path.join(os.tmpdir(), 'lykt-forgetting-'));
chmodSync(folder, 0o755);
const server = await startPostgres(folder);
try {
	const url = await ensureDatabase(server, 'bench');
	await migrate(url);
	const owner = new pg.Client({ connectionString: url });
	await owner.connect();
	try {
		await arrange(owner);
		await forget(owner);
	} finally {
		await owner.end();
	}
} finally {
	await server.stop();
	rmSync(folder, { recursive: true, force: true });
}

/** A hundred campaigns; the guards of the tables are away while their past is written. */
async function arrange(owner: pg.Client): Promise<void> {
	const guarded = ['attempt', 'delivery_message', 'campaign_recipient', 'campaign'];
	for (const table of guarded) await owner.query(`alter table ${table} disable trigger all`);
	await owner.query(`update db_clock set movable = true, frozen_at = '2020-05-10T03:17:00Z'`);
	await owner.query(`insert into staff_user (id, name, email) values (gen_random_uuid(), 'kari', 'kari@example.no')`);
	await owner.query(`insert into campaign (id, name, goal, ends_on, sender, created_by, created_at)
		select gen_random_uuid(), 'c' || n, '', '2019-05-20', 'Lykt', (select id from staff_user), '2019-05-01'
		from generate_series(1, 100) n`);
	for (const day of ['2019-05-09', '2020-01-09']) await arrangeDay(owner, day);
	for (const table of guarded) await owner.query(`alter table ${table} enable trigger all`);
	await owner.query('analyze');
}

async function arrangeDay(owner: pg.Client, day: string): Promise<void> {
	await owner.query(`create temp table line as
		select gen_random_uuid() as attempt, gen_random_uuid() as recipient, n, campaigns[1 + n % 100] as campaign,
			timestamptz '${day}' + n * interval '0.3 s' as at
		from generate_series(1, ${many}) n, (select array_agg(id) as campaigns from campaign) c`);
	await owner.query(`insert into attempt (id, step, channel, campaign_id, log_tag, log_year, rule_version, state, claimed_at,
			claim_expires_at, handed_over_at)
		select attempt, 'first', 'sms', campaign, sha256(uuid_send(attempt)), extract(year from at), 2, 'handedOver', at, at, at
		from line`);
	await owner.query(`insert into campaign_recipient (id, campaign_id, line, hold_tag, log_tag, verdict, state, attempt_id,
			sent_at, replied_at)
		select recipient, campaign, n, uuid_send(recipient), uuid_send(recipient), 'go', 'sent', attempt, at,
			case when n % 20 = 0 then at end
		from line`);
	await owner.query(`insert into delivery_message (id, attempt_id, purpose, campaign_id, recipient_id, language, gateway,
			provider_ref, state, created_at)
		select gen_random_uuid(), attempt, 'first', campaign, recipient, 'nb', 'loopback', attempt::text, 'delivered', at
		from line`);
	await owner.query(`insert into delivery_receipt select 'loopback', attempt::text, 'delivered', at from line`);
	await owner.query('drop table line');
}

async function forget(owner: pg.Client): Promise<void> {
	const took: number[] = [];
	for (let gone = 1; gone > 0;) {
		const start = performance.now();
		const { rows } = await owner.query<{ gone: number }>(`select attempt_forget_expired(${batch}) as gone`);
		gone = rows[0]!.gone;
		if (gone > 0) took.push(performance.now() - start);
	}
	const { rows } = await owner.query<{ kept: number; left: number }>(
		`select (select sum(count)::int from campaign_result where measure = 'delivered') as kept,
			(select count(*)::int from attempt) as left`
	);
	const all = took.reduce((sum, some) => sum + some, 0);
	const middle = took.toSorted((a, b) => a - b)[took.length >> 1] ?? 0;
	console.log(`forgot ${many} of ${2 * many} attempts in ${(all / 1000).toFixed(1)} s, ${batch} at a time`);
	console.log(`one batch: median ${middle.toFixed(0)} ms, longest ${Math.max(...took).toFixed(0)} ms`);
	console.log(`kept as counts: ${rows[0]!.kept}; left: ${rows[0]!.left}`);
}
