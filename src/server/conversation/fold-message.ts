import { appendEntry } from '../audit/index.ts';
import { inTransaction, type Ctx } from '../db/index.ts';
import { no, yes, type Outcome } from '../shared/outcome.ts';
import { may } from '../staff/index.ts';
import { setFolded } from './conversation.db.ts';

/** Folds a message that is hard to read, so that the next colleague opens it on purpose; or unfolds it. */
export async function foldMessage(
	ctx: Ctx,
	conversationId: string,
	messageId: string,
	folded: boolean
): Promise<Outcome<object, 'forbidden' | 'notFound'>> {
	if (!may(ctx.actor, 'conversation.answer')) return no('forbidden');
	return inTransaction(ctx, async (ctx) => {
		if (!(await setFolded(ctx, conversationId, messageId, folded))) return no('notFound');
		await appendEntry(ctx, folded ? 'conversation.fold' : 'conversation.unfold', 'conversation', conversationId);
		return yes({});
	});
}
