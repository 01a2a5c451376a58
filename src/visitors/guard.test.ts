import { createHash } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { testDatabase } from '../../test/database.ts';
import { rereadConfig } from '../server/config/index.ts';
import { openDatabase, readClock, urlFor, type Ctx } from '../server/db/index.ts';
import { listen, type Live } from '../server/live/index.ts';
import { newGuard, puzzleBits } from './guard.ts';
import { newLimits } from './limits.ts';
import { openVisitors, type Visitors } from './serve.ts';

const house = testDatabase();
let live: Live;
let db: Ctx['db'];
let visitors: Visitors;
let server: http.Server;
let origin: string;
let milliseconds = 0;
beforeAll(async () => {
	process.env.LYKT_TRUST_PROXY = '1'; // so that these tests can come from many places
	rereadConfig();
	const url = urlFor(house.ownerUrl, 'lykt_visitor');
	db = openDatabase(url, 8);
	live = await listen(url);
});
beforeEach(async () => {
	await house.setClock('2026-12-01T12:00:00Z');
	const ctxNow = async (): Promise<Ctx> => ({ actor: { kind: 'visitor' }, now: await readClock(db), db });
	visitors = openVisitors({ live, ctxNow, clock: () => milliseconds });
	server = http.createServer(visitors.handle).listen(0, '127.0.0.1');
	await once(server, 'listening');
	origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	return () => {
		visitors.close();
		server.closeAllConnections();
		server.close();
	};
});
afterAll(async () => {
	await live.close();
	await db.destroy();
});

const post = (path: string, fields: Record<string, string>, from: string) =>
	fetch(origin + path, { method: 'POST', body: new URLSearchParams(fields), headers: { 'x-forwarded-for': from } });
const address = (n: number) => `198.51.${Math.floor(n / 250)}.${n % 250}`;
const valueOf = (page: string, name: string) => new RegExp(`name="${name}"\\s+value="([^"]*)"`).exec(page)?.[1] ?? '';
const isGuarded = (page: string) => page.includes('id="guard"');

/** The first page's form, as a browser without a script would send it. */
async function aForm(m: string): Promise<Record<string, string>> {
	const first = await (await fetch(origin)).text();
	return { a: 'open', l: 'nb', n: '1', t: valueOf(first, 't'), o: valueOf(first, 'o'), m };
}

/** What a browser makes of the page between: every field that stands in it, and the text. */
function formOf(page: string): Record<string, string> {
	const form = /<form[^>]*id="guard"[\s\S]*?<\/form>/.exec(page)![0];
	const fields = [...form.matchAll(/name="(\w+)"\s+value="([^"]*)"/g)].map(([, name, value]) => [name!, value!]);
	const text = /<textarea[^>]*>\n([\s\S]*?)<\/textarea>/.exec(form)?.[1];
	return { ...Object.fromEntries(fields), ...(text !== undefined && { m: text }) } as Record<string, string>;
}

/** What vent.js does. */
function solve(page: string): string {
	const puzzle = /data-puzzle="(\w+)"/.exec(page)![1]!;
	for (let n = 0; ; n++) {
		const hash = createHash('sha256').update(`${puzzle}${n}`).digest();
		if (hash.readUInt32BE(0) >>> (32 - puzzleBits) === 0) return String(n);
	}
}

let runs = 0;
/** A thousand first messages within a minute, each from an address of its own. @returns how each was answered. */
async function attack(): Promise<number[]> {
	const form = await aForm('støy');
	const statuses: number[] = [];
	const run = String(++runs).padStart(8, '0');
	for (let n = 0; n < 1000; n += 50) {
		milliseconds += 3000;
		const batch = Array.from({ length: 50 }, (_, place) => {
			const digits = `${run}${String(n + place).padStart(4, '0')}`;
			return post(
				'/s',
				{ ...form, t: `00000000-0000-4000-8000-${digits}.${'s'.repeat(31)}${digits}` },
				address(n + place)
			);
		});
		for (const answer of await Promise.all(batch)) {
			statuses.push(answer.status);
			await answer.text();
		}
	}
	return statuses;
}

