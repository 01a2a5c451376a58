import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import {
	checkByHand,
	dispositions,
	listOpenHands,
	readAddress,
	refuseLookUp,
	releaseByHand,
	settleByHand,
	sights,
	type Task
} from '#attempt';
import type { Ctx } from '#db';
import { LyktError } from '#shared/errors.ts';
import { isId } from '#shared/ids.ts';
import { fieldsOf } from '../../form.ts';
import type { Actions, PageServerLoad } from './$types.js';
import { idOf, nameTasks, queryOf, timeLeft, toTask } from './tasks.ts';
import { dones } from './words.ts';

/** Opened from a campaign or an arena, never by itself: without either it is 403, and logged (domain.md E5). */
export const load: PageServerLoad = async ({ locals, url }) => {
	const { ctx } = locals;
	const task = await taskOf(ctx, url);
	const hands = await listOpenHands(ctx);
	const names = await nameTasks(ctx, [task, ...hands.map(toTask)]);
	const here = names.get(idOf(task));
	if (!here) throw new LyktError('notFound');
	return {
		task: { query: queryOf(task), isArena: 'arenaId' in task, id: idOf(task), ...here },
		hands: hands.map((hand) => ({
			attemptId: hand.attemptId,
			channel: hand.channel,
			task: names.get(idOf(toTask(hand)))?.name ?? '',
			claimedAt: hand.claimedAt,
			isHeld: hand.isHeld,
			...timeLeft(hand, ctx.now)
		})),
		dispositions: [...dispositions],
		done: dones.find((done) => url.searchParams.get('done') === done)
	};
};

export const actions: Actions = {
	check: async ({ request, locals, url }) => {
		const task = await taskOf(locals.ctx, url);
		const field = fieldsOf(await request.formData());
		const kind = 'campaignId' in task ? 'numberOrEmail' : field('kind') === 'email' ? 'email' : 'nick';
		const entered = { text: field('address').slice(0, 300), kind, seen: field('seen') };
		const seen = sights.find((sight) => sight === entered.seen);
		const answer = await checkByHand(locals.ctx, task, readAddress(entered.text, kind), seen);
		if (!answer.ok) throw new LyktError('forbidden');
		const { check } = answer;
		if (check.go) return { entered, go: { attemptId: check.attemptId, until: check.until } };
		if (check.reason === 'invalidNumber') return fail(422, { entered, fault: check.kind! });
		return { entered, wait: { reason: check.reason, until: check.until } };
	},
	settle: async (event) => {
		const { ctx, hand, field, query } = await openHand(event);
		if (!hand) return fail(409, { settled: true });
		if (field('how') !== 'called') {
			const channel = hand.channel === 'call' ? 'sms' : hand.channel;
			const done = await settleByHand(ctx, hand.attemptId, { channel });
			return done.ok ? redirect(303, `/check?${query}&done=written`) : fail(409, { settled: true });
		}
		const disposition = dispositions.find((known) => known === field('disposition'));
		if (!disposition || hand.channel !== 'sms') return fail(400, { missing: hand.attemptId });
		const done = await settleByHand(ctx, hand.attemptId, { channel: 'call', disposition });
		return done.ok ? redirect(303, `/check?${query}&done=called`) : fail(409, { settled: true });
	},
	release: async (event) => {
		const { ctx, hand, field, query } = await openHand(event);
		const closes = field('closes') === 'yes';
		const done = hand && (await releaseByHand(ctx, hand.attemptId, { closes }));
		if (!done?.ok) return fail(409, { settled: true });
		redirect(303, `/check?${query}&done=${closes ? 'closed' : 'released'}`);
	}
};

/** @throws LyktError `forbidden` without exactly one task. */
async function taskOf(ctx: Ctx, url: URL): Promise<Task> {
	const [campaignId, arenaId] = [url.searchParams.get('campaign') ?? '', url.searchParams.get('arena') ?? ''];
	if (isId(campaignId) && arenaId === '') return { campaignId };
	if (isId(arenaId) && campaignId === '') return { arenaId };
	await refuseLookUp(ctx);
	throw new LyktError('forbidden');
}

async function openHand({ request, locals, url }: Pick<RequestEvent, 'request' | 'locals' | 'url'>) {
	const task = await taskOf(locals.ctx, url);
	const field = fieldsOf(await request.formData());
	const hands = await listOpenHands(locals.ctx);
	const hand = hands.find(({ attemptId }) => attemptId === field('attempt'));
	return { ctx: locals.ctx, hand, field, query: queryOf(task) };
}
