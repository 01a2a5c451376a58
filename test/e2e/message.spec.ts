import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { fillCampaign, inDays, tickChecklist } from './campaigns.ts';
import { expect, test } from './journey.ts';
import { signedIn } from './people.ts';

// Writing a message (R56, R61, R116): what it costs and what to think about, with script and without.
const start = 'Hei! Marianne fra Lanternen her. Vi har gratis kondomer og lege';
const end = 'Fant nummeret i annonsen din. Svar STOPP.';
const dashed = `${start} – kom innom. ${end}`;
const plain = `${start} - kom innom. ${end}`;

const bokmal = (page: Page) => page.getByLabel('Tekst: norsk bokmål');
const replaceButton = (page: Page) => page.getByRole('button', { name: /^Bytt tegnet.*norsk bokmål/ });
const overflow = (page: Page) =>
	page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

test('with script the counter follows the typing, and a dash that costs an SMS is shown and replaced', async ({
	browser
}) => {
	const { page, context } = await signedIn(browser, 'marianne');
	await page.goto('/campaigns/new');
	await expect(page.getByRole('button', { name: 'Sjekk teksten' })).toHaveCount(0);
	await bokmal(page).pressSequentially('Hei! Svar STOPP.');
	await expect(page.getByText('16 tegn · 1 SMS')).toBeVisible();
	await expect(page.getByText('144 tegn igjen')).toBeVisible();
	await expect(page.locator('main')).toContainText('Sier ikke hvem som skriver');
	await bokmal(page).fill('Hei! Marianne fra Lanternen her.');
	await expect(page.locator('main')).toContainText(
		'«Svar STOPP for ingen flere meldinger.» blir lagt til og er regnet med.'
	);
	await expect(page.locator('main')).not.toContainText('Sier ikke hvem som skriver');

	await bokmal(page).fill(dashed);
	await expect(page.getByText(`${dashed.length} tegn · 2 SMS`)).toBeVisible();
	await expect(page.locator('main mark')).toHaveText('–');
	await expect(page.locator('main')).toContainText('Bytt til vanlige tegn, så blir det 1 SMS i stedet for 2.');
	await expect(bokmal(page)).toHaveAccessibleDescription(/tegn · 2 SMS/);
	expect((await new AxeBuilder({ page }).include('main').analyze()).violations).toEqual([]);
	await replaceButton(page).click();
	await expect(bokmal(page)).toHaveValue(plain);
	await expect(bokmal(page)).toBeFocused();
	await expect(page.getByText(`${plain.length} tegn · 1 SMS`)).toBeVisible();
	await expect(replaceButton(page)).toHaveCount(0);

	await bokmal(page).fill('');
	await expect(page.locator('main')).not.toContainText('SMS i stedet');
	await expect(page.getByText(/tegn · \d SMS/)).toHaveCount(0);
	await context.close();
});

test('without script a button does the same, and nothing that was typed is lost', async ({ browser }) => {
	const { page, context } = await signedIn(browser, 'marianne', { javaScriptEnabled: false });
	await page.goto('/campaigns/new');
	await page.getByLabel('Navn').fill('Uten tall ennå');
	await page.getByLabel('Siste dag').fill(await inDays(page, 9));
	const lastDay = await page.getByLabel('Siste dag').inputValue();
	await bokmal(page).fill(dashed);
	await page.getByLabel('Tekst: English').fill('Meet the girls at www.lanternen.example');
	await page.getByRole('button', { name: 'Sjekk teksten' }).click();

	await expect(page.getByText(`${dashed.length} tegn · 2 SMS`)).toBeVisible();
	await expect(page.locator('main mark').first()).toHaveText('–');
	await expect(page.locator('main')).toContainText('«the girls» kan støte noen eller stenge noen ute');
	await expect(page.locator('main')).toContainText('«www.lanternen.example» er en lenke');
	await replaceButton(page).click();

	await expect(bokmal(page)).toHaveValue(plain);
	await expect(page.getByText(`${plain.length} tegn · 1 SMS`)).toBeVisible();
	await expect(page.getByLabel('Navn')).toHaveValue('Uten tall ennå');
	await expect(page.getByLabel('Siste dag')).toHaveValue(lastDay);
	await expect(page.getByLabel('Tekst: English')).toHaveValue('Meet the girls at www.lanternen.example');
	// Enter in a field saves; it does not press the button that happens to stand first.
	await page.getByLabel('Mål', { exact: true }).fill('5 nye får vite om legen');
	await page.getByLabel('Hvor mange').fill('5');
	await page.getByLabel('Navn').press('Enter');
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Uten tall ennå: hvem skal få den?');
	await context.close();
});

test('the campaign shows both screens of a phone and what was found, and a finding stops nobody', async ({
	browser
}) => {
	const { page, context } = await signedIn(browser, 'marianne');
	await page.goto('/campaigns/new');
	await fillCampaign(page, 'Gjennomgang');
	await bokmal(page).fill(`Hei fra Lanternen! Er du en av jentene som selger sex? ${end}`);
	await page.getByRole('button', { name: 'Lagre og legg til numre' }).click();
	await page.getByLabel('Lim inn numre').fill('40006101');
	await page.getByRole('button', { name: 'Sjekk lista' }).click();
	await page.getByRole('link', { name: 'Fortsett med 1' }).click();

	const message = page.getByRole('region', { name: 'norsk bokmål' });
	await expect(message.getByRole('figure', { name: 'På låst skjerm' })).toContainText('selger sex');
	await expect(message.getByRole('figure', { name: 'På låst skjerm' })).not.toContainText('STOPP');
	await expect(message.getByRole('figure', { name: 'Når den er åpnet' })).toContainText('STOPP');
	const findings = message.getByRole('listitem');
	await expect(findings.first()).toContainText('Viktig: «selger», «sex» kan avsløre noe på en låst skjerm');
	await expect(findings.filter({ hasText: 'Skriv heller «personene, folk eller alle».' })).toHaveCount(1);
	await expect(findings.filter({ hasText: 'I orden: Sier hvor nummeret kommer fra' })).toHaveCount(1);
	for (const width of [1280, 320]) {
		await page.setViewportSize({ width, height: 800 });
		expect((await new AxeBuilder({ page }).include('main').analyze()).violations).toEqual([]);
		expect(await overflow(page), `${width} px`).toBeLessThanOrEqual(0);
	}
	await page.getByRole('link', { name: 'Endre hensikt og melding' }).click();
	await expect(page.locator('main')).toContainText('kan avsløre noe på en låst skjerm');
	expect(await overflow(page)).toBeLessThanOrEqual(0);
	await page.getByRole('link', { name: 'Gjennomgang', exact: true }).click();
	await tickChecklist(page);
	await page.getByRole('button', { name: 'Send til godkjenning' }).click();
	await expect(page.locator('main')).toContainText('Venter på at en kollega godkjenner');
	await context.close();
});

test('only whoever may write a campaign may ask, and only about a language we know', async ({ browser }) => {
	const ask = async (page: Page, data: unknown) =>
		(
			await page.request.post('/campaigns/check-text', { data, headers: { origin: new URL(page.url()).origin } })
		).status();
	const { page: marianne } = await signedIn(browser, 'marianne');
	expect(await ask(marianne, { language: 'nb', text: 'Hei' })).toBe(200);
	expect(await ask(marianne, { language: 'xx', text: 'Hei' })).toBe(422);
	const { page: amir } = await signedIn(browser, 'amir');
	expect(await ask(amir, { language: 'nb', text: 'Hei' })).toBe(403);
});
