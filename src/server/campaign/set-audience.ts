import { listVerdicts, type WaitReason } from '../attempt/index.ts';
import { appendEntry } from '../audit/index.ts';
import { inTransaction, type Ctx } from '../db/index.ts';
import { enqueue } from '../jobs/index.ts';
import { newId } from '../shared/ids.ts';
import { no, yes, type Outcome } from '../shared/outcome.ts';
import type { NumberFault } from '../shared/phone.ts';
import { may } from '../staff/index.ts';
import { createKey, destroyKey, seal, tagNumbers } from '../vault/index.ts';
import {
	countVerdicts,
	deleteRecipients,
	findCampaign,
	insertRecipients,
	lockCampaign,
	selectUnsent,
	updateCampaign,
	updateVerdicts,
	type NewRecipient
} from './campaign.db.ts';
import type { Campaign, VerdictCounts } from './campaign.ts';
import type { Audience } from './read-audience.ts';

/** What came of a list: lines, unique numbers, the gate's answer for each, and the lines that were refused. */
export interface AudienceResult {
	lines: number;
	unique: number;
	duplicates: number;
	verdicts: VerdictCounts;
	rejected: Audience['rejected'];
}

/**
 * Gives a draft its audience. Every number gets its tags from the keyholder, is sealed under a key made for this list,
 * and is asked for at the gate, all in one go. Refused lines are answered, never stored.
 * @param options.add keep the lines that are there (numbers that are there already count as duplicates).
 */
export async function setAudience(
	ctx: Ctx,
	id: string,
	audience: Audience,
	options: { add?: boolean } = {}
): Promise<Outcome<AudienceResult, 'forbidden' | 'notFound' | 'wrongState' | 'quotaSpent'>> {
	if (!may(ctx.actor, 'campaign.write')) return no('forbidden');
	const before = await findCampaign(ctx, id);
	if (!before) return no('notFound');
	if (before.state !== 'draft') return no('wrongState');
	const isAdding = options.add === true && before.audienceKey !== null && before.erasedAt === null;
	const key = isAdding ? before.audienceKey! : `audience:${newId()}`;
	const recipients = await prepare(ctx, audience, key);
	if (!recipients.ok) return recipients;

	const store = inTransaction(ctx, async (ctx) => {
		const campaign = await lockCampaign(ctx, id);
		if (campaign?.state !== 'draft' || campaign.audienceKey !== before.audienceKey) return no('wrongState');
		if (!isAdding) await deleteRecipients(ctx, id);
		const added = await insertRecipients(ctx, id, recipients.rows);
		const verdicts = await countVerdicts(ctx, id);
		await updateCampaign(ctx, id, summary(ctx, campaign, audience, { key, isAdding, added, verdicts }));
		if (!isAdding && before.audienceKey) await enqueue(ctx, 'campaign.destroyKey', { key: before.audienceKey }); // also when we are killed right after this
		await appendEntry(ctx, 'campaign.setAudience', 'campaign', id, `${recipients.rows.length} numbers`);
		return yes({
			lines: audience.lines,
			unique: audience.unique.length,
			duplicates: audience.duplicates + (audience.unique.length - added),
			verdicts: { go: verdicts.go, wait: verdicts.wait },
			rejected: audience.rejected
		});
	});
	const result = await store.catch(async (fault: unknown) => {
		if (!isAdding) await destroyKey(key);
		throw fault;
	});
	if (!result.ok && !isAdding) await destroyKey(key);
	return result;
}

/**
 * Asks the gate anew for everybody who has not been written to: people opt out and months pass while a list waits.
 * Set-based; called before approval and at start (the claim itself asks once more).
 */
export async function recheckAudience(ctx: Ctx, id: string): Promise<VerdictCounts> {
	const lines = await selectUnsent(ctx, id);
	const verdicts = await listVerdicts(
		ctx,
		lines.map((line) => line.holdTag)
	);
	await updateVerdicts(
		ctx,
		lines.map((line, place) => ({ id: line.id, verdict: verdicts[place]! }))
	);
	const { go, wait } = await countVerdicts(ctx, id);
	await updateCampaign(ctx, id, { checkedAt: ctx.now, waitCounts: wait });
	return { go, wait };
}

async function prepare(
	ctx: Ctx,
	audience: Audience,
	key: string
): Promise<Outcome<{ rows: NewRecipient[] }, 'quotaSpent'>> {
	const numbers = audience.unique.map((line) => line.number);
	const tagged = await tagNumbers(ctx, numbers, 'audience');
	if (!tagged.ok) return tagged;
	await createKey(key);
	const [sealed, verdicts] = await Promise.all([
		seal(key, numbers),
		listVerdicts(
			ctx,
			tagged.tags.map((tags) => tags.hold)
		)
	]);
	const rows = audience.unique.map((line, place) => ({
		id: newId(),
		line: line.line,
		holdTag: tagged.tags[place]!.hold,
		logTag: tagged.tags[place]!.log,
		sealedNumber: sealed[place]!,
		language: line.language ?? null,
		verdict: verdicts[place]!
	}));
	return yes({ rows });
}

function summary(
	ctx: Ctx,
	campaign: Campaign,
	audience: Audience,
	{ key, isAdding, added, verdicts }: { key: string; isAdding: boolean; added: number; verdicts: VerdictCounts }
) {
	const rejected: Partial<Record<NumberFault, number>> = isAdding ? { ...campaign.rejectedCounts } : {};
	for (const { why } of audience.rejected) rejected[why] = (rejected[why] ?? 0) + 1;
	const duplicates = audience.duplicates + (audience.unique.length - added);
	return {
		audienceKey: key,
		audienceBy: [...(isAdding ? campaign.audienceBy : []), ...(ctx.actor.kind === 'staff' ? [ctx.actor.id] : [])],
		uploadedAt: isAdding ? campaign.uploadedAt : ctx.now,
		checkedAt: ctx.now,
		erasedAt: null,
		submittedAt: null,
		lineCount: (isAdding ? campaign.lineCount : 0) + audience.lines,
		duplicateCount: (isAdding ? campaign.duplicateCount : 0) + duplicates,
		rejectedCounts: rejected,
		waitCounts: verdicts.wait satisfies Partial<Record<WaitReason, number>>
	};
}
