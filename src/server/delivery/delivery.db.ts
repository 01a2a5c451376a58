import { sql } from 'kysely';
import type { Ctx } from '../db/index.ts';
import type { Receipt } from '../gateway/index.ts';
import { newId } from '../shared/ids.ts';
import { tryLimit, type DeliveryState } from './delivery.ts';

/** A first message of a campaign, put on record before any gateway hears of it. */
export interface FirstMessage {
	id: string;
	attemptId: string;
	recipientId: string;
	language: string;
}

/** A message that is about to be sent, and whom it goes to: the last look at opt-outs is by tag. */
export interface Addressed {
	id: string;
	/** null when the message that is answered has been forgotten. */
	holdTag: Buffer | null;
}

export async function insertFirstMessages(
	ctx: Ctx,
	campaignId: string,
	gateway: string,
	messages: FirstMessage[]
): Promise<void> {
	await sql`
		insert into delivery_message (id, attempt_id, purpose, campaign_id, recipient_id, language, gateway, provider_ref, created_at)
		select id, attempt_id, 'first', ${campaignId}::uuid, recipient_id, language, ${gateway}, id::text, ${ctx.now}::timestamptz
		from unnest(${messages.map((m) => m.id)}::uuid[], ${messages.map((m) => m.attemptId)}::uuid[],
			${messages.map((m) => m.recipientId)}::uuid[], ${messages.map((m) => m.language)}::text[]) t (id, attempt_id, recipient_id, language)`.execute(
		ctx.db
	);
}

export async function insertAnswer(
	ctx: Ctx,
	answer: {
		id: string;
		attemptId: string;
		purpose: 'confirmation' | 'reply';
		conversationId: string;
		conversationMessageId: string;
		gateway: string;
	}
): Promise<void> {
	const { id, attemptId, purpose, conversationId, conversationMessageId, gateway } = answer;
	await ctx.db
		.insertInto('deliveryMessage')
		.values({
			id,
			attemptId,
			purpose,
			conversationId,
			conversationMessageId,
			gateway,
			providerRef: id,
			createdAt: ctx.now
		})
		.execute();
}

/** Messages of a campaign on record that no gateway has: it was not there, or the machine stopped before the call. By id. */
export async function selectUncalledFirst(
	ctx: Ctx,
	campaignId: string,
	after: string,
	limit: number
): Promise<FirstMessage[]> {
	const rows = await ctx.db
		.selectFrom('deliveryMessage')
		.select(['id', 'attemptId', 'recipientId', 'language'])
		.where('campaignId', '=', campaignId)
		.where('state', '=', 'queued')
		.where('calledAt', 'is', null)
		.where(isDue(ctx))
		.where('id', '>', after)
		.orderBy('id')
		.limit(limit)
		.execute();
	return rows.map((row) => ({
		id: row.id,
		attemptId: row.attemptId,
		recipientId: row.recipientId!,
		language: row.language!
	}));
}

/** An answer that waits to be sent. */
export type WaitingAnswer = Addressed & { conversationMessageId: string };

/** The oldest first; of one conversation, or of all. */
export async function selectUncalledAnswers(
	ctx: Ctx,
	limit: number,
	conversationId?: string
): Promise<WaitingAnswer[]> {
	const rows = await ctx.db
		.selectFrom('deliveryMessage')
		.innerJoin('attempt', 'attempt.id', 'attemptId')
		.leftJoin('deliveryInbound', 'deliveryInbound.id', 'attempt.inboundId')
		.select(['deliveryMessage.id', 'conversationMessageId', 'deliveryInbound.holdTag'])
		.where('purpose', 'in', ['confirmation', 'reply'])
		.where('deliveryMessage.state', '=', 'queued')
		.where('calledAt', 'is', null)
		.where(isDue(ctx))
		.$if(conversationId !== undefined, (q) => q.where('deliveryMessage.conversationId', '=', conversationId!))
		.orderBy('deliveryMessage.createdAt')
		.limit(limit)
		.execute();
	return rows.map(({ id, holdTag, conversationMessageId }) => ({
		id,
		holdTag,
		conversationMessageId: conversationMessageId!
	}));
}

