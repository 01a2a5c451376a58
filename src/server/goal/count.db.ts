import { sql } from 'kysely';
import type { Ctx } from '../db/index.ts';
import type { GoalCounts } from './goal.ts';

/** Local days, both included; null does not limit. */
export interface Span {
	from: string | null;
	to: string | null;
}

/** Contacts that stand, and those whose rows were forgotten; a month that the span cuts through is counted whole there. */
export async function countContacts(ctx: Ctx, goalId: string, { from, to }: Span): Promise<number> {
	const { rows } = await sql<{ count: number }>`
		select (
			(select count(*) from programme_tag tag join contact on contact.id = tag.subject_id
				where tag.goal_id = ${goalId} and tag.kind = 'contact' and not contact.is_test
				and contact.happened_on >= coalesce(${from}::date, '-infinity') and contact.happened_on <= coalesce(${to}::date, 'infinity'))
			+ (select coalesce(sum(contacts), 0) from programme_tag_kept
				where goal_id = ${goalId} and month >= date_trunc('month', coalesce(${from}::date, '0001-01-01'))
				and month <= coalesce(${to}::date, 'infinity'))
		)::int as count`.execute(ctx.db);
	return rows[0]!.count;
}

export async function selectCampaigns(ctx: Ctx, goalId: string, { from, to }: Span): Promise<GoalCounts['campaigns']> {
	const { rows } = await sql<GoalCounts['campaigns'][number]>`
		select campaign.id, campaign.name, campaign.state
		from programme_tag tag join campaign on campaign.id = tag.subject_id
		where tag.goal_id = ${goalId} and tag.kind = 'campaign'
		and (coalesce(started_at, created_at) at time zone 'Europe/Oslo')::date
			between coalesce(${from}::date, '-infinity') and coalesce(${to}::date, 'infinity')
		order by coalesce(started_at, created_at)`.execute(ctx.db);
	return rows;
}

/** Planned and held are apart; one that was held with nobody has 0 contacts. */
export async function sumPresences(ctx: Ctx, goalId: string, { from, to }: Span): Promise<GoalCounts['presences']> {
	const { rows } = await sql<GoalCounts['presences']>`
		select count(*) filter (where planned_from is not null)::int as planned,
			count(*) filter (where held_until is not null)::int as held,
			coalesce(sum(extract(epoch from held_until - held_from) / 60), 0)::int as minutes,
			coalesce(sum(contacts), 0)::int as contacts
		from programme_tag tag join arena_presence on arena_presence.id = tag.subject_id
		where tag.goal_id = ${goalId} and tag.kind = 'presence'
		and day between coalesce(${from}::date, '-infinity') and coalesce(${to}::date, 'infinity')`.execute(ctx.db);
	return rows[0]!;
}

/** Every open day with how many came: 0 is 0. Of doses, the first. */
export async function selectOfferDays(ctx: Ctx, goalId: string, { from, to }: Span): Promise<GoalCounts['offers']> {
	const { rows } = await sql<Omit<GoalCounts['offers'][number], 'total'>>`
		select offer.id, offer.name, offer.unit, offer.decision,
			coalesce(json_agg(json_build_object('day', open.day, 'count', open.count) order by open.day)
				filter (where open.day is not null), '[]') as days
		from programme_tag tag join offer on offer.id = tag.subject_id
		left join lateral (
			select d.day, coalesce((select sum(count) from offer_tally t where t.offer_id = d.offer_id and t.day = d.day and dose = 1), 0)::int as count
			from offer_day d
			where d.offer_id = offer.id and d.day between coalesce(${from}::date, '-infinity') and coalesce(${to}::date, 'infinity')) open on true
		where tag.goal_id = ${goalId} and tag.kind = 'offer'
		group by offer.id order by offer.starts_on, offer.name`.execute(ctx.db);
	return rows.map((row) => ({ ...row, total: row.days.reduce((sum, { count }) => sum + count, 0) }));
}

export async function sumActivities(ctx: Ctx, goalId: string, { from, to }: Span): Promise<GoalCounts['activities']> {
	const { rows } = await sql<GoalCounts['activities'][number]>`
		select kind, count(*)::int as count, coalesce(sum(hours), 0)::float as hours
		from (${activitiesOf(goalId, from, to)}) a group by kind order by kind`.execute(ctx.db);
	return rows;
}

export async function selectOrganisations(ctx: Ctx, goalId: string, { from, to }: Span): Promise<string[]> {
	const { rows } = await sql<{ name: string }>`
		select distinct on (lower(name)) name
		from (${activitiesOf(goalId, from, to)}) a join activity_organisation o on o.activity_id = a.id
		order by lower(name), name`.execute(ctx.db);
	return rows.map(({ name }) => name);
}

const activitiesOf = (goalId: string, from: string | null, to: string | null) => sql`
	select activity.id, activity.kind, activity.hours
	from programme_tag tag join activity on activity.id = tag.subject_id
	where tag.goal_id = ${goalId} and tag.kind = 'activity'
	and happened_on between coalesce(${from}::date, '-infinity') and coalesce(${to}::date, 'infinity')`;
