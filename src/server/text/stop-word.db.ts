import type { Ctx } from '../db/index.ts';

export interface AddedWord {
	language: string;
	word: string;
	kind: 'hard' | 'whole' | 'phrase';
	addedAt: Date;
}
export interface Review {
	language: string;
	reviewer: string;
	reviewedOn: string;
}

export async function selectAddedWords(ctx: Pick<Ctx, 'db'>): Promise<AddedWord[]> {
	const rows = await ctx.db
		.selectFrom('textStopWord')
		.select(['language', 'word', 'kind', 'addedAt'])
		.orderBy('language')
		.orderBy('word')
		.execute();
	return rows.map((row) => ({ ...row, kind: row.kind as AddedWord['kind'] }));
}

export async function insertAddedWord(ctx: Ctx, row: Omit<AddedWord, 'addedAt'> & { addedBy: string }): Promise<void> {
	const { language, word, kind, addedBy } = row;
	await ctx.db
		.insertInto('textStopWord')
		.values({ language, word, kind, addedBy, addedAt: ctx.now })
		.onConflict((c) => c.doNothing())
		.execute();
}

export async function deleteAddedWord(ctx: Ctx, language: string, word: string): Promise<boolean> {
	const done = await ctx.db
		.deleteFrom('textStopWord')
		.where('language', '=', language)
		.where('word', '=', word)
		.executeTakeFirst();
	return done.numDeletedRows > 0n;
}

export async function selectReviews(ctx: Pick<Ctx, 'db'>): Promise<Review[]> {
	return ctx.db.selectFrom('textStopReview').select(['language', 'reviewer', 'reviewedOn']).execute();
}

export async function upsertReview(ctx: Ctx, row: Review & { notedBy: string }): Promise<void> {
	const { language, reviewer, reviewedOn, notedBy } = row;
	await ctx.db
		.insertInto('textStopReview')
		.values({ language, reviewer, reviewedOn, notedBy })
		.onConflict((c) => c.column('language').doUpdateSet({ reviewer, reviewedOn, notedBy }))
		.execute();
}
