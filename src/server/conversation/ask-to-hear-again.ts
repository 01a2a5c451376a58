import type { Ctx } from '../db/index.ts';
import { no, type Outcome } from '../shared/outcome.ts';
import { may } from '../staff/index.ts';
import { askWithdrawalInWriting } from '../suppression/index.ts';
import { findConversation } from './conversation.db.ts';

/**
 * The person has written here, after they opted out, that they want to hear from us again: asks a lead to lift the opt-out
 * (R65). Writing again never lifts it by itself. Says nothing of whether there is an opt-out.
 */
export async function askToHearAgain(
	ctx: Ctx,
	conversationId: string
): Promise<Outcome<object, 'forbidden' | 'notFound'>> {
	if (!may(ctx.actor, 'conversation.read')) return no('forbidden');
	const conversation = await findConversation(ctx, conversationId);
	if (!conversation) return no('notFound');
	return askWithdrawalInWriting(ctx, conversation.holdTag, conversationId);
}
