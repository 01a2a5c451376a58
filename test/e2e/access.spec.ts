// Who gets in where, asked over the network of a running house: every route without a session, with each person of the
// demonstration, and with a token of each role; and the two sides, which know nothing of each other.
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { access } from '../../src/access.ts';
import { roles, type Role } from '../../src/server/shared/actor.ts';
import { may, type Action } from '../../src/server/staff/staff.policy.ts';
import { expect, test } from './journey.ts';

const root = path.resolve(import.meta.dirname, '../..');
const people: { name: string; roles: Role[] }[] = [
	{ name: 'marianne', roles: ['adviser'] },
	{ name: 'jonas', roles: ['lead'] },
	{ name: 'sara', roles: ['administrator', 'analyst'] },
	{ name: 'amir', roles: ['peer'] }
];

type Side = 'STAFF' | 'VISITOR';
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
interface Answer {
	status: number;
	headers: http.IncomingHttpHeaders;
	body: string;
}
interface Route {
	id: string;
	path: string;
	asks: string;
	isApi: boolean;
	methods: Method[];
}

const routes = Object.entries(access).map(([id, asks]): Route => ({
	id,
	asks,
	path: pathOf(id),
	isApi: id.startsWith('/api/'),
	methods: methodsOf(id)
}));
const closed = routes.filter(({ asks }) => !['open', 'webhook'].includes(asks));
// Its only job is to say no (src/hooks.server.ts).
const opening = closed.filter(({ id }) => id !== '/(staff)/refused');
const pages = opening.filter(({ isApi }) => !isApi);
const endpoints = opening.filter(({ isApi }) => isApi);

/** Checking before writing belongs to a campaign or an arena: its bare address is a look-up, and refused to everybody (E5). */
const isLookUp = ({ id }: Route): boolean => id === '/(staff)/check';

test.describe('without a session', () => {
	test('every closed page leads to sign-in, also when something is posted to it', async () => {
		for (const route of closed.filter(({ isApi }) => !isApi)) {
			for (const method of route.methods) {
				const answer = await ask('STAFF', route.path, { method, headers: sameOrigin });
				expect(`${method} ${route.id} ${answer.status} ${answer.headers.location?.slice(0, 8)}`).toBe(
					`${method} ${route.id} 303 /sign-in`
				);
			}
		}
	});

	test('every endpoint of the API answers 401, and nothing but that', async () => {
		for (const route of endpoints) {
			for (const method of route.methods) {
				const answer = await ask('STAFF', route.path, { method });
				expect(`${method} ${route.id} ${answer.status}`).toBe(`${method} ${route.id} 401`);
				expect(JSON.parse(answer.body)).toEqual({ error: { code: 'unauthorized' } });
			}
		}
	});

	test('what is open opens', async () => {
		for (const route of routes.filter(({ asks }) => asks === 'open')) {
			for (const method of route.methods) {
				const answer = await ask('STAFF', route.path, { method, headers: { ...sameOrigin, ...asForm } });
				expect([401, 403], `${method} ${route.id}`).not.toContain(answer.status);
				expect(answer.status, `${method} ${route.id}`).toBeLessThan(500);
			}
		}
		expect((await ask('STAFF', '/sign-in')).status).toBe(200);
	});

	test('a provider without its signature is refused', async () => {
		for (const route of routes.filter(({ asks }) => asks === 'webhook')) {
			for (const method of route.methods) {
				const answer = await ask('STAFF', route.path, { method, body: method === 'GET' ? undefined : '{}' });
				expect([401, 403, 404], `${method} ${route.id}`).toContain(answer.status);
			}
		}
	});

	test('a page that does not exist tells nothing', async () => {
		expect((await ask('STAFF', '/nowhere')).status).toBe(404);
		expect((await ask('STAFF', '/api/v1/nowhere')).status).toBe(404);
	});
});

for (const person of people) {
	test(`${person.name} (${person.roles.join(', ')}) gets what the table says, and nothing else`, async () => {
		const cookie = await signIn(person.name);
		for (const route of pages) {
			const allowed = mayUse(person.roles, route);
			for (const method of route.methods) {
				if (allowed && method !== 'GET') continue; // an empty form of somebody who may: the rooms' own tests
				const answer = await ask('STAFF', route.path, { method, headers: { ...sameOrigin, ...asForm, cookie } });
				expect(`${method} ${route.id} ${verdictOf(answer)}`).toBe(
					`${method} ${route.id} ${allowed && !isLookUp(route) ? 'in' : 'forbidden'}`
				);
			}
		}
		for (const route of endpoints) {
			for (const method of route.methods) {
				const answer = await ask('STAFF', route.path, { method, headers: { ...sameOrigin, cookie } });
				expect(`${method} ${route.id} ${answer.status}`, 'a session does not open the API').toBe(
					`${method} ${route.id} 401`
				);
			}
		}
	});
}

