import AxeBuilder from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from './journey.ts';
import { signIn } from './people.ts';

// The whole of a visitor's journey, as the most careful visitor makes it: no script, no cookie, a small screen.
const visitors = () => process.env.LYKT_VISITOR_ORIGIN!;
const canary = { address: '203.0.113.7', agent: 'CANARY-UA' };

async function careful(browser: Browser): Promise<{ context: BrowserContext; page: Page; asked: string[] }> {
	const context = await browser.newContext({
		javaScriptEnabled: false,
		viewport: { width: 320, height: 640 },
		userAgent: canary.agent,
		extraHTTPHeaders: { 'x-forwarded-for': canary.address }
	});
	const page = await context.newPage();
	const asked: string[] = [];
	page.on('request', (request) => asked.push(`${request.method()} ${request.url()}`));
	return { context, page, asked };
}
const composer = (page: Page) => page.frameLocator('iframe[name=w]');
const send = (place: Page | ReturnType<typeof composer>) =>
	place.getByRole('button', { name: 'Send', exact: true }).click({ noWaitAfter: true });
const line = (page: Page, text: string) => page.getByRole('log').getByText(text);

test('without script or cookie: write, go on, leave, come back with the code, erase', async ({ browser }) => {
	const { context, page, asked } = await careful(browser);
	await page.goto(visitors());
	await page.getByLabel('Meldingen din').fill('hei, er det noen her?');
	await send(page);
	await expect(line(page, 'hei, er det noen her?')).toBeVisible();
	const code = await page.locator('output').innerText();
	expect(code).toMatch(/^(\d{4} ){4}\d{4}$/);

	await composer(page).getByLabel('Svar').fill('jeg kan vente');
	await send(composer(page));
	await expect(line(page, 'jeg kan vente')).toBeVisible(); // it came into the open page by itself
	await expect(composer(page).getByLabel('Svar')).toHaveValue('');
	await composer(page).getByLabel('Svar').fill('');
	await send(composer(page));
	await expect(composer(page).getByRole('alert')).toContainText('Ingenting er sendt');
	await composer(page).getByLabel('Svar').fill('ikke ferdig skrevet');
	await composer(page).getByRole('button', { name: 'Hent nye meldinger' }).click({ noWaitAfter: true });
	await expect(composer(page).getByLabel('Svar')).toHaveValue('ikke ferdig skrevet');

	expect(await page.evaluate(() => document.documentElement.scrollWidth).catch(() => 320)).toBeLessThanOrEqual(320);
	expect(new URL(page.url()).pathname).toBe('/s');
	expect(asked.filter((each) => !each.includes(visitors()))).toEqual([]);
	const pages = asked.filter((each) => !each.endsWith('.css'));
	expect(pages[0]).toBe(`GET ${visitors()}/`);
	expect(pages.slice(1).filter((each) => !each.startsWith('POST '))).toEqual([]);
	expect(asked.join()).not.toMatch(/[?&](t|m|k)=/);
	expect(await context.cookies()).toEqual([]);
	await context.close();

	const again = await careful(browser);
	await again.page.goto(visitors());
	await again.page.getByText('Har du skrevet før?').click();
	await again.page.getByLabel('Koden din, 20 sifre').fill(code);
	await again.page.getByRole('button', { name: 'Fortsett' }).click({ noWaitAfter: true });
	await expect(line(again.page, 'jeg kan vente')).toBeVisible();
	await again.page.getByRole('button', { name: 'Slett samtalen' }).click({ noWaitAfter: true });
	await expect(again.page.getByRole('heading', { name: 'Samtalen er slettet' })).toBeVisible();
	await again.context.close();

	const files = filesBelow(process.env.LYKT_DATA!);
	expect(files.length).toBeGreaterThan(100);
	for (const trace of [canary.address, canary.agent]) expect(files.filter((file) => holds(file, trace))).toEqual([]);
});

