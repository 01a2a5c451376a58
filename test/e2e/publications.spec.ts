import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './journey.ts';
import { signedIn } from './people.ts';

// The year report: written beside live figures, checked, frozen and taken along (R109).
const overflow = (page: Page) =>
	page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
const violations = async (page: Page) => (await new AxeBuilder({ page }).analyze()).violations;

test('a lead writes the report, is told of a number that does not follow, freezes it and takes it along, without script', async ({
	browser
}) => {
	const { page, context } = await signedIn(browser, 'jonas', { javaScriptEnabled: false });
	await page.goto('/publications/new');
	await page.getByLabel('År', { exact: true }).fill('2026');
	await page.getByLabel('Tittel').fill('Årsrapport for øving');
	await page.getByLabel('Bare for oss').check();
	await page.getByRole('button', { name: 'Begynn på rapporten' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Årsrapport for øving');
	await expect(page.getByRole('heading', { name: 'Hvem vi møtte' })).toBeVisible();
	await expect(page.locator('svg[role=img]').first()).toBeVisible();

	await page.getByText('Rediger «Sammendrag»').click();
	const summary = page.locator('section', { has: page.getByRole('heading', { name: 'Sammendrag' }) }).first();
	await summary.getByLabel('Tekst').fill('Vi hadde 987 samtaler i år.');
	await summary.getByRole('button', { name: 'Lagre delen' }).click();
	await expect(page.getByText('Delen er lagret.')).toBeVisible();
	await expect(page.getByText('Stemmer ikke', { exact: true })).toBeVisible();
	await expect(page.getByText('Tallene gir', { exact: false }).first()).toBeVisible();

	// Nothing that was written is lost when it cannot be saved.
	await summary.getByLabel('Overskrift').fill('');
	await summary.getByLabel('Tekst').fill('Dette skal stå her fortsatt.');
	await summary.getByRole('button', { name: 'Lagre delen' }).click();
	await expect(page.getByText('Det du skrev, står her fortsatt.')).toBeVisible();
	await expect(page.getByLabel('Tekst').first()).toHaveValue('Dette skal stå her fortsatt.');

	// The number the figures have is no mistake, and the mark is gone.
	await page.goto(page.url().replace(/\?.*$/, ''));
	const says = await page.getByText('Tallene gir', { exact: false }).first().textContent();
	const expected = /Tallene gir (\d+)/.exec(says!)![1]!;
	await page.getByText('Rediger «Sammendrag»').click();
	await summary.getByLabel('Tekst').fill(`Vi hadde ${expected} samtaler i år.`);
	await summary.getByRole('button', { name: 'Lagre delen' }).click();
	await expect(page.getByText('Delen er lagret.')).toBeVisible();
	await expect(page.getByText('Stemmer ikke', { exact: true })).toHaveCount(0);

	await page.getByRole('button', { name: 'Frys rapporten' }).click();
	await page.getByRole('button', { name: 'Frys', exact: true }).click();
	await expect(page.getByText('Rapporten er frosset.', { exact: false })).toBeVisible();
	await page.getByRole('link', { name: 'Utgave 1' }).click();
	await expect(page.getByText(`Vi hadde ${expected} samtaler i år.`)).toBeVisible();

	// Each file is what it says it is, and has what was written.
	const files = page.getByRole('list', { name: 'Last ned' });
	const begins: Record<string, { type: string; bytes: string }> = {
		Nettside: { type: 'text/html', bytes: '<!doctype html>' },
		PDF: { type: 'application/pdf', bytes: '%PDF-1.7' },
		'Word (DOCX)': { type: 'wordprocessingml.document', bytes: 'PK' },
		'Regneark (XLSX)': { type: 'spreadsheetml.sheet', bytes: 'PK' },
		'CSV i en ZIP-fil': { type: 'application/zip', bytes: 'PK' }
	};
	for (const [name, { type, bytes }] of Object.entries(begins)) {
		const address = await files.getByRole('link', { name, exact: true }).getAttribute('href');
		const file = await page.request.get(address!);
		expect(file.headers()['content-type'], name).toContain(type);
		expect(file.headers()['content-disposition'], name).toContain('-1.');
		const body = (await file.body()).toString('latin1');
		expect(body.slice(0, bytes.length), name).toBe(bytes);
		expect(body.length, name).toBeGreaterThan(2000);
		if (name === 'PDF') expect(body).toContain('/StructTreeRoot');
		if (name === 'Nettside') expect(body).toContain(`Vi hadde ${expected} samtaler`);
	}
	const [file] = await Promise.all([
		page.waitForEvent('download'),
		files.getByRole('link', { name: 'Word (DOCX)' }).click()
	]);
	expect(file.suggestedFilename()).toBe('report-1.docx');

	// On paper there is the report, and nothing to press.
	await page.emulateMedia({ media: 'print' });
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Årsrapport for øving');
	await expect(page.locator('svg[role=img]').first()).toBeVisible();
	await expect(files).toBeHidden();
	await expect(page.getByRole('navigation', { name: 'Hovedmeny' })).toHaveCount(0);
	await context.close();
});

test('the pages are narrow, accessible in both schemes, and not for advisers', async ({ browser }) => {
	const { page, context } = await signedIn(browser, 'sara', { viewport: { width: 320, height: 700 } });
	await page.goto('/publications/new');
	expect(await overflow(page)).toBe(0);
	expect(await violations(page)).toEqual([]);
	await page.getByLabel('Bare for oss').check();
	await page.getByRole('button', { name: 'Begynn på rapporten' }).click();
	await expect(page.getByText('Rapporten er opprettet', { exact: false })).toBeVisible();
	for (const colorScheme of ['light', 'dark'] as const) {
		await page.emulateMedia({ colorScheme });
		expect(await overflow(page)).toBe(0);
		expect(await violations(page)).toEqual([]);
	}
	// An analyst writes; a lead freezes.
	await expect(page.getByRole('button', { name: 'Frys rapporten' })).toHaveCount(0);
	await page.getByRole('link', { name: 'Se rapporten' }).click();
	expect(await overflow(page)).toBe(0);
	expect(await violations(page)).toEqual([]);
	await context.close();
	const adviser = await signedIn(browser, 'marianne');
	expect((await adviser.page.goto('/publications'))!.status()).toBe(403);
	await adviser.context.close();
});
