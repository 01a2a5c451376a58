import { sql } from 'kysely';
import type { Ctx } from '../db/index.ts';
import type {
	AssessmentInput,
	Extension,
	ExtensionInput,
	Goal,
	GoalInput,
	Grant,
	GrantInput,
	Mandate,
	MandateInput,
	Measure,
	Programme,
	ProgrammeInput,
	ProgrammeState,
	TagKind
} from './goal.ts';

const programmeColumns = [
	'id',
	'name',
	'state',
	'startsOn',
	'plannedEnd',
	'endsOn',
	'targetGroup',
	'ageFloor',
	'mainGoal',
	'isPreProject'
] as const;
const goalColumns = [
	'id',
	'programmeId',
	'letter',
	'title',
	'text',
	'measure',
	'target',
	'assessment',
	'decision'
] as const;

/** Active ones first, then drafts, then the latest of those that are over. */
export async function selectProgrammes(ctx: Ctx): Promise<Programme[]> {
	const rows = await ctx.db
		.selectFrom('programme')
		.select(programmeColumns)
		.orderBy(sql`case state when 'active' then 0 when 'draft' then 1 else 2 end`)
		.orderBy('startsOn', 'desc')
		.orderBy('name')
		.execute();
	return rows.map((row) => ({ ...row, state: row.state as ProgrammeState }));
}

/** Locked: two who change a programme at once do so one after the other. */
export async function lockProgramme(ctx: Ctx, id: string): Promise<Programme | undefined> {
	const row = await ctx.db
		.selectFrom('programme')
		.select(programmeColumns)
		.where('id', '=', id)
		.forUpdate()
		.executeTakeFirst();
	return row && { ...row, state: row.state as ProgrammeState };
}

export async function hasOtherOfName(ctx: Ctx, name: string, id: string | undefined): Promise<boolean> {
	const row = await ctx.db
		.selectFrom('programme')
		.select('id')
		.where((e) => e(e.fn('lower', ['name']), '=', name.toLowerCase()))
		.executeTakeFirst();
	return row !== undefined && row.id !== id;
}

export async function insertProgramme(ctx: Ctx, id: string, input: ProgrammeInput): Promise<void> {
	const { name, startsOn, plannedEnd, targetGroup, ageFloor, mainGoal, isPreProject } = input;
	await ctx.db
		.insertInto('programme')
		.values({ id, createdAt: ctx.now, name, startsOn, plannedEnd, targetGroup, ageFloor, mainGoal, isPreProject })
		.execute();
}

export async function updateProgramme(ctx: Ctx, id: string, input: ProgrammeInput): Promise<void> {
	const { name, startsOn, plannedEnd, targetGroup, ageFloor, mainGoal, isPreProject } = input;
	await ctx.db
		.updateTable('programme')
		.set({ name, startsOn, plannedEnd, targetGroup, ageFloor, mainGoal, isPreProject })
		.where('id', '=', id)
		.execute();
}

export async function updateState(ctx: Ctx, id: string, state: ProgrammeState, endsOn: string | null): Promise<void> {
	await ctx.db.updateTable('programme').set({ state, endsOn }).where('id', '=', id).execute();
}

export interface Parts {
	extensions: Extension[];
	grants: Grant[];
	mandates: Mandate[];
}

export async function selectParts(ctx: Ctx, programmeId: string): Promise<Parts> {
	const [extensions, grants, mandates] = await Promise.all([
		ctx.db
			.selectFrom('programmeExtension')
			.select(['id', 'until', 'decidedOn'])
			.where('programmeId', '=', programmeId)
			.orderBy('until')
			.execute(),
		ctx.db
			.selectFrom('programmeGrant')
			.select(['id', 'funder', 'amount', 'grantedOn'])
			.where('programmeId', '=', programmeId)
			.orderBy('grantedOn')
			.orderBy('id')
			.execute(),
		ctx.db
			.selectFrom('programmeMandate')
			.select(['id', 'reference', 'text'])
			.where('programmeId', '=', programmeId)
			.orderBy('reference')
			.orderBy('id')
			.execute()
	]);
	return { extensions, grants, mandates };
}

export async function selectExtensions(ctx: Ctx): Promise<{ programmeId: string; until: string }[]> {
	return ctx.db.selectFrom('programmeExtension').select(['programmeId', 'until']).execute();
}

export async function insertExtension(
	ctx: Ctx,
	id: string,
	programmeId: string,
	input: ExtensionInput
): Promise<boolean> {
	const { until, decidedOn } = input;
	const row = await ctx.db
		.insertInto('programmeExtension')
		.values({ id, programmeId, until, decidedOn })
		.onConflict((conflict) => conflict.doNothing())
		.returning('id')
		.executeTakeFirst();
	return row !== undefined;
}

