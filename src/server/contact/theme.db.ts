import { sql } from 'kysely';
import type { Ctx } from '#db';
import type { Obstacle } from './contact.ts';
import type { Theme } from './theme.ts';

/** In the order of the form: each theme of the upper level, followed by those below it. */
export async function selectThemes(ctx: Pick<Ctx, 'db'>): Promise<Theme[]> {
	const rows = await ctx.db
		.selectFrom('contactTheme as theme')
		.leftJoin('contactTheme as top', 'top.code', 'theme.parentCode')
		.select([
			'theme.code',
			'theme.parentCode',
			'theme.labelNb',
			'theme.labelEn',
			'theme.mergedIntoCode',
			'theme.isHeavy',
			sql<boolean>`theme.retired_at is not null`.as('isRetired')
		])
		.orderBy(sql`coalesce(top.position, theme.position), coalesce(top.code, theme.code), theme.parent_code nulls first`)
		.orderBy('theme.position')
		.orderBy('theme.code')
		.execute();
	return rows;
}

/** Themes are changed one at a time: what is decided is decided on what stands. */
export async function lockThemes(ctx: Ctx): Promise<Theme[]> {
	await sql`select pg_advisory_xact_lock(hashtext('contact_theme'))`.execute(ctx.db);
	return selectThemes(ctx);
}

export async function insertTheme(
	ctx: Ctx,
	theme: Pick<Theme, 'code' | 'parentCode' | 'labelNb' | 'labelEn'>
): Promise<void> {
	const { code, parentCode, labelNb, labelEn } = theme;
	await ctx.db
		.insertInto('contactTheme')
		.values({
			code,
			parentCode,
			labelNb,
			labelEn,
			position: sql<number>`(select coalesce(max(position), 0) + 1 from contact_theme
				where parent_code is not distinct from ${parentCode})`
		})
		.execute();
}

export async function updateLabels(
	ctx: Ctx,
	code: string,
	labelNb: string | null,
	labelEn: string | null
): Promise<void> {
	await ctx.db.updateTable('contactTheme').set({ labelNb, labelEn }).where('code', '=', code).execute();
}

export async function updateMerge(ctx: Ctx, code: string, into: string | null): Promise<void> {
	await ctx.db.updateTable('contactTheme').set({ mergedIntoCode: into }).where('code', '=', code).execute();
}

export async function updateThemeRetired(ctx: Ctx, code: string, isRetired: boolean): Promise<void> {
	await ctx.db
		.updateTable('contactTheme')
		.set({ retiredAt: isRetired ? ctx.now : null })
		.where('code', '=', code)
		.execute();
}

export async function updateHeavy(ctx: Ctx, code: string, isHeavy: boolean): Promise<void> {
	await ctx.db.updateTable('contactTheme').set({ isHeavy }).where('code', '=', code).execute();
}

/** How many contacts chose each theme, test entries left out; themes that nobody chose are not there. */
export async function countChoices(ctx: Ctx): Promise<Map<string, number>> {
	const { rows } = await sql<{ themeCode: string; count: number }>`
		select theme_code, count(*) from contact cross join lateral unnest(theme_codes) theme_code
		where not is_test group by 1`.execute(ctx.db);
	return new Map(rows.map(({ themeCode, count }) => [themeCode, count]));
}

export async function selectObstacles(ctx: Pick<Ctx, 'db'>): Promise<{ code: Obstacle; isRetired: boolean }[]> {
	const rows = await ctx.db
		.selectFrom('contactObstacle')
		.select(['code', sql<boolean>`retired_at is not null`.as('isRetired')])
		.orderBy('position')
		.execute();
	return rows.map(({ code, isRetired }) => ({ code: code as Obstacle, isRetired }));
}

export async function updateObstacleRetired(ctx: Ctx, code: string, isRetired: boolean): Promise<boolean> {
	const row = await ctx.db
		.updateTable('contactObstacle')
		.set({ retiredAt: isRetired ? ctx.now : null })
		.where('code', '=', code)
		.returning('code')
		.executeTakeFirst();
	return row !== undefined;
}
