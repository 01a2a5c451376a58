import type { Page } from '@playwright/test';
import { writeFrom } from './campaigns.ts';
import { expect, test } from './journey.ts';
import { signedIn } from './people.ts';

// One inbox: what came by SMS and what is written down by hand, sorted in one press, and an opt-out lifted by two people.

/** Opens the conversation in which this was the last that was written. */
async function openThread(page: Page, text: string): Promise<void> {
	await expect(async () => {
		await page.goto('/conversations?show=open');
		await expect(page.getByText(text, { exact: true })).toBeVisible({ timeout: 1000 });
	}).toPass();
	await page.getByRole('listitem').filter({ hasText: text }).getByRole('link').first().click();
	await expect(page.getByRole('log')).toContainText(text);
}

test('a standard answer and a sorted reply, without script: nothing that was typed is lost', async ({ browser }) => {
	const { page: marianne } = await signedIn(browser, 'marianne', { javaScriptEnabled: false });
	await writeFrom(marianne, '+4740008101', 'Tusen takk, men jeg trenger dere ikke');
	await openThread(marianne, 'Tusen takk, men jeg trenger dere ikke');
	await marianne.getByLabel('Svaret ditt').fill('Hei igjen.');
	await marianne.getByRole('button', { name: 'Sett inn: Trenger oss ikke nå' }).click();
	await expect(marianne.getByLabel('Svaret ditt')).toHaveValue(/^Hei igjen\.\n\n\S/);
	await expect(marianne.getByText('Forslag: Trenger ikke nå')).toBeVisible();
	await marianne.getByRole('button', { name: 'Trenger ikke nå', exact: true }).click();
	await expect(marianne.getByText('Valgt: Trenger ikke nå')).toBeVisible();
	await marianne.getByRole('button', { name: 'Brett sammen' }).click();
	await expect(marianne.locator('#last summary')).toHaveText('Brettet sammen');
	await expect(marianne.getByLabel('Svaret ditt')).toHaveValue(/^Hei igjen\.\n\n\S/);
	await marianne.getByRole('button', { name: 'Send svar' }).click();
	await expect(marianne.getByRole('log')).toContainText('Hei igjen.');
	await marianne.goto('/conversations?show=answered');
	await expect(marianne.getByRole('listitem').filter({ hasText: 'Brettet sammen' })).toContainText('Trenger ikke nå');
});

test('a call is written down: the same answer whether the number was known or not', async ({ browser }) => {
	const { page: marianne } = await signedIn(browser, 'marianne');
	for (const number of ['400 08 102', '400 08 102', '400 08 103']) {
		await marianne.goto('/conversations');
		await marianne.getByRole('link', { name: 'Skriv opp en samtale' }).click();
		await expect(marianne.getByLabel('Kallenavnet deres der')).toBeHidden();
		await marianne.getByLabel(/^Nummeret de ringte fra/).fill(number);
		await marianne.getByRole('button', { name: 'Skriv opp' }).click();
		await expect(marianne.getByRole('alert')).toContainText('Velg hva svaret var');
		await expect(marianne.getByLabel(/^Nummeret de ringte fra/)).toHaveValue(number);
		await marianne.locator('label').filter({ hasText: 'Vil ikke kontaktes' }).click();
		await marianne.getByRole('button', { name: 'Skriv opp' }).click();
		await expect(marianne.getByRole('status').first()).toHaveText(
			/^\s*Skrevet opp\. Fra nå av kontakter vi dem ikke\.\s*Adresser blir ikke lagret, bare en kode\.\s*Kontakten er registrert\.\s*Legg til temaer\s*$/
		);
	}
	await expect(marianne.getByText(/^Siste 30 dager: SMS \d+, telefon 3, portal 0, e-post 0\.$/)).toBeVisible();
	await expect(marianne.getByRole('listitem').filter({ hasText: 'De ringte' })).toHaveCount(3);
	await marianne.goto('/conversations?show=open');
	const titles = marianne.getByRole('listitem').getByRole('heading').getByRole('link');
	await titles.first().focus();
	await marianne.keyboard.press('ArrowDown');
	await expect(titles.nth(1)).toBeFocused();
	await marianne.keyboard.press('ArrowUp');
	await expect(titles.first()).toBeFocused();
	expect(await marianne.content()).not.toContain('40008102');
});

