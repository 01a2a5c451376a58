import { getCampaign } from '#campaign';
import { LyktError } from '#shared/errors.ts';
import { isId } from '#shared/ids.ts';
import type { RequestHandler } from './$types.js';

/** How far the sending has come, for the page that shows it live. */
export const GET: RequestHandler = async ({ locals, params }) => {
	if (!isId(params.id)) throw new LyktError('notFound');
	const { campaign, delivery, verdicts, replied } = await getCampaign(locals.ctx, params.id);
	return Response.json({
		state: campaign.state,
		sent: delivery.sent,
		underWay: delivery.underWay,
		ready: verdicts.ready,
		replied
	});
};
