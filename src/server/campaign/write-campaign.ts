import { appendEntry } from '../audit/index.ts';
import { inTransaction, type Ctx } from '../db/index.ts';
import { enqueue } from '../jobs/index.ts';
import { getService } from '../programme/index.ts';
import { newId } from '../shared/ids.ts';
import { no, yes, type Outcome } from '../shared/outcome.ts';
import { may } from '../staff/index.ts';
import { findReviewedBodies } from '../text/index.ts';
import { deleteCampaign, insertCampaign, lockCampaign, updateCampaign } from './campaign.db.ts';
import { decideEndDay, type CampaignInput } from './campaign.ts';
import { deleteChecks, insertChecks, saveTexts, type NewText } from './texts.db.ts';

type Refusal = 'forbidden' | 'endsInPast' | 'endsTooFar';

/** Makes a draft. Nothing is sent before somebody else has approved it. @returns its id. */
export async function createCampaign(ctx: Ctx, input: CampaignInput): Promise<Outcome<{ id: string }, Refusal>> {
	const { actor } = ctx;
	if (actor.kind !== 'staff' || !may(actor, 'campaign.write')) return no('forbidden');
	const refusal = refuseEndDay(ctx, input);
	if (refusal) return no(refusal);
	const id = newId();
	const row = await rowOf(ctx, input);
	await inTransaction(ctx, async (ctx) => {
		await insertCampaign(ctx, { ...row, id, createdBy: actor.id, textBy: actor.id });
		await saveTexts(ctx, id, await textsOf(ctx, input), actor.id);
		await insertChecks(ctx, id, input.checklist ?? [], actor.id);
		await appendEntry(ctx, 'campaign.create', 'campaign', id);
	});
	return yes({ id });
}

/**
 * Changes a draft. What is approved can no longer change: approval is of exactly this text and this list. Texts that
 * change lose their review, and with them what the checklist says about them.
 */
export async function editCampaign(
	ctx: Ctx,
	id: string,
	input: CampaignInput
): Promise<Outcome<object, Refusal | 'notFound' | 'wrongState'>> {
	if (!may(ctx.actor, 'campaign.write')) return no('forbidden');
	const refusal = refuseEndDay(ctx, input);
	if (refusal) return no(refusal);
	const row = await rowOf(ctx, input);
	return inTransaction(ctx, async (ctx) => {
		const campaign = await lockCampaign(ctx, id);
		if (!campaign) return no('notFound');
		if (campaign.state !== 'draft') return no('wrongState');
		await updateCampaign(ctx, id, { ...row, textBy: actorId(ctx), submittedAt: null });
		const isChanged = await saveTexts(ctx, id, await textsOf(ctx, input), actorId(ctx));
		if (isChanged) await deleteChecks(ctx, id, ['materials']);
		if (ctx.actor.kind === 'staff') await insertChecks(ctx, id, input.checklist ?? [], ctx.actor.id);
		await appendEntry(ctx, 'campaign.edit', 'campaign', id);
		return yes({});
	});
}

/** Throws a draft away, with its list and the list's key. */
export async function discardCampaign(
	ctx: Ctx,
	id: string
): Promise<Outcome<object, 'forbidden' | 'notFound' | 'wrongState'>> {
	if (!may(ctx.actor, 'campaign.write')) return no('forbidden');
	return inTransaction(ctx, async (ctx) => {
		const campaign = await lockCampaign(ctx, id);
		if (!campaign) return no('notFound');
		if (campaign.state !== 'draft') return no('wrongState');
		await deleteCampaign(ctx, id);
		if (campaign.audienceKey) await enqueue(ctx, 'campaign.destroyKey', { key: campaign.audienceKey });
		await appendEntry(ctx, 'campaign.discard', 'campaign', id);
		return yes({});
	});
}

const actorId = (ctx: Ctx): string | null => (ctx.actor.kind === 'staff' ? ctx.actor.id : null);

function refuseEndDay(ctx: Ctx, input: CampaignInput): 'endsInPast' | 'endsTooFar' | undefined {
	const verdict = decideEndDay(input.endsOn, ctx.now);
	if (verdict === 'ok') return undefined;
	return verdict === 'past' ? 'endsInPast' : 'endsTooFar';
}

async function rowOf(ctx: Ctx, input: CampaignInput) {
	const { name, goal, endsOn, message, callAfterDays, target } = input;
	const sender = input.sender || (await getService(ctx)).name.slice(0, 20);
	const defaultLanguage = 'nb' in message ? 'nb' : Object.keys(message)[0]!;
	return {
		...{ name, goal, endsOn, sender, defaultLanguage, callAfterDays },
		targetCount: target?.count ?? null,
		targetMeasure: target?.measure ?? null,
		subGoal: input.subGoal || null,
		offer: input.offer || null,
		legalBasis: input.legalBasis || null,
		region: input.region || null
	};
}

/** The texts of both wordings; one that stands in the library, word for word, brings its reader with it (R75). */
async function textsOf(ctx: Ctx, { message, secondMessage = {}, template }: CampaignInput): Promise<NewText[]> {
	const library = template ? await findReviewedBodies(ctx, template) : [];
	const source = (language: string, body: string) =>
		library.find((text) => text.language === language && text.body === body);
	return [
		...Object.entries(message).map(([language, body]) => ({ language, variant: 'a' as const, body })),
		...Object.entries(secondMessage).map(([language, body]) => ({ language, variant: 'b' as const, body }))
	].map((text) => ({ ...text, source: source(text.language, text.body) }));
}
