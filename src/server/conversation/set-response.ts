import { appendEntry } from '../audit/index.ts';
import { inTransaction, type Ctx } from '../db/index.ts';
import { no, yes, type Outcome } from '../shared/outcome.ts';
import { may } from '../staff/index.ts';
import { optOut, resumeSending } from '../suppression/index.ts';
import { findConversation, updateConversation } from './conversation.db.ts';
import { endsContact, type Response } from './conversation.ts';

/**
 * Says what an answer was (R62), for the counts of the campaign. "Does not want contact" and "not the target group" opt
 * the address out at once (R65, R80); choosing something else afterwards does not undo that.
 */
export async function setResponse(
	ctx: Ctx,
	id: string,
	response: Response
): Promise<Outcome<object, 'forbidden' | 'notFound'>> {
	if (!may(ctx.actor, 'conversation.answer')) return no('forbidden');
	const conversation = await findConversation(ctx, id);
	if (!conversation) return no('notFound');
	return inTransaction(ctx, async (ctx) => {
		if (endsContact(response)) {
			await optOut(ctx, [conversation.holdTag]);
			await resumeSending(ctx, conversation.holdTag); // what may have meant stop is decided by this
			const state = conversation.state === 'closed' ? 'closed' : 'answered';
			await updateConversation(ctx, id, { response, optedOut: true, maybeStop: false, state });
		} else {
			await updateConversation(ctx, id, { response });
		}
		await appendEntry(ctx, 'conversation.setResponse', 'conversation', id, response);
		return yes({});
	});
}
