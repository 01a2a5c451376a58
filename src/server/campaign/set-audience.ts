import { listVerdicts, type WaitReason } from '../attempt/index.ts';
import { appendEntry } from '../audit/index.ts';
import { inTransaction, type Ctx } from '../db/index.ts';
import { enqueue } from '../jobs/index.ts';
import { LyktError } from '../shared/errors.ts';
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
import type { Audience, Portion } from './read-audience.ts';

const portionSize = 1000;

/** A list as short as this could be a way to look up a few numbers one knows (domain.md E5): it costs single checks. */
const shortList = 20;

/** What came of a list: lines, unique numbers, the gate's answer for each, and the lines that were refused. */
export interface AudienceResult {
	lines: number;
	unique: number;
	duplicates: number;
	verdicts: VerdictCounts;
	rejected: Portion['rejected'];
}

/**
 * Gives a draft its audience. Every number gets its tags from the keyholder, is sealed under a key made for this list,
 * and is asked for at the gate; a portion at a time, so that a long list takes no more memory than a short one and
 * keeps nobody waiting, and all of it or nothing. Refused lines are answered, never stored. When the day's quota does
 * not cover the list, the portions that were tagged before it was spent have been counted; a number counts once a day.
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
	if (!isAdding) await createKey(key);

	const store = inTransaction(ctx, async (ctx) => {
		const campaign = await lockCampaign(ctx, id);
		if (campaign?.state !== 'draft' || campaign.audienceKey !== before.audienceKey) return no('wrongState');
		if (!isAdding) await deleteRecipients(ctx, id);
		const taken = await takeIn(ctx, id, audience, key);
		const verdicts = await countVerdicts(ctx, id);
		await updateCampaign(ctx, id, summary(ctx, campaign, taken, { key, isAdding, verdicts }));
		if (!isAdding && before.audienceKey) await enqueue(ctx, 'campaign.destroyKey', { key: before.audienceKey }); // also when we are killed right after this
		await appendEntry(ctx, 'campaign.setAudience', 'campaign', id, `${taken.unique} numbers`);
		const { lines, unique, duplicates, rejected } = taken;
		return yes({ lines, unique, duplicates, verdicts: { go: verdicts.go, wait: verdicts.wait }, rejected });
	});
	const result = await store.catch(async (fault: unknown) => {
		if (!isAdding) await destroyKey(key);
		if (fault instanceof LyktError && fault.code === 'quotaSpent') return no('quotaSpent');
		throw fault;
	});
	if (!result.ok && result.why === 'wrongState' && !isAdding) await destroyKey(key);
	return result;
}

/**
 * Asks the gate anew for everybody who has not been written to: people opt out and months pass while a list waits.
 * Set-based; called before approval and at start (the claim itself asks once more).
 */
export async function recheckAudience(ctx: Ctx, id: string): Promise<VerdictCounts> {
	for await (const lines of unsentPortions(ctx, id)) {
		const verdicts = await listVerdicts(
			ctx,
			lines.map((line) => line.holdTag)
		);
		await updateVerdicts(
			ctx,
			lines.map((line, place) => ({ id: line.id, verdict: verdicts[place]! }))
		);
	}
	const { go, wait } = await countVerdicts(ctx, id);
	await updateCampaign(ctx, id, { checkedAt: ctx.now, waitCounts: wait });
	return { go, wait };
}

async function* unsentPortions(ctx: Ctx, id: string) {
	let lines = await selectUnsent(ctx, id, undefined, portionSize);
	for (; lines.length; lines = await selectUnsent(ctx, id, lines.at(-1)!.holdTag, portionSize)) yield lines;
}

/** What was read, and how many addresses the campaign did not have: the rest of the unique ones count as duplicates. */
interface Taken {
	lines: number;
	unique: number;
	duplicates: number;
	rejected: Portion['rejected'];
}

/** While a portion is being stored, the keyholder works on the next two. */
async function takeIn(ctx: Ctx, id: string, audience: Audience, key: string): Promise<Taken> {
	const taken: Taken = { lines: audience.lines, unique: 0, duplicates: 0, rejected: [] };
	const purpose = audience.lines < shortList ? 'check' : 'audience';
	const portions = workAhead(audience.portions(portionSize), (portion) => tagAndSeal(ctx, portion, key, purpose));
	for await (const { portion, lines } of portions) {
		const added = await insertRecipients(ctx, id, await askGate(ctx, lines));
		taken.unique += lines.length;
		taken.duplicates += portion.duplicates + lines.length - added;
		for (const line of portion.rejected) taken.rejected.push(line);
	}
	return taken;
}

type SealedLine = Omit<NewRecipient, 'verdict'>;

/** @throws LyktError `quotaSpent`, which undoes the whole list. */
async function tagAndSeal(
	ctx: Ctx,
	portion: Portion,
	key: string,
	purpose: 'check' | 'audience'
): Promise<{ portion: Portion; lines: SealedLine[] }> {
	const numbers = portion.unique.map((line) => line.number);
	const [tagged, sealed] = await Promise.all([tagNumbers(ctx, numbers, purpose), seal(key, numbers)]);
	if (!tagged.ok) throw new LyktError('quotaSpent');
	const lines = portion.unique.map((line, place) => ({
		id: newId(),
		line: line.line,
		holdTag: tagged.tags[place]!.hold,
		logTag: tagged.tags[place]!.log,
		sealedNumber: sealed[place]!,
		language: line.language ?? null
	}));
	return { portion, lines };
}

async function askGate(ctx: Ctx, lines: SealedLine[]): Promise<NewRecipient[]> {
	const verdicts = await listVerdicts(
		ctx,
		lines.map((line) => line.holdTag)
	);
	return lines.map((line, place) => ({ ...line, verdict: verdicts[place]! }));
}

/** Starts on the next two items before the one at hand is used; results come in order, and so do faults. */
async function* workAhead<In, Out>(items: Iterable<In>, work: (item: In) => Promise<Out>): AsyncGenerator<Out> {
	const underWay: Promise<Out>[] = [];
	for (const item of items) {
		const next = work(item);
		next.catch(() => {}); // thrown when its turn comes
		if (underWay.push(next) > 2) yield await underWay.shift()!;
	}
	for (const last of underWay) yield await last;
}

function summary(
	ctx: Ctx,
	campaign: Campaign,
	taken: Taken,
	{ key, isAdding, verdicts }: { key: string; isAdding: boolean; verdicts: VerdictCounts }
) {
	const rejected: Partial<Record<NumberFault, number>> = isAdding ? { ...campaign.rejectedCounts } : {};
	for (const { why } of taken.rejected) rejected[why] = (rejected[why] ?? 0) + 1;
	return {
		audienceKey: key,
		audienceBy: [...(isAdding ? campaign.audienceBy : []), ...(ctx.actor.kind === 'staff' ? [ctx.actor.id] : [])],
		uploadedAt: isAdding ? campaign.uploadedAt : ctx.now,
		checkedAt: ctx.now,
		erasedAt: null,
		submittedAt: null,
		lineCount: (isAdding ? campaign.lineCount : 0) + taken.lines,
		duplicateCount: (isAdding ? campaign.duplicateCount : 0) + taken.duplicates,
		rejectedCounts: rejected,
		waitCounts: verdicts.wait satisfies Partial<Record<WaitReason, number>>
	};
}
