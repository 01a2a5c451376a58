import type { Ctx } from '../db/index.ts';
import type { ApprovedQuote, QuoteInput, QuoteState } from './quote.ts';

export interface QuoteRow extends ApprovedQuote {
	state: QuoteState;
	note: string;
	proposedBy: string;
	approvedBy: string | null;
}

const columns = ['id', 'text', 'language', 'year', 'themeCode', 'state', 'note', 'proposedBy', 'approvedBy'] as const;

/** The id is drawn by the database: ours would have the time in it. */
export async function insertQuote(ctx: Ctx, input: QuoteInput, proposedBy: string): Promise<void> {
	const { text, language, year, themeCode } = input;
	await ctx.db.insertInto('quote').values({ text, language, year, themeCode, proposedBy }).execute();
}

/** By year and text: an order of when they came would say more than the year. */
export async function selectQuotes(ctx: Ctx, states: readonly QuoteState[]): Promise<QuoteRow[]> {
	const rows = await ctx.db
		.selectFrom('quote')
		.select(columns)
		.where('state', 'in', [...states])
		.orderBy('year', 'desc')
		.orderBy('text')
		.execute();
	return rows.map((row) => ({ ...row, state: row.state as QuoteState }));
}

export async function lockQuote(ctx: Ctx, id: string): Promise<QuoteRow | undefined> {
	const row = await ctx.db.selectFrom('quote').select(columns).where('id', '=', id).forUpdate().executeTakeFirst();
	return row && { ...row, state: row.state as QuoteState };
}

/** Proposes it anew: the state and the note are those of the beginning. */
export async function updateText(ctx: Ctx, id: string, input: QuoteInput, proposedBy: string): Promise<void> {
	const { text, language, year, themeCode } = input;
	await ctx.db
		.updateTable('quote')
		.set({ text, language, year, themeCode, proposedBy, state: 'proposed', note: '' })
		.where('id', '=', id)
		.execute();
}

export async function updateState(
	ctx: Ctx,
	id: string,
	change: { state: QuoteState; note?: string; approvedBy?: string }
): Promise<void> {
	await ctx.db.updateTable('quote').set(change).where('id', '=', id).execute();
}

export async function deleteQuote(ctx: Ctx, id: string): Promise<void> {
	await ctx.db.deleteFrom('quote').where('id', '=', id).execute();
}
