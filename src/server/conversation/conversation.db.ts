import { sql } from 'kysely';
import type { Ctx } from '../db/index.ts';
import type { ConversationState, Filter } from './conversation.ts';

export interface ConversationRow {
	id: string;
	holdTag: Buffer;
	sealedAddress: Buffer;
	language: string | null;
	state: ConversationState;
	maybeStop: boolean;
	optedOut: boolean;
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
	'openedAt',
	'lastInboundAt'
] as const;

export async function findOpenByTag(ctx: Ctx, holdTag: Buffer): Promise<string | undefined> {
	const row = await ctx.db
		.selectFrom('conversation')
		.select('id')
		.where('holdTag', '=', holdTag)
		.where('state', '<>', 'closed')
		.executeTakeFirst();
	return row?.id;
}

/** @returns false when another process opened one for the same address first. */
export async function insertConversation(
	ctx: Ctx,
	row: { id: string; holdTag: Buffer; sealedAddress: Buffer; language?: string }
): Promise<boolean> {
	const done = await ctx.db
		.insertInto('conversation')
		.values({
			id: row.id,
			kind: 'sms',
			holdTag: row.holdTag,
			sealedAddress: row.sealedAddress,
			language: row.language ?? null,
			state: 'waiting',
			openedAt: ctx.now,
			lastInboundAt: ctx.now
		})
		.onConflict((c) => c.column('holdTag').where('state', '<>', 'closed').doNothing())
		.executeTakeFirst();
	return done.numInsertedOrUpdatedRows === 1n;
}

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
	set: Partial<{ state: ConversationState; maybeStop: boolean; optedOut: boolean; lastInboundAt: Date; closedAt: Date }>
): Promise<void> {
	await ctx.db.updateTable('conversation').set(set).where('id', '=', id).execute();
}

export async function findConversation(ctx: Ctx, id: string): Promise<ConversationRow | undefined> {
	const row = await ctx.db.selectFrom('conversation').select(columns).where('id', '=', id).executeTakeFirst();
	return row && { ...row, state: row.state as ConversationState };
}

export async function findConversations(ctx: Ctx, ids: string[]): Promise<ConversationRow[]> {
	const rows = await ctx.db.selectFrom('conversation').select(columns).where('id', 'in', ids).execute();
	return rows.map((row) => ({ ...row, state: row.state as ConversationState }));
}

export async function selectConversations(
	ctx: Ctx,
	filter: Filter,
	limit: number
): Promise<(ConversationRow & { messages: number; lastBody: Buffer | null })[]> {
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
				.as('lastBody')
		])
		.$if(filter === 'waiting', (q) => q.where('state', '=', 'waiting'))
		.$if(filter === 'open', (q) => q.where('state', '<>', 'closed'))
		.$if(filter === 'closed', (q) => q.where('state', '=', 'closed'))
		.orderBy('maybeStop', 'desc')
		.orderBy('lastInboundAt', filter === 'waiting' ? 'asc' : 'desc')
		.limit(limit)
		.execute();
	return rows.map((row) => ({ ...row, state: row.state as ConversationState, messages: row.messages ?? 0 }));
}

export async function selectMessages(ctx: Ctx, conversationId: string) {
	return ctx.db
		.selectFrom('conversationMessage')
		.leftJoin('staffUser', 'staffUser.id', 'authorId')
		.select(['conversationMessage.id', 'direction', 'sealedBody', 'at', 'staffUser.name as author'])
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

export async function deleteConversations(ctx: Ctx, ids: string[]): Promise<void> {
	await ctx.db.deleteFrom('conversation').where('id', 'in', ids).execute();
}
