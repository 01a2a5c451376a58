import { addDays } from '../../src/server/shared/calendar.ts';
import { expect, test } from './journey.ts';
import { signedIn } from './people.ts';

test('a plan is made, a shift taken and given up, all without a script', async ({ browser }) => {
	const options = { javaScriptEnabled: false };
	const { page: jonas, context: his } = await signedIn(browser, 'jonas', options);
	await jonas.goto('/shifts/plan/new');
	await jonas.getByLabel('Ukedag').selectOption('7'); // a day on which the plan of the demonstration has nothing
	await jonas.getByLabel('Fra').fill('18');
	await jonas.getByLabel('Til', { exact: true }).fill('20.00');
	await jonas.getByLabel('Pauser').fill('kaffe');
	await jonas.getByRole('button', { name: 'Legg i planen' }).click();
	await expect(jonas.getByRole('alert')).toContainText('Skriv pauser slik');
	await expect(jonas.getByLabel('Fra')).toHaveValue('18'); // nothing entered is lost
	// From tomorrow on, so that it can be taken out again as if it had never been. Other journeys move the clock of the
	// demonstration, so the day is the one that the page proposes.
	const tomorrow = addDays(await jonas.getByLabel('Første dag').inputValue(), 1);
	await jonas.getByLabel('Første dag').fill(tomorrow);
	await jonas.getByLabel('Pauser').fill('19.00–19.15');
	await jonas.getByRole('button', { name: 'Legg i planen' }).click();
	await expect(jonas.getByText('Vakta er lagt i planen.')).toBeVisible();
	await expect(jonas.getByRole('heading', { name: 'Søndag 18.00–20.00' })).toBeVisible();

	const { page: marianne, context: hers } = await signedIn(browser, 'marianne', options);
	await marianne.goto('/shifts');
	await marianne.getByRole('link', { name: 'Uka etter' }).click();
	await expect(marianne.getByText('Pause 19.00–19.15')).toBeVisible();
	await marianne.getByRole('button', { name: /^Ta vakta søndag/ }).click();
	await expect(marianne.getByText('Vakta er din.')).toBeVisible();
	const sunday = marianne.getByRole('row').filter({ hasText: 'Søndag' });
	await expect(sunday).toContainText('Marianne Lunde (du)');
	await sunday.getByRole('button', { name: 'Gi fra meg vakta' }).click();
	await marianne.getByRole('dialog').getByRole('button', { name: 'Gi fra meg vakta' }).click();
	await expect(marianne.getByText('Du har gitt fra deg vakta.')).toBeVisible();
	expect((await marianne.request.get('/shifts/plan')).status()).toBe(403);

	// Somebody who has a shift that is cancelled reads it on the first page, until they have seen it.
	await marianne.getByRole('button', { name: /^Ta vakta søndag/ }).click();
	await jonas.goto(marianne.url().replace(/&.*/, ''));
	const his7 = jonas.getByRole('row').filter({ hasText: 'Søndag' });
	await his7.getByRole('button', { name: 'Avlys', exact: true }).click();
	await jonas.getByRole('dialog').getByLabel('Grunn').fill('Kurs for alle');
	await jonas.getByRole('dialog').getByRole('button', { name: 'Avlys vakta' }).click();
	await marianne.goto('/');
	const told = marianne.getByRole('listitem').filter({ hasText: /søndag .*18\.00 er avlyst/ });
	await expect(told).toContainText('Kurs for alle');
	await told.getByRole('button', { name: /^Jeg har sett det/ }).click();
	await expect(told).toHaveCount(0);

	// The house is left as it was.
	await jonas.goto('/shifts/plan');
	const rule = jonas.getByRole('listitem').filter({ hasText: 'Søndag 18.00–20.00' });
	await rule.getByRole('button', { name: 'Avslutt', exact: true }).click();
	await jonas.getByRole('dialog').getByRole('button', { name: 'Avslutt fast vakt' }).click();
	await expect(jonas.getByText('Den faste vakta har fått en siste dag.')).toBeVisible();
	await his.close();
	await hers.close();
});

test('the calendar of one’s own has a secret address, shown once, that ends when it is turned off', async ({
	browser
}) => {
	const { page, context } = await signedIn(browser, 'marianne', { javaScriptEnabled: false });
	await page.goto('/shifts');
	await page.getByRole('button', { name: 'Lag ei adresse' }).click();
	const address = (await page.getByRole('status').locator('code').innerText()).trim();
	expect(address).toMatch(/\/calendar\/[\w-]{43}\.ics$/);

	const stranger = await browser.newContext(); // no session
	const file = await stranger.request.get(address);
	expect(file.headers()['content-type']).toContain('text/calendar');
	expect(await file.text()).toContain('SUMMARY:Vakt');
	expect((await stranger.request.get(address.replace('.ics', 'x.ics'))).status()).toBe(404);
	await page.goto('/shifts');
	await expect(page.locator('main')).not.toContainText(address);
	await page.getByRole('button', { name: 'Slå av adressa' }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Slå av adressa' }).click();
	await expect(page.getByText('Adressa er slått av.')).toBeVisible();
	expect((await stranger.request.get(address)).status()).toBe(404);
	await stranger.close();
	await context.close();
});
