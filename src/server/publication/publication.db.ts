import { sql } from 'kysely';
import type { Ctx } from '#db';
import type { FrozenPublication, Material, NewSection, Publication, PublicationInput, Section } from './publication.ts';

export async function insertPublication(ctx: Ctx, id: string, input: PublicationInput): Promise<void> {
	await ctx.db
		.insertInto('publication')
		.values({ id, ...input, createdAt: ctx.now })
		.execute();
}

export async function updateTitle(ctx: Ctx, id: string, title: string): Promise<void> {
	await ctx.db.updateTable('publication').set({ title }).where('id', '=', id).execute();
}

export async function deletePublication(ctx: Ctx, id: string): Promise<void> {
	await ctx.db.deleteFrom('publication').where('id', '=', id).execute();
}

/** One writer at a time: sections are numbered, and a copy is of one state. */
export async function lockPublication(ctx: Ctx, id: string): Promise<Publication | undefined> {
	return (await rows(ctx).where('id', '=', id).forUpdate().executeTakeFirst()) as Publication | undefined;
}

export async function selectPublication(ctx: Ctx, id: string): Promise<Publication | undefined> {
	return (await rows(ctx).where('id', '=', id).executeTakeFirst()) as Publication | undefined;
}

export async function selectPublications(ctx: Ctx): Promise<Publication[]> {
	return (await rows(ctx).orderBy('year', 'desc').orderBy('createdAt', 'desc').execute()) as Publication[];
}

const rows = (ctx: Ctx) =>
	ctx.db.selectFrom('publication').select(['id', 'year', 'title', 'programmeId', 'view', 'language']);

export async function selectSections(ctx: Ctx, publicationId: string): Promise<Section[]> {
	const sections = await ctx.db
		.selectFrom('publicationSection')
		.select(['id', 'heading', 'body', 'note', 'isInternal', 'figures', 'quotes'])
		.where('publicationId', '=', publicationId)
		.orderBy('position')
		.execute();
	return sections as Section[];
}

/** Behind those that are there. */
export async function insertSections(
	ctx: Ctx,
	publicationId: string,
	sections: readonly (NewSection & { id: string })[]
): Promise<void> {
	if (sections.length === 0) return;
	const { next } = await ctx.db
		.selectFrom('publicationSection')
		.select(sql<number>`coalesce(max(position) + 1, 0)`.as('next'))
		.where('publicationId', '=', publicationId)
		.executeTakeFirstOrThrow();
	await ctx.db
		.insertInto('publicationSection')
		.values(
			sections.map(({ id, heading, body, note, isInternal, figures, quotes }, place) => ({
				...{ id, publicationId, position: next + place, heading, body, note, isInternal, figures, quotes }
			}))
		)
		.execute();
}

export async function updateSection(ctx: Ctx, publicationId: string, { id, ...section }: Section): Promise<boolean> {
	const { heading, body, note, isInternal, figures, quotes } = section;
	const row = await ctx.db
		.updateTable('publicationSection')
		.set({ heading, body, note, isInternal, figures, quotes })
		.where('id', '=', id)
		.where('publicationId', '=', publicationId)
		.returning('id')
		.executeTakeFirst();
	return row !== undefined;
}

export async function deleteSection(ctx: Ctx, publicationId: string, id: string): Promise<void> {
	await ctx.db
		.deleteFrom('publicationSection')
		.where('id', '=', id)
		.where('publicationId', '=', publicationId)
		.execute();
}

/** All of them in the order given, in one statement. */
export async function reorderSections(ctx: Ctx, publicationId: string, ids: readonly string[]): Promise<void> {
	await sql`update publication_section section set position = wanted.place - 1
		from unnest(${ids}::uuid[]) with ordinality wanted (id, place)
		where section.id = wanted.id and section.publication_id = ${publicationId}`.execute(ctx.db);
}

export async function insertFrozen(
	ctx: Ctx,
	frozen: {
		id: string;
		publication: Publication;
		version: number;
		figures: readonly Material[];
		definitions: object;
		document: object;
		hash: Buffer;
	}
): Promise<void> {
	const { id, publication, version, figures, definitions, document, hash } = frozen;
	await ctx.db
		.insertInto('publicationFrozen')
		.values({
			...{ id, version, publicationId: publication.id, view: publication.view, year: publication.year },
			frozenAt: ctx.now,
			frozenBy: ctx.actor.kind === 'staff' ? ctx.actor.id : null,
			figures: JSON.stringify(figures),
			definitions: JSON.stringify(definitions),
			document: JSON.stringify(document),
			figuresHash: hash
		})
		.execute();
}

export async function selectFrozen(ctx: Ctx, publicationId?: string): Promise<FrozenPublication[]> {
	let query = ctx.db
		.selectFrom('publicationFrozen')
		.select([
			'publicationId',
			'version',
			'view',
			'year',
			'frozenAt',
			sql<string>`encode(figures_hash, 'hex')`.as('hash')
		])
		.orderBy('version', 'desc');
	if (publicationId) query = query.where('publicationId', '=', publicationId);
	return (await query.execute()) as FrozenPublication[];
}

export async function findFrozen(
	ctx: Ctx,
	publicationId: string,
	version: number
): Promise<{ figures: unknown; document: unknown; definitions: unknown; hash: string } | undefined> {
	return ctx.db
		.selectFrom('publicationFrozen')
		.select(['figures', 'document', 'definitions', sql<string>`encode(figures_hash, 'hex')`.as('hash')])
		.where('publicationId', '=', publicationId)
		.where('version', '=', version)
		.executeTakeFirst();
}

/** What was published of a year, by all reports: anybody may lay them beside each other. */
export async function selectPublished(ctx: Ctx, year: number): Promise<Material[]> {
	const frozen = await ctx.db
		.selectFrom('publicationFrozen')
		.select('figures')
		.where('view', '=', 'public')
		.where('year', '=', year)
		.orderBy('frozenAt')
		.execute();
	return frozen.flatMap(({ figures }) => figures as unknown as Material[]);
}
