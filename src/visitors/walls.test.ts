// The walls between the visitors' side and everything else (design.md §6), each shown to stand by what goes through where
// there is none; and that nothing of where somebody came from is anywhere (R35).
import { once } from 'node:events';
import {
	chmodSync,
	chownSync,
	copyFileSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync
} from 'node:fs';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { testDatabase } from '../../test/database.ts';
import { encodeFrame, FrameReader } from '../keyholder/frames.ts';
import { visitorSocketOf } from '../keyholder/socket-path.ts';
import { closeChat, handOverChat, readChat, writeToChat } from '../server/chat/index.ts';
import { rereadConfig } from '../server/config/index.ts';
import { startPostgres } from '../server/db/embedded.ts';
import { openDatabase, readClock, urlFor, type Ctx } from '../server/db/index.ts';
import { listen, type Live } from '../server/live/index.ts';
import { newId } from '../server/shared/ids.ts';
import { createKey, seal } from '../server/vault/index.ts';
import { eraseChat, newPass, openChat, readMessages } from '../server/visitor/index.ts';
import { openVisitors, type Visitors } from './serve.ts';

const house = testDatabase();
let visitorUrl: string;
let db: Ctx['db'];
let live: Live;
let visitors: Visitors;
let server: http.Server;
let origin: string;
beforeAll(async () => {
	process.env.LYKT_TRUST_PROXY = '1'; // the addresses of these tests are read, so that they could be left somewhere
	rereadConfig();
	visitorUrl = urlFor(house.ownerUrl, 'lykt_visitor');
	db = openDatabase(visitorUrl, 4);
	live = await listen(visitorUrl);
	visitors = openVisitors({ live, ctxNow: visitor });
	server = http.createServer(visitors.handle).listen(0, '127.0.0.1');
	await once(server, 'listening');
	origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
	visitors.close();
	server.closeAllConnections();
	server.close();
	await live.close();
	await db.destroy();
});
const visitor = async (): Promise<Ctx> => ({ actor: { kind: 'visitor' }, now: await readClock(db), db });

describe('the log-in at the database', () => {
	const as = async (url: string, query: string) => {
		const client = new pg.Client({ connectionString: url });
		await client.connect();
		try {
			await client.query(query);
			return 'allowed';
		} catch (error) {
			return (error as { code: string }).code;
		} finally {
			await client.end();
		}
	};
	const denied = '42501';
	/** A view of several tables is written to by nobody. */
	const takesNothing = '55000';

	test('reads and writes no table but the service’s name', async () => {
		const { rows } = await house.asOwner(
			`select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
			where c.relkind in ('r', 'v', 'p') and n.nspname in ('public', 'graphile_worker')`
		);
		const names = rows.map(({ name }: { name: string }) => name);
		expect(names.length).toBeGreaterThan(40);
		expect(await as(house.staffUrl, 'select 1 from chat')).toBe('allowed'); // who may, can
		const client = new pg.Client({ connectionString: visitorUrl });
		await client.connect();
		const open: string[] = [];
		for (const name of names)
			for (const act of [`select * from ${name} limit 1`, `insert into ${name} default values`, `delete from ${name}`])
				await client.query(act).then(
					() => open.push(act),
					(error: unknown) => expect([denied, '3F000', takesNothing], act).toContain((error as { code: string }).code)
				);
		await client.end();
		expect(open).toEqual(['select * from public.programme_service limit 1']);
	});

	test('calls its own functions, the hours and the clock, and none that touches people, numbers or jobs', async () => {
		const { rows } = await house.asOwner(
			`select p.proname as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
			where n.nspname in ('public', 'graphile_worker') and has_function_privilege('lykt_visitor', p.oid, 'execute')
				and has_schema_privilege('lykt_visitor', n.oid, 'usage')`
		);
		const names = rows.map(({ name }: { name: string }) => name).sort();
		expect(names.filter((name) => !/^(visitor|opening)_/.test(name))).toEqual(['db_now']);
		expect(await as(house.staffUrl, `select suppression_opt_out('{}')`)).toBe('allowed');
		expect(await as(visitorUrl, `select suppression_opt_out('{}')`)).toBe(denied);
		expect(await as(visitorUrl, `select jobs_enqueue('campaign.send', '{}', null, null)`)).toBe(denied);
	});

	test('is neither owner nor superuser and can become nobody else', async () => {
		const { rows } = await house.asOwner(
			`select rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls from pg_roles where rolname = 'lykt_visitor'`
		);
		expect(Object.values(rows[0] as object)).toEqual([false, false, false, false, false]);
		expect(await as(house.staffUrl, 'set role lykt_staff')).toBe('allowed');
		expect(await as(visitorUrl, 'set role lykt_staff')).toBe(denied);
	});
});

