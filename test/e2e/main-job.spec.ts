import type { Page } from '@playwright/test';
import { sayRead, tickChecklist } from './campaigns.ts';
import { expect, test } from './journey.ts';
import { signedIn } from './people.ts';

// The service's main job, once through, with two people and the simulated phones, in Norwegian.
test('a list becomes messages, replies, calls, a registered contact and figures', async ({ browser }) => {
	const { page: marianne } = await signedIn(browser, 'marianne');
	const { page: jonas } = await signedIn(browser, 'jonas');
	const phones = await (await browser.newContext()).newPage();
	const numbers = ['400 07 001', '+47 400 07 002', '0047 40007003', '40007004', '40007005'];

	await test.step('Marianne makes a campaign; what is missing is said at the field and nothing is lost', async () => {
		await marianne.getByRole('navigation', { name: 'Hovedmeny' }).getByRole('link', { name: 'Kampanjer' }).click();
		await marianne.getByRole('link', { name: 'Ny kampanje' }).first().click();
		await marianne.getByLabel('Navn').fill('Vinter 2026');
		await marianne.getByLabel('Mål', { exact: true }).fill('5 nye får vite om gratis vaksine');
		await marianne.getByLabel('Hvor mange').fill('5');
		await marianne.getByLabel('Siste dag').fill('');
		await marianne.locator('main form').evaluate((form: HTMLFormElement) => (form.noValidate = true));
		await marianne.getByRole('button', { name: 'Lagre og legg til numre' }).click();
		await expect(marianne.getByRole('alert').first()).toContainText('Velg en siste dag');
		await expect(marianne.getByLabel('Navn')).toHaveValue('Vinter 2026');
		await marianne.getByLabel('Siste dag').fill(await inDays(marianne, 14));
		await marianne
			.getByLabel('Tekst: norsk bokmål')
			.fill(
				'Hei! Marianne fra Lanternen her. Vi har gratis vaksine. Fant nummeret i annonsen din. Svar gjerne, eller svar STOPP.'
			);
		await marianne
			.getByLabel('Tekst: English')
			.fill(
				'Hi! Marianne from Lanternen here. Free vaccine. Found your number in your ad. Reply any time, or reply STOP.'
			);
		await marianne.getByRole('button', { name: 'Lagre og legg til numre' }).click();
	});

	await test.step('she pastes the list and sees at once who may be contacted, and why the others may not', async () => {
		await expect(marianne.getByRole('heading', { level: 1 })).toContainText('hvem skal få den?');
		const optedOut = '40000103'; // asked to be left alone in the earlier campaign of the demonstration
		const recent = '40000101'; // got a message seventy days ago
		await marianne
			.getByLabel('Lim inn numre')
			.fill([...numbers.slice(0, 4), `${numbers[4]};en`, '40007001', optedOut, recent, '22123456', '113'].join('\n'));
		await marianne.getByRole('button', { name: 'Sjekk lista' }).click();
		await expect(marianne.getByRole('heading', { level: 1 })).toHaveText('Vinter 2026: 5 kan kontaktes');
		await expect(marianne.getByRole('row', { name: 'Har reservert seg 1 Aldri' })).toBeVisible();
		await expect(marianne.getByRole('row', { name: /Kontaktet siste seks måneder 1 De første/ })).toBeVisible();
		await expect(marianne.getByRole('table', { name: '2 linjer kunne ikke brukes' })).toContainText('Fasttelefon');
		await expect(marianne.getByRole('table', { name: 'Linjene' })).toContainText('+47 4•• •• •01');
		await expect(marianne.locator('main')).not.toContainText('40007002');
		await marianne.getByRole('link', { name: 'Fortsett med 5' }).click();
		await tickChecklist(marianne);
		await marianne.getByRole('button', { name: 'Send til godkjenning' }).click();
		await expect(marianne.locator('main')).toContainText(
			'Den må godkjennes av en fagleder som ikke har laget den selv.'
		);
		await expect(marianne.getByRole('button', { name: 'Godkjenn' })).toHaveCount(0);
	});

	await test.step('Jonas finds it on his Today and approves', async () => {
		await jonas.goto('/');
		await expect(jonas.getByText('«Vinter 2026» venter på godkjenning')).toBeVisible();
		await row(jonas, '«Vinter 2026» venter').getByRole('link', { name: 'Se på den' }).click();
		await sayRead(jonas);
		await jonas.getByRole('button', { name: 'Godkjenn' }).click();
		await expect(jonas.getByRole('button', { name: 'Send til 5' })).toBeVisible();
	});

	await test.step('Marianne sends; the page shows how far it has come', async () => {
		await marianne.reload();
		await marianne.getByRole('button', { name: 'Send til 5' }).click();
		await expect(marianne.getByRole('heading', { level: 1 })).toHaveText('Vinter 2026: 5 av 5 er sendt');
		await expect(marianne.getByRole('row', { name: /Kom fram/ })).toContainText('5');
	});

	await test.step('the phones get it in their language; one answers, one says STOP', async () => {
		await openPhone(phones, '+4740007005');
		await expect(phones.getByRole('log')).toContainText('Free vaccine');
		await openPhone(phones, '+4740007001');
		await expect(phones.getByRole('log')).toContainText('gratis vaksine');
		await writeFrom(phones, '+4740007001', 'Hei, hvor holder dere til?');
		await writeFrom(phones, '+4740007002', 'Stopp!');
		await expect(async () => {
			await openPhone(phones, '+4740007002');
			await expect(phones.getByRole('log')).toContainText('Lanternen skriver ikke til deg igjen', { timeout: 1000 });
		}).toPass();
	});

	await test.step('Marianne reads the question and answers', async () => {
		await expect(async () => {
			await marianne.goto('/conversations');
			await expect(marianne.getByText('Hei, hvor holder dere til?')).toBeVisible({ timeout: 1000 });
		}).toPass();
		await row(marianne, 'hvor holder dere til').getByRole('link', { name: 'Les og svar' }).click();
		await expect(marianne.getByRole('heading', { level: 1 })).toHaveText('+47 4•• •• •01');
		await marianne.getByLabel('Svaret ditt').fill('Storgata 1, annen etasje. Velkommen.');
		await marianne.getByRole('button', { name: 'Send svar' }).click();
		await expect(marianne.getByRole('log')).toContainText('Storgata 1');
		await expect(async () => {
			await openPhone(phones, '+4740007001');
			await expect(phones.getByRole('log')).toContainText('Storgata 1', { timeout: 1000 });
		}).toPass();
	});

	await test.step('three days later those who did not answer are called, one at a time', async () => {
		await phones.goto('/phones');
		await phones.getByRole('button', { name: 'Tre dager senere' }).click();
		await marianne.goto('/campaigns');
		await marianne.getByRole('link', { name: 'Vinter 2026' }).click();
		await expect(marianne.getByRole('heading', { name: 'Ringeliste: 3 igjen' })).toBeVisible();
		await marianne.getByRole('link', { name: 'Åpne ringelista' }).click();
		await marianne.getByRole('button', { name: 'Ta det neste nummeret' }).click();
		await expect(marianne.getByRole('link', { name: 'Ring', exact: true })).toHaveAttribute('href', 'tel:+4740007003');
		await marianne.getByRole('button', { name: 'Lagre og ta neste' }).click();
		await expect(marianne.getByRole('alert').first()).toContainText('Velg hvordan det gikk');
		await marianne.getByRole('radio', { name: 'Snakket sammen' }).check();
		await marianne.getByRole('button', { name: 'Lagre og ta neste' }).click();
		await expect(marianne.getByRole('link', { name: 'Ring', exact: true })).toHaveAttribute('href', 'tel:+4740007004');
		await marianne.getByRole('radio', { name: 'Vil ikke kontaktes' }).check();
		await marianne.getByRole('button', { name: 'Lagre', exact: true }).click();
		await expect(marianne.getByRole('heading', { level: 1 })).toHaveText('Ringeliste: 1 igjen');
	});

	await test.step('she registers the conversation, and the lead looks at the figures', async () => {
		await jonas.goto('/report');
		const before = await countIn(jonas);
		await marianne.goto('/contacts/new');
		await marianne.getByRole('radio', { name: 'Kvinne' }).check();
		await marianne.getByRole('checkbox', { name: 'Helse', exact: true }).check();
		await marianne.getByRole('button', { name: 'Lagre', exact: true }).click();
		await expect(marianne.getByRole('status').first()).toBeVisible();
		await jonas.goto('/report');
		expect(await countIn(jonas)).toBe(before + 1);
		await expect(jonas.locator('svg.chart, svg[role=img]').first()).toBeVisible();
	});
});

const row = (page: Page, text: string) => page.getByRole('listitem').filter({ hasText: text });

async function openPhone(page: Page, number: string): Promise<void> {
	await page.goto(`/phones?number=${encodeURIComponent(number)}`);
}

async function writeFrom(page: Page, number: string, text: string): Promise<void> {
	await openPhone(page, number);
	await page.getByLabel('Skriv fra denne telefonen').fill(text);
	await page.getByRole('button', { name: 'Send', exact: true }).click();
	await expect(page.getByRole('log')).toContainText(text);
}

/** «121 kontakter så langt i 2026» → 121 */
async function countIn(page: Page): Promise<number> {
	const text = await page.getByRole('heading', { level: 1 }).innerText();
	return Number(/\d[\d\s]*/.exec(text)![0].replace(/\s/g, ''));
}

/** The demonstration's own calendar, which may have been moved by another test. */
async function inDays(page: Page, days: number): Promise<string> {
	const today = (await page.getByLabel('Siste dag').getAttribute('min'))!;
	return new Date(Date.parse(`${today}T12:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