for (const role of roles) {
	test(`a token of the role ${role} gets what the table says, and nothing else`, async () => {
		const headers = { authorization: `Bearer ${tokenFor(role)}`, 'content-type': 'application/json' };
		for (const route of endpoints) {
			const allowed = mayUse([role], route);
			for (const method of route.methods) {
				const answer = await ask('STAFF', route.path, { method, headers, body: method === 'GET' ? undefined : '{}' });
				expect(`${method} ${route.id} ${verdictOf(answer)}`).toBe(
					`${method} ${route.id} ${allowed ? 'in' : 'forbidden'}`
				);
			}
		}
		const page = await ask('STAFF', '/campaigns', { headers });
		expect(page.status, 'a token does not open pages').toBe(303);
	});
}

test('a form from another site is refused, whoever is signed in', async () => {
	const cookie = await signIn('jonas');
	const form = { ...asForm, cookie };
	expect((await ask('STAFF', '/preferences', { method: 'POST', headers: { ...form, ...sameOrigin } })).status).toBe(
		303
	);
	for (const origin of ['https://elsewhere.example', 'null', process.env.LYKT_VISITOR_ORIGIN!]) {
		const answer = await ask('STAFF', '/preferences', { method: 'POST', headers: { ...form, origin } });
		expect(answer.status, origin).toBe(403);
	}
});