describe('while too much comes', () => {
	test('a thousand messages a minute from as many addresses meet the page between; before them nobody does', async () => {
		const calm = await post('/s', await aForm('rolig'), address(2000));
		expect([calm.status, isGuarded(await calm.text())]).toEqual([200, false]);
		const statuses = await attack();
		expect(statuses.slice(0, 100)).toEqual(Array(100).fill(200));
		expect(statuses.filter((status) => status === 200).length).toBeLessThan(200);
		expect(statuses.slice(-500)).toEqual(Array(500).fill(429));
		const { rows } = await house.asOwner(`select count(*)::int as stored from chat where id::text like '00000000-%'`);
		expect(rows).toEqual([{ stored: statuses.filter((status) => status === 200).length }]);
	});

	test('a person without a script waits twenty seconds, with the text, and is through; who does not wait is not', async () => {
		await attack();
		const text = 'jeg har aldri sagt dette til noen <før> & "nå"';
		const met = await post('/s', { ...(await aForm(text)), p: '1' }, address(3000));
		const page = await met.text();
		expect([met.status, met.headers.get('retry-after'), isGuarded(page)]).toEqual([429, '20', true]);
		expect(page).toContain('Vent 20 sekunder');
		expect(page).toContain('jeg har aldri sagt dette til noen &#60;før&#62; &#38; &#34;nå&#34;');
		const form: Record<string, string> = { ...formOf(page), m: text };
		expect(form.p).toBe('1'); // every choice came along

		await house.setClock('2026-12-01T12:00:12Z');
		const early = await (await post('/s', form, address(3000))).text();
		expect(early).toContain('Vent 8 sekunder til');
		expect(formOf(early).g).toBe(form.g); // what was waited counts
		await house.setClock('2026-12-01T12:00:20Z');
		const through = await post('/s', form, address(3000));
		expect(through.status).toBe(200);
		const chat = await through.text();
		expect(chat).toContain('&#60;før&#62;');
		expect(chat).toMatch(/<output dir="ltr">[\d ]{24}</);
		// sent again by a double click or the Back button it is the same message, not a new wait
		const again = await (await post('/s', form, address(3000))).text();
		expect(again.match(/<li class="you"/g)).toHaveLength(1);
	});

	test('a script counts for a moment, and the form is through at once; a wrong answer is not, nor another’s ticket', async () => {
		await attack();
		const page = await (await post('/s', await aForm('med skript'), address(3001))).text();
		expect(page).toContain('src="/vent.js"');
		const form = formOf(page);
		expect((await post('/s', { ...form, w: '0' }, address(3001))).status).toBe(429);
		const w = solve(page);
		const other = await aForm('en annen');
		expect((await post('/s', { ...other, g: form.g!, w }, address(3001))).status).toBe(429);
		const through = await post('/s', { ...form, w }, address(3001));
		expect([through.status, (await through.text()).includes('med skript')]).toEqual([200, true]);
	});

	test('a forged or an old ticket is worth nothing, and the text still stands there', async () => {
		await attack();
		const form = formOf(await (await post('/s', await aForm('står her'), address(3002))).text());
		const made = form.g!.split('.')[0]!;
		await house.setClock('2026-12-01T12:01:00Z');
		for (const g of ['', '.', made, `${made}.${'A'.repeat(24)}`, `0.${form.g!.split('.')[1]!}`, '🙂']) {
			const answer = await post('/s', { ...form, g }, address(3002));
			expect([answer.status, (await answer.text()).includes('står her')], g).toEqual([429, true]);
		}
		await house.setClock('2026-12-01T13:00:00Z');
		expect((await post('/s', form, address(3002))).status).toBe(429);
	});

	test('who writes already, comes back with a code or erases is not stopped', async () => {
		const first = await (await post('/s', await aForm('fra før'), address(3003))).text();
		const t = valueOf(first, 't');
		const k = /<output dir="ltr">([\d ]+)</.exec(first)![1]!;
		await attack();
		expect((await post('/s', await aForm('ny'), address(3003))).status).toBe(429);
		expect((await post('/s/w', { t, o: valueOf(first, 'o'), m: 'mer', l: 'nb' }, address(3003))).status).toBe(200);
		expect(await (await post('/s', { a: 'code', k, l: 'nb', j: '1' }, address(3003))).text()).toContain('fra før');
		expect(await (await post('/s', { t, a: 'erase', l: 'nb' }, address(3003))).text()).toContain('Samtalen er slettet');
	});

	test('it goes away by itself when it has been calm for five minutes', async () => {
		await attack();
		expect((await post('/s', await aForm('hei'), address(3004))).status).toBe(429);
		milliseconds += 4 * 60_000;
		expect((await post('/s', await aForm('hei'), address(3004))).status).toBe(429);
		milliseconds += 60_000 + 1;
		expect((await post('/s', await aForm('hei'), address(3004))).status).toBe(200);
	});

	test('a suggestion and an evaluation wait too, keep what was written, and a ticket is good for one', async () => {
		await attack();
		const box = await (await fetch(`${origin}/f`)).text();
		const page = await (
			await post('/f', { a: 'send', l: 'nb', o: valueOf(box, 'o'), m: 'bedre kaffe' }, address(3005))
		).text();
		expect(page).toContain('bedre kaffe');
		await house.setClock('2026-12-01T12:00:20Z');
		const form = formOf(page);
		expect(await (await post('/f', form, address(3005))).text()).toContain('Forslaget ligger i kassa');
		expect((await post('/f', form, address(3005))).status).toBe(429);
		const tell = formOf(await (await post('/e', { a: 'send', l: 'nb', helped: '4' }, address(3006))).text());
		expect(tell.helped).toBe('4');
	});
});

