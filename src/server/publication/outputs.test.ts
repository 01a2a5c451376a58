import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { parseHTML } from 'linkedom';
import { extractText, getDocumentProxy } from 'unpdf';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findLibreOffice } from '../../../scripts/provide-libreoffice.ts';
import { drawBars } from '#report';
import { readSheet } from '#shared/sheet.ts';
import { drawPng } from './draw-for-file.ts';
import { tablesOf, type ReportDocument } from './document.ts';
import { writeDocx } from './write-docx.ts';
import { writeHtml } from './write-html.ts';
import { writePdf } from './write-pdf.ts';
import { writeCsvFiles, writeXlsx } from './write-sheets.ts';

let report: ReportDocument;

beforeAll(async () => {
	const chart = await drawBars(
		[{ label: 'Menn', count: 342, text: '342 (97 %)' }],
		'342 av 354 kontakter var med menn.'
	);
	report = {
		title: 'Årsrapport 2012 «på nett» & <mer>',
		subtitle: '1. september 2011 – 31. desember 2012',
		service: 'Lanternen',
		language: 'nb',
		warnings: ['Oppdiktede tall.'],
		words: { figure: 'Figur', table: 'Tabell', contents: 'Innhold', page: 'side' },
		blocks: [
			{ kind: 'heading', level: 2, text: 'Hvem vi møtte' },
			{ kind: 'text', text: 'Vi hadde 354 kontakter.\n\nDe fleste var med menn.' },
			{
				kind: 'figure',
				title: '342 av 354 kontakter var med menn',
				alt: '342 av 354 kontakter var med menn: mann 342, kvinne 6.',
				...chart,
				caption: 'Kilde: registrerte kontakter. N = 354.',
				notes: ['En kontakt er én samtale, ikke én person.'],
				table: {
					code: 'gender',
					title: 'Kjønn',
					columns: [
						{ label: 'Kjønn', isNumber: false },
						{ label: 'Kontakter', isNumber: true }
					],
					rows: [
						['Mann', 342],
						['Kvinne', 6]
					],
					foot: ['I alt', 348]
				}
			},
			{ kind: 'heading', level: 2, text: 'Brukere' },
			{ kind: 'heading', level: 3, text: 'Sammenlikning' },
			{ kind: 'quote', text: '«Bra at dere er her.»' },
			{
				kind: 'table',
				notes: ['Færre enn fem vises ikke.'],
				table: {
					code: 'users',
					title: 'Brukere 2011 og 2012',
					columns: ['', '2011', '2012', 'Endring'].map((label, place) => ({ label, isNumber: place > 0 })),
					rows: [
						['Brukere', 19, 33, '+74 %'],
						['=HYPERLINK("x")', 'under 5', 9, '–']
					]
				}
			},
			{ kind: 'note', text: 'Slik telte vi.' }
		]
	};
});

