import { sql } from 'kysely';
import type { Verdict, WaitReason } from '../attempt/index.ts';
import type { Ctx } from '../db/index.ts';
import { callLimit, type Campaign, type CampaignState, type VerdictCounts } from './campaign.ts';
import type { Check, Target, TextReview, Variant } from './readiness.ts';

const columns = [
	'campaign.id',
	'campaign.name',
	'goal',
	'endsOn',
	'sender',
	'defaultLanguage',
	'callAfterDays',
	'state',
	'createdBy',
	'campaign.createdAt',
	'submittedAt',
	'approvedBy',
	'textBy',
	'audienceBy',
	'startedAt',
	'closedAt',
	'uploadedAt',
	'checkedAt',
	'audienceKey',
	'erasedAt',
	'lineCount',
	'duplicateCount',
	'rejectedCounts',
	'waitCounts',
	'optedOutCount',
	'targetCount',
	'targetMeasure',
	'subGoal',
	'offer',
	'legalBasis',
	'region',
	'pictogramVersionId',
	'pictogramBy'
] as const;

const campaigns = (ctx: Ctx) =>
	ctx.db
		.selectFrom('campaign')
		.innerJoin('staffUser as author', 'author.id', 'campaign.createdBy')
		.select(columns)
		.select('author.name as authorName')
		.select((e) =>
			e
				.selectFrom('campaignText as t')
				.leftJoin('staffUser as reviewer', 'reviewer.id', 't.reviewedBy')
				.select(
					sql<TextJson[]>`jsonb_agg(jsonb_build_object('language', language, 'variant', variant, 'body', body,
						'templateVersionId', template_version_id, 'writtenBy', written_by, 'reviewedBy', reviewed_by,
						'reviewerName', reviewer.name, 'reviewedAt', reviewed_at) order by variant)`.as('rows')
				)
				.whereRef('campaignId', '=', 'campaign.id')
				.as('textRows')
		)
		.select((e) =>
			e
				.selectFrom('campaignCheck as c')
				.innerJoin('staffUser as ticker', 'ticker.id', 'c.tickedBy')
				.select(
					sql<CheckJson[]>`jsonb_agg(jsonb_build_object('item', item, 'by', ticker.name, 'at', ticked_at))`.as('rows')
				)
				.whereRef('campaignId', '=', 'campaign.id')
				.as('checkRows')
		);

type TextJson = Omit<TextReview, 'reviewedAt'> & { body: string; reviewedAt: string | null };
type CheckJson = Omit<Check, 'at'> & { at: string };

type Found = Awaited<ReturnType<ReturnType<typeof campaigns>['executeTakeFirstOrThrow']>>;

function toCampaign(found: Found): Campaign {
	const { createdBy, authorName, textBy, state, rejectedCounts, waitCounts, ...others } = found;
	const { textRows, checkRows, targetCount, targetMeasure, pictogramBy, ...rest } = others;
	const texts = textRows ?? [];
	const writers = [createdBy, textBy, pictogramBy, ...texts.map((text) => text.writtenBy)].filter((id) => id !== null);
	return {
		...rest,
		state: state as CampaignState,
		createdBy: { id: createdBy, name: authorName },
		authors: [...new Set([...writers, ...rest.audienceBy])],
		rejectedCounts: rejectedCounts as Campaign['rejectedCounts'],
		waitCounts: waitCounts as Campaign['waitCounts'],
		texts: bodiesOf(texts, 'a'),
		secondTexts: bodiesOf(texts, 'b'),
		reviews: texts.map(({ language, variant, templateVersionId, writtenBy, reviewedBy, reviewerName, reviewedAt }) => ({
			language,
			variant,
			templateVersionId,
			writtenBy,
			reviewedBy,
			reviewerName,
			reviewedAt: reviewedAt === null ? null : new Date(reviewedAt)
		})),
		target: targetCount && targetMeasure ? { count: targetCount, measure: targetMeasure as Target['measure'] } : null,
		checks: (checkRows ?? []).map((check) => ({ ...check, at: new Date(check.at) }))
	};
}

