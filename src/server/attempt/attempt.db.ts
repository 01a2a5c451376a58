import { sql } from 'kysely';
import type { Ctx } from '../db/index.ts';
import type { Tags } from '../vault/index.ts';
import { claimMinutes, ruleVersion, type Disposition, type HandChannel, type WaitReason } from './attempt.ts';

// Attempts are written by database functions only; the staff log-in has no other right on the table.

export interface FirstClaim {
	attemptId: string;
	tags: Tags;
}

export async function callClaimFirst(
	ctx: Ctx,
	campaignId: string,
	claims: FirstClaim[],
	logYear: number
): Promise<string[]> {
	const { rows } = await sql<{ id: string }>`
		select attempt_claim_first(
			${campaignId}, ${claims.map((c) => c.attemptId)}::uuid[], ${claims.map((c) => c.tags.hold)}::bytea[],
			${claims.map((c) => c.tags.log)}::bytea[], ${logYear}::int, ${ruleVersion}::int, ${actorId(ctx)}::uuid,
			make_interval(mins => ${claimMinutes.sms})) as id`.execute(ctx.db);
	return rows.map((row) => row.id);
}

export async function callClaimFollowUp(
	ctx: Ctx,
	{ campaignId, attemptId, tags, logYear }: FirstClaim & { campaignId: string; logYear: number }
): Promise<string> {
	const { rows } = await sql<{ verdict: string }>`
		select attempt_claim_follow_up(
			${campaignId}::uuid, ${attemptId}::uuid, ${tags.hold}, ${tags.log}, ${logYear}::int, ${ruleVersion}::int,
			${actorId(ctx)}::uuid, make_interval(mins => ${claimMinutes.call})) as verdict`.execute(ctx.db);
	return rows[0]!.verdict;
}

export async function callClaimAnswer(
	ctx: Ctx,
	step: 'confirmation' | 'reply',
	{ inboundId, attemptId, tags, logYear }: FirstClaim & { inboundId: string; logYear: number }
): Promise<boolean> {
	const { rows } = await sql<{ claimed: boolean }>`
		select attempt_claim_answer(
			${step}, ${attemptId}::uuid, ${inboundId}::uuid, ${tags.hold}, ${tags.log}, ${logYear}::int, ${ruleVersion}::int,
			${actorId(ctx)}::uuid, make_interval(mins => ${claimMinutes.sms})) as claimed`.execute(ctx.db);
	return rows[0]!.claimed;
}

export async function callHandOver(ctx: Ctx, attemptIds: string[]): Promise<string[]> {
	const { rows } = await sql<{ id: string }>`select attempt_hand_over(${attemptIds}::uuid[]) as id`.execute(ctx.db);
	return rows.map((row) => row.id);
}

export async function callSettleCall(
	ctx: Ctx,
	attemptId: string,
	tag: Buffer,
	disposition: Disposition
): Promise<boolean> {
	const { rows } = await sql<{ done: boolean }>`
		select attempt_settle_call(${attemptId}::uuid, ${tag}, ${disposition}) as done`.execute(ctx.db);
	return rows[0]!.done;
}

export async function callRelease(ctx: Ctx, attemptIds: string[]): Promise<number> {
	const { rows } = await sql<{ done: number }>`select attempt_release(${attemptIds}::uuid[]) as done`.execute(ctx.db);
	return rows[0]!.done;
}

/** What a first contact by hand is for: a campaign that runs, or an arena that is open. */
export type Task = { campaignId: string } | { arenaId: string };

export interface HandClaim {
	verdict: WaitReason | 'go';
	until: Date | null;
	attemptId: string | null;
}

/** Asks and claims in one; asking again for what one holds gives the same attempt. */
export async function callClaimByHand(
	ctx: Ctx,
	task: Task,
	channel: HandChannel,
	{ attemptId, tags, logYear }: FirstClaim & { logYear: number }
): Promise<HandClaim> {
	const { rows } = await sql<HandClaim>`
		select verdict, until, attempt_id from attempt_claim_by_hand(
			${attemptId}::uuid, ${campaignOf(task)}::uuid, ${arenaOf(task)}::uuid, ${channel}, ${tags.hold}, ${tags.log},
			${logYear}::int, ${ruleVersion}::int, ${actorId(ctx)}::uuid,
			make_interval(mins => ${claimMinutes.byHand}))`.execute(ctx.db);
	return rows[0]!;
}

