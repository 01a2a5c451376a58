import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { adverts } from '../adverts.ts';
import { freePorts } from '../free-ports.ts';
import { Installation } from './installation.ts';
import { expect, test } from './journey.ts';

// R58 over the API, on a real installation (npm start) that is killed in the middle: still nobody twice.
const lykt = new Installation(await freePorts(4178));
const { data } = lykt;
const origin = lykt.staff;

test.beforeAll(() => lykt.start());
test.afterAll(() => lykt.remove());

test('1,500 adverts become 940 messages, run twice and killed once', async () => {
	const author = token('author', 'adviser');
	const approver = token('approver', 'lead');
	const { lines, numbers } = adverts();

	await test.step('forty have opted out, two hundred were contacted by an earlier campaign', async () => {
		const optOut = await call(author, 'POST', '/opt-outs', { numbers: numbers.slice(0, 40) });
		expect(optOut.body).toEqual({ optedOut: 40, added: 40 });
		const earlier = await draft(author, numbers.slice(40, 240));
		await run(earlier, author, approver);
		await finished(earlier, author, 200);
	});

	const campaign = await draft(author, lines);
	await test.step('the list is judged at once', async () => {
		expect(campaign.audience).toMatchObject({
			lines: 1500,
			unique: 1180,
			verdicts: { go: 940, wait: { optedOut: 40, contactedRecently: 200 } }
		});
		expect(campaign.audience.rejected).toHaveLength(58);
		expect(campaign.audience.rejected[0]).toEqual({ line: expect.any(Number), reason: expect.any(String) });
		expect(JSON.stringify(campaign.audience)).not.toContain(numbers[300]!.slice(3));
	});

	await test.step('whoever made it cannot approve it', async () => {
		const sameToken = await call(token('boss', 'lead'), 'POST', `/campaigns/${campaign.id}/start`);
		expect(sameToken.status).toBe(409); // not approved yet
		expect((await call(author, 'POST', `/campaigns/${campaign.id}/approve`)).status).toBe(403);
	});

	await test.step('it is sent, and killed in the middle', async () => {
		await run(campaign, author, approver);
		await expect.poll(() => phones().messages, { intervals: [5], timeout: 60_000 }).toBeGreaterThan(200);
		await lykt.end('SIGKILL'); // it has begun, and has hundreds to go
		expect(phones().messages).toBeLessThan(1140);
		await lykt.start();
		const figures = await finished(campaign, author, 940);
		expect(figures.delivery.sent).toBe(940);
		expect(
			figures.delivery.delivered + figures.delivery.failed + figures.delivery.unknown + figures.delivery.underWay
		).toBe(940);
		expect(figures.delivery.unknown).toBeLessThanOrEqual(200); // at most the portion that was on its way
		expect(phones().most).toBe(1);
		expect(phones().messages).toBeGreaterThanOrEqual(1140 - figures.delivery.unknown);
		expect(phones().messages).toBeLessThanOrEqual(1140);
	});

	await test.step('the same list again: nobody may be contacted', async () => {
		const before = phones();
		const again = await draft(author, lines);
		expect(again.audience.verdicts).toEqual({ go: 0, wait: { optedOut: 40, contactedRecently: 1140 } });
		await run(again, author, approver);
		await finished(again, author, 0);
		expect(phones()).toEqual(before);
	});

	await test.step('no readable number is left in the database files', () => {
		const found = spawnSync('grep', ['-rlaE', '\\+?47(9|4)00[0-9]{5}', path.join(data, 'db')], { encoding: 'utf8' });
		expect(
			spawnSync('grep', ['-rlaE', '\\+?47(9|4)00[0-9]{5}', path.join(data, 'phones')], { encoding: 'utf8' }).stdout
		).toContain('phones.sqlite');
		expect(found.stdout).toBe('');
	});
});