const bodiesOf = (texts: TextJson[], variant: Variant): Record<string, string> =>
	Object.fromEntries(texts.filter((text) => text.variant === variant).map(({ language, body }) => [language, body]));

export async function findCampaign(ctx: Ctx, id: string): Promise<Campaign | undefined> {
	const found = await campaigns(ctx).where('campaign.id', '=', id).executeTakeFirst();
	return found && toCampaign(found);
}

/** Takes the campaign for this transaction, so that two people cannot change its state at once. */
export async function lockCampaign(ctx: Ctx, id: string): Promise<Campaign | undefined> {
	await ctx.db.selectFrom('campaign').select('id').where('id', '=', id).forUpdate().execute();
	return findCampaign(ctx, id);
}

export async function selectCampaigns(ctx: Ctx): Promise<Campaign[]> {
	const found = await campaigns(ctx)
		.orderBy(sql`array_position(array['running', 'paused', 'approved', 'draft', 'closed'], state)`)
		.orderBy('campaign.createdAt', 'desc')
		.limit(200)
		.execute();
	return found.map(toCampaign);
}

export async function insertCampaign(
	ctx: Ctx,
	row: {
		id: string;
		name: string;
		goal: string;
		endsOn: string;
		sender: string;
		defaultLanguage: string;
		callAfterDays: number;
		createdBy: string;
		textBy: string;
	} & Plan
): Promise<void> {
	await ctx.db
		.insertInto('campaign')
		.values({ ...row, createdAt: ctx.now })
		.execute();
}

/** What a campaign is for, beside its goal in words. */
export interface Plan {
	targetCount: number | null;
	targetMeasure: string | null;
	subGoal: string | null;
	offer: string | null;
	legalBasis: string | null;
	region: string | null;
}

type Changes = Partial<Plan> &
	Partial<{
		name: string;
		goal: string;
		endsOn: string;
		sender: string;
		defaultLanguage: string;
		callAfterDays: number;
		state: CampaignState;
		submittedAt: Date | null;
		approvedBy: string | null;
		approvedAt: Date | null;
		textBy: string | null;
		audienceBy: string[];
		pictogramVersionId: string | null;
		pictogramBy: string | null;
		startedAt: Date;
		closedAt: Date;
		uploadedAt: Date | null;
		checkedAt: Date | null;
		audienceKey: string | null;
		erasedAt: Date | null;
		lineCount: number;
		duplicateCount: number;
		rejectedCounts: object;
		waitCounts: object;
		optedOutCount: number;
	}>;

export async function updateCampaign(
	ctx: Ctx,
	id: string,
	{ rejectedCounts, waitCounts, ...changes }: Changes
): Promise<void> {
	await ctx.db
		.updateTable('campaign')
		.set({
			...changes,
			...(rejectedCounts ? { rejectedCounts: JSON.stringify(rejectedCounts) } : {}),
			...(waitCounts ? { waitCounts: JSON.stringify(waitCounts) } : {})
		})
		.where('id', '=', id)
		.execute();
}

export async function deleteCampaign(ctx: Ctx, id: string): Promise<void> {
	await ctx.db.deleteFrom('campaign').where('id', '=', id).execute();
}

/** One line of an audience, ready to be stored: the number sealed, its tags, and the gate's answer. */
export interface NewRecipient {
	id: string;
	line: number;
	holdTag: Buffer;
	logTag: Buffer;
	sealedNumber: Buffer;
	language: string | null;
	verdict: Verdict;
}