test('with a script: the same, quieter, and nothing is stored', async ({ browser }) => {
	const context = await browser.newContext();
	const page = await context.newPage();
	await page.goto(visitors());
	await page.getByLabel('Meldingen din').fill('med skript');
	await send(page);
	await expect(line(page, 'med skript')).toBeVisible();
	await expect(page.locator('iframe[name=w]')).toHaveCount(0);
	await page.getByRole('textbox', { name: 'Svar' }).fill('en til');
	await page.keyboard.press('Control+Enter');
	await expect(line(page, 'en til')).toHaveCount(1);
	await expect(page.getByRole('textbox', { name: 'Svar' })).toHaveValue('');
	expect(await page.evaluate(whatIsStored)).toEqual({});
	expect(await context.cookies()).toEqual([]);
	// what is looked for is found where there is something
	const other = await context.newPage();
	await other.route('**/*', (route) => route.fulfill({ contentType: 'text/html', body: '<p>elsewhere' }));
	await other.goto('http://localhost:9/');
	await other.evaluate(() => localStorage.setItem('a', 'b'));
	expect(await other.evaluate(whatIsStored)).toEqual({ localStorage: 1 });
	await other.close();
	const { violations } = await new AxeBuilder({ page })
		.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
		.analyze();
	expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]!.html}`)).toEqual([]);
	// A redirect is not handed to context.route, and the machine of a test has no way out: that it asks is enough.
	const away = page.waitForRequest('https://www.yr.no/**');
	await page.locator('h1').click();
	for (let n = 0; n < 3; n++) await page.keyboard.press('Shift');
	await away;
	await context.close();
});

test('leaving closes what it can; what the Back button still finds is said on the first page, and what is erased it does not find', async ({
	browser
}) => {
	const text = 'dette skal ingen andre se';
	const { context, page } = await careful(browser);
	const leaveAndComeBack = async () => {
		await page.getByRole('link', { name: 'Forlat siden' }).click({ noWaitAfter: true });
		await expect.poll(() => page.url()).not.toContain(visitors()); // there may be no way out from here
		await page.goBack({ waitUntil: 'commit' }).catch(() => undefined); // the browser asks whether to send the form again
		await expect(async () => {
			await page.reload({ waitUntil: 'commit', timeout: 5000 }); // and is told yes
			expect(page.url()).toContain(visitors());
		}).toPass();
	};
	await page.goto(visitors());
	await page.getByText('Hva gjør «Forlat siden»?').click();
	await expect(page.getByText('Tilbake-knappen kan føre hit igjen')).toBeVisible();
	await page.getByLabel('Meldingen din').fill(text);
	await send(page);
	await expect(line(page, text)).toBeVisible();
	await leaveAndComeBack();
	await expect(line(page, text)).toBeVisible(); // the limit: whoever goes back and says yes stands in the chat again
	await page.getByRole('button', { name: 'Slett samtalen' }).click({ noWaitAfter: true });
	await expect(page.getByRole('heading', { name: 'Samtalen er slettet' })).toBeVisible();
	await leaveAndComeBack();
	await expect(page.getByRole('link', { name: 'Forlat siden' })).toBeVisible();
	await expect(page.getByText(text)).toHaveCount(0);
	await context.close();

	// With a script the page of the chat is replaced: the way back leads to an empty first page.
	const other = await browser.newContext();
	const scripted = await other.newPage();
	await scripted.goto(visitors());
	await scripted.getByLabel('Meldingen din').fill(text);
	await send(scripted);
	await expect(line(scripted, text)).toBeVisible();
	await scripted.getByRole('link', { name: 'Forlat siden' }).click({ noWaitAfter: true });
	await expect.poll(() => scripted.url()).not.toContain(visitors());
	await scripted.goBack({ waitUntil: 'commit' }).catch(() => undefined);
	await expect(scripted.getByLabel('Meldingen din')).toHaveValue('');
	await expect(scripted.getByText(text)).toHaveCount(0);
	await other.close();
});

test('an open page of ours hears of it at once, by a line that nobody else is given', async ({ browser, request }) => {
	const staff = process.env.LYKT_STAFF_ORIGIN!;
	expect((await request.get(`${staff}/live/chats`)).status()).toBe(403);
	const context = await browser.newContext({ baseURL: staff });
	const ours = await context.newPage();
	await signIn(ours, 'marianne');
	await ours.evaluate(() => {
		const heard: string[] = ((window as unknown as { heard: string[] }).heard = []);
		const line = new EventSource('/live/chats');
		line.addEventListener('chat', ({ data }: MessageEvent<string>) => heard.push(data));
		return new Promise((resolve) => line.addEventListener('open', resolve, { once: true })).then(() => undefined);
	});
	const { context: theirs, page } = await careful(browser);
	await page.goto(visitors());
	await page.getByLabel('Meldingen din').fill('hører dere meg?');
	await send(page);
	await expect
		.poll(() => ours.evaluate(() => (window as unknown as { heard: string[] }).heard.length))
		.toBeGreaterThan(0);
	expect(await ours.evaluate(() => (window as unknown as { heard: string[] }).heard.join())).not.toContain('hører');
	await theirs.close();
	await context.close();
});

test('at 400 % zoom and by keyboard alone: nothing is cut off, and the chat is read from top to bottom', async ({
	browser
}) => {
	// 1280 × 1024 at 400 %
	const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 320, height: 256 } });
	const page = await context.newPage();
	const isCutOff = () => page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
	await page.goto(visitors());
	expect(await isCutOff()).toBe(false);
	await page.keyboard.press('Tab');
	await expect(page.getByRole('link', { name: 'Forlat siden' })).toBeFocused();
	await page.keyboard.press('Tab');
	await expect(page.getByLabel('Meldingen din')).toBeFocused();
	await page.keyboard.type('en');
	await page.keyboard.press('Tab'); // the choice for screen readers
	await page.keyboard.press('Tab');
	await expect(page.getByRole('button', { name: 'Send', exact: true })).toBeFocused();
	await page.keyboard.press('Enter');
	await expect(line(page, 'en')).toBeVisible();
	expect(await isCutOff()).toBe(false);
	const field = composer(page).getByLabel('Svar');
	for (const text of ['to', 'tre']) {
		await field.focus();
		await page.keyboard.type(text);
		await page.keyboard.press('Tab');
		await expect(composer(page).getByRole('button', { name: 'Send', exact: true })).toBeFocused();
		await page.keyboard.press('Enter');
		await expect(line(page, text)).toBeVisible();
	}
	await field.scrollIntoViewIfNeeded();
	const { x, width } = (await field.boundingBox())!;
	expect([x >= 0, x + width <= 320]).toEqual([true, true]);

	const log = page.getByRole('log');
	const items = log.getByRole('listitem');
	expect((await items.allInnerTexts()).map((text) => text.split('\n').at(-1))).toEqual(['en', 'to', 'tre']);
	const tops = await Promise.all((await items.all()).map(async (item) => (await item.boundingBox())!.y));
	expect(tops).toEqual(tops.toSorted((a, b) => a - b)); // as it is read, so it stands
	await expect(log).toMatchAriaSnapshot(`
		- log "Meldinger":
		  - list:
		    - listitem: Du en
		    - listitem: Du to
		    - listitem: Du tre
	`);
	await page.getByRole('button', { name: 'Slett samtalen' }).click({ noWaitAfter: true });
	await expect(page.getByRole('heading', { name: 'Samtalen er slettet' })).toBeVisible();
	await context.close();
});

/** Runs in the page. Whatever a browser can keep for a site, as far as a page may ask. */
async function whatIsStored(): Promise<Record<string, number>> {
	const counts = {
		localStorage: localStorage.length,
		sessionStorage: sessionStorage.length,
		databases: (await indexedDB.databases()).length,
		caches: 'caches' in globalThis ? (await caches.keys()).length : 0,
		workers: 'serviceWorker' in navigator ? (await navigator.serviceWorker.getRegistrations()).length : 0,
		cookies: document.cookie.length
	};
	return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

/** A file that the server has removed meanwhile holds nothing. */
function holds(file: string, trace: string): boolean {
	try {
		return readFileSync(file).includes(trace);
	} catch {
		return false;
	}
}

const filesBelow = (folder: string): string[] =>
	readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.map((name) => path.join(folder, name))
		.filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
