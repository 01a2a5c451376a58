import { expect, type Page } from '@playwright/test';

/** How a campaign is made and run by hand, for the journeys that need one to stand on. Norwegian pages. */
export interface Draft {
	name: string;
	numbers: string[];
}

/** Makes a campaign with its list, on the pages, and stops before it is sent for approval. @returns its id. */
export async function makeCampaign(page: Page, { name, numbers }: Draft): Promise<string> {
	await page.goto('/campaigns/new');
	await fillCampaign(page, name);
	await page.getByRole('button', { name: 'Lagre og legg til numre' }).click();
	await page.waitForURL(/\/audience$/);
	const id = idIn(page.url());
	if (numbers.length === 0) return id;
	await page.getByLabel('Lim inn numre').fill(numbers.join('\n'));
	await page.getByRole('button', { name: 'Sjekk lista' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toContainText('kan kontaktes');
	return id;
}

export async function fillCampaign(page: Page, name: string): Promise<void> {
	await page.getByLabel('Navn').fill(name);
	await page.getByLabel('Mål', { exact: true }).fill('5 nye får vite om gratis vaksine');
	await page.getByLabel('Hvor mange').fill('5');
	await page.getByLabel('Siste dag').fill(await inDays(page, 14));
	await page
		.getByLabel('Tekst: norsk bokmål')
		.fill('Hei! Marianne fra Lanternen her. Vi har gratis vaksine. Svar gjerne, eller svar STOPP.');
}

/** Asks for approval as the one who made it. */
export async function submit(page: Page, id: string): Promise<void> {
	await page.goto(`/campaigns/${id}`);
	await tickChecklist(page);
	await page.getByRole('button', { name: 'Send til godkjenning' }).click();
	await expect(page.getByRole('heading', { name: 'Godkjenning', exact: true })).toBeVisible();
}

/** Says that the offer is ready, item by item, on the page of a draft. */
export async function tickChecklist(page: Page): Promise<void> {
	const items = page.getByRole('group', { name: 'Er tilbudet klart?' }).getByRole('checkbox');
	await expect(items).toHaveCount(4);
	for (const item of await items.all()) await item.check();
}

/** Approves as another person. */
export async function approve(page: Page, id: string): Promise<void> {
	await page.goto(`/campaigns/${id}`);
	await sayRead(page);
	await page.getByRole('button', { name: 'Godkjenn' }).click();
	await expect(page.getByRole('button', { name: /^Send til \d/ })).toBeVisible();
}

/** Whoever approves says that they have read the texts. */
export const sayRead = (page: Page): Promise<void> =>
	page.getByRole('checkbox', { name: /^Jeg har lest teksten på/ }).check();

/** Starts, and waits until everything is out. */
export async function send(page: Page, id: string, count: number): Promise<void> {
	await page.goto(`/campaigns/${id}`);
	await page.getByRole('button', { name: `Send til ${count}` }).click();
	await expect(page.getByRole('heading', { level: 1 })).toContainText(`${count} av ${count} er sendt`);
}

/** Writes from one of the simulated phones. */
export async function writeFrom(page: Page, number: string, text: string): Promise<void> {
	await page.goto(`/phones?number=${encodeURIComponent(number)}`);
	await page.getByLabel('Skriv fra denne telefonen').fill(text);
	await page.getByRole('button', { name: 'Send', exact: true }).click();
	await expect(page.getByRole('log')).toContainText(text);
}

export async function threeDaysLater(page: Page): Promise<void> {
	await page.goto('/phones');
	await page.getByRole('button', { name: 'Tre dager senere' }).click();
	await expect(page.getByRole('button', { name: 'Tre dager senere' })).toBeVisible();
}

/** The demonstration's own calendar, which another journey may have moved. */
export async function inDays(page: Page, days: number): Promise<string> {
	const today = (await page.getByLabel('Siste dag').getAttribute('min'))!;
	return new Date(Date.parse(`${today}T12:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

export const idIn = (address: string): string => /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(address)![0];
