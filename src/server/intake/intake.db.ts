import { sql } from 'kysely';
import type { Ctx } from '#db';
import type { IntakeField } from './fields.ts';
import type { IncomingAnswers, Intake, ReadLine, WordMeanings } from './intake.ts';

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

/** From here to `countImport` nothing of this import is counted, and nobody who registers waits for it. */
export async function countLater(ctx: Ctx, importId: string): Promise<void> {
	await sql`select report_count_later(${importId})`.execute(ctx.db);
}

/** Counts all that an import has written, at once. Until this transaction is over, everybody else who counts waits. */
export async function countImport(ctx: Ctx, importId: string): Promise<void> {
	await sql`select report_count_import(${importId})`.execute(ctx.db);
}

/** Writes some lines of an import as contacts. What they say is sent once for all lines that say the same. */
export async function insertIncoming(
	ctx: Ctx,
	importId: string,
	lines: readonly Omit<ReadLine, 'ok'>[]
): Promise<void> {
	const said = new Map<IncomingAnswers, number>();
	for (const { answers } of lines) if (!said.has(answers)) said.set(answers, said.size);
	const days = `{${lines.map(({ happenedOn }) => happenedOn).join()}}`;
	const hours = `{${lines.map(({ hour }) => hour ?? 'null').join()}}`;
	const places = `{${lines.map(({ answers }) => said.get(answers)).join()}}`;
	await sql`
		insert into contact (id, registered_at, source, import_id, happened_on, hour, channel, arena_id, programme_id, gender,
			seller, unsure_reason, buyer, initiative, language, outcome, theme_codes, obstacle_codes)
		select uuidv7(), ${ctx.now}, 'imported', ${importId}, line.happened_on, line.hour, channel, arena_id, programme_id, gender,
			seller, unsure_reason, buyer, initiative, language, outcome, theme_codes, obstacle_codes
		from unnest(${days}::date[], ${hours}::smallint[], ${places}::integer[]) line (happened_on, hour, place)
		join json_to_recordset(${JSON.stringify([...said].map(([answers, place]) => answersRow(answers, place)))}::json) said (
			place integer, channel text, arena_id uuid, programme_id uuid, gender text, seller text, unsure_reason text, buyer text,
			initiative text, language text, outcome text, theme_codes text[], obstacle_codes text[]) using (place)`.execute(ctx.db);
}

const answersRow = (answers: IncomingAnswers, place: number) => ({
	place,
	channel: answers.channel,
	arena_id: answers.arenaId,
	programme_id: answers.programmeId,
	gender: answers.gender,
	seller: answers.seller,
	unsure_reason: answers.unsureReason,
	buyer: answers.buyer,
	initiative: answers.initiative,
	language: answers.language,
	outcome: answers.outcome,
	theme_codes: answers.themes.toSorted(),
	obstacle_codes: answers.obstacles.toSorted()
});

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
