import type { Page } from '@playwright/test';
import { approve, makeCampaign, send, submit } from './campaigns.ts';
import { expect, test } from './journey.ts';
import { signedIn } from './people.ts';

test.describe.configure({ mode: 'serial' });

// A pictogram (R55) from the first drawing to the telephone: made, shown to people, changed, used, printed, sent.
const drawing = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const alt = 'Vi har lege, advokat, noen å snakke med og informasjon.';

test('made and tested without script, by forms alone; nothing is lost on the way', async ({ browser }) => {
	const { page, context } = await signedIn(browser, 'marianne', { javaScriptEnabled: false });
	await page.goto('/pictograms/new');
	for (const name of ['Lege', 'Snakkeboble', 'Informasjon']) await drawing(page, name).click();
	await page.getByLabel('Ord under «Lege»').fill('Lege');
	await page.getByLabel('Navn').fill('Uten skript');
	await page.getByLabel('Søk etter tegninger').fill('advokat');
	await page.getByLabel('Søk etter tegninger').press('Enter');
	await expect(page.getByRole('list', { name: 'Velg tegninger' }).getByRole('button')).toHaveText([
		'Vekt',
		'Dommerklubbe',
		'Paragraftegn'
	]);
	await expect(page.getByLabel('Ord under «Lege»')).toHaveValue('Lege');
	await drawing(page, 'Paragraftegn').click();
	await expect(page.getByRole('status')).toHaveText('Lagt til. 4 av 4 plasser er brukt.');
	await page.getByRole('button', { name: 'Flytt fram Paragraftegn' }).click();
	await page.getByRole('button', { name: 'Flytt fram Paragraftegn' }).click();
	await expect(page.getByLabel(/^Ord under/).nth(1)).toHaveAccessibleName(/Paragraftegn/);
	await expect(drawing(page, 'Vekt')).toBeDisabled(); // four is all there is room for
	await expect(page.getByLabel('Navn')).toHaveValue('Uten skript');
	await page.getByLabel('Beskrivelse for dem').fill(alt);
	await page.getByRole('button', { name: 'Lagre piktogrammet' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Uten skript');
	await expect(page.getByText('Versjonen kan tas i bruk når minst fem er spurt.')).toBeVisible();
	await expect(page.getByRole('button', { name: 'Ta versjon 1 i bruk' })).toHaveCount(0);

	await writeRound(page, 1, 12, [12, 3, 13, 11]);
	await expect(page.getByRole('alert')).toContainText('Flere kjente igjen en tegning enn de som ble spurt.');
	await expect(page.getByRole('spinbutton', { name: 'Snakkeboble' })).toHaveAccessibleDescription(/Se over tallene/);
	await page.getByRole('spinbutton', { name: 'Snakkeboble' }).fill('12');
	await page.getByRole('button', { name: 'Lagre runden' }).click();
	await expect(page.getByRole('row', { name: /Paragraftegn/ })).toContainText('3 av 12');
	await expect(page.getByRole('row', { name: /Paragraftegn/ })).toContainText('9–53 av 100');
	await page.getByRole('button', { name: 'Ta versjon 1 i bruk' }).click();
	await expect(page.locator('main')).toContainText('Versjon 1 er i bruk.');
	await context.close();
});

test('a change is a new version, compared with the old one by what people recognised', async ({ browser }) => {
	const { page, context } = await signedIn(browser, 'marianne');
	await page.goto('/pictograms');
	await page.getByRole('link', { name: 'Uten skript' }).click();
	await page.getByRole('link', { name: 'Lag ny versjon' }).click();
	await page.getByRole('button', { name: 'Ta bort Paragraftegn' }).click();
	await drawing(page, 'Dommerklubbe').click();
	await page.getByRole('button', { name: 'Flytt fram Dommerklubbe' }).click();
	await page.getByRole('button', { name: 'Flytt fram Dommerklubbe' }).click();
	await page.getByRole('button', { name: 'Lagre ny versjon' }).click();
	await expect(page.getByRole('heading', { name: 'Versjon 2' })).toBeVisible();
	await expect(page.locator('main')).toContainText('Versjon 1 er i bruk.');
	await writeRound(page, 2, 12, [12, 11, 12, 12]);
	const compared = page.getByRole('table', { name: 'Sammenlign versjoner' });
	await expect(compared.getByRole('row', { name: /Dommerklubbe/ })).toContainText('Flere kjenner igjen den nyere');
	await expect(compared.getByRole('row', { name: /Informasjon/ })).toContainText('Ingen forskjell vist');
	await page.getByRole('button', { name: 'Ta versjon 2 i bruk' }).click();
	await expect(page.locator('main')).toContainText('Versjon 2 er i bruk.');
	await context.close();
});

test('the picture is a PNG of at most 300 kB with a name, and a sheet of paper that is one page', async ({
	browser
}) => {
	const { page, context } = await signedIn(browser, 'amir');
	await page.goto('/pictograms');
	await page.getByRole('link', { name: 'Uten skript' }).click();
	const saved = page.waitForEvent('download');
	await page.getByRole('link', { name: 'Last ned versjon 2 (PNG)' }).click();
	expect((await saved).suggestedFilename()).toBe('uten-skript-v2.png');
	const address = await page.getByRole('link', { name: 'Last ned versjon 2 (PNG)' }).getAttribute('href');
	const answer = await page.request.get(address!);
	expect(answer.headers()['content-type']).toBe('image/png');
	expect((await answer.body()).length).toBeLessThan(300_000);

	await page.getByRole('link', { name: 'Skriv ut versjon 2' }).click();
	for (const [name, size] of [
		['A4', [595, 842]],
		['A6', [298, 420]],
		['Fire små på A4', [595, 842]]
	] as const) {
		const sheet = page.getByRole('link', { name, exact: true });
		await sheet.click();
		await expect(sheet).toHaveAttribute('aria-current', 'true');
		const pdf = (await page.pdf({ preferCSSPageSize: true, printBackground: true })).toString('latin1');
		expect(pdf.match(/\/Type\s*\/Page\b/g), name).toHaveLength(1);
		const box = /\/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf)!;
		expect([Math.round(Number(box[1])), Math.round(Number(box[2]))], name).toEqual(size);
	}
	await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
	await expect(page.getByRole('navigation')).toBeHidden();
	await expect(page.locator('html')).toHaveCSS('background-color', 'rgb(255, 255, 255)');
	await context.close();
});

test('a campaign brings it along, four eyes see it, and it comes to the telephone', async ({ browser }) => {
	const { page: marianne, context } = await signedIn(browser, 'marianne');
	const { page: jonas, context: his } = await signedIn(browser, 'jonas');
	const id = await makeCampaign(marianne, { name: 'Med bilde', numbers: ['+4790086951', '+4790086952'] });
	await marianne.goto(`/campaigns/${id}`);
	await marianne.getByLabel('Piktogram').selectOption({ label: 'Uten skript' });
	await marianne.getByRole('button', { name: 'Lagre valget' }).click();
	await expect(marianne.getByText('Bildet blir med meldinga.')).toBeVisible();
	await submit(marianne, id);
	await jonas.goto(`/campaigns/${id}`);
	await expect(jonas.getByRole('img', { name: alt })).toBeVisible();
	await approve(jonas, id);
	await send(marianne, id, 2);
	await expect(marianne.getByLabel('Piktogram')).toHaveCount(0); // what is approved does not change
	await marianne.goto('/phones?number=%2B4790086951');
	const picture = marianne.getByRole('img', { name: alt });
	await expect(picture).toBeVisible();
	expect(await picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1080);
	await context.close();
	await his.close();
});

async function writeRound(page: Page, version: number, asked: number, recognised: number[]): Promise<void> {
	await page.getByText(`Skriv inn en runde for versjon ${version}`).click();
	const form = page.locator('details', { hasText: `Skriv inn en runde for versjon ${version}` });
	await form.getByLabel('Hvor mange ble spurt?').fill(String(asked));
	const fields = form.getByRole('group').getByRole('spinbutton');
	for (const [place, count] of recognised.entries()) await fields.nth(place).fill(String(count));
	await form.getByRole('button', { name: 'Lagre runden' }).click();
}
