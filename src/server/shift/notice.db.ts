import { sql } from 'kysely';
import type { Ctx } from '../db/index.ts';

export type NoticeKind = 'cancelled' | 'restored' | 'closed' | 'ended';
export interface NewNotice {
	userId: string;
	ruleId: string;
	day: string;
	kind: NoticeKind;
}

/** The last that happened to a shift is what its people are told. */
export async function insertNotices(ctx: Ctx, rows: readonly NewNotice[]): Promise<void> {
	if (!rows.length) return;
	await ctx.db
		.insertInto('shiftNotice')
		.values([...rows])
		.onConflict((c) => c.columns(['userId', 'ruleId', 'day']).doUpdateSet((e) => ({ kind: e.ref('excluded.kind') })))
		.execute();
}

/** What somebody has not seen yet, the next day first, with the hours of the shift and the reason if there is one. */
export async function selectNotices(
	ctx: Ctx,
	userId: string,
	from: string
): Promise<
	{ ruleId: string; day: string; kind: NoticeKind; fromMinute: number; untilMinute: number; reason: string }[]
> {
	const { rows } = await sql<{
		ruleId: string;
		day: string;
		kind: NoticeKind;
		fromMinute: number;
		untilMinute: number;
		reason: string;
	}>`
		select n.rule_id, n.day, n.kind, r.from_minute, r.until_minute,
			coalesce(case n.kind when 'cancelled' then c.reason when 'closed' then d.reason end, '') as reason
		from shift_notice n join shift_rule r on r.id = n.rule_id
		left join shift_cancelled c on (c.rule_id, c.day) = (n.rule_id, n.day) left join shift_day d on d.day = n.day
		where n.user_id = ${userId} and n.day >= ${from} order by n.day, r.from_minute limit 20`.execute(ctx.db);
	return rows;
}

export async function deleteNotice(ctx: Ctx, userId: string, ruleId: string, day: string): Promise<void> {
	await ctx.db
		.deleteFrom('shiftNotice')
		.where('userId', '=', userId)
		.where('ruleId', '=', ruleId)
		.where('day', '=', day)
		.execute();
}

/** One address per person: a new one ends the old. */
export async function upsertCalendar(ctx: Ctx, userId: string, secretHash: Buffer): Promise<void> {
	await ctx.db
		.insertInto('shiftCalendar')
		.values({ userId, secretHash, madeAt: ctx.now })
		.onConflict((c) => c.column('userId').doUpdateSet({ secretHash, madeAt: ctx.now }))
		.execute();
}

export async function deleteCalendar(ctx: Ctx, userId: string): Promise<void> {
	await ctx.db.deleteFrom('shiftCalendar').where('userId', '=', userId).execute();
}

/** Since when somebody has had an address; undefined for none. */
export async function findCalendarDate(ctx: Ctx, userId: string): Promise<Date | undefined> {
	const row = await ctx.db.selectFrom('shiftCalendar').select('madeAt').where('userId', '=', userId).executeTakeFirst();
	return row?.madeAt;
}

/** Whose address it is; undefined for one that is not in use, or whose owner's account is closed. */
export async function findCalendarOwner(ctx: Pick<Ctx, 'db'>, secretHash: Buffer): Promise<string | undefined> {
	const row = await ctx.db
		.selectFrom('shiftCalendar')
		.innerJoin('staffUser', 'staffUser.id', 'userId')
		.select('userId')
		.where('secretHash', '=', secretHash)
		.where('disabledAt', 'is', null)
		.executeTakeFirst();
	return row?.userId;
}

/**
 * Adds duty that began before an instant to the hours of its month, and forgets whose it was. Of people's changes in the
 * plan before that day nothing is kept, nor of who had rules that have ended.
 */
export async function forgetBefore(ctx: Ctx, at: Date, day: string): Promise<{ duties: number; people: number }> {
	const { rows } = await sql<{ duties: number }>`
		with gone as (
			delete from shift_duty where began_at < ${at} and coalesce(ended_at, until) < ${ctx.now}
			returning began_at, coalesce(ended_at, until) - began_at as lasted),
		kept as (
			insert into shift_past as p (month, duties, hours)
			select date_trunc('month', began_at at time zone 'Europe/Oslo')::date, count(*), extract(epoch from sum(lasted)) / 3600
			from gone group by 1
			on conflict (month) do update set duties = p.duties + excluded.duties, hours = p.hours + excluded.hours)
		select count(*)::int as duties from gone`.execute(ctx.db);
	const { rows: people } = await sql`
		with changes as (delete from shift_person where day < ${day} returning 1),
		fixed as (
			delete from shift_rule_person where rule_id in (select id from shift_rule where valid_until < ${day}) returning 1)
		select 1 from changes union all select 1 from fixed`.execute(ctx.db);
	return { duties: rows[0]!.duties, people: people.length };
}

/** Notices of days that are over. */
export async function deleteNoticesBefore(ctx: Ctx, day: string): Promise<void> {
	await ctx.db.deleteFrom('shiftNotice').where('day', '<', day).execute();
}
