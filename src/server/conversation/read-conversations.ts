import { appendEntry } from '../audit/index.ts';
import type { Ctx } from '../db/index.ts';
import { LyktError } from '../shared/errors.ts';
import { no, yes, type Outcome } from '../shared/outcome.ts';
import { may } from '../staff/index.ts';
import { destroyKey, mask, open } from '../vault/index.ts';
import {
	countByState,
	deleteConversations,
	findConversation,
	findConversations,
	selectBodies,
	selectConversations,
	selectExpired,
	selectMessages,
	updateConversation
} from './conversation.db.ts';
import { keyOf, type ConversationSummary, type Filter, type Thread } from './conversation.ts';

/** The inbox: at most 100 rows; those who may have meant stop stand first, then who has waited longest. */
export async function listConversations(ctx: Ctx, filter: Filter): Promise<ConversationSummary[]> {
	requireReader(ctx);
	const rows = await selectConversations(ctx, filter, 100);
	return Promise.all(
		rows.map(async (row) => {
			const [[address], [lastText]] = await Promise.all([
				mask(keyOf(row.id), [row.sealedAddress]),
				row.lastBody ? open(keyOf(row.id), [row.lastBody]) : ['']
			]);
			return {
				id: row.id,
				address: address!,
				state: row.state,
				maybeStop: row.maybeStop,
				optedOut: row.optedOut,
				lastText: lastText,
				lastInboundAt: row.lastInboundAt,
				messages: row.messages
			};
		})
	);
}

/** One conversation with all its messages; the address stays masked. Reading is audited (domain.md 2.9). */
export async function readConversation(ctx: Ctx, id: string): Promise<Thread> {
	requireReader(ctx);
	const row = await findConversation(ctx, id);
	if (!row) throw new LyktError('notFound');
	const messages = await selectMessages(ctx, id);
	const [[address], texts] = await Promise.all([
		mask(keyOf(id), [row.sealedAddress]),
		open(
			keyOf(id),
			messages.map((message) => message.sealedBody)
		)
	]);
	await appendEntry(ctx, 'conversation.read', 'conversation', id);
	return {
		id,
		address: address!,
		state: row.state,
		maybeStop: row.maybeStop,
		optedOut: row.optedOut,
		lastInboundAt: row.lastInboundAt,
		messages: messages.map((message, place) => ({
			id: message.id,
			direction: message.direction === 'in' ? 'in' : 'out',
			text: texts[place]!,
			at: message.at,
			author: message.author
		}))
	};
}

/** People who wait for an answer, and conversations that are open at all. */
export const countConversations = (ctx: Ctx): Promise<{ waiting: number; open: number }> => countByState(ctx);

/** Marks as read and in hand, or puts away. A closed conversation opens anew when the person writes again. */
export async function settleConversation(
	ctx: Ctx,
	id: string,
	state: 'answered' | 'closed'
): Promise<Outcome<object, 'forbidden'>> {
	if (!may(ctx.actor, 'conversation.answer')) return no('forbidden');
	await updateConversation(ctx, id, state === 'closed' ? { state, closedAt: ctx.now } : { state });
	await appendEntry(ctx, `conversation.${state}`, 'conversation', id);
	return yes({});
}

/** What the delivery room needs for sending an answer: the address and the text in clear, for this moment only. */
export async function openForSending(
	ctx: Ctx,
	messageIds: string[]
): Promise<Map<string, { address: string; text: string }>> {
	const bodies = messageIds.length ? await selectBodies(ctx, messageIds) : [];
	const conversations = bodies.length
		? await findConversations(
				ctx,
				bodies.map((body) => body.conversationId)
			)
		: [];
	const opened = await Promise.all(
		bodies.map(async (body) => {
			const conversation = conversations.find((row) => row.id === body.conversationId)!;
			const [address, text] = await open(keyOf(body.conversationId), [conversation.sealedAddress, body.sealedBody]);
			return [body.id, { address: address!, text: text! }] as const;
		})
	);
	return new Map(opened);
}

/** A conversation's address in clear, for tagging it again; never for showing. */
export async function readAddress(ctx: Ctx, id: string): Promise<string> {
	const row = await findConversation(ctx, id);
	if (!row) throw new LyktError('notFound');
	const [address] = await open(keyOf(id), [row.sealedAddress]);
	return address!;
}

/** Destroys the keys and rows of conversations whose time is over: 30 days after closing, or after the last word. */
export async function forgetExpired(ctx: Ctx): Promise<number> {
	const ids = await selectExpired(ctx, new Date(ctx.now.getTime() - 30 * 24 * 60 * 60_000));
	for (const id of ids) await destroyKey(keyOf(id));
	if (ids.length) await deleteConversations(ctx, ids);
	return ids.length;
}

function requireReader(ctx: Ctx): void {
	if (!may(ctx.actor, 'conversation.read')) throw new LyktError('forbidden');
}