/**
 * The last look before a gateway is called, for a handful of messages in one statement: they are marked as called, by
 * one caller only, and whoever has said stop meanwhile, or may have, is withdrawn instead (R65). A confirmation goes out
 * all the same: it answers the stop. Committed before the gateway hears of anything: what is found marked and without an
 * answer after a crash is `unknown`, never sent again. What another caller is marking just now is left to them.
 * @returns the ids that may be called.
 */
// Here and below `is not distinct from 'queued'`, where the rows are known by id: with `=` the planner may choose the index
// of what is queued, which in the middle of a campaign is full of what was queued a moment ago.
export async function beginCalls(
	ctx: Pick<Ctx, 'db' | 'now'>,
	gateway: string,
	messages: readonly Addressed[]
): Promise<Set<string>> {
	const { rows } = await sql<{ id: string; state: string }>`
		update delivery_message m set
			gateway = ${gateway}, called_at = ${ctx.now}::timestamptz,
			state = case when t.stopped then 'rejected' else 'queued' end,
			reason = case when t.stopped then 'withdrawn' end,
			settled_at = case when t.stopped then ${ctx.now}::timestamptz end
		from (
			select q.id, coalesce(case q.purpose
				when 'first' then h.tag is not null or p.tag is not null
				when 'reply' then h.changed_at >= q.created_at end, false) as stopped
			from unnest(${messages.map((m) => m.id)}::uuid[], ${messages.map((m) => m.holdTag)}::bytea[]) asked (id, tag)
			cross join lateral (
				select id, purpose, created_at from delivery_message
				where id = asked.id and state is not distinct from 'queued' and called_at is null
				for update skip locked) q
			left join suppression_hold h on h.tag = asked.tag and h.kind = 'optedOut'
			left join suppression_pause p on p.tag = asked.tag) t
		where m.id = t.id and m.state is not distinct from 'queued' and m.called_at is null
		returning m.id, m.state`.execute(ctx.db);
	return new Set(rows.filter((row) => row.state === 'queued').map((row) => row.id));
}

/** The gateway that was called was not there, for sure: on record before another one is asked. */
export async function changeGateway(ctx: Pick<Ctx, 'db'>, gateway: string, ids: string[]): Promise<Set<string>> {
	const rows = await ctx.db
		.updateTable('deliveryMessage')
		.set({ gateway, reason: 'unavailable' })
		.where('id', 'in', ids)
		.where('state', '=', 'queued')
		.where('calledAt', 'is not', null)
		.returning('id')
		.execute();
	return new Set(rows.map((row) => row.id));
}

/** What came of calling the gateway, for a whole batch in one statement. */
export interface CallResult {
	id: string;
	state: 'submitted' | 'rejected' | 'unavailable' | 'unknown';
	providerRef: string | null;
	reason: string | null;
}

export async function updateCalled(ctx: Pick<Ctx, 'db' | 'now'>, results: CallResult[]): Promise<void> {
	await sql`
		update delivery_message m set
			state = case when r.state = 'unavailable' then (case when m.tries + 1 >= ${tryLimit} then 'undelivered' else 'queued' end) else r.state end,
			called_at = case when r.state = 'unavailable' and m.tries + 1 < ${tryLimit} then null else m.called_at end,
			next_try_at = case when r.state = 'unavailable' then ${ctx.now}::timestamptz + interval '30 seconds' * power(2, m.tries) end,
			provider_ref = coalesce(r.provider_ref, m.provider_ref), reason = r.reason, tries = m.tries + 1,
			settled_at = case when r.state = 'rejected' then ${ctx.now}::timestamptz end
		from unnest(${results.map((r) => r.id)}::uuid[], ${results.map((r) => r.state)}::text[],
			${results.map((r) => r.providerRef)}::text[], ${results.map((r) => r.reason)}::text[]) r (id, state, provider_ref, reason)
		where m.id = r.id and m.state is not distinct from 'queued'`.execute(ctx.db);
}