test('one place that sends too much meets the page between; another does not', async () => {
	const statuses: number[] = [];
	for (let n = 0; n < 22; n++) statuses.push((await post('/s', await aForm(`nr ${n}`), address(1))).status);
	expect(statuses).toEqual([...Array<number>(20).fill(200), 429, 429]);
	expect((await post('/s', await aForm('en annen'), address(2))).status).toBe(200);
});

test('a flood over many chats of one place is slowed down chat by chat; a person in the midst of it, and others, get through', async () => {
	const flood = '198.51.100.9';
	const bodies: Record<string, string>[] = [];
	for (let n = 0; n < 40; n++) {
		const form = await aForm('støy');
		await (await post('/s', form, address(3000 + n))).text();
		bodies.push({ t: form.t!, l: 'nb', x: '1' });
	}
	const write = async (body: Record<string, string>, from: string, m = 'støy') => {
		const answer = await post('/s/w', { ...body, o: crypto.randomUUID(), m }, from);
		return { status: answer.status, text: await answer.text() };
	};
	const calm = await write(bodies[0]!, flood, 'rolig');
	expect(calm.status).toBe(204);

	const statuses: number[] = [];
	for (let n = 0; n < 25; n++) {
		milliseconds += 2400; // a thousand within a minute
		const answers = await Promise.all(bodies.map((body) => write(body, flood)));
		statuses.push(...answers.map(({ status }) => status));
	}
	const through = statuses.filter((status) => status === 204).length;
	expect(through).toBeGreaterThanOrEqual(240);
	expect(through).toBeLessThan(240 + 240 + 40 * 6); // at once, in that minute, and what each chat may in any case
	expect(statuses.slice(-40)).toContain(429);

	const person = await aForm('hei');
	await (await post('/s', person, address(4000))).text();
	const hers = { t: person.t!, l: 'nb', x: '1' };
	expect((await write(hers, flood, 'er det noen der?')).status).toBe(204); // from the same place
	expect((await write(bodies[0]!, address(4001))).status).toBe(204); // the same chat, from another
	const noisy = bodies.at(-1)!;
	let refused = await write(noisy, flood);
	for (let n = 0; n < 4 && refused.status === 204; n++) refused = await write(noisy, flood);
	expect([refused.status, refused.text]).toEqual([429, expect.stringContaining('Vent et minutt')]);
	const page = await post('/s/w', { ...noisy, x: '', o: crypto.randomUUID(), m: 'dette skrev jeg' }, flood);
	expect([page.status, await page.text()]).toEqual([429, expect.stringContaining('dette skrev jeg')]);
	milliseconds += 10 * 60_000;
	expect((await write(noisy, flood)).status).toBe(204);
});

test('the crowd is counted over everybody, forgives sixty a minute, and is over five minutes after the last', () => {
	let at = 0;
	const limits = newLimits(() => at);
	const burst = Array.from({ length: 121 }, () => limits.isCrowded());
	expect(burst.indexOf(true)).toBe(120);
	const calm = newLimits(() => at);
	// one a second, for an hour: a busy evening is no attack
	expect(Array.from({ length: 3600 }, () => ((at += 1000), calm.isCrowded())).includes(true)).toBe(false);
});

test('a place is forgotten with its salt after an hour, and all places when there are too many', () => {
	const minute = 60_000;
	let at = 0;
	const limits = newLimits(() => at);
	const spend = () => Array.from({ length: 15 }, () => limits.allow('tell', 'a place')).filter(Boolean).length;
	expect(spend()).toBe(10);
	expect(spend()).toBe(0);
	at = 59 * minute;
	expect(spend()).toBe(10);
	at = 60 * minute - 1;
	expect(spend()).toBe(0); // remembered to the end of the hour
	at = 60 * minute;
	expect(spend()).toBe(10); // one minute would have given it a third of one
	for (let n = 0; n < 99_999; n++) limits.allow('write', `invented ${n}`);
	expect(spend()).toBe(10);
	expect(spend()).toBe(0);
});

test('two processes with the same key know each other’s tickets', () => {
	const now = new Date('2026-12-01T12:00:00Z');
	const [one, other, stranger] = [newGuard('key'), newGuard('key'), newGuard('another')];
	const { ticket } = one.ticketFor('subject', new URLSearchParams(), now);
	const form = new URLSearchParams({ g: ticket });
	const later = new Date(now.getTime() + 20_000);
	expect(other.lets('subject', form, later)).toBe(true);
	expect(other.lets('subject', form, now)).toBe(false);
	expect(other.lets('other', form, later)).toBe(false);
	expect(stranger.lets('subject', form, later)).toBe(false);
});
