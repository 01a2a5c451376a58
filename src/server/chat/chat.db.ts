import { sql } from 'kysely';
import type { Ctx } from '../db/index.ts';
import type { ChatEvent, ChatLine } from '../shared/chat.ts';
import type { StaffActor } from '../shared/actor.ts';
import { isOnlyPeer, type ChatFilter, type ChatState } from './chat.ts';

export interface ChatRow {
	id: string;
	state: ChatState;
	language: string;
	openedAt: Date;
	waitingSince: Date;
	lastInboundAt: Date;
	expiresAt: Date;
	closedAt: Date | null;
	wasOpen: boolean;
	lastSeq: number;
	assignedTo: string | null;
	assignedName: string | null;
	secondTo: string | null;
	secondName: string | null;
	isPaused: boolean;
	blockedAt: Date | null;
	sealedNote: Buffer | null;
	noteBy: string | null;
	/** Never for me: I know the person; or I am a peer, and the visitor wants none or I have not been trained (R5). */
	isBarred: boolean;
	/** It has been noted that I have read in it; of a peer, that I have as one. */
	isOpened: boolean;
}

const rowOf = (me: StaffActor) => sql`
	c.id, c.state, c.language, c.opened_at, c.waiting_since, c.last_inbound_at, c.expires_at, c.closed_at, c.was_open,
	c.last_seq, c.assigned_to, a.name as assigned_name, c.second_to, s.name as second_name, c.is_paused, c.blocked_at,
	c.sealed_note, n.name as note_by,
	${isBarred(me)} as is_barred,
	exists (select from chat_opening o where o.chat_id = c.id and o.user_id = ${me.id}
		and (o.role = 'peer' or ${!isOnlyPeer(me)})) as is_opened`;
const isBarred = (me: StaffActor) =>
	sql`(exists (select from chat_lock l where l.chat_id = c.id and l.user_id = ${me.id}) or ${peersAreBarred(me)})`;
const peersAreBarred = (me: StaffActor) =>
	isOnlyPeer(me) ? sql`c.no_peer or not staff_is_trained(${me.id})` : sql`false`;
const fromChat = sql`
	chat c left join staff_user a on a.id = c.assigned_to left join staff_user s on s.id = c.second_to
	left join staff_user n on n.id = c.note_by`;

/** @returns undefined when it is not there, or its time is over. */
export async function findChat(ctx: Ctx, id: string, me: StaffActor): Promise<ChatRow | undefined> {
	const { rows } = await sql<ChatRow>`
		select ${rowOf(me)} from ${fromChat} where c.id = ${id} and c.expires_at > ${ctx.now}`.execute(ctx.db);
	return rows[0];
}

/** Chats with at least one message, with the last thing the visitor wrote. */
export async function selectChats(
	ctx: Ctx,
	filter: ChatFilter,
	me: StaffActor,
	limit: number
): Promise<(ChatRow & { lastId: string | null; lastBody: Buffer | null })[]> {
	const wanted = {
		waiting: sql`c.state = 'waiting' and c.assigned_to is null`,
		mine: sql`c.state <> 'closed' and ${me.id} in (c.assigned_to, c.second_to)`,
		open: sql`c.state <> 'closed'`,
		closed: sql`c.state = 'closed'`
	}[filter];
	const { rows } = await sql<ChatRow & { lastId: string | null; lastBody: Buffer | null }>`
		select ${rowOf(me)}, m.id as last_id, m.sealed_body as last_body
		from ${fromChat} left join lateral (
			select id, sealed_body from chat_message where chat_id = c.id and author = 'visitor' order by seq desc limit 1) m on true
		where ${wanted} and c.last_seq > 0 and c.expires_at > ${ctx.now}
		order by (c.state = 'waiting') desc, case when c.state = 'waiting' then c.waiting_since end, c.last_inbound_at desc
		limit ${limit}`.execute(ctx.db);
	return rows;
}

/** How many wait whom nobody has, how many of mine wait, and how many live ones I have. */
export async function countChats(
	ctx: Ctx,
	me: StaffActor
): Promise<{ waiting: number; mineWaiting: number; mine: number }> {
	const { rows } = await sql<{ waiting: number; mineWaiting: number; mine: number }>`
		select count(*) filter (where state = 'waiting' and assigned_to is null and not (${peersAreBarred(me)}))::int as waiting,
			count(*) filter (where state = 'waiting' and assigned_to = ${me.id})::int as mine_waiting,
			count(*) filter (where assigned_to = ${me.id} and not is_paused)::int as mine
		from chat c where state <> 'closed' and last_seq > 0 and expires_at > ${ctx.now}`.execute(ctx.db);
	return rows[0]!;
}

