import { appendEntry } from '#audit';
import { inTransaction, type Ctx } from '#db';
import { newId } from '#shared/ids.ts';
import { no, yes, type Outcome } from '#shared/outcome.ts';
import { may } from '#staff';
import { findDrawing } from './drawings.ts';
import {
	findLastNumber,
	insertPictogram,
	insertVersion,
	lockPictogram,
	selectVersions,
	updatePictogram
} from './pictogram.db.ts';
import type { PictogramInput, PictogramVersion } from './pictogram.ts';

/** Makes a pictogram with its first version (R55). Nobody has been asked about it yet, so it is not in use. */
export async function createPictogram(
	ctx: Ctx,
	input: PictogramInput
): Promise<Outcome<{ id: string; versionId: string }, 'forbidden' | 'unknownDrawing'>> {
	if (!may(ctx.actor, 'pictogram.write')) return no('forbidden');
	if (!(await areKnown(input))) return no('unknownDrawing');
	return inTransaction(ctx, async (ctx) => {
		const id = newId();
		await insertPictogram(ctx, { id, name: input.name });
		const versionId = await addVersion(ctx, id, input);
		await appendEntry(ctx, 'pictogram.create', 'pictogram', id);
		return yes({ id, versionId });
	});
}

/**
 * Changes a pictogram by making its next version; the old ones stay as they are, with what people said about them. The
 * active version stays active. A change of nothing but the name makes no version. @returns the version that stands.
 */
export async function changePictogram(
	ctx: Ctx,
	id: string,
	input: PictogramInput
): Promise<Outcome<{ versionId: string; isNew: boolean }, 'forbidden' | 'notFound' | 'unknownDrawing'>> {
	if (!may(ctx.actor, 'pictogram.write')) return no('forbidden');
	if (!(await areKnown(input))) return no('unknownDrawing');
	return inTransaction(ctx, async (ctx) => {
		const pictogram = await lockPictogram(ctx, id);
		if (!pictogram) return no('notFound');
		if (pictogram.name !== input.name) await updatePictogram(ctx, id, { name: input.name });
		const [newest] = await selectVersions(ctx, [id]);
		const isNew = !newest || !isSame(newest, input);
		const versionId = isNew ? await addVersion(ctx, id, input) : newest.id;
		await appendEntry(ctx, 'pictogram.change', 'pictogram', id, isNew ? 'newVersion' : 'sameVersion');
		return yes({ versionId, isNew });
	});
}

async function addVersion(ctx: Ctx, pictogramId: string, input: PictogramInput): Promise<string> {
	const id = newId();
	const number = (await findLastNumber(ctx, pictogramId)) + 1;
	const { language, alt, tiles } = input;
	await insertVersion(ctx, { id, pictogramId, number, language, alt, tiles });
	return id;
}

async function areKnown({ tiles }: PictogramInput): Promise<boolean> {
	const drawings = await Promise.all(tiles.map(({ drawing }) => findDrawing(drawing)));
	return drawings.every((drawing) => drawing !== undefined);
}

const isSame = (version: PictogramVersion, { language, alt, tiles }: PictogramInput): boolean =>
	JSON.stringify([version.language, version.alt, version.tiles.map(({ drawing, caption }) => [drawing, caption])]) ===
	JSON.stringify([language, alt, tiles.map(({ drawing, caption }) => [drawing, caption])]);
