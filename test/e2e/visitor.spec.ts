import AxeBuilder from '@axe-core/playwright';
import { gzipSync } from 'node:zlib';
import { expect, test } from './journey.ts';
import { signIn } from './people.ts';

// The visitor's side: a plain page that leaves nothing behind (domain.md 2.11). What it says is read as a visitor reads
// it, and what it sends is read as a suspicious neighbour would.
const visitors = () => process.env.LYKT_VISITOR_ORIGIN!;

test('the page asks one origin only, runs nothing of others, stores nothing', async ({ browser }) => {
	const context = await browser.newContext();
	const page = await context.newPage();
	const asked: string[] = [];
	page.on('request', (request) => asked.push(request.url()));
	await page.goto(visitors());
	await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
	expect(asked.length).toBeGreaterThan(1); // the page and its style: something was asked for, so the next line says something
	expect(asked.filter((url) => new URL(url).origin !== visitors())).toEqual([]);
	expect(await page.locator('iframe, img, link[rel=modulepreload], [onclick], [onload]').count()).toBe(0);
	const html = await (await context.request.get(visitors())).text();
	expect(html.match(/<script[^>]*>/gi)).toEqual(['<script src="/besok.js" defer>']);
	expect(html).not.toMatch(/javascript:|\son\w+=/i);
	expect(await context.cookies()).toEqual([]);
	expect(await page.evaluate(() => [localStorage.length, sessionStorage.length])).toEqual([0, 0]);
	await context.close();
});

test('the headers keep it out of caches, indexes, frames and referrers, and no cookie is set on any address', async ({
	browser,
	request
}) => {
	for (const path of ['/', '/?l=en', '/ut', '/nothing-here', '/besok.css']) {
		const answer = await request.get(visitors() + path, {
			maxRedirects: 0,
			headers: { cookie: 'lykt.session_token=stolen; lykt_locale=en' }
		});
		expect(answer.headers()['set-cookie'], path).toBeUndefined();
	}
	// a cookie would be seen: signing in on the other side sets one
	const theirs = await browser.newContext({ baseURL: process.env.LYKT_STAFF_ORIGIN! });
	const page = await theirs.newPage();
	const answers: Promise<string | null>[] = [];
	page.on('response', (answer) => answers.push(answer.headerValue('set-cookie').catch(() => null)));
	await signIn(page, 'marianne');
	expect((await Promise.all(answers)).join()).toContain('lykt.session_token=');
	await theirs.close();
	const headers = (await request.get(visitors())).headers();
	expect(headers).toMatchObject({
		'referrer-policy': 'no-referrer',
		'cache-control': 'no-store',
		'x-robots-tag': 'noindex',
		'x-content-type-options': 'nosniff'
	});
	const policy = headers['content-security-policy']!.split('; ');
	expect(policy).toEqual(
		expect.arrayContaining([
			"default-src 'none'",
			"script-src 'self'",
			"style-src 'self'",
			"form-action 'self'",
			"frame-ancestors 'self'",
			"base-uri 'none'"
		])
	);
	expect(headers['content-security-policy']).not.toMatch(/unsafe|\*|https?:/);
	expect(headers).not.toHaveProperty('x-powered-by');
	expect(headers).not.toHaveProperty('link');
});

test('leaving is first under the Tab key, and its answer clears the browser', async ({ page, request }) => {
	await page.goto(visitors());
	await page.keyboard.press('Tab');
	const leave = page.getByRole('link', { name: /Forlat siden/i });
	await expect(leave).toBeFocused();
	expect((await leave.boundingBox())!.height).toBeGreaterThanOrEqual(44);
	const answer = await request.get(new URL((await leave.getAttribute('href'))!, visitors()).href, { maxRedirects: 0 });
	expect(answer.status()).toBe(303);
	expect(answer.headers()['clear-site-data']).toBe('"cache", "cookies", "storage"');
	expect(new URL(answer.headers().location!).origin).not.toBe(visitors());
});

test('the language stands in the address and is never remembered', async ({ page }) => {
	await page.goto(visitors());
	await expect(page.locator('html')).toHaveAttribute('lang', 'nb');
	const norwegian = await page.getByRole('heading', { level: 1 }).innerText();
	await page.getByRole('link', { name: 'English' }).click();
	await expect(page.locator('html')).toHaveAttribute('lang', 'en');
	await expect(page.getByRole('heading', { level: 1 })).not.toHaveText(norwegian);
	await expect(page.getByRole('link', { name: 'English' })).toHaveAttribute('aria-current', 'true');
	await page.goto(visitors());
	await expect(page.getByRole('heading', { level: 1 })).toHaveText(norwegian);
});

test('a wrong turn is answered as plainly, and nothing on this side leads to the staff', async ({ page, request }) => {
	const answer = await page.goto(`${visitors()}/nothing-here`);
	expect(answer!.status()).toBe(404);
	await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
	await page.keyboard.press('Tab');
	await expect(page.getByRole('link', { name: 'Forlat siden' })).toBeFocused();
	const staff = process.env.LYKT_STAFF_ORIGIN!;
	const html = await (await request.get(`${staff}/sign-in`)).text();
	const files = [...html.matchAll(/(?:href|src|import\()="?"?(?:\.|)(\/_app\/[^"')]+)/g)].map((match) => match[1]!);
	expect(files.length).toBeGreaterThan(0);
	for (const file of files) expect((await request.get(staff + file)).status(), file).toBe(200); // they are there, on their side
	for (const path of [
		...new Set(files),
		'/sign-in',
		'/favicon.svg',
		'/campaigns',
		'/api/v1/openapi.json',
		'/health/ready',
		'/_app/version.json',
		'/besok',
		'/%62esok',
		'/../sign-in'
	]) {
		const other = await request.get(visitors() + path, { maxRedirects: 0 });
		expect(other.status(), path).toBe(404);
		expect(await other.text(), path).not.toMatch(/_app\/|Logg inn|openapi/);
	}
	for (const path of ['/besok', '/besok/ut', '/besok.css'])
		expect((await request.get(staff + path)).status(), path).toBe(404);
});

test('it weighs less than half of 15 kB as it is sent, and reads well without style, in the dark and on the narrowest phone', async ({
	browser,
	request
}) => {
	const pieces = await Promise.all(
		['/', '/besok.css', '/besok.js'].map(async (path) => (await request.get(visitors() + path)).body())
	);
	expect(pieces.reduce((sum, piece) => sum + gzipSync(piece).length, 0)).toBeLessThanOrEqual(7_000);
	expect(pieces.reduce((sum, piece) => sum + piece.length, 0)).toBeLessThanOrEqual(18_000); // where nothing compresses
	for (const colorScheme of ['light', 'dark'] as const) {
		for (const path of ['/', '/?l=en', '/nothing-here']) {
			const context = await browser.newContext({ colorScheme, viewport: { width: 320, height: 640 } });
			const page = await context.newPage();
			await page.goto(visitors() + path);
			const { violations } = await new AxeBuilder({ page })
				.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
				.analyze();
			expect(
				violations.map(({ id, nodes }) => `${id}: ${nodes[0]!.html}`),
				`${path} ${colorScheme}`
			).toEqual([]);
			expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
			await context.close();
		}
	}
});
