import { sql, type RawBuilder } from 'kysely';
import type { Ctx } from '#db';
import { isAnswer, type Dimension, type KeptQuestion, type Question, type Span } from './question.ts';

/** A count under one or two codes. */
export interface Cell {
	a: string;
	b: string;
	count: number;
}

type Narrowed = Pick<Question, 'rows' | 'columns' | 'arenaClass' | 'programmeId'>;

/** Contacts, from the counts that are kept by the month; two answers of one contact from those kept by the quarter. */
export async function countContacts(ctx: Ctx, question: Narrowed, { from, to }: Span): Promise<Cell[]> {
	const { rows: a, columns: b } = question;
	const answer = [a, b].filter((dimension) => dimension !== null && isAnswer(dimension));
	const source =
		answer.length === 2
			? sql`select quarter as month, programme_id, arena_id, code_a, code_b, contacts from report_quarterly_pairs
				where dimension_a = ${a} and dimension_b = ${b} and quarter between ${from}::date and ${to}::date`
			: sql`select month, programme_id, arena_id, code as code_a, code as code_b, count as contacts from report_count
				where dimension = ${answer[0] ?? 'all'} and month between ${from}::date and ${to}::date`;
	const { rows } = await sql<Cell>`
		select ${contactCode(a, sql`c.code_a`)} as a, ${contactCode(b, sql`c.code_b`)} as b, sum(c.contacts)::int as count
		from (${source}) c left join arena on arena.id = c.arena_id
		where true ${narrow(question)} ${question.programmeId === null ? sql`` : sql`and c.programme_id = ${question.programmeId}::uuid`}
		group by 1, 2 having sum(c.contacts) <> 0`.execute(ctx.db);
	return rows;
}

/** All contacts of a span. */
export async function countAll(ctx: Ctx, question: Narrowed, span: Span): Promise<number> {
	const cells = await countContacts(ctx, { ...question, rows: 'year', columns: null }, span);
	return cells.reduce((sum, { count }) => sum + count, 0);
}

/** Presences that were held: how many, their hours, or the contacts counted on them. */
export async function countPresences(
	ctx: Ctx,
	what: 'presences' | 'presenceHours' | 'presenceContacts',
	question: Narrowed,
	{ from, to }: Span
): Promise<Cell[]> {
	const counted = {
		presences: sql`count(*)`,
		presenceHours: sql`round(sum(extract(epoch from p.held_until - p.held_from)) / 3600)`,
		presenceContacts: sql`sum(p.contacts)`
	}[what];
	const { rows } = await sql<Cell>`
		select ${dayCode(question.rows, sql`p.day`)} as a, ${dayCode(question.columns, sql`p.day`)} as b, ${counted}::int as count
		from arena_presence p join arena on arena.id = p.arena_id
		where p.held_until is not null and p.day between ${from}::date and ${to}::date ${narrow(question)}
		group by 1, 2`.execute(ctx.db);
	return rows;
}

/**
 * Ads in an ordinary week: of each place and kind the mean of the weeks in which it was counted, added up. A week that was
 * not counted is a gap and not 0.
 */
export async function countAds(ctx: Ctx, question: Narrowed, { from, to }: Span): Promise<Cell[]> {
	const code = (dimension: Dimension | null) =>
		dimension === 'category' ? sql`ads.category` : dayCode(dimension, sql`ads.week`);
	const { rows } = await sql<Cell>`
		select a, b, round(sum(mean))::int as count from (
			select ${code(question.rows)} as a, ${code(question.columns)} as b, avg(ads.ads) as mean
			from arena_ad_count ads join arena on arena.id = ads.arena_id
			where ads.week between ${from}::date and ${to}::date ${narrow(question)}
			group by 1, 2, ads.arena_id, ads.category) usual
		group by 1, 2`.execute(ctx.db);
	return rows;
}

export async function selectQuestions(ctx: Ctx, userId: string): Promise<KeptQuestion[]> {
	return questions(ctx)
		.where((eb) => eb.or([eb('isShared', '=', true), eb('createdBy', '=', userId)]))
		.orderBy('name')
		.execute() as Promise<KeptQuestion[]>;
}

export async function findQuestion(ctx: Ctx, id: string): Promise<KeptQuestion | undefined> {
	return (await questions(ctx).where('id', '=', id).executeTakeFirst()) as KeptQuestion | undefined;
}

export async function insertQuestion(
	ctx: Ctx,
	{ rows, columns, ...question }: Question & Pick<KeptQuestion, 'id' | 'name' | 'isShared' | 'createdBy'>
): Promise<void> {
	await ctx.db
		.insertInto('question')
		.values({ ...question, dimensionA: rows, dimensionB: columns, createdAt: ctx.now })
		.execute();
}

export async function updateName(ctx: Ctx, id: string, name: string): Promise<void> {
	await ctx.db.updateTable('question').set({ name }).where('id', '=', id).execute();
}

export async function deleteQuestion(ctx: Ctx, id: string): Promise<void> {
	await ctx.db.deleteFrom('question').where('id', '=', id).execute();
}

export interface Names {
	arenas: { id: string; codeName: string }[];
	programmes: { id: string; name: string }[];
	themes: { code: string; labelNb: string | null; labelEn: string | null }[];
}

/** What codes are called that are not ours to name. */
export async function selectNames(ctx: Ctx): Promise<Names> {
	const [arenas, programmes, themes] = await Promise.all([
		ctx.db.selectFrom('arena').select(['id', 'codeName']).orderBy('codeName').execute(),
		ctx.db.selectFrom('programme').select(['id', 'name']).orderBy('startsOn').execute(),
		ctx.db.selectFrom('contactTheme').select(['code', 'labelNb', 'labelEn']).orderBy('position').execute()
	]);
	return { arenas, programmes, themes };
}

const questions = (ctx: Ctx) =>
	ctx.db
		.selectFrom('question')
		.select([
			...(['id', 'name', 'isShared', 'createdBy', 'measure', 'period', 'fromMonth', 'toMonth'] as const),
			...(['arenaClass', 'programmeId', 'view', 'drawing'] as const),
			'dimensionA as rows',
			'dimensionB as columns'
		]);

const narrow = ({ arenaClass }: Narrowed): RawBuilder<unknown> =>
	arenaClass === null ? sql`` : sql`and arena.class = ${arenaClass}`;

function contactCode(dimension: Dimension | null, answer: RawBuilder<unknown>): RawBuilder<unknown> {
	if (dimension === null) return sql`''`;
	if (isAnswer(dimension)) return answer;
	if (dimension === 'programme') return sql`coalesce(c.programme_id::text, 'none')`;
	return dayCode(dimension, sql`c.month`);
}

/** Of a place or a time. */
function dayCode(dimension: Dimension | null, day: RawBuilder<unknown>): RawBuilder<unknown> {
	if (dimension === 'arenaClass') return sql`coalesce(arena.class, 'none')`;
	if (dimension === 'arena') return sql`coalesce(arena.id::text, 'none')`;
	if (dimension === 'weekday') return sql`extract(isodow from ${day})::text`;
	if (dimension === 'month') return sql`date_trunc('month', ${day})::date::text`;
	if (dimension === 'quarter') return sql`date_trunc('quarter', ${day})::date::text`;
	if (dimension === 'year') return sql`extract(year from ${day})::text`;
	return sql`''`;
}
