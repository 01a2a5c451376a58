import type { Structure } from 'pdfkit';
import {
	numberBlocks,
	paragraphsOf,
	shortWarnings,
	type NumberedBlock,
	type PrintedTable,
	type ReportDocument
} from './document.ts';
import { fixColours, sizeOf } from './draw-for-file.ts';
import {
	begin,
	colours,
	decorate,
	heightOf,
	needRoom,
	printable,
	rule,
	say,
	sheet,
	wear,
	writeOnPaper,
	type Look,
	type Paper
} from './paper.ts';
import { measureTable, narrowWidth, printTable } from './print-table.ts';

type DrawSvg = typeof import('svg-to-pdfkit').default;

/** What a report is being written with. */
interface Writing {
	paper: Paper;
	document: ReportDocument;
	drawSvg: DrawSvg;
	/** Entries of the contents that wait for the number of their page, by the heading's id. */
	entries: Map<string, Entry>;
}
interface Entry {
	item: Structure;
	page: number;
	y: number;
}

/**
 * A report as PDF on A4 with a marked structure: headings, paragraphs, captions, tables with heads, drawings with a text
 * for those who do not see them, language, title and bookmarks. Screen readers follow it, and programs can take the text
 * out in order.
 */
export async function writePdf(document: ReportDocument): Promise<Buffer> {
	const { default: drawSvg } = await import('svg-to-pdfkit');
	const { title, subtitle, service, language } = document;
	const about = { title, subject: subtitle, author: service, language: language === 'nb' ? 'nb-NO' : 'en-GB' };
	return writeOnPaper(about, (paper) => {
		const writing: Writing = { paper, document, drawSvg, entries: new Map() };
		const blocks = numberBlocks(document);
		writeFront(writing, blocks);
		for (const [place, block] of blocks.entries()) writeBlock(writing, block, blocks[place + 1]);
		writeFooters(paper, document);
	});
}

// ---------------------------------------------------------------------------------------------------------- front page

function writeFront(writing: Writing, blocks: readonly NumberedBlock[]): void {
	const { paper, document } = writing;
	const { title, subtitle, service, warnings, words } = document;
	const { doc, body } = paper;
	const contents = blocks.filter((block) => block.kind === 'heading' && block.level === 2) as Heading[];
	const hasContents = contents.length > 1;
	if (hasContents) doc.y = 120;
	say(paper, body, 'P', service, { ...looks.small, size: 10.5 });
	doc.outline.addItem(printable(title), { top: 0, left: sheet.right + sheet.left });
	say(paper, body, 'H1', title, looks.title);
	say(paper, body, 'P', subtitle, looks.lead);
	if (warnings.length > 0) doc.y += 6;
	for (const warning of warnings) writeNote(paper, warning);
	if (!hasContents) return;
	doc.y += 22;
	say(paper, body, 'P', words.contents, looks.contents);
	const list = begin(paper, body, 'TOC');
	// Ended with the whole text: each entry still waits for its page.
	for (const heading of contents) writeEntry(writing, list, heading);
	doc.addPage();
}

function writeEntry({ paper, entries }: Writing, list: Structure, { id, text }: Heading): void {
	const { doc } = paper;
	const height = heightOf(paper, text, looks.entry, entryWidth);
	needRoom(paper, height);
	const item = begin(paper, list, 'TOCI');
	const reference = begin(paper, item, 'Reference');
	const link = begin(paper, reference, 'Link');
	const y = doc.y;
	link.add(() => {
		wear(doc, looks.entry).text(printable(text), sheet.left, y, { width: entryWidth, lineGap: looks.entry.gap });
	});
	doc.goTo(sheet.left, y, sheet.width, height - looks.entry.below, id, { structParent: link, Contents: utf16(text) });
	// Ended while its page is the current one: the library looks there for the page of the link.
	link.end();
	reference.end();
	entries.set(id, { item, page: pageOf(paper), y: doc.y - doc.currentLineHeight(true) - looks.entry.gap });
	doc.y += looks.entry.below;
}

/** Says in the contents on which page a heading has come to stand. */
function nameInContents({ paper, entries }: Writing, id: string): void {
	const entry = entries.get(id);
	if (!entry) return;
	const { doc } = paper;
	const [here, y] = [pageOf(paper), doc.y];
	doc.switchToPage(entry.page);
	entry.item.add(() => {
		wear(doc, looks.entry).text(String(here + 1), sheet.right - 40, entry.y, { width: 40, align: 'right' });
	});
	entry.item.end();
	doc.switchToPage(here);
	doc.y = y;
}

// -------------------------------------------------------------------------------------------------------------- blocks

type Heading = Extract<NumberedBlock, { kind: 'heading' }>;
type Figure = Extract<NumberedBlock, { kind: 'figure' }>;

