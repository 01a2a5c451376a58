import { numberBlocks, paragraphsOf, type NumberedBlock, type PrintedTable, type ReportDocument } from './document.ts';
import { fixColours, fontFiles, fontFolder, sizeOf } from './draw-for-file.ts';

/** A report as PDF on A4: bookmarks for the headings, drawings as drawings, table heads again on every page. */
export async function writePdf(document: ReportDocument): Promise<Buffer> {
	const { default: pdfmake } = await import('pdfmake'); // large, and needed by few
	pdfmake.setFonts({ Roboto: fontFiles });
	// Nothing but our own font is ever opened, whatever a text says.
	pdfmake.setUrlAccessPolicy(() => false);
	pdfmake.setLocalAccessPolicy((path) => path.startsWith(fontFolder));
	return pdfmake.createPdf(describe(document)).getBuffer();
}

function describe(document: ReportDocument): object {
	const { title, subtitle, service, language, warnings, words } = document;
	const blocks = numberBlocks(document);
	const contents = blocks.filter((block) => block.kind === 'heading' && block.level === 2).length > 1;
	return {
		info: { title, subject: subtitle, author: service },
		language: language === 'nb' ? 'nb-NO' : 'en-GB',
		displayTitle: true,
		pageSize: 'A4',
		pageMargins: [56, 56, 56, 64],
		defaultStyle: { font: 'Roboto', fontSize: 10.5, lineHeight: 1.35, color: '#13253c' },
		styles,
		footer: (page: number) => ({ text: `${title} · ${words.page} ${page}`, style: 'small', margin: [56, 20, 56, 0] }),
		content: [
			{ text: service, style: 'small' },
			{ text: title, style: 'title', outline: true },
			{ text: subtitle, style: 'small', margin: [0, 0, 0, 12] },
			...warnings.map((text) => bordered(text)),
			...(contents ? [{ toc: { title: { text: words.contents, style: 'contents' } } }] : []),
			...blocks.map((block) => writeBlock(block, document))
		],
		pageBreakBefore: (node: { headlineLevel?: number; startPosition?: { verticalRatio: number } }) =>
			node.headlineLevel !== undefined && (node.startPosition?.verticalRatio ?? 0) > 0.85
	};
}

function writeBlock(block: NumberedBlock, { words }: ReportDocument): object {
	switch (block.kind) {
		case 'heading':
			return {
				text: block.text,
				style: block.level === 2 ? 'heading' : 'subheading',
				headlineLevel: block.level,
				outline: true,
				...(block.level === 2 ? { tocItem: true } : {})
			};
		case 'text':
			return { stack: paragraphsOf(block.text).map((text) => ({ text, margin: [0, 0, 0, 7] })) };
		case 'quote':
			return { text: block.text, italics: true, margin: [20, 4, 20, 10] };
		case 'note':
			return bordered(block.text);
		case 'figure':
			return {
				unbreakable: block.table.rows.length < 20,
				margin: [0, 10, 0, 14],
				stack: [
					{ text: `${words.figure} ${block.number}. ${block.title}`, style: 'caption' },
					...(block.wide ? [drawing(block.wide)] : []),
					writeTable(block.table),
					...[...block.notes, block.caption].map((text) => ({ text, style: 'small' }))
				]
			};
		case 'table':
			return {
				unbreakable: block.table.rows.length < 24,
				margin: [0, 10, 0, 14],
				stack: [
					{ text: `${words.table} ${block.number}. ${block.table.title}`, style: 'caption' },
					writeTable(block.table),
					...block.notes.map((text) => ({ text, style: 'small' }))
				]
			};
	}
}

function drawing(svg: string): object {
	const { width, height } = sizeOf(svg);
	const scale = Math.min(440 / width, 560 / height, 0.8);
	return { svg: fixColours(svg), width: width * scale, height: height * scale, margin: [0, 2, 0, 8] };
}

function writeTable({ columns, rows, foot }: PrintedTable): object {
	const cell = (value: string | number, place: number, bold = false) => ({
		text: String(value),
		bold,
		fontSize: columns.length > 6 ? 8 : 9.5,
		alignment: columns[place]?.isNumber ? 'right' : 'left'
	});
	return {
		layout: 'lightHorizontalLines',
		margin: [0, 2, 0, 6],
		table: {
			headerRows: 1,
			dontBreakRows: true,
			widths: columns.map((_, place) => (place === 0 ? '*' : 'auto')),
			body: [
				columns.map(({ label }, place) => cell(label, place, true)),
				...rows.map((row) => row.map((value, place) => cell(value, place))),
				...(foot ? [foot.map((value, place) => cell(value, place, true))] : [])
			]
		}
	};
}

const bordered = (text: string): object => ({
	layout: { hLineWidth: () => 0, vLineWidth: (place: number) => (place === 0 ? 3 : 0), vLineColor: () => '#a06c15' },
	margin: [0, 2, 0, 10],
	table: { widths: ['*'], body: [[{ text, margin: [6, 2, 0, 2] }]] }
});

const styles = {
	title: { fontSize: 24, bold: true, margin: [0, 4, 0, 4], lineHeight: 1.1 },
	heading: { fontSize: 16, bold: true, margin: [0, 20, 0, 6] },
	subheading: { fontSize: 12.5, bold: true, margin: [0, 14, 0, 4] },
	contents: { fontSize: 12.5, bold: true, margin: [0, 14, 0, 4] },
	caption: { bold: true, margin: [0, 0, 0, 6] },
	small: { fontSize: 8.5, color: '#475a72' }
};
