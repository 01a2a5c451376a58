// The year report from the command line: the same sections, figures and drawings as in the app.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { checkSections, composeReport, speak, templateSections } from './routes/(staff)/publications/compose.ts';
import { sayMark } from './routes/(staff)/publications/words.ts';
import type { Ctx } from './server/db/index.ts';
import { getService } from './server/programme/index.ts';
import {
	codesOf,
	getPublication,
	listPublications,
	readMaterial,
	shownIn,
	writeCsvFiles,
	writeDocx,
	writeHtml,
	writePdf,
	writeXlsx,
	type NewSection,
	type Publication,
	type ReportDocument
} from './server/publication/index.ts';
import { listApprovedQuotes } from './server/quote/index.ts';
import { decidePublic, yearPeriod } from './server/report/index.ts';
import { localDay } from './server/shared/calendar.ts';
import { no, yes, type Outcome } from './server/shared/outcome.ts';

/**
 * Writes the report of a year into a folder: the sections of the report that was written for it in the app, or else those
 * one begins with. Whether the app runs does not matter.
 * @returns lines for the terminal: the files, and each number of the text that does not follow from the figures.
 */
export async function writeYearReport(
	ctx: Ctx,
	asked: { year: number; out: string; view: Publication['view']; language?: Publication['language'] | undefined }
): Promise<Outcome<{ lines: string[] }, 'notOver' | 'nothing'>> {
	const { year, out, view } = asked;
	if (view === 'public' && !decidePublic({ ...yearPeriod(String(year)) }, localDay(ctx.now)).ok) return no('notOver');
	const found = (await listPublications(ctx)).filter((one) => one.year === year);
	const written = found.find((one) => one.view === view) ?? found[0];
	const language = asked.language ?? written?.language ?? 'nb';
	speak(language);
	const all: NewSection[] = written ? (await getPublication(ctx, written.id)).sections : templateSections();
	const sections = shownIn(view, all);
	const { title, programmeId } = written ?? { title: titleOf(year, language), programmeId: null };
	const material = await readMaterial(ctx, { year, view, programmeId }, codesOf(sections));
	if (material.length === 0) return no('nothing');
	const document = await composeReport({ year, title, programmeId, view, language }, sections, material, {
		service: await getService(ctx),
		isDraft: true,
		quotes: new Map((await listApprovedQuotes(ctx)).map(({ id, text }) => [id, text]))
	});
	const files = await writeFiles(document, path.resolve(out));
	return yes({ lines: [...files.map((file) => path.join(out, file)), ...doubts(sections, material, language)] });
}

const titleOf = (year: number, language: string): string =>
	language === 'nb' ? `Årsrapport ${year}` : `Year report ${year}`;

async function writeFiles(document: ReportDocument, folder: string): Promise<string[]> {
	await mkdir(path.join(folder, 'csv'), { recursive: true });
	const files: [string, string | Buffer][] = [
		['report.html', writeHtml(document)],
		['report.pdf', await writePdf(document)],
		['report.docx', await writeDocx(document)],
		['report.xlsx', await writeXlsx(document)],
		...writeCsvFiles(document).map(({ name, text }): [string, string] => [path.join('csv', name), text])
	];
	for (const [name, content] of files) await writeFile(path.join(folder, name), content);
	return files.map(([name]) => name);
}

/** Only Norwegian is read by the check. */
function doubts(
	sections: readonly NewSection[],
	material: Parameters<typeof checkSections>[1],
	language: string
): string[] {
	if (language !== 'nb') return [];
	const named = sections.map(({ heading, body }) => ({ id: heading, body }));
	return [...checkSections(named, material)].flatMap(([heading, marks]) =>
		marks
			.filter(({ verdict }) => verdict === 'doesNotFollow' || verdict === 'rounds')
			.map((mark) => `${heading}: «${mark.text}». ${sayMark(mark)}`)
	);
}
