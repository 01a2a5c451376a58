import {
	checkArithmetic,
	definitions,
	paragraphsOf,
	type Block,
	type Mark,
	type Material,
	type NewSection,
	type Publication,
	type ReportDocument,
	type Section
} from '#publication';
import { overwriteGetLocale, serverAsyncLocalStorage } from '#locale';
import { m } from '#messages';
import { factsOf } from './facts.ts';
import { sayMaterial } from './say-material.ts';

/** What surrounds a report and is not in it. */
export interface Surroundings {
	service: { name: string; invented: boolean };
	isDraft: boolean;
	/** Approved quotes by their ids. */
	quotes: ReadonlyMap<string, string>;
}

/**
 * A report in words and drawings, in the reader's language: the one value from which page, PDF, DOCX, workbook and CSV
 * are written.
 */
export async function composeReport(
	publication: Omit<Publication, 'id'>,
	sections: readonly (NewSection | Section)[],
	material: readonly Material[],
	{ service, isDraft, quotes }: Surroundings
): Promise<ReportDocument> {
	const { title, view, language } = publication;
	const year = String(publication.year);
	const isPublic = view === 'public';
	const said = await sayAll(material);
	return {
		title,
		subtitle: isPublic ? m.publication_subtitle_public({ year }) : m.publication_subtitle_internal({ year }),
		service: service.name,
		language,
		warnings: [
			...(isDraft ? [m.publication_warning_draft()] : []),
			...(isPublic ? [] : [m.publication_warning_internal()]),
			...(service.invented ? [m.publication_warning_invented()] : [])
		],
		words: outputWords(),
		blocks: [...sections.flatMap((section) => blocksOf(section, said, quotes)), ...methodBlocks(isPublic)]
	};
}

/** The few words that the outputs put in themselves. */
export const outputWords = (): ReportDocument['words'] => ({
	figure: m.publication_word_figure(),
	table: m.publication_word_table(),
	contents: m.publication_word_contents(),
	page: m.publication_word_page()
});

/** Every figure and table in words, by its code. */
export async function sayAll(material: readonly Material[]): Promise<Map<string, Block>> {
	const said = new Map<string, Block>();
	for (const one of material) said.set(one.code, await sayMaterial(one));
	return said;
}

/** Holds the text of each section against the figures of the whole report; Norwegian text only. */
export function checkSections(
	sections: readonly Pick<Section, 'id' | 'body'>[],
	material: readonly Material[]
): Map<string, Mark[]> {
	const facts = factsOf(material);
	return new Map(sections.map(({ id, body }) => [id, checkArithmetic(body, facts)]));
}

/** The sections one begins with, in the report's language. */
export function templateSections(): NewSection[] {
	const section = (heading: string, figures: NewSection['figures']): NewSection => ({
		...{ heading, figures, body: '', note: '', isInternal: false, quotes: [] }
	});
	return [
		section(m.publication_template_summary(), []),
		section(m.publication_template_who(), ['gender', 'languages']),
		section(m.publication_template_target(), ['target-group']),
		section(m.publication_template_where(), ['arenas', 'own-chat', 'notices']),
		section(m.publication_template_what(), ['themes', 'obstacles', 'outcomes']),
		section(m.publication_template_when(), ['per-presence', 'weekdays', 'hours']),
		section(m.publication_template_users(), ['users', 'nationalities', 'problems']),
		section(m.publication_template_meetings(), ['meetings']),
		section(m.publication_template_offers(), ['offers']),
		section(m.publication_template_goals(), ['goals']),
		section(m.publication_template_method(), [])
	];
}

/** Does something in the report's language, whichever the reader has chosen for the screens. */
export function inLanguage<T>(language: Publication['language'], work: () => Promise<T>): Promise<T> {
	const storage = serverAsyncLocalStorage;
	if (!storage) return work();
	return storage.run({ ...storage.getStore(), locale: language }, work) as Promise<T>;
}

/** For the command line, where there is no request to ask for the language. */
export const speak = (language: Publication['language']): void => overwriteGetLocale(() => language);

/** A section's heading and all that stands under it; nothing at all where nothing is. */
export function blocksOf(
	section: NewSection,
	said: ReadonlyMap<string, Block>,
	quotes: ReadonlyMap<string, string>
): Block[] {
	const content: Block[] = [
		...sayBody(section.body),
		...section.quotes.flatMap((id): Block[] => {
			const text = quotes.get(id);
			return text === undefined ? [] : [{ kind: 'quote', text }];
		}),
		...section.figures.flatMap((code) => said.get(code) ?? []),
		...(section.note ? [{ kind: 'note' as const, text: section.note }] : [])
	];
	// A heading over nothing would be a promise: a section of the template that nothing was written in is left out.
	return content.length === 0 ? [] : [{ kind: 'heading', level: 2, text: section.heading }, ...content];
}

/** Paragraphs as they are; lines with tabs are a table of the writer's own. */
function sayBody(body: string): Block[] {
	return paragraphsOf(body).map((part): Block => {
		const [head = [], ...rows] = part.split('\n').map((line) => line.split('\t').map((cell) => cell.trim()));
		if (head.length < 2 || rows.length === 0) return { kind: 'text', text: part };
		const filled = rows.map((row) => head.map((_, place) => numberOr(row[place] ?? '')));
		const isNumber = (place: number) => place > 0 && filled.every((row) => typeof row[place] === 'number');
		const columns = head.map((label, place) => ({ label, isNumber: isNumber(place) }));
		return {
			kind: 'table',
			notes: [],
			table: { code: 'own', title: m.publication_word_own_table(), columns, rows: filled }
		};
	});
}

const numberOr = (text: string): string | number => (/^\d{1,9}$/u.test(text) ? Number(text) : text);

/** How the figures were made: with every copy, since nobody remembers it years later (R22, R110). */
function methodBlocks(isPublic: boolean): Block[] {
	const lines = [
		m.publication_method_contact(),
		m.publication_method_percent(),
		isPublic ? m.publication_method_public() : m.publication_method_internal(),
		m.publication_method_version({ version: definitions.version })
	];
	return [
		{ kind: 'heading', level: 2, text: m.publication_method() },
		{ kind: 'text', text: lines.join('\n\n') }
	];
}
