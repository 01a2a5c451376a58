import { fail, redirect } from '@sveltejs/kit';
import * as v from 'valibot';
import { m } from '#messages';
import {
	addSection,
	freezePublication,
	materialCodes,
	moveSection,
	removePublication,
	removeSection,
	renamePublication,
	saveSection,
	sectionInput,
	titleInput,
	writeHtmlParts,
	type Mark
} from '#publication';
import { listApprovedQuotes } from '#quote';
import { LyktError } from '#shared/errors.ts';
import { isId } from '#shared/ids.ts';
import { may } from '#staff';
import { faultsOf, fieldsOf } from '../../../form.ts';
import { blocksOf, checkSections, composeReport, inLanguage, outputWords, sayAll } from '../compose.ts';
import { liveReport, surroundingsOf } from '../report-of.ts';
import { materialWords, sayMark } from '../words.ts';
import type { Actions, PageServerLoad } from './$types';

const said = ['created', 'renamed', 'saved', 'added', 'moved', 'removed', 'frozen'] as const;

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const { ctx } = locals;
	const { publication, material, isOver, isUndivided } = await liveReport(ctx, params.id);
	const { id, year, title, view, language, sections, frozen } = publication;
	const shown = await inLanguage(language, () => sayAll(material));
	const approved = await listApprovedQuotes(ctx, year);
	const quotes = new Map(approved.map(({ id: quote, text }) => [quote, text]));
	const html = writeHtmlParts(
		// The page has headings of its own.
		sections.map((section) => blocksOf(section, shown, quotes).slice(1)),
		await inLanguage(language, () => Promise.resolve(outputWords()))
	);
	const isNorwegian = language === 'nb';
	const marks = isNorwegian
		? await inLanguage('nb', () => Promise.resolve(checkSections(sections, material)))
		: undefined;
	const all = [...(marks?.values() ?? [])].flat();
	return {
		publication: { id, year, title, view, language },
		sections: sections.map((section, place) => ({
			...{ id: section.id, heading: section.heading, body: section.body, note: section.note },
			...{ isInternal: section.isInternal, figures: section.figures, quotes: section.quotes },
			html: html[place]!,
			marks: (marks?.get(section.id) ?? []).map(presentMark)
		})),
		sum: countMarks(all),
		isNorwegian,
		isOver,
		isUndivided,
		frozen: frozen.map(({ version, frozenAt, hash }) => ({ version, frozenAt, hash: hash.slice(0, 16) })),
		figures: materialCodes.map((value) => ({ value, label: materialWords[value]() })),
		quotes: approved.map(({ id: value, text: label }) => ({ value, label })),
		open: url.searchParams.get('open'),
		done: said.find((done) => done === url.searchParams.get('done')),
		mayFreeze: may(ctx.actor, 'publication.freeze')
	};
};

export const actions: Actions = {
	rename: async ({ locals, params, request }) => {
		const title = fieldsOf(await request.formData())('title');
		const read = v.safeParse(titleInput, { title });
		if (!read.success) return fail(422, { title, titleFault: faultsOf(read.issues).title ?? 'empty' });
		await renamePublication(locals.ctx, params.id, read.output.title);
		redirect(303, `/publications/${params.id}?done=renamed`);
	},
	save: async ({ locals, params, request }) => {
		const data = await request.formData();
		const sectionId = fieldsOf(data)('sectionId');
		const { values, read } = readSection(data);
		if (!read.success) return fail(422, { sectionId, values, faults: faultsOf(read.issues) });
		if (sectionId === '') {
			await addSection(locals.ctx, params.id, read.output);
			redirect(303, `/publications/${params.id}?done=added`);
		}
		await saveSection(locals.ctx, params.id, { ...read.output, id: sectionId });
		redirect(303, `/publications/${params.id}?done=saved&open=${sectionId}#section-${sectionId}`);
	},
	move: async ({ locals, params, request }) => {
		const field = fieldsOf(await request.formData());
		const sectionId = field('sectionId');
		await moveSection(locals.ctx, params.id, sectionId, field('direction') === 'up' ? 'up' : 'down');
		redirect(303, `/publications/${params.id}?done=moved#section-${isId(sectionId) ? sectionId : ''}`);
	},
	remove: async ({ locals, params, request }) => {
		await removeSection(locals.ctx, params.id, fieldsOf(await request.formData())('sectionId'));
		redirect(303, `/publications/${params.id}?done=removed`);
	},
	freeze: async ({ locals, params }) => {
		const { ctx } = locals;
		const { publication, isOver } = await liveReport(ctx, params.id);
		if (!isOver) return fail(422, { refused: m.publication_not_over({ year: String(publication.year) }) });
		const surroundings = await surroundingsOf(ctx, false);
		const done = await freezePublication(ctx, params.id, (report, sections, material) =>
			inLanguage(report.language, () => composeReport(report, sections, material, surroundings))
		);
		if (done.ok) redirect(303, `/publications/${params.id}?done=frozen#frozen`);
		const refused =
			done.why === 'differs'
				? m.publication_freeze_differs({ figures: done.codes.map((code) => materialWords[code]()).join(', ') })
				: m.publication_freeze_empty();
		return fail(422, { refused });
	},
	delete: async ({ locals, params }) => {
		if (!isId(params.id)) throw new LyktError('notFound');
		const done = await removePublication(locals.ctx, params.id);
		if (!done.ok) return fail(422, { refused: m.publication_remove_frozen() });
		redirect(303, '/publications');
	}
};

function readSection(data: FormData) {
	const field = fieldsOf(data);
	const list = (name: string) => data.getAll(name).filter((value) => typeof value === 'string');
	const values = {
		...{ heading: field('heading'), body: field('body').replaceAll('\r\n', '\n'), note: field('note') },
		...{ isInternal: field('isInternal') !== '', figures: list('figures'), quotes: list('quotes') }
	};
	return { values, read: v.safeParse(sectionInput, values) };
}

const presentMark = (mark: Mark) => ({ text: mark.text, verdict: mark.verdict, says: sayMark(mark) });

function countMarks(marks: readonly Mark[]) {
	const count = (verdict: Mark['verdict']) => marks.filter((mark) => mark.verdict === verdict).length;
	return { follows: count('follows'), wrong: count('doesNotFollow') + count('rounds'), unknown: count('unknown') };
}
