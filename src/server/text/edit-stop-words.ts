import { appendEntry } from '../audit/index.ts';
import { inTransaction, type Ctx } from '../db/index.ts';
import { isDay, localDay } from '../shared/calendar.ts';
import { no, yes, type Outcome } from '../shared/outcome.ts';
import { may } from '../staff/index.ts';
import { isEverydayWord, plainWords } from './classify-reply.ts';
import { languages } from './languages.ts';
import { forgetLexicon } from './read-reply.ts';
import { deleteAddedWord, insertAddedWord, selectAddedWords, selectReviews, upsertReview } from './stop-word.db.ts';
import { stopWords } from './stop-words.ts';

/** How a word acts: `hard` alone or at either end of a short message, `whole` only alone, `phrase` wherever it stands. */
export const stopWordKinds = ['hard', 'whole', 'phrase'] as const;
export type StopWordKind = (typeof stopWordKinds)[number];

/** The words of one language: those that Lykt comes with, those that were added here, and who has read them. */
export interface StopWordList {
	language: string;
	hard: readonly string[];
	whole: readonly string[];
	phrases: readonly string[];
	added: { word: string; kind: StopWordKind }[];
	/** Lykt's own makers have these languages as their own. */
	isOurs: boolean;
	review: { reviewer: string; reviewedOn: string } | null;
}

/** Every language that has stop words, in the order of `languages`. */
export async function listStopWords(ctx: Ctx): Promise<StopWordList[]> {
	const [added, reviews] = await Promise.all([selectAddedWords(ctx), selectReviews(ctx)]);
	return languages
		.map(({ code }) => {
			const ours = stopWords.find((row) => row.language === code);
			const review = reviews.find((row) => row.language === code);
			return {
				language: code,
				hard: ours?.hard ?? [],
				whole: ours?.whole ?? [],
				phrases: ours?.phrases ?? [],
				added: added.filter((row) => row.language === code).map(({ word, kind }) => ({ word, kind })),
				isOurs: ours?.isReviewed ?? false,
				review: review ? { reviewer: review.reviewer, reviewedOn: review.reviewedOn } : null
			};
		})
		.filter((list) => list.hard.length + list.whole.length + list.phrases.length + list.added.length > 0);
}

/** What can be wrong with a word; nothing was added. */
export type StopWordFault = 'forbidden' | 'language' | 'empty' | 'tooLong' | 'oneWord' | 'twoWords' | 'everyday';

/**
 * Adds a word that means stop (domain.md 4.5); from then on it acts like the built-in ones. It is kept in the form in
 * which messages are compared. An everyday word is refused: it would opt out people who did not ask for it.
 */
export async function addStopWord(
	ctx: Ctx,
	{ language, text, kind }: { language: string; text: string; kind: StopWordKind }
): Promise<Outcome<{ word: string }, StopWordFault>> {
	if (ctx.actor.kind !== 'staff' || !may(ctx.actor, 'text.lists')) return no('forbidden');
	const addedBy = ctx.actor.id;
	const word = plainWords(text);
	const fault = findFault(word, language, kind);
	if (fault) return no(fault);
	await inTransaction(ctx, async (ctx) => {
		await insertAddedWord(ctx, { language, word, kind, addedBy });
		await appendEntry(ctx, 'text.addStopWord', 'stopWord', language);
	});
	forgetLexicon();
	return yes({ word });
}

/** Takes out a word that was added here; those that Lykt comes with stay. */
export async function removeStopWord(
	ctx: Ctx,
	language: string,
	word: string
): Promise<Outcome<object, 'forbidden' | 'notFound'>> {
	if (!may(ctx.actor, 'text.lists')) return no('forbidden');
	const isGone = await inTransaction(ctx, async (ctx) => {
		if (!(await deleteAddedWord(ctx, language, word))) return false;
		await appendEntry(ctx, 'text.removeStopWord', 'stopWord', language);
		return true;
	});
	forgetLexicon();
	return isGone ? yes({}) : no('notFound');
}

/** Notes who has read the words of a language that is their own, and on which day. */
export async function noteStopWordReview(
	ctx: Ctx,
	{ language, reviewer, reviewedOn }: { language: string; reviewer: string; reviewedOn: string }
): Promise<Outcome<object, 'forbidden' | 'language' | 'reviewer' | 'day'>> {
	if (ctx.actor.kind !== 'staff' || !may(ctx.actor, 'text.lists')) return no('forbidden');
	const notedBy = ctx.actor.id;
	const name = reviewer.trim();
	if (!languages.some(({ code }) => code === language)) return no('language');
	if (!name || name.length > 80) return no('reviewer');
	if (!isDay(reviewedOn) || reviewedOn > localDay(ctx.now)) return no('day');
	await inTransaction(ctx, async (ctx) => {
		await upsertReview(ctx, { language, reviewer: name, reviewedOn, notedBy });
		await appendEntry(ctx, 'text.reviewStopWords', 'stopWord', language);
	});
	return yes({});
}

function findFault(word: string, language: string, kind: StopWordKind): StopWordFault | undefined {
	if (!languages.some(({ code }) => code === language)) return 'language';
	if (word.length < 2) return 'empty';
	if (word.length > 60) return 'tooLong';
	if (kind === 'hard' && word.includes(' ')) return 'oneWord';
	if (kind === 'phrase' && !word.includes(' ')) return 'twoWords';
	return word.split(' ').every(isEverydayWord) ? 'everyday' : undefined;
}
