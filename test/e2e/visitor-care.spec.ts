import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { newGuard } from '../../src/visitors/guard.ts';
import { safeHeaders } from '../../src/visitors/headers.ts';
import { guardPage } from '../../src/visitors/pages.ts';
import { languageOf } from '../../src/visitors/words.ts';
import { sendAs } from './chats.ts';
import { expect, test } from './journey.ts';
import { signedIn } from './people.ts';

// What a visitor is told and may choose besides the chat itself, and the page between while too much comes.
const visitors = () => process.env.LYKT_VISITOR_ORIGIN!;
const axe = async (page: Page) => {
	const { violations } = await new AxeBuilder({ page })
		.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
		.analyze();
	return violations.map(({ id, nodes }) => `${id}: ${nodes[0]!.html}`);
};

test('a number for danger stands on the first page, in the chat and after it, but only once a lead has confirmed it', async ({
	browser
}) => {
	const theirs = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
	const page = await theirs.newPage();
	await page.goto(visitors());
	const fireFor = (page: Page) => page.locator('a[href="tel:110"]');
	await expect(page.locator('a[href="tel:113"]')).toHaveCount(1); // the invented service has confirmed this one
	await expect(fireFor(page)).toHaveCount(0);

	const { page: ours, context } = await signedIn(browser, 'jonas', { baseURL: process.env.LYKT_STAFF_ORIGIN });
	await ours.goto('/directory/emergency');
	await expect(ours.getByText('Ikke bekreftet. Vises for ingen.')).toHaveCount(3);
	expect(await axe(ours)).toEqual([]);
	const fire = ours.getByRole('region', { name: 'Brannvesen' });
	await fire.getByLabel('Nummer').fill('12');
	await fire.getByRole('button', { name: 'Nummeret stemmer' }).click();
	await expect(fire.getByText('Et nummer har tre til åtte sifre').first()).toBeVisible();
	await expect(fire.getByLabel('Nummer')).toHaveValue('12'); // as it was written, with what is wrong
	await ours.goto('/directory/emergency');
	await fire.getByRole('button', { name: 'Nummeret stemmer' }).click();
	await expect(fire.getByText(/Bekreftet av Jonas Berg/)).toBeVisible();

	await page.reload();
	await page.getByText('Er du i fare nå?').click();
	await expect(fireFor(page)).toHaveText('110');
	await page.getByLabel('Meldingen din').fill('er i fare');
	await sendAs(page);
	await expect(page.getByRole('log').getByText('er i fare')).toBeVisible();
	await page.getByText('Er du i fare nå?').click();
	await expect(fireFor(page)).toBeVisible();
	await page.getByRole('button', { name: 'Slett samtalen' }).click({ noWaitAfter: true });
	await expect(page.getByRole('heading', { name: 'Samtalen er slettet' })).toBeVisible();
	await expect(fireFor(page)).toBeVisible();

	await fire.getByRole('button', { name: 'Ikke vis' }).click();
	await expect(fire.getByText('Ikke bekreftet')).toBeVisible();
	await page.goto(visitors());
	await expect(page.getByText('Er du i fare nå?')).toBeVisible();
	await expect(fireFor(page)).toHaveCount(0);
	await Promise.all([theirs.close(), context.close()]);
});