describe('the socket at the keyholder', () => {
	async function ask(socket: string, request: object): Promise<string> {
		const line = net.connect(socket);
		line.write(encodeFrame({ ...request, id: 1 }));
		const reader = new FrameReader();
		for await (const piece of line as AsyncIterable<Buffer>) {
			const [body] = reader.push(piece);
			if (!body) continue;
			line.destroy();
			const { ok, code } = JSON.parse(body.toString()) as { ok: boolean; code?: string };
			return ok ? 'done' : code!;
		}
		return 'closed';
	}

	test('has chats and nothing else: no number, no campaign, no other conversation, no suggestion to read', async () => {
		const main = inject('keyholderSocket');
		await createKey('conversation:x');
		await createKey('suggestion:2026-11');
		const [sealed] = await seal('conversation:x', ['+4790000012']);
		const text = sealed!.toString('base64');
		const requests = [
			{ op: 'tag', numbers: ['+4790000012'], year: 2026, purpose: 'send' },
			{ op: 'open', key: 'conversation:x', sealed: [text] },
			{ op: 'mask', key: 'conversation:x', sealed: [text] },
			{ op: 'seal', key: 'conversation:x', plain: ['a'] },
			{ op: 'openChats', items: [{ key: 'suggestion:2026-11', row: 'suggestion', text }] },
			{ op: 'createKey', key: 'audience:y' },
			{ op: 'destroyKey', key: 'audience:y' },
			{ op: 'status' }
		];
		for (const request of requests) {
			expect(await ask(main, request), `${request.op} on the staff’s`).toBe('done');
			expect(await ask(visitorSocketOf(main), request), `${request.op} on the visitors’`).toBe('forbidden');
		}
		expect(await ask(visitorSocketOf(main), { op: 'destroyKey', key: 'hold' })).toBe('forbidden');
		expect(await ask(visitorSocketOf(main), { op: 'createChats', keys: [`chat:${newId()}`] })).toBe('done');
	});
});

