// npm run guide:screenshots: walks through a demonstration in a browser and takes the guide's pictures anew.
// The demonstration has its own data folder and free ports, and is stopped afterwards.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Locator, type Page } from '@playwright/test';
import startDemo from '../test/e2e/one-demo.ts';
import { findBrowser } from './find-browser.ts';

const folder = path.resolve(import.meta.dirname, '../docs/guide/screens');
const wide: BrowserContextOptions = { viewport: { width: 1200, height: 820 } };
const phone: BrowserContextOptions = { viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true };
const password = 'lykt-demo-2026';

/** A list as it may come from adverts: new numbers, forty from the earlier campaign, and lines that are no mobiles. */
const list = [
	...Array.from({ length: 612 }, (_, place) => `+474001${String(place).padStart(4, '0')}`),
	...Array.from({ length: 40 }, (_, place) => `40000${100 + place}`),
	...['22 12 34 56', '113', '9,1E+07', '4001 000', '400 10 001', '400 10 002']
].join('\n');

mkdirSync(folder, { recursive: true });
const executablePath = findBrowser();
if (!executablePath) throw new Error('There is no browser. Run `npm run test:e2e` once: it gets one.');
const stopDemo = await startDemo();
const browser = await chromium.launch({
	executablePath,
	args: ['--no-sandbox', '--disable-gpu', '--lang=nb-NO'],
	env: { ...process.env, LANGUAGE: 'nb' } // date fields follow the browser's own language, where it is installed
});
try {
	await takeAll(browser);
} finally {
	await browser.close();
	await stopDemo();
}

async function takeAll(browser: Browser): Promise<void> {
	const marianne = await signIn(browser, 'marianne', wide);
	const jonas = await signIn(browser, 'jonas', wide);
	const campaign = await makeCampaign(marianne);
	await takeToday(browser, jonas);
	await approveAndSend(marianne, jonas, campaign);
	await takeReplies(browser, marianne);
	await takeCall(browser, marianne, campaign);
	await takeRegistration(browser, marianne);
	await takeReport(marianne);
	await takeVisitor(browser);
}

async function makeCampaign(page: Page): Promise<string> {
	await page.goto('/campaigns/new');
	await page.getByLabel('Navn').fill('Vinter 2026');
	await page.getByLabel('Mål', { exact: true }).fill('20 nye får vite om gratis vaksine');
	await page.getByLabel('Hvor mange').fill('20');
	await page.getByLabel('Siste dag').fill(await inDays(page, 14));
	const nb = 'Hei! Marianne fra Lanternen her. Vi har gratis vaksine. Fant nummeret i annonsen din. Svar gjerne.';
	const en = 'Hi! Marianne from Lanternen here. Free vaccine. Found your number in your ad. Reply any time.';
	await page.getByLabel('Tekst: norsk bokmål').fill(nb);
	await page.getByLabel('Tekst: English').fill(en);
	await page.getByRole('button', { name: 'Lagre og legg til numre' }).click();
	await page.getByLabel('Lim inn numre').fill(list);
	await page.getByRole('button', { name: 'Sjekk lista' }).click();
	await page.getByRole('heading', { level: 1, name: 'kan kontaktes' }).waitFor();
	await take(page, 'campaign-audience');
	await page.getByRole('link', { name: /^Fortsett med/ }).click();
	for (const item of await page.getByRole('group', { name: 'Er tilbudet klart?' }).getByRole('checkbox').all())
		await item.check();
	await page.getByRole('button', { name: 'Send til godkjenning' }).click();
	await page.getByText('Den må godkjennes av en fagleder').waitFor();
	return new URL(page.url()).pathname;
}

async function takeToday(browser: Browser, jonas: Page): Promise<void> {
	await jonas.goto('/');
	await take(jonas, 'today-light');
	const dark = await signIn(browser, 'jonas', { ...wide, colorScheme: 'dark' });
	await take(dark, 'today-dark');
	await dark.context().close();
	const small = await signIn(browser, 'jonas', phone);
	await take(small, 'today-phone');
	await small.context().close();
}

async function approveAndSend(marianne: Page, jonas: Page, campaign: string): Promise<void> {
	await jonas.goto(campaign);
	const approve = jonas.getByRole('button', { name: 'Godkjenn' });
	const heading = jonas.getByRole('heading', { level: 2, name: 'Melding', exact: true });
	await take(jonas, 'campaign-approval', { from: heading, to: approve });
	await jonas.getByLabel(/^Jeg har lest teksten på/).check();
	await approve.click();
	await jonas.getByRole('button', { name: /^Send til \d/ }).waitFor();
	await marianne.goto(campaign);
	await marianne.getByRole('button', { name: /^Send til \d/ }).click();
	await marianne.getByRole('heading', { level: 1, name: / av \d+ er sendt/ }).waitFor();
	await marianne.waitForTimeout(1500); // some of them on their way
	await take(marianne, 'campaign-sending');
	await marianne.getByRole('heading', { level: 1, name: /612 av 612/ }).waitFor({ timeout: 60_000 });
}