test('who does not want a peer says so with one tick, before or in the chat, without script', async ({ browser }) => {
	const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
	const page = await context.newPage();
	await page.goto(visitors());
	await page.getByLabel('Jeg vil ikke ha svar fra en likeperson').check();
	await page.getByRole('button', { name: 'Send', exact: true }).click({ noWaitAfter: true });
	await expect(page.getByRole('alert')).toContainText('Skriv noe først');
	await expect(page.getByLabel('Jeg vil ikke ha svar fra en likeperson')).toBeChecked(); // kept
	await page.getByLabel('Meldingen din').fill('helst ikke en jeg kan kjenne');
	await sendAs(page);
	await expect(page.getByRole('log')).toContainText('helst ikke en jeg kan kjenne');
	await page.getByText('Om samtalen').click();
	await expect(page.getByLabel('Jeg vil ikke ha svar fra en likeperson')).toBeChecked();
	await page.frameLocator('iframe[name=w]').getByLabel('Svar').fill('mens jeg velger');
	await page.getByLabel('Jeg vil ikke ha svar fra en likeperson').uncheck();
	await page
		.locator('form')
		.filter({ hasText: 'likeperson' })
		.getByRole('button', { name: 'Fortsett' })
		.click({ noWaitAfter: true });
	const answer = page.frameLocator('iframe[name=o]');
	await expect(answer.getByRole('status').filter({ hasText: 'Lagret.' })).toBeVisible();
	const small = page.frameLocator('iframe[name=w]');
	await expect(small.getByLabel('Svar')).toHaveValue('mens jeg velger'); // what is being written stays
	await page.getByRole('button', { name: 'Lag ny kode' }).click({ noWaitAfter: true });
	await expect(page.frameLocator('iframe[name=k]').locator('output')).toHaveText(/^(\d{4} ){4}\d{4}$/);
	await expect(small.getByLabel('Svar')).toHaveValue('mens jeg velger');
	await small.getByRole('button', { name: 'Hent nye meldinger' }).click({ noWaitAfter: true });
	await expect(page.locator('details').filter({ hasText: 'Om samtalen' })).not.toHaveAttribute('open');
	await expect(small.getByLabel('Svar')).toHaveValue('mens jeg velger');
	await page.getByText('Om samtalen').click();
	await expect(page.getByLabel('Jeg vil ikke ha svar fra en likeperson')).not.toBeChecked();
	await page.getByRole('button', { name: 'Slett samtalen' }).click({ noWaitAfter: true });
	await context.close();
});

test('the page between counts by itself where scripts run, and waits with the text where they do not', async ({
	browser
}) => {
	const guard = newGuard('a key of this test');
	const now = new Date('2026-12-01T12:00:00Z');
	const text = 'første setning <om> natta';
	for (const javaScriptEnabled of [true, false]) {
		const context = await browser.newContext({ javaScriptEnabled, viewport: { width: 320, height: 640 } });
		const page = await context.newPage();
		const sent: URLSearchParams[] = [];
		// the server's own page, headers and script; only whether too much comes is said here
		await page.route(`${visitors()}/s`, async (route) => {
			const form = new URLSearchParams(route.request().postData() ?? '');
			sent.push(form);
			if (sent.length > 1 && guard.lets('me', form, now)) return route.fulfill({ body: 'through' });
			const html = guardPage(languageOf('nb'), '/s', form, guard.ticketFor('me', form, now), sent.length > 1).text;
			return route.fulfill({
				status: 429,
				headers: { ...safeHeaders, 'content-type': 'text/html; charset=utf-8' },
				body: html
			});
		});
		const write = async () => {
			await page.goto(visitors());
			await page.getByLabel('Meldingen din').fill(text);
			await page.getByRole('button', { name: 'Send', exact: true }).click({ noWaitAfter: true });
		};
		if (javaScriptEnabled) {
			await page.route('**/vent.js', (route) => route.abort()); // a script that does not come, too, leaves a page that can be used
			await write();
			await expect(page.getByRole('heading', { name: 'Et øyeblikk' })).toBeVisible();
			await expect(page.getByRole('button', { name: 'Send', exact: true })).toBeEnabled();
			expect(await axe(page)).toEqual([]);
			await page.unroute('**/vent.js');
			sent.length = 0;
		}
		await write();
		if (javaScriptEnabled) {
			await expect(page.getByText('through')).toBeVisible({ timeout: 90_000 });
			expect(sent.length).toBe(2);
			expect(sent[1]!.get('m')).toBe(text);
			expect(sent[1]!.get('j')).toBe('1');
		} else {
			await expect(page.getByText('Vent 20 sekunder')).toBeVisible();
			await expect(page.getByLabel('Meldingen din')).toHaveValue(text);
			expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
			await page.getByRole('button', { name: 'Send', exact: true }).click();
			await expect(page.getByRole('alert')).toContainText('Teksten din ligger her');
			await expect(page.getByLabel('Meldingen din')).toHaveValue(text);
		}
		await context.close();
	}
});

test('the questions after a chat are in the visitor’s own language, from the right where it is read so', async ({
	request
}) => {
	for (const [code, title] of [
		['ar', 'ما رأيك؟'],
		['th', 'คุณคิดอย่างไร'],
		['ro', 'Ce părere ai?']
	] as const) {
		const page = await (await request.get(`${visitors()}/e?l=${code}`)).text();
		expect(page, code).toContain(title);
		expect(page, code).toContain(`lang="${code}" dir="${code === 'ar' ? 'rtl' : 'ltr'}"`);
	}
});
