import type { Page } from '@playwright/test';
import { expect, test } from './journey.ts';
import { signedIn } from './people.ts';

// The analyst's work: questions of one's own, contacts of earlier years out of a file, and numbers of other systems.

/** Contacts of a year long ago: nobody else here counts them. Four women, so that there is something to hide. */
const year = '2012';
const lines = [
	...Array.from({ length: 30 }, (_, nth) => [`${(nth % 28) + 1}.3.${year}`, 'mann', 'helse']),
	...Array.from({ length: 26 }, (_, nth) => [`${(nth % 28) + 1}.5.${year}`, 'mann', 'rus']),
	...Array.from({ length: 4 }, (_, nth) => [`${nth + 1}.9.${year}`, 'kvinne', 'helse'])
];

test('a question of one’s own is asked, drawn, kept and shared; whoever opens it sees what they may see', async ({
	browser
}) => {
	const { page: sara, context } = await signedIn(browser, 'sara');
	await sara.goto('/questions');
	await sara.getByLabel('Og på').selectOption({ label: 'Kjønn' });
	await sara.getByRole('button', { name: 'Vis svaret' }).click();
	await expect(sara.getByRole('alert')).toContainText('Velg to ulike ting å dele på');
	await expect(sara.getByLabel('Og på')).toHaveValue('gender');

	await sara.getByLabel('Og på').selectOption({ label: 'Tema' });
	await sara.getByLabel('Type sted').selectOption({ label: 'Sexchat' });
	await sara.getByRole('button', { name: 'Vis svaret' }).click();
	await expect(sara.getByRole('alert')).toHaveCount(0);
	await expect(sara.getByRole('heading', { level: 1 })).toContainText('etter kjønn og tema');
	await expect(sara.getByRole('table').getByRole('rowheader', { name: 'Mann' })).toBeVisible();
	await expect(sara.getByRole('columnheader', { name: 'Helse', exact: true })).toBeVisible();

	await sara.getByLabel('Og på').selectOption({ label: 'Ingenting mer' });
	await sara.getByRole('button', { name: 'Vis svaret' }).click();
	await expect(sara.getByRole('img', { name: /Mann/ }).first()).toBeVisible();
	await sara.getByRole('button', { name: 'Lagre' }).click();
	await expect(sara.locator('main')).toContainText('Gi spørsmålet et navn');
	await sara.getByLabel('Navn på spørsmålet').fill('Kjønn i sexchatten');
	await sara.getByRole('button', { name: 'Lagre' }).click();
	const kept = (page: Page) => page.getByRole('link', { name: 'Kjønn i sexchatten' });
	await expect(kept(sara)).toBeVisible();
	await context.close();

	const { page: jonas, context: ofJonas } = await signedIn(browser, 'jonas');
	await jonas.goto('/questions');
	await kept(jonas).click();
	await expect(jonas.getByText('Interne tall.')).toBeVisible();
	await expect(jonas.getByRole('img', { name: /Mann/ }).first()).toBeVisible();
	await ofJonas.close();

	// A peer has no internal figures, and is not shown a question that asks for them.
	const { page: amir, context: ofAmir } = await signedIn(browser, 'amir');
	await amir.goto('/questions');
	await expect(amir.getByRole('heading', { name: 'Hva lurer du på?' })).toBeVisible();
	await expect(kept(amir)).toHaveCount(0);
	await ofAmir.close();

	const { page: again, context: last } = await signedIn(browser, 'sara');
	await again.goto('/questions');
	await again.getByRole('button', { name: 'Ta bort' }).click();
	await again.getByRole('dialog').getByRole('button', { name: 'Ta bort' }).click();
	await expect(kept(again)).toHaveCount(0);
	await last.close();
});