/** Messages of a campaign that no gateway has. */
export async function countUnsent(ctx: Ctx, campaignId: string): Promise<number> {
	const { count } = await ctx.db
		.selectFrom('deliveryMessage')
		.select((e) => e.fn.countAll<number>().as('count'))
		.where('campaignId', '=', campaignId)
		.where('state', '=', 'queued')
		.where('calledAt', 'is', null)
		.executeTakeFirstOrThrow();
	return count;
}

/** The waiting time after a gateway was not there: half a minute, one, two, four. */
const isDue = (ctx: Ctx) => sql<boolean>`(next_try_at is null or next_try_at <= ${ctx.now})`;

/** Messages that no gateway has and that are not to be sent after all. */
export async function withdraw(
	ctx: Ctx,
	ids: string[],
	reason: 'withdrawn' | 'demonstration' = 'withdrawn'
): Promise<void> {
	if (!ids.length) return;
	await ctx.db
		.updateTable('deliveryMessage')
		.set({ state: 'rejected', reason, settledAt: ctx.now })
		.where('id', 'in', ids)
		.where('state', '=', 'queued')
		.where('calledAt', 'is', null)
		.execute();
}

/** The campaign is over: what still waited for a gateway is not sent, and does not look under way for ever. */
export async function withdrawUnsent(ctx: Ctx, campaignId: string): Promise<void> {
	await ctx.db
		.updateTable('deliveryMessage')
		.set({ state: 'rejected', reason: 'withdrawn', settledAt: ctx.now })
		.where('campaignId', '=', campaignId)
		.where('state', '=', 'queued')
		.where('calledAt', 'is', null)
		.execute();
}

/** Stores receipts (each once) and lets them settle messages; a final state is never taken back. */
export async function applyReceipts(ctx: Pick<Ctx, 'db'>, gateway: string, receipts: Receipt[]): Promise<void> {
	if (!receipts.length) return;
	await sql`
		insert into delivery_receipt (gateway, provider_ref, state, at)
		select ${gateway}, ref, state, at from unnest(${receipts.map((r) => r.providerRef)}::text[], ${receipts.map((r) => r.state)}::text[],
			${receipts.map((r) => r.at)}::timestamptz[]) t (ref, state, at)
		on conflict do nothing`.execute(ctx.db);
	await settleByReceipts(
		ctx,
		gateway,
		receipts.map((receipt) => receipt.providerRef)
	);
}

/** A receipt may be here before the gateway's own answer is on record; then it is applied afterwards. */
export async function settleByReceipts(ctx: Pick<Ctx, 'db'>, gateway: string, refs: string[]): Promise<void> {
	// One look by index for each reference, whatever the planner believes: while a campaign goes out its statistics are old,
	// and a join would go through every message there is. In one order, because two callers may have heard the same.
	await sql`
		update delivery_message m set state = found.state, settled_at = found.at
		from (
			select message.id, receipt.state, receipt.at
			from (select distinct ref from unnest(${refs}::text[]) t (ref) order by ref) asked
			cross join lateral (
				select state, at from delivery_receipt where gateway = ${gateway} and provider_ref = asked.ref
				order by (state = 'delivered') desc, at limit 1) receipt
			cross join lateral (
				select id from delivery_message
				where gateway = ${gateway} and provider_ref = asked.ref and state in ('submitted', 'unknown')
				for update) message) found
		where m.id = found.id`.execute(ctx.db);
}

/**
 * What had been handed to a gateway without an answer on record becomes `unknown`, unless the gateway has told us since.
 * What a person has in hand is not interrupted by a machine.
 * @returns how many there were.
 */
