import { appendEntry } from '#audit';
import { inTransaction, type Ctx } from '#db';
import { LyktError } from '#shared/errors.ts';
import { isId, newId } from '#shared/ids.ts';
import { no, yes, type Outcome } from '#shared/outcome.ts';
import { may } from '#staff';
import {
	deletePublication,
	deleteSection,
	insertPublication,
	insertSections,
	lockPublication,
	reorderSections,
	selectFrozen,
	selectSections,
	updateSection,
	updateTitle
} from './publication.db.ts';
import type { NewSection, PublicationInput, Section } from './publication.ts';

/**
 * Begins a year report with the sections that are given: a template in the writer's language, or none.
 * @throws LyktError `forbidden`.
 */
export function createPublication(
	ctx: Ctx,
	input: PublicationInput,
	sections: readonly NewSection[]
): Promise<{ ok: true; id: string }> {
	mustWrite(ctx);
	return inTransaction(ctx, async (ctx) => {
		const id = newId();
		await insertPublication(ctx, id, input);
		await insertSections(
			ctx,
			id,
			sections.map((section) => ({ ...section, id: newId() }))
		);
		await appendEntry(ctx, 'publication.create', 'publication', id);
		return yes({ id });
	});
}

/** Gives a report another title; copies that are frozen keep theirs. @throws LyktError `forbidden`, `notFound`. */
export function renamePublication(ctx: Ctx, id: string, title: PublicationInput['title']): Promise<void> {
	return write(ctx, id, 'publication.rename', (ctx) => updateTitle(ctx, id, title));
}

/** A section behind the others. @throws LyktError `forbidden`, `notFound`. */
export function addSection(ctx: Ctx, id: string, section: NewSection): Promise<void> {
	return write(ctx, id, 'publication.addSection', (ctx) => insertSections(ctx, id, [{ ...section, id: newId() }]));
}

/** @throws LyktError `forbidden`, `notFound`: also when somebody has taken the section away meanwhile. */
export function saveSection(ctx: Ctx, id: string, section: Section): Promise<void> {
	return write(ctx, id, 'publication.saveSection', async (ctx) => {
		if (!isId(section.id) || !(await updateSection(ctx, id, section))) throw new LyktError('notFound');
	});
}

/** One place up or down; the first cannot go up, and stays. @throws LyktError `forbidden`, `notFound`. */
export function moveSection(ctx: Ctx, id: string, sectionId: string, direction: 'up' | 'down'): Promise<void> {
	return write(ctx, id, 'publication.moveSection', async (ctx) => {
		const ids = (await selectSections(ctx, id)).map((section) => section.id);
		const from = ids.indexOf(sectionId);
		const to = direction === 'up' ? from - 1 : from + 1;
		if (from < 0 || to < 0 || to >= ids.length) return;
		ids.splice(to, 0, ...ids.splice(from, 1));
		await reorderSections(ctx, id, ids);
	});
}

/** @throws LyktError `forbidden`, `notFound`. */
export function removeSection(ctx: Ctx, id: string, sectionId: string): Promise<void> {
	return write(ctx, id, 'publication.removeSection', async (ctx) => {
		if (isId(sectionId)) await deleteSection(ctx, id, sectionId);
	});
}

/**
 * Throws a report away that was never frozen; a frozen copy stands for good.
 * @throws LyktError `forbidden`, `notFound`.
 */
export function removePublication(ctx: Ctx, id: string): Promise<Outcome<object, 'isFrozen'>> {
	mustWrite(ctx);
	return inTransaction(ctx, async (ctx) => {
		if (!isId(id) || !(await lockPublication(ctx, id))) throw new LyktError('notFound');
		if ((await selectFrozen(ctx, id)).length > 0) return no('isFrozen');
		await deletePublication(ctx, id);
		await appendEntry(ctx, 'publication.remove', 'publication', id);
		return yes({});
	});
}

function write(ctx: Ctx, id: string, action: string, work: (ctx: Ctx) => Promise<void>): Promise<void> {
	mustWrite(ctx);
	return inTransaction(ctx, async (ctx) => {
		if (!isId(id) || !(await lockPublication(ctx, id))) throw new LyktError('notFound');
		await work(ctx);
		await appendEntry(ctx, action, 'publication', id);
	});
}

function mustWrite(ctx: Ctx): void {
	if (!may(ctx.actor, 'publication.write')) throw new LyktError('forbidden');
}
