import type { Browser, Page } from '@playwright/test';
import ExcelJS from 'exceljs';
import { approve, fillCampaign, submit, threeDaysLater, writeFrom } from './campaigns.ts';
import { expect, test } from './journey.ts';
import { signedIn, type DemoPerson } from './people.ts';

// The whole job with script turned off: links, forms and the browser's own behaviour are enough.
const unscripted = { javaScriptEnabled: false };
const withoutScript = async (browser: Browser, who: DemoPerson): Promise<Page> =>
	(await signedIn(browser, who, unscripted)).page;

test('a campaign from CSV and Excel to messages, a reply, a call and a registration', async ({ browser }) => {
	const marianne = await withoutScript(browser, 'marianne');
	const jonas = await withoutScript(browser, 'jonas');
	const first = Array.from({ length: 90 }, (_, at) => String(40_009_001 + at));

	await test.step('a missing answer comes back with what was typed', async () => {
		await marianne.goto('/campaigns/new');
		await fillCampaign(marianne, 'Uten skript');
		await marianne.getByLabel('Ring etter så mange dager').fill('3');
		await marianne.getByLabel('Tekst: norsk bokmål').fill('');
		await marianne.getByRole('button', { name: 'Lagre og legg til numre' }).click();
		await expect(marianne.getByRole('alert')).toContainText('Skriv meldinga på minst ett språk');
		await expect(marianne.getByLabel('Navn')).toHaveValue('Uten skript');
		await expect(marianne.getByLabel('Mål', { exact: true })).toHaveValue('5 nye får vite om gratis vaksine');
		await marianne.getByRole('alert').getByRole('link').click();
		await marianne
			.getByLabel('Tekst: norsk bokmål')
			.fill('Hei! Marianne fra Lanternen her. Gratis vaksine. Svar gjerne, eller svar STOPP.');
		await marianne.getByRole('button', { name: 'Lagre og legg til numre' }).click();
		await expect(marianne.getByRole('heading', { level: 1 })).toHaveText('Uten skript: hvem skal få den?');
	});

	await test.step('a file of text, and then a sheet that adds to it', async () => {
		const csv = ['nummer;språk', ...first.map((number) => `${number};`), '22123456;'].join('\n');
		await marianne
			.getByLabel('Eller velg ei fil')
			.setInputFiles({ name: 'annonser.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
		await marianne.getByRole('button', { name: 'Sjekk lista' }).click();
		await expect(marianne.getByRole('heading', { level: 1 })).toHaveText('Uten skript: 90 kan kontaktes');
		await expect(marianne.getByRole('table', { name: '1 linje kunne ikke brukes' })).toContainText('Fasttelefon');
		await marianne.getByLabel('Eller velg ei fil').setInputFiles({
			name: 'annonser.xlsx',
			mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
			buffer: await sheetOf([['Nummer'], [40_009_201], ['400 09 202'], ['+47 400 09 203'], [first[0]!]])
		});
		await marianne.getByLabel('Behold dem som er der').check();
		await marianne.getByRole('button', { name: 'Sjekk lista' }).click();
		await expect(marianne.getByRole('heading', { level: 1 })).toHaveText('Uten skript: 93 kan kontaktes');
		await marianne.getByRole('link', { name: 'Kan kontaktes', exact: true }).click();
		await marianne.getByRole('navigation', { name: 'Sider med linjer' }).getByRole('link', { name: /Neste/ }).click();
		await expect(marianne.getByText('Side 2 av 2')).toBeVisible();
	});

	const id = /campaigns\/([^/]+)/.exec(marianne.url())![1]!;
	await test.step('approved by the other; sent; the page comes back by itself until all is out', async () => {
		await submit(marianne, id);
		await approve(jonas, id);
		await marianne.reload();
		await marianne.getByRole('button', { name: 'Send til 93' }).click();
		const heading = marianne.getByRole('heading', { level: 1 });
		await expect(heading).toContainText('av 93 er sendt');
		const isDone = (await heading.innerText()).includes('93 av 93');
		if (!isDone) expect(await marianne.content()).toMatch(/<meta http-equiv="refresh"/);
		await expect(heading).toHaveText('Uten skript: 93 av 93 er sendt', { timeout: 90_000 });
		await expect(marianne.getByRole('row', { name: /Kom fram/ })).toContainText('93', { timeout: 90_000 });
	});

	await test.step('a reply is read and answered', async () => {
		await writeFrom(marianne, '+4740009002', 'Hva koster det?');
		await expect(async () => {
			await marianne.goto('/conversations');
			await expect(marianne.getByText('Hva koster det?')).toBeVisible({ timeout: 1000 });
		}).toPass();
		await marianne.getByRole('listitem').filter({ hasText: 'Hva koster det?' }).getByRole('link').first().click();
		await marianne.getByRole('button', { name: 'Send svar' }).click();
		await expect(marianne.getByRole('alert')).toContainText('Skriv noe først');
		await marianne.getByLabel('Svaret ditt').fill('Ingenting. Det er gratis.');
		await marianne.getByRole('button', { name: 'Send svar' }).click();
		await expect(marianne.getByRole('log')).toContainText('Det er gratis');
	});

	await test.step('a call: number taken, outcome missing, outcome chosen, the next skipped', async () => {
		await threeDaysLater(marianne);
		await marianne.goto(`/campaigns/${id}/call`);
		await marianne.getByRole('button', { name: 'Ta det neste nummeret' }).click();
		await expect(marianne.getByRole('link', { name: 'Ring', exact: true })).toHaveAttribute(
			'href',
			/^tel:\+4740009[02]/
		);
		await marianne.getByRole('button', { name: 'Lagre', exact: true }).click();
		await expect(marianne.getByRole('alert')).toContainText('Velg hvordan det gikk');
		await marianne.getByRole('radio', { name: 'Ikke svar' }).check();
		await marianne.getByRole('button', { name: 'Lagre og ta neste' }).click();
		await marianne.getByRole('button', { name: 'Hopp over i dag' }).click();
		await expect(marianne.getByRole('heading', { level: 1 })).toContainText('Ringeliste');
	});

	await test.step('the campaign is closed by its question', async () => {
		await marianne.goto(`/campaigns/${id}`);
		await marianne.getByRole('button', { name: 'Avslutt kampanjen' }).first().click();
		await marianne.getByRole('dialog').getByRole('button', { name: 'Avslutt kampanjen' }).click();
		await expect(marianne.locator('main')).toContainText('Avsluttet');
	});
});

test('a contact is registered, corrected, taken away and counted', async ({ browser }) => {
	const page = await withoutScript(browser, 'marianne');
	await page.goto('/contacts/new');
	await page.getByRole('radio', { name: 'Kvinne' }).check();
	await page.getByRole('group', { name: 'Selger eller bytter sex' }).getByRole('radio', { name: 'Usikkert' }).check();
	await page.getByRole('radio', { name: 'Vi spurte ikke' }).check();
	await page.getByRole('checkbox', { name: 'Helse', exact: true }).check();
	await page.getByRole('button', { name: 'Lagre', exact: true }).click();
	await expect(page.getByText('Kontakten er lagret.')).toBeVisible();
	const before = await page.getByRole('heading', { level: 1 }).innerText();
	await page.getByRole('button', { name: 'Angre' }).click();
	await expect(page.getByText('Registreringen er tatt bort.')).toBeVisible();
	expect(await page.getByRole('heading', { level: 1 }).innerText()).not.toBe(before);
	await page.goto('/report');
	await expect(page.locator('svg.chart').first()).toBeVisible();
});

test('language and colours are chosen, remembered, and independent of each other', async ({ browser }) => {
	const page = await withoutScript(browser, 'amir');
	const html = page.locator('html');
	await page.goto('/contacts?gender=woman');
	await expect(html).toHaveAttribute('lang', 'nb');
	await page.getByRole('button', { name: 'English' }).click();
	await expect(html).toHaveAttribute('lang', 'en');
	await expect(page).toHaveURL(/\/contacts\?gender=woman$/);
	await page.getByRole('button', { name: 'Dark' }).click();
	await expect(html).toHaveAttribute('data-color-scheme', 'dark');
	await expect(html).toHaveAttribute('lang', 'en');
	const dark = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
	await page.goto('/');
	await expect(html).toHaveAttribute('data-color-scheme', 'dark');
	await page.getByRole('button', { name: 'Light' }).click();
	expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).not.toBe(dark);
	const cookies = await page.context().cookies();
	for (const name of ['lykt_locale', 'lykt_scheme']) {
		expect(cookies.find((cookie) => cookie.name === name)!.expires).toBeGreaterThan(Date.now() / 1000 + 300 * 86_400);
	}

	await page.goto('/account');
	await page.getByRole('button', { name: 'Sign out' }).click();
	await expect(page).toHaveURL(/\/sign-in\?left/);
	await expect(html).toHaveAttribute('lang', 'en');
	await page.goto('/contacts');
	await expect(page).toHaveURL(/\/sign-in\?back=/);
});

test('an error page and a refused page are whole pages too', async ({ browser }) => {
	const page = await withoutScript(browser, 'amir');
	expect((await page.goto('/staff'))!.status()).toBe(403);
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Denne siden er ikke åpen for deg');
	await expect(page.getByRole('navigation', { name: 'Hovedmeny' })).toBeVisible();
	expect((await page.goto('/nothing-here'))!.status()).toBe(404);
	await page.getByRole('link', { name: 'Gå til I dag' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toContainText('Hei,');
});

async function sheetOf(rows: (string | number)[][]): Promise<Buffer> {
	const book = new ExcelJS.Workbook();
	book.addWorksheet('Annonser').addRows(rows);
	return Buffer.from(await book.xlsx.writeBuffer());
}
