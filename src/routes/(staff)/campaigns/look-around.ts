import type { Ctx } from '#db';
import { getService } from '#programme';
import { isDay, localDay } from '#shared/calendar.ts';
import { getMessageWords } from '#text';
import type { Around } from './review-text.ts';

/**
 * What a text is read with: who writes, until when, and the word lists of the installation.
 * @param lastDay the campaign's; what is not a day yet, or is none in the library, is today: the length is nearly the same.
 */
export const lookAround = async (ctx: Ctx, lastDay = ''): Promise<Around> => ({
	service: (await getService(ctx)).name,
	lastDay: isDay(lastDay) ? lastDay : localDay(ctx.now),
	words: await getMessageWords(ctx)
});
