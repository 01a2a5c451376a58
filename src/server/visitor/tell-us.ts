import * as v from 'valibot';
import type { Ctx } from '../db/index.ts';
import { localDay } from '../shared/calendar.ts';
import { readText } from '../shared/chat.ts';
import { no, yes, type Outcome } from '../shared/outcome.ts';
import { chatVault } from '../vault/index.ts';
import { callAnswers, callEvaluate, callSuggest } from './visitor.db.ts';

/** The questions after a chat (R45): at most six, each with fixed answers, none of them needed. */
export const questions = {
	helped: ['1', '2', '3', '4', '5'],
	safe: ['yes', 'partly', 'no'],
	found: ['search', 'ad', 'friend', 'otherService', 'site', 'other'],
	sells: ['yes', 'no', 'ratherNot'],
	gender: ['woman', 'man', 'trans', 'other', 'ratherNot'],
	age: ['18-24', '25-34', '35-49', '50+', 'ratherNot']
} as const;
export type Question = keyof typeof questions;

const form = v.object(
	Object.fromEntries(
		Object.entries(questions).map(([name, answers]) => [name, v.fallback(v.optional(v.picklist(answers)), undefined)])
	) as unknown as Record<Question, v.GenericSchema<string | undefined>>
);

/**
 * Takes an evaluation in. It has no key to a chat and no more time than a month, and is held back until five have come.
 * @returns no, `empty`, when nothing was answered.
 */
export async function evaluate(ctx: Ctx, raw: unknown): Promise<Outcome<object, 'empty'>> {
	const read = v.safeParse(form, raw);
	const answers = Object.fromEntries(
		Object.entries(read.success ? read.output : {}).filter(([, answer]) => answer !== undefined)
	);
	if (!Object.keys(answers).length) return no('empty');
	await callEvaluate(ctx, answers);
	return yes({});
}

/** Takes a suggestion in, by the same rules (R118). It is sealed: only the staff's side can open it. */
export async function suggest(ctx: Ctx, raw: unknown): Promise<Outcome<object, 'empty' | 'tooLong'>> {
	const read = readText(raw);
	if (!read.ok) return read;
	const month = localDay(ctx.now).slice(0, 7);
	await callSuggest(ctx, month, await chatVault('visitor').sealSuggestion(month, read.text));
	return yes({});
}

/** "You said, we did": our answers to suggestions, newest first. */
export const listAnswers = (ctx: Ctx): Promise<{ answer: string; answeredOn: string }[]> => callAnswers(ctx);
