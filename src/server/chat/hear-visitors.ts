import { appendEntry } from '../audit/index.ts';
import type { Ctx } from '../db/index.ts';
import { localDay } from '../shared/calendar.ts';
import { readText } from '../shared/chat.ts';
import { LyktError } from '../shared/errors.ts';
import { no, yes, type Outcome } from '../shared/outcome.ts';
import { may } from '../staff/index.ts';
import { openSuggestions } from '../vault/index.ts';
import {
	readSetting,
	selectEvaluations,
	selectSuggestions,
	updateSetting,
	updateSuggestion,
	type ChatSetting
} from './chat.db.ts';

/** Fewer answers than this are not shown (R45). */
export const fewestShown = 5;

/**
 * How many gave which answer to which question; only questions with at least five answers. Null is hidden: a number from 1
 * to 4, or one that would give such a number back.
 */
export interface EvaluationResult {
	count: number;
	answers: Record<string, Record<string, number | null>>;
}

/** What visitors said of their chats, added up over all months that are over. @throws LyktError `forbidden`. */
export async function countEvaluations(ctx: Ctx): Promise<EvaluationResult> {
	if (!may(ctx.actor, 'report.read_public')) throw new LyktError('forbidden');
	const thisMonth = localDay(ctx.now).slice(0, 7);
	const given = (await selectEvaluations(ctx)).filter(({ month }) => month.slice(0, 7) < thisMonth);
	return addUp(given.map(({ answers }) => answers));
}

/** @returns nothing of a question that fewer than five answered. */
export function addUp(given: readonly Record<string, string>[]): EvaluationResult {
	if (given.length < fewestShown) return { count: 0, answers: {} };
	const questions = [...new Set(given.flatMap((answers) => Object.keys(answers)))];
	const counted = questions.map((question) => {
		const each = given.flatMap((answers) => answers[question] ?? []);
		const counts = Map.groupBy(each, (answer) => answer);
		return { question, counts: [...counts].map(([answer, all]) => [answer, all.length] as const), total: each.length };
	});
	const shown = counted
		.filter(({ total }) => total >= fewestShown)
		.map(({ question, counts }) => [question, hideSmall(counts)] as const)
		.filter(([, counts]) => Object.values(counts).some((count) => count !== null));
	return { count: given.length, answers: Object.fromEntries(shown) };
}

/**
 * Hides each number from 1 to 4, and then the smallest others until what is hidden are at least two answers of at least five
 * people together: who knows the sum cannot work out any of them. Nothing says which were small.
 */
function hideSmall(counts: readonly (readonly [string, number])[]): Record<string, number | null> {
	const rising = counts.toSorted(([, one], [, other]) => one - other);
	let [hidden, people] = [0, 0];
	for (const [, count] of rising) {
		const isEnough = hidden === 0 || (hidden > 1 && people >= fewestShown);
		if (count >= fewestShown && isEnough) break;
		hidden += 1;
		people += count;
	}
	const names = new Set(rising.slice(0, hidden).map(([answer]) => answer));
	return Object.fromEntries(counts.map(([answer, count]) => [answer, names.has(answer) ? null : count]));
}

export interface Suggestion {
	id: string;
	/** The month only: 2026-11. */
	month: string;
	text: string;
	answer: string | null;
}

/** The suggestion box, newest month first (R118). @throws LyktError `forbidden`. */
export async function listSuggestions(ctx: Ctx): Promise<Suggestion[]> {
	if (!may(ctx.actor, 'suggestion.read')) throw new LyktError('forbidden');
	const rows = (await selectSuggestions(ctx)).map((row) => ({ row, month: row.month.slice(0, 7) }));
	const texts = await openSuggestions(rows.map(({ row, month }) => ({ month, sealed: row.sealedText })));
	return rows.map(({ row, month }, place) => ({ id: row.id, month, text: texts[place] ?? '', answer: row.answer }));
}

/** "You said, we did": what visitors may read under the box. An empty text takes the answer back. */
export async function answerSuggestion(
	ctx: Ctx,
	id: string,
	raw: string
): Promise<Outcome<object, 'forbidden' | 'tooLong'>> {
	if (!may(ctx.actor, 'suggestion.answer')) return no('forbidden');
	const read = readText(raw);
	if (!read.ok && read.why === 'tooLong') return no('tooLong');
	if (read.ok && read.text.length > 1000) return no('tooLong');
	await updateSuggestion(ctx, id, read.ok ? read.text : null);
	await appendEntry(ctx, 'chat.answerSuggestion', 'suggestion', id);
	return yes({});
}

const longestAddress = 300;

/** How many live chats one of us may have, which unread languages visitors are offered, and where people can come. */
export const getChatSetting = (ctx: Pick<Ctx, 'db'>): Promise<ChatSetting> => readSetting(ctx);

/** @returns no: `forbidden`, `badNumber`, `tooLong` for the address. Which languages there are is the caller's to know. */
export async function setChatSetting(
	ctx: Ctx,
	set: Partial<ChatSetting>
): Promise<Outcome<object, 'forbidden' | 'badNumber' | 'tooLong'>> {
	if (!may(ctx.actor, 'chat.set')) return no('forbidden');
	const { mostLive } = set;
	if (mostLive !== undefined && !(Number.isInteger(mostLive) && mostLive >= 1 && mostLive <= 10))
		return no('badNumber');
	const address = set.address?.replaceAll('\r\n', '\n').trim();
	if (address !== undefined && address.length > longestAddress) return no('tooLong');
	await updateSetting(ctx, { ...set, ...(address !== undefined && { address }) });
	await appendEntry(ctx, 'chat.set', 'chatSetting');
	return yes({});
}