/** How a peer's list of chats stands: those of theirs with all that shows, and of the others only that they wait. */
export async function selectOutline(ctx: Ctx, me: StaffActor): Promise<string> {
	const { rows } = await sql<{ outline: string }>`
		select coalesce(string_agg(case when ${me.id} in (c.assigned_to, c.second_to)
			then concat_ws(':', c.id, c.last_seq, c.state, c.is_paused, c.assigned_to) else c.id::text end, ' ' order by c.id), '')
			as outline
		from chat c
		where c.last_seq > 0 and c.expires_at > ${ctx.now} and not ${isBarred(me)}
			and (${me.id} in (c.assigned_to, c.second_to) or (c.state = 'waiting' and c.assigned_to is null))`.execute(ctx.db);
	return rows[0]!.outline;
}

/** Of these chats, how many somebody has locked themselves out of. */
export async function countLocked(ctx: Ctx, me: StaffActor, ids: readonly string[]): Promise<number> {
	const { rows } = await sql<{ n: number }>`
		select count(*)::int as n from chat_lock where user_id = ${me.id} and chat_id = any (${ids}::uuid[])`.execute(ctx.db);
	return rows[0]!.n;
}

export interface MessageRow {
	seq: number;
	id: string;
	author: ChatLine['author'];
	alias: string | null;
	event: ChatEvent | null;
	sealedBody: Buffer | null;
	at: Date;
}

export async function selectMessages(ctx: Ctx, chatId: string, since: number): Promise<MessageRow[]> {
	const { rows } = await sql<MessageRow>`
		select m.seq, m.id, m.author, split_part(u.name, ' ', 1) as alias, m.event, m.sealed_body, m.at
		from chat_message m left join staff_user u on u.id = m.author_id
		where m.chat_id = ${chatId} and m.seq > ${since} order by m.seq`.execute(ctx.db);
	return rows;
}

export interface Adding {
	chatId: string;
	id: string;
	authorId: string | null;
	event: ChatEvent | null;
	sealed: Buffer | null;
}
export interface Added {
	seq: number | null;
	/** How long the first answer took, in minutes; null when this was not it. */
	waitedMinutes: number | null;
	wasOpen: boolean | null;
}

/** Stores lines of ours; one answer per line, in their order. */
export async function callAdd({ db }: Pick<Ctx, 'db'>, lines: readonly Adding[]): Promise<Added[]> {
	const { rows } = await sql<Added>`
		select seq, extract(epoch from waited)::float8 / 60 as waited_minutes, was_open from chat_add(
			${lines.map((l) => l.chatId)}::uuid[], ${lines.map((l) => l.id)}::uuid[],
			${lines.map((l) => l.authorId)}::uuid[], ${lines.map((l) => l.event)}::text[],
			${lines.map((l) => l.sealed)}::bytea[]) order by place`.execute(db);
	return rows;
}

/**
 * Who has opened a chat as a peer stays a peer in it, whatever they become; who becomes a peer is one from their next look.
 * @returns those in which this was the person's first look, or the first as a peer; one that is being erased is not among them.
 */
export async function insertOpenings(ctx: Ctx, chatIds: string[], userId: string, role: string): Promise<string[]> {
	const { rows } = await sql<{ chatId: string }>`
		insert into chat_opening (chat_id, user_id, role)
		select id, ${userId}, ${role} from (
			select id from chat where id = any (${chatIds}::uuid[]) order by id for key share) c
		on conflict (chat_id, user_id) do update set role = excluded.role
			where excluded.role = 'peer' and chat_opening.role <> 'peer'
		returning chat_id`.execute(ctx.db);
	return rows.map(({ chatId }) => chatId);
}

/** The notice of a peer, unless it stands there. */
export async function callNoticePeer(ctx: Ctx, chatId: string, userId: string): Promise<void> {
	await sql`select chat_notice_peer(${chatId}, ${userId})`.execute(ctx.db);
}

export async function insertLock(ctx: Ctx, chatId: string, userId: string): Promise<void> {
	await ctx.db
		.insertInto('chatLock')
		.values({ chatId, userId })
		.onConflict((c) => c.doNothing())
		.execute();
}

/** Until this transaction ends, nobody else takes anything for the same person: whoever counts theirs, counts all. */
export async function lockTaker(ctx: Ctx, userId: string): Promise<void> {
	await sql`select from staff_user where id = ${userId} for no key update`.execute(ctx.db);
}

/** Gives it to somebody, only if whoever has it is still the one we think. @returns false when not. */
export async function assignChat(ctx: Ctx, id: string, from: string | null, to: string | null): Promise<boolean> {
	const { rows } = await sql`
		update chat set assigned_to = ${to}, assigned_at = ${ctx.now},
			second_to = case when second_to = ${to} then null else second_to end
		where id = ${id} and assigned_to is not distinct from ${from} and state <> 'closed' returning 1`.execute(ctx.db);
	return rows.length > 0;
}

type Changes = Partial<{
	sealedNote: Buffer | null;
	noteBy: string | null;
	isPaused: boolean;
	secondTo: string | null;
	state: ChatState;
	closedAt: Date | null;
	blockedAt: Date | null;
}>;
export async function updateChat(ctx: Ctx, id: string, set: Changes): Promise<void> {
	await ctx.db.updateTable('chat').set(set).where('id', '=', id).execute();
}

