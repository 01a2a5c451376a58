import { appendEntry } from '../audit/index.ts';
import type { Ctx } from '../db/index.ts';
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

/** How many gave which answer to which question; only questions with at least five answers. */
export interface EvaluationResult {
	count: number;
	answers: Record<string, Record<string, number>>;
}

/** What visitors said of their chats, added up over all months. @throws LyktError `forbidden`. */
export async function countEvaluations(ctx: Ctx): Promise<EvaluationResult> {
	if (!may(ctx.actor, 'report.read_public')) throw new LyktError('forbidden');
	return addUp((await selectEvaluations(ctx)).map(({ answers }) => answers));
}

/** @returns nothing of a question that fewer than five answered. */
export function addUp(given: readonly Record<string, string>[]): EvaluationResult {
	if (given.length < fewestShown) return { count: 0, answers: {} };
	const questions = [...new Set(given.flatMap((answers) => Object.keys(answers)))];
	const counted = questions.map((question) => {
		const each = given.flatMap((answers) => answers[question] ?? []);
		const counts = Object.fromEntries(
			[...Map.groupBy(each, (answer) => answer)].map(([answer, all]) => [answer, all.length])
		);
		return { question, counts, total: each.length };
	});
	const enough = counted.filter(({ total }) => total >= fewestShown);
	return { count: given.length, answers: Object.fromEntries(enough.map(({ question, counts }) => [question, counts])) };
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
	if (!may(ctx.actor, 'report.read_public')) throw new LyktError('forbidden');
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
	if (!may(ctx.actor, 'chat.set')) return no('forbidden');
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
