import { beforeAll, describe, expect, test } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import type { Ctx } from '../db/index.ts';
import { simulatedPhones } from '../gateway/index.ts';
import { collect } from '../delivery/index.ts';
import type { Msisdn } from '../shared/phone.ts';
import { campaignTasks } from './campaign.tasks.ts';
import {
	approveCampaign,
	beginCall,
	closeCampaign,
	countContacts,
	createCampaign,
	endCall,
	getEvaluation,
	listUnevaluated,
	readAudience,
	readHours,
	saveHours,
	saveLessons,
	setAudience,
	startCampaign,
	type LessonsInput
} from './index.ts';

const house = testDatabase();
let kari: Ctx;
let ola: Ctx;
const lessons: LessonsInput = { worked: 'Vaksine', didNotWork: '', nextTime: 'Skriv åpningstida' };

beforeAll(async () => {
	await house.setClock('2026-11-24T11:00:00Z');
	kari = await house.ctx({ name: 'kari', roles: ['adviser'] });
	ola = await house.ctx({ name: 'ola', roles: ['lead'] });
});

describe('what a campaign came to', () => {
	test('sent, answered, called and reached are counted, with how sure the part that answered is', async () => {
		const id = await aSentCampaign(
			Array.from({ length: 20 }, (_, place) => `+4790086${String(place).padStart(3, '0')}`)
		);
		for (const place of [1, 2]) simulatedPhones().writeFrom(`+479008600${place}` as Msisdn, 'Ja takk');
		await hear();
		await house.setClock('2026-11-28T12:00:00Z');
		const call = await beginCall(await house.later(kari), id);
		if (!call.ok) throw new Error(call.why);
		await endCall(await house.later(kari), call.call.attemptId, 'reached');

		const { figures, response, byVariant, contactsPerHour } = await getEvaluation(await house.later(kari), id);
		expect(figures).toMatchObject({ sent: 20, delivered: 20, replied: 2, called: 1, dispositions: { reached: 1 } });
		expect(response!.part).toBe(0.1);
		expect(response!.low).toBeCloseTo(0.0279, 3); // Wilson, 2 of 20
		expect(response!.high).toBeCloseTo(0.301, 3);
		expect(byVariant).toMatchObject([{ variant: 'a', result: { sent: 20, replied: 2 } }]);
		expect(contactsPerHour).toBeUndefined();
		await saveHours(kari, id, { preparing: 2, calling: 0.5 });
		const after = await getEvaluation(await house.later(kari), id);
		expect(countContacts(after.figures)).toBe(3);
		expect(after.contactsPerHour).toBeCloseTo(1.2, 9);
		await house.setClock('2026-11-24T11:00:00Z');
	});

	test('a campaign that nobody has been sent is there, with nothing to divide by', async () => {
		const { figures, response } = await getEvaluation(kari, await aDraft());
		expect(figures).toMatchObject({ sent: 0, replied: 0, dispositions: {} });
		expect(response).toBeUndefined();
	});
});

describe('lessons', () => {
	test('are the team’s: no author stands beside them, in the log neither', async () => {
		const id = await aSentCampaign(['+4790086201']);
		expect(await saveLessons(kari, id, lessons)).toEqual({ ok: true });
		expect(await saveLessons(ola, id, { ...lessons, didNotWork: 'For kort' })).toEqual({ ok: true });
		expect((await getEvaluation(kari, id)).lessons).toEqual({
			...lessons,
			didNotWork: 'For kort',
			writtenOn: '2026-11-24'
		});
		const { rows } = await house.asOwner(
			`select actor_kind, actor_id from audit_entry where object_id = $1 and action = 'campaign.evaluate'`,
			[id]
		);
		expect(rows).toEqual(Array.from({ length: 2 }, () => ({ actor_kind: 'system', actor_id: null })));
	});

	test('what may lead to a person is asked about before it is saved, and saved when somebody has looked', async () => {
		const id = await aSentCampaign(['+4790086211']);
		const text = { ...lessons, worked: 'Hun på 900 00 012 var fornøyd' };
		expect(await saveLessons(kari, id, text)).toEqual({ ok: false, why: 'looksPersonal' });
		expect((await getEvaluation(kari, id)).lessons).toBeUndefined();
		expect(await saveLessons(kari, id, text, { isChecked: true })).toEqual({ ok: true });
	});

	test('advisers and leads write, an analyst reads, a peer does neither; nobody writes about what is not sent', async () => {
		const id = await aSentCampaign(['+4790086221']);
		await saveLessons(kari, id, lessons);
		const analyst = await house.ctx({ roles: ['analyst'] });
		expect((await getEvaluation(analyst, id)).lessons).toMatchObject(lessons);
		expect(await saveLessons(analyst, id, lessons)).toEqual({ ok: false, why: 'forbidden' });
		expect(await saveHours(analyst, id, {})).toEqual({ ok: false, why: 'forbidden' });
		await expect(getEvaluation(await house.ctx({ roles: ['peer'] }), id)).rejects.toThrow('notFound');
		expect(await saveLessons(kari, await aDraft(), lessons)).toEqual({ ok: false, why: 'notStarted' });
	});

	test('are asked for two weeks after the end, until somebody has written', async () => {
		const id = await aSentCampaign(['+4790086231']);
		await closeCampaign(kari, id);
		const asked = async () => (await listUnevaluated(await house.later(kari))).map((campaign) => campaign.id);
		await house.setClock('2026-12-08T10:00:00Z');
		expect(await asked()).not.toContain(id);
		await house.setClock('2026-12-08T12:00:00Z');
		expect(await asked()).toContain(id);
		await saveLessons(await house.later(kari), id, lessons);
		expect(await asked()).not.toContain(id);
		await house.setClock('2026-11-24T11:00:00Z');
	});
});

test('hours are read as people write them', () => {
	expect(readHours({ preparing: '7,5', sending: ' 0.25 ', calling: '', desk: '12' })).toEqual({
		ok: true,
		hours: { preparing: 7.5, sending: 0.25, desk: 12 }
	});
	expect(readHours({ preparing: 'en time', desk: '-1' })).toEqual({ ok: false, wrong: ['preparing', 'desk'] });
});

async function aDraft(): Promise<string> {
	const made = await createCampaign(kari, {
		name: 'vinter',
		goal: 'Ti nye får vite om oss',
		endsOn: '2026-12-20',
		message: { nb: 'Hei fra oss. Svar STOPP.' },
		callAfterDays: 3,
		target: { count: 10, measure: 'replied' },
		checklist: ['capacity', 'openingHours', 'materials', 'staffInformed']
	});
	if (!made.ok) throw new Error(made.why);
	return made.id;
}

async function aSentCampaign(numbers: string[]): Promise<string> {
	const id = await aDraft();
	const audience = readAudience(
		numbers.map((number, place) => ({ line: place + 1, cells: [number] })),
		{ limit: 1000 }
	);
	if (!audience.ok) throw new Error(audience.why);
	await setAudience(kari, id, audience.audience);
	await approveCampaign(ola, id);
	expect(await startCampaign(kari, id)).toMatchObject({ ok: true });
	await campaignTasks['campaign.send'](await house.systemCtx(), { campaignId: id });
	await collect(await house.systemCtx());
	return id;
}

async function hear(): Promise<void> {
	await collect(await house.systemCtx());
	const { rows } = await house.asOwner('select id from delivery_inbound');
	for (const { id } of rows as { id: string }[])
		await campaignTasks['campaign.noteReply'](await house.systemCtx(), { inboundId: id });
}
