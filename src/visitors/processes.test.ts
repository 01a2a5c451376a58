// Two web processes of the system's, with one database and one keyholder: what is written at the one is read at the other,
// and one that is killed takes nothing with it.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testDatabase } from '../../test/database.ts';
import { urlFor } from '../server/db/index.ts';
import { newId } from '../server/shared/ids.ts';

const house = testDatabase();
const script = path.resolve(import.meta.dirname, '../../test/visitor-process.ts');
interface Web {
	origin: string;
	child: ChildProcess;
}
let one: Web;
let other: Web;
beforeAll(async () => void ([one, other] = await Promise.all([start(), start()])), 60_000);
afterAll(() => Promise.all([one, other].map(({ child }) => kill(child))));

async function start(): Promise<Web> {
	const child = spawn(process.execPath, [script, urlFor(house.ownerUrl, 'lykt_visitor')], {
		stdio: ['pipe', 'pipe', 'inherit']
	});
	const [said] = (await once(child.stdout, 'data')) as [Buffer];
	return { origin: said.toString().trim(), child };
}
async function kill(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	const gone = once(child, 'exit');
	child.kill('SIGKILL');
	await gone;
}

const post = (web: Web, route: string, fields: Record<string, string>) =>
	fetch(web.origin + route, { method: 'POST', body: new URLSearchParams(fields) });
const fieldOf = (page: string, name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(page)![1]!;
const write = async (web: Web, t: string, m: string) => {
	const answer = await post(web, '/s/w', { t, o: newId(), m, l: 'nb' });
	await answer.text();
	return answer.status;
};
const numbersOf = (page: string) => [...page.matchAll(/data-n="(\d+)"/g)].map(([, n]) => Number(n));

async function until(page: Response, text: string): Promise<string> {
	const reader = page.body!.pipeThrough(new TextDecoderStream()).getReader();
	let seen = '';
	while (!seen.includes(text)) {
		const { done, value } = await reader.read();
		if (done) throw new Error(`ended without ${text}`);
		seen += value;
	}
	await reader.cancel();
	return seen;
}

test('a page that is open at one shows what is written at the other; after a kill the other goes on with all of it', async () => {
	expect(one.child.pid).not.toBe(other.child.pid);
	const first = await (await fetch(one.origin)).text();
	const t = fieldOf(first, 't');
	const page = await post(one, '/s', { a: 'open', t, o: fieldOf(first, 'o'), l: 'nb', m: 'null' });
	for (let n = 1; n <= 5; n++) expect(await write(other, t, `nummer ${n}.`)).toBe(200);
	expect(numbersOf(await until(page, 'nummer 5.'))).toEqual([1, 2, 3, 4, 5, 6]);

	await kill(one.child);
	for (let n = 6; n <= 8; n++) expect(await write(other, t, `nummer ${n}.`)).toBe(200);
	const whole = await (await post(other, '/s', { t, l: 'nb', n: '1' })).text();
	expect(numbersOf(whole)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
}, 60_000);
