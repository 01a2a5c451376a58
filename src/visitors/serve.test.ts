import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { testDatabase } from '../../test/database.ts';
import {
	blockChat,
	closeChat,
	listChats,
	readChat,
	setChatSetting,
	takeChat,
	writeToChat
} from '../server/chat/index.ts';
import { rereadConfig } from '../server/config/index.ts';
import { openDatabase, readClock, urlFor, type Ctx } from '../server/db/index.ts';
import { confirmEmergencyNumber } from '../server/directory/index.ts';
import { listen, type Live } from '../server/live/index.ts';
import { emergencyCodes } from '../server/shared/emergency.ts';
import { newId } from '../server/shared/ids.ts';
import { newPass, writePass } from '../server/visitor/index.ts';
import { openVisitors, type Visitors } from './serve.ts';
import { languages } from './words.ts';

// Two web processes of one installation: what is written to the one is read at the other.
interface Process {
	origin: string;
	visitors: Visitors;
	server: http.Server;
	close(): Promise<void>;
}
const house = testDatabase();
const processes: Process[] = [];
beforeAll(async () => void processes.push(await aProcess(), await aProcess()));
afterAll(() => Promise.all(processes.map((each) => each.close())));

interface Settings {
	clock?: () => number;
	/** Instead of waiting before a wrong code is answered. */
	pause?: (ms: number) => Promise<void>;
	/** Before each request is begun with. */
	wait?: () => Promise<void>;
}
async function addProcess(settings: Settings = {}): Promise<Process & { at: number }> {
	const made = await aProcess(settings);
	return { ...made, at: processes.push(made) - 1 };
}

async function aProcess({ wait, ...settings }: Settings = {}): Promise<Process> {
	const url = urlFor(house.ownerUrl, 'lykt_visitor');
	const db = openDatabase(url, 4);
	const live: Live = await listen(url);
	const ctxNow = async (): Promise<Ctx> => {
		await wait?.();
		return { actor: { kind: 'visitor' }, now: await readClock(db), db };
	};
	const visitors = openVisitors({ live, ctxNow, ...settings });
	const server = http.createServer(visitors.handle).listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		visitors,
		server,
		async close() {
			visitors.close();
			server.closeAllConnections();
			server.close();
			await live.close();
			await db.destroy();
		}
	};
}

const patient = { timeout: 10_000 };
const post = (
	path: string,
	fields: Record<string, string>,
	at = 0,
	headers: Record<string, string> = {},
	signal?: AbortSignal
) =>
	fetch(processes[at]!.origin + path, {
		method: 'POST',
		body: new URLSearchParams(fields),
		headers,
		signal,
		redirect: 'manual'
	});
