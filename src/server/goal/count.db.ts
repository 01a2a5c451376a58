import { sql, type RawBuilder } from 'kysely';
import type { Ctx } from '../db/index.ts';
import type { GoalSums, GoalWork } from './goal.ts';

/** Local days, both included; null does not limit. */
export interface Span {
	from: string | null;
	to: string | null;
}

/**
 * What was done towards each of these goals, as sums: one statement for all of them. Contacts are those that stand and
 * those whose rows were forgotten; a month that the span cuts through is counted whole there. Of doses, the first.
 */
export async function selectSums(
	ctx: Ctx,
	goalIds: readonly string[],
	{ from, to }: Span
): Promise<Map<string, GoalSums>> {
	const { rows } = await sql<GoalSums & { goalId: string }>`
		select goal.id as goal_id, contact.contacts, campaign.campaigns, presence.*, offer.*, activity.*,
			organisation.organisations, aggregate.aggregates
		from programme_goal goal
		cross join lateral (select (
			(select count(*) from programme_tag tag join contact on contact.id = tag.subject_id
				where tag.goal_id = goal.id and tag.kind = 'contact' and not contact.is_test
				and contact.happened_on between coalesce(${from}::date, '-infinity') and coalesce(${to}::date, 'infinity'))
			+ (select coalesce(sum(contacts), 0) from programme_tag_kept
				where goal_id = goal.id and month >= date_trunc('month', coalesce(${from}::date, '0001-01-01'))
				and month <= coalesce(${to}::date, 'infinity')))::int as contacts) contact
		cross join lateral (select count(*)::int as campaigns from (${campaignsOf(sql`goal.id`, from, to)}) c) campaign
		cross join lateral (
			select count(*) filter (where planned_from is not null)::int as presences_planned,
				count(*) filter (where held_until is not null)::int as presences_held,
				coalesce(sum(extract(epoch from held_until - held_from) / 60), 0)::int as presence_minutes,
				coalesce(sum(contacts), 0)::int as presence_contacts
			from (${presencesOf(sql`goal.id`, from, to)}) p) presence
		cross join lateral (
			select count(distinct tag.subject_id)::int as offers, coalesce(sum(t.count) filter (where t.dose = 1), 0)::int as attendance
			from programme_tag tag left join offer_tally t on t.offer_id = tag.subject_id
				and t.day between coalesce(${from}::date, '-infinity') and coalesce(${to}::date, 'infinity')
			where tag.goal_id = goal.id and tag.kind = 'offer') offer
		cross join lateral (
			select count(*)::int as activities, (count(*) filter (where kind = 'meeting'))::int as meetings
			from (${activitiesOf(sql`goal.id`, from, to)}) a) activity
		cross join lateral (
			select count(distinct lower(o.name))::int as organisations
			from (${activitiesOf(sql`goal.id`, from, to)}) a join activity_organisation o on o.activity_id = a.id) organisation
		cross join lateral (
			select count(*)::int as aggregates from programme_tag where goal_id = goal.id and kind = 'aggregate') aggregate
		where goal.id = any (${[...goalIds]})`.execute(ctx.db);
	return new Map(rows.map(({ goalId, ...sums }) => [goalId, sums]));
}

export async function selectCampaigns(ctx: Ctx, goalId: string, { from, to }: Span): Promise<GoalWork['campaigns']> {
	const { rows } = await sql<GoalWork['campaigns'][number]>`
		select id, name, state from (${campaignsOf(sql`${goalId}`, from, to)}) c order by began_at`.execute(ctx.db);
	return rows;
}

/** Arenas where somebody was for the goal's sake, by code name. One that was held with nobody has 0 contacts. */
export async function selectArenas(ctx: Ctx, goalId: string, { from, to }: Span): Promise<GoalWork['arenas']> {
	const { rows } = await sql<GoalWork['arenas'][number]>`
		select arena.id, arena.code_name, count(*) filter (where held_until is not null)::int as held,
			coalesce(sum(extract(epoch from held_until - held_from) / 60), 0)::int as minutes,
			coalesce(sum(contacts), 0)::int as contacts
		from (${presencesOf(sql`${goalId}`, from, to)}) p join arena on arena.id = p.arena_id
		group by arena.id order by arena.code_name`.execute(ctx.db);
	return rows;
}

/** Sheets of numbers from elsewhere, with the years that somebody has filled in. */
export async function selectAggregates(ctx: Ctx, goalId: string, { from, to }: Span): Promise<GoalWork['aggregates']> {
	const { rows } = await sql<GoalWork['aggregates'][number]>`
		select series.code, series.title, array(
			select distinct extract(year from period_from)::int from aggregate_value value
			where value.series_id = series.id and period_to >= coalesce(${from}::date, '-infinity')
			and period_from <= coalesce(${to}::date, 'infinity') order by 1) as years
		from programme_tag tag join aggregate_series series on series.id = tag.subject_id
		where tag.goal_id = ${goalId} and tag.kind = 'aggregate' order by series.code`.execute(ctx.db);
	return rows;
}

/** Every open day with how many came: 0 is 0. Of doses, the first. */
export async function selectOfferDays(ctx: Ctx, goalId: string, { from, to }: Span): Promise<GoalWork['offers']> {
	const { rows } = await sql<Omit<GoalWork['offers'][number], 'total'>>`
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

export async function sumActivities(ctx: Ctx, goalId: string, { from, to }: Span): Promise<GoalWork['activities']> {
	const { rows } = await sql<GoalWork['activities'][number]>`
		select kind, count(*)::int as count, coalesce(sum(hours), 0)::float as hours
		from (${activitiesOf(sql`${goalId}`, from, to)}) a group by kind order by kind`.execute(ctx.db);
	return rows;
}

export async function selectOrganisations(ctx: Ctx, goalId: string, { from, to }: Span): Promise<string[]> {
	const { rows } = await sql<{ name: string }>`
		select distinct on (lower(name)) name
		from (${activitiesOf(sql`${goalId}`, from, to)}) a join activity_organisation o on o.activity_id = a.id
		order by lower(name), name`.execute(ctx.db);
	return rows.map(({ name }) => name);
}

type Goal = RawBuilder<unknown>;
const activitiesOf = (goal: Goal, from: string | null, to: string | null) => sql`
	select activity.id, activity.kind, activity.hours
	from programme_tag tag join activity on activity.id = tag.subject_id
	where tag.goal_id = ${goal} and tag.kind = 'activity'
	and happened_on between coalesce(${from}::date, '-infinity') and coalesce(${to}::date, 'infinity')`;

const presencesOf = (goal: Goal, from: string | null, to: string | null) => sql`
	select arena_id, planned_from, held_from, held_until, contacts
	from programme_tag tag join arena_presence on arena_presence.id = tag.subject_id
	where tag.goal_id = ${goal} and tag.kind = 'presence'
	and day between coalesce(${from}::date, '-infinity') and coalesce(${to}::date, 'infinity')`;

const campaignsOf = (goal: Goal, from: string | null, to: string | null) => sql`
	select campaign.id, campaign.name, campaign.state, coalesce(started_at, created_at) as began_at
	from programme_tag tag join campaign on campaign.id = tag.subject_id
	where tag.goal_id = ${goal} and tag.kind = 'campaign'
	and (coalesce(started_at, created_at) at time zone 'Europe/Oslo')::date
		between coalesce(${from}::date, '-infinity') and coalesce(${to}::date, 'infinity')`;