/** Adds lines in one statement; an address that the campaign already has is left as it is. @returns how many were new. */
export async function insertRecipients(ctx: Ctx, campaignId: string, rows: NewRecipient[]): Promise<number> {
	const of = <T>(pick: (row: NewRecipient) => T) => rows.map(pick);
	const { rows: added } = await sql`
		insert into campaign_recipient (id, campaign_id, line, hold_tag, log_tag, sealed_number, language, verdict, verdict_until, state)
		select id, ${campaignId}::uuid, line, hold_tag, log_tag, sealed_number, language, verdict, verdict_until,
			case when verdict = 'go' then 'ready' else 'waiting' end
		from unnest(${of((r) => r.id)}::uuid[], ${of((r) => r.line)}::int[], ${of((r) => r.holdTag)}::bytea[], ${of((r) => r.logTag)}::bytea[],
			${of((r) => r.sealedNumber)}::bytea[], ${of((r) => r.language)}::text[], ${of((r) => verdictCode(r.verdict))}::text[],
			${of((r) => verdictUntil(r.verdict))}::timestamptz[])
			t (id, line, hold_tag, log_tag, sealed_number, language, verdict, verdict_until)
		on conflict (campaign_id, hold_tag) do nothing returning 1`.execute(ctx.db);
	return added.length;
}

export async function deleteRecipients(ctx: Ctx, campaignId: string): Promise<void> {
	await ctx.db.deleteFrom('campaignRecipient').where('campaignId', '=', campaignId).execute();
}

/** Addresses of a campaign that have not been written to, for asking the gate anew: the next ones after a tag. */
export async function selectUnsent(
	ctx: Ctx,
	campaignId: string,
	after: Buffer | undefined,
	limit: number
): Promise<{ id: string; holdTag: Buffer }[]> {
	return ctx.db
		.selectFrom('campaignRecipient')
		.select(['id', 'holdTag'])
		.where('campaignId', '=', campaignId)
		.where('state', 'in', ['ready', 'waiting'])
		.$if(after !== undefined, (q) => q.where('holdTag', '>', after!))
		.orderBy('holdTag')
		.limit(limit)
		.execute();
}

/** Writes the gate's answers for many lines in one statement; what it answered before is left alone. */
export async function updateVerdicts(ctx: Ctx, lines: { id: string; verdict: Verdict }[]): Promise<void> {
	if (!lines.length) return;
	await sql`
		update campaign_recipient r set verdict = t.verdict, verdict_until = t.until,
			state = case when t.verdict = 'go' then 'ready' else 'waiting' end
		from unnest(${lines.map((l) => l.id)}::uuid[], ${lines.map((l) => verdictCode(l.verdict))}::text[],
			${lines.map((l) => verdictUntil(l.verdict))}::timestamptz[]) t (id, verdict, until)
		where r.id = t.id and r.state in ('ready', 'waiting') and (r.verdict, r.verdict_until) is distinct from (t.verdict, t.until)`.execute(
		ctx.db
	);
}

export async function countVerdicts(ctx: Ctx, campaignId: string): Promise<VerdictCounts & { ready: number }> {
	const rows = await ctx.db
		.selectFrom('campaignRecipient')
		.select((e) => ['verdict', 'state', e.fn.countAll<number>().as('count')])
		.where('campaignId', '=', campaignId)
		.groupBy(['verdict', 'state'])
		.execute();
	const counts: VerdictCounts & { ready: number } = { go: 0, wait: {}, ready: 0 };
	for (const { verdict, state, count } of rows) {
		if (state === 'ready') counts.ready += count;
		if (verdict === 'go') counts.go += count;
		else counts.wait[verdict as WaitReason] = (counts.wait[verdict as WaitReason] ?? 0) + count;
	}
	return counts;
}

/** When those who must wait are free, by local day, the soonest first. */
export async function countFreeDays(ctx: Ctx, campaignId: string): Promise<{ day: string; count: number }[]> {
	const { rows } = await sql<{ day: string; count: number }>`
		select to_char(verdict_until at time zone 'Europe/Oslo', 'YYYY-MM-DD') as day, count(*)::int as count
		from campaign_recipient where campaign_id = ${campaignId} and verdict = 'contactedRecently' and verdict_until is not null
		group by 1 order by 1`.execute(ctx.db);
	return rows;
}

export interface LineRow {
	line: number;
	sealedNumber: Buffer | null;
	verdict: string;
	verdictUntil: Date | null;
	language: string | null;
	state: string;
}

