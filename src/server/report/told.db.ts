import { sql } from 'kysely';
import type { Ctx } from '#db';
import type { Division, Figure } from './report.ts';
import type { Told, ToldPart } from './told.ts';

/** Two who ask first tell it once: the second waits, and reads what the first has told. */
export async function takeTurn(ctx: Ctx): Promise<void> {
	await sql`select pg_advisory_xact_lock(hashtext('report_told'))`.execute(ctx.db);
}

/** Every edition of a year, the latest first. */
export async function selectTold(ctx: Ctx, year: string): Promise<Told[]> {
	const told = await ctx.db
		.selectFrom('reportTold')
		.leftJoin('reportDivision', 'reportDivision.year', 'reportTold.year')
		.select(['edition', 'toldAt', 'figures', 'madeOf', 'division'])
		.where('reportTold.year', '=', Number(year))
		.orderBy('edition', 'desc')
		.execute();
	if (told.length === 0) return [];
	const parts = await ctx.db
		.selectFrom('reportToldPart')
		.select(['edition', 'codes', 'count', 'figures'])
		.where('year', '=', Number(year))
		.orderBy('position')
		.execute();
	return told.map(({ edition, toldAt, figures, madeOf, division }) => ({
		...{ year, edition, toldAt, madeOf },
		figures: figures as unknown as Figure[],
		division: division as Division | null,
		parts: parts
			.filter((part) => part.edition === edition)
			.map(({ codes, count, figures }) => ({ codes, count, figures: figures as unknown as Figure[] | null }))
	}));
}

export async function findDivision(ctx: Ctx, year: string): Promise<Division | null> {
	const row = await ctx.db
		.selectFrom('reportDivision')
		.select('division')
		.where('year', '=', Number(year))
		.executeTakeFirst();
	return (row?.division as Division | undefined) ?? null;
}

export async function insertTold(
	ctx: Ctx,
	{ year, edition, figures, madeOf }: Pick<Told, 'year' | 'edition' | 'figures' | 'madeOf'>
): Promise<void> {
	await ctx.db
		.insertInto('reportTold')
		.values({ year: Number(year), edition, madeOf, toldAt: ctx.now, figures: JSON.stringify(figures) })
		.execute();
}

export async function insertDivision(ctx: Ctx, year: string, division: Division): Promise<void> {
	await ctx.db
		.insertInto('reportDivision')
		.values({ year: Number(year), division, chosenAt: ctx.now })
		.execute();
}

export async function insertParts(ctx: Ctx, year: string, edition: number, parts: readonly ToldPart[]): Promise<void> {
	if (parts.length === 0) return;
	await ctx.db
		.insertInto('reportToldPart')
		.values(
			parts.map(({ codes, count, figures }, position) => ({
				...{ year: Number(year), edition, position, codes, count },
				figures: figures && JSON.stringify(figures)
			}))
		)
		.execute();
}
