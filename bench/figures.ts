// How long all figures of ten years take, from the counts that are kept and as bare SQL over the rows, in the same run.
// `node bench/figures.ts [contacts]`: a million unless said. Ten million take ten minutes and four gigabytes of disk.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { ensureDatabase, startPostgres } from '../src/server/db/embedded.ts';
import { openDatabase, readClock, urlFor, type Ctx } from '../src/server/db/index.ts';
import { migrate } from '../src/server/db/migrate.ts';
import { newId } from '../src/server/shared/ids.ts';

const contacts = Number(process.argv[2] ?? 1_000_000);
/** The same numbers from the rows: a statement for each question, as one would write it without kept counts. */
const bareSql = [
	...['gender', 'seller', 'unsure_reason', 'buyer', 'initiative', 'outcome', 'language', 'hour', 'channel'].map(
		(column) => `select ${column}, count(*) from contact where happened_on between $1 and $2 and not is_test group by 1`
	),
	`select extract(isodow from happened_on), count(*) from contact where happened_on between $1 and $2 and not is_test group by 1`,
	`select arena.class, arena.code_name, count(*) from contact left join arena on arena.id = arena_id
		where happened_on between $1 and $2 and not is_test group by 1, 2`,
	`select coalesce(theme.parent_code, theme.code), count(distinct contact.id) from contact
		cross join lateral unnest(theme_codes) chosen join contact_theme theme on theme.code = chosen
		where happened_on between $1 and $2 and not is_test group by 1`
];

const folder = mkdtempSync(path.join(os.tmpdir(), 'lykt-bench-'));
chmodSync(folder, 0o755);
process.env.LYKT_DATA = folder;
const server = await startPostgres(folder, ['fsync=off', 'max_wal_size=8GB']);
const ownerUrl = await ensureDatabase(server, 'bench');
await migrate(ownerUrl);
const owner = new pg.Pool({ connectionString: ownerUrl, max: 1 });
owner.on('error', () => undefined); // it is stopped before its last connection is
const db = openDatabase(urlFor(ownerUrl, 'lykt_staff'));
try {
	await main();
} finally {
	await db.destroy();
	await owner.end();
	await server.stop();
	rmSync(folder, { recursive: true, force: true });
}

async function main(): Promise<void> {
	const { listFigures, yearPeriod } = await import('../src/server/report/index.ts');
	await fill();
	const actor = { kind: 'staff', id: newId(), name: 'bench', roles: ['lead'], isService: false } as const;
	const ctx: Ctx = { actor: { ...actor, roles: [...actor.roles] }, now: await readClock(db), db };
	const tenYears = { from: '2016-01-01', to: '2025-12-31' };
	const all = await best(() => listFigures(ctx, tenYears));
	const one = await best(() => listFigures(ctx, { ...yearPeriod('2025'), compared: yearPeriod('2024') }));
	const outside = await best(() => listFigures(ctx, { ...yearPeriod('2025'), view: 'public', arenaClass: 'forum' }));
	const direct = await once(bare);
	const cube = await best(() =>
		owner.query(
			`select month, arena_id, code, sum(count) from report_count where dimension = 'themeTop' group by 1, 2, 3`
		)
	);
	const { rows } = await owner.query<{ kept: number }>('select count(*)::int as kept from report_count');
	console.log(
		`figures of ${contacts.toLocaleString('en')} contacts in ten years (${rows[0]!.kept.toLocaleString('en')} kept counts):`
	);
	console.log(
		`  every figure, ten years                  ${ms(all)}  = 1/${Math.round(direct / all)} of bare SQL (${ms(direct)})`
	);
	console.log(`  every figure, one year beside another    ${ms(one)}`);
	console.log(`  every public figure of one class, a year ${ms(outside)}`);
	console.log(`  month × arena × theme, ten years         ${ms(cube)}`);
	console.log(
		`  registering one contact                  ${ms(await registering(ctx))} with its counts, checks and log`
	);
	const counted = await inserting();
	await owner.query('set session_replication_role = replica');
	const plain = await inserting();
	await owner.query('set session_replication_role = origin');
	console.log(
		`  of which its row with the counts         ${ms(counted)}  = ${(counted / plain).toFixed(1)} of its row alone (${ms(plain)})`
	);
}