export async function callSettleByHand(
	ctx: Ctx,
	attemptId: string,
	channel: HandChannel,
	disposition: Disposition | undefined,
	closes: boolean
): Promise<boolean> {
	const { rows } = await sql<{ done: boolean }>`
		select attempt_settle_by_hand(
			${attemptId}::uuid, ${actorId(ctx)}::uuid, ${channel}, ${disposition ?? null}, ${closes}) as done`.execute(ctx.db);
	return rows[0]!.done;
}

export async function callReleaseByHand(ctx: Ctx, attemptId: string, closes: boolean): Promise<boolean> {
	const { rows } = await sql<{ done: boolean }>`
		select attempt_release_by_hand(${attemptId}::uuid, ${actorId(ctx)}::uuid, ${closes}) as done`.execute(ctx.db);
	return rows[0]!.done;
}

export async function callSettleLapsed(ctx: Pick<Ctx, 'db'>): Promise<number> {
	const { rows } = await sql<{ settled: number }>`select attempt_settle_lapsed() as settled`.execute(ctx.db);
	return rows[0]!.settled;
}

export interface OpenHandRow {
	attemptId: string;
	channel: HandChannel;
	campaignId: string | null;
	arenaId: string | null;
	claimedAt: Date;
	until: Date;
	/** The row of the address still says that it is this person's. */
	isHeld: boolean;
}

/** What this person has checked by hand and not said the end of, the soonest to run out first. */
export async function selectMyOpenHands(ctx: Ctx): Promise<OpenHandRow[]> {
	const { rows } = await sql<OpenHandRow>`
		select a.id as attempt_id, a.channel, a.campaign_id, a.arena_id, a.claimed_at, a.claim_expires_at as until,
			a.state = 'claimed' and h.tag is not null and p.tag is null as is_held
		from attempt a
		left join suppression_hold h on h.tag = a.hold_tag and h.kind = 'claimed' and h.attempt_id = a.id
		left join suppression_pause p on p.tag = a.hold_tag
		where a.hold_tag is not null and a.actor_id = ${actorId(ctx)}::uuid
		order by a.claim_expires_at, a.id`.execute(ctx.db);
	return rows;
}

/** The calls this person has begun in a campaign and not settled. */
export async function selectMyClaimedCall(ctx: Ctx, campaignId: string): Promise<string | undefined> {
	const row = await ctx.db
		.selectFrom('attempt')
		.select('id')
		.where('campaignId', '=', campaignId)
		.where('step', '=', 'followUp')
		.where('state', '=', 'claimed')
		.where('actorId', '=', actorId(ctx))
		.where('claimExpiresAt', '>', ctx.now)
		.orderBy('claimedAt', 'desc')
		.executeTakeFirst();
	return row?.id;
}

/** @returns false for a colleague's attempt, and for none. A claim that ran out during a long call is still theirs. */
export async function attemptIsMine(ctx: Ctx, attemptId: string): Promise<boolean> {
	const row = await ctx.db
		.selectFrom('attempt')
		.select('id')
		.where('id', '=', attemptId)
		.where('actorId', '=', actorId(ctx))
		.executeTakeFirst();
	return row !== undefined;
}

/** How the calls of a campaign ended. */
export async function countDispositions(
	ctx: Ctx,
	campaignId: string
): Promise<{ disposition: string; count: number }[]> {
	const rows = await ctx.db
		.selectFrom('attempt')
		.select((e) => ['disposition', e.fn.countAll<number>().as('count')])
		.where('campaignId', '=', campaignId)
		.where('step', '=', 'followUp') // by its index: this is asked for while a campaign is being sent
		.where('disposition', 'is not', null)
		.groupBy('disposition')
		.execute();
	return rows.map((row) => ({ disposition: row.disposition!, count: row.count }));
}

const campaignOf = (task: Task) => ('campaignId' in task ? task.campaignId : null);
const arenaOf = (task: Task) => ('arenaId' in task ? task.arenaId : null);
const actorId = (ctx: Ctx) => (ctx.actor.kind === 'staff' ? ctx.actor.id : null);
