import { tablesOf, type PrintedTable, type ReportDocument } from './document.ts';

/** A report's tables as a workbook, one sheet for each, numbers as numbers, the header frozen. */
export async function writeXlsx(document: ReportDocument): Promise<Buffer> {
	const { default: excel } = await import('exceljs'); // large, and needed by few
	const book = new excel.Workbook();
	book.title = document.title;
	book.creator = document.service;
	const taken = new Set<string>();
	for (const table of tablesOf(document)) {
		const sheet = book.addWorksheet(sheetName(table.name, taken), { views: [{ state: 'frozen', ySplit: 3 }] });
		sheet.addRow([table.title]).font = { bold: true, size: 13 };
		sheet.addRow([document.subtitle]).font = { color: { argb: 'FF475A72' } };
		sheet.addRow(table.columns.map(({ label }) => safe(label))).font = { bold: true };
		for (const row of table.rows) sheet.addRow(row.map(safe));
		if (table.foot) sheet.addRow(table.foot.map(safe)).font = { bold: true };
		for (const note of [...table.notes, ...document.warnings]) sheet.addRow([safe(note)]).font = { italic: true };
		sheet.columns.forEach((column, place) => {
			column.width = place === 0 ? 36 : Math.max(12, (table.columns[place]?.label.length ?? 0) + 2);
			if (table.columns[place]?.isNumber) column.alignment = { horizontal: 'right' };
		});
		sheet.getColumn(1).alignment = { horizontal: 'left' };
		sheet.pageSetup = { fitToPage: true, fitToWidth: 1, fitToHeight: 0 };
	}
	if (book.worksheets.length === 0) book.addWorksheet(document.words.table);
	return Buffer.from(await book.xlsx.writeBuffer());
}

/** A report's tables as CSV, a file for each. Semicolons and a byte-order mark: what Norwegian Excel opens by itself. */
export function writeCsvFiles(document: ReportDocument): { name: string; text: string }[] {
	return tablesOf(document).map((table) => ({ name: `${table.name}.csv`, text: writeCsv(table) }));
}

function writeCsv({ columns, rows, foot }: PrintedTable): string {
	const lines = [columns.map(({ label }) => label), ...rows, ...(foot ? [foot] : [])];
	return `\uFEFF${lines.map((cells) => cells.map((cell) => quoted(safe(cell))).join(';')).join('\r\n')}\r\n`;
}

const quoted = (cell: string | number): string =>
	typeof cell === 'number' || !/[";\r\n]/u.test(cell) ? String(cell) : `"${cell.replaceAll('"', '""')}"`;

/** A text that a spreadsheet would take for a formula is told to be text; «+74 %» is no formula and stays. */
const safe = (cell: string | number): string | number =>
	typeof cell === 'string' && /^[=@\t\r]|^[+-](?!\d)/u.test(cell) ? `'${cell}` : cell;

/** Excel takes 31 characters, and two sheets must not have one name. */
function sheetName(name: string, taken: Set<string>): string {
	const short = name.slice(0, 31);
	const free = taken.has(short) ? `${name.slice(0, 27)}-${taken.size}` : short;
	taken.add(free);
	return free;
}
