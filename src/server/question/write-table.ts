/** A table in words, as it is shown. */
export interface WrittenTable {
	title: string;
	heads: string[];
	rows: (string | number)[][];
	notes: string[];
}

/** As CSV. Semicolons and a byte-order mark: what Norwegian Excel opens by itself. */
export function writeCsv({ heads, rows }: WrittenTable): string {
	return `\uFEFF${[heads, ...rows].map((cells) => cells.map((cell) => quoted(safe(cell))).join(';')).join('\r\n')}\r\n`;
}

/** As a workbook, numbers as numbers. */
export async function writeXlsx({ title, heads, rows, notes }: WrittenTable): Promise<Buffer> {
	const { default: excel } = await import('exceljs'); // large, and needed by few
	const book = new excel.Workbook();
	const sheet = book.addWorksheet('Lykt', { views: [{ state: 'frozen', ySplit: 2 }] });
	sheet.addRow([safe(title)]).font = { bold: true, size: 13 };
	sheet.addRow(heads.map(safe)).font = { bold: true };
	for (const row of rows) sheet.addRow(row.map(safe));
	for (const note of notes) sheet.addRow([safe(note)]).font = { italic: true };
	sheet.columns.forEach((column, place) => (column.width = place === 0 ? 36 : 14));
	return Buffer.from(await book.xlsx.writeBuffer());
}

const quoted = (cell: string | number): string =>
	typeof cell === 'number' || !/[";\r\n]/u.test(cell) ? String(cell) : `"${cell.replaceAll('"', '""')}"`;

/** A text that a spreadsheet would take for a formula is told to be text. */
const safe = (cell: string | number): string | number =>
	typeof cell === 'string' && /^[=+\-@\t\r]/u.test(cell) ? `'${cell}` : cell;