describe('what is left behind', () => {
	const canary = { address: '203.0.113.7', agent: 'CANARY-UA' };

	test('no word, no code and no secret of a chat is in database, WAL, logs or on disk', async () => {
		const said = vi.spyOn(process.stderr, 'write');
		delete process.env.LYKT_QUIET;
		const post = (route: string, fields: Record<string, string>) =>
			fetch(origin + route, { method: 'POST', body: new URLSearchParams(fields) });
		const [first, more, answer, note, wish] = [1, 2, 3, 4, 5].map((n) => `KANARI${n}-${newId()}`);
		const page = await (await fetch(origin)).text();
		const valueOf = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(page)![1]!;
		const t = valueOf('t');
		const opened = await (await post('/s', { a: 'open', t, o: valueOf('o'), m: first!, n: '1', l: 'nb' })).text();
		const code = /<output dir="ltr">([\d ]+)</.exec(opened)![1]!;
		const kari = await house.ctx();
		await writeToChat(kari, t.slice(0, 36), { id: newId(), text: answer! });
		await (await post('/s', { t, n: '1', l: 'nb', a: 'write', m: more!, o: newId() })).text();
		await handOverChat(kari, t.slice(0, 36), null, note!);
		expect((await readChat(kari, t.slice(0, 36))).note).toMatchObject({ text: note });
		const back = await (await post('/s', { a: 'code', k: code, l: 'nb', n: '1' })).text();
		for (const text of [first!, more!, answer!]) expect(back, text).toContain(text); // it is all there to be read
		await (await post('/f', { a: 'send', m: wish! })).text();

		// The search finds what is there: the same words, when somebody writes them where they do not belong.
		const planted = `PLANTET-${newId()}`;
		await house.asOwner(`insert into chat_suggestion (month, sealed_text) values ('2001-01-01', $1)`, [
			Buffer.from(planted)
		]);
		await house.asOwner('select pg_switch_wal()');
		await house.asOwner('checkpoint');
		expect(await findInDatabase(hexOf(planted))).toEqual(['public.chat_suggestion']);
		const files = await filesWith(inject('dataDir'), planted);
		expect(files.some((file) => file.includes('pg_wal'))).toBe(true);
		expect(files.some((file) => file.includes('/base/'))).toBe(true);

		const log = said.mock.calls.map(([line]) => String(line)).join('');
		process.env.LYKT_QUIET = '1';
		said.mockRestore();
		const secret = t.slice(37);
		const traces = [first!, more!, answer!, note!, wish!, code, code.replaceAll(' ', ''), secret];
		for (const trace of traces) {
			expect(await findInDatabase(trace), trace).toEqual([]);
			expect(await findInDatabase(hexOf(trace)), trace).toEqual([]);
			expect(log, trace).not.toContain(trace);
		}
		expect(await filesWith(inject('dataDir'), ...traces, Buffer.from(secret, 'base64url'))).toEqual([]);
	}, 60_000);

	test('no address and no browser is in database, WAL, logs or on disk after a whole chat', async () => {
		const said = vi.spyOn(process.stderr, 'write');
		delete process.env.LYKT_QUIET;
		const headers = {
			'x-forwarded-for': canary.address,
			forwarded: `for=${canary.address}`,
			'x-real-ip': canary.address,
			'user-agent': canary.agent,
			referer: `https://${canary.agent}.example/`,
			cookie: `a=${canary.agent}`
		};
		const post = (route: string, fields: Record<string, string>) =>
			fetch(origin + route, { method: 'POST', body: new URLSearchParams(fields), headers });
		const first = await (await fetch(origin, { headers })).text();
		const valueOf = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(first)![1]!;
		const t = valueOf('t');
		await (await post('/s', { a: 'open', t, o: valueOf('o'), m: 'hei', n: '1', l: 'nb' })).text();
		const kari = await house.ctx();
		await writeToChat(kari, t.slice(0, 36), { id: newId(), text: 'hei' });
		const acts: Record<string, string>[] = [
			{ a: 'write', m: 'takk', o: newId() },
			{ a: 'keep', d: '1' },
			{ a: 'renew' },
			{ a: 'export' }
		];
		for (const fields of acts) await (await post('/s', { t, n: '1', l: 'nb', ...fields })).text();
		await (await post('/s', { a: 'code', k: '1'.repeat(20) })).text();
		await (await post('/s', { t: 'broken' })).text();
		await (await post('/e', { a: 'send', helped: '5' })).text();
		await (await post('/f', { a: 'send', m: 'bedre kaffe' })).text();
		await closeChat(kari, t.slice(0, 36));
		await house.asOwner('select pg_switch_wal()');
		await house.asOwner('checkpoint');

		const planted = `PLANTED-${newId()}`;
		expect(await findInDatabase(planted)).toEqual([]);
		await house.asOwner(`insert into chat_source (day, letter, count) values ('2001-01-01', 'z', 1)`);
		await house.asOwner(`update programme_service set owner_name = $1`, [planted]);
		await house.asOwner(
			`insert into programme_service (name, owner_name) values ('x', $1) on conflict (only_row) do update set owner_name = $1`,
			[planted]
		);
		await house.asOwner('select pg_switch_wal()');
		await house.asOwner('checkpoint');
		expect(await findInDatabase(planted)).not.toEqual([]); // the search finds what is there
		expect((await filesWith(inject('dataDir'), planted)).some((file) => file.includes('pg_wal'))).toBe(true);

		const log = said.mock.calls.map(([line]) => String(line)).join('');
		process.env.LYKT_QUIET = '1';
		said.mockRestore();
		for (const trace of [canary.address, canary.agent, canary.agent.toLowerCase()]) {
			expect(await findInDatabase(trace), trace).toEqual([]);
			expect(await filesWith(inject('dataDir'), trace), trace).toEqual([]);
			expect(log, trace).not.toContain(trace);
		}
	});

	test('an erased chat cannot be read in a backup from before, which still has its rows', async () => {
		const pass = newPass();
		const kept = newPass();
		for (const each of [pass, kept])
			expect(await openChat(await visitor(), each, { id: newId(), text: 'i kopien' }, 'nb')).toMatchObject({
				ok: true
			});
		const folder = mkdtempSync('/tmp/lykt-backup-');
		try {
			await backUp(folder);
			await eraseChat(await visitor(), pass);
			const restored = await startPostgres(folder, ['fsync=off', 'max_connections=200']);
			try {
				const name = new URL(house.ownerUrl).pathname.slice(1);
				const old = openDatabase(urlFor(restored.url(name), 'lykt_visitor'), 2);
				const owner = openDatabase(restored.url(name), 1);
				const rows = await owner.selectFrom('chatMessage').select('chatId').where('chatId', '=', pass.chatId).execute();
				expect(rows).toHaveLength(1); // the backup does have it
				const ctx: Ctx = { ...(await visitor()), db: old };
				expect(await readMessages(ctx, kept)).toMatchObject({ ok: true, lines: [{ text: 'i kopien' }] });
				expect(await readMessages(ctx, pass)).toEqual({ ok: false, why: 'gone' });
				await old.destroy();
				await owner.destroy();
			} finally {
				await restored.stop();
			}
		} finally {
			rmSync(folder, { recursive: true, force: true });
		}
	});

	/** A base backup as PostgreSQL describes it: between start and stop the files are copied while the server works. */
	async function backUp(folder: string): Promise<void> {
		const client = new pg.Client({ connectionString: house.ownerUrl });
		await client.connect();
		await client.query(`select pg_backup_start('test', true)`);
		for (const entry of readdirSync(inject('dataDir')))
			if (!['keys', 'postgres.log'].includes(entry) && !entry.startsWith('file-'))
				copyWhatStands(path.join(inject('dataDir'), entry), path.join(folder, entry));
		const { rows } = await client.query<{ label: string }>('select labelfile as label from pg_backup_stop()');
		await client.end();
		const cluster = filesBelow(folder).find((file) => file.endsWith('/PG_VERSION') && !file.includes('/base/'))!;
		const from = path.dirname(cluster.replace(folder, inject('dataDir')));
		copyWhatStands(path.join(from, 'pg_wal'), path.join(path.dirname(cluster), 'pg_wal'));
		rmSync(path.join(path.dirname(cluster), 'postmaster.pid'), { force: true });
		writeFileSync(path.join(path.dirname(cluster), 'backup_label'), rows[0]!.label, { mode: 0o600 });
		for (const lock of filesBelow(folder).filter((file) => file.endsWith('.lock'))) rmSync(lock);
		const { uid, gid } = statSync(from);
		for (const file of entriesBelow(folder)) chownSync(file, uid, gid);
		chmodSync(folder, 0o755); // PostgreSQL's own user must be able to pass through
	}

	/** The server works on: what it removes meanwhile is not missed, because the log of changes says that it is gone. */
	function copyWhatStands(from: string, to: string): void {
		for (const entry of [from, ...entriesBelow(from)]) {
			const target = path.join(to, path.relative(from, entry));
			const found = statSync(entry, { throwIfNoEntry: false });
			if (found?.isDirectory()) mkdirSync(target, { recursive: true });
			if (found?.isFile()) unlessGone(() => copyFileSync(entry, target));
		}
	}
});

