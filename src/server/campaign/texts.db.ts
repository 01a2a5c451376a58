import { sql } from 'kysely';
import type { Ctx } from '../db/index.ts';
import type { ChecklistItem, Variant } from './readiness.ts';

/** One text of a campaign as it was saved; `source` when it stands in the library unchanged and reviewed. */
export interface NewText {
	language: string;
	variant: Variant;
	body: string;
	source?: { versionId: string; writtenBy: string | null; reviewedBy: string | null; reviewedAt: Date };
}

/**
 * Saves all texts of a draft at once: what stands unchanged keeps its writer and its review, what is new or changed is
 * written by this person and read by nobody, and what is gone is deleted.
 * @returns whether any of them changed.
 */
export async function saveTexts(
	ctx: Ctx,
	campaignId: string,
	texts: NewText[],
	writer: string | null
): Promise<boolean> {
	const of = <T>(pick: (text: NewText) => T) => texts.map(pick);
	const gone = await sql`
		delete from campaign_text where campaign_id = ${campaignId}
			and (language, variant) not in (select * from unnest(${of((t) => t.language)}::text[], ${of((t) => t.variant)}::text[]))
		returning 1`.execute(ctx.db);
	const saved = await sql`
		insert into campaign_text as old (campaign_id, language, variant, body, template_version_id, written_by, reviewed_by, reviewed_at)
		select ${campaignId}, language, variant, body, version_id, written_by, reviewed_by, reviewed_at
		from unnest(${of((t) => t.language)}::text[], ${of((t) => t.variant)}::text[], ${of((t) => t.body)}::text[],
			${of((t) => t.source?.versionId ?? null)}::uuid[], ${of((t) => (t.source ? t.source.writtenBy : writer))}::uuid[],
			${of((t) => t.source?.reviewedBy ?? null)}::uuid[], ${of((t) => t.source?.reviewedAt ?? null)}::timestamptz[])
			t (language, variant, body, version_id, written_by, reviewed_by, reviewed_at)
		on conflict (campaign_id, language, variant) do update set body = excluded.body,
			template_version_id = excluded.template_version_id, written_by = excluded.written_by,
			reviewed_by = excluded.reviewed_by, reviewed_at = excluded.reviewed_at
			where old.body <> excluded.body
		returning 1`.execute(ctx.db);
	return gone.rows.length + saved.rows.length > 0;
}

/** Somebody has read a text as it stands. @returns false when it has changed, been read already, or they wrote it. */
export async function setReviewed(
	ctx: Ctx,
	campaignId: string,
	text: { language: string; variant: Variant; body: string },
	reviewer: string
): Promise<boolean> {
	const row = await ctx.db
		.updateTable('campaignText')
		.set({ reviewedBy: reviewer, reviewedAt: ctx.now })
		.where('campaignId', '=', campaignId)
		.where('language', '=', text.language)
		.where('variant', '=', text.variant)
		.where('body', '=', text.body)
		.where('reviewedAt', 'is', null)
		.where('writtenBy', 'is distinct from', reviewer)
		.returning('language')
		.executeTakeFirst();
	return row !== undefined;
}

/** Whoever approves has read the texts that nobody else had to read. */
export async function setRestReviewed(ctx: Ctx, campaignId: string, reviewer: string): Promise<void> {
	await ctx.db
		.updateTable('campaignText')
		.set({ reviewedBy: reviewer, reviewedAt: ctx.now })
		.where('campaignId', '=', campaignId)
		.where('reviewedAt', 'is', null)
		.execute();
}

/** Ticks items that nobody has ticked; who ticked the others stays. */
export async function insertChecks(ctx: Ctx, campaignId: string, items: ChecklistItem[], by: string): Promise<void> {
	if (!items.length) return;
	await ctx.db
		.insertInto('campaignCheck')
		.values(items.map((item) => ({ campaignId, item, tickedBy: by, tickedAt: ctx.now })))
		.onConflict((conflict) => conflict.columns(['campaignId', 'item']).doNothing())
		.execute();
}

export async function deleteChecks(ctx: Ctx, campaignId: string, items: readonly ChecklistItem[]): Promise<void> {
	if (!items.length) return;
	await ctx.db
		.deleteFrom('campaignCheck')
		.where('campaignId', '=', campaignId)
		.where('item', 'in', [...items])
		.execute();
}

/**
 * Draws for each who has not got one yet which wording they get, half and half, in one statement. Only where their
 * language has a second wording: the others have nothing to draw between. What is drawn stays (the database keeps it).
 */
export async function drawVariants(ctx: Ctx, campaignId: string): Promise<void> {
	await sql`
		update campaign_recipient r set variant = case when random() < 0.5 and exists (
			select 1 from campaign_text second
			where second.campaign_id = c.id and second.variant = 'b' and second.language = case when exists (
				select 1 from campaign_text first
				where first.campaign_id = c.id and first.variant = 'a' and first.language = r.language)
				then r.language else c.default_language end) then 'b' else 'a' end
		from campaign c
		where c.id = ${campaignId} and r.campaign_id = c.id and r.variant is null and r.state in ('ready', 'waiting')`.execute(
		ctx.db
	);
}
