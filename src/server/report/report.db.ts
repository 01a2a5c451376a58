import { sql, type RawBuilder } from 'kysely';
import type { Ctx } from '#db';
import type { ArenaTally, Counts, Tally, ThemeWords } from './figures.ts';
import type { Division, Period } from './report.ts';

/** What each count knows by itself: when, where, and in which programme. */
type PlaceOrTime = Extract<Division, 'quarter' | 'arenaClass' | 'programme'>;

/** What is counted: whole months from the counts that are kept, single days from the rows; narrowed, and divided. */
export interface Asked {
	months?: Period;
	days: readonly Period[];
	arenaClass?: string;
	programmeId?: string;
	by?: PlaceOrTime;
}

/** Everything that figures of contacts are made of, for one part (or the whole, under the empty name). */
export interface ContactFacts {
	counts: Counts;
	arenas: ArenaTally[];
}

/**
 * Everything of a year, by its parts. By time or place from the counts of one answer; by another answer from those of two,
 * which stand by the quarter.
 */
export async function selectParts(ctx: Ctx, year: Period, division: Division): Promise<Map<string, ContactFacts>> {
	const months = { from: year.from, to: `${year.to.slice(0, 7)}-01` };
	if (division === 'quarter' || division === 'arenaClass' || division === 'programme') {
		return selectFacts(ctx, { months, days: [], by: division });
	}
	const { rows: counts } = await sql<Tally & { dimension: string; slice: string }>`
		select dimension_b as dimension, code_b as code, code_a as slice, sum(contacts)::int as count
		from report_quarterly_pairs
		where dimension_a = ${division} and dimension_b = any (${dimensions}::text[])
			and quarter between ${year.from}::date and ${year.to}::date
		group by 1, 2, 3 having sum(contacts) > 0`.execute(ctx.db);
	const { rows: arenas } = await sql<ArenaTally & { slice: string }>`
		select arena.class, arena.code_name, '' as channel, cell.code as slice, sum(cell.count)::int as count
		from report_count cell left join arena on arena.id = cell.arena_id
		where cell.dimension = ${division} and cell.month between ${months.from}::date and ${months.to}::date
		group by 1, 2, 4 having sum(cell.count) > 0`.execute(ctx.db);
	const all = [...Map.groupBy(arenas, ({ slice }) => slice)].map(([slice, same]) => ({
		...{ dimension: 'all', code: '', slice },
		count: same.reduce((sum, { count }) => sum + count, 0)
	}));
	return bySlice([...all, ...counts], arenas);
}

/** Counts of contacts in every dimension but the sets of themes, in one statement, whatever the number of contacts. */
export async function selectFacts(ctx: Ctx, asked: Asked): Promise<Map<string, ContactFacts>> {
	const [counts, arenas] = [await selectCounts(ctx, asked), await selectArenas(ctx, asked)];
	return bySlice(counts, arenas);
}

function bySlice(
	counts: readonly (Tally & { dimension: string; slice: string })[],
	arenas: readonly (ArenaTally & { slice: string })[]
): Map<string, ContactFacts> {
	const slices = new Set([...counts, ...arenas].map(({ slice }) => slice));
	return new Map(
		[...slices].map((slice) => [
			slice,
			{
				counts: byDimension(counts.filter((row) => row.slice === slice)),
				arenas: arenas.filter((row) => row.slice === slice)
			}
		])
	);
}

/** The themes as the lead keeps them, those that count for themselves, in the order of the form. */
export async function selectThemes(ctx: Ctx): Promise<ThemeWords[]> {
	const { rows } = await sql<{
		code: string;
		parentCode: string | null;
		labelNb: string | null;
		labelEn: string | null;
	}>`
		select theme.code, nullif(now.top_code, theme.code) as parent_code, theme.label_nb, theme.label_en
		from contact_theme theme join contact_theme_now now using (code)
		where now.into_code = theme.code order by theme.position, theme.code`.execute(ctx.db);
	return rows.map(({ code, parentCode, labelNb: nb, labelEn: en }) => ({
		...{ code, parentCode },
		...(nb === null && en === null ? {} : { labels: { nb, en } })
	}));
}

/** Every dimension that figures read. The sets of themes are many and stay out of the way. */
const dimensions = [
	'all',
	'gender',
	'seller',
	'unsureReason',
	'buyer',
	'initiative',
	'language',
	'outcome',
	'weekday',
	'hour',
	'themed',
	'theme',
	'themeTop',
	'obstacle'
];

async function selectCounts(ctx: Ctx, asked: Asked): Promise<(Tally & { dimension: string; slice: string })[]> {
	const { rows } = await sql<Tally & { dimension: string; slice: string }>`
		select dimension, code, slice, sum(count)::int as count
		from (${cells(asked, dimensions, sql`cell.code`)}) cell group by 1, 2, 3 having sum(count) > 0`.execute(ctx.db);
	return rows;
}

async function selectArenas(ctx: Ctx, asked: Asked): Promise<(ArenaTally & { slice: string })[]> {
	const { rows } = await sql<ArenaTally & { slice: string }>`
		select class, code_name, code as channel, slice, sum(count)::int as count
		from (${cells(asked, ['channel'], sql`cell.code`)}) cell group by 1, 2, 3, 4 having sum(count) > 0`.execute(ctx.db);
	return rows;
}

/** Kept counts and standing rows under the same names. Both are narrowed before they are put together. */
function cells(asked: Asked, wanted: readonly string[], code: RawBuilder<unknown>): RawBuilder<unknown> {
	const parts = [];
	const narrowed = sql`
		${asked.arenaClass === undefined ? sql`` : sql`and arena.class = ${asked.arenaClass}`}
		${asked.programmeId === undefined ? sql`` : sql`and cell.programme_id = ${asked.programmeId}::uuid`}`;
	if (asked.months) {
		parts.push(sql`
			select cell.dimension, ${code} as code, arena.class, arena.code_name, ${sliceOf(asked.by, sql`cell.month`)} as slice,
				sum(cell.count) as count
			from report_count cell left join arena on arena.id = cell.arena_id
			where cell.dimension = any (${wanted}::text[])
				and cell.month between ${asked.months.from}::date and ${asked.months.to}::date ${narrowed}
			group by 1, 2, 3, 4, 5`);
	}
	for (const days of asked.days) {
		parts.push(sql`
			select cell.dimension, ${code} as code, arena.class, arena.code_name, ${sliceOf(asked.by, sql`cell.happened_on`)} as slice,
				count(*) as count
			from report_contact_cell cell left join arena on arena.id = cell.arena_id
			where cell.dimension = any (${wanted}::text[])
				and cell.happened_on between ${days.from}::date and ${days.to}::date ${narrowed}
			group by 1, 2, 3, 4, 5`);
	}
	return sql.join(parts, sql` union all `);
}

function sliceOf(by: PlaceOrTime | undefined, day: RawBuilder<unknown>): RawBuilder<unknown> {
	if (by === 'quarter') return sql`date_trunc('quarter', ${day})::date::text`;
	if (by === 'arenaClass') return sql`coalesce(arena.class, 'none')`;
	if (by === 'programme') return sql`coalesce(cell.programme_id::text, 'none')`;
	return sql`''`;
}

function byDimension(rows: readonly (Tally & { dimension: string })[]): Counts {
	return new Map(
		[...Map.groupBy(rows, ({ dimension }) => dimension)].map(([dimension, tallies]) => [
			dimension,
			tallies.map(({ code, count }) => ({ code, count }))
		])
	);
}
