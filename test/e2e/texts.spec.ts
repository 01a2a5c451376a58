import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { approve, fillCampaign, tickChecklist } from './campaigns.ts';
import { expect, test } from './journey.ts';
import { signedIn } from './people.ts';

// A good message made easy: the library, a campaign that begins with a template, two wordings, and what must be in order.
const axe = async (page: Page) =>
	expect((await new AxeBuilder({ page }).include('main').analyze()).violations, page.url()).toEqual([]);
const nb = 'Hei! Marianne fra Lanternen her. Gratis lege hos oss. Fant nummeret i annonsen din. Svar STOPP.';
const ro = 'Bună! Medic gratuit la Lanternen. Am găsit numărul în anunț. Scrie STOP.';

test('a text is written by one, read by another, used in a campaign, and frozen', async ({ browser }) => {
	const { page: marianne } = await signedIn(browser, 'marianne');
	const { page: jonas } = await signedIn(browser, 'jonas');

	const text =
		await test.step('Marianne writes it without script; what is missing is said and nothing is lost', async () => {
			const { page, context } = await signedIn(browser, 'marianne', { javaScriptEnabled: false });
			await page.goto('/texts');
			await page.getByRole('link', { name: 'Ny melding' }).click();
			await page.getByLabel('Navn').fill('Lege i januar');
			await page.getByRole('button', { name: 'Lagre' }).last().click();
			await expect(page.getByRole('alert')).toContainText('Skriv teksten på minst ett språk');
			await expect(page.getByLabel('Navn')).toHaveValue('Lege i januar');
			await page.getByLabel('Tekst: norsk bokmål').fill(nb);
			await page.getByText('Flere språk').click();
			await page.getByLabel('Tekst: română').fill(ro);
			await page.getByRole('button', { name: 'Lagre' }).last().click();
			await expect(page.getByRole('heading', { level: 1 })).toHaveText('Lege i januar');
			await expect(page.getByText('Du skrev den selv. En annen må lese den.')).toHaveCount(2);
			const address = new URL(page.url()).pathname;
			await context.close();
			return address;
		});

	await test.step('it cannot be chosen before Jonas has read it', async () => {
		await marianne.goto('/campaigns/new');
		await expect(marianne.getByLabel('Begynn med en mal').locator('option', { hasText: 'Lege i januar' })).toHaveCount(
			0
		);
		await jonas.goto(text);
		await axe(jonas);
		await jonas.getByLabel('Jeg leser rumensk godt og har lest teksten').check();
		await jonas.getByRole('region', { name: 'română' }).getByRole('button', { name: 'Den er i orden' }).click();
		await expect(jonas.getByRole('status')).toContainText('Teksten kan brukes');
		await expect(jonas.getByRole('region', { name: 'română' })).toContainText('Lest av Jonas Berg');
	});

	await test.step('a campaign begins with it; what Marianne had written herself is kept', async () => {
		await marianne.goto('/campaigns/new');
		await fillCampaign(marianne, 'Januar');
		await marianne.getByLabel('Begynn med en mal').selectOption('Lege i januar (rumensk)');
		await marianne.getByRole('button', { name: 'Hent teksten' }).click();
		await expect(marianne.getByText('Teksten er hentet på 1 språk')).toBeVisible();
		await expect(marianne.getByLabel('Tekst: română')).toHaveValue(ro);
		await expect(marianne.getByLabel('Tekst: norsk bokmål')).toHaveValue(/gratis vaksine/);
		await marianne.getByText('Prøv to varianter').click();
		await marianne.getByLabel('Variant 2: norsk bokmål').fill(nb);
		await marianne.getByText('Mer om kampanjen').click();
		await marianne.getByLabel('Fylke').selectOption('Finnmark');
		await axe(marianne);
		await marianne.getByRole('button', { name: 'Lagre og legg til numre' }).click();
		await marianne.getByLabel('Lim inn numre').fill('40006701\n40006702');
		await marianne.getByRole('button', { name: 'Sjekk lista' }).click();
		await marianne.getByRole('link', { name: 'Fortsett med 2' }).click();
	});

	await test.step('the draft shows both wordings and their readers, warns about Finnmark, and wants its checklist', async () => {
		await expect(marianne.getByRole('region', { name: 'norsk bokmål, variant 2' })).toContainText('Gratis lege');
		await expect(marianne.getByRole('region', { name: 'română' })).toContainText('Lest av Jonas Berg');
		await expect(marianne.locator('main')).toContainText('Vi vet lite om tilbudet i Finnmark');
		await marianne.getByLabel('Vi har plass til dem som kommer').check();
		await marianne.getByRole('button', { name: 'Send til godkjenning' }).click();
		await expect(marianne.getByRole('alert')).toContainText('Noe på sjekklista er ikke krysset av');
		await expect(marianne.getByLabel('Vi har plass til dem som kommer')).toBeChecked();
		await axe(marianne);
		await tickChecklist(marianne);
		await marianne.getByRole('button', { name: 'Send til godkjenning' }).click();
		await expect(marianne.locator('main')).toContainText('Venter på at en kollega godkjenner');
	});

	await test.step('an adapted text in Romanian needs a reader again, and Jonas reads it on the draft', async () => {
		const draft = new URL(marianne.url()).pathname;
		await marianne.getByRole('link', { name: 'Endre hensikt og melding' }).click();
		await marianne.getByLabel('Tekst: română').fill(`${ro} Salut.`);
		await marianne.getByRole('button', { name: 'Lagre' }).last().click();
		await expect(marianne.locator('main')).toContainText('Trenger en leser: rumensk');
		await tickChecklist(marianne);
		await marianne.getByRole('button', { name: 'Send til godkjenning' }).click();
		await expect(marianne.getByRole('alert')).toContainText('En tekst mangler en leser');
		await jonas.goto(draft);
		await axe(jonas);
		await jonas.getByLabel('Jeg leser rumensk godt og har lest teksten').check();
		await jonas.getByRole('button', { name: 'Den er i orden' }).click();
		await expect(jonas.getByRole('region', { name: 'română' })).toContainText('Lest av Jonas Berg');
		await marianne.goto(draft);
		await marianne.getByRole('button', { name: 'Send til godkjenning' }).click();
		await expect(marianne.locator('main')).toContainText('Venter på at en kollega godkjenner');
		await approve(jonas, draft.split('/').at(-1)!);
		await expect(jonas.getByRole('region', { name: 'norsk bokmål', exact: true })).toContainText('Lest av Jonas Berg');
	});

	await test.step('changing a text that was read makes a new version, and the old one is still used', async () => {
		await marianne.goto(text);
		await marianne.getByRole('link', { name: 'Endre teksten' }).click();
		await marianne.getByLabel('Tekst: română').fill(`${ro} Mulțumim.`);
		await marianne.getByRole('button', { name: 'Lagre' }).last().click();
		await expect(marianne.locator('main')).toContainText('Nå: versjon 2');
		await expect(marianne.locator('main')).toContainText('Den forrige teksten brukes til denne er lest');
		await marianne.goto('/campaigns/new');
		await expect(marianne.getByLabel('Begynn med en mal').locator('option', { hasText: 'Lege i januar' })).toHaveCount(
			1
		);
		await marianne.goto(text);
		await marianne.getByRole('button', { name: 'Ta ut av bruk' }).first().click();
		await marianne.getByRole('dialog').getByRole('button', { name: 'Ta ut av bruk' }).click();
		await expect(marianne.getByRole('button', { name: 'Ta i bruk igjen' })).toBeVisible();
	});
});

