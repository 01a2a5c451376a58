import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './journey.ts';
import { signedIn } from './people.ts';

// Offers, the desk and the evaluation of a campaign (R59, R66, R69, R70, R88).
const vaccine = 'Gratis HPV-vaksine';
const overflow = (page: Page) =>
	page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
const violations = async (page: Page) => (await new AxeBuilder({ page }).analyze()).violations;
const countToday = async (page: Page) =>
	Number(/(\d+) talt/.exec(await page.getByRole('status').first().innerText())?.[1] ?? 0);

test('at the desk, on a small phone without script: an answer is two presses, and the last one can be taken back', async ({
	browser
}) => {
	const { page, context } = await signedIn(browser, 'amir', {
		javaScriptEnabled: false,
		viewport: { width: 320, height: 640 }
	});
	await page.goto('/offers');
	await page.getByRole('link', { name: 'Tell ved skranken' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Hvordan hørte du om oss?');
	const before = await countToday(page);
	await page.getByRole('button', { name: 'Melding fra oss' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Når fikk du meldinga?');
	expect(await overflow(page)).toBe(0);
	await page.getByRole('button', { name: 'Over seks måneder siden' }).click();
	await expect(page.getByRole('status').first()).toContainText('Telte: melding, over seks måneder siden, dose 1.');
	expect(await countToday(page)).toBe(before + 1);
	await page.getByLabel('2', { exact: true }).check();
	await page.getByRole('button', { name: 'En venn' }).click();
	await expect(page.getByRole('status').first()).toContainText('Telte: en venn, dose 2.');
	await page.getByRole('button', { name: 'Angre' }).click();
	await expect(page.getByRole('status').first()).toContainText('Den siste er tatt bort.');
	expect(await countToday(page)).toBe(before + 1);
	await expect(page.getByRole('button', { name: 'Angre' })).toHaveCount(0);
	expect(await overflow(page)).toBe(0);
	await context.close();
});

test('by keyboard: a digit answers', async ({ browser }) => {
	const { page, context } = await signedIn(browser, 'marianne');
	await page.goto('/offers');
	await page.getByRole('link', { name: 'Tell ved skranken' }).click();
	const before = await countToday(page);
	expect(await violations(page)).toEqual([]);
	await page.keyboard.press('3');
	await expect(page.getByRole('status').first()).toContainText('Telte: gata, dose 1.');
	expect(await countToday(page)).toBe(before + 1);
	await context.close();
});

test('three evenings when nobody came are three zeros, and say what was decided', async ({ browser }) => {
	const { page, context } = await signedIn(browser, 'sara');
	await page.goto('/offers');
	await page.getByRole('link', { name: 'Kveldsåpent på onsdager' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('0 besøk');
	await expect(page.getByRole('table').locator('tbody td.r')).toHaveText(['0', '0', '0']);
	await expect(page.locator('main')).toContainText('Ikke videreført.');
	expect(await violations(page)).toEqual([]);
	await context.close();
});

test('an offer is added; what is wrong is said at the field, and nothing that was written is lost', async ({
	browser
}) => {
	const { page, context } = await signedIn(browser, 'jonas');
	await page.goto('/offers/new');
	await page.getByLabel('Hva telles?').fill('tester');
	await page.getByLabel('Første dag').fill('2026-05-10');
	await page.getByLabel('Siste dag').fill('2026-05-01');
	await page.getByRole('button', { name: 'Legg inn tilbudet' }).click();
	await expect(page.getByRole('alert')).toContainText('Siste dag må være etter første');
	await expect(page.getByLabel('Hva telles?')).toHaveValue('tester');
	expect(await violations(page)).toEqual([]);
	await page.getByLabel('Navn').fill('Hurtigtest');
	await page.getByLabel('Siste dag').fill('2026-05-20');
	await page.getByRole('button', { name: 'Legg inn tilbudet' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('0 tester');
	expect(await violations(page)).toEqual([]);
	await context.close();
});

test('a campaign is looked back upon: the desk beside the messages, and a number in a lesson is asked about', async ({
	browser
}) => {
	const { page, context } = await signedIn(browser, 'marianne');
	await page.goto('/campaigns');
	await page.getByRole('link', { name: 'Evaluering: Høst 2026' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText(/av 40 svarte$/);
	await expect(page.locator('main')).toContainText('De fleste svarer ikke, og det er ikke en avvisning.');
	await expect(page.getByRole('link', { name: new RegExp(`^${vaccine}: \\d+ første doser$`) })).toBeVisible();
	expect(await violations(page)).toEqual([]);

	await page.getByLabel('Hva virket?').fill('Hun på 900 00 012 tok med to venner.');
	await page.getByRole('button', { name: 'Lagre det vi lærte' }).click();
	await expect(page.locator('main')).toContainText('Dette kan føre til en person: «900 00 012»');
	await expect(page.getByLabel('Hva virket?')).toHaveValue('Hun på 900 00 012 tok med to venner.');
	await page.getByLabel('Hva virket?').fill('Mange tok med venner.');
	await page.getByRole('button', { name: 'Lagre det vi lærte' }).click();
	await expect(page.locator('main')).toContainText('Det er lagret.');

	await page.getByLabel('Ringe', { exact: true }).fill('en time');
	await page.getByRole('button', { name: 'Lagre timene' }).click();
	await expect(page.getByRole('alert').first()).toContainText('Skriv timer som et tall');
	await page.getByLabel('Ringe', { exact: true }).fill('1,5');
	await page.getByRole('button', { name: 'Lagre timene' }).click();
	await expect(page.locator('main')).toContainText('41 timer');
	const csv = await page.request.get(`${page.url().split(/[?#]/)[0]}/csv`);
	expect(await csv.text()).toContain(';;sent;40');
	await context.close();

	const reader = await signedIn(browser, 'sara');
	await reader.page.goto(page.url().split(/[?#]/)[0]!);
	await expect(reader.page.locator('main')).toContainText('Mange tok med venner.');
	await expect(reader.page.getByRole('button', { name: 'Lagre det vi lærte' })).toHaveCount(0);
	await reader.context.close();
});
