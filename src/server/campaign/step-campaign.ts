import { appendEntry } from '../audit/index.ts';
import { inTransaction, type Ctx } from '../db/index.ts';
import { withdrawUnsent } from '../delivery/index.ts';
import { enqueue } from '../jobs/index.ts';
import { no, yes, type Outcome } from '../shared/outcome.ts';
import { may, type Action } from '../staff/index.ts';
import { dropUnsent, lockCampaign, updateCampaign } from './campaign.db.ts';
import { decideApproval, decideStart, type Campaign, type StepRefusal } from './campaign.ts';
import { checklist, decideReadiness, type ChecklistItem, type Variant } from './readiness.ts';
import { recheckAudience } from './set-audience.ts';
import { deleteChecks, drawVariants, insertChecks, setRestReviewed, setReviewed } from './texts.db.ts';

type Step = Outcome<{ state: Campaign['state'] }, StepRefusal>;

/** Asks a colleague to approve: the draft turns up on their *Today*. */
export function submitCampaign(ctx: Ctx, id: string): Promise<Step> {
	return step(ctx, id, 'campaign.write', 'submit', async (ctx, campaign) => {
		if (campaign.state !== 'draft') return no('wrongState');
		if (!campaign.uploadedAt || campaign.erasedAt) return no('noAudience');
		const readiness = decideReadiness(campaign);
		if (readiness !== 'ok') return no(readiness);
		await updateCampaign(ctx, id, { submittedAt: ctx.now });
		return yes({ state: 'draft' });
	});
}

/**
 * Says which items of the checklist are in order (R94). Whoever ticks one stands there with name and time; a tick that is
 * taken away is gone. A draft that waits for approval keeps waiting unless something was taken away.
 */
export function tickChecklist(ctx: Ctx, id: string, ticked: readonly ChecklistItem[]): Promise<Step> {
	return step(ctx, id, 'campaign.write', 'tick', async (ctx, campaign) => {
		if (ctx.actor.kind !== 'staff') return no('forbidden');
		if (campaign.state !== 'draft') return no('wrongState');
		const untick = campaign.checks.map(({ item }) => item).filter((item) => !ticked.includes(item));
		await deleteChecks(ctx, id, untick);
		const fresh = checklist.filter((item) => ticked.includes(item) && !campaign.checks.some((c) => c.item === item));
		await insertChecks(ctx, id, fresh, ctx.actor.id);
		if (untick.length) await updateCampaign(ctx, id, { submittedAt: null });
		return yes({ state: 'draft' });
	});
}

/**
 * Somebody who reads the language well has read a text of a draft, and did not write it (R75).
 * @param text the words they had before them: what has changed meanwhile is not read.
 */
export function reviewCampaignText(
	ctx: Ctx,
	id: string,
	text: { language: string; variant: Variant; body: string }
): Promise<Step> {
	return step(ctx, id, 'text.write', 'reviewText', async (ctx, campaign) => {
		if (ctx.actor.kind !== 'staff' || ctx.actor.isService) return no('forbidden');
		if (campaign.state !== 'draft') return no('wrongState');
		const review = campaign.reviews.find(
			({ language, variant }) => language === text.language && variant === text.variant
		);
		if (review?.writtenBy === ctx.actor.id) return no('ownText');
		return (await setReviewed(ctx, id, text, ctx.actor.id)) ? yes({ state: 'draft' }) : no('wrongState');
	});
}

/**
 * Approves somebody else's campaign (four eyes; the database refuses the author too): a goal that can be counted, every
 * item ticked, and every text read. Saying yes is reading the texts in Norwegian and English. The gate is asked anew.
 * @param options.seen when the draft that the approver was reading was submitted (ISO instant): one that was taken back,
 *   or changed and submitted anew meanwhile, is refused. Without it (the API) what stands is approved.
 */
export function approveCampaign(ctx: Ctx, id: string, { seen }: { seen?: string } = {}): Promise<Step> {
	return step(ctx, id, 'campaign.approve', 'approve', async (ctx, campaign) => {
		const actor = ctx.actor;
		if (actor.kind !== 'staff') return no('forbidden');
		if (seen !== undefined && campaign.submittedAt?.toISOString() !== seen) return no('wrongState');
		const decision = decideApproval(campaign, actor, ctx.now);
		if (decision !== 'ok') return no(decision);
		await recheckAudience(ctx, id);
		await setRestReviewed(ctx, id, actor.id);
		await updateCampaign(ctx, id, { state: 'approved', approvedBy: actor.id, approvedAt: ctx.now });
		return yes({ state: 'approved' });
	});
}

/** Sends a draft back to its author. */
export function returnCampaign(ctx: Ctx, id: string): Promise<Step> {
	return step(ctx, id, 'campaign.approve', 'return', async (ctx, campaign) => {
		if (campaign.state !== 'draft') return no('wrongState');
		await updateCampaign(ctx, id, { submittedAt: null });
		return yes({ state: 'draft' });
	});
}

/** Starts, or goes on after a pause. Sending is a job in the same transaction: it runs if and only if this is saved. */
export function startCampaign(ctx: Ctx, id: string): Promise<Step> {
	return step(ctx, id, 'campaign.run', 'start', async (ctx, campaign) => {
		const decision = decideStart(campaign, ctx.now);
		if (decision !== 'ok') return no(decision);
		await recheckAudience(ctx, id);
		if (Object.keys(campaign.secondTexts).length) await drawVariants(ctx, id);
		await updateCampaign(ctx, id, { state: 'running', ...(campaign.startedAt ? {} : { startedAt: ctx.now }) });
		await enqueue(
			ctx,
			'campaign.send',
			{ campaignId: id },
			{ key: `campaign.send:${id}`, queue: `campaign.send:${id}` }
		);
		return yes({ state: 'running' });
	});
}

/** Stops sending at the next batch; nothing is lost, and it can go on later. */
export function pauseCampaign(ctx: Ctx, id: string): Promise<Step> {
	return step(ctx, id, 'campaign.run', 'pause', async (ctx, campaign) => {
		if (campaign.state !== 'running') return no('wrongState');
		await updateCampaign(ctx, id, { state: 'paused' });
		return yes({ state: 'paused' });
	});
}

/** Ends the sending for good; whoever has not been written to is dropped. Calls and replies go on in its window. */
export function closeCampaign(ctx: Ctx, id: string): Promise<Step> {
	return step(ctx, id, 'campaign.run', 'close', async (ctx, campaign) => {
		if (campaign.state === 'draft' || campaign.state === 'closed') return no('wrongState');
		await dropUnsent(ctx, id);
		await withdrawUnsent(ctx, id);
		await updateCampaign(ctx, id, { state: 'closed', closedAt: ctx.now });
		return yes({ state: 'closed' });
	});
}

function step(
	ctx: Ctx,
	id: string,
	action: Action,
	verb: string,
	take: (ctx: Ctx, campaign: Campaign) => Promise<Step>
): Promise<Step> {
	if (!may(ctx.actor, action)) return Promise.resolve(no('forbidden'));
	return inTransaction(ctx, async (ctx) => {
		const campaign = await lockCampaign(ctx, id);
		if (!campaign) return no('notFound');
		const result = await take(ctx, campaign);
		await appendEntry(ctx, `campaign.${verb}`, 'campaign', id, result.ok ? result.state : result.why);
		return result;
	});
}
