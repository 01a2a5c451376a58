import type { Paragraph, Table } from 'docx';
import {
	columnShares,
	numberBlocks,
	paragraphsOf,
	shortWarnings,
	type NumberedBlock,
	type PrintedTable,
	type ReportDocument
} from './document.ts';
import { drawPng, sizeOf } from './draw-for-file.ts';

/**
 * A report as DOCX: real heading styles, a table of contents, captions, tables whose first row is a header on every page,
 * and drawings as pictures with a text for those who do not see them.
 */
export async function writeDocx(document: ReportDocument): Promise<Buffer> {
	const docx = await import('docx'); // large, and needed by few
	const blocks = numberBlocks(document);
	const pictures = new Map(
		await Promise.all(
			blocks.map(
				async (block) =>
					[block.id, block.kind === 'figure' && block.wide ? await drawPng(block.wide) : undefined] as const
			)
		)
	);
	const written = blocks.flatMap((block) => writeBlock(docx, block, document, pictures.get(block.id)));
	const file = new docx.Document({
		title: document.title,
		subject: document.subtitle,
		creator: document.service,
		lastModifiedBy: document.service,
		description: document.warnings.join(' '),
		features: { updateFields: false },
		styles: stylesIn(document.language),
		sections: [
			{
				properties: {
					page: {
						size: { width: 11_906, height: 16_838 },
						margin: { top: 1134, bottom: 1134, left: 1247, right: 1247 }
					}
				},
				footers: { default: new docx.Footer({ children: [pageNumber(docx, document)] }) },
				children: [...titlePage(docx, document), ...written]
			}
		]
	});
	return docx.Packer.toBuffer(file);
}

type Docx = typeof import('docx');
type Written = Paragraph | Table;
const strong = { bold: true };
type NumberedFigure = Extract<NumberedBlock, { kind: 'figure' }>;

function titlePage(docx: Docx, { title, subtitle, service, warnings, words, blocks }: ReportDocument): Written[] {
	const contents = blocks.filter((block) => block.kind === 'heading' && block.level === 2);
	return [
		new docx.Paragraph({ text: service, style: 'Small' }),
		new docx.Paragraph({ text: title, heading: docx.HeadingLevel.TITLE }),
		new docx.Paragraph({ text: subtitle, style: 'Small' }),
		...warnings.map((warning) => new docx.Paragraph({ text: warning, style: 'Note' })),
		...(contents.length > 1 ? [new docx.Paragraph({ text: words.contents, style: 'ContentsHead' })] : []),
		// Written out and linked, not a field: a field is empty until somebody lets Word fill it in.
		...(contents.length > 1
			? [...numberedHeadings(docx, blocks), new docx.Paragraph({ children: [new docx.PageBreak()] })]
			: [])
	];
}

function numberedHeadings(docx: Docx, blocks: ReportDocument['blocks']): Paragraph[] {
	let number = 0;
	return blocks.flatMap((block) => {
		if (block.kind !== 'heading') return [];
		number++;
		if (block.level !== 2) return [];
		const link = new docx.InternalHyperlink({ anchor: `heading-${number}`, children: [new docx.TextRun(block.text)] });
		return [new docx.Paragraph({ children: [link], style: 'Contents' })];
	});
}

function writeBlock(docx: Docx, block: NumberedBlock, document: ReportDocument, picture?: Buffer): Written[] {
	switch (block.kind) {
		case 'heading':
			return [
				new docx.Paragraph({
					heading: block.level === 2 ? docx.HeadingLevel.HEADING_1 : docx.HeadingLevel.HEADING_2,
					children: [new docx.Bookmark({ id: block.id, children: [new docx.TextRun(block.text)] })]
				})
			];
		case 'text':
			return paragraphs(docx, block.text);
		case 'quote':
			return paragraphs(docx, block.text, 'IntenseQuote');
		case 'note':
			return paragraphs(docx, block.text, 'Note');
		case 'figure':
			return [
				caption(docx, document.words.figure, block.number, block.title),
				...(picture && block.wide ? [drawing(docx, picture, block.wide, block)] : []),
				...(block.table.rows.length > 0 ? [writeTable(docx, block.table)] : []),
				...[...block.notes, block.caption].map((text) => new docx.Paragraph({ text, style: 'Small' }))
			];
		case 'table':
			return [
				caption(docx, document.words.table, block.number, block.table.title),
				writeTable(docx, block.table),
				...block.notes.map((text) => new docx.Paragraph({ text, style: 'Small' })),
				new docx.Paragraph({})
			];
	}
}

/** Its number is a field, so that Word can make a list of figures, and it is there before any field is filled in. */
function caption(docx: Docx, word: string, number: number, title: string): Paragraph {
	const field = new docx.SimpleField(`SEQ ${word} \\* ARABIC`, String(number));
	const children = [new docx.TextRun(`${word} `), field, new docx.TextRun(`. ${title}`)];
	return new docx.Paragraph({ children, style: 'Caption', keepNext: true });
}

const paragraphs = (docx: Docx, text: string, style?: string): Paragraph[] =>
	paragraphsOf(text).map((part) => {
		const children = part.split('\n').map((line, place) => new docx.TextRun({ text: line, break: place > 0 ? 1 : 0 }));
		return new docx.Paragraph({ children, ...(style ? { style } : {}) });
	});

