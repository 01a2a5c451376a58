import { readCampaignPictogram } from '#campaign';
import type { Ctx } from '#db';
import { drawPictogram, findLanguage, listActivePictograms } from '#text';

/** The picture of a campaign, and the ones that a draft may choose instead. */
export async function presentPicture(
	ctx: Ctx,
	campaign: { state: string; pictogramVersionId: string | null },
	mayWrite: boolean
) {
	const { chosen, goesAlong } = await readCampaignPictogram(ctx, campaign);
	const mayChoose = mayWrite && campaign.state === 'draft';
	const active = mayChoose ? await listActivePictograms(ctx) : [];
	return {
		goesAlong,
		mayChoose,
		chosen: chosen && {
			versionId: chosen.version.id,
			pictogramId: chosen.version.pictogramId,
			name: chosen.name,
			number: chosen.version.number,
			isActive: chosen.isActive,
			alt: chosen.version.alt,
			lang: chosen.version.language,
			dir: findLanguage(chosen.version.language)?.direction,
			svg: await drawPictogram(chosen.version.tiles.map(({ drawing }) => drawing))
		},
		choices: active.map(({ versionId, name }) => ({ value: versionId, label: name }))
	};
}
export type CampaignPicture = Awaited<ReturnType<typeof presentPicture>>;
