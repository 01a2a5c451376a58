import type { Ctx } from '../db/index.ts';
import { newId } from '../shared/ids.ts';
import { no, yes, type Outcome } from '../shared/outcome.ts';
import { listHolds } from '../suppression/index.ts';
import type { Tags } from '../vault/index.ts';
import {
	callClaimAnswer,
	callClaimFirst,
	callClaimFollowUp,
	callHandOver,
	callRelease,
	callSettleCall,
	type FirstClaim
} from './attempt.db.ts';
import { decideVerdict, type Disposition, type Verdict, type WaitReason } from './attempt.ts';

/** The gate's answer for a whole list, in the order asked, from one statement. Says, does not claim. */
export async function listVerdicts(ctx: Ctx, holdTags: Buffer[]): Promise<Verdict[]> {
	const facts = await listHolds(ctx, holdTags);
	return facts.map((fact) => decideVerdict(fact, ctx.now));
}

/**
 * Claims first contacts for a running campaign, to numbers on its own list. Of many callers that ask for one address in
 * the same second, one gets it (R67). @returns the attempt ids that got their claim.
 * @throws when the campaign is not approved and running: the database refuses.
 */
export async function claimFirst(
	ctx: Ctx,
	campaignId: string,
	claims: FirstClaim[],
	logYear: number
): Promise<Set<string>> {
	return new Set(claims.length ? await callClaimFirst(ctx, campaignId, claims, logYear) : []);
}

/**
 * The last step before a gateway is called; from here on the address counts as contacted for six months, even if the
 * machine stops in the next instant. @returns the attempts that may go on: not those whose claim expired, or who opted
 * out meanwhile.
 */
export async function handOver(ctx: Ctx, attemptIds: string[]): Promise<Set<string>> {
	return new Set(attemptIds.length ? await callHandOver(ctx, attemptIds) : []);
}

/** Lets go of claims that were not used. */
export const release = (ctx: Ctx, attemptIds: string[]): Promise<number> => callRelease(ctx, attemptIds);

/** Claims a follow-up call in the same campaign (R58, R78): passes the six-month hold, never an opt-out; at most two. */
export async function claimCall(
	ctx: Ctx,
	campaignId: string,
	tags: Tags,
	logYear: number
): Promise<Outcome<{ attemptId: string }, WaitReason>> {
	const attemptId = newId();
	const verdict = await callClaimFollowUp(ctx, { campaignId, attemptId, tags, logYear });
	return verdict === 'go' ? yes({ attemptId }) : no(verdict as WaitReason);
}

/** Records how a call ended. @returns false when the call was already settled or never claimed. */
export const settleCall = (ctx: Ctx, attemptId: string, holdTag: Buffer, disposition: Disposition): Promise<boolean> =>
	callSettleCall(ctx, attemptId, holdTag, disposition);

/**
 * Claims and hands over an answer to an inbound message; exempt from the six months (R64).
 * @returns undefined when there is none to give: a STOP that has its one confirmation, or a reply to somebody who has
 *   opted out and not written since (R65).
 * @throws when the inbound message is not from the same address: the database refuses.
 */
export async function claimAnswer(
	ctx: Ctx,
	step: 'confirmation' | 'reply',
	inboundId: string,
	tags: Tags,
	logYear: number
): Promise<string | undefined> {
	const attemptId = newId();
	if (!(await callClaimAnswer(ctx, step, { inboundId, attemptId, tags, logYear }))) return undefined;
	await callHandOver(ctx, [attemptId]);
	return attemptId;
}