function writeBlock(writing: Writing, block: NumberedBlock, next: NumberedBlock | undefined): void {
	const { paper, document } = writing;
	const { doc, body } = paper;
	switch (block.kind) {
		case 'heading':
			return writeHeading(writing, block, next);
		case 'text':
			for (const text of paragraphsOf(block.text)) writeParagraph(paper, body, text);
			return;
		case 'quote': {
			const quote = begin(paper, body, 'BlockQuote');
			for (const text of paragraphsOf(block.text)) writeParagraph(paper, quote, text, looks.quote, 22);
			quote.end();
			return;
		}
		case 'note':
			doc.y += 2;
			return writeNote(paper, block.text);
		case 'figure':
			return writeFigure(writing, block);
		case 'table': {
			const caption = `${document.words.table} ${block.number}. ${block.table.title}`;
			needRoom(paper, roomForTable(paper, block.table, caption, block.notes));
			if (doc.y > sheet.top + 1) doc.y += aboveFigure;
			writeTable(paper, block.table, caption);
			writeSmall(paper, body, block.notes);
			doc.y += underFigure;
		}
	}
}

function writeHeading(writing: Writing, heading: Heading, next: NumberedBlock | undefined): void {
	const { paper } = writing;
	const { doc, body } = paper;
	const look = heading.level === 2 ? looks.heading : looks.subheading;
	const above = heading.level === 2 ? 24 : 14;
	needRoom(paper, above + heightOf(paper, heading.text, look) + (next ? startOf(writing, next) : 0));
	if (doc.y > sheet.top + 1) doc.y += above;
	doc.addNamedDestination(heading.id, 'XYZ', sheet.left, doc.y - 8, null);
	nameInContents(writing, heading.id);
	doc.outline.addItem(printable(heading.text), { top: doc.y - 8, left: sheet.right + sheet.left });
	say(paper, body, heading.level === 2 ? 'H2' : 'H3', heading.text, look);
}

function writeParagraph(paper: Paper, parent: Structure, text: string, look: Look = looks.text, inset = 0): void {
	needRoom(paper, startOfText(paper, text, look, inset));
	say(paper, parent, 'P', text, look, { inset });
}

/** Beside a bar, whole on one page where it can be. */
function writeNote(paper: Paper, text: string): void {
	const { doc, body } = paper;
	const parts = paragraphsOf(text);
	needRoom(
		paper,
		parts.reduce((sum, part) => sum + heightOf(paper, part, looks.note, sheet.width - 14), 0)
	);
	const [page, top] = [pageOf(paper), doc.y];
	for (const part of parts) say(paper, body, 'P', part, looks.note, { inset: 14 });
	const from = pageOf(paper) === page ? top : sheet.top;
	rule(paper, [sheet.left + 2, from - 1], [sheet.left + 2, doc.y - looks.note.below - 1], {
		width: 3,
		colour: colours.mark
	});
	doc.y += 5;
}

/** Caption, drawing and table on one page where they take less than two thirds of one; otherwise the table may follow. */
function writeFigure(writing: Writing, figure: Figure): void {
	const { paper, document } = writing;
	const { doc, body } = paper;
	const caption = captionOf(document, figure);
	const measured = measureTable(paper, figure.table);
	const notes = [...figure.notes, figure.caption];
	needRoom(paper, roomForFigure(paper, document, figure));
	if (doc.y > sheet.top + 1) doc.y += aboveFigure;
	const group = begin(paper, body, 'Div');
	say(paper, group, 'Caption', caption, looks.caption);
	if (figure.wide) writeDrawing(writing, group, figure, figure.wide);
	if (figure.table.rows.length > 0) {
		const table = begin(paper, group, 'Table');
		printTable(paper, table, measured);
		table.end();
	}
	doc.y += underTable;
	writeSmall(paper, group, notes);
	group.end();
	doc.y += underFigure;
}

function writeDrawing({ paper, drawSvg }: Writing, parent: Structure, { alt }: Figure, svg: string): void {
	const { doc } = paper;
	const { width, height } = drawnSize(svg);
	const [x, y] = [sheet.left, doc.y];
	const structure = begin(paper, parent, 'Figure', { alt: printable(alt), bbox: [x, y, x + width, y + height] });
	structure.add(() => {
		drawSvg(doc, fixColours(svg), x, y, {
			...{ width, height, assumePt: true },
			fontCallback: (_family, isBold) => (isBold ? 'strong' : 'plain')
		});
	});
	structure.end();
	doc.y = y + height + underDrawing;
}

function writeTable(paper: Paper, table: PrintedTable, caption: string): void {
	const measured = measureTable(paper, table);
	const structure = begin(paper, paper.body, 'Table');
	printTable(paper, structure, measured, () => say(paper, structure, 'Caption', caption, looks.caption));
	structure.end();
	paper.doc.y += underTable;
}

function writeSmall(paper: Paper, parent: Structure, notes: readonly string[]): void {
	for (const note of notes) {
		needRoom(paper, heightOf(paper, note, looks.small));
		say(paper, parent, 'P', note, looks.small);
	}
}

// --------------------------------------------------------------------------------------------------------- measurements

