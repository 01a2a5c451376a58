import { getCampaign, type StepRefusal } from '#campaign';
import type { Ctx } from '#db';
import { isId } from '#shared/ids.ts';
import { answer, problem } from './answers.ts';
import { presentCampaign } from './present-campaign.ts';

type Step = (ctx: Ctx, id: string) => Promise<{ ok: true } | { ok: false; why: StepRefusal }>;

const statusOf: Record<StepRefusal, number> = {
	forbidden: 403,
	notFound: 404,
	ownCampaign: 403,
	wrongState: 409,
	noAudience: 409,
	ended: 409,
	erased: 410,
	noTarget: 409,
	uncheckedItems: 409,
	unreviewedText: 409,
	ownText: 403
};

/** Takes one step of a campaign's life and answers the campaign as it stands now. */
export async function takeStep(ctx: Ctx, id: string, step: Step): Promise<Response> {
	if (!isId(id)) return problem(404, 'notFound');
	const result = await step(ctx, id);
	return result.ok ? answer(presentCampaign(await getCampaign(ctx, id))) : problem(statusOf[result.why], result.why);
}
