import type { Ctx } from '#db';
import type { Pictogram, PictogramVersion, Round } from './pictogram.ts';

const versionColumns = ['id', 'pictogramId', 'number', 'language', 'alt', 'drawings', 'captions', 'createdAt'] as const;

export async function insertPictogram(ctx: Ctx, row: { id: string; name: string }): Promise<void> {
	const { id, name } = row;
	await ctx.db.insertInto('textPictogram').values({ id, name, createdAt: ctx.now }).execute();
}

/** Takes the pictogram for this transaction: versions get their numbers one at a time. */
export async function lockPictogram(ctx: Ctx, id: string): Promise<Pictogram | undefined> {
	return ctx.db
		.selectFrom('textPictogram')
		.select(['id', 'name', 'activeVersionId', 'createdAt'])
		.where('id', '=', id)
		.forUpdate()
		.executeTakeFirst();
}

export async function selectPictograms(ctx: Ctx): Promise<Pictogram[]> {
	return ctx.db
		.selectFrom('textPictogram')
		.select(['id', 'name', 'activeVersionId', 'createdAt'])
		.orderBy('createdAt', 'desc')
		.execute();
}

export async function selectPictogram(ctx: Ctx, id: string): Promise<Pictogram | undefined> {
	return ctx.db
		.selectFrom('textPictogram')
		.select(['id', 'name', 'activeVersionId', 'createdAt'])
		.where('id', '=', id)
		.executeTakeFirst();
}

export async function updatePictogram(
	ctx: Ctx,
	id: string,
	set: { name?: string; activeVersionId?: string | null }
): Promise<void> {
	await ctx.db.updateTable('textPictogram').set(set).where('id', '=', id).execute();
}

export async function insertVersion(ctx: Ctx, version: Omit<PictogramVersion, 'createdAt'>): Promise<void> {
	const { id, pictogramId, number, language, alt, tiles } = version;
	await ctx.db
		.insertInto('textPictogramVersion')
		.values({
			id,
			pictogramId,
			number,
			language,
			alt,
			drawings: tiles.map((tile) => tile.drawing),
			captions: tiles.map((tile) => tile.caption),
			createdAt: ctx.now
		})
		.execute();
}

export async function findLastNumber(ctx: Ctx, pictogramId: string): Promise<number> {
	const row = await ctx.db
		.selectFrom('textPictogramVersion')
		.select((e) => e.fn.max('number').as('last'))
		.where('pictogramId', '=', pictogramId)
		.executeTakeFirst();
	return row?.last ?? 0;
}

export async function findVersion(ctx: Ctx, id: string): Promise<PictogramVersion | undefined> {
	const row = await ctx.db
		.selectFrom('textPictogramVersion')
		.select(versionColumns)
		.where('id', '=', id)
		.executeTakeFirst();
	return row && toVersion(row);
}

/** All versions of some pictograms, the newest first. */
export async function selectVersions(ctx: Ctx, pictogramIds: string[]): Promise<PictogramVersion[]> {
	if (!pictogramIds.length) return [];
	const rows = await ctx.db
		.selectFrom('textPictogramVersion')
		.select(versionColumns)
		.where('pictogramId', 'in', pictogramIds)
		.orderBy('number', 'desc')
		.execute();
	return rows.map(toVersion);
}

/** The rounds of some versions, the latest first. */
export async function selectRounds(ctx: Ctx, versionIds: string[]): Promise<Round[]> {
	if (!versionIds.length) return [];
	const rows = await ctx.db
		.selectFrom('textPictogramRound')
		.select(['id', 'versionId', 'askedOn', 'asked', 'recognised'])
		.where('versionId', 'in', versionIds)
		.orderBy('askedOn', 'desc')
		.orderBy('recordedAt', 'desc')
		.execute();
	return rows.map(({ id, versionId, askedOn, asked, recognised }) => ({ id, versionId, askedOn, asked, recognised }));
}

export async function insertRound(ctx: Ctx, round: Round): Promise<void> {
	const { id, versionId, askedOn, asked, recognised } = round;
	await ctx.db
		.insertInto('textPictogramRound')
		.values({ id, versionId, askedOn, asked, recognised, recordedAt: ctx.now })
		.execute();
}

export async function deleteRound(ctx: Ctx, id: string): Promise<void> {
	await ctx.db.deleteFrom('textPictogramRound').where('id', '=', id).execute();
}

interface VersionRow {
	id: string;
	pictogramId: string;
	number: number;
	language: string;
	alt: string;
	drawings: string[];
	captions: string[];
	createdAt: Date;
}

function toVersion({ drawings, captions, ...row }: VersionRow): PictogramVersion {
	const { id, pictogramId, number, language, alt, createdAt } = row;
	const tiles = drawings.map((drawing, place) => ({ drawing, caption: captions[place] ?? '' }));
	return { id, pictogramId, number, language, alt, tiles, createdAt };
}