describe('a report', () => {
	test('is one page of HTML without script or outside address, with every text escaped', () => {
		const html = writeHtml(report);
		const { document } = parseHTML(html);
		expect(document.documentElement.getAttribute('lang')).toBe('nb');
		expect(document.querySelector('h1')!.textContent).toBe('Årsrapport 2012 «på nett» & <mer>');
		expect([...document.querySelectorAll('h2')].map((one) => one.textContent)).toEqual([
			'Innhold',
			'Hvem vi møtte',
			'Brukere'
		]);
		expect(document.querySelectorAll('svg[role="img"]')).toHaveLength(2);
		expect(document.querySelector('table thead th')!.getAttribute('scope')).toBe('col');
		expect(html).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
	});

	test('is a PDF with bookmarks, a language, a title and its own font', async () => {
		const bytes = await writePdf(report);
		const pdf = await getDocumentProxy(new Uint8Array(bytes));
		const outline = await pdf.getOutline();
		expect(outline.map(({ title }) => title)).toEqual([report.title, 'Hvem vi møtte', 'Brukere', 'Sammenlikning']);
		const { info } = await pdf.getMetadata();
		expect(info).toMatchObject({ Title: report.title, Author: 'Lanternen', Language: 'nb-NO' });
		expect(await pdf.getMarkInfo()).toMatchObject({ Marked: true });
		const text = bytes.toString('latin1');
		expect(text).toContain('/DisplayDocTitle true');
		expect(text).toMatch(/FontName \/\w+\+Roboto/);
		expect(text).not.toContain('Helvetica');
		// The properties as XML are still XML with an ampersand in the title.
		const xml = text.slice(text.indexOf('<x:xmpmeta'), text.indexOf('</x:xmpmeta>'));
		expect(xml).toContain('&#38; &#60;mer&#62;');
		expect(xml).not.toContain('<mer>');
	});

	test('is a PDF whose structure says what is heading, caption, drawing, head and data, in reading order', async () => {
		const tree = await structureOf(await writePdf(report));
		const roles = tree.map(({ role }) => role);
		const spoken = (role: string) => tree.filter((one) => one.role === role).map(({ text }) => text);
		expect(spoken('H1')).toEqual([report.title]);
		expect(spoken('H2')).toEqual(['Hvem vi møtte', 'Brukere']);
		expect(spoken('H3')).toEqual(['Sammenlikning']);
		expect(spoken('Caption')).toEqual(['Figur 1. 342 av 354 kontakter var med menn', 'Tabell 1. Brukere 2011 og 2012']);
		expect(tree.filter(({ role }) => role === 'Figure').map(({ alt }) => alt)).toEqual([
			'342 av 354 kontakter var med menn: mann 342, kvinne 6.'
		]);
		// Heads of columns and of rows, and the data, as they are read.
		expect(spoken('TH').slice(0, 5)).toEqual(['Kjønn', 'Kontakter', 'Mann', 'Kvinne', 'I alt']);
		expect(spoken('TD').slice(0, 3)).toEqual(['342', '6', '348']);
		expect(roles.filter((role) => role === 'TR')).toHaveLength(4 + 3);
		expect(roles.filter((role) => role === 'Link')).toHaveLength(2);
		expect(spoken('P')).toContain('En kontakt er én samtale, ikke én person.');
		expect(spoken('BlockQuote')).toEqual(['«Bra at dere er her.»']);
		const order = ['H1', 'TOC', 'H2', 'Figure', 'THead', 'TBody', 'TFoot', 'H3', 'BlockQuote'];
		expect(order.map((role) => roles.indexOf(role))).toEqual(
			order.map((role) => roles.indexOf(role)).toSorted((a, b) => a - b)
		);
		// Page numbers and heads that are printed again are decoration: nobody hears them between two rows.
		expect(tree.filter(({ text }) => text.includes('side 1'))).toEqual([]);
	});

	test('keeps the structure of a table over three pages, and says its head once', async () => {
		const rows = Array.from({ length: 120 }, (_, place) => [`Linje ${place + 1}`, place]);
		const long = report.blocks.map((block) =>
			block.kind === 'table' ? { ...block, table: { ...block.table, rows } } : block
		);
		const bytes = await writePdf({ ...report, blocks: long });
		const pdf = await getDocumentProxy(new Uint8Array(bytes));
		expect(pdf.numPages).toBeGreaterThan(3);
		const tree = await structureOf(bytes);
		const heads = tree.filter(({ role }) => role === 'TH').map(({ text }) => text);
		expect(heads.filter((text) => text === '2012')).toHaveLength(1);
		expect(heads.filter((text) => text.startsWith('Linje'))).toEqual(rows.map(([label]) => label));
	});

	test('lays out what people write: long words, empty cells, control characters, texts of many pages', async () => {
		const strange = {
			...report,
			title: 'x'.repeat(160),
			blocks: [
				{ kind: 'heading', level: 3, text: 'y'.repeat(160) },
				{ kind: 'text', text: `${'Langt avsnitt. '.repeat(1300)}\n\n\u0000\u0007\tx\r\n−12 %` },
				{ kind: 'note', text: 'Om metoden. '.repeat(160) },
				{
					kind: 'table',
					notes: [],
					table: {
						...{ code: 'own', title: '' },
						columns: Array.from({ length: 14 }, (_, place) => ({ label: `Langtord${place}`, isNumber: true })),
						rows: [Array.from({ length: 14 }, () => ''), ['z'.repeat(300)]]
					}
				}
			] as ReportDocument['blocks']
		};
		const pdf = await getDocumentProxy(new Uint8Array(await writePdf(strange)));
		expect(pdf.numPages).toBeGreaterThan(5);
		const { text } = await extractText(pdf, { mergePages: true });
		expect(text.match(/Langt avsnitt\./g)).toHaveLength(1300);
		expect(text).toContain('−12 %');
	});

	test('is a DOCX with heading styles, captions, header rows and alternative texts', async () => {
		const files = unzip(await writeDocx(report));
		const xml = files.get('word/document.xml')!;
		expect(
			[...xml.matchAll(/<w:pStyle w:val="(Title|Heading1|Heading2|Caption)"\/>/g)].map(([, style]) => style)
		).toEqual(['Title', 'Heading1', 'Caption', 'Heading1', 'Heading2', 'Caption']);
		expect(xml.match(/<w:tblHeader\/>/g)).toHaveLength(2);
		expect(xml).toContain('descr="342 av 354 kontakter var med menn: mann 342, kvinne 6."');
		expect([...files.keys()].filter((name) => name.endsWith('.png'))).toHaveLength(1);
		expect(files.get('word/styles.xml')).toContain('w:val="nb-NO"');
		// Captions are numbered by fields whose numbers are there already.
		expect(xml).toMatch(/w:instr="SEQ Figur [^"]*"><w:r><w:t[^>]*>1</);
		// A height without its rule is taken for exact by some programs, and every drawing would be cut off.
		const heights = files.get('word/styles.xml')!.match(/<w:spacing[^>]*w:line=[^>]*>/g)!;
		expect(heights.filter((height) => !height.includes('w:lineRule="auto"'))).toEqual([]);
		// Each page says what it is.
		expect([...files].find(([name]) => name.startsWith('word/footer'))![1]).toContain('Oppdiktede tall');
	});

	test('is a workbook with a sheet for each table, and CSV that Excel opens', async () => {
		const read = await readSheet(await writeXlsx(report));
		expect(read.ok && read.rows.map(({ cells }) => cells.slice(0, 2))).toContainEqual(['Mann', '342']);
		// A change is a number that can be counted with, and looks as it was printed; a hidden number is a word.
		const files = unzip(await writeXlsx(report));
		expect(files.get('xl/worksheets/sheet2.xml')).toContain('<v>0.74</v>');
		expect(files.get('xl/styles.xml')).toContain('+0 %;−0 %;0 %');
		expect(files.get('xl/sharedStrings.xml')).toContain('under 5');
		const [gender, users] = writeCsvFiles(report);
		expect(gender).toEqual({ name: 'gender.csv', text: '﻿Kjønn;Kontakter\r\nMann;342\r\nKvinne;6\r\nI alt;348\r\n' });
		// What a spreadsheet would run is text; a change in per cent is what it was.
		expect(users!.text).toContain(`"'=HYPERLINK(""x"")";under 5;9;–`);
		expect(users!.text).toContain('Brukere;19;33;+74 %');
	});

	test('names each sheet and file once, also when a figure is shown twice', () => {
		const twice = { ...report, blocks: [...report.blocks, ...report.blocks] };
		expect(tablesOf(twice).map(({ name }) => name)).toEqual(['gender', 'users', 'gender-2', 'users-2']);
	});

	test('draws a picture in colours, without any font of the machine', async () => {
		const block = report.blocks.find((one) => one.kind === 'figure')!;
		const png = await drawPng(block.wide!);
		expect(png.subarray(1, 4).toString()).toBe('PNG');
		expect(png.readUInt32BE(16)).toBe(1120);
		expect(png.length).toBeGreaterThan(3000); // an empty one has some hundred bytes
	});
});

