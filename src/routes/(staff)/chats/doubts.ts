import { listColleagues, readChat } from '#chat';
import type { Ctx } from '#db';
import { getService } from '#programme';
import { LyktError } from '#shared/errors.ts';
import { findNames, findPersonal, wordsOf } from '#shared/personal.ts';
import { looksLikeHealthAdvice } from '#text';
import { listInsertables } from './insertable.ts';

/** What somebody should look at once more before it is sent; a person decides. */
export interface Doubts {
	/** Numbers, addresses, and what may be the name of somebody or of a street. */
	personal: string[];
	/** What can be read as advice about one person's health (R43). */
	health: string[];
}

/** Reads an answer, or a note for whoever takes over. Our own names, and the words of what can be put in, are no names. */
export async function findDoubts(ctx: Ctx, chatId: string, text: string): Promise<Doubts> {
	const names = findNames(text);
	const known = names.length ? await knownWords(ctx, chatId) : undefined;
	return {
		personal: [...findPersonal(text).map((found) => found.text), ...names.filter((name) => known?.has(name) === false)],
		health: looksLikeHealthAdvice(text)
	};
}

export const hasDoubts = ({ personal, health }: Doubts): boolean => personal.length + health.length > 0;

/** @returns undefined when the chat is gone: that is then what there is to say. */
async function knownWords(ctx: Ctx, chatId: string): Promise<Set<string> | undefined> {
	try {
		const { language } = await readChat(ctx, chatId);
		const [tools, colleagues, service] = await Promise.all([
			listInsertables(ctx, language),
			listColleagues(ctx, chatId),
			getService(ctx)
		]);
		const { answers, methods, places, emergency } = tools;
		const texts = [...answers, ...methods, ...places, ...(emergency ? [emergency] : [])];
		const ours = [ctx.actor, ...colleagues].map((each) => ('name' in each ? each.name : ''));
		const all = [...texts.flatMap(({ name, body }) => [name, body]), ...ours, service.name, service.ownerName];
		return new Set(all.flatMap(wordsOf));
	} catch (error) {
		if (error instanceof LyktError && error.code === 'notFound') return undefined;
		throw error;
	}
}
