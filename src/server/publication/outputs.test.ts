import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { parseHTML } from 'linkedom';
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

	test('is a PDF with bookmarks, a language and its own font', async () => {
		const pdf = (await writePdf(report)).toString('latin1');
		expect(pdf).toMatch(/^%PDF-1\./);
		expect(pdf).toContain('/Outlines');
		expect(pdf).toContain('/Lang (nb-NO)');
		expect(pdf).toMatch(/FontName \/\w+\+Roboto/);
		expect(pdf).not.toContain('Helvetica');
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
	});

	test('is a workbook with a sheet for each table, and CSV that Excel opens', async () => {
		const read = await readSheet(await writeXlsx(report));
		expect(read.ok && read.rows.map(({ cells }) => cells.slice(0, 2))).toContainEqual(['Mann', '342']);
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