const office = findLibreOffice();
if (!office)
	console.warn(
		'LibreOffice is not installed: documents are not opened in it. node scripts/test.ts installs it as root.'
	);

describe.skipIf(!office)('LibreOffice', () => {
	const folder = mkdtempSync(path.join(tmpdir(), 'lykt-office-'));
	afterAll(() => rmSync(folder, { recursive: true, force: true }));
	const convert = (file: string, format: string) => {
		execFileSync(
			office!,
			[
				`-env:UserInstallation=file://${folder}/profile`,
				'--headless',
				'--convert-to',
				format,
				'--outdir',
				folder,
				file
			],
			{ stdio: 'ignore', timeout: 200_000 }
		);
		return readFileSync(file.replace(/\.\w+$/, `.${format.split(':')[0]}`));
	};

	test(
		'opens the DOCX: its text, its tables and its picture are there, and it can be printed',
		{ timeout: 600_000 },
		async () => {
			const file = path.join(folder, 'report.docx');
			writeFileSync(file, await writeDocx(report));
			const html = convert(file, 'html').toString();
			const { document } = parseHTML(html);
			expect([...document.querySelectorAll('h1')].map((one) => one.textContent.trim())).toEqual([
				'Hvem vi møtte',
				'Brukere'
			]);
			expect(document.querySelectorAll('table')).toHaveLength(2);
			expect(document.body.textContent.replaceAll(/\s+/g, ' ')).toContain('342 av 354 kontakter var med menn');
			expect(document.querySelectorAll('img')).toHaveLength(1);
			expect(document.querySelector('img')!.getAttribute('alt')).toContain('342 av 354');
			const pdf = convert(file, 'pdf').toString('latin1');
			expect(pdf).toMatch(/\/Subtype\s*\/Image/);
			expect(pdf.match(/\/Type\s*\/Page[^s]/g)!.length).toBeGreaterThan(0);
		}
	);

	test('opens the XLSX: numbers are numbers', { timeout: 600_000 }, async () => {
		const file = path.join(folder, 'tables.xlsx');
		writeFileSync(file, await writeXlsx(report));
		const csv = convert(file, 'csv:Text - txt - csv (StarCalc):44,34,76,1').toString();
		expect(csv).toContain('"Mann",342');
		expect(csv).toContain('"Kjønn","Kontakter"');
	});
});

