import { expect, test } from '@playwright/test';
import { addDays } from '../../src/server/shared/calendar.ts';
import { signedIn } from './people.ts';

test('a plan is made, a shift taken and given up, all without a script', async ({ browser }) => {
	const options = { javaScriptEnabled: false };
	const { page: jonas, context: his } = await signedIn(browser, 'jonas', options);
	await jonas.goto('/shifts/plan/new');
	await jonas.getByLabel('Ukedag').selectOption('2');
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
	await expect(jonas.getByRole('heading', { name: 'Tirsdag 18.00–20.00' })).toBeVisible();

	const { page: marianne, context: hers } = await signedIn(browser, 'marianne', options);
	await marianne.goto('/shifts');
	await marianne.getByRole('link', { name: 'Uka etter' }).click();
	await expect(marianne.getByText('Pause 19.00–19.15')).toBeVisible();
	await marianne.getByRole('button', { name: /^Ta vakta tirsdag/ }).click();
	await expect(marianne.getByText('Vakta er din.')).toBeVisible();
	await expect(marianne.getByRole('heading', { level: 1 })).toContainText(/Åpner .*18\.00/);
	await marianne.getByRole('button', { name: 'Gi fra meg vakta' }).first().click();
	await marianne.getByRole('dialog').getByRole('button', { name: 'Gi fra meg vakta' }).click();
	await expect(marianne.getByText('Du har gitt fra deg vakta.')).toBeVisible();
	expect((await marianne.request.get('/shifts/plan')).status()).toBe(403);

	// The house is left as it was: the chat of other journeys opens by duty alone.
	await jonas.goto('/shifts/plan');
	await jonas.getByRole('button', { name: 'Avslutt', exact: true }).click();
	await jonas.getByRole('dialog').getByRole('button', { name: 'Avslutt fast vakt' }).click();
	await expect(jonas.getByText('Den faste vakta har fått en siste dag.')).toBeVisible();
	await his.close();
	await hers.close();
});
