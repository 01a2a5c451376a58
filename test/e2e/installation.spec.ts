import { request } from 'node:http';
import { freePorts } from '../free-ports.ts';
import { Installation } from './installation.ts';
import { expect, test } from './journey.ts';

// A fresh installation: its one-time link, a clean end, a killed end, and what cannot be used.
const [ports, others] = [await freePorts(4188), await freePorts(4198)];
const lykt = new Installation(ports);
const elsewhere = { LYKT_STAFF_PORT: String(others[0]), LYKT_VISITOR_PORT: String(others[1]) };
test.afterAll(() => lykt.remove());

test('the first start prints a link that makes the first account, once', async ({ page }) => {
	await lykt.start();
	expect(lykt.said).toContain(`Visitors: ${lykt.visitors}`);
	const link = /Set-up: (\S+)/.exec(lykt.said)![1]!;

	await page.goto(link);
	await page.getByLabel('Hva heter tjenesten?').fill('Fyret');
	await page.getByLabel('Navn', { exact: true }).fill('Ingrid Prøve');
	await page.getByLabel('E-post').fill('ingrid@example.no');
	await page.getByLabel('Passord').fill('kort');
	await page.getByRole('button', { name: 'Lag kontoen' }).click();
	await expect(page.getByRole('alert').first()).toContainText('minst 12 tegn');
	await expect(page.getByLabel('Hva heter tjenesten?')).toHaveValue('Fyret');
	await page.getByLabel('Passord').fill('fire ord på rad');
	await page.getByRole('button', { name: 'Lag kontoen' }).click();

	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Hei, Ingrid. Ingen venter nå.');
	await expect(page.getByText('Ingenting venter på deg')).toBeVisible();
	await page.goto(link);
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Lenka virker ikke lenger');
	await page.goto('/phones'.replace(/^/, lykt.staff));
	await expect(page.getByRole('heading', { level: 1 })).not.toContainText('telefon'); // no page of numbers outside a demonstration
});

test('a second Lykt on the same data folder is refused, and the first goes on', async () => {
	const second = lykt.tryToStart(elsewhere);
	expect(second.status).toBe(1);
	expect(second.said).toContain(lykt.data);
	expect((await fetch(`${lykt.staff}/health/ready`)).status).toBe(200);
});

test('what cannot be used is said in a sentence, and nothing is left running', () => {
	const cases: [NodeJS.ProcessEnv, RegExp][] = [
		[{}, new RegExp(`Port ${ports[0]} is in use`)],
		[{ LYKT_STAFF_PORT: 'nonsense' }, /LYKT_STAFF_PORT: must be a port number/],
		[{ ...elsewhere, LYKT_DATA: '/dev/null/lykt' }, /data folder .* cannot be written/],
		[
			{
				...elsewhere,
				LYKT_KEYHOLDER: '/nowhere/s',
				DATABASE_URL: 'postgres://a:b@127.0.0.1:1/c'
			},
			/keyholder does not answer on \/nowhere\/s/
		],
		[{ ...elsewhere, LYKT_PROCESSES: 'worker' }, /set DATABASE_URL and LYKT_KEYHOLDER/]
	];
	for (const [env, sentence] of cases) {
		const { status, said } = lykt.tryToStart(env);
		expect(said).toMatch(sentence);
		expect(said).not.toMatch(/\n\s+at /); // no stack
		expect(status).toBe(1);
	}
});

test('an unreachable DATABASE_URL is said in a sentence', () => {
	const unreachable = new Installation(others, { DATABASE_URL: 'postgres://lykt:secret@127.0.0.1:1/lykt' });
	const { status, said } = unreachable.tryToStart({});
	expect(said).toContain('does not answer (ECONNREFUSED)');
	expect(said).not.toContain('secret');
	expect(status).toBe(1);
	expect(unreachable.processes()).toEqual([]);
});

test('after kill -9 the next start recovers by itself, and account and database are there', async ({ page }) => {
	await lykt.end('SIGKILL');
	await expect.poll(() => lykt.processes().filter((line) => line.includes('keyholder'))).toEqual([]); // it ends with its parent
	await lykt.start();
	expect(lykt.said).not.toContain('Set-up:');
	await page.goto(`${lykt.staff}/sign-in`);
	await page.getByLabel('E-post').fill('ingrid@example.no');
	await page.getByLabel('Passord').fill('fire ord på rad');
	await page.getByRole('button', { name: 'Logg inn' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toContainText('Hei, Ingrid');
});

test('Ctrl-C ends everything, also while a request hangs', async () => {
	const hanging = request(`${lykt.staff}/sign-in`, {
		method: 'POST',
		headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-length': '100', origin: lykt.staff }
	});
	hanging.on('error', () => undefined);
	hanging.write('email=');
	await new Promise((resolve) => setTimeout(resolve, 200));
	expect(await lykt.end('SIGINT')).toBe(0);
	expect(lykt.processes()).toEqual([]);
});
