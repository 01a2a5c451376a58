import { fail, redirect } from '@sveltejs/kit';
import {
	ask,
	dimensions,
	keepQuestion,
	listNames,
	listQuestions,
	measures,
	periods,
	readQuestion,
	removeQuestion,
	renameQuestion,
	type KeptQuestion,
	type Question
} from '#question';
import { drawBars, type Chart } from '#report';
import { localDay } from '#shared/calendar.ts';
import { may } from '#staff';
import { fieldsOf } from '../../form.ts';
import type { Actions, PageServerLoad } from './$types';
import { sayAnswer, type AnswerInWords } from './words.ts';

const fields = ['measure', 'rows', 'columns', 'period', 'from', 'to', 'class', 'programme', 'view', 'drawing'] as const;

/** The question in the address, its answer, and those that are kept. Nothing is worked out before something is asked. */
export const load: PageServerLoad = async ({ locals, url }) => {
	const { ctx } = locals;
	const mayInternal = may(ctx.actor, 'report.read');
	const asked = Object.fromEntries(fields.map((field) => [field, url.searchParams.get(field) ?? undefined]));
	if (!mayInternal) asked.view = 'public';
	const isAsked = url.searchParams.has('rows');
	const read = readQuestion(asked, localDay(ctx.now));
	const names = await listNames(ctx);
	const answer = isAsked && read.ok ? await ask(ctx, read.question) : undefined;
	const words = answer && sayAnswer(answer, names);
	return {
		asked,
		isAsked,
		issue: isAsked && !read.ok ? read.why : undefined,
		answer: words && {
			...words,
			isEmpty: answer.rows.length === 0 || answer.total === 0,
			isNotTold: answer.rows.length === 0 && answer.total !== 0 && answer.notes.length > 0,
			view: answer.question.view
		},
		chart: words && asked.drawing !== 'table' ? await draw(words) : undefined,
		query: url.search,
		kept: (await listQuestions(ctx)).map((question) => ({
			...{ id: question.id, name: question.name, isMine: question.isMine, isShared: question.isShared },
			href: `/questions?${toParams(question)}`
		})),
		programmes: names.programmes,
		measures: [...measures],
		dimensions: [...dimensions],
		periods: [...periods],
		mayKeep: may(ctx.actor, 'question.write'),
		mayInternal
	};
};

export const actions: Actions = {
	keep: async ({ request, locals, url }) => {
		const field = fieldsOf(await request.formData());
		const asked = Object.fromEntries(fields.map((name) => [name, url.searchParams.get(name) ?? undefined]));
		const read = readQuestion(asked, localDay(locals.ctx.now));
		if (!read.ok) return fail(400, { refused: read.why, name: field('name') });
		const name = field('name');
		const kept = await keepQuestion(locals.ctx, read.question, { name, isShared: field('shared') === 'on' });
		if (!kept.ok) return fail(400, { refused: kept.why, name });
		redirect(303, `/questions?${toParams(read.question)}`);
	},
	rename: async ({ request, locals }) => {
		const field = fieldsOf(await request.formData());
		const [id, name] = [field('id'), field('newName')];
		const renamed = await renameQuestion(locals.ctx, id, name);
		if (!renamed.ok) return fail(409, { renaming: { id, name, refused: renamed.why } });
		redirect(303, '/questions#kept');
	},
	remove: async ({ request, locals }) => {
		const removed = await removeQuestion(locals.ctx, fieldsOf(await request.formData())('id'));
		if (!removed.ok) return fail(409, { refused: removed.why, name: '' });
		redirect(303, '/questions');
	}
};

function toParams(question: Question | KeptQuestion): string {
	const all = {
		measure: question.measure,
		rows: question.rows,
		columns: question.columns,
		period: question.period,
		from: question.fromMonth?.slice(0, 7),
		to: question.toMonth?.slice(0, 7),
		class: question.arenaClass,
		programme: question.programmeId,
		view: question.view,
		drawing: question.drawing
	};
	const filled = Object.entries(all).flatMap(([name, value]) => (value ? [[name, value]] : []));
	return new URLSearchParams(filled).toString();
}

/** With more bars than this a table says it better. */
const mostBars = 30;

/** All bars in one drawing, so that they have one scale; with two dimensions a bar for each pair. */
async function draw(words: AnswerInWords): Promise<Chart | undefined> {
	const bars = words.rows.flatMap(({ label, values, cells }) =>
		values.map((value, place) => ({
			label: words.columns.length === 0 ? label : `${label} · ${words.columns[place]}`,
			count: value ?? 0,
			text: cells[place] ?? '',
			isHidden: value === null
		}))
	);
	if (bars.length === 0 || bars.length > mostBars) return undefined;
	return drawBars(bars, `${words.title}: ${bars.map(({ label, text }) => `${label} ${text}`).join(', ')}`);
}
