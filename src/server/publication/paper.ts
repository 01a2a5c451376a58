import type { PdfDocument, Structure } from 'pdfkit';
import { fontFiles } from './draw-for-file.ts';

/** How a text looks. `below` is the air under it, `gap` that between its lines. */
export interface Look {
	font: 'plain' | 'strong' | 'slanted';
	size: number;
	colour: string;
	gap: number;
	below: number;
}

/** A4 in points, and where its text stands. */
export const sheet = { left: 62, top: 64, width: 471, bottom: 772, right: 533 } as const;

export const colours = { ink: '#13253c', pale: '#475a72', line: '#a9b7c6', mark: '#a06c15', lead: '#1b4f86' } as const;

/** Paper that is written on from the top down; every text on it is marked for what it is, and all else as decoration. */
export interface Paper {
	doc: PdfDocument;
	/** The whole text; everything that is read aloud is in it. */
	body: Structure;
}

/** A document from its first page to its last. @returns the bytes of the PDF. */
export async function writeOnPaper(
	about: { title: string; subject: string; author: string; language: string },
	write: (paper: Paper) => void
): Promise<Buffer> {
	const { default: PDFDocument } = await import('pdfkit'); // large, and needed by few
	const { title, subject, author, language } = about;
	const info = { Title: printable(title), Subject: printable(subject), Author: printable(author), Creator: 'Lykt' };
	const doc = new PDFDocument({
		...{ size: 'A4', pdfVersion: '1.7', lang: language, tagged: true, displayTitle: true, bufferPages: true },
		margins: { top: sheet.top, bottom: 841.89 - sheet.bottom, left: sheet.left, right: sheet.left },
		// None to begin with: a font that is there under another name is read from its file at every change of font.
		...{ info, font: null }
	});
	escapeProperties(doc, Object.values(info));
	for (const [name, file] of Object.entries(fontFiles)) doc.registerFont(name, file);
	const parts: Buffer[] = [];
	const done = new Promise<void>((resolve, reject) => {
		doc.on('data', (part) => parts.push(part));
		doc.on('end', resolve).on('error', reject);
	});
	const body = doc.struct('Document');
	doc.addStructure(body);
	write({ doc, body });
	body.end();
	doc.end();
	await done;
	return Buffer.concat(parts);
}

/** An element of the structure inside another. Ended by whoever began it. */
export function begin({ doc }: Paper, parent: Structure, tag: string, options: object = {}): Structure {
	const structure = doc.struct(tag, options);
	parent.add(structure);
	return structure;
}

/** An element that is one text, at a place of the paper; the next one stands below it. */
export function say(
	paper: Paper,
	parent: Structure,
	tag: string,
	text: string,
	look: Look,
	{ inset = 0, width = sheet.width - inset, options = {} }: { inset?: number; width?: number; options?: object } = {}
): void {
	const { doc } = paper;
	const structure = begin(paper, parent, tag, options);
	structure.add(() => {
		wear(doc, look).text(printable(text), sheet.left + inset, doc.y, { width, lineGap: look.gap });
	});
	structure.end();
	doc.y += look.below;
}

/** What a text will take, with the air under it. */
export const heightOf = ({ doc }: Paper, text: string, look: Look, width: number = sheet.width): number =>
	wear(doc, look).heightOfString(printable(text), { width, lineGap: look.gap }) + look.below;

/** Goes to the next page where less room than this is left; never from an empty one. */
export function needRoom({ doc }: Paper, height: number): void {
	if (doc.y + Math.min(height, sheet.bottom - sheet.top) > sheet.bottom + 0.5) doc.addPage();
}

/** Lines, bars, page numbers: on the paper, and not read aloud. */
export function decorate({ doc }: Paper, draw: () => void, type: 'Layout' | 'Pagination' = 'Layout'): void {
	doc.markContent('Artifact', { type });
	draw();
	doc.endMarkedContent();
}

/** A straight line, as decoration. */
export function rule(
	paper: Paper,
	[x1, y1]: [number, number],
	[x2, y2]: [number, number],
	{ width = 0.6, colour = colours.line }: { width?: number; colour?: string } = {}
): void {
	decorate(paper, () => paper.doc.lineWidth(width).strokeColor(colour).moveTo(x1, y1).lineTo(x2, y2).stroke());
}

/** Makes the following text look like this. */
export const wear = (doc: PdfDocument, { font, size, colour }: Look): PdfDocument =>
	doc.font(font).fontSize(size).fillColor(colour);

/** A tab is a space on paper, and other control characters are nothing. */
export const printable = (text: string): string =>
	text
		.replaceAll(/\r\n?/gu, '\n')
		.replaceAll('\t', ' ')
		.replaceAll(/[^\P{Cc}\n]/gu, '');

/** The library puts the properties into XML as they are; «Oslo & Bergen» would make it unreadable. */
function escapeProperties(doc: PdfDocument, values: readonly string[]): void {
	const append = doc.appendXML.bind(doc);
	const escape = (text: string) => text.replace(/[&<>]/gu, (mark) => `&#${mark.charCodeAt(0)};`);
	doc.appendXML = (xml, newLine) => {
		const safe = values.reduce((all, value) => all.replace(`>${value}<`, () => `>${escape(value)}<`), xml);
		append(safe, newLine);
	};
}