test('a lead adds a word that the review looks for, and takes the change back; an adviser reads the list', async ({
	browser
}) => {
	const { page: jonas } = await signedIn(browser, 'jonas');
	const { page: marianne } = await signedIn(browser, 'marianne');
	await jonas.goto('/texts/words?list=discretion&language=nb');
	await jonas.getByLabel('Ord', { exact: true }).fill('gullhår');
	await jonas.getByRole('button', { name: 'Legg til' }).click();
	await expect(jonas.getByRole('status')).toContainText('Lista er lagret');
	await expect(jonas.getByRole('listitem').filter({ hasText: 'gullhår' })).toContainText('lagt til her');
	await axe(jonas);
	await marianne.goto('/campaigns/new');
	await marianne.getByLabel('Tekst: norsk bokmål').pressSequentially('Hei gullhår');
	await expect(marianne.locator('main')).toContainText('«gullhår» kan avsløre noe på en låst skjerm');
	await marianne.goto('/texts/words?list=discretion&language=nb');
	await expect(marianne.getByText('En fagleder kan endre lista.')).toBeVisible();
	await expect(marianne.getByRole('button', { name: 'Legg til' })).toHaveCount(0);
	await jonas.getByRole('button', { name: 'Ta ut gullhår' }).click();
	await expect(jonas.getByRole('listitem').filter({ hasText: 'gullhår' })).toHaveCount(0);
});

test('services elsewhere can be added and verified, also without script, and fit a small phone', async ({
	browser
}) => {
	const { page, context } = await signedIn(browser, 'marianne', {
		javaScriptEnabled: false,
		viewport: { width: 320, height: 700 }
	});
	await page.goto('/directory');
	await page.getByRole('button', { name: 'Legg til', exact: true }).click();
	await expect(page.getByRole('alert')).toContainText('Velg et fylke');
	await page.getByLabel('Navn').fill('Fyrhuset');
	await page.getByLabel('Fylke').selectOption('Agder');
	await page.getByLabel('Kondomer').check();
	await page.getByRole('button', { name: 'Legg til', exact: true }).click();
	await expect(page.getByRole('region', { name: 'Agder' })).toContainText('Fyrhuset');
	await page.getByRole('region', { name: 'Agder' }).getByRole('button', { name: 'Sjekket nå' }).click();
	await expect(page.getByRole('status')).toContainText('sjekket i dag');
	for (const route of ['/directory', '/texts', '/texts/new', '/texts?kind=answer', '/texts/words']) {
		await page.goto(route);
		const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
		expect(over, route).toBeLessThanOrEqual(0);
	}
	await context.close();
	const { page: jonas } = await signedIn(browser, 'jonas');
	for (const route of ['/directory', '/texts', '/texts?kind=answer', '/texts/new']) {
		await jonas.goto(route);
		await axe(jonas);
	}
});