test('errors are clear and nothing is half done', async () => {
	const author = token('author two', 'adviser');
	expect((await fetch(`${origin}/api/v1/campaigns`, { method: 'POST', body: '{}' })).status).toBe(401);
	expect(await call(author, 'POST', '/campaigns', { name: 'x', goal: 'y', message: { nb: 'Hei' } })).toMatchObject({
		status: 422,
		body: { error: { code: 'invalid', issues: [{ path: 'endsOn' }] } }
	});
	expect((await call(author, 'POST', '/campaigns', '{')).status).toBe(400);
	const made = await call(author, 'POST', '/campaigns', aDraft());
	expect(made.status).toBe(201);
	const tooMany = Array.from({ length: 2001 }, (_, place) => `9001${String(place).padStart(4, '0')}`).join('\n');
	expect(await call(author, 'PUT', `/campaigns/${made.body.id}/audience`, tooMany, 'text/csv')).toMatchObject({
		status: 422,
		body: { error: { code: 'tooManyLines' } }
	});
	expect(await call(author, 'PUT', `/campaigns/${made.body.id}/audience`, '', 'text/csv')).toMatchObject({
		status: 422
	});
	const oneNumber = ['number', '912 34 567', '+4791234567', '004791234567', '91 23 45 67', '4791234567'].join('\n');
	const written = await call(author, 'PUT', `/campaigns/${made.body.id}/audience`, oneNumber, 'text/csv');
	expect(written.body).toMatchObject({ lines: 5, unique: 1, rejected: [] });
	const json = await call(
		author,
		'PUT',
		`/campaigns/${made.body.id}/audience`,
		'{"number":"41234567","language":"en"}\n"98765432"\nnonsense\n',
		'application/x-ndjson'
	);
	expect(json.body).toMatchObject({ lines: 3, unique: 2, rejected: [{ line: 3 }] });
	expect((await call(author, 'GET', '/campaigns/0198c9a5-0000-7000-8000-000000000000')).status).toBe(404);
	expect((await call(author, 'GET', '/campaigns/nonsense')).status).toBe(404);
	const description = (await (await fetch(`${origin}/api/v1/openapi.json`)).json()) as {
		openapi: string;
		paths: object;
	};
	expect(description.openapi).toBe('3.1.0');
	expect(Object.keys(description.paths)).toContain('/api/v1/campaigns/{id}/audience');
	const contact = await call(author, 'POST', '/contacts', { gender: 'man', themes: ['health'] });
	expect(contact.status).toBe(201);
	expect((await call(author, 'GET', '/figures/gender')).body).toMatchObject({ name: 'gender', total: 1 });
});

interface Figures {
	id: string;
	delivery: { sent: number; delivered: number; failed: number; unknown: number; underWay: number; toSend: number };
}
type Draft = {
	id: string;
	audience: { lines: number; unique: number; verdicts: object; rejected: { line: number; reason: string }[] };
};

const aDraft = () => ({
	name: 'vinter',
	goal: 'vaksine til 20',
	endsOn: new Date(Date.now() + 864e5 * 10).toISOString().slice(0, 10),
	message: { nb: 'Hei! Svar STOPP.' },
	target: { count: 20, measure: 'visited' },
	checklist: ['capacity', 'openingHours', 'materials', 'staffInformed']
});

async function draft(by: string, lines: string[]): Promise<Draft> {
	const made = await call(by, 'POST', '/campaigns', aDraft());
	expect(made.status).toBe(201);
	const audience = await call(
		by,
		'PUT',
		`/campaigns/${made.body.id}/audience`,
		`nummer\n${lines.join('\n')}\n`,
		'text/csv'
	);
	expect(audience.status).toBe(200);
	return { id: made.body.id, audience: audience.body };
}

async function run({ id }: { id: string }, author: string, approver: string): Promise<void> {
	expect((await call(approver, 'POST', `/campaigns/${id}/approve`)).status).toBe(200);
	expect((await call(author, 'POST', `/campaigns/${id}/start`)).status).toBe(200);
}

async function finished({ id }: { id: string }, by: string, sent: number): Promise<Figures> {
	let figures: Figures | undefined;
	await expect
		.poll(
			async () => {
				figures = (await call(by, 'GET', `/campaigns/${id}`)).body as Figures;
				return { sent: figures.delivery.sent, underWay: figures.delivery.underWay, toSend: figures.delivery.toSend };
			},
			{ timeout: 150_000 }
		)
		.toEqual({ sent, underWay: 0, toSend: 0 });
	return figures!;
}

async function call(
	token: string,
	method: string,
	route: string,
	body?: unknown,
	type = 'application/json'
): Promise<{ status: number; body: any }> {
	const response = await fetch(`${origin}/api/v1${route}`, {
		method,
		headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': type }) },
		body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body)
	});
	return { status: response.status, body: await response.json() };
}

/** What the simulated phones have got: in all, on how many phones, and the most that any one got. */
function phones(): { messages: number; phones: number; most: number } {
	const db = new DatabaseSync(path.join(data, 'phones/phones.sqlite'), { readOnly: true });
	try {
		return db
			.prepare(
				`select coalesce(sum(n), 0) as messages, count(*) as phones, coalesce(max(n), 0) as most from (select count(*) as n from line where direction = 'toPhone' group by number)`
			)
			.get() as { messages: number; phones: number; most: number };
	} finally {
		db.close();
	}
}

function token(name: string, role: string): string {
	const done = lykt.lykt('token', 'add', '--name', name, '--role', role);
	expect(done.status, done.stderr).toBe(0);
	return done.stdout.trim().split('\n').at(-1)!;
}
