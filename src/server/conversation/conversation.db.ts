import { sql } from 'kysely';
import type { Ctx } from '../db/index.ts';
import type { ConversationState, Filter, Response } from './conversation.ts';

export interface ConversationRow {
	id: string;
	holdTag: Buffer;
	sealedAddress: Buffer;
	language: string | null;
	state: ConversationState;
	maybeStop: boolean;
	optedOut: boolean;
	response: Response | null;
	campaignId: string | null;
	recipientId: string | null;
	openedAt: Date;
	lastInboundAt: Date;
}

const columns = [
	'id',
	'holdTag',
	'sealedAddress',
	'language',
	'state',
	'maybeStop',
	'optedOut',
	'response',
	'campaignId',
	'recipientId',
	'openedAt',
	'lastInboundAt'
] as const;

/** The database keeps to these words by its own checks. */
const toRow = <Found extends { state: string; response: string | null }>(found: Found) => ({
	...found,
	state: found.state as ConversationState,
	response: found.response as Response | null
});

export async function insertMessage(
	ctx: Ctx,
	message: { id: string; conversationId: string; direction: 'in' | 'out'; sealedBody: Buffer; authorId: string | null }
): Promise<void> {
	await ctx.db
		.insertInto('conversationMessage')
		.values({ ...message, at: ctx.now })
		.execute();
}

export async function updateConversation(
	ctx: Ctx,
	id: string,
	set: Partial<{
		state: ConversationState;
		maybeStop: boolean;
		optedOut: boolean;
		response: Response;
		campaignId: string;
		recipientId: string;
		lastInboundAt: Date;
		closedAt: Date;
	}>
): Promise<void> {
	await ctx.db.updateTable('conversation').set(set).where('id', '=', id).execute();
}

export async function findConversation(ctx: Ctx, id: string): Promise<ConversationRow | undefined> {
	const row = await ctx.db.selectFrom('conversation').select(columns).where('id', '=', id).executeTakeFirst();
	return row && toRow(row);
}

export async function findConversations(ctx: Ctx, ids: string[]): Promise<ConversationRow[]> {
	const rows = await ctx.db.selectFrom('conversation').select(columns).where('id', 'in', ids).execute();
	return rows.map(toRow);
}

export async function selectConversations(
	ctx: Ctx,
	filter: Filter,
	limit: number,
	campaignId?: string
): Promise<(ConversationRow & { messages: number; lastBody: Buffer | null; lastIsFolded: boolean })[]> {
	const rows = await ctx.db
		.selectFrom('conversation')
		.select(columns)
		.select((e) => [
			e
				.selectFrom('conversationMessage')
				.select((x) => x.fn.countAll<number>().as('n'))
				.whereRef('conversationId', '=', 'conversation.id')
				.as('messages'),
			e
				.selectFrom('conversationMessage')
				.select('sealedBody')
				.whereRef('conversationId', '=', 'conversation.id')
				.where('direction', '=', 'in')
				.orderBy('at', 'desc')
				.limit(1)
				.as('lastBody'),
			e
				.selectFrom('conversationMessage')
				.select('folded')
				.whereRef('conversationId', '=', 'conversation.id')
				.where('direction', '=', 'in')
				.orderBy('at', 'desc')
				.limit(1)
				.as('lastIsFolded')
		])
		.$if(filter === 'open', (q) => q.where('state', '<>', 'closed'))
		.$if(filter !== 'open', (q) => q.where('state', '=', filter))
		.$if(campaignId !== undefined, (q) => q.where('campaignId', '=', campaignId!))
		.orderBy('maybeStop', 'desc')
		.orderBy('lastInboundAt', filter === 'waiting' ? 'asc' : 'desc')
		.limit(limit)
		.execute();
	return rows.map((row) => ({ ...toRow(row), messages: row.messages ?? 0, lastIsFolded: row.lastIsFolded ?? false }));
}

export async function selectMessages(ctx: Ctx, conversationId: string) {
	return ctx.db
		.selectFrom('conversationMessage')
		.leftJoin('staffUser', 'staffUser.id', 'authorId')
		.select(['conversationMessage.id', 'direction', 'sealedBody', 'at', 'folded', 'staffUser.name as author'])
		.where('conversationId', '=', conversationId)
		.orderBy('at')
		.orderBy('conversationMessage.id')
		.execute();
}

export async function selectBodies(
	ctx: Ctx,
	ids: string[]
): Promise<{ id: string; conversationId: string; sealedBody: Buffer }[]> {
	return ctx.db
		.selectFrom('conversationMessage')
		.select(['id', 'conversationId', 'sealedBody'])
		.where('id', 'in', ids)
		.execute();
}

export async function countByState(ctx: Ctx): Promise<{ waiting: number; open: number }> {
	const { rows } = await sql<{ waiting: number; open: number }>`
		select count(*) filter (where state = 'waiting')::int as waiting, count(*) filter (where state <> 'closed')::int as open
		from conversation where state <> 'closed'`.execute(ctx.db);
	return rows[0]!;
}

/** Closed conversations whose time is over, and open ones that nobody touched as long. */
export async function selectExpired(ctx: Ctx, before: Date): Promise<string[]> {
	const rows = await ctx.db
		.selectFrom('conversation')
		.select('id')
		.where((e) =>
			e.or([e('closedAt', '<', before), e.and([e('closedAt', 'is', null), e('lastInboundAt', '<', before)])])
		)
		.limit(500)
		.execute();
	return rows.map((row) => row.id);
}

/** Rows go; how their answers fell out stays with the campaign, as a count. */
export async function deleteConversations(ctx: Ctx, ids: string[]): Promise<void> {
	await sql`
		with gone as (
			delete from conversation where id = any (${ids}::uuid[])
			returning campaign_id, coalesce(response, case when opted_out then 'declined' else 'unsorted' end) as response)
		insert into conversation_tally as t (campaign_id, channel, response, count)
		select campaign_id, 'sms', response, count(*)::int from gone where campaign_id is not null group by 1, 3
		on conflict (campaign_id, channel, response) do update set count = t.count + excluded.count`.execute(ctx.db);
}

/** @returns false for a message of another conversation, and for one of ours: only what came in is folded. */
export async function setFolded(
	ctx: Ctx,
	conversationId: string,
	messageId: string,
	folded: boolean
): Promise<boolean> {
	const done = await ctx.db
		.updateTable('conversationMessage')
		.set({ folded })
		.where('id', '=', messageId)
		.where('conversationId', '=', conversationId)
		.where('direction', '=', 'in')
		.executeTakeFirst();
	return done.numUpdatedRows > 0n;
}

/** How many messages a conversation has: tells that there is something new without opening it. */
export async function countMessages(ctx: Ctx, conversationId: string): Promise<number> {
	const row = await ctx.db
		.selectFrom('conversationMessage')
		.select((e) => e.fn.countAll<number>().as('count'))
		.where('conversationId', '=', conversationId)
		.executeTakeFirstOrThrow();
	return row.count;
}

/** The campaigns that somebody has answered and whose answers are still here. */
export async function selectAnsweredCampaigns(ctx: Ctx): Promise<string[]> {
	const { rows } = await sql<{ id: string }>`
		select campaign_id as id from conversation where campaign_id is not null
		union select campaign_id from conversation_logged where campaign_id is not null`.execute(ctx.db);
	return rows.map((row) => row.id);
}
