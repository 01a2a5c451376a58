import type { Browser, Page } from '@playwright/test';
import { weekdayOf } from '../../src/server/shared/calendar.ts';
import { expect, test } from './journey.ts';
import { signedIn } from './people.ts';

// Being present on places and counting ads there: by thumb, by keyboard, and without a script.
const phone = { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };

/** A place of its own for a journey; the page of that place is open afterwards. */
async function aPlace(page: Page, codeName: string, kind: string): Promise<void> {
	await page.goto('/arenas');
	await page.getByLabel('Kodenavn').fill(codeName);
	await page.getByLabel('Type').selectOption(kind);
	await page.getByRole('button', { name: 'Legg til', exact: true }).click();
	await page.getByRole('link', { name: codeName, exact: true }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText(codeName);
}

/** Puts a time of today into the plan of the place that is open; it began at midnight. */
async function planToday(page: Page, until: string): Promise<void> {
	await page.locator('summary', { hasText: 'Legg til en fast tid' }).click();
	const today = await page.locator('#plan-validFrom').inputValue();
	await page.getByLabel('Ukedag').selectOption(String(weekdayOf(today)));
	await page.getByLabel('Fra', { exact: true }).fill('00');
	await page.getByLabel('Til', { exact: true }).fill(until);
	await page.getByRole('button', { name: 'Legg i planen' }).click();
}

const fits = async (page: Page) =>
	expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), page.url()).toBeLessThanOrEqual(
		0
	);