export async function markInterrupted(ctx: Ctx): Promise<number> {
	const interrupted = await ctx.db
		.updateTable('deliveryMessage')
		.set({ state: 'unknown', reason: 'interrupted' })
		.where('state', '=', 'queued')
		.where('calledAt', 'is not', null)
		.where((e) =>
			e.not(
				e.exists(e.selectFrom('deliveryByHand').whereRef('messageId', '=', 'deliveryMessage.id').select('messageId'))
			)
		)
		.returning(['gateway', 'providerRef'])
		.execute();
	for (const [gateway, messages] of Map.groupBy(interrupted, (message) => message.gateway))
		await settleByReceipts(
			ctx,
			gateway,
			messages.flatMap((message) => message.providerRef ?? [])
		);
	return interrupted.length;
}

export interface InboundRow {
	id: string;
	holdTag: Buffer;
	conversationId: string;
	receivedAt: Date;
}

/** What was there before a message came. */
export interface Before {
	/** The same message was stored earlier. */
	known: boolean;
	conversationId: string | null;
	/** The conversation's; in a new one that in which the address was last written to. */
	language: string | null;
	service: string | null;
}

/** One statement for many messages, in the order asked. */
export async function findBeforeTakingIn(
	ctx: Pick<Ctx, 'db'>,
	gateway: string,
	messages: readonly { providerRef: string }[],
	tags: readonly { hold: Buffer; log: Buffer }[]
): Promise<Before[]> {
	const { rows } = await sql<Before>`
		select i.id is not null as known, c.id as conversation_id,
			case when c.id is not null then c.language else (
				select m.language from attempt a join delivery_message m on m.attempt_id = a.id
				where a.log_tag = t.log and m.language is not null order by m.created_at desc limit 1) end as language,
			(select name from programme_service) as service
		from unnest(${messages.map((m) => m.providerRef)}::text[], ${tags.map((t) => t.hold)}::bytea[],
			${tags.map((t) => t.log)}::bytea[]) with ordinality t (ref, hold, log, place)
		left join delivery_inbound i on i.gateway = ${gateway} and i.provider_ref = t.ref
		left join conversation c on c.hold_tag = t.hold and c.state <> 'closed'
		order by t.place`.execute(ctx.db);
	return rows;
}

/** A message to be stored, everything readable in it sealed. */
export interface NewInbound {
	id: string;
	providerRef: string;
	tags: { hold: Buffer; log: Buffer };
	meaning: string;
	conversationId: string;
	language: string | null;
	sealedBody: Buffer;
	/** What is answered by itself. */
	sealedAnswer: Buffer | null;
	/** For a new conversation. */
	sealedAddress: Buffer | null;
}

/** Stores messages with all that follows from them (`delivery_take_in`). @returns what became of each. */
export async function callTakeIn(
	ctx: Pick<Ctx, 'db'>,
	given: {
		gateway: string;
		rows: readonly NewInbound[];
		answerGateway: string;
		logYear: number;
		ruleVersion: number;
		claimMinutes: number;
	}
): Promise<Map<string, 'stored' | 'known' | 'moved'>> {
	const of = <T>(pick: (row: NewInbound) => T) => given.rows.map(pick);
	const { rows } = await sql<{ id: string; outcome: 'stored' | 'known' | 'moved' }>`
		select id, outcome from delivery_take_in(
			${given.gateway}, ${of((r) => r.id)}::uuid[], ${of((r) => r.providerRef)}::text[], ${of((r) => r.tags.hold)}::bytea[],
			${of((r) => r.tags.log)}::bytea[], ${of((r) => r.meaning)}::text[], ${of((r) => r.conversationId)}::uuid[],
			${of((r) => r.sealedAddress)}::bytea[], ${of((r) => r.language)}::text[], ${of(newId)}::uuid[],
			${of((r) => r.sealedBody)}::bytea[], ${of(newId)}::uuid[], ${of(newId)}::uuid[], ${of(newId)}::uuid[],
			${of((r) => r.sealedAnswer)}::bytea[], ${given.answerGateway}, ${given.logYear}::int, ${given.ruleVersion}::int,
			make_interval(mins => ${given.claimMinutes}))`.execute(ctx.db);
	return new Map(rows.map(({ id, outcome }) => [id, outcome]));
}

