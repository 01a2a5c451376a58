import { appendEntry } from '../audit/index.ts';
import { inTransaction, type Ctx } from '../db/index.ts';
import { no, yes, type Outcome } from '../shared/outcome.ts';
import { may } from '../staff/index.ts';
import { listActivePictograms } from '../text/index.ts';
import { lockCampaign, updateCampaign } from './campaign.db.ts';
import { deleteChecks } from './texts.db.ts';

/**
 * Chooses the pictogram that goes along with a draft's message, or none (R55, R60). Only a version in use can be chosen.
 * Four eyes: whoever chose does not approve; a draft that waits for approval must be asked for anew, and somebody ticks
 * again that pictures and texts were read through.
 */
export async function chooseCampaignPictogram(
	ctx: Ctx,
	id: string,
	versionId: string | null
): Promise<Outcome<object, 'forbidden' | 'notFound' | 'wrongState' | 'pictogramNotActive'>> {
	const { actor } = ctx;
	if (actor.kind !== 'staff' || !may(actor, 'campaign.write')) return no('forbidden');
	return inTransaction(ctx, async (ctx) => {
		const campaign = await lockCampaign(ctx, id);
		if (!campaign) return no('notFound');
		if (campaign.state !== 'draft') return no('wrongState');
		if (campaign.pictogramVersionId === versionId) return yes({});
		if (versionId !== null && !(await isActive(ctx, versionId))) return no('pictogramNotActive');
		await updateCampaign(ctx, id, { pictogramVersionId: versionId, pictogramBy: actor.id, submittedAt: null });
		await deleteChecks(ctx, id, ['materials']);
		await appendEntry(ctx, 'campaign.choosePictogram', 'campaign', id, versionId === null ? 'none' : 'chosen');
		return yes({});
	});
}

const isActive = async (ctx: Ctx, versionId: string): Promise<boolean> =>
	(await listActivePictograms(ctx)).some((active) => active.versionId === versionId);
