import { appendEntry } from '#audit';
import { inTransaction, type Ctx } from '#db';
import { newId } from '#shared/ids.ts';
import { no, yes, type Outcome } from '#shared/outcome.ts';
import { may } from '#staff';
import { deleteQuestion, findQuestion, insertQuestion, selectQuestions } from './question.db.ts';
import type { KeptQuestion, Question } from './question.ts';

const longest = 120;

/** The questions that this person kept, and those that colleagues share, by name. */
export async function listQuestions(ctx: Ctx): Promise<(KeptQuestion & { isMine: boolean })[]> {
	if (ctx.actor.kind !== 'staff' || !may(ctx.actor, 'report.read_public')) return [];
	const { id } = ctx.actor;
	const mayInternal = may(ctx.actor, 'report.read');
	const kept = await selectQuestions(ctx, id);
	return kept
		.filter(({ view }) => view === 'public' || mayInternal)
		.map((question) => ({ ...question, isMine: question.createdBy === id }));
}

/** Keeps a question under a name, alone or for all. Its answer is not kept: it is worked out each time. */
export async function keepQuestion(
	ctx: Ctx,
	question: Question,
	{ name, isShared }: { name: string; isShared: boolean }
): Promise<Outcome<{ id: string }, 'forbidden' | 'nameMissing' | 'nameTooLong'>> {
	if (ctx.actor.kind !== 'staff' || !may(ctx.actor, 'question.write')) return no('forbidden');
	const called = name.trim();
	if (called === '') return no('nameMissing');
	if (called.length > longest) return no('nameTooLong');
	const createdBy = ctx.actor.id;
	return inTransaction(ctx, async (ctx) => {
		const id = newId();
		await insertQuestion(ctx, { ...question, id, name: called, isShared, createdBy });
		await appendEntry(ctx, 'question.keep', 'question', id);
		return yes({ id });
	});
}

/** Takes a question off the list: one's own; the figures stay. */
export async function removeQuestion(ctx: Ctx, id: string): Promise<Outcome<object, 'forbidden' | 'notFound'>> {
	if (ctx.actor.kind !== 'staff' || !may(ctx.actor, 'question.write')) return no('forbidden');
	const { id: me } = ctx.actor;
	return inTransaction(ctx, async (ctx) => {
		const question = await findQuestion(ctx, id);
		if (!question || (question.createdBy !== me && !question.isShared)) return no('notFound');
		if (question.createdBy !== me) return no('forbidden');
		await deleteQuestion(ctx, id);
		await appendEntry(ctx, 'question.remove', 'question', id);
		return yes({});
	});
}
