import type { Ctx } from '../db/index.ts';
import { stopwatch } from '../shared/clock.ts';
import { classifyReply, makeLexicon, type Lexicon, type ReplyMeaning } from './classify-reply.ts';
import { selectAddedWords, type AddedWord } from './stop-word.db.ts';
import { stopWords, type StopWords } from './stop-words.ts';

/**
 * What an incoming text asks for (domain.md 4.5), by the words that Lykt comes with and those that this service has
 * added. The added ones are asked for at most every ten seconds: a statement for each message would cost more than the
 * delay, and the built-in words never wait.
 */
export async function readReply(ctx: Pick<Ctx, 'db'>, text: string): Promise<ReplyMeaning> {
	if (!current || stopwatch() > current.until) current = { until: stopwatch() + keptFor, lexicon: loadLexicon(ctx) };
	return classifyReply(text, await current.lexicon);
}

/** Asks again at the next message: a word was added or taken out in this process. */
export const forgetLexicon = (): void => (current = undefined);

const keptFor = 10_000;
let current: { until: number; lexicon: Promise<Lexicon> } | undefined;

async function loadLexicon(ctx: Pick<Ctx, 'db'>): Promise<Lexicon> {
	try {
		const added = await selectAddedWords(ctx);
		return makeLexicon([...stopWords, ...added.map(toRow)]);
	} catch (error) {
		forgetLexicon();
		throw error;
	}
}

const toRow = ({ language, word, kind }: AddedWord): StopWords => ({
	language,
	isReviewed: false,
	hard: kind === 'hard' ? [word] : [],
	whole: kind === 'whole' ? [word] : [],
	phrases: kind === 'phrase' ? [word] : []
});
