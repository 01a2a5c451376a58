import { expect, type Browser, type BrowserContext, type Page } from '@playwright/test';

/** The invented people of the demonstration (src/demo.ts). */
export type DemoPerson = 'marianne' | 'jonas' | 'sara' | 'amir';

/** Opens a browser of their own for somebody and signs them in. */
export async function signedIn(
	browser: Browser,
	who: DemoPerson,
	options: Parameters<Browser['newContext']>[0] = {}
): Promise<{ page: Page; context: BrowserContext }> {
	const context = await browser.newContext(options);
	const page = await context.newPage();
	await signIn(page, who);
	return { page, context };
}

export async function signIn(page: Page, who: DemoPerson): Promise<void> {
	await page.goto('/sign-in');
	await page.getByLabel('E-post').fill(`${who}@lanternen.example`);
	await page.getByLabel('Passord').fill('lykt-demo-2026');
	await page.getByRole('button', { name: 'Logg inn' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toContainText('Hei,');
}
