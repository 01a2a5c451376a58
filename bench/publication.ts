// How long a report with 20 figures takes as DOCX, PDF and workbook. Goal: DOCX in under 3 s (drawings included).
import { drawBars } from '../src/server/report/index.ts';
import { writeDocx, writePdf, writeXlsx, type ReportDocument } from '../src/server/publication/index.ts';

const bars = Array.from({ length: 8 }, (_, place) => ({
	label: `Svar ${place + 1}`,
	count: 900 - place * 97,
	text: `${900 - place * 97}`
}));

async function reportWith(figures: number): Promise<ReportDocument> {
	const words = { figure: 'Figur', table: 'Tabell', contents: 'Innhold', page: 'side' };
	const head = {
		title: 'Årsrapport',
		subtitle: '2012',
		service: 'Lanternen',
		language: 'nb' as const,
		warnings: [],
		words
	};
	const blocks: ReportDocument['blocks'] = [];
	for (let nth = 1; nth <= figures; nth++) {
		const title = `Det nest største svaret er ${nth}`;
		blocks.push(
			{ kind: 'heading', level: 2, text: `Del ${nth}` },
			{ kind: 'text', text: 'Tekst om tallene. '.repeat(40) }
		);
		blocks.push({
			...{
				kind: 'figure',
				title,
				alt: title,
				caption: 'Kilde: oppdiktet.',
				notes: [],
				...(await drawBars(bars, title))
			},
			table: {
				...{ code: `svar-${nth}`, title },
				columns: [
					{ label: 'Svar', isNumber: false },
					{ label: 'Kontakter', isNumber: true }
				],
				rows: bars.map(({ label, count }) => [label, count])
			}
		});
	}
	return { ...head, blocks };
}

/** Prints the seconds for each output, the first time in a process, libraries and drawings included. */
export async function benchPublication(): Promise<void> {
	for (const [name, write] of [
		['DOCX', writeDocx],
		['PDF', writePdf],
		['XLSX', writeXlsx]
	] as const) {
		const begun = performance.now();
		const bytes = await write(await reportWith(20));
		const seconds = ((performance.now() - begun) / 1000).toFixed(2);
		console.log(`${name} with 20 figures: ${seconds} s, ${Math.round(bytes.length / 1024)} kB`);
	}
}

if (import.meta.main) await benchPublication();
