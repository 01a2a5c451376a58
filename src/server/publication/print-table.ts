import type { Structure } from 'pdfkit';
import { columnShares, type PrintedTable } from './document.ts';
import { begin, colours, decorate, needRoom, printable, rule, sheet, wear, type Look, type Paper } from './paper.ts';

type Row = (string | number)[];

/** A table before it is drawn: how wide and high everything will be. */
export interface MeasuredTable {
	table: PrintedTable;
	look: Look;
	widths: number[];
	head: number;
	rows: number[];
	foot: number;
	/** All of it. */
	height: number;
	/** What must stand together at least: the head and its first rows. */
	start: number;
}

/** Lays the columns out by what stands in them; a narrow table is no wider than a drawing. */
export function measureTable(paper: Paper, table: PrintedTable): MeasuredTable {
	const { shares, isNarrow, isCrowded } = columnShares(table);
	const whole = isNarrow ? narrowWidth : sheet.width;
	const look: Look = { font: 'plain', size: isCrowded ? 7.5 : 9.5, colour: colours.ink, gap: 1.5, below: 0 };
	const widths = shares.map((share) => share * whole);
	const height = (row: Row, font: Look['font']) =>
		Math.max(
			...row.map((cell, place) =>
				wear(paper.doc, { ...look, font }).heightOfString(printable(String(cell)), {
					width: inside(widths, place).width,
					lineGap: look.gap
				})
			)
		) +
		2 * air;
	const head = height(
		table.columns.map(({ label }) => label),
		'strong'
	);
	const rows = table.rows.map((row) => height(row, 'plain'));
	const foot = table.foot ? height(table.foot, 'strong') : 0;
	const first = rows.slice(0, 3).reduce((sum, row) => sum + row, 0);
	const all = rows.reduce((sum, row) => sum + row, head + foot);
	return { table, look, widths, head, rows, foot, height: all, start: rows.length <= 4 ? all : head + first };
}

/**
 * Draws a table: its cells marked as heads and data, its head again on every page, where it is decoration. The caller
 * has seen to room for its beginning; its last two rows stay together.
 */
export function printTable(paper: Paper, parent: Structure, measured: MeasuredTable, caption?: () => void): void {
	const { table, head, rows, foot } = measured;
	const labels = table.columns.map(({ label }) => label);
	if (caption) caption();
	const group = begin(paper, parent, 'THead');
	printRow(paper, measured, labels, head, { parent: group, isHead: true });
	group.end();
	const tbody = begin(paper, parent, 'TBody');
	for (const [place, row] of table.rows.entries()) {
		const last = place === rows.length - 2 ? rows.at(-1)! + foot : place === rows.length - 1 ? foot : 0;
		const page = paper.doc.y;
		needRoom(paper, rows[place]! + last);
		if (paper.doc.y < page) printRow(paper, measured, labels, head, { isHead: true });
		printRow(paper, measured, row, rows[place]!, { parent: tbody });
	}
	tbody.end();
	if (!table.foot) return;
	const tfoot = begin(paper, parent, 'TFoot');
	printRow(paper, measured, table.foot, foot, { parent: tfoot, isFoot: true });
	tfoot.end();
}

interface RowKind {
	/** Without one the row is decoration. */
	parent?: Structure;
	isHead?: boolean;
	isFoot?: boolean;
}

function printRow(paper: Paper, measured: MeasuredTable, row: Row, height: number, kind: RowKind): void {
	const { doc } = paper;
	const { table, widths } = measured;
	const { parent, isHead = false, isFoot = false } = kind;
	const look: Look = { ...measured.look, font: isHead || isFoot ? 'strong' : 'plain' };
	const top = doc.y;
	const line = parent && begin(paper, parent, 'TR');
	let x: number = sheet.left;
	for (const [place, cell] of row.entries()) {
		const { before, width } = inside(widths, place);
		const draw = () => {
			const align = table.columns[place]?.isNumber ? 'right' : 'left';
			wear(doc, look).text(printable(String(cell)), x + before, top + air, { width, align, lineGap: look.gap });
		};
		if (line) {
			const scope = isHead ? 'Column' : 'Row';
			const structure = isHead || place === 0 ? begin(paper, line, 'TH', { scope }) : begin(paper, line, 'TD');
			structure.add(draw).end();
		} else decorate(paper, draw, 'Pagination');
		x += widths[place]!;
	}
	line?.end();
	doc.y = top + height;
	rule(paper, [sheet.left, doc.y], [x, doc.y], isHead ? { width: 1.1, colour: colours.ink } : {});
}

/** The words of the first column stand under those of the text, the numbers of the last at the end of the line. */
function inside(widths: readonly number[], place: number): { before: number; width: number } {
	const before = place === 0 ? 0 : side;
	return { before, width: widths[place]! - before - (place === widths.length - 1 ? 0 : side) };
}

/** As wide as a drawing. */
export const narrowWidth = 372;
const side = 4;
const air = 3.5;