async function presenceJourney(browser: Browser, codeName: string, options: Parameters<Browser['newContext']>[0]) {
	const { page, context } = await signedIn(browser, 'jonas', options);
	await aPlace(page, codeName, 'sexChat');
	await planToday(page, 'kveld');
	await expect(page.getByRole('alert').first()).toContainText('Skriv et klokkeslett, som 18 eller 18.30');
	await expect(page.getByLabel('Fra', { exact: true })).toHaveValue('00'); // nothing entered is lost
	await page.getByLabel('Til', { exact: true }).fill('00.30');
	await page.getByRole('button', { name: 'Legg i planen' }).click();
	await expect(page.getByText('Tida er lagt i planen.')).toBeVisible();
	await fits(page);

	await page.getByRole('link', { name: 'Denne uka' }).click();
	const row = page.getByRole('listitem').filter({ hasText: codeName });
	await expect(row).toContainText('00.00–00.30');
	await expect(row).toContainText('Ikke ført');
	await fits(page);
	// One tap: nobody is a number too.
	await row.getByRole('button', { name: /^Holdt, 0 kontakter/ }).click();
	await expect(row).toContainText('00.00–00.30, 0 kontakter');
	await row.getByRole('button', { name: /^Angre/ }).click();
	await expect(row).toContainText('Ikke ført');
	await row.getByRole('button', { name: /^Holdt, 3 kontakter/ }).click();
	await expect(row).toContainText('3 kontakter');
	await row.locator('summary', { hasText: 'Endre' }).click();
	await row.getByLabel('Kontakter').fill('mange');
	await row.getByRole('button', { name: 'Lagre' }).click();
	await expect(row.getByRole('alert')).toContainText('Skriv hvor mange kontakter');
	await row.getByLabel('Kontakter').fill('12');
	await row.getByLabel('Til').fill('00.20');
	await row.getByLabel('Tema vi annonserte').selectOption({ label: 'Seksualitet' });
	await row.getByRole('button', { name: 'Lagre' }).click();
	await expect(row).toContainText('00.00–00.20, 12 kontakter');
	await expect(row).toContainText('Planlagt 00.00–00.30');
	await expect(row).toContainText('Annonsert tema: Seksualitet');
	await fits(page);
	await row.getByRole('button', { name: /^Angre/ }).click();
	await row.getByRole('button', { name: 'Ble ikke noe av' }).click();
	await page.getByRole('dialog').getByLabel('Grunn').fill('Sida var nede');
	await page.getByRole('dialog').getByRole('button', { name: 'Lagre grunnen' }).click();
	await expect(row).toContainText('Sida var nede');

	// Closed: nothing more is planned there, and what was stays.
	await page.goto('/arenas');
	await page.getByRole('link', { name: codeName, exact: true }).click();
	await page.getByRole('button', { name: `Steng ${codeName}` }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Steng', exact: true }).click();
	await expect(page.getByText('Historien blir stående')).toBeVisible();
	await expect(page.locator('summary', { hasText: 'Legg til en fast tid' })).toHaveCount(0);
	await context.close();
}

test('a presence is planned, held with nobody, taken back, corrected and called off, all without a script', async ({
	browser
}) => {
	await presenceJourney(browser, 'Chat Uten Skript', { javaScriptEnabled: false });
});

test('the same by thumb at 320 px', async ({ browser }) => {
	await presenceJourney(browser, 'Chat Tommel', phone);
});

test('an agreement is named when the plan has one presence too many in a week', async ({ browser }) => {
	const { page, context } = await signedIn(browser, 'jonas');
	await aPlace(page, 'Chat Avtale', 'forum');
	await page.locator('summary', { hasText: 'Legg inn en avtale' }).click();
	await page.getByLabel('Hva avtalen heter').fill('Avtalen på fyret.example');
	await page.getByLabel('Høyst så mange ganger i uka').fill('1');
	await page.getByRole('button', { name: 'Legg inn avtalen' }).click();
	await expect(page.getByRole('alert').first()).toContainText('ser ut som en nettadresse');
	await page.getByLabel('Hva avtalen heter').fill('Avtalen fra i sommer');
	await page.getByRole('button', { name: 'Legg inn avtalen' }).click();
	await expect(page.getByText('Avtalen er lagt inn.')).toBeVisible();
	await planToday(page, '00.30');
	await expect(page.getByText('Tida er lagt i planen.')).toBeVisible();
	await planToday(page, '01');
	await expect(page.getByText('«Avtalen fra i sommer» sier høyst 1 i uka.')).toBeVisible();
	await page.getByLabel('Legg i planen likevel').check();
	await page.getByRole('button', { name: 'Legg i planen' }).click();
	await expect(page.getByText('Tida er lagt i planen.')).toBeVisible();
	await context.close();
});

test('the real name is shown to the one who asks and may, and is in no address and on no other page', async ({
	browser
}) => {
	const { page: jonas, context: his } = await signedIn(browser, 'jonas');
	const { page: amir, context: theirs } = await signedIn(browser, 'amir');
	const asked: string[] = [];
	jonas.on('request', (request) => asked.push(request.url()));
	await aPlace(jonas, 'Chat Navn', 'sexChat');
	await jonas.locator('summary', { hasText: 'Legg inn eller endre navnet' }).click();
	await jonas.getByLabel('Navn eller adresse på stedet').fill('Kanarifuglen nattklubb');
	await jonas.getByRole('button', { name: 'Forsegle navnet' }).click();
	await expect(jonas.getByText('Navnet er forseglet.')).toBeVisible();
	expect(await jonas.content()).not.toContain('Kanarifugl');
	await jonas.getByRole('button', { name: 'Vis navnet' }).click();
	await expect(jonas.getByText('Kanarifuglen nattklubb')).toBeVisible();
	const url = new URL(jonas.url()).pathname;
	for (const path of ['/arenas', '/arenas/presence', '/report', '/']) {
		await jonas.goto(path);
		expect(await jonas.content(), path).not.toContain('Kanarifugl');
	}
	expect(asked.join('\n')).not.toContain('anarifugl');
	await amir.goto(url);
	await expect(amir.getByRole('heading', { level: 1 })).toHaveText('Chat Navn');
	await expect(amir.getByRole('button', { name: 'Vis navnet' })).toHaveCount(0);
	const refused = await amir.request.post(`${url}?/showName`, {
		form: {},
		headers: { origin: new URL(amir.url()).origin }
	});
	expect(refused.status()).toBe(403);
	expect(await refused.text()).not.toContain('Kanarifugl');
	await his.close();
	await theirs.close();
});

test('a week’s ads are typed like in a spreadsheet, pasted as a row, and asked about once when they surprise', async ({
	browser
}) => {
	const { page, context } = await signedIn(browser, 'marianne');
	await page.goto('/arenas/ad-counts?week=2025-W20');
	const field = (name: string) => page.getByRole('textbox', { name, exact: true });
	await field('Portal Bjørk, menn').click();
	await page.keyboard.type('41');
	await page.keyboard.press('Enter');
	await expect(field('Portal Furu, menn')).toBeFocused();
	await page.keyboard.type('79');
	await page.keyboard.press('ArrowUp');
	await page.keyboard.press('ArrowRight');
	await expect(field('Portal Bjørk, transpersoner')).toBeFocused();
	await page.evaluate(() => {
		const clipboardData = new DataTransfer();
		clipboardData.setData('text/plain', '8\t118\t0\n12\t240\t\n');
		document.activeElement!.dispatchEvent(
			new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })
		);
	});
	await expect(field('Portal Furu, kvinner')).toHaveValue('240');
	await expect(page.getByRole('row', { name: /Sum så langt/ })).toContainText('358');
	await page.getByRole('button', { name: 'Lagre tellinga' }).click();
	await expect(page.getByText('7 tall er lagret.')).toBeVisible();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Uke 20: 2 av 2 steder er talt');
	await expect(field('Portal Bjørk, par og andre')).toHaveValue('0'); // counted, and there were none
	await expect(field('Portal Furu, par og andre')).toHaveValue(''); // not counted

	// The week after: last week's number stands beside, and a number far from it is asked about once.
	await field('Portal Bjørk, par og andre').fill('5'); // typed and not saved: it does not come along
	await page.getByRole('link', { name: 'Uka etter' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Uke 21: 0 av 2 steder er talt');
	await expect(field('Portal Bjørk, par og andre')).toHaveValue('');
	await field('Portal Bjørk, menn').fill('410');
	await page.getByRole('button', { name: 'Lagre tellinga' }).click();
	await expect(page.getByText('Ingenting er lagret ennå')).toBeVisible();
	await expect(page.getByText('410 er langt fra 41 uka før')).toBeVisible();
	await expect(field('Portal Bjørk, menn')).toHaveValue('410');
	await page.getByRole('button', { name: 'Lagre tellinga' }).click();
	await expect(page.getByText('Ett tall er lagret.')).toBeVisible();
	await context.close();
});

test('two count the same week, one of them without a script: nothing is written over unseen', async ({ browser }) => {
	const { page: amir, context: theirs } = await signedIn(browser, 'amir', { javaScriptEnabled: false });
	const { page: marianne, context: hers } = await signedIn(browser, 'marianne', phone);
	const field = (page: Page) => page.getByRole('textbox', { name: 'Portal Furu, kvinner', exact: true });
	for (const page of [amir, marianne]) await page.goto('/arenas/ad-counts?week=2020-W53');
	await fits(marianne);
	await field(marianne).fill('240');
	await marianne.getByRole('button', { name: 'Lagre tellinga' }).tap();
	await expect(marianne.getByText('Ett tall er lagret.')).toBeVisible();
	await field(amir).fill('tjue');
	await amir.getByRole('button', { name: 'Lagre tellinga' }).click();
	await expect(amir.getByRole('alert').first()).toContainText('skriv et helt tall');
	await field(amir).fill('236');
	await amir.getByRole('button', { name: 'Lagre tellinga' }).click();
	await expect(amir.getByText('Noen har telt imens')).toBeVisible();
	await expect(amir.getByText('Portal Furu, kvinner: nå står det 240')).toBeVisible();
	await expect(field(amir)).toHaveValue('236');
	await amir.getByRole('button', { name: 'Lagre tellinga' }).click();
	await expect(amir.getByText('Ett tall er lagret.')).toBeVisible();
	await marianne.reload();
	await expect(field(marianne)).toHaveValue('236');
	await theirs.close();
	await hers.close();
});
