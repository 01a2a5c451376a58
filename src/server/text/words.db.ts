import type { Ctx } from '#db';
import type { ReviewedLanguage } from './message-words.ts';
import type { WordChange, WordListName } from './word-lists.ts';

export async function selectChanges(ctx: Ctx): Promise<WordChange[]> {
	const rows = await ctx.db
		.selectFrom('textWord')
		.select(['list', 'language', 'word', 'isRemoved', 'instead'])
		.orderBy('changedAt')
		.orderBy('word')
		.execute();
	return rows.map((row) => ({
		...row,
		list: row.list as WordListName,
		language: row.language as ReviewedLanguage
	}));
}

export async function saveChange(ctx: Ctx, change: WordChange, by: string | null): Promise<void> {
	const { isRemoved, instead } = change;
	await ctx.db
		.insertInto('textWord')
		.values({ ...change, changedBy: by, changedAt: ctx.now })
		.onConflict((conflict) =>
			conflict
				.columns(['list', 'language', 'word'])
				.doUpdateSet({ isRemoved, instead, changedBy: by, changedAt: ctx.now })
		)
		.execute();
}

/** Forgets a change, or all changes of a list: what is built in stands again. */
export async function deleteChanges(
	ctx: Ctx,
	only: { list: WordListName; language: ReviewedLanguage; word?: string }
): Promise<void> {
	await ctx.db
		.deleteFrom('textWord')
		.where('list', '=', only.list)
		.where('language', '=', only.language)
		.$if(only.word !== undefined, (q) => q.where('word', '=', only.word!))
		.execute();
}
