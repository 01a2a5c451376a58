import { sql } from 'kysely';
import type { Ctx } from '#db';
import type { IntakeField } from './fields.ts';
import type { IncomingContact, Intake, WordMeanings } from './intake.ts';

export async function insertIntake(
	ctx: Ctx,
	intake: Pick<Intake, 'id' | 'fileName' | 'header' | 'columns' | 'lineCount'>
): Promise<void> {
	await ctx.db
		.insertInto('intakeImport')
		.values({ ...intake, createdAt: ctx.now })
		.execute();
}

export async function insertPart(ctx: Ctx, importId: string, position: number, sealed: Buffer): Promise<void> {
	await ctx.db.insertInto('intakePart').values({ importId, position, sealed }).execute();
}

export async function selectPart(ctx: Ctx, importId: string, position: number): Promise<Buffer | undefined> {
	const row = await ctx.db
		.selectFrom('intakePart')
		.select('sealed')
		.where('importId', '=', importId)
		.where('position', '=', position)
		.executeTakeFirst();
	return row?.sealed;
}

export async function deleteParts(ctx: Ctx, importId: string): Promise<void> {
	await ctx.db.deleteFrom('intakePart').where('importId', '=', importId).execute();
}

export async function findIntake(ctx: Ctx, id: string): Promise<Intake | undefined> {
	return (await intakes(ctx).where('id', '=', id).executeTakeFirst()) as Intake | undefined;
}

/** The same, and nobody else may change it until this transaction is over. */
export async function lockIntake(ctx: Ctx, id: string): Promise<Intake | undefined> {
	return (await intakes(ctx).where('id', '=', id).forUpdate().executeTakeFirst()) as Intake | undefined;
}

/** One run of an import at a time; the row itself stays free, because the run tells in it how far it has come. */
export async function takeRun(ctx: Ctx, id: string): Promise<void> {
	await sql`select pg_advisory_xact_lock(hashtext('intake'), hashtext(${id}))`.execute(ctx.db);
}

export async function selectIntakes(ctx: Ctx): Promise<Intake[]> {
	return (await intakes(ctx).orderBy('createdAt', 'desc').orderBy('id', 'desc').execute()) as Intake[];
}

export async function updateIntake(
	ctx: Ctx,
	id: string,
	change: Partial<Omit<Intake, 'id' | 'words'>> & { words?: WordMeanings }
): Promise<void> {
	const { words, ...rest } = change;
	const said = words === undefined ? {} : { words: JSON.stringify(words) };
	await ctx.db
		.updateTable('intakeImport')
		.set({ ...rest, ...said })
		.where('id', '=', id)
		.execute();
}

export async function deleteIntake(ctx: Ctx, id: string): Promise<void> {
	await ctx.db.deleteFrom('intakeImport').where('id', '=', id).execute();
}

export async function selectOldDrafts(ctx: Ctx, before: Date): Promise<string[]> {
	const rows = await ctx.db
		.selectFrom('intakeImport')
		.select('id')
		.where('state', '=', 'draft')
		.where('createdAt', '<', before)
		.execute();
	return rows.map(({ id }) => id);
}

/**
 * Makes room for the lines of an import until all of them are there. Gone with the transaction, seen by nobody else, and
 * codes only.
 */
export async function openStage(ctx: Ctx): Promise<void> {
	await sql`
		create temp table intake_stage (id uuid, happened_on date, hour smallint, channel text, arena_id uuid, programme_id uuid,
			gender text, seller text, unsure_reason text, buyer text, initiative text, language text, outcome text,
			theme_codes text[], obstacle_codes text[]) on commit drop`.execute(ctx.db);
}

export async function stage(ctx: Ctx, contacts: readonly (IncomingContact & { id: string })[]): Promise<void> {
	const rows = JSON.stringify(
		contacts.map((contact) => ({
			id: contact.id,
			happened_on: contact.happenedOn,
			hour: contact.hour,
			channel: contact.channel,
			arena_id: contact.arenaId,
			programme_id: contact.programmeId,
			gender: contact.gender,
			seller: contact.seller,
			unsure_reason: contact.unsureReason,
			buyer: contact.buyer,
			initiative: contact.initiative,
			language: contact.language,
			outcome: contact.outcome,
			theme_codes: contact.themes,
			obstacle_codes: contact.obstacles
		}))
	);
	await sql`insert into intake_stage select * from json_populate_recordset(null::intake_stage, ${rows}::json)`.execute(
		ctx.db
	);
}

/**
 * All that was staged becomes contacts with their themes and obstacles, in three statements, so that every count is moved
 * once and not once for every part of the file.
 */
export async function insertStaged(ctx: Ctx, importId: string): Promise<void> {
	// The codes stand in the row from the first, in the order of the database, so that the choices change nothing there.
	await sql`
		insert into contact (id, registered_at, source, import_id, happened_on, hour, channel, arena_id, programme_id, gender,
			seller, unsure_reason, buyer, initiative, language, outcome, theme_codes, obstacle_codes)
		select id, ${ctx.now}, 'imported', ${importId}, happened_on, hour, channel, arena_id, programme_id, gender,
			seller, unsure_reason, buyer, initiative, language, outcome,
			case when cardinality(theme_codes) < 2 then theme_codes
				else array(select code from unnest(theme_codes) code order by code) end,
			case when cardinality(obstacle_codes) < 2 then obstacle_codes
				else array(select code from unnest(obstacle_codes) code order by code) end
		from intake_stage`.execute(ctx.db);
	await sql`
		insert into contact_theme_choice (contact_id, theme_code)
		select id, unnest(theme_codes) from intake_stage`.execute(ctx.db);
	await sql`
		insert into contact_obstacle_choice (contact_id, obstacle_code)
		select id, unnest(obstacle_codes) from intake_stage`.execute(ctx.db);
}

/** @returns how many contacts of an import still stood, and are gone now. */
export async function deleteIncoming(ctx: Ctx, importId: string): Promise<number> {
	const result = await ctx.db.deleteFrom('contact').where('importId', '=', importId).executeTakeFirst();
	return Number(result.numDeletedRows);
}

/** Contacts that are there already in a period, but those of the import itself. */
export async function countStanding(ctx: Ctx, from: string, to: string): Promise<number> {
	const { rows } = await sql<{ count: number }>`
		select coalesce(sum(count), 0)::int as count from report_count
		where dimension = 'all' and month between date_trunc('month', ${from}::date) and ${to}::date`.execute(ctx.db);
	return rows[0]!.count;
}

export interface Names {
	programmes: { id: string; name: string }[];
	themes: { code: string; labelNb: string | null; labelEn: string | null }[];
	obstacles: string[];
}

/** What programmes, themes and obstacles are called today. */
export async function selectNames(ctx: Ctx): Promise<Names> {
	const [programmes, themes, obstacles] = await Promise.all([
		ctx.db.selectFrom('programme').select(['id', 'name']).execute(),
		ctx.db.selectFrom('contactTheme').select(['code', 'labelNb', 'labelEn']).orderBy('position').execute(),
		ctx.db.selectFrom('contactObstacle').select('code').orderBy('position').execute()
	]);
	return { programmes, themes, obstacles: obstacles.map(({ code }) => code) };
}

const intakes = (ctx: Ctx) =>
	ctx.db
		.selectFrom('intakeImport')
		.select([
			'id',
			'fileName',
			'state',
			'createdAt',
			'header',
			sql<(IntakeField | '')[]>`columns`.as('columns'),
			'words',
			'lineCount',
			'linesDone',
			'contactCount',
			'firstDay',
			'lastDay',
			'finishedAt',
			'undoneAt',
			'fault'
		]);
