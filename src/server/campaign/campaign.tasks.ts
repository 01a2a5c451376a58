import * as v from 'valibot';
import { appendEntry } from '../audit/index.ts';
import { inTransaction, type Ctx } from '../db/index.ts';
import { countUnsent, withdrawUnsent } from '../delivery/index.ts';
import { enqueue } from '../jobs/index.ts';
import { localDay } from '../shared/calendar.ts';
import { destroyKey } from '../vault/index.ts';
import {
	countReplies,
	countVerdicts,
	dropUnsent,
	eraseLines,
	findCampaign,
	findLastSent,
	lockCampaign,
	selectUnerased,
	updateCampaign
} from './campaign.db.ts';
import { eraseAt } from './campaign.ts';
import { noteLogged, noteReply } from './note-reply.ts';
import { keepOptOuts } from './result.db.ts';
import { letGoOfForgotten, sendsByHand } from './send-by-hand.ts';
import { sendCampaign } from './send-campaign.ts';

const sendPayload = v.object({ campaignId: v.pipe(v.string(), v.uuid()) });
const inboundId = v.pipe(v.string(), v.uuid());
/** Jobs that were waiting when Lykt was last renewed carry one. */
const replyPayload = v.union([v.object({ inboundIds: v.array(inboundId) }), v.object({ inboundId })]);
const loggedPayload = v.object({ loggedId: v.pipe(v.string(), v.uuid()) });
const keyPayload = v.object({ key: v.pipe(v.string(), v.startsWith('audience:')) });

/** Jobs of this room; each may run twice without harm. */
export const campaignTasks = {
	'campaign.send': (ctx: Ctx, payload: unknown) => sendCampaign(ctx, v.parse(sendPayload, payload).campaignId),
	'campaign.noteReply': (ctx: Ctx, payload: unknown) => noteReplies(ctx, v.parse(replyPayload, payload)),
	'campaign.noteLogged': (ctx: Ctx, payload: unknown) => noteLogged(ctx, v.parse(loggedPayload, payload).loggedId),
	'campaign.destroyKey': (_ctx: Ctx, payload: unknown) => destroyKey(v.parse(keyPayload, payload).key),
	'campaign.tidy': (ctx: Ctx) => tidyCampaigns(ctx)
};

async function noteReplies(ctx: Ctx, payload: v.InferOutput<typeof replyPayload>): Promise<void> {
	for (const id of 'inboundIds' in payload ? payload.inboundIds : [payload.inboundId]) await noteReply(ctx, id);
}

/** Closes campaigns whose last day is over, and erases the numbers whose time is over by destroying their key. */
export async function tidyCampaigns(ctx: Ctx): Promise<void> {
	await letGoOfForgotten(ctx);
	for (const id of await selectUnerased(ctx)) {
		await closeIfOver(ctx, id);
		await sendOn(ctx, id);
		await eraseIfDue(ctx, id);
	}
}

async function closeIfOver(ctx: Ctx, id: string): Promise<void> {
	await inTransaction(ctx, async (ctx) => {
		const campaign = await lockCampaign(ctx, id);
		if (!campaign || campaign.state === 'draft' || campaign.state === 'closed' || campaign.endsOn >= localDay(ctx.now))
			return;
		await dropUnsent(ctx, id);
		await withdrawUnsent(ctx, id);
		await updateCampaign(ctx, id, { state: 'closed', closedAt: ctx.now });
		await appendEntry(ctx, 'campaign.close', 'campaign', id, 'lastDayOver');
	});
}

/** A running campaign with something left to send is sent on: a gateway was down, or a worker was killed. */
async function sendOn(ctx: Ctx, id: string): Promise<void> {
	const campaign = await findCampaign(ctx, id);
	if (campaign?.state !== 'running' || sendsByHand()) return;
	const left = (await findLastSent(ctx, id)).unsent + (await countUnsent(ctx, id));
	if (left > 0)
		await enqueue(
			ctx,
			'campaign.send',
			{ campaignId: id },
			{ key: `campaign.send:${id}`, queue: `campaign.send:${id}` }
		);
}

async function eraseIfDue(ctx: Ctx, id: string): Promise<void> {
	const campaign = await findCampaign(ctx, id);
	if (!campaign?.audienceKey || campaign.erasedAt) return;
	const { lastSentAt, unsent } = await findLastSent(ctx, id);
	const due = eraseAt(campaign, lastSentAt, unsent > 0);
	if (!due || due > ctx.now) return;
	await inTransaction(ctx, async (ctx) => {
		const locked = await lockCampaign(ctx, id);
		if (locked?.audienceKey !== campaign.audienceKey) return; // somebody has just given it another list
		await destroyKey(campaign.audienceKey!); // first the key: from here on nobody can read a number
		const { wait } = await countVerdicts(ctx, id);
		const { optedOut } = await countReplies(ctx, id);
		await keepOptOuts(ctx, id);
		await eraseLines(ctx, id);
		const ends =
			locked.state === 'draft' || locked.state === 'closed' ? {} : { state: 'closed' as const, closedAt: ctx.now };
		await withdrawUnsent(ctx, id);
		await updateCampaign(ctx, id, { erasedAt: ctx.now, waitCounts: wait, optedOutCount: optedOut, ...ends });
		await appendEntry(ctx, 'campaign.erase', 'campaign', id);
	});
}