export async function insertGrant(ctx: Ctx, id: string, programmeId: string, input: GrantInput): Promise<void> {
	const { funder, amount, grantedOn } = input;
	await ctx.db.insertInto('programmeGrant').values({ id, programmeId, funder, amount, grantedOn }).execute();
}

export async function insertMandate(ctx: Ctx, id: string, programmeId: string, input: MandateInput): Promise<void> {
	const { reference, text } = input;
	await ctx.db.insertInto('programmeMandate').values({ id, programmeId, reference, text }).execute();
}

const partTables = { extension: 'programmeExtension', grant: 'programmeGrant', mandate: 'programmeMandate' } as const;
export type PartKind = keyof typeof partTables;

export async function deletePart(ctx: Ctx, kind: PartKind, programmeId: string, id: string): Promise<boolean> {
	const row = await ctx.db
		.deleteFrom(partTables[kind])
		.where('id', '=', id)
		.where('programmeId', '=', programmeId)
		.returning('id')
		.executeTakeFirst();
	return row !== undefined;
}

/** In the order of the letters; of one programme, or of all. */
export async function selectGoals(ctx: Ctx, programmeId?: string): Promise<Goal[]> {
	let query = ctx.db.selectFrom('programmeGoal').select(goalColumns).orderBy('programmeId').orderBy('letter');
	if (programmeId) query = query.where('programmeId', '=', programmeId);
	return (await query.execute()).map((row) => ({ ...row, measure: row.measure as Measure | null }));
}

export async function findGoal(ctx: Ctx, id: string): Promise<Goal | undefined> {
	const row = await ctx.db.selectFrom('programmeGoal').select(goalColumns).where('id', '=', id).executeTakeFirst();
	return row && { ...row, measure: row.measure as Measure | null };
}

export async function insertGoal(ctx: Ctx, id: string, programmeId: string, input: GoalInput): Promise<void> {
	const { letter, title, text, measure, target } = input;
	await ctx.db.insertInto('programmeGoal').values({ id, programmeId, letter, title, text, measure, target }).execute();
}

export async function updateGoal(ctx: Ctx, id: string, input: GoalInput): Promise<void> {
	const { letter, title, text, measure, target } = input;
	await ctx.db
		.updateTable('programmeGoal')
		.set({ letter, title, text, measure, target })
		.where('id', '=', id)
		.execute();
}

export async function updateAssessment(ctx: Ctx, id: string, input: AssessmentInput): Promise<boolean> {
	const { assessment, decision } = input;
	const row = await ctx.db
		.updateTable('programmeGoal')
		.set({ assessment, decision })
		.where('id', '=', id)
		.returning('id')
		.executeTakeFirst();
	return row !== undefined;
}

export async function deleteGoal(ctx: Ctx, id: string): Promise<void> {
	await ctx.db.deleteFrom('programmeGoal').where('id', '=', id).execute();
}

/** Goals of programmes that are not over, as choices for tagging. */
export async function selectOpenGoals(ctx: Ctx): Promise<(Goal & { programme: string })[]> {
	const rows = await ctx.db
		.selectFrom('programmeGoal as goal')
		.innerJoin('programme', 'programme.id', 'goal.programmeId')
		.select(goalColumns.map((column) => `goal.${column}` as const))
		.select('programme.name as programme')
		.where('programme.state', '=', 'active')
		.orderBy('programme.startsOn', 'desc')
		.orderBy('goal.letter')
		.execute();
	return rows.map((row) => ({ ...row, measure: row.measure as Measure | null }));
}

export async function countKnownGoals(ctx: Ctx, ids: readonly string[]): Promise<number> {
	const { count } = await ctx.db
		.selectFrom('programmeGoal')
		.select((e) => e.fn.countAll<number>().as('count'))
		.where('id', 'in', [...ids])
		.executeTakeFirstOrThrow();
	return count;
}

export async function hasTags(ctx: Ctx, goalId: string): Promise<boolean> {
	const row = await ctx.db
		.selectFrom('programmeTag')
		.select('goalId')
		.where('goalId', '=', goalId)
		.unionAll(ctx.db.selectFrom('programmeTagKept').select('goalId').where('goalId', '=', goalId))
		.limit(1)
		.executeTakeFirst();
	return row !== undefined;
}

