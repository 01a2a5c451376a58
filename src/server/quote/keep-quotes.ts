import { appendEntry } from '../audit/index.ts';
import { inTransaction, type Ctx } from '../db/index.ts';
import { localDay } from '../shared/calendar.ts';
import { LyktError } from '../shared/errors.ts';
import { isId } from '../shared/ids.ts';
import { no, yes, type Outcome } from '../shared/outcome.ts';
import { findNames } from '../shared/personal.ts';
import { may } from '../staff/index.ts';
import {
	deleteQuote,
	insertQuote,
	lockQuote,
	selectQuotes,
	updateState,
	updateText,
	type QuoteRow
} from './quote.db.ts';
import { findLeads, type ApprovedQuote, type Quote, type QuoteInput, type QuoteState } from './quote.ts';

type TextFault = 'forbidden' | 'leadsToPerson' | 'mayBeName' | 'inFuture';

/**
 * Proposes a quote (R32). Numbers, addresses and days are refused; a word that may be a name is asked about.
 * @param options.isChecked whether somebody has looked again at what may be a name.
 */
export async function proposeQuote(
	ctx: Ctx,
	input: QuoteInput,
	{ isChecked = false } = {}
): Promise<Outcome<object, TextFault>> {
	const fault = refuseText(ctx, input, isChecked);
	if (fault) return no(fault);
	return inTransaction(ctx, async (ctx) => {
		await insertQuote(ctx, input, idOf(ctx));
		await note(ctx, 'quote.propose');
		return yes({});
	});
}

/** Writes a quote anew that is not approved; whoever does so is the one who proposes it now. */
export async function rewriteQuote(
	ctx: Ctx,
	id: string,
	input: QuoteInput,
	{ isChecked = false } = {}
): Promise<Outcome<object, TextFault | 'notFound' | 'settled'>> {
	const fault = refuseText(ctx, input, isChecked);
	if (fault) return no(fault);
	return withQuote(ctx, id, 'quote.rewrite', async (ctx, quote) => {
		if (quote.approvedBy) return no('settled');
		await updateText(ctx, id, input, idOf(ctx));
		return yes({});
	});
}

/**
 * Another person than the one who proposed says yes to the text as it stands.
 * @param text what was read: another text than that needs another yes.
 */
export async function approveQuote(
	ctx: Ctx,
	id: string,
	text: string
): Promise<Outcome<object, 'forbidden' | 'notFound' | 'ownText' | 'settled' | 'changed'>> {
	if (!may(ctx.actor, 'quote.approve')) return no('forbidden');
	return withQuote(ctx, id, 'quote.approve', async (ctx, quote) => {
		if (quote.proposedBy === idOf(ctx)) return no('ownText');
		if (quote.state !== 'proposed') return no('settled');
		if (quote.text !== text) return no('changed');
		await updateState(ctx, id, { state: 'approved', approvedBy: idOf(ctx) });
		return yes({});
	});
}

/** Sends a proposal back with a few words on what should change. */
export async function sendBackQuote(
	ctx: Ctx,
	id: string,
	why: string
): Promise<Outcome<object, 'forbidden' | 'notFound' | 'settled' | 'noWhy' | 'leadsToPerson'>> {
	if (!may(ctx.actor, 'quote.approve')) return no('forbidden');
	const reason = why.trim();
	if (reason === '' || reason.length > 300) return no('noWhy');
	if (findLeads(reason).length > 0) return no('leadsToPerson');
	return withQuote(ctx, id, 'quote.sendBack', async (ctx, quote) => {
		if (quote.state !== 'proposed') return no('settled');
		await updateState(ctx, id, { state: 'sentBack', note: reason });
		return yes({});
	});
}

/** Takes an approved quote out of use, or puts it back; one that is not approved is thrown away. */
export async function withdrawQuote(
	ctx: Ctx,
	id: string,
	isBack = false
): Promise<Outcome<object, 'forbidden' | 'notFound'>> {
	if (!may(ctx.actor, 'quote.write')) return no('forbidden');
	return withQuote(ctx, id, isBack ? 'quote.restore' : 'quote.withdraw', async (ctx, quote) => {
		if (quote.approvedBy) await updateState(ctx, id, { state: isBack ? 'approved' : 'withdrawn' });
		else if (!isBack) await deleteQuote(ctx, id);
		return yes({});
	});
}

/**
 * Every quote in these states.
 * @throws LyktError `forbidden`.
 */
export async function listQuotes(ctx: Ctx, states: readonly QuoteState[]): Promise<Quote[]> {
	if (!may(ctx.actor, 'quote.read')) throw new LyktError('forbidden');
	const mine = idOf(ctx);
	return (await selectQuotes(ctx, states)).map((row) => ({
		...approvedOf(row),
		state: row.state,
		note: row.note,
		isMine: row.proposedBy === mine
	}));
}

/**
 * Quotes that two people have agreed on, for reports: text, language, year and theme, no more.
 * @throws LyktError `forbidden`.
 */
export async function listApprovedQuotes(ctx: Ctx, year?: number): Promise<ApprovedQuote[]> {
	if (!may(ctx.actor, 'quote.read')) throw new LyktError('forbidden');
	const quotes = await selectQuotes(ctx, ['approved']);
	return quotes.filter((quote) => year === undefined || quote.year === year).map(approvedOf);
}

const approvedOf = ({ id, text, language, year, themeCode }: QuoteRow): ApprovedQuote => ({
	id,
	text,
	language,
	year,
	themeCode
});

function refuseText(ctx: Ctx, input: QuoteInput, isChecked: boolean): TextFault | undefined {
	if (!may(ctx.actor, 'quote.write') || ctx.actor.kind !== 'staff') return 'forbidden';
	if (input.year > Number(localDay(ctx.now).slice(0, 4))) return 'inFuture';
	if (findLeads(input.text).length > 0) return 'leadsToPerson';
	return !isChecked && findNames(input.text).length > 0 ? 'mayBeName' : undefined;
}

/** Without the quote's id: the log's time beside it would say more than the year. */
const note = (ctx: Ctx, action: string) => appendEntry(ctx, action, 'quote');

const idOf = (ctx: Ctx): string => (ctx.actor.kind === 'staff' ? ctx.actor.id : '');

async function withQuote<Why extends string>(
	ctx: Ctx,
	id: string,
	action: string,
	act: (ctx: Ctx, quote: QuoteRow) => Promise<Outcome<object, Why>>
): Promise<Outcome<object, Why | 'notFound'>> {
	return inTransaction(ctx, async (ctx) => {
		const quote = isId(id) ? await lockQuote(ctx, id) : undefined;
		if (!quote) return no('notFound');
		const done = await act(ctx, quote);
		if (done.ok) await note(ctx, action);
		return done;
	});
}
