import { getCampaign } from '#campaign';
import { isId } from '#shared/ids.ts';
import { LyktError } from '#shared/errors.ts';
import { answer } from '../../../answers.ts';
import { presentCampaign } from '../../../present-campaign.ts';
import type { RequestHandler } from './$types.js';

/** One campaign and its figures; never a number. */
export const GET: RequestHandler = async ({ locals, params }) => {
	if (!isId(params.id)) throw new LyktError('notFound');
	return answer(presentCampaign(await getCampaign(locals.ctx, params.id)));
};