/** Every row of every table, as text: what a dump would hold. */
async function findInDatabase(trace: string): Promise<string[]> {
	const { rows } = await house.asOwner(
		`select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('public', 'graphile_worker')`
	);
	const found: string[] = [];
	for (const { name } of rows as { name: string }[]) {
		const { rowCount } = await house.asOwner(
			`select 1 from ${name} t where t::text like '%' || $1 || '%' or position(convert_to($1, 'UTF8') in convert_to(t::text, 'UTF8')) > 0 limit 1`,
			[trace]
		);
		if (rowCount) found.push(name);
	}
	return found;
}

/** Everything in a folder; nothing below a file. */
const entriesBelow = (folder: string): string[] =>
	(unlessGone(() => readdirSync(folder, { withFileTypes: true })) ?? []).flatMap((entry) => {
		const full = path.join(folder, entry.name);
		return entry.isDirectory() ? [full, ...entriesBelow(full)] : [full];
	});
const filesBelow = (folder: string): string[] =>
	entriesBelow(folder).filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile());

/** As bytes are shown in a dump. */
const hexOf = (text: string): string => Buffer.from(text).toString('hex');

/** Which files of the run hold one of them; the databases of other test files, which run at the same time, are not asked. */
async function filesWith(folder: string, ...traces: (string | Buffer)[]): Promise<string[]> {
	const wanted = traces.map((trace) => (typeof trace === 'string' ? Buffer.from(trace) : trace));
	const { rows } = await house.asOwner('select oid from pg_database where datname <> current_database()');
	const others = (rows as { oid: number }[]).map(({ oid }) => `/base/${oid}/`);
	return filesBelow(folder)
		.filter((file) => !others.some((other) => file.includes(other)))
		.filter((file) => unlessGone(() => holdsOne(readFileSync(file), wanted)));
}

const holdsOne = (bytes: Buffer, traces: Buffer[]): boolean => traces.some((trace) => bytes.includes(trace));

/** @returns nothing when the server has removed it meanwhile. */
function unlessGone<T>(act: () => T): T | undefined {
	try {
		return act();
	} catch (error) {
		if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code!)) return undefined;
		throw error;
	}
}
