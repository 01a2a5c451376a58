import { claimAnswer } from '../attempt/index.ts';
import { appendEntry } from '../audit/index.ts';
import { addOutgoing, findConversation, readAddress, sealFor, updateConversation } from '../conversation/index.ts';
import { inTransaction, type Ctx } from '../db/index.ts';
import { chosenGateway } from '../gateway/index.ts';
import { enqueue } from '../jobs/index.ts';
import { getService } from '../programme/index.ts';
import { newId } from '../shared/ids.ts';
import { no, yes, type Outcome } from '../shared/outcome.ts';
import { may } from '../staff/index.ts';
import { optOut, resumeSending } from '../suppression/index.ts';
import { answerLanguage, standardText, type StandardText } from '../text/index.ts';
import { tagNumbers, type Tags } from '../vault/index.ts';
import { findLastInbound, insertAnswer } from './delivery.db.ts';

/**
 * Answers in a conversation. Exempt from the six months, because they wrote first (R64). Not possible after a STOP, in
 * whichever conversation it stands, until they write again by themselves: the gate refuses, whatever is shown here.
 */
export async function answer(
	ctx: Ctx,
	conversationId: string,
	text: string
): Promise<Outcome<object, 'forbidden' | 'empty' | 'tooLong' | 'optedOut' | 'notFound'>> {
	if (!may(ctx.actor, 'conversation.answer')) return no('forbidden');
	const body = text.trim();
	if (!body) return no('empty');
	if (body.length > 1000) return no('tooLong');
	const conversation = await findConversation(ctx, conversationId);
	const inbound = await findLastInbound(ctx, conversationId);
	if (!conversation || !inbound) return no('notFound');
	if (conversation.optedOut) return no('optedOut');
	const { tags, logYear } = await tagsOfConversation(ctx, conversationId);
	const sealedBody = await sealFor(conversationId, body);
	return inTransaction(ctx, async (ctx) => {
		const isQueued = await queueAnswer(ctx, 'reply', {
			inboundId: inbound.id,
			conversationId,
			tags,
			logYear,
			sealedBody
		});
		if (!isQueued) return no('optedOut');
		await updateConversation(ctx, conversationId, { state: 'answered' });
		return yes({});
	});
}

/** A person has read what may have meant stop, and decides. */
export async function decideStop(
	ctx: Ctx,
	conversationId: string,
	isStop: boolean
): Promise<Outcome<object, 'forbidden' | 'notFound'>> {
	if (!may(ctx.actor, 'conversation.answer')) return no('forbidden');
	const conversation = await findConversation(ctx, conversationId);
	const inbound = await findLastInbound(ctx, conversationId);
	if (!conversation || !inbound) return no('notFound');
	const { tags, logYear } = await tagsOfConversation(ctx, conversationId);
	const sealedBody = isStop ? await prepareAnswer(ctx, conversationId, 'stop') : undefined;
	await inTransaction(ctx, async (ctx) => {
		await resumeSending(ctx, conversation.holdTag);
		await appendEntry(ctx, 'conversation.decideStop', 'conversation', conversationId, isStop ? 'stop' : 'notStop');
		if (!isStop) return updateConversation(ctx, conversationId, { maybeStop: false });
		await optOut(ctx, [conversation.holdTag]);
		await updateConversation(ctx, conversationId, { maybeStop: false, optedOut: true, state: 'answered' });
		await queueAnswer(ctx, 'confirmation', {
			inboundId: inbound.id,
			conversationId,
			tags,
			logYear,
			sealedBody: sealedBody!
		});
	});
	return yes({});
}

async function prepareAnswer(
	ctx: Ctx,
	conversationId: string,
	kind: StandardText,
	said: readonly string[] = []
): Promise<Buffer> {
	const service = await getService(ctx);
	const conversation = await findConversation(ctx, conversationId);
	const language = answerLanguage(said, conversation?.language ?? undefined);
	return sealFor(conversationId, standardText(kind, language, { service: service.name }));
}

/** @returns false when the gate says that there is no answer to give. */
async function queueAnswer(
	ctx: Ctx,
	step: 'confirmation' | 'reply',
	answer: { inboundId: string; conversationId: string; tags: Tags; logYear: number; sealedBody: Buffer }
): Promise<boolean> {
	const attemptId = await claimAnswer(ctx, step, answer.inboundId, answer.tags, answer.logYear);
	if (!attemptId) return false;
	const conversationMessageId = await addOutgoing(ctx, answer.conversationId, answer.sealedBody);
	await insertAnswer(ctx, {
		id: newId(),
		attemptId,
		purpose: step,
		conversationId: answer.conversationId,
		conversationMessageId,
		gateway: chosenGateway().name
	});
	await enqueue(ctx, 'delivery.sendAnswers', {});
	return true;
}

async function tagOf(ctx: Ctx, number: string): Promise<{ tags: Tags; logYear: number }> {
	const tagged = await tagNumbers(ctx, [number], 'inbound');
	if (!tagged.ok) throw new Error('inbound numbers are never refused by quota');
	return { tags: tagged.tags[0]!, logYear: tagged.logYear };
}

async function tagsOfConversation(ctx: Ctx, conversationId: string): Promise<{ tags: Tags; logYear: number }> {
	return tagOf(ctx, await readAddress(ctx, conversationId));
}