async function takeReplies(browser: Browser, marianne: Page): Promise<void> {
	const phones = await (await browser.newContext(options(wide))).newPage();
	const question = 'Hei, når er det åpent? Og må jeg si hva jeg heter?';
	await phones.goto('/phones?number=%2B4740010003');
	await phones.getByLabel('Skriv fra denne telefonen').fill(question);
	await phones.getByRole('button', { name: 'Send', exact: true }).click();
	await phones.getByRole('log').getByText(question).waitFor();
	await take(phones, 'phones');
	await phones.context().close();
	const row = marianne.getByText(question);
	for (let tries = 0; tries < 30 && !(await row.isVisible()); tries++) {
		await marianne.waitForTimeout(500);
		await marianne.goto('/conversations');
	}
	await take(marianne, 'conversations');
	await marianne
		.locator('li, article')
		.filter({ hasText: question })
		.getByRole('link', { name: 'Les og svar' })
		.last()
		.click();
	await marianne
		.getByLabel('Svaret ditt')
		.fill('Vi har åpent tirsdag og torsdag fra 12 til 18. Du trenger ikke si hva du heter.');
	await marianne.getByRole('button', { name: 'Send svar' }).click();
	await marianne.getByRole('log').getByText('Vi har åpent tirsdag').waitFor();
	await take(marianne, 'conversation');
}

async function takeCall(browser: Browser, marianne: Page, campaign: string): Promise<void> {
	const phones = await (await browser.newContext(options(wide))).newPage();
	await phones.goto('/phones');
	await phones.getByRole('button', { name: 'Tre dager senere' }).click();
	await phones.context().close();
	await marianne.goto(`${campaign}/call`);
	await marianne.getByRole('button', { name: 'Ta det neste nummeret' }).click();
	await marianne.getByRole('link', { name: 'Ring', exact: true }).waitFor();
	await take(marianne, 'call');
}

async function takeRegistration(browser: Browser, marianne: Page): Promise<void> {
	await fillContact(marianne);
	await take(marianne, 'register-light');
	const small = await signIn(browser, 'marianne', { ...phone, colorScheme: 'dark' });
	await fillContact(small);
	await take(small, 'register-phone-dark');
	await small.context().close();
}

async function fillContact(page: Page): Promise<void> {
	await page.goto('/contacts/new');
	await page.getByRole('radio', { name: 'Kvinne' }).check();
	await page.getByRole('checkbox', { name: 'Helse', exact: true }).check();
}

async function takeReport(marianne: Page): Promise<void> {
	await marianne.goto('/report');
	await take(marianne, 'report');
}

async function takeVisitor(browser: Browser): Promise<void> {
	const page = await (
		await browser.newContext({ ...options(phone), baseURL: process.env.LYKT_VISITOR_ORIGIN })
	).newPage();
	await page.goto('/');
	await take(page, 'visitor-phone');
	await page.getByLabel('Meldingen din').fill('Hei. Jeg er ikke sikker på om jeg kan spørre om dette her.');
	await page.getByRole('button', { name: 'Send' }).click();
	await page.getByRole('log').getByText('Jeg er ikke sikker').waitFor();
	await take(page, 'visitor-chat-phone');
	await takeChat(browser);
	await page.context().close();
}

async function takeChat(browser: Browser): Promise<void> {
	const marianne = await signIn(browser, 'marianne', wide);
	await marianne.goto('/chats');
	await marianne.getByRole('button', { name: 'Ta samtalen' }).first().click();
	await marianne.getByLabel('Svaret ditt').fill('Hei, og takk for at du skriver. Du kan spørre om hva du vil her.');
	await marianne.getByRole('button', { name: 'Send', exact: true }).click();
	await marianne.getByRole('log').getByText('takk for at du skriver').waitFor();
	await take(marianne, 'chat');
	await marianne.context().close();
}

async function signIn(browser: Browser, who: string, looks: BrowserContextOptions): Promise<Page> {
	const page = await (await browser.newContext(options(looks))).newPage();
	await page.goto('/sign-in');
	await page.getByLabel('E-post').fill(`${who}@lanternen.example`);
	await page.getByLabel('Passord').fill(password);
	await page.getByRole('button', { name: 'Logg inn' }).click();
	await page.getByRole('heading', { level: 1, name: 'Hei,' }).waitFor();
	return page;
}

/** One device pixel per pixel, so that the pictures stay small; nothing moves. */
function options(looks: BrowserContextOptions): BrowserContextOptions {
	const baseURL = process.env.LYKT_STAFF_ORIGIN;
	return {
		locale: 'nb-NO',
		timezoneId: 'Europe/Oslo',
		deviceScaleFactor: 1,
		reducedMotion: 'reduce',
		baseURL,
		...looks
	};
}

/** What is seen from the top of the page; or the whole width between two parts further down. */
async function take(page: Page, name: string, part?: { from: Locator; to: Locator }): Promise<void> {
	await page.evaluate(() => {
		(document.activeElement as HTMLElement | null)?.blur();
		window.scrollTo(0, 0);
	});
	const clip = part && (await between(page, part.from, part.to));
	const file = path.join(folder, `${name}.png`);
	await page.screenshot({ path: file, animations: 'disabled', caret: 'hide', fullPage: clip !== undefined, clip });
	console.log(`${name}.png`);
}

async function between(page: Page, from: Locator, to: Locator) {
	const [first, last] = [(await from.boundingBox())!, (await to.boundingBox())!];
	const air = 24;
	const y = first.y - air;
	return { x: 0, y, width: page.viewportSize()!.width, height: last.y + last.height + air - y };
}

/** A day from now on the demonstration's clock, as a date field wants it. */
async function inDays(page: Page, days: number): Promise<string> {
	const today = (await page.getByLabel('Siste dag').getAttribute('min'))!;
	return new Date(Date.parse(`${today}T12:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
