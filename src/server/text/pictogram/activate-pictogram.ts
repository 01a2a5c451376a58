import { appendEntry } from '#audit';
import { inTransaction, type Ctx } from '#db';
import { no, yes, type Outcome } from '#shared/outcome.ts';
import { may } from '#staff';
import { findVersion, lockPictogram, selectRounds, updatePictogram } from './pictogram.db.ts';

/**
 * Takes a version into use; the one that was in use steps back. The database too refuses a version without a round of at
 * least five (R55). What campaigns have chosen earlier does not change.
 */
export async function activateVersion(
	ctx: Ctx,
	versionId: string
): Promise<Outcome<object, 'forbidden' | 'notFound' | 'notTested'>> {
	if (!may(ctx.actor, 'pictogram.write')) return no('forbidden');
	return inTransaction(ctx, async (ctx) => {
		const version = await findVersion(ctx, versionId);
		if (!version || !(await lockPictogram(ctx, version.pictogramId))) return no('notFound');
		if (!(await selectRounds(ctx, [versionId])).length) return no('notTested');
		await updatePictogram(ctx, version.pictogramId, { activeVersionId: versionId });
		await appendEntry(ctx, 'pictogram.activate', 'pictogramVersion', versionId);
		return yes({});
	});
}

/** Takes a pictogram out of use: no new campaign can choose it. */
export async function withdrawPictogram(ctx: Ctx, id: string): Promise<Outcome<object, 'forbidden' | 'notFound'>> {
	if (!may(ctx.actor, 'pictogram.write')) return no('forbidden');
	return inTransaction(ctx, async (ctx) => {
		if (!(await lockPictogram(ctx, id))) return no('notFound');
		await updatePictogram(ctx, id, { activeVersionId: null });
		await appendEntry(ctx, 'pictogram.withdraw', 'pictogram', id);
		return yes({});
	});
}
