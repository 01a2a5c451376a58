import type { Ctx } from '../db/index.ts';
import type { Variant } from './readiness.ts';

/** The last first message that had gone to an address when somebody wrote from it. */
export async function findWrittenTo(
	ctx: Ctx,
	holdTag: Buffer,
	before: Date
): Promise<{ id: string; campaignId: string } | undefined> {
	return ctx.db
		.selectFrom('campaignRecipient')
		.select(['id', 'campaignId'])
		.where('holdTag', '=', holdTag)
		.where('state', '=', 'sent')
		.where('sentAt', '<=', before)
		.orderBy('sentAt', 'desc')
		.executeTakeFirst();
}

export async function findSentLine(
	ctx: Ctx,
	campaignId: string,
	recipientId: string
): Promise<{ language: string | null; variant: Variant | null; sentAt: Date } | undefined> {
	const row = await ctx.db
		.selectFrom('campaignRecipient')
		.select(['language', 'variant', 'sentAt'])
		.where('id', '=', recipientId)
		.where('campaignId', '=', campaignId)
		.where('state', '=', 'sent')
		.executeTakeFirst();
	return row?.sentAt
		? { language: row.language, variant: row.variant as Variant | null, sentAt: row.sentAt }
		: undefined;
}

export async function selectNames(ctx: Ctx, ids: string[]): Promise<{ id: string; name: string }[]> {
	return ctx.db
		.selectFrom('campaign')
		.select(['id', 'name'])
		.where('id', 'in', ids)
		.orderBy('createdAt', 'desc')
		.execute();
}
