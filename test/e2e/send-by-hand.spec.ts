import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { nextWithinHours } from '../../src/server/shift/shift.ts';
import { freePorts } from '../free-ports.ts';
import { approve, makeCampaign, submit } from './campaigns.ts';
import { Installation } from './installation.ts';
import { expect, test } from './journey.ts';
import { asOwnerOf } from './owner.ts';
import { signedIn } from './people.ts';

// The team's own phone. A demonstration, so that its clock can be set to a day on which writing is allowed; its numbers are
// invented, so nothing can be opened from the page. It begins with simulated phones, by which somebody has written.
const lykt = new Installation(await freePorts(4208));
const narrow = { viewport: { width: 320, height: 640 }, baseURL: lykt.staff };

test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
	await lykt.start('--demo');
	await setClockToWritingHours();
	await lykt.end('SIGTERM');
	lykt.env.LYKT_GATEWAY = 'manual';
	await lykt.start('--demo');
});
test.afterAll(() => lykt.remove());

test('first messages: one recipient at a time, put back, sent, a wrong number, and at the end nobody', async ({
	browser
}) => {
	const { page: marianne } = await signedIn(browser, 'marianne', narrow);
	const { page: jonas } = await signedIn(browser, 'jonas', { ...narrow, javaScriptEnabled: false });
	const id = await makeCampaign(marianne, { name: 'For hånd', numbers: ['40008901', '40008902', '40008903'] });
	await submit(marianne, id);
	await approve(jonas, id);
	await marianne.goto(`/campaigns/${id}`);
	await marianne.getByRole('button', { name: 'Send til 3' }).click();
	await marianne.locator(`a[href$="/campaigns/${id}/send-by-hand"]`).first().click();
	await expect(marianne.getByRole('heading', { level: 1 })).toHaveText('Send fra egen telefon');
	await looksRight(marianne);

	await test.step('nobody is shown while nobody is there to take the answers', async () => {
		await marianne.getByRole('button', { name: 'Vis neste mottaker' }).click();
		await expect(marianne.getByRole('alert')).toContainText('Ingen er på vakt');
		await expect(marianne.locator('main')).not.toContainText('+47');
		await marianne.goto('/');
		await marianne.getByRole('button', { name: 'Gå på vakt' }).click();
		await expect(marianne.getByText('Marianne Lunde (du)')).toBeVisible();
	});

	await marianne.goto(`/campaigns/${id}/send-by-hand`);
	await jonas.goto(`/campaigns/${id}/send-by-hand`);
	const hers = await takeNext(marianne);
	const his = await takeNext(jonas); // without script
	expect(his).not.toBe(hers);
	await looksRight(marianne);

	await test.step('the number is readable, and in a demonstration nothing opens it', async () => {
		await expect(marianne.getByText('Dette er en demonstrasjon.')).toBeVisible();
		await expect(marianne.locator('a[href^="sms:"], a[href^="tel:"]')).toHaveCount(0);
		await marianne.reload(); // and it is still hers
		expect(await numberOn(marianne)).toBe(hers);
		await expect(marianne.locator('main')).toContainText('Svar gjerne, eller svar STOPP');
	});

	await jonas.getByRole('button', { name: 'Ikke sendt, legg tilbake' }).click();
	await expect(jonas.locator('main')).not.toContainText(his);
	await marianne.getByRole('button', { name: 'Sendt, vis neste' }).click();
	await expect(marianne.locator('main')).not.toContainText(hers);
	expect(await numberOn(marianne)).toBe(his); // what was put back comes first
	await marianne.getByRole('button', { name: 'Feil nummer' }).click();
	const last = await takeNext(jonas);
	expect([hers, his]).not.toContain(last);
	await jonas.getByRole('button', { name: 'Sendt, stopp her' }).click();
	await expect(jonas.getByText('Ingen flere å skrive til')).toBeVisible();
	await looksRight(marianne);
});

test('an answer in a conversation: saved, shown to one person, put back, and sent', async ({ browser }) => {
	const { page: marianne } = await signedIn(browser, 'marianne', narrow);
	const { page: jonas } = await signedIn(browser, 'jonas', { ...narrow, javaScriptEnabled: false });
	await marianne.goto('/conversations?show=open');
	await marianne.getByRole('listitem').filter({ hasText: 'åpent i helga' }).getByRole('link').first().click();
	await expect(marianne.getByRole('log')).toContainText('åpent i helga');
	const thread = new URL(marianne.url()).pathname;
	await marianne.getByLabel('Svaret ditt').fill('Ja, lørdag fra tolv.');
	await marianne.getByRole('button', { name: 'Lagre svaret' }).click();
	await expect(marianne.getByText('Et svar venter på å bli sendt fra telefonen')).toBeVisible();
	await looksRight(marianne);

	await test.step('a colleague finds it on the first page, is shown the number and puts it back, without script', async () => {
		await jonas.goto('/');
		const row = jonas.getByRole('listitem').filter({ hasText: 'Ett svar venter på å bli sendt fra telefonen' });
		await row.getByRole('link', { name: 'Send det' }).click();
		await jonas.getByLabel('Svaret ditt').fill('Og søndag.');
		await jonas.getByRole('button', { name: 'Vis nummeret og svaret' }).click();
		expect(await numberOn(jonas)).toMatch(/^\+47\d{8}$/);
		await expect(jonas.getByLabel('Svaret ditt')).toHaveValue('Og søndag.'); // what is being written stays
		await marianne.goto(thread);
		await expect(marianne.getByRole('button', { name: 'Vis nummeret og svaret' })).toHaveCount(0);
		await jonas.getByRole('button', { name: 'Ikke sendt, legg tilbake' }).click();
		await expect(jonas.locator('main')).toContainText('Lagt tilbake');
		await expect(jonas.getByLabel('Svaret ditt')).toHaveValue('Og søndag.');
	});

	await marianne.goto(thread);
	await marianne.getByRole('button', { name: 'Vis nummeret og svaret' }).click();
	await expect(marianne.locator('#by-hand')).toContainText('Ja, lørdag fra tolv.');
	await looksRight(marianne);
	await marianne.getByRole('button', { name: 'Jeg har sendt det' }).click();
	await expect(marianne.getByText('Notert som sendt.')).toBeVisible();
	await marianne.goto('/');
	await expect(marianne.getByText('Ett svar venter på å bli sendt fra telefonen')).toHaveCount(0);
});

/** Asks for the next recipient. @returns the number, as it is to be typed. */
async function takeNext(page: Page): Promise<string> {
	await page.getByRole('button', { name: 'Vis neste mottaker' }).click();
	return numberOn(page);
}

async function numberOn(page: Page): Promise<string> {
	const number = page.locator('.number');
	await expect(number).toHaveText(/^\+47\d{8}$/);
	return (await number.textContent())!;
}

async function looksRight(page: Page): Promise<void> {
	expect((await new AxeBuilder({ page }).include('main').analyze()).violations, page.url()).toEqual([]);
	expect(await page.evaluate(() => document.documentElement.scrollWidth), page.url()).toBeLessThanOrEqual(320);
}

/** The next time at which writing to people is allowed, and an hour for the journey. */
async function setClockToWritingHours(): Promise<void> {
	const { rows } = await asOwnerOf(lykt.data, `select date_trunc('day', now()) + interval '1 day' as now`);
	const open = nextWithinHours(rows[0]!.now as Date, 'sms');
	await asOwnerOf(lykt.data, `update db_clock set shift = $1::timestamptz + interval '5 minutes' - now()`, [open]);
}