/** Rows made by the database, as imports of a million, unchecked and with the indexes made after; counted as imports are. */
async function fill(): Promise<void> {
	const classes = ['ownChat', 'escortSite', 'sexChat', 'datingApp', 'forum'];
	for (let place = 0; place < 20; place++) {
		await owner.query(`insert into arena (id, code_name, class, created_at) values ($1, $2, $3, now())`, [
			newId(),
			`Sted ${place}`,
			classes[place % classes.length]
		]);
	}
	await owner.query(`set session_replication_role = replica; set work_mem = '512MB';
		drop index contact_happened_on_idx, contact_programme_id_happened_on_idx;
		do $$ declare unchecked text; begin
			for unchecked in select conname from pg_constraint where conrelid = 'contact'::regclass and contype = 'c' loop
				execute format('alter table contact drop constraint %I', unchecked);
			end loop;
		end $$`);
	let [made, counted] = [0, 0];
	for (let from = 1; from <= contacts; from += 1_000_000) {
		const importId = newId();
		await owner.query('begin');
		await owner.query('select report_count_later($1)', [importId]);
		made += await once(() => insertRows(importId, from, Math.min(contacts, from + 999_999)));
		counted += await once(() => owner.query('select report_count_import($1)', [importId]));
		await owner.query('commit');
	}
	await owner.query(`set session_replication_role = origin; reset work_mem;
		create index on contact (happened_on); create index on contact (programme_id, happened_on)`);
	console.log(`rows made in ${ms(made)}, counted in ${ms(counted)}`);
	await owner.query('vacuum analyze contact, report_count');
}

async function insertRows(importId: string, from: number, to: number): Promise<void> {
	await owner.query(
		`insert into contact (id, registered_at, source, import_id, happened_on, channel, arena_id, gender, seller, unsure_reason,
			buyer, initiative, language, outcome, hour, theme_codes)
		select uuidv7(), '2025-12-31', 'imported', $1, date '2016-01-01' + (n::bigint * 7919 % 3653)::int,
			(array['ownChat', 'sms', 'arenaMessage', 'call'])[1 + n % 4], arena.ids[1 + n * 31 % 20],
			(array['man', 'man', 'woman', 'trans', 'notStated'])[1 + n % 5], (array['yes', 'no', 'unsure'])[1 + n % 3],
			case when n % 3 = 2 then (array['notAsked', 'endedEarly'])[1 + n % 2] end, (array['yes', 'unknown'])[1 + (n % 17 > 0)::int],
			(array['them', 'us', 'unknown'])[1 + n % 3], (array['nb', 'en', 'ro', 'th', null])[1 + n % 5],
			(array['answered', 'referredToUs', 'unknown'])[1 + n % 3], n % 24, string_to_array(theme.sets[1 + (n::bigint * 13 % 200)::int], '+')
		from generate_series($2::int, $3::int) n,
			(select array_agg(id) as ids from arena) arena,
			(select array_agg(codes) as sets from (
				select coalesce((select string_agg(code, '+' order by code) from contact_theme
					where mod(abs(hashtext(code || k)), 12) = 0), '') as codes
				from generate_series(0, 199) k) t) theme`,
		[importId, from, to]
	);
}

async function bare(): Promise<void> {
	for (const query of bareSql) await owner.query(query, ['2016-01-01', '2025-12-31']);
}

/** One contact with two themes, as the form writes it, counts and log included. */
async function registering(ctx: Ctx): Promise<number> {
	const { registerContacts } = await import('../src/server/contact/index.ts');
	const times = 50;
	const started = performance.now();
	for (let turn = 0; turn < times; turn++) await registerContacts(ctx, [{ gender: 'man', themes: ['health', 'law'] }]);
	return (performance.now() - started) / times;
}

/** The same contact as one statement; the median, because the machine is shared. */
async function inserting(): Promise<number> {
	const times: number[] = [];
	for (let turn = 0; turn < 200; turn++)
		times.push(
			await once(() =>
				owner.query({
					name: 'one contact',
					text: `insert into contact (id, registered_at, happened_on, channel, gender, theme_codes)
						values ($1, now(), '2025-12-30', 'sms', 'man', '{health,law}')`,
					values: [newId()]
				})
			)
		);
	return times.toSorted((a, b) => a - b)[100]!;
}

/** The best of five: the machine is shared, and the first is cold. */
async function best(work: () => Promise<unknown>): Promise<number> {
	const times: number[] = [];
	for (let turn = 0; turn < 5; turn++) times.push(await once(work));
	return Math.min(...times);
}

async function once(work: () => Promise<unknown>): Promise<number> {
	const started = performance.now();
	await work();
	return performance.now() - started;
}

function ms(value: number): string {
	return value < 10_000 ? `${value.toFixed(value < 10 ? 1 : 0)} ms` : `${(value / 1000).toFixed(1)} s`;
}
