import { expect, test } from './journey.ts';
import { signedIn } from './people.ts';

// Programmes and goals, meetings, numbers from elsewhere, quotes, and the themes of a contact.
test('a programme begins as a draft, cannot start without a goal that can be measured, and counts its meetings', async ({
	browser
}) => {
	const { page, context } = await signedIn(browser, 'jonas');
	await page.goto('/programmes/new');
	await page.getByLabel('Navn').fill('Vårlys');
	await page.getByLabel('Første dag').fill('2026-01-01');
	await page.getByLabel('Planlagt siste dag').fill('2025-12-31');
	await page.getByRole('button', { name: 'Legg inn prosjektet' }).click();
	await expect(page.getByRole('alert')).toContainText('Siste dag må være etter første');
	await expect(page.getByLabel('Navn')).toHaveValue('Vårlys');
	await page.getByLabel('Planlagt siste dag').fill('2027-12-31');
	await page.getByRole('button', { name: 'Legg inn prosjektet' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Vårlys');
	await page.getByRole('button', { name: 'Start prosjektet' }).click();
	await expect(page.getByRole('alert')).toContainText('minst ett delmål kan måles');

	await page.locator('summary', { hasText: 'Legg til delmål' }).click();
	await page.getByLabel('Hva vil dere oppnå?').fill('Andre vet om oss');
	await page.getByLabel('Hva skal telles?').selectOption({ label: 'møter med andre tjenester' });
	await page.getByRole('button', { name: 'Legg til delmål' }).click();
	await expect(page.getByRole('alert')).toContainText('Skriv hvor mange');
	await page.getByLabel('Hvor mange').fill('20');
	await page.getByRole('button', { name: 'Legg til delmål' }).click();
	await page.getByRole('button', { name: 'Start prosjektet' }).click();
	await expect(page.locator('main')).toContainText('Prosjektet går.');

	await page.goto('/programmes/activities/new');
	await page.getByLabel('Hvilke organisasjoner').fill('Uteseksjonen\nRing 900 00 012');
	await page.getByRole('group', { name: 'Delmål' }).getByRole('checkbox', { name: 'A: Andre vet om oss' }).check();
	await page.getByRole('button', { name: 'Lagre' }).click();
	await expect(page.getByRole('alert')).toContainText('ser ut som et nummer');
	await page.getByLabel('Hvilke organisasjoner').fill('Uteseksjonen');
	await page.getByRole('button', { name: 'Lagre' }).click();
	await expect(page.locator('main')).toContainText('Det er skrevet opp.');
	await page.goto('/programmes');
	await page.getByRole('link', { name: 'Vårlys' }).click();
	await page.getByRole('link', { name: 'A: Andre vet om oss' }).click();
	await expect(page.locator('main')).toContainText('Møter med andre tjenester: 1. Målet er 20.');
	await page.getByLabel('Hva er bestemt?').fill('Videreføres.');
	await page.getByRole('button', { name: 'Lagre vurderingen' }).click();
	await expect(page.locator('main')).toContainText('Beslutning: Videreføres.');
	// Two programmes that run would leave the choice to whoever registers: the other journeys expect one.
	await page.goto('/programmes');
	await page.getByRole('link', { name: 'Vårlys' }).click();
	await page.locator('summary', { hasText: 'Avslutt prosjektet' }).click();
	await page.getByRole('button', { name: 'Avslutt prosjektet' }).click();
	await expect(page.locator('main')).toContainText('Prosjektet er avsluttet.');
	await context.close();
});

test('two years beside each other: what is wrong is refused, what is odd is asked about, and 4 is not told to everybody', async ({
	browser
}) => {
	const { page, context } = await signedIn(browser, 'sara');
	await page.goto('/aggregates/users?year=2012');
	const type = async (year: string, numbers: Record<string, string>) => {
		await page.locator('#save-year').fill(year);
		for (const [cell, value] of Object.entries(numbers)) await page.locator(`[id="${cell}"]`).fill(value);
		await page.getByRole('button', { name: 'Lagre året' }).click();
	};
	await type('2011', { 'all.users': '19', 'social.users': '-4', 'all.newUsers': '9' });
	await expect(page.getByRole('alert').first()).toContainText('Sosialt, Brukere: et antall kan ikke være mindre enn 0');
	await expect(page.locator('[id="all.users"]')).toHaveValue('19');
	await type('2011', { 'social.users': '4' });
	await expect(page.locator('main')).toContainText('Tallene er lagret.');
	await page.goto('/aggregates/users?year=2012');
	await type('2012', { 'all.users': '33', 'social.users': '9', 'all.newUsers': '210' });
	await expect(page.locator('main')).toContainText('flere nye enn det er brukere');
	await type('2012', { 'all.newUsers': '21' });
	const row = (name: string) => page.getByRole('row', { name: new RegExp(`^${name}`) }).first();
	await expect(row('Alle')).toContainText('+74 %');
	await expect(row('Alle')).toContainText('+133 %');
	await expect(row('Sosialt')).toContainText('+125 %');
	await page.goto('/aggregates/users?year=2012&view=public');
	await expect(row('Sosialt')).toContainText('under 5');
	await expect(row('Sosialt')).not.toContainText('125');

	await page.locator('summary', { hasText: 'Hent tallene fra en fil' }).click();
	const csv = 'Avdeling;Brukere\r\nAlle;57\r\nHelse;25\r\n';
	await page
		.getByLabel('Fil', { exact: true })
		.setInputFiles({ name: 'tall.csv', mimeType: 'text/csv', buffer: Buffer.from(csv, 'latin1') });
	await page.getByRole('button', { name: 'Les fila' }).click();
	await expect(page.locator('main')).toContainText('Tallene er lest fra fila');
	await expect(page.locator('[id="health.users"]')).toHaveValue('25');
	await context.close();
});

test('a quote is proposed by one and approved by another, and a number in it is refused', async ({ browser }) => {
	const { page: marianne, context } = await signedIn(browser, 'marianne');
	await marianne.goto('/quotes');
	await marianne.getByLabel('Sitatet').fill('Ring meg på 900 00 012.');
	await marianne.getByRole('button', { name: 'Foreslå' }).click();
	await expect(marianne.getByRole('alert')).toContainText('Dette kan føre til en person: «900 00 012»');
	await marianne.getByLabel('Sitatet').fill('Jeg traff Kari, og hun hjalp meg.');
	await marianne.getByRole('button', { name: 'Foreslå' }).click();
	await expect(marianne.getByRole('alert')).toContainText('Dette kan være navn: «Kari»');
	await marianne.getByLabel('Sitatet').fill('Noen hjalp meg, og det glemmer jeg ikke.');
	await marianne.getByRole('button', { name: 'Foreslå' }).click();
	await expect(marianne.locator('main')).toContainText('En kollega må lese det.');
	const mine = marianne.getByRole('listitem').filter({ hasText: 'Noen hjalp meg' });
	await expect(mine.getByRole('button', { name: 'Godkjenn' })).toHaveCount(0);
	await context.close();
	const { page: jonas, context: second } = await signedIn(browser, 'jonas');
	await jonas.goto('/quotes');
	await jonas
		.getByRole('listitem')
		.filter({ hasText: 'Noen hjalp meg' })
		.getByRole('button', { name: 'Godkjenn' })
		.click();
	await expect(jonas.locator('main')).toContainText('Sitatet er godkjent');
	await second.close();
});

test('the lead merges a theme and takes it back; an obstacle and a test entry are registered', async ({ browser }) => {
	const { page, context } = await signedIn(browser, 'jonas');
	await page.goto('/contacts/themes?theme=praise');
	await page.getByLabel('Slå sammen med').selectOption({ label: 'Kritikk' });
	await page.getByRole('button', { name: 'Slå sammen' }).click();
	await expect(page.getByRole('row', { name: /^Ros/ })).toContainText('Teller som Kritikk');
	await page.goto('/contacts/themes?theme=praise');
	await page.getByRole('button', { name: 'La det telle for seg igjen' }).click();
	await expect(page.getByRole('row', { name: /^Ros/ })).not.toContainText('Teller som');

	await page.goto('/contacts/new');
	await page.getByRole('group', { name: 'Tema' }).getByRole('checkbox', { name: 'Helse', exact: true }).check();
	await page
		.getByRole('group', { name: 'Nærmere om helse' })
		.getByRole('checkbox', { name: 'Fastlegen sier nei' })
		.check();
	await page.locator('summary', { hasText: 'Mer:' }).click();
	await page
		.getByRole('group', { name: 'Hva sto i veien' })
		.getByRole('checkbox', { name: 'Fikk ikke ta test' })
		.check();
	await page.getByLabel('Dette er en prøve.').check();
	await page.getByRole('button', { name: 'Lagre', exact: true }).click();
	await expect(page.getByText('Kontakten er lagret.')).toBeVisible();
	await page.goto('/contacts?show=tests');
	await expect(page.locator('main')).toContainText('Ingen av dem telles noe sted.');
	await expect(page.getByRole('table')).toContainText('fastlegen sier nei');
	await context.close();
});