test('somebody who said stop and writes again is heard again when they wish it and a lead agrees', async ({
	browser
}) => {
	const { page: marianne } = await signedIn(browser, 'marianne');
	await writeFrom(marianne, '+4740008104', 'STOPP');
	await writeFrom(marianne, '+4740008104', 'Jeg vil gjerne ha meldinger likevel');
	await openThread(marianne, 'Jeg vil gjerne ha meldinger likevel');
	await marianne.getByText('Vil de høre fra oss igjen?').click();
	await marianne.getByRole('button', { name: 'Be en fagleder om det' }).click();
	await expect(marianne.getByText('En fagleder er spurt.')).toBeVisible();
	await marianne.goto('/opt-outs/withdrawals');
	await expect(marianne.getByText('Du har spurt. En annen fagleder må si ja.')).toBeVisible();
	await expect(marianne.getByRole('button', { name: 'Løft reservasjonen' })).toHaveCount(0);

	const { page: jonas } = await signedIn(browser, 'jonas');
	await jonas.goto('/conversations');
	await jonas.getByRole('link', { name: 'Ett ønske venter på en fagleder' }).click();
	const wish = jonas.getByRole('listitem').filter({ hasText: 'Marianne Lunde spurte' });
	await expect(wish).not.toContainText('+47');
	await wish.getByRole('link', { name: 'Les hva de skrev' }).click();
	await expect(jonas.getByRole('log')).toContainText('Jeg vil gjerne ha meldinger likevel');
	await jonas.goBack();
	await wish.getByRole('button', { name: 'Løft reservasjonen' }).click();
	await jonas.getByRole('dialog').getByRole('button', { name: 'Løft reservasjonen' }).click();
	await expect(jonas.getByRole('status').first()).toContainText('Hadde de reservert seg, er reservasjonen løftet');
	await expect(jonas.getByRole('heading', { name: 'Ingen ønsker venter' })).toBeVisible();
});

test('a word that a lead adds stops from then on; an everyday word is refused', async ({ browser }) => {
	const { page: jonas } = await signedIn(browser, 'jonas');
	await jonas.goto('/opt-outs');
	await jonas.getByRole('link', { name: 'Ord som betyr stopp' }).click();
	const polish = jonas.locator('details#pl');
	await polish.locator('summary').click();
	await polish.getByLabel('Ord eller vending').fill('Nei');
	await polish.getByRole('button', { name: 'Legg til' }).click();
	await expect(jonas.getByRole('alert')).toContainText('Dette sier folk uten å mene stopp');
	await polish.getByLabel('Ord eller vending').fill('Przestań!');
	await polish.getByRole('button', { name: 'Legg til' }).click();
	await expect(polish.getByText('przestań', { exact: true })).toBeVisible();
	await polish.getByLabel('Hvem har lest ordene?').fill('Anna Nowak');
	await polish.getByRole('button', { name: 'Noter' }).click();
	await expect(polish.locator('summary')).toContainText('Lest av Anna Nowak');
	await jonas.waitForTimeout(10_500); // the worker may have asked for the words just before
	await writeFrom(jonas, '+4740008105', 'przestań');
	await openThread(jonas, 'przestań');
	await expect(jonas.getByText('De har bedt om ikke å bli kontaktet.')).toBeVisible();
	await jonas.goto('/opt-outs/stop-words?language=pl');
	await jonas.getByRole('button', { name: 'Ta bort przestań' }).click();
	await expect(jonas.getByText('przestań', { exact: true })).toHaveCount(0);
	await jonas.context().close();

	const { page: amir } = await signedIn(browser, 'amir');
	expect((await amir.goto('/opt-outs/stop-words'))!.status()).toBe(403);
	expect((await amir.goto('/conversations/log'))!.status()).toBe(403);
});

test('something new is told of while somebody writes, and what they have typed stays', async ({ browser }) => {
	const { page: marianne } = await signedIn(browser, 'marianne');
	const { page: phones } = await signedIn(browser, 'jonas');
	await writeFrom(phones, '+4740008106', 'Er dere der?');
	await openThread(marianne, 'Er dere der?');
	await marianne.clock.install();
	await marianne.reload();
	await marianne.getByLabel('Svaret ditt').fill('Ja, vi er her til');
	await writeFrom(phones, '+4740008106', 'Det haster ikke');
	await expect(async () => {
		await marianne.clock.fastForward(16_000);
		await expect(marianne.getByText('De har skrevet mer.')).toBeVisible({ timeout: 500 });
	}).toPass();
	await marianne.getByRole('button', { name: 'Vis det' }).click();
	await expect(marianne.getByRole('log')).toContainText('Det haster ikke');
	await expect(marianne.getByLabel('Svaret ditt')).toHaveValue('Ja, vi er her til');
});
