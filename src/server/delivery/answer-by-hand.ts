import { appendEntry } from '../audit/index.ts';
import { openForSending } from '../conversation/index.ts';
import { inTransaction, type Ctx } from '../db/index.ts';
import { chosenGateway } from '../gateway/index.ts';
import { no, yes, type Outcome } from '../shared/outcome.ts';
import { maskNumber } from '../shared/phone.ts';
import { may } from '../staff/index.ts';
import {
	beginCalls,
	findAnswerByHand,
	holdsByHand,
	insertByHand,
	minutesInHand,
	selectConversationsForHand,
	selectUncalledAnswers,
	settleByHand
} from './delivery.db.ts';

/** An answer that this person has in hand: the number is readable to them alone. */
export interface AnswerInHand {
	messageId: string;
	conversationId: string;
	number: string;
	shown: string;
	text: string;
	/** Until then they can say what they did; afterwards the message counts as unknown. */
	until: Date;
}

/** True when answers go out by the team's own phone, so that each waits for a person (R61, docs/decisions/014). */
export const answersByHand = (): boolean => chosenGateway().byHand === true;

/** The conversations in which something of ours waits for somebody's hand, the oldest first. Empty with another gateway. */
export const listAnswersForHand = async (ctx: Ctx): Promise<string[]> =>
	answersByHand() && may(ctx.actor, 'conversation.answer') ? selectConversationsForHand(ctx) : [];

/** The answer this person has been shown and has not said anything about, in whichever conversation. */
export async function findAnswerInHand(ctx: Ctx): Promise<AnswerInHand | undefined> {
	if (ctx.actor.kind !== 'staff' || !may(ctx.actor, 'conversation.answer')) return undefined;
	const held = await findAnswerByHand(ctx, ctx.actor.id);
	if (!held) return undefined;
	const opened = (await openForSending(ctx, [held.conversationMessageId])).get(held.conversationMessageId);
	return (
		opened && {
			messageId: held.id,
			conversationId: held.conversationId,
			number: opened.address,
			shown: maskNumber(opened.address),
			text: opened.text,
			until: new Date(held.shownAt.getTime() + minutesInHand * 60_000)
		}
	);
}

/**
 * Shows this person the number and the text of the oldest answer that waits in a conversation. It is the same hand-over as
 * for a first message: opt-outs are looked at once more, and the answer is marked as called and the showing logged before
 * anybody sees a number, because from here on it may have been sent. Hours do not hold: they wrote first (R64).
 * @returns `otherInHand` while this person has something else to say the end of; `nobodyLeft` when nothing waits, or when
 *   what waited was withdrawn because they have said stop.
 */
export async function takeAnswerInHand(
	ctx: Ctx,
	conversationId: string
): Promise<Outcome<{ inHand: AnswerInHand }, 'forbidden' | 'otherInHand' | 'nobodyLeft'>> {
	if (ctx.actor.kind !== 'staff' || !may(ctx.actor, 'conversation.answer')) return no('forbidden');
	if (!answersByHand()) return no('nobodyLeft');
	const userId = ctx.actor.id;
	if (!(await holdsByHand(ctx, userId))) {
		const taken = await inTransaction(ctx, (ctx) => takeOne(ctx, conversationId, userId));
		if (taken === 'nobodyLeft') return no(taken);
		// A colleague, or this person's other page, was faster: whatever they have is on record now.
		if (taken === 'taken') return takeAnswerInHand(ctx, conversationId);
	}
	const mine = await findAnswerInHand(ctx);
	return mine?.conversationId === conversationId ? yes({ inHand: mine }) : no('otherInHand');
}

/**
 * Says what became of the answer in hand: `sent` is on record as handed to the network, `notSent` makes it wait again.
 * @returns `notFound` when this person does not have it, or no longer: after half an hour it is unknown, and is settled
 *   with the other messages of which nobody knows what became.
 */
export async function settleAnswerInHand(
	ctx: Ctx,
	messageId: string,
	outcome: 'sent' | 'notSent'
): Promise<Outcome<object, 'forbidden' | 'notFound'>> {
	const { actor } = ctx;
	if (actor.kind !== 'staff' || !may(actor, 'conversation.answer')) return no('forbidden');
	return inTransaction(ctx, async (ctx) => {
		const held = await findAnswerByHand(ctx, actor.id);
		if (held?.id !== messageId || !(await settleByHand(ctx, messageId, actor.id, outcome))) return no('notFound');
		await appendEntry(ctx, 'conversation.settleByHand', 'message', messageId, outcome);
		return yes({});
	});
}

async function takeOne(ctx: Ctx, conversationId: string, userId: string): Promise<'mine' | 'taken' | 'nobodyLeft'> {
	const [waiting] = await selectUncalledAnswers(ctx, 1, conversationId);
	if (!waiting) return 'nobodyLeft';
	if (!(await insertByHand(ctx, waiting.id, userId))) return 'taken';
	const begun = await beginCalls(ctx, chosenGateway().name, [waiting]);
	if (begun.size === 0) {
		await settleByHand(ctx, waiting.id, userId, 'notSent'); // withdrawn: they have said stop
		return takeOne(ctx, conversationId, userId);
	}
	await appendEntry(ctx, 'conversation.showByHand', 'message', waiting.id);
	return 'mine';
}