const fieldOf = (page: string, name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? '';

/** Fetches the first page and sends its form, as a browser does. */
async function begin(m: string, at = 0): Promise<{ t: string; page: Response; form: Record<string, string> }> {
	const first = await (await fetch(processes[at]!.origin)).text();
	const form = { a: 'open', t: fieldOf(first, 't'), o: fieldOf(first, 'o'), l: 'nb', m };
	return { t: form.t, page: await post('/s', form, at), form };
}
const write = (t: string, m: string, at = 0, o = newId()) => post('/s/w', { t, o, m, l: 'nb' }, at);
const idOf = (t: string) => t.slice(0, 36);

/** Reads an open page until it holds a text. */
async function until(page: Response, text: string): Promise<string> {
	const reader = page.body!.pipeThrough(new TextDecoderStream()).getReader();
	let seen = '';
	while (!seen.includes(text)) {
		const { done, value } = await reader.read();
		if (done) throw new Error(`ended without ${text}: ${seen.slice(-500)}`);
		seen += value;
	}
	await reader.cancel();
	return seen;
}
/** A page as it is sent, with any header: `fetch` sets some of its own. */
interface Raw {
	status: number;
	headers: http.IncomingHttpHeaders;
	body: string;
}
async function rawGet(origin: string, path: string, headers: Record<string, string>): Promise<Raw> {
	const { port } = new URL(origin);
	const request = http.get({ port, path, headers });
	const [answer] = (await once(request, 'response')) as [http.IncomingMessage];
	let body = '';
	for await (const piece of answer.setEncoding('utf8') as AsyncIterable<string>) body += piece;
	return { status: answer.statusCode!, headers: answer.headers, body };
}
const plainPage = async (t: string, at = 0) => (await post('/s', { t, l: 'nb', n: '1' }, at)).text();

describe('without a script', () => {
	test('the first page and one more act are all it takes; answers come into the open page by themselves', async () => {
		const { t, page } = await begin('hei er dette anonymt?');
		expect(page.status).toBe(200);
		const kari = await house.ctx({ name: 'Kari Nordmann' });
		const [waiting] = await listChats(kari, 'waiting');
		expect(waiting).toMatchObject({ id: idOf(t), lastText: 'hei er dette anonymt?' });
		await writeToChat(kari, idOf(t), { id: newId(), text: 'Ja. Vi vet ikke hvem du er.' });
		const seen = await until(page, 'Ja. Vi vet ikke hvem du er.');
		expect(seen).toMatch(/<output dir="ltr">\d{4} \d{4} \d{4} \d{4} \d{4}<\/output>/);
		expect(seen.indexOf('hei er dette anonymt?')).toBeLessThan(seen.indexOf('Ja. Vi vet'));
	});

	test('the open page ends politely when the chat is erased from another', async () => {
		const { t, page } = await begin('slett meg');
		const gone = await (await post('/s', { t, l: 'nb', a: 'erase' }, 1)).text();
		expect(gone).toContain('Samtalen er slettet');
		expect(await until(page, '</html>')).toContain('Ingen kan lese den mer');
		expect((await post('/s', { t, l: 'nb' })).status).toBe(410);
	});

	test('double submit, two tabs and the back button store a message once', async () => {
		const { t, form, page } = await begin('bare én gang');
		await page.body!.cancel();
		const again = await post('/s', form, 1);
		expect(again.status).toBe(200);
		await again.body!.cancel();
		const o = newId();
		await Promise.all([write(t, 'to', 0, o), write(t, 'to', 1, o), write(t, 'to', 0, o)]);
		const lines = (await plainPage(t)).match(/<li class="you"/g);
		expect(lines).toHaveLength(2);
	});
});

describe('over two processes', () => {
	test('what is written at one is seen at the other, in order, also after the line to the database was cut', async () => {
		const { t, page } = await begin('null', 0);
		for (let n = 1; n <= 10; n++) expect((await write(t, `nummer ${n}.`, 1)).status).toBe(200);
		const { rows } = await house.asOwner(
			`select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen lykt_chat%' and datname = current_database()`
		);
		expect(rows.length).toBe(2); // they were there to be cut
		for (let n = 11; n <= 20; n++) expect((await write(t, `nummer ${n}.`, 1)).status).toBe(200);
		const seen = await until(page, 'nummer 20.');
		const numbers = [...seen.matchAll(/data-n="(\d+)"/g)].map(([, n]) => Number(n));
		expect(numbers).toEqual(Array.from({ length: 21 }, (_, n) => n + 1));
	});

	test('a script that comes back says what it has, and is given the rest: nothing lost, nothing doubled', async () => {
		const { t, page } = await begin('en');
		await page.body!.cancel();
		await write(t, 'to');
		await write(t, 'tre');
		const rest = await post('/s/l', { t, since: '1' }, 1);
		const seen = await until(rest, 'tre');
		expect([...seen.matchAll(/data-n="(\d+)"/g)].map(([, n]) => n)).toEqual(['2', '3']);
	});

	test('a number that no line has disturbs nobody who asks in the same moment', async () => {
		const [mine, theirs] = [await begin('mitt', 1), await begin('deres', 1)];
		await Promise.all([mine, theirs].map(({ page }) => page.body!.cancel()));
		for (const since of ['99999999999', '1e400', '-99999999999', '2147483648']) {
			const asked = [
				post('/s/l', { t: mine.t, since }, 1),
				...Array.from({ length: 10 }, () => plainPage(theirs.t, 1))
			];
			const [odd, ...pages] = await Promise.all(asked);
			for (const page of pages) expect(page, since).toContain('deres');
			await (odd as Response).body!.cancel();
		}
	});

	test('no stream is left behind when the page is closed', async () => {
		const before = processes[0]!.visitors.streams.count();
		const { page } = await begin('borte');
		expect(processes[0]!.visitors.streams.count()).toBe(before + 1);
		await page.body!.cancel();
		await expect.poll(() => processes[0]!.visitors.streams.count()).toBe(before);
	});

	test('nor by a page that was closed before it could be held', async () => {
		const gate = Promise.withResolvers<undefined>();
		let isShut = false;
		const { at, visitors, server } = await addProcess({ wait: async () => void (isShut && (await gate.promise)) });
		const { t, page } = await begin('borte før svaret', at);
		expect(visitors.streams.count()).toBe(1); // a page that stays is held
		await page.body!.cancel();
		await expect.poll(() => visitors.streams.count(), patient).toBe(0);

		isShut = true;
		let [came, closed] = [0, 0];
		server.on('request', (_request, response) => void (came++, response.on('close', () => closed++)));
		const leave = new AbortController();
		for (let n = 0; n < 20; n++) post('/s', { t, l: 'nb' }, at, {}, leave.signal).catch(() => undefined);
		await expect.poll(() => came, patient).toBe(20);
		leave.abort();
		await expect.poll(() => closed, patient).toBe(20);
		const stays = post('/s', { t, l: 'nb' }, at);
		await expect.poll(() => came, patient).toBe(21);
		gate.resolve(undefined);
		const seen = await stays;
		await expect.poll(() => visitors.streams.count(), patient).toBe(1);
		await seen.body!.cancel();
	});

	test('and of very many pages of one chat the oldest end', async () => {
		const { at, visitors } = await addProcess();
		const { t, page } = await begin('mange faner', at);
		const more = await Promise.all(Array.from({ length: 14 }, () => post('/s', { t, l: 'nb' }, at)));
		expect(await page.text()).toContain('</html>'); // it ended, and politely
		expect(visitors.streams.count()).toBe(10);
		await Promise.all(more.map((each) => each.body!.cancel()));
	});
});

describe('whatever is sent', () => {
	test('nothing, too much and what cannot be seen are answered with the text still there', async () => {
		const { t, page } = await begin('hei');
		await page.body!.cancel();
		for (const m of ['', '   ', '\u200b\u2800']) {
			const answer = await write(t, m);
			expect(answer.status).toBe(422);
			expect(await answer.text()).toContain('Skriv noe først');
		}
		const long = `lang ${'x'.repeat(10_000)}`;
		const answer = await write(t, long);
		expect(answer.status).toBe(422);
		expect(await answer.text()).toContain(long);
		expect((await write(t, 'y'.repeat(100_000))).status).toBe(422);
		expect((await write(t, 'z'.repeat(1_000_000))).status).toBe(413);
		expect((await plainPage(t)).match(/<li class="you"/g)).toHaveLength(1);
	});

	test('the first message is kept on the page in the same way, and sending it again is the same message', async () => {
		const { page, form } = await begin('');
		expect(page.status).toBe(422);
		const again = await page.text();
		expect(fieldOf(again, 't')).toBe(form.t);
		expect(fieldOf(again, 'o')).toBe(form.o);
	});

	test('HTML is text, on the page and in the field that gives it back', async () => {
		const { t, page } = await begin('<script>alert(1)</script><img src=x onerror=alert(1)>"\'`');
		await page.body!.cancel();
		const shown = await plainPage(t);
		expect(shown).toContain('&#60;script&#62;alert(1)&#60;/script&#62;');
		expect(shown).not.toMatch(/<img|onerror=alert\(1\)>(?!&)/);
		const back = await (
			await post('/s', { t, l: 'nb', n: '1', a: 'fetch', m: '</textarea><script>1</script>' })
		).text();
		expect(back).toContain('&#60;/textarea&#62;');
		expect(back.match(/<script/g)).toHaveLength(1); // our own
	});

	test('emoji, right-to-left and an override keep to their own line', async () => {
		const { t, page } = await begin('👩‍👩‍👧 مرحبا \u202egnp.exe');
		await page.body!.cancel();
		expect(await plainPage(t)).toContain('<span dir="auto">👩‍👩‍👧 مرحبا gnp.exe</span>');
	});

	test('bytes that are no text, and signs that no screen shows, leave what can be read', async () => {
		const { t, page } = await begin('hei');
		await page.body!.cancel();
		const raw = `t=${t}&l=nb&o=${newId()}&m=a%00b%FF%FE%1B%5B31mc%07%E2%80%8Bd`;
		const answer = await fetch(`${processes[0]!.origin}/s/w`, {
			method: 'POST',
			body: raw,
			headers: { 'content-type': 'application/x-www-form-urlencoded' }
		});
		expect(answer.status).toBe(200);
		const shown = await plainPage(t);
		expect(shown).toMatch(/<span dir="auto">ab\ufffd+\[31mc\u200b?d<\/span>/);
		// eslint-disable-next-line no-control-regex -- what must not be there
		expect(shown).not.toMatch(/[\u0000\u0007\u001b]/);
		for (const m of ['%00%01%02', '%E2%80%8B%E2%80%8D', '%E2%80%AE'])
			expect(
				(
					await fetch(`${processes[0]!.origin}/s/w`, {
						method: 'POST',
						body: `t=${t}&l=nb&o=${newId()}&m=${m}`,
						headers: { 'content-type': 'application/x-www-form-urlencoded' }
					})
				).status,
				m
			).toBe(422);
	});

	test('pictures are refused, and so is everything that is no form', async () => {
		const { t, page } = await begin('hei');
		await page.body!.cancel();
		const pictures = new FormData();
		pictures.set('t', t);
		pictures.set('f', new Blob(['png']), 'bilde.png');
		expect((await fetch(`${processes[0]!.origin}/s`, { method: 'POST', body: pictures })).status).toBe(415);
		for (const type of ['application/json', 'text/plain', 'image/png', ''])
			expect((await post('/s', { t }, 0, { 'content-type': type })).status, type).toBe(415);
	});

	test('forged, foreign and torn passes are the same as no chat', async () => {
		const { t, page } = await begin('min');
		await page.body!.cancel();
		expect((await post('/s', { t, n: '1' })).status).toBe(200);
		const forged = `${idOf(t)}.${'A'.repeat(43)}`;
		for (const pass of [forged, t.slice(0, -1), `${t}x`, '', '🙂', "' or 1=1 --", idOf(t)]) {
			expect((await post('/s', { t: pass, n: '1' })).status, pass).toBe(410);
			expect((await write(pass, 'ikke min')).status, pass).toBe(410);
			expect((await post('/s/l', { t: pass })).status, pass).toBe(410);
		}
		expect((await plainPage(t)).match(/<li /g)).toHaveLength(1);
	});

	test('a form that stands on somebody else’s page opens nothing that they could read along in', async () => {
		const { at, origin } = await addProcess();
		const first = await (await fetch(origin)).text();
		const form = { a: 'open', t: fieldOf(first, 't'), o: fieldOf(first, 'o'), l: 'en', m: 'jeg er <her>' };
		for (const site of ['cross-site', 'same-site']) {
			const answer = await post('/s', form, at, { 'sec-fetch-site': site });
			expect(answer.status).toBe(403);
			const page = await answer.text();
			expect(page).toContain('another website');
			expect(page).toContain('>\njeg er &#60;her&#62;</textarea>');
			expect(fieldOf(page, 't')).not.toBe(form.t);
			expect(fieldOf(page, 'o')).not.toBe(form.o);
		}
		expect((await post('/s', { t: form.t, l: 'nb', n: '1' }, at)).status).toBe(410); // nothing was opened
		for (const headers of [{ 'sec-fetch-site': 'same-origin' }, { 'sec-fetch-site': 'none' }, {}])
			expect((await post('/s', { ...form, n: '1' }, at, headers as Record<string, string>)).status).toBe(200);
		const cross = { 'sec-fetch-site': 'cross-site' };
		expect((await post('/s/w', { t: form.t, o: newId(), m: 'innsmuglet', l: 'nb' }, at, cross)).status).toBe(403);
		expect((await post('/s', { t: form.t, a: 'erase' }, at, cross)).status).toBe(403);
		expect((await post('/f', { a: 'send', m: 'innsmuglet' }, at, cross)).status).toBe(403);
		const kept = await plainPage(form.t, at);
		expect(kept).toContain('jeg er');
		expect(kept).not.toContain('innsmuglet');
	});

	test('every wrong code waits, also beyond what one place may try, and a right one never does', async () => {
		const waited: number[] = [];
		const { at } = await addProcess({ pause: (ms) => Promise.resolve(void waited.push(ms)) });
		const { page } = await begin('hei', at);
		const code = /<output dir="ltr">([\d ]+)</.exec(await until(page, '</output>'))![1]!;
		for (let n = 0; n < 40; n++) {
			const wrong = await post(
				'/s',
				{ a: 'code', l: 'nb', k: `${code.slice(0, 4)}${String(n).padStart(16, '0')}` },
				at
			);
			expect(wrong.status).toBe(422);
		}
		expect(waited).toHaveLength(40);
		expect(waited.slice(-10)).toEqual(Array(10).fill(20_000));
		const right = await post('/s', { a: 'code', l: 'nb', k: code }, at);
		expect(right.status).toBe(200);
		expect(waited).toHaveLength(40);
		await right.body!.cancel();
	});

	test('a text that could not be sent, because the chat was erased meanwhile, is given back', async () => {
		const { t, page } = await begin('hei');
		await page.body!.cancel();
		await post('/s', { t, a: 'erase' });
		const answer = await write(t, 'dette skrev jeg');
		expect(answer.status).toBe(410);
		expect(await answer.text()).toContain('dette skrev jeg');
	});

	test('a pass and a code whose time is over are the same as none, and the text is given back', async () => {
		await house.setClock('2026-12-01T12:00:00Z');
		const { t, page } = await begin('en dag');
		await page.body!.cancel();
		const code = /<output dir="ltr">([\d ]+)</.exec(await (await post('/s', { t, n: '1', a: 'renew' })).text())![1]!;
		await (await post('/s', { t, n: '1', a: 'keep', d: '1' })).text();
		await house.setClock('2026-12-02T11:59:00Z');
		expect((await post('/s', { t, n: '1' })).status).toBe(200);
		await house.setClock('2026-12-02T12:00:00Z');
		const late = await write(t, 'for sent');
		expect([late.status, (await late.text()).includes('for sent')]).toEqual([410, true]);
		expect((await post('/s', { t, n: '1' })).status).toBe(410);
		expect((await post('/s', { a: 'code', k: code, l: 'nb', j: '1' })).status).toBe(422);
		await house.asOwner('update db_clock set frozen_at = null');
	});

	test('a thousand messages in a minute are stopped, the text is kept, and another chat is not disturbed', async () => {
		const [loud, calm] = [await begin('bråk'), await begin('ro')];
		await Promise.all([loud, calm].map(({ page }) => page.body!.cancel()));
		const answers = await Promise.all(Array.from({ length: 1000 }, (_, n) => write(loud.t, `nr ${n}`)));
		const stopped = answers.filter(({ status }) => status === 429);
		expect(answers.filter(({ status }) => status === 200).length).toBeLessThan(100);
		expect(stopped.length).toBeGreaterThan(900);
		expect(await stopped[0]!.text()).toMatch(/>\nnr \d+<\/textarea>/);
		expect((await write(calm.t, 'fortsatt ro')).status).toBe(200);
	});

	test('a connection that is lost in the middle leaves nothing half', async () => {
		const { t, page } = await begin('hel');
		await page.body!.cancel();
		const { port } = new URL(processes[0]!.origin);
		const request = http.request({ port, path: '/s/w', method: 'POST', headers: asForm(100) });
		request.on('error', () => undefined);
		request.write(`t=${t}&o=${newId()}&m=halv`);
		await new Promise((resolve) => setTimeout(resolve, 50));
		request.destroy();
		await new Promise((resolve) => setTimeout(resolve, 50));
		expect(await plainPage(t)).not.toContain('halv');
	});

	test('an address that is not ours, and any other method, is answered plainly and without Kit', async () => {
		for (const path of [
			'/nothing',
			'//',
			'/%',
			'/sign-in',
			'/_app/version.json',
			'/besok',
			'/health/ready',
			'/.git/config'
		]) {
			const answer = await fetch(processes[0]!.origin + path);
			expect(answer.status, path).toBe(404);
			expect(await answer.text(), path).toContain('Forlat siden');
		}
		for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS'])
			expect((await fetch(`${processes[0]!.origin}/s`, { method })).status, method).toBe(404);
	});
});

describe('the first page', () => {
	test('gives the hours of the next seven days as the plan has them, and nothing while nobody has taken any', async () => {
		await house.setClock('2026-12-07T12:00:00Z'); // a Monday
		const first = async (l = 'nb') => (await fetch(`${processes[0]!.origin}/?l=${l}`)).text();
		expect(await first()).not.toContain('Når er noen her?');
		const [rule, kari] = [newId(), await house.ctx({ name: 'Kari' })];
		await house.asOwner(
			`insert into shift_rule (id, weekday, from_minute, until_minute, breaks, valid_from)
			values ($1, 2, 1080, 1200, '{1140,1155}', '2026-11-16')`,
			[rule]
		);
		expect(await first()).not.toContain('Når er noen her?');
		await house.asOwner('insert into shift_rule_person values ($1, $2)', [rule, kari.actor.id]);
		const page = await first();
		expect(page).toContain('Vi åpner tirsdag kl. 18:00');
		const rows = [...page.matchAll(/<th scope="row">([^<]+)<\/th><td>(.+?)<\/td>/g)].map(
			([, day, hours]) => `${day} ${hours!.replaceAll('</div><div>', ', ').replace(/<\/?div>/g, '')}`
		);
		expect(rows).toEqual([
			'mandag Stengt',
			'tirsdag 18:00–19:00, 19:15–20:00',
			'onsdag Stengt',
			'torsdag Stengt',
			'fredag Stengt',
			'lørdag Stengt',
			'søndag Stengt'
		]);
		expect(page).not.toContain('Kari');
		await house.asOwner('delete from shift_rule');
		await house.asOwner('update db_clock set frozen_at = null');
	});

	test('says where people can come as the service has written it, and loads no map', async () => {
		const first = async () => (await fetch(`${processes[0]!.origin}/?l=nb`)).text();
		expect(await first()).not.toContain('Hvor er vi?');
		const [jonas, kari] = [await house.ctx({ roles: ['lead'] }), await house.ctx()];
		expect(await setChatSetting(kari, { address: 'Et annet sted' })).toEqual({ ok: false, why: 'forbidden' });
		expect(await setChatSetting(jonas, { address: 'x'.repeat(301) })).toEqual({ ok: false, why: 'tooLong' });
		expect(await setChatSetting(jonas, { address: ' Lyktegata 4,\r\n2. etasje <ring på> ' })).toEqual({ ok: true });
		const page = await first();
		expect(page).toContain('Hvor er vi?');
		expect(page).toContain('2. etasje &#60;ring på&#62;');
		expect(page).not.toMatch(/<img|<iframe|https?:\/\//);
		await setChatSetting(jonas, { address: '' });
		expect(await first()).not.toContain('Hvor er vi?');
	});

	test('weighs at most 15 kB on the wire with all it loads, in every language, with hours and numbers for danger', async () => {
		const [rule, kari] = [newId(), await house.ctx({ roles: ['adviser', 'lead'] })];
		await house.asOwner(
			`insert into shift_rule (id, weekday, from_minute, until_minute, valid_from) values ($1, 2, 1080, 1200, '2020-01-01')`,
			[rule]
		);
		await house.asOwner('insert into shift_rule_person values ($1, $2)', [rule, kari.actor.id]);
		await house.asOwner(`update chat_setting set languages = '{ar,bg,es,fr,hu,it,pl,pt,ro,ru,th,uk}'`);
		for (const code of emergencyCodes) await confirmEmergencyNumber(kari, code, '112');
		const weigh = (path: string) =>
			new Promise<number>((resolve, reject) => {
				const { port } = new URL(processes[0]!.origin);
				http
					.get({ port, path, headers: { 'accept-encoding': 'gzip' } }, (answer) => {
						let bytes = 0;
						answer.on('data', (piece: Buffer) => (bytes += piece.length)).on('end', () => resolve(bytes));
					})
					.on('error', reject);
			});
		const loaded = (await weigh('/besok.css')) + (await weigh('/besok.js'));
		for (const { code } of languages) expect(loaded + (await weigh(`/?l=${code}`)), code).toBeLessThan(15_000);
		await house.asOwner('delete from shift_rule');
		await house.asOwner('delete from directory_emergency');
		await house.asOwner(`update chat_setting set languages = '{}'`);
	});
});

describe('what the first page leaves and says', () => {
	const readWith = (settings: Record<string, string>) => {
		Object.assign(process.env, settings);
		rereadConfig();
	};
	afterEach(() => {
		readWith({ LYKT_ONION: '', LYKT_EXIT: '', LYKT_TRUST_PROXY: '' }); // empty is not set
	});

	const onion = `http://${'a2'.repeat(28)}.onion`;
	const firstPage = (path = '/', headers: Record<string, string> = {}) => rawGet(processes[0]!.origin, path, headers);

	test('names the onion address where there is one, except to whoever is there already', async () => {
		const without = await firstPage();
		expect([without.headers['onion-location'], without.body.includes('.onion')]).toEqual([undefined, false]);
		readWith({ LYKT_ONION: onion });
		const outside = await firstPage();
		expect(outside.headers['onion-location']).toBe(`${onion}/`);
		expect(outside.body).toContain('bruk Tor Browser');
		expect(outside.body).toContain(onion);
		const inside = await firstPage('/', { host: onion.slice(7) });
		expect(inside.headers['onion-location']).toBeUndefined();
		expect(inside.body).toContain('Meldingen din');
	});

	test('counts a link’s letter by the day, and gives the browser nothing to carry it on with (R39)', async () => {
		const counted = async () =>
			(await house.asOwner(`select letter, sum(count)::int as count from chat_source group by 1`)).rows;
		expect(await counted()).toEqual([]);
		const plain = await firstPage();
		const led = await firstPage('/c?k=b');
		expect(await counted()).toEqual([{ letter: 'b', count: 1 }]);
		for (const odd of ['/c?k=bb', '/c?k=%00', '/c', '/c?k=1']) expect((await firstPage(odd)).status, odd).toBe(200);
		expect(await counted()).toEqual([{ letter: 'b', count: 1 }]);
		const same = ({ headers, body }: Raw) => [
			Object.keys(headers).sort(),
			body.replace(/name="[to]" value="[^"]+"/g, '')
		];
		expect(same(led)).toEqual(same(plain));
		expect(led.headers['set-cookie']).toBeUndefined();
	});

	test('leaves for where the service has said, an ordinary page until it has', async () => {
		expect((await firstPage('/ut')).headers.location).toBe('https://www.yr.no/');
		readWith({ LYKT_EXIT: 'https://www.example.org/vaer' });
		expect((await firstPage('/ut')).headers.location).toBe('https://www.example.org/vaer');
	});

	test('has no picture for the browser’s tab, and says so with nothing', async () => {
		const { status, body } = await firstPage('/favicon.ico');
		expect([status, body]).toEqual([204, '']);
	});

	test('lets no browser send what is written to a spell checker elsewhere', async () => {
		const { t, page } = await begin('hei', 1);
		await page.body!.cancel();
		const live = await post('/s', { t, l: 'nb' }, 1);
		const composer = await until(live, 'class="log"');
		expect(composer).toContain('spellcheck=&#34;false&#34;'); // in the small frame
		const pages = [(await firstPage()).body, await plainPage(t, 1), (await firstPage('/f')).body];
		for (const page of pages) {
			const fields = page.match(/<textarea[^>]*>/g)!;
			expect(fields.length).toBeGreaterThan(0);
			for (const field of fields) expect(field).toContain('spellcheck="false"');
		}
	});

	test('believes what a proxy says of where somebody is only when told to', async () => {
		const opened = async (at: number) => {
			const answers = [];
			for (let n = 0; n < 25; n++) {
				const headers = { 'x-forwarded-for': `198.51.100.${n}` };
				answers.push(
					(await post('/s', { a: 'open', t: writePass(newPass()), o: newId(), m: 'hei', n: '1' }, at, headers)).status
				);
			}
			return answers.filter((status) => status === 429).length;
		};
		readWith({ LYKT_TRUST_PROXY: '0' });
		expect(await opened((await addProcess({ clock: () => 0 })).at)).toBe(5);
		readWith({ LYKT_TRUST_PROXY: '1' });
		expect(await opened((await addProcess({ clock: () => 0 })).at)).toBe(0);
	});
});

describe('the page of a chat', () => {
	test('grows by steps of one length, so that the network sees little of how long an answer is', async () => {
		const { t, page } = await begin('hei', 1);
		const kari = await house.ctx({ name: 'Kari' });
		const reader = page.body!.getReader();
		const more = async () => Buffer.from((await reader.read()).value!).toString('latin1');
		let begun = '';
		while (!/data-n="1".*<\/li>\n$/.test(begun)) begun += await more();
		const bytes: number[] = [];
		for (const text of ['Jeg er her.', 'Kort.', `Et langt svar. ${'ord '.repeat(200)}`]) {
			await writeToChat(kari, idOf(t), { id: newId(), text });
			let grown = '';
			while (!grown.includes(text.trim()) || !/<\/li>\n<!--\w*-->\n$/.test(grown)) grown += await more();
			bytes.push(grown.length);
		}
		expect(bytes.slice(1)).toEqual([512, 1024]); // the first comes with the line that somebody is here
		await reader.cancel();
	});

	test('says whom to call, opened by itself when the chat is over, blocked or gone; nothing that nobody has confirmed', async () => {
		const danger = '<details class="danger"';
		const { t, page } = await begin('er i fare');
		await page.body!.cancel();
		expect(await plainPage(t)).not.toContain(danger);
		const kari = await house.ctx({ name: 'Kari', roles: ['adviser', 'lead'] });
		await confirmEmergencyNumber(kari, 'doctor', '116117');
		const shown = await plainPage(t);
		expect(shown).toContain(`${danger}>`);
		expect(shown).toContain('<a href="tel:116117" dir="ltr">116 117</a>');
		await takeChat(kari, idOf(t));
		await closeChat(kari, idOf(t));
		expect(await plainPage(t)).toContain(`${danger} open>`);
		await write(t, 'en ting til');
		expect(await plainPage(t)).toContain(`${danger}>`);
		await blockChat(kari, idOf(t));
		expect(await plainPage(t)).toContain(`${danger} open>`);
		expect(await (await post('/s', { t, l: 'nb', a: 'erase' })).text()).toContain(`${danger} open>`);
		expect(await (await post('/s', { t, l: 'nb' })).text()).toContain(danger);
		await house.asOwner('delete from directory_emergency');
	});

	test('answers how long it is kept, who may answer and a new code in a frame of their own, so that a draft stays', async () => {
		const { t, page } = await begin('hei', 1);
		await page.body!.cancel();
		const shown = await plainPage(t, 1);
		expect(shown.match(/<form method="post" action="\/s" target="[ok]">/g)!.length).toBeGreaterThanOrEqual(2);
		for (const name of ['o', 'k']) expect(shown).toContain(`<iframe name="${name}"`);
		const ask = async (fields: Record<string, string>) => {
			const answer = await post('/s', { t, l: 'nb', v: '1', ...fields }, 1);
			return [answer.status, await answer.text()] as const;
		};
		const [kept, keptPage] = await ask({ a: 'keep', d: '7' });
		expect(kept).toBe(200);
		expect(keptPage).toMatch(/role="status">Lagret\. Samtalen slettes/);
		expect(keptPage).not.toContain('hei');
		expect((await ask({ a: 'helper', p: '1' }))[1]).toContain('Lagret.');
		expect((await ask({ a: 'renew' }))[1]).toMatch(/<output dir="ltr">(\d{4} ){4}\d{4}<\/output>/);
		expect(await plainPage(t, 1)).toMatch(/value="7" +checked/);
		expect((await ask({ a: 'keep', t: 'broken' }))[0]).toBe(410);
	});

	test('does not send what stands in the field when something else was asked for', async () => {
		const { t, page } = await begin('hei', 1);
		await page.body!.cancel();
		const answer = await (
			await post('/s', { t, l: 'nb', n: '1', o: newId(), a: 'keep', d: '7', m: 'ikke ferdig' }, 1)
		).text();
		expect(answer).toContain('>\nikke ferdig</textarea>');
		expect(answer.match(/<li class="you"/g)).toHaveLength(1);
	});

	test('gives the chat as text, how long it is kept, a new code, and who of us has opened it', async () => {
		const { t, page } = await begin('hei');
		await page.body!.cancel();
		expect(await plainPage(t)).toContain('Ingen hos oss har åpnet samtalen ennå');
		const kari = await house.ctx({ name: 'Kari' });
		await readChat(kari, idOf(t));
		await writeToChat(kari, idOf(t), { id: newId(), text: 'Hei til deg.' });
		await closeChat(kari, idOf(t));
		expect(await plainPage(t)).toContain('rådgiver (1)');
		const text = await post('/s', { t, l: 'nb', a: 'export' });
		expect(text.headers.get('content-disposition')).toBe('attachment; filename="tekst.txt"');
		expect(await text.text()).toContain('Du:\nhei\n');
		expect(await (await post('/s', { t, l: 'nb', n: '1', a: 'keep', d: '7' })).text()).toMatch(/value="7" +checked/);
		const renewed = await (await post('/s', { t, l: 'nb', n: '1', a: 'renew' })).text();
		const code = /<output dir="ltr">([\d ]+)</.exec(renewed)![1]!;
		const back = await post('/s', { a: 'code', k: code, l: 'nb', j: '1' }, 1);
		expect(await back.text()).toContain('Hei til deg.');
	});
});

const asForm = (length: number) => ({
	'content-type': 'application/x-www-form-urlencoded',
	'content-length': String(length + 100)
});