function drawing(docx: Docx, data: Buffer, svg: string, { id, title, alt }: NumberedFigure): Paragraph {
	const { width, height } = sizeOf(svg);
	// As wide as a narrow table; a tall chart must leave room for its caption and its table's beginning.
	const scale = Math.min(496 / width, 560 / height);
	const transformation = { width: Math.round(width * scale), height: Math.round(height * scale) };
	const altText = { name: id, title, description: alt };
	return new docx.Paragraph({
		keepNext: true,
		children: [new docx.ImageRun({ type: 'png', data, transformation, altText })]
	});
}

interface RowLook {
	isHead?: boolean;
	isStrong?: boolean;
	keepNext?: boolean;
}

function writeTable(docx: Docx, table: PrintedTable): Table {
	const { columns, rows, foot } = table;
	const widths = widthsOf(table);
	const size = columnShares(table).isCrowded ? { size: 15 } : {};
	// A table that is not long stands whole on one page: each row is kept with the next.
	const isShort = rows.length <= 16;
	const cell = (value: string | number, place: number, isStrong: boolean, keepNext: boolean) =>
		new docx.TableCell({
			width: { size: widths[place]!, type: docx.WidthType.DXA },
			margins: { top: 40, bottom: 40, left: place === 0 ? 0 : 80, right: place === columns.length - 1 ? 0 : 80 },
			children: [
				new docx.Paragraph({
					style: 'TableText',
					keepNext,
					alignment: columns[place]?.isNumber ? docx.AlignmentType.END : docx.AlignmentType.START,
					children: [new docx.TextRun({ text: String(value), ...size, ...(isStrong ? strong : {}) })]
				})
			]
		});
	const row = (cells: (string | number)[], { isHead = false, isStrong = isHead, keepNext = isHead }: RowLook) =>
		new docx.TableRow({
			tableHeader: isHead,
			cantSplit: true,
			children: cells.map((value, place) => cell(value, place, isStrong, keepNext))
		});
	const line = { style: docx.BorderStyle.SINGLE, size: 4, color: 'A9B7C6' };
	const none = { style: docx.BorderStyle.NONE, size: 0, color: 'auto' };
	return new docx.Table({
		width: { size: widths.reduce((sum, width) => sum + width, 0), type: docx.WidthType.DXA },
		layout: docx.TableLayoutType.FIXED,
		// Widths of their own: without them other programs than Word make every column as narrow as a word.
		columnWidths: widths,
		borders: { top: line, bottom: line, insideHorizontal: line, left: none, right: none, insideVertical: none },
		rows: [
			row(
				columns.map(({ label }) => label),
				{ isHead: true }
			),
			...rows.map((cells, place) =>
				row(cells, { keepNext: isShort && (foot !== undefined || place < rows.length - 1) })
			),
			...(foot ? [row(foot, { isStrong: true })] : [])
		]
	});
}

/** In twentieths of a point, 9412 between the margins: the words that stand in a column decide. */
const widthsOf = (table: PrintedTable): number[] => {
	const { shares, isNarrow } = columnShares(table);
	return shares.map((share) => Math.floor(share * (isNarrow ? narrowWidth : 9412)));
};

/** As wide as most drawings. */
const narrowWidth = 7400;

const pageNumber = (docx: Docx, document: ReportDocument): Paragraph =>
	new docx.Paragraph({
		style: 'Small',
		children: [
			new docx.TextRun({
				children: [
					`${[document.title, ...shortWarnings(document), document.words.page].join(' · ')} `,
					docx.PageNumber.CURRENT
				]
			})
		]
	});

function stylesIn(language: string) {
	// Said aloud: some programs take a height without a rule for exact, and cut off every drawing.
	const lineRule = 'auto' as const;
	const value = language === 'nb' ? 'nb-NO' : 'en-GB';
	const heading = (size: number, before: number) => ({
		run: { size, bold: true, color: '13253C', font: 'Calibri' },
		paragraph: { spacing: { before, after: 120 }, keepNext: true }
	});
	const own = (id: string, name: string, run: object, paragraph: object) => ({
		id,
		name,
		basedOn: 'Normal',
		quickFormat: true,
		run,
		paragraph
	});
	return {
		default: {
			document: {
				run: { font: 'Calibri', size: 22, language: { value } },
				paragraph: { spacing: { after: 140, line: 288, lineRule } }
			},
			title: {
				run: { size: 52, bold: true, color: '13253C', font: 'Calibri' },
				paragraph: { spacing: { after: 120 } }
			},
			heading1: heading(32, 400),
			heading2: heading(26, 280)
		},
		paragraphStyles: [
			own('Caption', 'caption', { bold: true, size: 22, color: '13253C' }, { spacing: { before: 280, after: 100 } }),
			own('Small', 'Small', { size: 18, color: '475A72' }, { spacing: { before: 40, after: 60 } }),
			own('TableText', 'Table Text', { size: 20 }, { spacing: { after: 0, line: 240, lineRule } }),
			own('IntenseQuote', 'Intense Quote', { italics: true }, { indent: { left: 567, right: 567 } }),
			own(
				'Note',
				'Note',
				{ size: 21 },
				{ indent: { left: 284 }, border: { left: { style: 'single' as const, size: 24, space: 8, color: 'A06C15' } } }
			),
			own('ContentsHead', 'Contents Head', { bold: true, size: 26 }, { spacing: { before: 400, after: 100 } }),
			own('Contents', 'Contents', {}, { spacing: { after: 40 } })
		]
	};
}
