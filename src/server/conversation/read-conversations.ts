import { appendEntry } from '../audit/index.ts';
import type { Ctx } from '../db/index.ts';
import { LyktError } from '../shared/errors.ts';
import { no, yes, type Outcome } from '../shared/outcome.ts';
import { may } from '../staff/index.ts';
import { destroyKey, mask, maskEach, open, openEach } from '../vault/index.ts';
import {
	countByState,
	countMessages,
	deleteConversations,
	findConversation,
	findConversations,
	selectAnsweredCampaigns,
	selectBodies,
	selectConversations,
	selectExpired,
	selectMessages,
	updateConversation
} from './conversation.db.ts';
import { keyOf, type ConversationSummary, type Filter, type Thread } from './conversation.ts';
import { forgetLogged, forgetLoggedTags, selectLogged } from './logged.db.ts';
import type { Logged } from './logged.ts';

/** One line of the inbox: a conversation, or something that was written down by hand. */
export type InboxItem =
	{ kind: 'conversation'; at: Date; conversation: ConversationSummary } | { kind: 'logged'; at: Date; logged: Logged };

/** At most so many lines. */
export const inboxLimit = 100;

/**
 * The inbox: conversations, and under `logged` and `open` what was written down by hand, by time. In `waiting`, those who
 * may have meant stop stand first, then who has waited longest.
 * @throws LyktError `forbidden`.
 */
export async function listInbox(ctx: Ctx, filter: Filter, campaignId?: string): Promise<InboxItem[]> {
	requireReader(ctx);
	const [conversations, logged] = await Promise.all([
		filter === 'logged' ? [] : listConversations(ctx, filter, campaignId),
		filter === 'logged' || filter === 'open' ? selectLogged(ctx, inboxLimit, campaignId) : []
	]);
	const items = [
		...conversations.map((item): InboxItem => ({ kind: 'conversation', at: item.lastInboundAt, conversation: item })),
		...logged.map((item): InboxItem => ({ kind: 'logged', at: item.loggedAt, logged: item }))
	];
	if (filter === 'open') items.sort((a, b) => urgency(b) - urgency(a) || b.at.getTime() - a.at.getTime());
	return items.slice(0, inboxLimit);
}

const urgency = (item: InboxItem) => (item.kind === 'conversation' && item.conversation.maybeStop ? 1 : 0);

/** The conversations of the inbox alone; see `listInbox`. */
export async function listConversations(
	ctx: Ctx,
	filter: Exclude<Filter, 'logged'>,
	campaignId?: string
): Promise<ConversationSummary[]> {
	requireReader(ctx);
	const rows = await selectConversations(ctx, filter, inboxLimit, campaignId);
	const [addresses, texts] = await Promise.all([
		maskEach(rows.map((row) => ({ key: keyOf(row.id), sealed: row.sealedAddress }))),
		openLast(rows)
	]);
	return rows.map((row, place) => ({
		id: row.id,
		address: addresses[place]!,
		state: row.state,
		maybeStop: row.maybeStop,
		optedOut: row.optedOut,
		response: row.response,
		lastText: texts.get(row.id) ?? '',
		lastIsFolded: row.lastIsFolded,
		lastInboundAt: row.lastInboundAt,
		messages: row.messages
	}));
}

/** The last words of each line. One that is folded stays folded in the list too. */
async function openLast(
	rows: { id: string; lastBody: Buffer | null; lastIsFolded: boolean }[]
): Promise<Map<string, string>> {
	const written = rows.flatMap(({ id, lastBody, lastIsFolded }) =>
		lastBody && !lastIsFolded ? [{ id, key: keyOf(id), sealed: lastBody }] : []
	);
	const texts = await openEach(written);
	return new Map(written.map(({ id }, place) => [id, texts[place]!]));
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
		response: row.response,
		language: row.language,
		firstMessage: row.campaignId ? { campaignId: row.campaignId, recipientId: row.recipientId } : null,
		lastInboundAt: row.lastInboundAt,
		messages: messages.map((message, place) => ({
			id: message.id,
			direction: message.direction === 'in' ? 'in' : 'out',
			text: texts[place]!,
			at: message.at,
			author: message.author,
			folded: message.folded
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

/** How many messages a conversation has: whoever reads it is told that something new has come, and asks for it. */
export async function countNews(ctx: Ctx, id: string): Promise<number> {
	requireReader(ctx);
	return countMessages(ctx, id);
}

/** The campaigns by which the inbox can be narrowed. */
export async function listAnsweredCampaigns(ctx: Ctx): Promise<string[]> {
	requireReader(ctx);
	return selectAnsweredCampaigns(ctx);
}

/**
 * Destroys the keys and rows of conversations whose time is over: 30 days after closing, or after the last word. The tags
 * of what was written down by hand go as soon, and its rows after twelve months; counts stay with the campaigns.
 */
export async function forgetExpired(ctx: Ctx): Promise<number> {
	const thirtyDaysAgo = new Date(ctx.now.getTime() - 30 * 24 * 60 * 60_000);
	await forgetLoggedTags(ctx, thirtyDaysAgo);
	await forgetLogged(ctx);
	const ids = await selectExpired(ctx, thirtyDaysAgo);
	for (const id of ids) await destroyKey(keyOf(id));
	if (ids.length) await deleteConversations(ctx, ids);
	return ids.length;
}

function requireReader(ctx: Ctx): void {
	if (!may(ctx.actor, 'conversation.read')) throw new LyktError('forbidden');
}
