import {
	attemptIsMine,
	claimCall,
	endsContact,
	findMyClaimedCall,
	release,
	settleCall,
	type Disposition
} from '../attempt/index.ts';
import { appendEntry } from '../audit/index.ts';
import { inTransaction, type Ctx } from '../db/index.ts';
import { chosenGateway } from '../gateway/index.ts';
import { localDay, startOfDay } from '../shared/calendar.ts';
import { no, yes, type Outcome } from '../shared/outcome.ts';
import { maskNumber } from '../shared/phone.ts';
import { isWithinHours } from '../shift/index.ts';
import { may } from '../staff/index.ts';
import { optOut } from '../suppression/index.ts';
import { open } from '../vault/index.ts';
import { countCallable, findCallRow, findCampaign, takeCallable, updateCall, type CallRow } from './campaign.db.ts';
import { callLimit, sentBeforeForCall, type Campaign } from './campaign.ts';

/** One call that this person holds: the only place where a number is readable to somebody, one at a time. */
export interface Call {
	attemptId: string;
	number: string;
	shown: string;
	isSecondTry: boolean;
}

/** How many may be called now: written to N days ago, no answer, at most two tries on different days (R58, R78). */
export async function countCalls(ctx: Ctx, campaign: Campaign): Promise<number> {
	if (!isCallable(campaign)) return 0;
	return countCallable(
		ctx,
		campaign.id,
		sentBeforeForCall(ctx.now, campaign.callAfterDays),
		startOfDay(localDay(ctx.now))
	);
}

/** The call this person has begun and not settled, if any. */
export async function findCall(ctx: Ctx, campaignId: string): Promise<Call | undefined> {
	if (!may(ctx.actor, 'call.make')) return undefined;
	const attemptId = await findMyClaimedCall(ctx, campaignId);
	const row = attemptId ? await findCallRow(ctx, attemptId) : undefined;
	const campaign = row && (await findCampaign(ctx, campaignId));
	if (!row || !campaign?.audienceKey || campaign.erasedAt) return undefined;
	return present(campaign.audienceKey, attemptId!, row);
}

/**
 * Takes the next number for this person: a fresh check at the gate, a claim of half an hour that keeps colleagues away,
 * and an audit entry. Whoever may no longer be called is left out for good.
 */
export async function beginCall(
	ctx: Ctx,
	campaignId: string
): Promise<Outcome<{ call: Call }, 'forbidden' | 'notFound' | 'wrongState' | 'outsideHours' | 'nobodyLeft'>> {
	if (!may(ctx.actor, 'call.make')) return no('forbidden');
	const mine = await findCall(ctx, campaignId);
	if (mine) return yes({ call: mine });
	const campaign = await findCampaign(ctx, campaignId);
	if (!campaign) return no('notFound');
	if (!isCallable(campaign)) return no('wrongState');
	if (!mayCallNow(ctx)) return no('outsideHours');
	const taken = await inTransaction(ctx, (ctx) => takeNext(ctx, campaign));
	return taken ? yes({ call: await present(campaign.audienceKey!, taken.attemptId, taken.row) }) : no('nobodyLeft');
}

/** Records how it went. "Does not want contact" and "not the target group" close the address for good (R65, R80). */
export async function endCall(
	ctx: Ctx,
	attemptId: string,
	disposition: Disposition
): Promise<Outcome<object, 'forbidden' | 'notFound'>> {
	if (!may(ctx.actor, 'call.make')) return no('forbidden');
	const row = await findMyCallRow(ctx, attemptId);
	if (!row) return no('notFound');
	return inTransaction(ctx, async (ctx) => {
		if (!(await settleCall(ctx, attemptId, row.holdTag, disposition))) return no('notFound');
		if (endsContact(disposition)) await optOut(ctx, [row.holdTag]);
		const callCount = row.callCount + 1;
		const callDone = disposition === 'reached' || endsContact(disposition) || callCount >= callLimit;
		await updateCall(ctx, row.id, { callCount, callDone, calledAt: ctx.now, callAttemptId: null });
		await appendEntry(ctx, 'campaign.endCall', 'attempt', attemptId, disposition);
		return yes({});
	});
}

/** Puts the number back untouched. */
export async function skipCall(ctx: Ctx, attemptId: string): Promise<Outcome<object, 'forbidden' | 'notFound'>> {
	if (!may(ctx.actor, 'call.make')) return no('forbidden');
	const row = await findMyCallRow(ctx, attemptId);
	if (!row) return no('notFound');
	await inTransaction(ctx, async (ctx) => {
		await release(ctx, [attemptId]);
		await updateCall(ctx, row.id, { callAttemptId: null, calledAt: ctx.now });
	});
	return yes({});
}

async function takeNext(ctx: Ctx, campaign: Campaign): Promise<{ attemptId: string; row: CallRow } | undefined> {
	const sentBefore = sentBeforeForCall(ctx.now, campaign.callAfterDays);
	const today = startOfDay(localDay(ctx.now));
	const logYear = Number(localDay(campaign.uploadedAt!).slice(0, 4));
	for (const row of await takeCallable(ctx, campaign.id, sentBefore, today, 50)) {
		const claim = await claimCall(ctx, campaign.id, { hold: row.holdTag, log: row.logTag }, logYear);
		if (claim.ok) {
			await updateCall(ctx, row.id, { callAttemptId: claim.attemptId });
			await appendEntry(ctx, 'campaign.beginCall', 'attempt', claim.attemptId);
			return { attemptId: claim.attemptId, row };
		}
		if (claim.why === 'optedOut' || claim.why === 'quotaSpent') await updateCall(ctx, row.id, { callDone: true });
	}
	return undefined;
}

/** Calls keep hours too (domain.md 4.4), except to the simulated phones. */
const mayCallNow = (ctx: Ctx): boolean => chosenGateway().isSimulated || isWithinHours(ctx.now, 'call');

/** A call is settled by whoever made it. */
const findMyCallRow = async (ctx: Ctx, attemptId: string) =>
	(await attemptIsMine(ctx, attemptId)) ? findCallRow(ctx, attemptId) : undefined;

async function present(key: string, attemptId: string, row: CallRow): Promise<Call> {
	const [number] = await open(key, [row.sealedNumber]);
	return { attemptId, number: number!, shown: maskNumber(number!), isSecondTry: row.callCount > 0 };
}

const isCallable = (campaign: Campaign) =>
	(campaign.state === 'running' || campaign.state === 'closed') &&
	campaign.audienceKey !== null &&
	campaign.erasedAt === null;
