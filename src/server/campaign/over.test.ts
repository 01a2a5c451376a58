import { beforeAll, beforeEach, expect, test } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { inOrder } from '../../../test/in-order.ts';
import type { Ctx } from '../db/index.ts';
import { simulatedPhones } from '../gateway/index.ts';
import { optOutNumbers } from '../suppression/index.ts';
import { open } from '../vault/index.ts';
import { campaignTasks, tidyCampaigns } from './campaign.tasks.ts';
import {
	approveCampaign,
	beginCall,
	closeCampaign,
	createCampaign,
	discardCampaign,
	endCall,
	getCampaign,
	readAudience,
	setAudience,
	skipCall,
	startCampaign
} from './index.ts';
import { sendCampaign } from './send-campaign.ts';

const house = testDatabase();
let kari: Ctx;
let ola: Ctx;

beforeAll(async () => {
	kari = await house.ctx({ name: 'kari' });
	ola = await house.ctx({ name: 'ola', roles: ['lead'] });
});
beforeEach(async () => house.setClock('2026-11-24T11:00:00Z'));

test('a list that is replaced or thrown away can no longer be read, whatever happens right afterwards', async () => {
	const id = await aDraft(['900 84 001']);
	const first = await sealedIn(id);
	expect(await open(first.key, [first.sealed])).toEqual(['+4790084001']);
	await give(id, ['900 84 002']);
	await runJobs();
	await expect(open(first.key, [first.sealed])).rejects.toMatchObject({ code: 'keyDestroyed' });

	const second = await sealedIn(id);
	expect(await open(second.key, [second.sealed])).toEqual(['+4790084002']);
	await discardCampaign(await house.later(kari), id);
	await runJobs();
	await expect(open(second.key, [second.sealed])).rejects.toMatchObject({ code: 'keyDestroyed' });
});

test('a message that waits for a gateway when its campaign is closed is not under way for ever', async () => {
	const id = await aDraft(['900 84 011']);
	simulatedPhones().breakDown(1);
	await run(id);
	expect((await getCampaign(kari, id)).delivery).toMatchObject({ sent: 1, underWay: 1 });
	await closeCampaign(await house.later(kari), id);
	expect((await getCampaign(kari, id)).delivery).toMatchObject({ sent: 1, underWay: 0, failed: 1 });
	await house.setClock('2026-11-24T12:00:00Z');
	await tidyCampaigns(await house.systemCtx());
	await sendCampaign(await house.systemCtx(), id);
	expect(simulatedPhones().count().messages).toBe(0);
});

test('after the window a line has neither number nor tag, and the counts are what they were', async () => {
	const id = await aDraft(['900 84 031', '900 84 032', '900 84 033']);
	await run(id);
	await optOutNumbers(kari, ['+4790084031']);
	const before = await getCampaign(kari, id);
	expect(before).toMatchObject({ optedOut: 1, delivery: { sent: 3 } });
	await house.setClock('2026-12-25T11:00:00Z');
	await tidyCampaigns(await house.systemCtx());
	const after = await getCampaign(await house.later(kari), id);
	expect(after.campaign.erasedAt).not.toBeNull();
	expect(after).toMatchObject({ optedOut: 1, delivery: before.delivery, verdicts: before.verdicts });
	const { rows } = await house.asOwner(
		`select count(*)::int as lines, count(sealed_number)::int as numbers, count(h.tag)::int as holds, count(a.id)::int as attempts
		from campaign_recipient r left join suppression_hold h on h.tag = r.hold_tag left join attempt a on a.log_tag = r.log_tag
		where r.campaign_id = $1`,
		[id]
	);
	expect(rows).toEqual([{ lines: 3, numbers: 0, holds: 0, attempts: 0 }]);
});

test('a job that began before midnight sends nothing after the last day', async () => {
	await house.setClock('2026-12-24T22:50:00Z');
	const id = await aDraft(['900 84 041']);
	expect(await approveCampaign(await house.later(ola), id)).toMatchObject({ ok: true });
	expect(await startCampaign(await house.later(kari), id)).toMatchObject({ ok: true });
	const job = await house.systemCtx();
	await house.setClock('2026-12-24T23:01:00Z'); // Christmas Day in Oslo
	await sendCampaign(job, id);
	expect((await getCampaign(await house.later(kari), id)).delivery.sent).toBe(0);
});

test('a call is settled by whoever makes it, not by a colleague who knows its id', async () => {
	const id = await aDraft(['900 84 021']);
	await run(id);
	await house.setClock('2026-11-27T11:00:00Z');
	const begun = await beginCall(await house.later(kari), id);
	const attemptId = begun.ok ? begun.call.attemptId : '';
	expect(await endCall(await house.later(ola), attemptId, 'declined')).toEqual({ ok: false, why: 'notFound' });
	expect(await skipCall(await house.later(ola), attemptId)).toEqual({ ok: false, why: 'notFound' });
	await house.setClock('2026-11-27T11:45:00Z'); // a long call: the claim has run out
	expect(await endCall(await house.later(kari), attemptId, 'reached')).toEqual({ ok: true });
});

async function sealedIn(id: string): Promise<{ key: string; sealed: Buffer }> {
	const { rows } = await house.asOwner(
		'select audience_key as key, sealed_number as sealed from campaign join campaign_recipient on campaign_id = campaign.id where campaign.id = $1',
		[id]
	);
	return (rows as { key: string; sealed: Buffer }[])[0]!;
}

/** What the worker would do with the jobs that destroy keys. */
async function runJobs(): Promise<void> {
	const { rows } = await house.asOwner(
		`select payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id where identifier = 'campaign.destroyKey'`
	);
	for (const { payload } of rows as { payload: unknown }[])
		await campaignTasks['campaign.destroyKey'](await house.systemCtx(), payload);
}

async function aDraft(numbers: string[]): Promise<string> {
	const created = await createCampaign(await house.later(kari), {
		name: 'vinter',
		goal: 'ti nye får vite om vaksine',
		endsOn: '2026-12-24',
		message: { nb: 'Hei. Svar STOPP.' },
		callAfterDays: 3,
		...inOrder
	});
	if (!created.ok) throw new Error(created.why);
	await give(created.id, numbers);
	return created.id;
}

async function give(id: string, numbers: string[]): Promise<void> {
	const read = readAudience(
		numbers.map((number, place) => ({ line: place + 1, cells: [number] })),
		{ limit: 100 }
	);
	if (!read.ok) throw new Error(read.why);
	expect(await setAudience(await house.later(kari), id, read.audience)).toMatchObject({ ok: true });
}

async function run(id: string): Promise<void> {
	expect(await approveCampaign(await house.later(ola), id)).toMatchObject({ ok: true });
	expect(await startCampaign(await house.later(kari), id)).toMatchObject({ ok: true });
	await sendCampaign(await house.systemCtx(), id);
}
