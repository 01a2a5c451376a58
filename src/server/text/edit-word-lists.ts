import { appendEntry } from '#audit';
import { inTransaction, type Ctx } from '#db';
import { no, yes, type Outcome } from '#shared/outcome.ts';
import { may } from '#staff';
import { reviewedLanguages, type ReviewedLanguage } from './message-words.ts';
import {
	applyChanges,
	builtInWords,
	describeList,
	type ListedWord,
	type MessageWords,
	type WordChangeInput,
	type WordListName
} from './word-lists.ts';
import { deleteChanges, saveChange, selectChanges } from './words.db.ts';

/** The lists that the review of a message uses here, by language (R56, R61, R116). */
export async function getMessageWords(ctx: Ctx): Promise<Record<ReviewedLanguage, MessageWords>> {
	const changes = await selectChanges(ctx);
	const of = (language: ReviewedLanguage) => applyChanges(language, changes);
	return Object.fromEntries(reviewedLanguages.map((language) => [language, of(language)])) as Record<
		ReviewedLanguage,
		MessageWords
	>;
}

/** One list as a person reads and changes it: built in, added, taken out. */
export async function getWordList(ctx: Ctx, list: WordListName, language: ReviewedLanguage): Promise<ListedWord[]> {
	return describeList(list, language, await selectChanges(ctx));
}

/** Adds a word, or takes a built-in one back in. @returns `alreadyThere` when nothing would change. */
export async function addWord(
	ctx: Ctx,
	input: WordChangeInput
): Promise<Outcome<object, 'forbidden' | 'alreadyThere'>> {
	return change(ctx, input, 'text.addWord', async (ctx, there) => {
		const { list, language, word, instead } = input;
		if (there?.state === 'removed') await deleteChanges(ctx, { list, language, word });
		else if (there) return no('alreadyThere');
		else await saveChange(ctx, { list, language, word, isRemoved: false, instead: instead || null }, actorId(ctx));
		return yes({});
	});
}

/** Takes a word out of a list: an added one is forgotten, a built-in one stays visible as taken out. */
export async function removeWord(
	ctx: Ctx,
	input: Pick<WordChangeInput, 'list' | 'language' | 'word'>
): Promise<Outcome<object, 'forbidden' | 'notFound'>> {
	return change(ctx, input, 'text.removeWord', async (ctx, there) => {
		const { list, language, word } = input;
		const isBuiltIn = builtInWords(list, language).some((entry) => entry.word === word);
		if (!there) return no('notFound');
		if (isBuiltIn) await saveChange(ctx, { list, language, word, isRemoved: true, instead: null }, actorId(ctx));
		else await deleteChanges(ctx, { list, language, word });
		return yes({});
	});
}

/** Forgets every change of a list: it is as it came. */
export async function restoreWordList(
	ctx: Ctx,
	list: WordListName,
	language: ReviewedLanguage
): Promise<Outcome<object, 'forbidden'>> {
	return change(ctx, { list, language, word: '' }, 'text.restoreWords', async (ctx) => {
		await deleteChanges(ctx, { list, language });
		return yes({});
	});
}

async function change<A extends { ok: true } | { ok: false; why: string }>(
	ctx: Ctx,
	{ list, language, word }: Pick<WordChangeInput, 'list' | 'language' | 'word'>,
	action: string,
	take: (ctx: Ctx, there: ListedWord | undefined) => Promise<A>
): Promise<A | { ok: false; why: 'forbidden' }> {
	if (!may(ctx.actor, 'text.lists')) return no('forbidden');
	return inTransaction(ctx, async (ctx) => {
		const there = (await getWordList(ctx, list, language)).find((entry) => entry.word === word);
		const result = await take(ctx, there);
		await appendEntry(ctx, action, 'textWordList', `${list}.${language}`, result.ok ? 'done' : result.why);
		return result;
	});
}

const actorId = (ctx: Ctx): string | null => (ctx.actor.kind === 'staff' ? ctx.actor.id : null);
