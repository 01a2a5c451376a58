import { appendEntry } from '#audit';
import { inTransaction, type Ctx } from '#db';
import { localDay } from '#shared/calendar.ts';
import { newId } from '#shared/ids.ts';
import { no, yes, type Outcome } from '#shared/outcome.ts';
import { may } from '#staff';
import { deleteRound, findVersion, insertRound, lockPictogram, selectRounds } from './pictogram.db.ts';
import { leastAsked, type RoundInput } from './pictogram.ts';

type Refusal = 'forbidden' | 'notFound' | 'inFuture' | 'tooFew' | 'moreThanAsked' | 'notEveryTile';

/**
 * Records that a version was shown to at least five people, and how many of them knew each drawing: counts, no persons.
 * @returns the round's id, or why not: `notEveryTile` when a drawing has no count.
 */
export async function recordRound(
	ctx: Ctx,
	versionId: string,
	input: RoundInput
): Promise<Outcome<{ id: string }, Refusal>> {
	if (!may(ctx.actor, 'pictogram.test')) return no('forbidden');
	const { askedOn, asked, recognised } = input;
	if (asked < leastAsked) return no('tooFew');
	if (askedOn > localDay(ctx.now)) return no('inFuture');
	if (recognised.some((count) => count > asked)) return no('moreThanAsked');
	return inTransaction(ctx, async (ctx) => {
		const version = await findVersion(ctx, versionId);
		if (!version) return no('notFound');
		if (recognised.length !== version.tiles.length) return no('notEveryTile');
		const id = newId();
		await insertRound(ctx, { id, versionId, askedOn, asked, recognised });
		await appendEntry(ctx, 'pictogram.round', 'pictogramVersion', versionId);
		return yes({ id });
	});
}

/** Takes away a round that was typed wrong. The only round of an active version stays: take the version out of use first. */
export async function discardRound(
	ctx: Ctx,
	versionId: string,
	roundId: string
): Promise<Outcome<object, 'forbidden' | 'notFound' | 'onlyRound'>> {
	if (!may(ctx.actor, 'pictogram.test')) return no('forbidden');
	return inTransaction(ctx, async (ctx) => {
		const version = await findVersion(ctx, versionId);
		const pictogram = version && (await lockPictogram(ctx, version.pictogramId));
		const rounds = await selectRounds(ctx, [versionId]);
		if (!rounds.some(({ id }) => id === roundId)) return no('notFound');
		if (pictogram?.activeVersionId === versionId && rounds.length === 1) return no('onlyRound');
		await deleteRound(ctx, roundId);
		await appendEntry(ctx, 'pictogram.discardRound', 'pictogramVersion', versionId);
		return yes({});
	});
}
