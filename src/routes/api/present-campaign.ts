import * as v from 'valibot';
import type { CampaignFigures } from '#campaign';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** What the API tells of a campaign; described from here in /api/v1/openapi.json. */
export const campaignAnswer = v.object({
	id: v.pipe(v.string(), v.uuid()),
	name: v.string(),
	goal: v.string(),
	endsOn: v.string(),
	sender: v.string(),
	state: v.picklist(['draft', 'approved', 'running', 'paused', 'closed']),
	message: v.record(v.string(), v.string()),
	secondMessage: v.record(v.string(), v.string()),
	target: v.nullable(v.object({ count, measure: v.string() })),
	checklist: v.array(v.object({ item: v.string(), by: v.string(), at: v.string() })),
	author: v.string(),
	isApproved: v.boolean(),
	audience: v.object({
		lines: count,
		unique: count,
		duplicates: count,
		verdicts: v.object({ go: count, wait: v.record(v.string(), count) }),
		rejected: v.record(v.string(), count),
		erasedAt: v.nullable(v.string())
	}),
	delivery: v.object({ sent: count, delivered: count, failed: count, unknown: count, underWay: count, toSend: count }),
	replied: count,
	optedOut: count,
	callable: count,
	calls: v.record(v.string(), count)
});

/** Field by field: numbers, tags and keys never leave. */
export function presentCampaign(figures: CampaignFigures): v.InferOutput<typeof campaignAnswer> {
	const { campaign, verdicts, delivery } = figures;
	const waiting = Object.values(verdicts.wait).reduce((sum, waits) => sum + waits, 0);
	return {
		id: campaign.id,
		name: campaign.name,
		goal: campaign.goal,
		endsOn: campaign.endsOn,
		sender: campaign.sender,
		state: campaign.state,
		message: campaign.texts,
		secondMessage: campaign.secondTexts,
		target: campaign.target,
		checklist: campaign.checks.map(({ item, by, at }) => ({ item, by, at: at.toISOString() })),
		author: campaign.createdBy.name,
		isApproved: campaign.approvedBy !== null,
		audience: {
			lines: campaign.lineCount,
			unique: verdicts.go + waiting,
			duplicates: campaign.duplicateCount,
			verdicts: { go: verdicts.go, wait: verdicts.wait },
			rejected: campaign.rejectedCounts,
			erasedAt: campaign.erasedAt?.toISOString() ?? null
		},
		delivery: {
			sent: delivery.sent,
			delivered: delivery.delivered,
			failed: delivery.failed,
			unknown: delivery.unknown,
			underWay: delivery.underWay,
			toSend: verdicts.ready
		},
		replied: figures.replied,
		optedOut: figures.optedOut,
		callable: figures.callable,
		calls: figures.dispositions
	};
}