/** Adds tags, many subjects at once. */
export async function insertTags(
	ctx: Ctx,
	kind: TagKind,
	tags: { subjectId: string; goalId: string }[]
): Promise<void> {
	if (!tags.length) return;
	await ctx.db
		.insertInto('programmeTag')
		.values(tags.map(({ subjectId, goalId }) => ({ kind, subjectId, goalId })))
		.onConflict((conflict) => conflict.doNothing())
		.execute();
}

/** @returns true when something was taken away. */
export async function deleteTagsExcept(
	ctx: Ctx,
	kind: TagKind,
	subjectId: string,
	goalIds: string[]
): Promise<boolean> {
	let query = ctx.db.deleteFrom('programmeTag').where('kind', '=', kind).where('subjectId', '=', subjectId);
	if (goalIds.length) query = query.where('goalId', 'not in', goalIds);
	return (await query.returning('goalId').execute()).length > 0;
}

export async function selectTags(
	ctx: Ctx,
	kind: TagKind,
	subjectIds: readonly string[]
): Promise<{ subjectId: string; goalId: string }[]> {
	if (!subjectIds.length) return [];
	return ctx.db
		.selectFrom('programmeTag')
		.select(['subjectId', 'goalId'])
		.where('kind', '=', kind)
		.where('subjectId', 'in', [...subjectIds])
		.execute();
}

/** What can be tagged by hand: a campaign, an offer, a sheet of numbers, or every presence on an arena. */
export interface Taggable {
	kind: 'campaign' | 'offer' | 'arena' | 'aggregate';
	id: string;
	/** Of a sheet of numbers without a title of its own: its code. */
	name: string;
	/** Of an arena: how many presences are tagged. */
	tagged: number;
	/** Of an arena: how many are not. */
	untagged: number;
}

/** Latest first within each kind. Arenas without a presence are left out. */
export async function selectTaggable(ctx: Ctx, goalId: string): Promise<Taggable[]> {
	const { rows } = await sql<Taggable>`
		with tag as (select kind, subject_id from programme_tag where goal_id = ${goalId})
		select * from (
			select 'campaign' as kind, id, name, created_at as at,
				(exists (select from tag where kind = 'campaign' and subject_id = campaign.id))::int as tagged,
				(not exists (select from tag where kind = 'campaign' and subject_id = campaign.id))::int as untagged
			from campaign where state <> 'draft'
			union all
			select 'offer', id, name, created_at,
				(exists (select from tag where kind = 'offer' and subject_id = offer.id))::int,
				(not exists (select from tag where kind = 'offer' and subject_id = offer.id))::int
			from offer
			union all
			select 'aggregate', id, coalesce(title, code), to_timestamp(0),
				(exists (select from tag where kind = 'aggregate' and subject_id = series.id))::int,
				(not exists (select from tag where kind = 'aggregate' and subject_id = series.id))::int
			from aggregate_series series
			union all
			select 'arena', arena.id, arena.code_name, max(arena.created_at), count(tag.subject_id)::int,
				count(*) filter (where tag.subject_id is null)::int
			from arena join arena_presence presence on presence.arena_id = arena.id
			left join tag on tag.kind = 'presence' and tag.subject_id = presence.id
			group by arena.id
		) found order by array_position(array['campaign', 'offer', 'arena', 'aggregate'], kind), at desc, name`.execute(ctx.db);
	return rows.map(({ kind, id, name, tagged, untagged }) => ({ kind, id, name, tagged, untagged }));
}

/** Every presence on an arena within the programme's days. @returns how many were tagged anew. */
export async function tagPresences(
	ctx: Ctx,
	goalId: string,
	arenaId: string,
	from: string,
	to: string
): Promise<number> {
	const { numAffectedRows } = await sql`
		insert into programme_tag (goal_id, kind, subject_id)
		select ${goalId}, 'presence', id from arena_presence
		where arena_id = ${arenaId} and day between ${from} and ${to}
		on conflict do nothing`.execute(ctx.db);
	return Number(numAffectedRows ?? 0);
}

export async function untagPresences(ctx: Ctx, goalId: string, arenaId: string): Promise<void> {
	await sql`
		delete from programme_tag tag using arena_presence presence
		where tag.goal_id = ${goalId} and tag.kind = 'presence' and presence.id = tag.subject_id
		and presence.arena_id = ${arenaId}`.execute(ctx.db);
}

export async function deleteTag(ctx: Ctx, goalId: string, kind: TagKind, subjectId: string): Promise<void> {
	await ctx.db
		.deleteFrom('programmeTag')
		.where('goalId', '=', goalId)
		.where('kind', '=', kind)
		.where('subjectId', '=', subjectId)
		.execute();
}
