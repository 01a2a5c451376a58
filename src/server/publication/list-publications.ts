import * as v from 'valibot';
import type { Ctx } from '#db';
import { LyktError } from '#shared/errors.ts';
import { isId } from '#shared/ids.ts';
import { may } from '#staff';
import { reportDocument, type ReportDocument } from './document.ts';
import { findFrozen, selectFrozen, selectPublication, selectPublications, selectSections } from './publication.db.ts';
import type { FrozenPublication, Material, Publication, Section } from './publication.ts';

/** A report with how often it was frozen. */
export interface ListedPublication extends Publication {
	frozen: FrozenPublication[];
}

/**
 * All year reports, latest year first, each with its frozen copies, latest first.
 * @throws LyktError `forbidden`.
 */
export async function listPublications(ctx: Ctx): Promise<ListedPublication[]> {
	if (!may(ctx.actor, 'publication.read')) throw new LyktError('forbidden');
	const [publications, frozen] = await Promise.all([selectPublications(ctx), selectFrozen(ctx)]);
	const copies = Map.groupBy(frozen, ({ publicationId }) => publicationId);
	return publications.map((publication) => ({ ...publication, frozen: copies.get(publication.id) ?? [] }));
}

/**
 * One report with its sections in order and its frozen copies.
 * @throws LyktError `notFound`, also for whoever may not read reports.
 */
export async function getPublication(ctx: Ctx, id: string): Promise<ListedPublication & { sections: Section[] }> {
	const publication = may(ctx.actor, 'publication.read') && isId(id) ? await selectPublication(ctx, id) : undefined;
	if (!publication) throw new LyktError('notFound');
	const [sections, frozen] = await Promise.all([selectSections(ctx, id), selectFrozen(ctx, id)]);
	return { ...publication, sections, frozen };
}

/**
 * A frozen copy: its values, and the document that every output is written from.
 * @throws LyktError `notFound`.
 */
export async function getFrozen(
	ctx: Ctx,
	id: string,
	version: number
): Promise<{ document: ReportDocument; material: Material[]; hash: string }> {
	const isAsked = may(ctx.actor, 'publication.read') && isId(id) && Number.isInteger(version) && version > 0;
	const frozen = isAsked && version < 32_768 ? await findFrozen(ctx, id, version) : undefined;
	if (!frozen) throw new LyktError('notFound');
	const document = v.parse(reportDocument, frozen.document);
	return { document, material: frozen.figures as Material[], hash: frozen.hash };
}
