import type { Ctx } from '../db/index.ts';
import { chosenGateway, type Gateway, type MessagePicture } from '../gateway/index.ts';
import { findChosenPictogram, renderPictogram } from '../text/index.ts';
import type { Campaign } from './campaign.ts';

/**
 * The picture that goes along with every message of a campaign. Nothing when none was chosen or when the gateway cannot:
 * then the text goes alone, and the campaign's page has said so. Which language somebody reads makes no difference to it.
 */
export async function bringPicture(
	ctx: Ctx,
	campaign: Pick<Campaign, 'pictogramVersionId'>,
	gateway: Pick<Gateway, 'can'> = chosenGateway()
): Promise<MessagePicture | undefined> {
	const { pictogramVersionId: id } = campaign;
	if (id === null || !gateway.can.picture) return undefined;
	if (latest?.id !== id) latest = { id, picture: await draw(ctx, id) };
	return latest.picture;
}

/** A version never changes, and a campaign goes out in many batches: it is drawn once. */
let latest: { id: string; picture: MessagePicture } | undefined;

async function draw(ctx: Ctx, id: string): Promise<MessagePicture> {
	const { version } = (await findChosenPictogram(ctx, id))!; // the campaign refers to it
	return { png: await renderPictogram(version.tiles.map(({ drawing }) => drawing)), alt: version.alt };
}

/** The pictogram that a campaign has chosen and whether the gateway can send it, for its page. */
export async function readCampaignPictogram(
	ctx: Ctx,
	campaign: Pick<Campaign, 'pictogramVersionId'>,
	gateway: Pick<Gateway, 'can'> = chosenGateway()
) {
	const { pictogramVersionId: id } = campaign;
	const chosen = id === null ? undefined : await findChosenPictogram(ctx, id);
	return { chosen, goesAlong: gateway.can.picture };
}
