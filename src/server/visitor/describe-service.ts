import type { Ctx } from '../db/index.ts';
import { expectedAnswerTime, findOpening } from '../opening/index.ts';
import { getService } from '../programme/index.ts';
import { callCountSource, callLanguages } from './visitor.db.ts';

/** What a visitor may know about the service: its name, whether somebody is here, and how long an answer may take. */
export interface ServiceDescription {
	name: string;
	ownerName: string;
	opening: Awaited<ReturnType<typeof findOpening>>;
	/** Minutes that nine of ten waited at most lately, for those who write as we stand now; undefined: too few to say. */
	answerMinutes: number | undefined;
	/** Languages that the service shows although nobody who has them as their own has read them. */
	unreviewedLanguages: string[];
}

/** Reads what the first page says. */
export async function describeService(ctx: Pick<Ctx, 'db' | 'now'>): Promise<ServiceDescription> {
	const [{ name, ownerName }, opening, unreviewedLanguages] = await Promise.all([
		getService(ctx),
		findOpening(ctx),
		callLanguages(ctx)
	]);
	const answerMinutes = await expectedAnswerTime(ctx, opening.isOpen);
	return { name, ownerName, opening, answerMinutes, unreviewedLanguages };
}

/** Counts from which of our links somebody came (R39): a letter a day, and nothing of them. */
export async function countSource(ctx: Pick<Ctx, 'db'>, letter: string | null): Promise<void> {
	if (letter && /^[a-z]$/.test(letter)) await callCountSource(ctx, letter);
}
