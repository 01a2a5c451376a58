import * as v from 'valibot';
import { campaignInput, createCampaign, getCampaign } from '#campaign';
import { answer, problem } from '../../answers.ts';
import { presentCampaign } from '../../present-campaign.ts';
import { issuesOf, readJson } from '../../read-body.ts';
import type { RequestHandler } from './$types.js';

/**
 * Makes a draft: `{name, goal, endsOn, message: {nb, en?, …}, secondMessage?, target?, checklist?, sender?}`. It can be
 * approved when it has a `target` and all four of the `checklist`; whoever calls ticks what is in there.
 */
export const POST: RequestHandler = async ({ request, locals }) => {
	const body = await readJson(request);
	if (!body.ok) return problem(400, body.why);
	const read = v.safeParse(campaignInput, body.value);
	if (!read.success) return problem(422, 'invalid', issuesOf(read.issues));
	const created = await createCampaign(locals.ctx, read.output);
	if (!created.ok) {
		return created.why === 'forbidden'
			? problem(403, 'forbidden')
			: problem(422, 'invalid', [{ path: 'endsOn', message: created.why }]);
	}
	return answer(presentCampaign(await getCampaign(locals.ctx, created.id)), 201);
};
