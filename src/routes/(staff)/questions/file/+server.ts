import { ask, listNames, readQuestion, writeCsv, writeXlsx, type Answer } from '#question';
import { localDay } from '#shared/calendar.ts';
import { LyktError } from '#shared/errors.ts';
import { may } from '#staff';
import type { RequestHandler } from './$types';
import { sayAnswer, type AnswerInWords } from '../words.ts';

/** The answer on the page as a file: the same question in the address, the same rules. */
export const GET: RequestHandler = async ({ locals, url }) => {
	const asked = Object.fromEntries(url.searchParams);
	if (!may(locals.ctx.actor, 'report.read')) asked.view = 'public';
	const read = readQuestion(asked, localDay(locals.ctx.now));
	if (!read.ok) throw new LyktError('notFound');
	const answer = await ask(locals.ctx, read.question);
	const words = sayAnswer(answer, await listNames(locals.ctx));
	const table = {
		title: `${words.title}. ${words.subtitle}`,
		heads: words.heads,
		rows: cellsOf(words, answer),
		notes: words.notes
	};
	const name = `lykt-${read.question.measure}-${read.question.rows}`;
	return url.searchParams.get('format') === 'csv'
		? download(writeCsv(table), `${name}.csv`, 'text/csv; charset=utf-8')
		: download(
				new Uint8Array(await writeXlsx(table)),
				`${name}.xlsx`,
				'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
			);
};

/** Numbers as numbers; what is hidden as the word for it. */
function cellsOf(words: AnswerInWords, { rows, hasSums, columns }: Answer): (string | number)[][] {
	return rows.map(({ count, percent, cells }, place) => {
		const counts = [...(cells ?? []), ...(columns.length === 0 || hasSums ? [count] : [])];
		const said = words.rows[place]!;
		const shares = words.heads.length - 1 > counts.length ? [percent ?? ''] : [];
		return [said.label, ...counts.map((value, at) => value ?? said.cells[at] ?? ''), ...shares];
	});
}

const download = (body: string | Uint8Array<ArrayBuffer>, name: string, type: string): Response =>
	new Response(body, {
		headers: { 'content-type': type, 'content-disposition': `attachment; filename="${name}"` }
	});
