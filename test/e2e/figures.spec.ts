import { expect, test } from './journey.ts';
import { signedIn } from './people.ts';

test('a lead sees figures inside, beside another period, and as they may be told outside; files can be taken along', async ({
	browser
}) => {
	const { page } = await signedIn(browser, 'jonas');
	await page.goto('/report');
	await expect(page.getByText('Interne tall.')).toBeVisible();
	await expect(page.getByRole('heading', { name: 'kontakter var med menn' })).toBeVisible();
	const [file] = await Promise.all([
		page.waitForEvent('download'),
		page.getByRole('link', { name: 'Last ned bildet (PNG)' }).first().click()
	]);
	expect(file.suggestedFilename()).toMatch(/^gender-\d{4}-01-01-.*\.png$/);

	await page.getByText('Avgrens og sammenlign').click();
	await page.getByLabel('Sammenlign med tida før').check();
	await page.getByRole('button', { name: 'Vis', exact: true }).click();
	await expect(page).toHaveURL(/compare=on/);
	await expect(page.getByRole('columnheader', { name: /^(20\d\d|Før)$/ }).first()).toBeVisible();

	await page.getByRole('link', { name: 'Folk utenfor' }).click();
	await expect(page.getByText('Offentlige tall.', { exact: false }).first()).toBeVisible();
	await expect(page.getByText('Interne tall.')).toHaveCount(0);
	await page.goto('/report?view=public&year=2099');
	await expect(page.getByText('Offentlige tall lages fra 1. februar året etter').first()).toBeVisible();
});

test('a peer sees public figures only, and cannot ask for others by the address', async ({ browser }) => {
	const { page } = await signedIn(browser, 'amir');
	for (const address of ['/report', '/report?view=internal&from=2026-01-01&to=2026-02-01']) {
		await page.goto(address);
		await expect(page.getByText('Offentlige tall.', { exact: false }).first()).toBeVisible();
		await expect(page.getByRole('link', { name: 'Oss i tjenesten' })).toHaveCount(0);
	}
});