test('an earlier year comes out of a file: a word is explained, a line is mended, small numbers stay hidden, all is undone', async ({
	browser
}) => {
	const { page: jonas, context } = await signedIn(browser, 'jonas');
	await jonas.goto('/import');
	const broken = [['Dato', 'Kjønn', 'Tema', 'Navn'], ...lines.map((line) => [...line, 'Kari'])];
	broken[5]![0] = '31.2.2012';
	broken[6]![1] = 'gutt';
	const csv = broken.map((line) => line.join(';')).join('\r\n');
	await jonas
		.getByLabel('Fil med én kontakt på hver linje')
		.setInputFiles({ name: 'før.csv', mimeType: 'text/csv', buffer: Buffer.from(csv, 'latin1') });
	await jonas.getByRole('button', { name: 'Se gjennom fila' }).click();
	await expect(jonas.getByRole('heading', { level: 1 })).toHaveText('2 av 60 linjer kan ikke leses ennå');
	await expect(jonas.getByRole('row', { name: /31\.2\.2012/ })).toContainText('Ikke en dag');
	await expect(jonas.getByLabel('Navn', { exact: true })).toHaveValue('');
	await expect(jonas.getByRole('button', { name: /^Hent inn \d/ })).toHaveCount(0);
	await jonas.getByLabel('«gutt» under Kjønn').selectOption({ label: 'Mann' });
	await jonas.getByRole('button', { name: 'Lagre hva ordene betyr' }).click();
	await expect(jonas.getByRole('heading', { level: 1 })).toHaveText('1 av 60 linjer kan ikke leses ennå');
	// A column that is not read: the day is gone, and nothing else is forgotten.
	await jonas.getByLabel('Dato', { exact: true }).selectOption({ label: 'Les ikke denne' });
	await jonas.getByRole('button', { name: 'Les fila på nytt' }).click();
	await expect(jonas.getByRole('alert')).toContainText('Velg hvilken kolonne som er dagen');
	await jonas.getByRole('button', { name: 'Kast fila' }).click();
	await jonas.getByRole('dialog').getByRole('button', { name: 'Kast fila' }).click();

	// Mended, and from Excel this time.
	const book = await workbook([['Dato', 'Kjønn', 'Tema'], ...lines]);
	await jonas.getByLabel('Fil med én kontakt på hver linje').setInputFiles({
		name: 'før.xlsx',
		mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
		buffer: book
	});
	await jonas.getByRole('button', { name: 'Se gjennom fila' }).click();
	await expect(jonas.getByRole('heading', { level: 1 })).toHaveText('60 kontakter er klare');
	await jonas.getByRole('button', { name: 'Hent inn 60' }).click();
	await expect(jonas.getByRole('heading', { level: 1 })).toHaveText('60 kontakter er hentet inn');
	const imported = jonas.url();

	const { page: sara, context: ofSara } = await signedIn(browser, 'sara');
	const asked = `/questions?measure=contacts&rows=gender&period=months&from=${year}-01&to=${year}-12`;
	await sara.goto(`${asked}&view=internal`);
	await expect(sara.getByRole('row', { name: /^Kvinne/ })).toContainText('4');
	await sara.goto(`${asked}&view=public`);
	await expect(sara.getByRole('table')).toContainText(/\b(56|60)\b/);
	await expect(sara.getByRole('cell', { name: '4', exact: true })).toHaveCount(0);

	await jonas.goto(imported);
	await jonas.getByRole('button', { name: 'Angre' }).click();
	await jonas.getByRole('dialog').getByRole('button', { name: 'Ta dem ut' }).click();
	await expect(jonas.getByRole('heading', { level: 1 })).toHaveText('60 kontakter er tatt ut igjen');
	await sara.goto(`${asked}&view=internal`);
	await expect(sara.locator('main')).toContainText('Ingen å telle her');
	await ofSara.close();
	await context.close();
});

test('nationalities and problem types are typed or read from a file; what cannot be a count is said in plain words', async ({
	browser
}) => {
	const { page: sara, context } = await signedIn(browser, 'sara');
	const alert = sara.getByRole('alert').first();
	await sara.goto('/aggregates/nationalities?year=2012');
	await sara.locator('[id="NO.users"]').fill('6');
	await sara.locator('[id="BR.users"]').fill('1');
	await sara.locator('[id="BG.users"]').fill('to og en halv');
	await sara.getByRole('button', { name: 'Lagre året' }).click();
	await expect(alert).toContainText('Bulgaria');
	await sara.locator('[id="BG.users"]').fill('99999999999');
	await sara.getByRole('button', { name: 'Lagre året' }).click();
	await expect(alert).toContainText('Bulgaria');
	await expect(sara.locator('[id="NO.users"]')).toHaveValue('6');
	await sara.locator('[id="BG.users"]').fill('5');
	await sara.getByRole('button', { name: 'Lagre året' }).click();
	await expect(sara.locator('main')).toContainText('Tallene er lagret.');
	await expect(sara.getByRole('row', { name: /^Brasil/ }).first()).toContainText('1');
	await sara.goto('/aggregates/nationalities?year=2012&view=public');
	const told = sara.getByRole('table', { name: 'Nasjonalitet 2012' });
	await expect(told.getByRole('row', { name: /^Andre og ukjent/ })).toContainText('6');
	await expect(told.getByRole('cell', { name: '1', exact: true })).toHaveCount(0);

	await sara.goto('/aggregates/problems?year=2012');
	await sara.locator('summary', { hasText: 'Hent tallene fra en fil' }).click();
	const bring = async (csv: string) => {
		await sara
			.getByLabel('Fil', { exact: true })
			.setInputFiles({ name: 'problemer.csv', mimeType: 'text/csv', buffer: Buffer.from(csv, 'latin1') });
		await sara.getByRole('button', { name: 'Les fila' }).click();
	};
	await bring('Hva;Brukere\r\nMenneskehandel;12\r\nNoe helt annet;3\r\nJuss;-1\r\n');
	await expect(alert).toContainText('Linje 3');
	await expect(alert).toContainText('Linje 4: et antall kan ikke være mindre enn 0');
	await bring('Hva;Brukere\r\nMenneskehandel;12\r\nJuss;1\r\n');
	await expect(sara.locator('[id="trafficking.users"]')).toHaveValue('12');
	await sara.getByRole('button', { name: 'Lagre året' }).click();
	await expect(sara.locator('main')).toContainText('Tallene er lagret.');
	await expect(sara.getByRole('row', { name: /^Menneskehandel/ }).first()).toContainText('12');
	await context.close();
});

async function workbook(rows: string[][]): Promise<Buffer> {
	const { default: excel } = await import('exceljs');
	const book = new excel.Workbook();
	book.addWorksheet('Kontakter').addRows(rows);
	return Buffer.from(await book.xlsx.writeBuffer());
}