export async function selectLines(
	ctx: Ctx,
	campaignId: string,
	{ verdict, offset, limit }: { verdict?: string; offset: number; limit: number }
): Promise<LineRow[]> {
	return ctx.db
		.selectFrom('campaignRecipient')
		.select(['line', 'sealedNumber', 'verdict', 'verdictUntil', 'language', 'state'])
		.where('campaignId', '=', campaignId)
		.$if(verdict !== undefined, (q) => q.where('verdict', '=', verdict!))
		.orderBy('line')
		.offset(offset)
		.limit(limit)
		.execute();
}

export interface ReadyRow {
	id: string;
	holdTag: Buffer;
	logTag: Buffer;
	sealedNumber: Buffer;
	language: string | null;
}

/** The next lines to write to, taken for this transaction; another worker takes others. */
export async function takeReady(ctx: Ctx, campaignId: string, limit: number): Promise<ReadyRow[]> {
	const rows = await ctx.db
		.selectFrom('campaignRecipient')
		.select(['id', 'holdTag', 'logTag', 'sealedNumber', 'language'])
		.where('campaignId', '=', campaignId)
		.where('state', '=', 'ready')
		.orderBy('line')
		.limit(limit)
		.forUpdate()
		.skipLocked()
		.execute();
	return rows.map((row) => ({ ...row, sealedNumber: row.sealedNumber! }));
}

export async function markSent(ctx: Ctx, lines: { id: string; attemptId: string }[]): Promise<void> {
	if (!lines.length) return;
	await sql`
		update campaign_recipient r set state = 'sent', attempt_id = t.attempt_id, sent_at = ${ctx.now}
		from unnest(${lines.map((l) => l.id)}::uuid[], ${lines.map((l) => l.attemptId)}::uuid[]) t (id, attempt_id)
		where r.id = t.id`.execute(ctx.db);
}

export async function selectSealed(
	ctx: Ctx,
	ids: string[]
): Promise<{ id: string; holdTag: Buffer; sealedNumber: Buffer | null; variant: Variant | null }[]> {
	const rows = await ctx.db
		.selectFrom('campaignRecipient')
		.select(['id', 'holdTag', 'sealedNumber', 'variant'])
		.where('id', 'in', ids)
		.execute();
	return rows.map((row) => ({ ...row, variant: row.variant as Variant | null }));
}

/** Somebody wrote: every campaign that has written to the address counts it as answered. */
export async function markReplied(ctx: Ctx, holdTag: Buffer, at: Date): Promise<void> {
	await ctx.db
		.updateTable('campaignRecipient')
		.set({ repliedAt: at })
		.where('holdTag', '=', holdTag)
		.where('state', '=', 'sent')
		.where('repliedAt', 'is', null)
		.execute();
}

const callable = (ctx: Ctx, campaignId: string, sentBefore: Date, calledBefore: Date) =>
	ctx.db
		.selectFrom('campaignRecipient')
		.where('campaignId', '=', campaignId)
		.where('state', '=', 'sent')
		.where('repliedAt', 'is', null)
		.where('callDone', '=', false)
		.where('callCount', '<', callLimit)
		.where('sealedNumber', 'is not', null)
		.where('sentAt', '<', sentBefore)
		.where((e) => e.or([e('calledAt', 'is', null), e('calledAt', '<', calledBefore)]));

export async function countCallable(
	ctx: Ctx,
	campaignId: string,
	sentBefore: Date,
	calledBefore: Date
): Promise<number> {
	const { count } = await callable(ctx, campaignId, sentBefore, calledBefore)
		.select((e) => e.fn.countAll<number>().as('count'))
		.executeTakeFirstOrThrow();
	return count;
}

export interface CallRow {
	id: string;
	holdTag: Buffer;
	logTag: Buffer;
	sealedNumber: Buffer;
	callCount: number;
}

