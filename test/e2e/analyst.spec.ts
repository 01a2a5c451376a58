import { expect, test } from './journey.ts';
import { signedIn } from './people.ts';

// The analyst's work with contacts of earlier years out of a file.

/** Contacts of a year long ago: nobody else here counts them. Four women, so that there is something to hide. */
const year = '2012';
const lines = [
	...Array.from({ length: 30 }, (_, nth) => [`${(nth % 28) + 1}.3.${year}`, 'mann', 'helse']),
	...Array.from({ length: 26 }, (_, nth) => [`${(nth % 28) + 1}.5.${year}`, 'mann', 'rus']),
	...Array.from({ length: 4 }, (_, nth) => [`${nth + 1}.9.${year}`, 'kvinne', 'helse'])
];

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

async function workbook(rows: string[][]): Promise<Buffer> {
	const { default: excel } = await import('exceljs');
	const book = new excel.Workbook();
	book.addWorksheet('Kontakter').addRows(rows);
	return Buffer.from(await book.xlsx.writeBuffer());
}
