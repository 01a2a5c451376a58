import type { Page } from '@playwright/test';
import { expect, test } from './journey.ts';
import { signedIn } from './people.ts';

// Check before you write: one address for one task, held for whoever asked, and no look-up without a task.

/** Opens the check from an arena, as it is meant to be opened. */
async function openFromArena(page: Page): Promise<void> {
	await page.goto('/arenas');
	await page.getByRole('link', { name: 'Sjekk før du skriver på Portal Furu' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sjekk før du skriver');
}

async function check(page: Page, nick: string): Promise<void> {
	await page.getByLabel('Kallenavnet eller adressen').fill(nick);
	await page.getByRole('button', { name: 'Sjekk og hold av' }).click();
}

test('Marianne checks a nick and writes; a colleague is told to wait, and until when', async ({ browser }) => {
	const { page: marianne } = await signedIn(browser, 'marianne');
	const { page: jonas } = await signedIn(browser, 'jonas');
	await openFromArena(marianne);
	await check(marianne, 'lykt_prove_en');
	await expect(marianne.getByRole('status').first()).toContainText('Du kan skrive til lykt_prove_en nå');
	await expect(marianne.getByLabel('Kallenavnet eller adressen')).toHaveValue('');

	await test.step('while it is hers, the colleague waits for minutes', async () => {
		await openFromArena(jonas);
		const hisOwn = await jonas.getByRole('button', { name: 'Jeg har skrevet' }).count();
		await check(jonas, 'LYKT_prove_en');
		await expect(jonas.getByRole('status').first()).toContainText('Vent med LYKT_prove_en');
		await expect(jonas.getByRole('status').first()).toContainText(/Vent til \d+\. \S+ \d{4} klokka \d\d[.:]\d\d/);
		await expect(jonas.getByRole('button', { name: 'Jeg har skrevet' })).toHaveCount(hisOwn);
	});

	await test.step('her first page reminds her, with the time that is left and without the address', async () => {
		await marianne.goto('/');
		const row = marianne.getByRole('listitem').filter({ hasText: 'Portal Furu' });
		await expect(row).toContainText(/holdt av for deg/);
		await expect(row).toContainText(/\d+ minutter igjen/);
		await expect(marianne.locator('main')).not.toContainText('lykt_prove_en');
		await row.getByRole('link').click();
	});

	await marianne.getByRole('button', { name: 'Jeg har skrevet' }).click();
	await expect(marianne.getByRole('status').first()).toContainText(
		'Ingen av oss skriver til den adressen på seks måneder'
	);
	await expect(marianne.getByRole('button', { name: 'Jeg har skrevet' })).toHaveCount(0);
	await check(jonas, 'lykt_prove_en');
	const answer = jonas.getByRole('status').first();
	await expect(answer).toContainText('Kontaktet siste seks måneder');
	await expect(answer).toContainText(/Vent til \d+\. \S+ \d{4}\./); // a day; of hours nobody needs to know
});

test('without a task nobody looks anybody up', async ({ browser }) => {
	const { page: marianne } = await signedIn(browser, 'marianne');
	await openFromArena(marianne); // so it is not the right that she lacks
	expect((await marianne.goto('/check'))!.status()).toBe(403);
	await expect(marianne.getByLabel('Kallenavnet eller adressen')).toHaveCount(0);
	const { page: amir } = await signedIn(browser, 'amir');
	expect((await amir.goto('/check'))!.status()).toBe(403);
});

test('without script: a fault comes back with what was typed, and what was let go is free for others', async ({
	browser
}) => {
	const { page: jonas } = await signedIn(browser, 'jonas', { javaScriptEnabled: false });
	await openFromArena(jonas);
	await jonas.locator('label').filter({ hasText: 'E-postadresse' }).click();
	await check(jonas, 'lykt prove at example');
	await expect(jonas.getByRole('alert')).toContainText('Ingenting er sjekket ennå');
	await expect(jonas.getByLabel('Kallenavnet eller adressen')).toHaveValue('lykt prove at example');
	await check(jonas, 'lykt_prove@example.org');
	await expect(jonas.locator('main')).toContainText('Du kan skrive til lykt_prove@example.org nå');
	await jonas.getByRole('button', { name: 'Jeg skrev ikke' }).first().click(); // what was just asked stands first
	await expect(jonas.locator('main')).toContainText('Adressen er ledig for andre igjen');

	const { page: marianne } = await signedIn(browser, 'marianne', { javaScriptEnabled: false });
	await openFromArena(marianne);
	await marianne.locator('label').filter({ hasText: 'E-postadresse' }).click();
	await check(marianne, 'lykt_prove@example.org');
	await expect(marianne.locator('main')).toContainText('Du kan skrive til lykt_prove@example.org nå');
	await marianne.getByText('Ingen bør skrive hit').first().click();
	await marianne.getByRole('button', { name: 'Lukk adressen' }).click();
	await expect(marianne.locator('main')).toContainText('Vi skriver aldri til den adressen');
});

test('by keyboard alone, from the arena to what was written', async ({ browser }) => {
	const { page } = await signedIn(browser, 'marianne');
	await page.goto('/arenas');
	await press(page, 'link', 'Sjekk før du skriver på Portal Furu');
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sjekk før du skriver');
	await tabTo(page, 'textbox', 'Kallenavnet eller adressen');
	await page.keyboard.type('lykt_prove_taster');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('status').first()).toContainText('Du kan skrive til lykt_prove_taster nå');
	await press(page, 'button', 'Jeg har skrevet');
	await expect(page.getByRole('status').first()).toContainText('Ingen av oss skriver til den adressen');
});

async function press(page: Page, role: 'link' | 'button', name: string): Promise<void> {
	await tabTo(page, role, name);
	await page.keyboard.press('Enter');
}

async function tabTo(page: Page, role: 'link' | 'button' | 'textbox', name: string): Promise<void> {
	const target = page.getByRole(role, { name, exact: role !== 'textbox' }).first();
	await expect(async () => {
		await page.keyboard.press('Tab');
		await expect(target).toBeFocused({ timeout: 50 });
	}).toPass({ intervals: [0], timeout: 120_000 });
}
