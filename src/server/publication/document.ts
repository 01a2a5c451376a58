import * as v from 'valibot';

const text = v.string();
const cell = v.union([text, v.number()]);

/** A table as it is printed: the first column is the row's header. A hidden number is a word, never an empty cell. */
export const printedTable = v.object({
	/** Names the sheet and the file: letters, digits and hyphens. */
	code: v.pipe(text, v.regex(/^[a-z][a-z0-9-]{0,60}$/u)),
	title: text,
	columns: v.pipe(v.array(v.object({ label: text, isNumber: v.boolean() })), v.minLength(1)),
	rows: v.array(v.array(cell)),
	foot: v.optional(v.array(cell))
});

const block = v.variant('kind', [
	v.object({ kind: v.literal('heading'), level: v.picklist([2, 3]), text }),
	/** Paragraphs, with an empty line between them. */
	v.object({ kind: v.literal('text'), text }),
	v.object({ kind: v.literal('quote'), text }),
	v.object({ kind: v.literal('note'), text }),
	v.object({
		kind: v.literal('figure'),
		/** The finding. */
		title: text,
		/** For those who do not see the drawing: the finding and the numbers. */
		alt: text,
		/** SVG of our own server, wide and narrow; absent where there is nothing to draw. */
		wide: v.optional(text),
		narrow: v.optional(text),
		/** Where the numbers come from, and N. */
		caption: text,
		notes: v.array(text),
		table: printedTable
	}),
	v.object({ kind: v.literal('table'), table: printedTable, notes: v.array(text) })
]);

/** A report in words, before it is a page, a PDF, a DOCX or a sheet: all of them are written from this one value. */
export const reportDocument = v.object({
	title: text,
	subtitle: text,
	/** Who publishes it, for the title page and the file's properties. */
	service: text,
	language: v.picklist(['nb', 'en']),
	/** What the reader must know before the first number: internal, draft, synthetic. */
	warnings: v.array(text),
	/** The few words that the outputs put in themselves. */
	words: v.object({ figure: text, table: text, contents: text, page: text }),
	blocks: v.array(block)
});

export type ReportDocument = v.InferOutput<typeof reportDocument>;
export type Block = ReportDocument['blocks'][number];
export type PrintedTable = v.InferOutput<typeof printedTable>;

/** A block with its number: figures and tables are counted apart, headings get an id to be linked to. */
export type NumberedBlock = Block & { number: number; id: string };

/** Numbers figures, tables and headings in reading order. A figure's own table has the figure's number. */
export function numberBlocks({ blocks }: Pick<ReportDocument, 'blocks'>): NumberedBlock[] {
	const seen = new Map<string, number>();
	return blocks.map((block) => {
		const number = (seen.get(block.kind) ?? 0) + 1;
		seen.set(block.kind, number);
		return { ...block, number, id: `${block.kind}-${number}` };
	});
}

/** Every table of a report in order, with a name that no other has: sheets and files are named by it. */
export function tablesOf(document: ReportDocument): (PrintedTable & { name: string; notes: string[] })[] {
	const names = new Map<string, number>();
	return document.blocks.flatMap((block) => {
		if (block.kind !== 'figure' && block.kind !== 'table') return [];
		const { table } = block;
		const times = (names.get(table.code) ?? 0) + 1;
		names.set(table.code, times);
		const title = block.kind === 'figure' ? block.title : table.title;
		return [{ ...table, title, name: times === 1 ? table.code : `${table.code}-${times}`, notes: block.notes }];
	});
}

/** Paragraphs of a text: an empty line parts them. */
export const paragraphsOf = (text: string): string[] =>
	text
		.split(/\n\s*\n/u)
		.map((part) => part.trim())
		.filter((part) => part !== '');

/** The first sentence of each warning, for the foot of every page: «Utkast», «Bare for oss». */
export const shortWarnings = ({ warnings }: Pick<ReportDocument, 'warnings'>): string[] =>
	warnings.map((warning) => warning.split(/\.\s/u)[0]!.replace(/\.$/u, ''));

/**
 * How wide each column of a table is for its words: every output that lays tables out itself goes by it.
 * @returns shares that are 1 together; `isNarrow` when the table needs no whole page, `isCrowded` when its longest words
 * do not fit beside each other in letters of the usual size.
 */
export function columnShares({ columns, rows, foot }: PrintedTable): {
	shares: number[];
	isNarrow: boolean;
	isCrowded: boolean;
} {
	const needs = columns.map(({ label }, place) => {
		const cells = [label, ...[...rows, ...(foot ? [foot] : [])].map((row) => String(row[place] ?? ''))];
		const most = (lengths: number[]) => Math.max(3, ...lengths) + 4;
		return {
			word: most(cells.flatMap((cell) => cell.split(/[\s-]+/u).map((word) => word.length))),
			whole: most(cells.map((cell) => Math.min(cell.length, 60)))
		};
	});
	const words = needs.reduce((sum, { word }) => sum + word, 0);
	const whole = needs.reduce((sum, need) => sum + need.whole, 0);
	const isNarrow = whole <= 70;
	const isCrowded = words > 95;
	const room = isNarrow ? 72 : isCrowded ? 120 : 95;
	// Every column has its longest word; what is left goes to those that have more to say, and else to the first.
	const left = Math.max(0, room - words);
	const wanted = whole - words;
	const widths = needs.map((need, place) =>
		wanted > left
			? need.word + (left * (need.whole - need.word)) / wanted
			: need.whole + (place === 0 ? left - wanted : 0)
	);
	const sum = widths.reduce((all, width) => all + width, 0);
	return { shares: widths.map((width) => width / sum), isNarrow, isCrowded };
}
