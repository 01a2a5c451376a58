import { sql } from 'kysely';
import type { Ctx } from '../db/index.ts';
import type { Response } from './conversation.ts';
import type { Logged, LoggedChannel } from './logged.ts';

export async function insertLogged(
	ctx: Ctx,
	row: {
		id: string;
		channel: LoggedChannel;
		direction: 'in' | 'out';
		arenaId: string | null;
		response: Response | null;
		holdTag: Buffer | null;
		noticeGiven: boolean | null;
		minutes: number | null;
	}
): Promise<void> {
	const { id, channel, direction, arenaId, response, holdTag, noticeGiven, minutes } = row;
	await ctx.db
		.insertInto('conversationLogged')
		.values({ id, channel, direction, arenaId, response, holdTag, noticeGiven, minutes, loggedAt: ctx.now })
		.execute();
}

export async function selectLogged(ctx: Ctx, limit: number, campaignId?: string): Promise<Logged[]> {
	const rows = await ctx.db
		.selectFrom('conversationLogged')
		.leftJoin('arena', 'arena.id', 'arenaId')
		.select([
			'conversationLogged.id',
			'channel',
			'direction',
			'codeName',
			'response',
			'noticeGiven',
			'minutes',
			'loggedAt'
		])
		.$if(campaignId !== undefined, (q) => q.where('campaignId', '=', campaignId!))
		.orderBy('loggedAt', 'desc')
		.orderBy('conversationLogged.id', 'desc')
		.limit(limit)
		.execute();
	return rows.map(({ id, channel, direction, codeName, response, noticeGiven, minutes, loggedAt }) => ({
		id,
		channel: channel as LoggedChannel,
		direction: direction === 'in' ? 'in' : 'out',
		arena: codeName,
		response: response as Response | null,
		noticeGiven,
		minutes,
		loggedAt
	}));
}

/** Counts that somebody was told what nobody can promise on another's site, or was not (R18). */
export async function countNotice(ctx: Ctx, day: string, isGiven: boolean): Promise<void> {
	await sql`
		insert into conversation_notice as n (month, given, not_given)
		values (date_trunc('month', ${day}::date)::date, ${isGiven ? 1 : 0}, ${isGiven ? 0 : 1})
		on conflict (month) do update set given = n.given + excluded.given, not_given = n.not_given + excluded.not_given`.execute(
		ctx.db
	);
}

export async function sumNotices(ctx: Ctx, from: string, to: string): Promise<{ given: number; notGiven: number }> {
	const { rows } = await sql<{ given: number; notGiven: number }>`
		select coalesce(sum(given), 0)::int as given, coalesce(sum(not_given), 0)::int as not_given from conversation_notice
		where month between date_trunc('month', ${from}::date) and ${to}::date`.execute(ctx.db);
	return rows[0]!;
}

/** What a campaign needs in order to see whether one of its own has answered. */
export interface LoggedFact {
	holdTag: Buffer | null;
	isAnswer: boolean;
	loggedAt: Date;
}

export async function findLogged(ctx: Ctx, id: string): Promise<LoggedFact | undefined> {
	const row = await ctx.db
		.selectFrom('conversationLogged')
		.select(['holdTag', 'direction', 'response', 'loggedAt'])
		.where('id', '=', id)
		.executeTakeFirst();
	return row && { holdTag: row.holdTag, isAnswer: row.response !== null, loggedAt: row.loggedAt };
}

export async function setLoggedCampaign(ctx: Ctx, id: string, campaignId: string): Promise<void> {
	await ctx.db.updateTable('conversationLogged').set({ campaignId }).where('id', '=', id).execute();
}

/** How many there were on each channel since an instant; a channel without any is left out. */
export async function countByChannel(ctx: Ctx, since: Date): Promise<{ channel: string; count: number }[]> {
	const { rows } = await sql<{ channel: string; count: number }>`
		select 'sms' as channel, count(*)::int as count from conversation where last_inbound_at >= ${since}
		union all
		select channel, count(*)::int from conversation_logged where logged_at >= ${since} group by channel`.execute(ctx.db);
	return rows;
}

/** Answers of one campaign, by what they were; those that are forgotten are in the tally. */
export async function countByResponse(ctx: Ctx, campaignId: string): Promise<{ response: string; count: number }[]> {
	const { rows } = await sql<{ response: string; count: number }>`
		select response, sum(count)::int as count from (
			select coalesce(response, case when opted_out then 'declined' else 'unsorted' end) as response, count(*) as count
			from conversation where campaign_id = ${campaignId} group by 1
			union all
			select response, count(*) from conversation_logged
			where campaign_id = ${campaignId} and response is not null group by 1
			union all
			select response, count from conversation_tally where campaign_id = ${campaignId}) answers
		group by response`.execute(ctx.db);
	return rows;
}

/** The tag has served the campaigns; the row stays as a count. */
export async function forgetLoggedTags(ctx: Ctx, before: Date): Promise<void> {
	await ctx.db
		.updateTable('conversationLogged')
		.set({ holdTag: null })
		.where('loggedAt', '<', before)
		.where('holdTag', 'is not', null)
		.execute();
}

/** After twelve months only what a campaign counts is left (R66). */
export async function forgetLogged(ctx: Ctx): Promise<void> {
	await sql`
		with gone as (
			delete from conversation_logged where logged_at < ${ctx.now}::timestamptz - interval '12 months'
			returning campaign_id, channel, response)
		insert into conversation_tally as t (campaign_id, channel, response, count)
		select campaign_id, channel, response, count(*)::int from gone
		where campaign_id is not null and response is not null group by 1, 2, 3
		on conflict (campaign_id, channel, response) do update set count = t.count + excluded.count`.execute(ctx.db);
}