test.describe('the visitors’ side', () => {
	test('gives a page without cookie, foreign address or referrer', async () => {
		const answer = await ask('VISITOR', '/', { headers: { cookie: 'lykt_locale=en; lykt.session_token=stolen' } });
		expect(answer.status).toBe(200);
		expect(answer.headers['set-cookie']).toBeUndefined();
		expect(answer.headers.link).toBeUndefined();
		expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
		expect(answer.headers['content-security-policy']).not.toMatch(/unsafe|\*|https?:/);
		expect(answer.headers['referrer-policy']).toBe('no-referrer');
		expect(answer.headers['cache-control']).toBe('no-store');
		expect(answer.headers['x-content-type-options']).toBe('nosniff');
		expect(answer.headers['x-robots-tag']).toBe('noindex');
		expect(answer.body).toContain('/besok.css');
		expect(answer.body).not.toMatch(/_app\/|<img|https?:\/\//);
	});

	test('leads away at once, and leaves nothing in the browser', async () => {
		const answer = await ask('VISITOR', '/ut');
		expect(answer.status).toBe(303);
		expect(answer.headers['clear-site-data']).toContain('storage');
	});

	test('has none of the staff’s pages', async () => {
		for (const route of routes.filter(({ id }) => id !== '/(staff)')) {
			for (const method of route.methods) {
				const answer = await ask('VISITOR', route.path, { method, headers: asForm });
				expect(`${method} ${route.id} ${answer.status}`).toBe(`${method} ${route.id} 404`);
				expect(answer.headers['set-cookie']).toBeUndefined();
			}
		}
	});

	test('has none of the staff’s files', async () => {
		const file = /\/_app\/[^"']+\.js/.exec((await ask('STAFF', '/sign-in')).body)?.[0] ?? '';
		expect(file).not.toBe('');
		expect((await ask('STAFF', file)).status).toBe(200);
		for (const name of [file, `/x/..${file}`, `/.${file}`, file.replace('_app', '%5fapp'), '/favicon.svg'])
			expect(await isHidden('VISITOR', name), name).toBe(true);
	});

	test('cannot be left by a crooked path', async () => {
		for (const name of [
			'/../sign-in',
			'/%2e%2e/sign-in',
			'/x/../../sign-in',
			'/%2E./health/live',
			'/..\\sign-in',
			'/..%2fsign-in',
			'//localhost/sign-in',
			'/besok/../../sign-in'
		]) {
			expect(await isHidden('VISITOR', name), name).toBe(true);
		}
	});

	test('is not opened by a made-up host', async () => {
		const staffHost = new URL(process.env.LYKT_STAFF_ORIGIN!).host;
		const headers = { host: staffHost, 'x-forwarded-host': staffHost, 'x-forwarded-proto': 'https' };
		expect((await ask('VISITOR', '/sign-in', { headers })).status).toBe(404);
		expect((await ask('VISITOR', '/', { headers })).body).toContain('/besok.css');
	});
});

test.describe('the staff’s side', () => {
	test('has none of the visitors’ pages and files', async () => {
		for (const name of [
			'/besok',
			'/besok/',
			'/besok/ut',
			'/besok.css',
			'/%62esok',
			'/x/../besok',
			'/./besok',
			'/%2e/besok',
			'/besok%2fut',
			'//besok'
		]) {
			expect(await isHidden('STAFF', name), name).toBe(true);
		}
	});

	test('is not opened to visitors by a made-up host', async () => {
		const visitorHost = new URL(process.env.LYKT_VISITOR_ORIGIN!).host;
		const headers = { host: visitorHost, 'x-forwarded-host': visitorHost };
		expect((await ask('STAFF', '/besok', { headers })).status).toBe(404);
		expect((await ask('STAFF', '/', { headers })).headers.location).toBe('/sign-in');
	});

	test('is never kept, framed or sniffed', async () => {
		const { headers } = await ask('STAFF', '/sign-in');
		expect(headers['cache-control']).toBe('no-store');
		expect(headers['x-frame-options']).toBe('DENY');
		expect(headers['x-content-type-options']).toBe('nosniff');
		expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
	});
});

const sameOrigin = { origin: process.env.LYKT_STAFF_ORIGIN! };
const asForm = { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' };

function mayUse(held: Role[], { asks }: Route): boolean {
	return asks === 'signedIn' || may({ kind: 'staff', id: '', name: '', roles: held, isService: false }, asks as Action);
}

/** What the porter said. A page that was let through may still answer 404 (there is no such campaign) or 422. */
function verdictOf({ status, headers }: Answer): string {
	if (status === 403) return 'forbidden';
	if (status === 401 || headers.location?.startsWith('/sign-in')) return 'out';
	return status < 500 ? 'in' : `broken (${status})`;
}

/** The other side's pages and files do not exist: 404, or 400 for what is no path at all. */
async function isHidden(side: Side, name: string): Promise<boolean> {
	const answer = await ask(side, name);
	return [400, 404].includes(answer.status);
}

/** The route's address, with values that lead to nothing. */
function pathOf(id: string): string {
	const values: Record<string, string> = { id: randomUUID(), secret: 'unknown', page: 'privacy', name: 'contacts' };
	const path = id.replace(/\/\(\w+\)/, '').replace(/\[(\w+)\]/g, (_, name: string) => values[name] ?? 'unknown');
	return path || '/';
}

/** A page answers GET, and POST where it has a form; an endpoint what it exports. */
function methodsOf(id: string): Method[] {
	const folder = path.join(root, 'src/routes', id);
	const text = (name: string) =>
		existsSync(path.join(folder, name)) ? readFileSync(path.join(folder, name), 'utf8') : '';
	const exported = [
		...text('+server.ts').matchAll(/export (?:const|function|async function) (GET|POST|PUT|PATCH|DELETE)\b/g)
	].map(([, method]) => method as Method);
	const isPage = existsSync(path.join(folder, '+page.svelte'));
	const hasForm = /export const actions\b/.test(text('+page.server.ts'));
	return [...exported, ...(isPage ? (['GET'] as const) : []), ...(hasForm ? (['POST'] as const) : [])];
}

async function signIn(name: string): Promise<string> {
	const form = new URLSearchParams({ email: `${name}@lanternen.example`, password: 'lykt-demo-2026' });
	const answer = await ask('STAFF', '/sign-in', {
		method: 'POST',
		headers: { ...sameOrigin, ...asForm },
		body: form.toString()
	});
	expect(answer.status).toBe(303);
	return (answer.headers['set-cookie'] ?? []).map((cookie) => cookie.split(';')[0]).join('; ');
}

/** As an administrator makes one: the command prints it on its last line. */
function tokenFor(role: Role): string {
	const said = execFileSync(
		process.execPath,
		['src/cli.ts', 'token', 'add', '--name', `walk ${role}`, '--role', role],
		{ cwd: root, encoding: 'utf8' }
	);
	return said.trim().split('\n').at(-1)!;
}

/** Asks with exactly this path and these headers: no redirect is followed, nothing is tidied. */
function ask(
	side: Side,
	path: string,
	{ method = 'GET', headers = {}, body }: { method?: Method; headers?: Record<string, string>; body?: string } = {}
): Promise<Answer> {
	const { port } = new URL(process.env[`LYKT_${side}_ORIGIN`]!);
	return new Promise((resolve, reject) => {
		const request = http.request(
			{
				host: '127.0.0.1',
				port,
				path,
				method,
				headers: { ...headers, 'content-length': String(Buffer.byteLength(body ?? '')) }
			},
			(response) => {
				let text = '';
				response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
				response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body: text }));
			}
		);
		request.on('error', reject);
		request.end(body);
	});
}
