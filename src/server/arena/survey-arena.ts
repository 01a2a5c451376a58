import { appendEntry } from '#audit';
import { inTransaction, type Ctx } from '#db';
import { localDay } from '#shared/calendar.ts';
import { LyktError } from '#shared/errors.ts';
import { no, yes, type Outcome } from '#shared/outcome.ts';
import { may } from '#staff';
import { updateResponse, updateSurvey } from './arena.db.ts';
import type { Survey } from './arena.ts';

/**
 * Writes down what somebody found out who looked at the place today (R8); it is looked at again in 180 days.
 * @throws LyktError `forbidden`.
 */
export async function surveyArena(ctx: Ctx, id: string, survey: Survey): Promise<Outcome<object, 'notFound'>> {
	if (!may(ctx.actor, 'arena.write')) throw new LyktError('forbidden');
	return inTransaction(ctx, async (ctx) => {
		if (!(await updateSurvey(ctx, id, survey, localDay(ctx.now)))) return no('notFound');
		await appendEntry(ctx, 'arena.survey', 'arena', id);
		return yes({});
	});
}

/**
 * Says that a place was tried and nobody answered, or that it is in use again (R8). Saying it twice changes nothing.
 * @throws LyktError `forbidden`.
 */
export async function setResponse(ctx: Ctx, id: string, triedWithoutResponse: boolean): Promise<void> {
	if (!may(ctx.actor, 'arena.write')) throw new LyktError('forbidden');
	const action = triedWithoutResponse ? 'arena.triedWithoutResponse' : 'arena.inUse';
	await inTransaction(ctx, async (ctx) => {
		if (await updateResponse(ctx, id, triedWithoutResponse)) await appendEntry(ctx, action, 'arena', id);
	});
}