/** Forgets that somebody wrote when their conversation is forgotten: the row names their address's tag. */
export async function forgetInbound(ctx: Ctx): Promise<void> {
	await sql`
		delete from delivery_inbound i where not exists (select from conversation c where c.id = i.conversation_id)`.execute(
		ctx.db
	);
}

export async function findInbound(ctx: Ctx, id: string): Promise<InboundRow | undefined> {
	return ctx.db
		.selectFrom('deliveryInbound')
		.select(['id', 'holdTag', 'conversationId', 'receivedAt'])
		.where('id', '=', id)
		.executeTakeFirst();
}

export async function findLastInbound(ctx: Ctx, conversationId: string): Promise<InboundRow | undefined> {
	return ctx.db
		.selectFrom('deliveryInbound')
		.select(['id', 'holdTag', 'conversationId', 'receivedAt'])
		.where('conversationId', '=', conversationId)
		.orderBy('receivedAt', 'desc')
		.orderBy('id', 'desc')
		.executeTakeFirst();
}

/** First messages per state, for one campaign or several. */
export async function countStates(
	ctx: Ctx,
	campaignIds: string[]
): Promise<{ campaignId: string; state: DeliveryState; count: number }[]> {
	if (!campaignIds.length) return [];
	const rows = await ctx.db
		.selectFrom('deliveryMessage')
		.select((e) => ['campaignId', 'state', e.fn.countAll<number>().as('count')])
		.where('campaignId', 'in', campaignIds)
		.groupBy(['campaignId', 'state'])
		.execute();
	return rows.map((row) => ({ campaignId: row.campaignId!, state: row.state as DeliveryState, count: row.count }));
}

/** Messages of which nobody knows what became, as the provider knows them. */
export interface UnknownRow {
	id: string;
	campaignId: string | null;
	recipientId: string | null;
	conversationId: string | null;
	gateway: string;
	providerRef: string | null;
	calledAt: Date | null;
	reason: string | null;
}

/** The oldest first. */
export async function selectUnknown(ctx: Ctx, limit: number): Promise<UnknownRow[]> {
	return ctx.db
		.selectFrom('deliveryMessage')
		.select(['id', 'campaignId', 'recipientId', 'conversationId', 'gateway', 'providerRef', 'calledAt', 'reason'])
		.where('state', '=', 'unknown')
		.orderBy('campaignId')
		.orderBy('calledAt')
		.orderBy('id')
		.limit(limit)
		.execute();
}

/** A person has looked into messages of which nobody knew what became: all of a campaign, or one. */
export async function settleUnknown(
	ctx: Ctx,
	which: { campaignId: string } | { id: string },
	state: 'delivered' | 'undelivered'
): Promise<number> {
	const done = await ctx.db
		.updateTable('deliveryMessage')
		.set({ state, reason: 'settledByPerson', settledAt: ctx.now })
		.where((e) => ('id' in which ? e('id', '=', which.id) : e('campaignId', '=', which.campaignId)))
		.where('state', '=', 'unknown')
		.executeTakeFirst();
	return Number(done.numUpdatedRows);
}

/** Puts on record that a person is shown a number. @returns false when they are shown another already. */
export async function insertByHand(ctx: Ctx, messageId: string, userId: string): Promise<boolean> {
	const done = await ctx.db
		.insertInto('deliveryByHand')
		.values({ messageId, userId, shownAt: ctx.now })
		.onConflict((c) => c.doNothing())
		.executeTakeFirst();
	return done.numInsertedOrUpdatedRows === 1n;
}

/** The first message that a person has in hand. */
export async function findByHand(
	ctx: Ctx,
	userId: string
): Promise<(FirstMessage & { campaignId: string; shownAt: Date }) | undefined> {
	const row = await ctx.db
		.selectFrom('deliveryByHand')
		.innerJoin('deliveryMessage', 'deliveryMessage.id', 'messageId')
		.select(['deliveryMessage.id', 'attemptId', 'recipientId', 'language', 'campaignId', 'shownAt'])
		.where('userId', '=', userId)
		.where('state', '=', 'queued')
		.where('purpose', '=', 'first')
		.executeTakeFirst();
	return row && { ...row, recipientId: row.recipientId!, language: row.language!, campaignId: row.campaignId! };
}