/** How much of a block must stand on the page of the heading above it. */
function startOf({ paper, document }: Writing, block: NumberedBlock): number {
	switch (block.kind) {
		case 'heading':
			return 70;
		case 'text':
			return startOfText(paper, paragraphsOf(block.text)[0] ?? '', looks.text, 0);
		case 'quote':
			return startOfText(paper, paragraphsOf(block.text)[0] ?? '', looks.quote, 22);
		case 'note':
			return heightOf(paper, block.text, looks.note, sheet.width - 14);
		case 'figure':
			return roomForFigure(paper, document, block);
		case 'table':
			return roomForTable(paper, block.table, document.words.table, block.notes);
	}
}

/** All of it with its notes where that is less than two thirds of a page; else caption, drawing and the first rows. */
function roomForFigure(paper: Paper, document: ReportDocument, figure: Figure): number {
	const { height, start } = measureTable(paper, figure.table);
	const above = aboveFigure + heightOf(paper, captionOf(document, figure), looks.caption) + drawnHeight(figure);
	const whole = above + height + heightOfSmall(paper, [...figure.notes, figure.caption]);
	return whole < ((sheet.bottom - sheet.top) * 2) / 3 ? whole : above + start;
}

function roomForTable(paper: Paper, table: PrintedTable, caption: string, notes: readonly string[]): number {
	const { height, start } = measureTable(paper, table);
	const above = aboveFigure + heightOf(paper, caption, looks.caption);
	const whole = above + height + heightOfSmall(paper, notes);
	return whole < (sheet.bottom - sheet.top) / 2 ? whole : above + start;
}

const heightOfSmall = (paper: Paper, notes: readonly string[]): number =>
	notes.reduce((sum, note) => sum + heightOf(paper, note, looks.small), underTable);

/** A short paragraph stays whole; of a long one three lines. */
function startOfText(paper: Paper, text: string, look: Look, inset: number): number {
	const whole = heightOf(paper, text, look, sheet.width - inset) - look.below;
	const line = look.size * 1.18 + look.gap;
	return whole <= 9 * line ? whole : 3 * line;
}

const captionOf = ({ words }: ReportDocument, { number, title }: Figure): string =>
	`${words.figure} ${number}. ${title}`;

function drawnSize(svg: string): { width: number; height: number } {
	const { width, height } = sizeOf(svg);
	const scale = Math.min(narrowWidth / width, 420 / height);
	return { width: width * scale, height: height * scale };
}

const drawnHeight = ({ wide }: Figure): number => (wide ? drawnSize(wide).height + underDrawing : 0);

function writeFooters(paper: Paper, document: ReportDocument): void {
	const { doc } = paper;
	const { title, words } = document;
	const text = [title, ...shortWarnings(document)].join(' · ');
	const width = sheet.width - 60;
	for (let page = 0; page < doc.bufferedPageRange().count; page++) {
		doc.switchToPage(page);
		// Below the text, where the library would otherwise begin a page.
		doc.page.margins.bottom = 0;
		const y = sheet.bottom + 22;
		decorate(
			paper,
			() => {
				wear(doc, looks.small).text(shortened(paper, printable(text), width), sheet.left, y, { width });
				doc.text(`${words.page} ${page + 1}`, sheet.right - 60, y, { width: 60, align: 'right' });
			},
			'Pagination'
		);
	}
}

function shortened({ doc }: Paper, text: string, width: number): string {
	if (doc.widthOfString(text) <= width) return text;
	let kept = text;
	while (kept !== '' && doc.widthOfString(`${kept} …`) > width) kept = kept.slice(0, -1);
	return `${kept} …`;
}

const pageOf = ({ doc }: Paper): number => {
	const { start, count } = doc.bufferedPageRange();
	return start + count - 1;
};

/** A text where the library would take a string for a name. */
const utf16 = (text: string): Buffer => Buffer.from(`\uFEFF${printable(text)}`, 'utf16le').swap16();

const entryWidth = 420;
const aboveFigure = 14;
const underFigure = 12;
const underDrawing = 10;
const underTable = 5;
const { ink, pale, lead } = colours;
const looks = {
	title: { font: 'strong', size: 27, colour: ink, gap: 2, below: 8 },
	lead: { font: 'plain', size: 11.5, colour: pale, gap: 3, below: 14 },
	heading: { font: 'strong', size: 16.5, colour: lead, gap: 2, below: 7 },
	subheading: { font: 'strong', size: 12.5, colour: ink, gap: 2, below: 5 },
	contents: { font: 'strong', size: 12.5, colour: ink, gap: 2, below: 7 },
	entry: { font: 'plain', size: 10.5, colour: ink, gap: 2, below: 4 },
	text: { font: 'plain', size: 10.5, colour: ink, gap: 3.5, below: 7 },
	quote: { font: 'slanted', size: 10.5, colour: ink, gap: 3.5, below: 7 },
	note: { font: 'plain', size: 10, colour: ink, gap: 3, below: 4 },
	caption: { font: 'strong', size: 10.5, colour: ink, gap: 2, below: 9 },
	small: { font: 'plain', size: 8.5, colour: pale, gap: 1.5, below: 3 }
} satisfies Record<string, Look>;
