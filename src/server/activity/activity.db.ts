import { sql } from 'kysely';
import type { Ctx } from '../db/index.ts';
import type { Activity, ActivityInput, ActivityKind } from './activity.ts';

export async function insertActivity(ctx: Ctx, id: string, input: ActivityInput): Promise<void> {
	await ctx.db
		.insertInto('activity')
		.values({ id, createdAt: ctx.now, ...columnsOf(input) })
		.execute();
	await insertNames(ctx, id, input.organisations);
}

export async function updateActivity(ctx: Ctx, id: string, input: ActivityInput): Promise<boolean> {
	const row = await ctx.db
		.updateTable('activity')
		.set(columnsOf(input))
		.where('id', '=', id)
		.returning('id')
		.executeTakeFirst();
	if (!row) return false;
	await ctx.db.deleteFrom('activityOrganisation').where('activityId', '=', id).execute();
	await insertNames(ctx, id, input.organisations);
	return true;
}

export async function deleteActivity(ctx: Ctx, id: string): Promise<boolean> {
	const row = await ctx.db.deleteFrom('activity').where('id', '=', id).returning('id').executeTakeFirst();
	return row !== undefined;
}

/** Latest first. */
export async function selectActivities(ctx: Ctx, from: string, to: string): Promise<Activity[]> {
	const rows = await activityRows(ctx)
		.where('happenedOn', '>=', from)
		.where('happenedOn', '<=', to)
		.orderBy('happenedOn', 'desc')
		.orderBy('id', 'desc')
		.execute();
	return rows.map(present);
}

export async function findActivity(ctx: Ctx, id: string): Promise<Activity | undefined> {
	const row = await activityRows(ctx).where('id', '=', id).executeTakeFirst();
	return row && present(row);
}

/** Every organisation ever named, once each, as it was written first. */
export async function selectNames(ctx: Ctx): Promise<string[]> {
	const rows = await ctx.db
		.selectFrom('activityOrganisation as organisation')
		.innerJoin('activity', 'activity.id', 'organisation.activityId')
		.select('organisation.name')
		.distinctOn(sql`lower(organisation.name)`)
		.orderBy(sql`lower(organisation.name)`)
		.orderBy('activity.createdAt')
		.execute();
	return rows.map(({ name }) => name);
}

const activityRows = (ctx: Ctx) =>
	ctx.db
		.selectFrom('activity')
		.select([
			'id',
			'kind',
			'happenedOn',
			'theme',
			sql<number | null>`hours::float`.as('hours'),
			'participants',
			'followUpOn',
			sql<
				string[]
			>`array(select name from activity_organisation where activity_id = activity.id order by lower(name))`.as(
				'organisations'
			),
			sql<string[]>`array(select goal_id from programme_tag where kind = 'activity' and subject_id = activity.id)`.as(
				'goals'
			)
		]);

const present = (row: Omit<Activity, 'kind'> & { kind: string }): Activity => ({
	id: row.id,
	kind: row.kind as ActivityKind,
	happenedOn: row.happenedOn,
	organisations: row.organisations,
	theme: row.theme,
	hours: row.hours,
	participants: row.participants,
	followUpOn: row.followUpOn,
	goals: row.goals
});

async function insertNames(ctx: Ctx, activityId: string, names: readonly string[]): Promise<void> {
	if (!names.length) return;
	await ctx.db
		.insertInto('activityOrganisation')
		.values(names.map((name) => ({ activityId, name })))
		.execute();
}

const columnsOf = ({ kind, happenedOn, theme, hours, participants, followUpOn }: ActivityInput) => ({
	kind,
	happenedOn,
	theme,
	hours,
	participants,
	followUpOn
});
