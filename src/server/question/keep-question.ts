import { appendEntry } from '#audit';
import { inTransaction, type Ctx } from '#db';
import { isId, newId } from '#shared/ids.ts';
import { no, yes, type Outcome } from '#shared/outcome.ts';
import { may } from '#staff';
import { deleteQuestion, findQuestion, insertQuestion, selectQuestions, updateName } from './question.db.ts';
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
	const read = readName(name);
	if (!read.ok) return read;
	const createdBy = ctx.actor.id;
	return inTransaction(ctx, async (ctx) => {
		const id = newId();
		await insertQuestion(ctx, { ...question, id, name: read.name, isShared, createdBy });
		await appendEntry(ctx, 'question.keep', 'question', id);
		return yes({ id });
	});
}

/** Gives a question of one's own another name; what it asks stays. */
export async function renameQuestion(
	ctx: Ctx,
	id: string,
	name: string
): Promise<Outcome<object, 'forbidden' | 'notFound' | 'nameMissing' | 'nameTooLong'>> {
	const read = readName(name);
	return read.ok ? changeOwn(ctx, id, 'question.rename', (ctx) => updateName(ctx, id, read.name)) : read;
}

/** Takes a question off the list: one's own; the figures stay. */
export const removeQuestion = (ctx: Ctx, id: string): Promise<Outcome<object, 'forbidden' | 'notFound'>> =>
	changeOwn(ctx, id, 'question.remove', (ctx) => deleteQuestion(ctx, id));

async function changeOwn(
	ctx: Ctx,
	id: string,
	action: string,
	change: (ctx: Ctx) => Promise<void>
): Promise<Outcome<object, 'forbidden' | 'notFound'>> {
	if (ctx.actor.kind !== 'staff' || !may(ctx.actor, 'question.write')) return no('forbidden');
	const { id: me } = ctx.actor;
	return inTransaction(ctx, async (ctx) => {
		const question = isId(id) ? await findQuestion(ctx, id) : undefined;
		if (!question || (question.createdBy !== me && !question.isShared)) return no('notFound');
		if (question.createdBy !== me) return no('forbidden');
		await change(ctx);
		await appendEntry(ctx, action, 'question', id);
		return yes({});
	});
}

function readName(name: string): Outcome<{ name: string }, 'nameMissing' | 'nameTooLong'> {
	const called = name.trim();
	if (called === '') return no('nameMissing');
	return called.length > longest ? no('nameTooLong') : yes({ name: called });
}
