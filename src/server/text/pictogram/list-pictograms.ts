import type { Ctx } from '#db';
import { LyktError } from '#shared/errors.ts';
import { may } from '#staff';
import { findVersion, selectPictogram, selectPictograms, selectRounds, selectVersions } from './pictogram.db.ts';
import { recognitionOf, type Pictogram, type PictogramVersion, type Recognition, type Round } from './pictogram.ts';

/** A version with what people said about it. */
export interface TestedVersion {
	version: PictogramVersion;
	rounds: Round[];
	/** Per tile, over all rounds. */
	recognition: Recognition[];
	isActive: boolean;
}

/** A pictogram and its versions, the newest first. */
export interface PictogramHistory {
	pictogram: Pictogram;
	versions: TestedVersion[];
}

/** All pictograms, the newest first, in three statements. @throws LyktError `forbidden`. */
export async function listPictograms(ctx: Ctx): Promise<PictogramHistory[]> {
	if (!may(ctx.actor, 'pictogram.read')) throw new LyktError('forbidden');
	return withVersions(ctx, await selectPictograms(ctx));
}

/** One pictogram. @throws LyktError `notFound`, also for whoever may not read it. */
export async function getPictogram(ctx: Ctx, id: string): Promise<PictogramHistory> {
	const pictogram = may(ctx.actor, 'pictogram.read') ? await selectPictogram(ctx, id) : undefined;
	if (!pictogram) throw new LyktError('notFound');
	return (await withVersions(ctx, [pictogram]))[0]!;
}

/** One version with its pictogram's name. @throws LyktError `notFound`, also for whoever may not read it. */
export async function getPictogramVersion(
	ctx: Ctx,
	versionId: string
): Promise<{ version: PictogramVersion; name: string }> {
	const version = may(ctx.actor, 'pictogram.read') ? await findVersion(ctx, versionId) : undefined;
	if (!version) throw new LyktError('notFound');
	return { version, name: (await selectPictogram(ctx, version.pictogramId))!.name };
}

/** A version for a campaign that has chosen it, whoever reads: `isActive` is false when it was taken out of use since. */
export async function findChosenPictogram(
	ctx: Ctx,
	versionId: string
): Promise<{ version: PictogramVersion; name: string; isActive: boolean } | undefined> {
	const version = await findVersion(ctx, versionId);
	const pictogram = version && (await selectPictogram(ctx, version.pictogramId));
	return pictogram && { version, name: pictogram.name, isActive: pictogram.activeVersionId === versionId };
}

/** The versions in use, which a campaign may choose. */
export async function listActivePictograms(ctx: Ctx): Promise<{ versionId: string; name: string }[]> {
	const pictograms = await selectPictograms(ctx);
	return pictograms.flatMap(({ activeVersionId, name }) =>
		activeVersionId === null ? [] : [{ versionId: activeVersionId, name }]
	);
}

async function withVersions(ctx: Ctx, pictograms: Pictogram[]): Promise<PictogramHistory[]> {
	const versions = await selectVersions(
		ctx,
		pictograms.map(({ id }) => id)
	);
	const rounds = await selectRounds(
		ctx,
		versions.map(({ id }) => id)
	);
	const roundsOf = Map.groupBy(rounds, ({ versionId }) => versionId);
	const versionsOf = Map.groupBy(versions, ({ pictogramId }) => pictogramId);
	return pictograms.map((pictogram) => ({
		pictogram,
		versions: (versionsOf.get(pictogram.id) ?? []).map((version) => ({
			version,
			rounds: roundsOf.get(version.id) ?? [],
			recognition: recognitionOf(version.tiles.length, roundsOf.get(version.id) ?? []),
			isActive: pictogram.activeVersionId === version.id
		}))
	}));
}