/** Pauses each of somebody's chats that goes on. @returns which. */
export async function pauseAllOf(ctx: Ctx, me: string): Promise<string[]> {
	const rows = await ctx.db
		.updateTable('chat')
		.set({ isPaused: true })
		.where('assignedTo', '=', me)
		.where('state', '<>', 'closed')
		.where('isPaused', '=', false)
		.where('expiresAt', '>', ctx.now)
		.returning('id')
		.execute();
	return rows.map(({ id }) => id);
}

/** Takes somebody's chats that go on from them. @returns which. */
export async function releaseAllOf(ctx: Ctx, me: string): Promise<string[]> {
	const rows = await ctx.db
		.updateTable('chat')
		.set({ assignedTo: null, assignedAt: null, isPaused: false })
		.where('assignedTo', '=', me)
		.where('state', '<>', 'closed')
		.where('expiresAt', '>', ctx.now)
		.returning('id')
		.execute();
	return rows.map(({ id }) => id);
}

/**
 * Whom of us a chat can be given: an active colleague with a role that answers, who has not said that they know the person;
 * a peer only when trained, and when the visitor does not mind one (R5).
 */
const canHave = (chatId: string) => sql`
	u.kind = 'person' and u.disabled_at is null
	and not exists (select from chat_lock l where l.chat_id = ${chatId} and l.user_id = u.id)
	and (exists (select from staff_role r where r.user_id = u.id and r.role in ('lead', 'adviser'))
		or (exists (select from staff_role r where r.user_id = u.id and r.role = 'peer')
			and staff_is_trained(u.id) and not exists (select from chat c where c.id = ${chatId} and c.no_peer)))`;

export async function mayBeGiven(ctx: Ctx, chatId: string, userId: string): Promise<boolean> {
	const { rows } = await sql`select 1 from staff_user u where u.id = ${userId} and ${canHave(chatId)}`.execute(ctx.db);
	return rows.length > 0;
}

/** Those who could be given a chat, by name. */
export async function selectColleagues(ctx: Ctx, chatId: string): Promise<{ id: string; name: string }[]> {
	const { rows } = await sql<{ id: string; name: string }>`
		select u.id, u.name from staff_user u where ${canHave(chatId)} order by u.name, u.id`.execute(ctx.db);
	return rows;
}

/** What the service has decided about its chat. */
export interface ChatSetting {
	mostLive: number;
	languages: string[];
	/** Where people can come, as visitors read it. */
	address: string;
}
export async function readSetting(ctx: Pick<Ctx, 'db'>): Promise<ChatSetting> {
	return ctx.db.selectFrom('chatSetting').select(['mostLive', 'languages', 'address']).executeTakeFirstOrThrow();
}
export async function updateSetting(ctx: Ctx, set: Partial<ChatSetting>): Promise<void> {
	await ctx.db.updateTable('chatSetting').set(set).execute();
}

export async function selectExpired(ctx: Ctx, limit: number): Promise<string[]> {
	const rows = await ctx.db.selectFrom('chat').select('id').where('expiresAt', '<=', ctx.now).limit(limit).execute();
	return rows.map(({ id }) => id);
}
export async function deleteExpired(ctx: Ctx, ids: string[]): Promise<void> {
	await sql`
		with gone as (delete from chat where id = any (${ids}::uuid[]) and expires_at <= ${ctx.now} returning 1)
		select chat_count('expired', count(*)::int) from gone`.execute(ctx.db);
}
export async function countOne(ctx: Ctx, measure: 'answered' | 'blocked'): Promise<void> {
	await sql`select chat_count(${measure}, 1)`.execute(ctx.db);
}

export async function sumReturns(ctx: Ctx, from: string, to: string): Promise<number> {
	const { rows } = await sql<{ count: number }>`
		select coalesce(sum(count), 0)::int as count from chat_tally
		where measure = 'returned' and month between date_trunc('month', ${from}::date) and ${to}::date`.execute(ctx.db);
	return rows[0]!.count;
}

export async function selectEvaluations(ctx: Ctx): Promise<{ month: string; answers: Record<string, string> }[]> {
	const rows = await ctx.db.selectFrom('chatEvaluation').select(['month', 'answers']).execute();
	return rows as unknown as { month: string; answers: Record<string, string> }[];
}
export async function selectSuggestions(ctx: Ctx) {
	return ctx.db
		.selectFrom('chatSuggestion')
		.select(['id', 'month', 'sealedText', 'answer'])
		.orderBy('month', 'desc')
		.orderBy('id')
		.execute();
}
export async function updateSuggestion(ctx: Ctx, id: string, answer: string | null): Promise<void> {
	await ctx.db
		.updateTable('chatSuggestion')
		.set({ answer, answeredAt: answer === null ? null : ctx.now })
		.where('id', '=', id)
		.execute();
}