/** How long a number may be in somebody's hand. */
export const minutesInHand = 30;

/** True while a person has been shown a number of any kind and has not said the end of it. */
export async function holdsByHand(ctx: Ctx, userId: string): Promise<boolean> {
	const row = await ctx.db
		.selectFrom('deliveryByHand')
		.select('messageId')
		.where('userId', '=', userId)
		.executeTakeFirst();
	return row !== undefined;
}

/** The answer that a person has in hand. */
export async function findAnswerByHand(
	ctx: Ctx,
	userId: string
): Promise<{ id: string; conversationId: string; conversationMessageId: string; shownAt: Date } | undefined> {
	const row = await ctx.db
		.selectFrom('deliveryByHand')
		.innerJoin('deliveryMessage', 'deliveryMessage.id', 'messageId')
		.select(['deliveryMessage.id', 'conversationId', 'conversationMessageId', 'shownAt'])
		.where('userId', '=', userId)
		.where('state', '=', 'queued')
		.where('purpose', 'in', ['confirmation', 'reply'])
		.executeTakeFirst();
	return row && { ...row, conversationId: row.conversationId!, conversationMessageId: row.conversationMessageId! };
}

/** The conversations in which an answer waits, each once, the one that has waited longest first. */
export async function selectConversationsForHand(ctx: Ctx): Promise<string[]> {
	const rows = await ctx.db
		.selectFrom('deliveryMessage')
		.select('conversationId')
		.where('purpose', 'in', ['confirmation', 'reply'])
		.where('state', '=', 'queued')
		.where('calledAt', 'is', null)
		.groupBy('conversationId')
		.orderBy((e) => e.fn.min('createdAt'))
		.execute();
	return rows.flatMap(({ conversationId }) => conversationId ?? []);
}

/**
 * What became of the message that a person has in hand: sent, refused for good, or not sent after all, which makes it
 * wait for somebody's hand again. @returns false when they do not have it (any more).
 */
export async function settleByHand(
	ctx: Ctx,
	messageId: string,
	userId: string,
	became: 'sent' | 'badNumber' | 'notSent'
): Promise<boolean> {
	const held = await ctx.db
		.deleteFrom('deliveryByHand')
		.where('messageId', '=', messageId)
		.where('userId', '=', userId)
		.executeTakeFirst();
	if (held.numDeletedRows === 0n) return false;
	const changes = {
		sent: { state: 'submitted', reason: null },
		badNumber: { state: 'rejected', reason: 'badNumber', settledAt: ctx.now },
		notSent: { calledAt: null }
	}[became];
	const done = await ctx.db
		.updateTable('deliveryMessage')
		.set(changes)
		.where('id', '=', messageId)
		.where('state', '=', 'queued')
		.executeTakeFirst();
	return done.numUpdatedRows === 1n;
}

/** Whoever was shown a number and said nothing may have sent: nobody knows. @returns how many there were. */
export async function markForgottenByHand(ctx: Ctx, shownBefore: Date): Promise<number> {
	const { numAffectedRows } = await sql`
		with gone as (delete from delivery_by_hand where shown_at < ${shownBefore} returning message_id)
		update delivery_message m set state = 'unknown', reason = 'notSaid'
		from gone where m.id = gone.message_id and m.state = 'queued'`.execute(ctx.db);
	return Number(numAffectedRows ?? 0);
}

/**
 * How many of the wanted first messages may go out now, by the service's pace; they count from here on, unless the
 * transaction is rolled back. A negative number gives back what was not used.
 */
export async function takePace(ctx: Pick<Ctx, 'db'>, wanted: number, perMinute: number): Promise<number> {
	const { rows } = await sql<{ granted: number }>`
		select delivery_take_pace(${wanted}::int, ${perMinute}::int) as granted`.execute(ctx.db);
	return rows[0]!.granted;
}
