import { sql } from 'kysely';
import type { Ctx } from '../db/index.ts';

/** One count of a campaign. How calls ended, and what was done by hand, is not told apart by text: then both are empty. */
export interface ResultRow {
	variant: string;
	language: string;
	measure: string;
	count: number;
}

/**
 * Everything that is counted about a campaign, by variant and language: what still stands in the rows plus what was kept
 * when rows were forgotten. In one statement, so that nothing is counted twice while the nightly deletion runs.
 */
export async function countResults(ctx: Ctx, campaignId: string): Promise<ResultRow[]> {
	const { rows } = await sql<ResultRow>`
		with line as (
			select coalesce(r.variant, 'a') as variant, coalesce(m.language, '') as language, m.state, r.replied_at,
				r.call_count, h.kind = 'optedOut' as opted_out
			from delivery_message m
			left join campaign_recipient r on r.id = m.recipient_id
			left join suppression_hold h on h.tag = r.hold_tag
			where m.campaign_id = ${campaignId}),
		counted as (
			select variant, language, state as measure, count(*) from line group by 1, 2, 3
			union all select variant, language, 'replied', count(*) from line where replied_at is not null group by 1, 2
			union all select variant, language, 'optedOut', count(*) from line where opted_out group by 1, 2
			union all select variant, language, 'called', count(*) from line where call_count > 0 group by 1, 2
			union all select '', '', disposition, count(*) from attempt
				where campaign_id = ${campaignId} and step = 'followUp' and disposition is not null group by 3
			union all select '', '', 'byHand', count(*) from attempt
				where campaign_id = ${campaignId} and step = 'byHand' and state = 'handedOver'
			union all select variant, language, measure, count from campaign_result where campaign_id = ${campaignId})
		select variant, language, measure, sum(count)::int as count from counted group by 1, 2, 3 having sum(count) > 0
		order by 1, 2, 3`.execute(ctx.db);
	return rows;
}

/** What was kept of campaigns whose rows are forgotten, whatever the text. */
export async function selectKept(
	ctx: Ctx,
	campaignIds: string[]
): Promise<{ campaignId: string; measure: string; count: number }[]> {
	if (!campaignIds.length) return [];
	return ctx.db
		.selectFrom('campaignResult')
		.select(['campaignId', 'measure', sql<number>`sum(count)::int`.as('count')])
		.where('campaignId', 'in', campaignIds)
		.groupBy(['campaignId', 'measure'])
		.execute();
}

/** Before the tags of an audience go: how many of those who were written to have opted out, by text. */
export async function keepOptOuts(ctx: Ctx, campaignId: string): Promise<void> {
	await sql`select campaign_keep_opt_outs(${campaignId})`.execute(ctx.db);
}