/** Some candidates for the next call, in the order they were written to; taken for this transaction. */
export async function takeCallable(
	ctx: Ctx,
	campaignId: string,
	sentBefore: Date,
	calledBefore: Date,
	limit: number
): Promise<CallRow[]> {
	const rows = await callable(ctx, campaignId, sentBefore, calledBefore)
		.select(['id', 'holdTag', 'logTag', 'sealedNumber', 'callCount'])
		.orderBy('callCount')
		.orderBy('sentAt')
		.orderBy('line')
		.orderBy('id')
		.limit(limit)
		.forUpdate()
		.skipLocked()
		.execute();
	return rows.map((row) => ({ ...row, sealedNumber: row.sealedNumber! }));
}

export async function findCallRow(
	ctx: Ctx,
	attemptId: string
): Promise<(CallRow & { campaignId: string }) | undefined> {
	const row = await ctx.db
		.selectFrom('campaignRecipient')
		.select(['id', 'campaignId', 'holdTag', 'logTag', 'sealedNumber', 'callCount'])
		.where('callAttemptId', '=', attemptId)
		.executeTakeFirst();
	return row?.sealedNumber ? { ...row, sealedNumber: row.sealedNumber } : undefined;
}

export async function updateCall(
	ctx: Ctx,
	id: string,
	set: Partial<{ callAttemptId: string | null; callCount: number; callDone: boolean; calledAt: Date }>
): Promise<void> {
	await ctx.db.updateTable('campaignRecipient').set(set).where('id', '=', id).execute();
}

export async function countReplies(ctx: Ctx, campaignId: string): Promise<{ replied: number; optedOut: number }> {
	const { rows } = await sql<{ replied: number; optedOut: number }>`
		select count(*) filter (where r.replied_at is not null)::int as replied,
			count(*) filter (where r.state = 'sent' and h.kind = 'optedOut')::int as opted_out
		from campaign_recipient r left join suppression_hold h on h.tag = r.hold_tag
		where r.campaign_id = ${campaignId}`.execute(ctx.db);
	return rows[0]!;
}

export async function findLastSent(ctx: Ctx, campaignId: string): Promise<{ lastSentAt: Date | null; unsent: number }> {
	const { rows } = await sql<{ lastSentAt: Date | null; unsent: number }>`
		select max(sent_at) as last_sent_at, count(*) filter (where state = 'ready')::int as unsent
		from campaign_recipient where campaign_id = ${campaignId}`.execute(ctx.db);
	return rows[0]!;
}

/** What nobody was written to is dropped; what was sent keeps its place for counting. */
export async function dropUnsent(ctx: Ctx, campaignId: string): Promise<void> {
	await ctx.db
		.updateTable('campaignRecipient')
		.set({ state: 'dropped' })
		.where('campaignId', '=', campaignId)
		.where('state', '=', 'ready')
		.execute();
}

/**
 * After the window: no readable number, no register of people who were not contacted, and no tags. A line has the tag
 * of the hold and the tag of the log side by side; kept, it would tie each year's log together for as long as the hold
 * key lives, and that is for ever.
 */
export async function eraseLines(ctx: Ctx, campaignId: string): Promise<void> {
	await ctx.db
		.deleteFrom('campaignRecipient')
		.where('campaignId', '=', campaignId)
		.where('state', '<>', 'sent')
		.execute();
	await ctx.db
		.updateTable('campaignRecipient')
		.set({ sealedNumber: null, holdTag: sql<Buffer>`uuid_send(id)`, logTag: sql<Buffer>`uuid_send(id)` })
		.where('campaignId', '=', campaignId)
		.execute();
}

export async function selectUnerased(ctx: Ctx): Promise<string[]> {
	const rows = await ctx.db
		.selectFrom('campaign')
		.select('id')
		.where((e) =>
			e.or([e('state', '<>', 'closed'), e.and([e('audienceKey', 'is not', null), e('erasedAt', 'is', null)])])
		)
		.execute();
	return rows.map((row) => row.id);
}

const verdictCode = (verdict: Verdict) => (verdict.go ? 'go' : verdict.reason);
const verdictUntil = (verdict: Verdict) => (verdict.go ? null : (verdict.until ?? null));