/** Every element of a PDF's structure in reading order, with its alternative text and all that is read aloud in it. */
async function structureOf(bytes: Buffer): Promise<{ role: string; alt: string | undefined; text: string }[]> {
	const pdf = await getDocumentProxy(new Uint8Array(bytes));
	const found: { role: string; alt: string | undefined; text: string }[] = [];
	for (let place = 1; place <= pdf.numPages; place++) {
		const page = await pdf.getPage(place);
		const said = new Map<string, string>();
		let marked: string[] = [];
		for (const item of (await page.getTextContent({ includeMarkedContent: true })).items) {
			if ('str' in item)
				for (const id of marked) said.set(id, `${said.get(id) ?? ''}${item.str}${item.hasEOL ? ' ' : ''}`);
			else if (item.type === 'endMarkedContent') marked = marked.slice(0, -1);
			else marked = [...marked, item.id ?? ''];
		}
		walk(await page.getStructTree());
		function walk(node: unknown): string {
			if (node === null || typeof node !== 'object') return '';
			if ('id' in node) return said.get(String(node.id)) ?? '';
			const { role, alt, children } = node as { role: string; alt?: string; children: unknown[] };
			const one = { role, alt, text: '' };
			found.push(one);
			one.text = children.map(walk).join(' ').replaceAll(/\s+/g, ' ').trim();
			return one.text;
		}
	}
	return found;
}

/** The files of a ZIP by their names, from its directory at the end. */
function unzip(bytes: Buffer): Map<string, string> {
	const files = new Map<string, string>();
	const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
	let at = bytes.readUInt32LE(end + 16);
	for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
		const [method, size] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20)];
		const [name, extra, comment] = [28, 30, 32].map((place) => bytes.readUInt16LE(at + place)) as [
			number,
			number,
			number
		];
		const start = bytes.readUInt32LE(at + 42);
		const from = start + 30 + bytes.readUInt16LE(start + 26) + bytes.readUInt16LE(start + 28);
		const data = bytes.subarray(from, from + size);
		files.set(
			bytes.toString('utf8', at + 46, at + 46 + name),
			(method === 8 ? inflateRawSync(data) : data).toString('utf8')
		);
		at += 46 + name + extra + comment;
	}
	return files;
}
