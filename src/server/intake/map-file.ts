import { appendEntry } from '#audit';
import { inTransaction, type Ctx } from '#db';
import { enqueue } from '#jobs';
import { no, yes, type Outcome } from '#shared/outcome.ts';
import { may } from '#staff';
import { prepare } from './check-file.ts';
import { deleteIntake, lockIntake, updateIntake } from './intake.db.ts';
import { isIntakeField, type IntakeField } from './fields.ts';
import { checkColumns, wordFields, wordOf, type WordMeanings } from './intake.ts';
import { codesOf } from './vocabulary.ts';

type NotNow = 'forbidden' | 'notFound' | 'notDraft';

/** Says what each column is. What was said about words stays. A field we do not know is not read. */
export async function mapColumns(
	ctx: Ctx,
	id: string,
	said: readonly string[]
): Promise<Outcome<object, NotNow | 'dayColumn' | 'twice'>> {
	if (!may(ctx.actor, 'intake.run')) return no('forbidden');
	return inTransaction(ctx, async (ctx) => {
		const intake = await lockIntake(ctx, id);
		if (!intake) return no('notFound');
		if (intake.state !== 'draft') return no('notDraft');
		const columns = intake.header.map((_, place): IntakeField | '' => {
			const field = said[place] ?? '';
			return isIntakeField(field) ? field : '';
		});
		const checked = checkColumns(columns);
		if (!checked.ok) return checked;
		await updateIntake(ctx, id, { columns, fault: null });
		await appendEntry(ctx, 'intake.map', 'import', id);
		return yes({});
	});
}

/**
 * Says what words of the file mean, beside what was said before; '' means «not known». A meaning that does not exist is
 * left out.
 */
export async function mapWords(
	ctx: Ctx,
	id: string,
	said: readonly { field: string; word: string; code: string }[]
): Promise<Outcome<object, NotNow>> {
	if (!may(ctx.actor, 'intake.run')) return no('forbidden');
	return inTransaction(ctx, async (ctx) => {
		const intake = await lockIntake(ctx, id);
		if (!intake) return no('notFound');
		if (intake.state !== 'draft') return no('notDraft');
		const { arenas, names } = await prepare(ctx, intake);
		const words: WordMeanings = structuredClone(intake.words);
		for (const { field, word, code } of said) {
			if (!isIntakeField(field) || !(wordFields as IntakeField[]).includes(field) || wordOf(word) === '') continue;
			if (code !== '' && !codesOf(field, arenas, names).includes(code)) continue;
			(words[field] ??= {})[wordOf(word)] = code;
		}
		await updateIntake(ctx, id, { words, fault: null });
		await appendEntry(ctx, 'intake.map', 'import', id);
		return yes({});
	});
}

/** Throws a draft away, with its key: nobody can read its rows again. */
export async function discardIntake(ctx: Ctx, id: string): Promise<Outcome<object, NotNow>> {
	if (!may(ctx.actor, 'intake.run')) return no('forbidden');
	return inTransaction(ctx, async (ctx) => {
		const intake = await lockIntake(ctx, id);
		if (!intake) return no('notFound');
		if (intake.state !== 'draft') return no('notDraft');
		await deleteIntake(ctx, id);
		await enqueue(ctx, 'intake.destroyKey', { importId: id });
		await appendEntry(ctx, 'intake.discard', 'import', id);
		return yes({});
	});
}
