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
		const add = (row: readonly (string | number)[]) => {
			const cells = row.map((cell, place) => (table.columns[place]?.isNumber ? numberIn(cell) : { value: cell }));
			const added = sheet.addRow(cells.map(({ value }) => safe(value)));
			for (const [place, { format }] of cells.entries()) if (format) added.getCell(place + 1).numFmt = format;
			return added;
		};
		for (const row of table.rows) add(row);
		if (table.foot) add(table.foot).font = { bold: true };
		for (const note of [...table.notes, ...document.warnings]) sheet.addRow([safe(note)]).font = { italic: true };
		sheet.columns.forEach((column, place) => {
			const longest = Math.max(0, ...table.rows.map((row) => String(row[place] ?? '').length));
			column.width = place === 0 ? 36 : Math.max(12, Math.min(60, longest + 2), table.columns[place]!.label.length + 2);
			column.alignment = table.columns[place]?.isNumber
				? { horizontal: 'right' }
				: { horizontal: 'left', vertical: 'top', wrapText: longest > 60 };
		});
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

/** A share, a change or a decimal as the number it is, so that it can be counted with; it looks as it was printed. */
function numberIn(cell: string | number): { value: string | number; format?: string } {
	if (typeof cell === 'number') return { value: cell };
	const [, sign, whole, , part = '', percent] = /^([+−-]?)(\d{1,9})([.,](\d{1,3}))?(\s?%)?$/u.exec(cell) ?? [];
	if (whole === undefined) return { value: cell };
	const value = Number(`${sign === '' || sign === '+' ? '' : '-'}${whole}.${part || 0}`);
	const digits = part === '' ? '0' : `0.${'0'.repeat(part.length)}`;
	if (!percent) return { value, format: digits };
	const format = sign === '' ? `${digits} %` : `+${digits} %;−${digits} %;${digits} %`;
	return { value: Math.round(value * 1000) / 100_000, format };
}

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
