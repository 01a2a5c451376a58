import * as v from 'valibot';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { adverts } from '../../../test/adverts.ts';
import { testDatabase } from '../../../test/database.ts';
import { inOrder } from '../../../test/in-order.ts';
import { listConversations, readConversation } from '../conversation/index.ts';
import type { Ctx } from '../db/index.ts';
import { answer, collect, decideStop, sendAnswers } from '../delivery/index.ts';
import { simulatedPhones } from '../gateway/index.ts';
import type { StaffActor } from '../shared/actor.ts';
import type { Msisdn } from '../shared/phone.ts';
import { optOutNumbers } from '../suppression/index.ts';
import { beginDuty, endDuty } from '../shift/index.ts';
import { campaignTasks, tidyCampaigns } from './campaign.tasks.ts';
import { sendCampaign } from './send-campaign.ts';
import {
	approveCampaign,
	beginCall,
	campaignInput,
	composeMessage,
	createCampaign,
	editCampaign,
	endCall,
	getCampaign,
	listLines,
	pauseCampaign,
	readAudience,
	setAudience,
	startCampaign,
	submitCampaign,
	type CampaignInput
} from './index.ts';

type Person = Ctx & { actor: StaffActor };
const house = testDatabase();
const phones = simulatedPhones();
const noon = '2026-11-24T11:00:00Z';
let kari: Person;
let ola: Person;

beforeAll(async () => {
	await house.setClock(noon);
	kari = await house.ctx({ name: 'kari', roles: ['adviser', 'lead'] });
	ola = await house.ctx({ name: 'ola', roles: ['lead'] });
});

describe('R58: 1,500 adverts', () => {
	const { lines, numbers } = adverts();

	test('become 940 messages when 40 have opted out and 200 were contacted less than six months ago', async () => {
		expect(lines).toHaveLength(1500);
		await optOutNumbers(kari, numbers.slice(0, 40));
		const earlier = await aCampaign({ name: 'høst' });
		await give(earlier, numbers.slice(40, 240));
		await run(earlier);
		const before = phones.count();
		expect((await figures(earlier)).delivery).toMatchObject({ sent: 200, delivered: 200 });

		const id = await aCampaign();
		const result = await give(id, lines);
		expect(result).toMatchObject({ lines: 1500, unique: 1180, duplicates: 262 });
		expect(result.verdicts).toEqual({ go: 940, wait: { optedOut: 40, contactedRecently: 200 } });
		expect(result.rejected).toHaveLength(58);

		await run(id);
		const { delivery, verdicts } = await figures(id);
		expect(delivery).toEqual({ sent: 940, delivered: 940, failed: 0, unknown: 0, underWay: 0 });
		expect(verdicts.ready).toBe(0);
		expect(phones.count()).toEqual({ messages: before.messages + 940, phones: before.phones + 940 });
	});

	test('run again the next day: nobody is written to twice', async () => {
		await house.setClock('2026-11-25T11:00:00Z');
		const before = phones.count();
		const id = await aCampaign({ name: 'igjen' });
		const { verdicts } = await give(id, lines);
		expect(verdicts).toEqual({ go: 0, wait: { optedOut: 40, contactedRecently: 1140 } });
		await run(id);
		expect(phones.count()).toEqual(before);
		await house.setClock(noon);
	});
});

describe('four eyes', () => {
	test('the author cannot approve, another lead can, an adviser cannot', async () => {
		const id = await aCampaign();
		await give(id, ['900 10 001']);
		expect(await approveCampaign(await house.later(kari), id)).toEqual({ ok: false, why: 'ownCampaign' });
		const per = await house.ctx({ name: 'per', roles: ['adviser'] });
		expect(await approveCampaign(per, id)).toEqual({ ok: false, why: 'forbidden' });
		expect(await approveCampaign(await house.later(ola), id)).toMatchObject({ ok: true, state: 'approved' });
	});

	test('what is approved can no longer change', async () => {
		const id = await aCampaign();
		await give(id, ['900 10 002']);
		expect(await editCampaign(kari, id, anInput({ name: 'før' }))).toMatchObject({ ok: true });
		await approveCampaign(ola, id);
		expect(await editCampaign(kari, id, anInput({ name: 'etter' }))).toEqual({ ok: false, why: 'wrongState' });
		expect(await setAudience(kari, id, audienceOf(['900 10 003']))).toEqual({ ok: false, why: 'wrongState' });
	});

	test('a short list costs the same single checks as looking at numbers one by one (E5)', async () => {
		const liv = await house.ctx({ name: 'liv', roles: ['adviser'] });
		const id = await aCampaign();
		const numbers = Array.from({ length: 76 }, (_, place) => `900 76 ${String(place).padStart(3, '0')}`);
		for (const from of [0, 19, 38]) {
			expect(await setAudience(liv, id, audienceOf(numbers.slice(from, from + 19)))).toMatchObject({ ok: true });
		}
		expect(await setAudience(liv, id, audienceOf(numbers.slice(57, 76)))).toEqual({ ok: false, why: 'quotaSpent' });
		expect(await setAudience(liv, id, audienceOf(numbers.slice(0, 30)))).toMatchObject({ ok: true }); // a list of its own size
	});

	test('a campaign without numbers cannot be sent for approval, approved or started', async () => {
		const id = await aCampaign();
		expect(await submitCampaign(kari, id)).toEqual({ ok: false, why: 'noAudience' });
		expect(await approveCampaign(ola, id)).toEqual({ ok: false, why: 'noAudience' });
		expect(await startCampaign(kari, id)).toEqual({ ok: false, why: 'wrongState' });
	});

	test('a last day that has passed is refused', async () => {
		expect(await createCampaign(kari, anInput({ endsOn: '2026-11-23' }))).toEqual({ ok: false, why: 'endsInPast' });
		expect(await createCampaign(kari, anInput({ endsOn: '2029-01-01' }))).toEqual({ ok: false, why: 'endsTooFar' });
		expect(await createCampaign(kari, anInput({ endsOn: '2026-11-24' }))).toMatchObject({ ok: true });
	});
});

describe('sending', () => {
	test('each line gets the text of its language, else the default; never a guess from the country code', async () => {
		const id = await aCampaign({ message: { nb: 'Hei fra oss. Svar STOPP.', en: 'Hi from us. Reply STOP.' } });
		await give(id, ['nummer;språk', '900 20 001;en', '900 20 002;', '+46701234567;', '900 20 003;ro']);
		await run(id);
		expect(lastText('+4790020001')).toBe('Hi from us. Reply STOP.');
		for (const number of ['+4790020002', '+46701234567', '+4790020003'])
			expect(lastText(number)).toBe('Hei fra oss. Svar STOPP.');
	});

	test('a pause stops at the next batch and loses nobody', async () => {
		const id = await aCampaign();
		await give(
			id,
			Array.from({ length: 100 }, (_, place) => `9003${String(place).padStart(4, '0')}`)
		);
		await approveCampaign(await house.later(ola), id);
		await startCampaign(await house.later(kari), id);
		await pauseCampaign(await house.later(kari), id);
		await campaignTasks['campaign.send'](await house.systemCtx(), { campaignId: id });
		expect((await figures(id)).delivery.sent).toBe(0);
		await startCampaign(await house.later(kari), id);
		await Promise.all(
			[1, 2, 3].map(async () => campaignTasks['campaign.send'](await house.systemCtx(), { campaignId: id }))
		);
		expect((await figures(id)).delivery).toMatchObject({ sent: 100, delivered: 100 });
	});

	test('an opt-out that comes while the list waits is respected', async () => {
		const id = await aCampaign();
		await give(id, ['900 40 001', '900 40 002']);
		await approveCampaign(await house.later(ola), id);
		await optOutNumbers(kari, ['+4790040001']);
		await startCampaign(await house.later(kari), id);
		await campaignTasks['campaign.send'](await house.systemCtx(), { campaignId: id });
		expect((await figures(id)).verdicts).toMatchObject({ go: 1, wait: { optedOut: 1 } });
		expect(phones.readPhone('+4790040001' as Msisdn)).toEqual([]);
	});
});

describe('hours, pace and duty, for gateways that reach real phones (domain.md 4.4)', () => {
	const send = async (id: string) => sendCampaign(await house.systemCtx(), id, { keepsHours: true });
	const sent = async (id: string) => (await figures(id)).delivery.sent;

	test('nothing goes out at night, on holidays, or when nobody is on duty; thirty a minute otherwise', async () => {
		const thursday = '2026-11-26T11:00:00Z'; // a day of its own: the pace counts every campaign's messages
		await house.setClock(thursday);
		const id = await aCampaign();
		await give(
			id,
			Array.from({ length: 70 }, (_, place) => `9008${String(place).padStart(4, '0')}`)
		);
		await approveCampaign(await house.later(ola), id);
		await startCampaign(await house.later(kari), id);

		await send(id);
		expect(await sent(id)).toBe(0); // nobody on duty
		await beginDuty(await house.later(kari), 12);
		await house.setClock('2026-11-26T17:30:00Z');
		await send(id);
		expect(await sent(id)).toBe(0); // half past six in the evening
		await house.setClock(thursday);
		await send(id);
		await send(id);
		expect(await sent(id)).toBe(30); // the pace, however often a worker asks
		await house.setClock('2026-11-26T11:01:01Z');
		await send(id);
		expect(await sent(id)).toBe(60);
		await house.setClock('2026-11-26T11:02:02Z');
		await send(id);
		expect(await sent(id)).toBe(70);
		await endDuty(await house.later(kari));
		await house.setClock(noon);
	});
});

describe('a gateway that is not there', () => {
	const send = async (id: string) => campaignTasks['campaign.send'](await house.systemCtx(), { campaignId: id });
	const start = async (numbers: string[]) => {
		const id = await aCampaign();
		await give(id, numbers);
		await approveCampaign(await house.later(ola), id);
		await startCampaign(await house.later(kari), id);
		return id;
	};

	test('is tried again after half a minute, and nobody gets it twice', async () => {
		phones.breakDown(3);
		const id = await start(['900 45 001', '900 45 002', '900 45 003']);
		await send(id);
		await send(id); // at once: too early
		expect((await figures(id)).delivery).toMatchObject({ sent: 3, delivered: 0, underWay: 3 });
		await house.setClock('2026-11-24T11:00:31Z');
		await send(id);
		expect((await figures(id)).delivery).toMatchObject({ sent: 3, delivered: 3 });
		expect(phones.readPhone('+4790045001' as Msisdn)).toHaveLength(1);
		await house.setClock(noon);
	});

	test('counts as not delivered after five tries', async () => {
		phones.breakDown(5);
		const id = await start(['900 45 011']);
		for (const minute of ['00', '01', '03', '06', '12']) {
			await house.setClock(`2026-11-24T11:${minute}:00Z`);
			await send(id);
		}
		expect((await figures(id)).delivery).toEqual({ sent: 1, delivered: 0, failed: 1, unknown: 0, underWay: 0 });
		await house.setClock(noon);
	});

	test('who says stop while a message waits for it never gets that message', async () => {
		phones.breakDown(1);
		const id = await start(['900 45 021']);
		await send(id);
		await optOutNumbers(kari, ['+4790045021']);
		await house.setClock('2026-11-24T11:01:00Z');
		await send(id);
		expect(phones.readPhone('+4790045021' as Msisdn)).toEqual([]);
		expect((await figures(id)).delivery).toMatchObject({ sent: 1, failed: 1 });
		await house.setClock(noon);
	});
});

describe('replies', () => {
	let id: string;
	beforeAll(async () => {
		await house.setClock(noon);
		id = await aCampaign({ message: { nb: 'Hei. Svar STOPP.', en: 'Hi. Reply STOP.' } });
		await give(id, ['nummer;språk', '900 50 001;', '900 50 002;en', '900 50 003;', '900 50 004;', '900 50 005;']);
		await run(id);
	});

	test('STOP acts at once, gets one confirmation in their language, and cannot be answered', async () => {
		await reply('+4790050002', 'Stop!!');
		expect(lastText('+4790050002')).toMatch(/will not write to you again/);
		await reply('+4790050002', 'STOP');
		const texts = phones.readPhone('+4790050002' as Msisdn).filter((line) => line.direction === 'toPhone');
		expect(texts).toHaveLength(3); // the message, and one confirmation for each STOP
		const next = await aCampaign({ name: 'neste' });
		await house.setClock('2027-11-24T11:00:00Z');
		const later = await aCampaign({ name: 'året etter', endsOn: '2027-12-24' });
		expect((await give(later, ['900 50 002'])).verdicts).toEqual({ go: 0, wait: { optedOut: 1 } });
		await house.setClock(noon);
		expect(next).toBeTruthy();
		const open = await listConversations(await house.later(kari), 'open');
		const theirs = open.find((conversation) => conversation.optedOut)!;
		expect(await answer(await house.later(kari), theirs.id, 'Hei igjen')).toEqual({ ok: false, why: 'optedOut' });
	});

	test('a friendly no is no opt-out; it waits for a person, who can answer', async () => {
		await reply('+4790050001', 'Tusen takk, men jeg har det fint, jeg trenger dere ikke');
		const waiting = await listConversations(await house.later(kari), 'waiting');
		const theirs = waiting.find((conversation) => conversation.lastText.startsWith('Tusen takk'))!;
		expect(theirs.address).toBe('+47 9•• •• •01');
		expect(await answer(await house.later(kari), theirs.id, 'Bare hyggelig')).toMatchObject({ ok: true });
		await sendAnswers(await house.systemCtx());
		expect(lastText('+4790050001')).toBe('Bare hyggelig');
		expect(
			(await readConversation(await house.later(kari), theirs.id)).messages.map((message) => message.direction)
		).toEqual(['in', 'out']);
	});

	test('what may mean stop pauses sending until a person decides', async () => {
		await reply('+4790050003', 'jeg vil at dere skal si stopp til sjefen din med en gang');
		const theirs = (await listConversations(await house.later(kari), 'waiting')).find(
			(conversation) => conversation.maybeStop
		)!;
		expect(theirs).toBeDefined();
		await house.setClock('2027-06-24T11:00:00Z'); // the six months are over, and still nothing may go
		const later = await aCampaign({ endsOn: '2027-07-24' });
		expect((await give(later, ['900 50 003'])).verdicts).toEqual({ go: 0, wait: { paused: 1 } });
		expect(await decideStop(await house.later(kari), theirs.id, false)).toMatchObject({ ok: true });
		expect((await give(later, ['900 50 003'])).verdicts).toEqual({ go: 1, wait: {} });
		await house.setClock(noon);
	});

	test('the same incoming message twice is stored once', async () => {
		await reply('+4790050004', 'Hva er dette?');
		const before = (await listConversations(await house.later(kari), 'waiting')).length;
		await collect(await house.systemCtx());
		expect((await listConversations(await house.later(kari), 'waiting')).length).toBe(before);
	});

	test('whoever has answered is not on the call list', async () => {
		await house.setClock('2026-11-27T11:00:00Z'); // three days later
		expect((await figures(id)).callable).toBe(1); // 900 50 005 alone has said nothing
		await house.setClock(noon);
	});
});

describe('calls', () => {
	let id: string;
	beforeEach(async () => {
		await house.setClock(noon);
	});

	test('come after N days, one number at a time, at most twice on different days', async () => {
		id = await aCampaign({ callAfterDays: 3 });
		await give(id, ['900 60 001', '900 60 002']);
		await run(id);
		expect((await figures(id)).callable).toBe(0);
		expect(await beginCall(await house.later(kari), id)).toEqual({ ok: false, why: 'nobodyLeft' });
		await house.setClock('2026-11-27T11:00:00Z');
		expect((await figures(id)).callable).toBe(2);

		const first = await call(kari, id);
		expect(first.number).toBe('+4790060001');
		expect((await call(kari, id)).attemptId).toBe(first.attemptId); // still the same one until it is settled
		expect((await call(ola, id)).number).toBe('+4790060002'); // a colleague gets another
		await endCall(await house.later(kari), first.attemptId, 'noAnswer');
		expect(await beginCall(await house.later(kari), id)).toEqual({ ok: false, why: 'nobodyLeft' }); // not again today

		await house.setClock('2026-11-28T11:00:00Z'); // ola's claim ran out, and first tries come before second ones
		const other = await call(kari, id);
		expect(other).toMatchObject({ number: '+4790060002', isSecondTry: false });
		await endCall(await house.later(kari), other.attemptId, 'reached');
		const second = await call(kari, id);
		expect(second).toMatchObject({ number: '+4790060001', isSecondTry: true });
		await endCall(await house.later(kari), second.attemptId, 'noAnswer');
		await house.setClock('2026-11-29T11:00:00Z');
		expect(await beginCall(await house.later(kari), id)).toEqual({ ok: false, why: 'nobodyLeft' }); // it has had its two
	});

	test('"does not want contact" closes the number for good (R65, R80)', async () => {
		id = await aCampaign();
		await give(id, ['900 60 011']);
		await run(id);
		await house.setClock('2026-11-27T11:00:00Z');
		const { attemptId } = await call(kari, id);
		await endCall(await house.later(kari), attemptId, 'declined');
		await house.setClock('2028-01-01T11:00:00Z');
		const later = await aCampaign({ endsOn: '2028-02-01' });
		expect((await give(later, ['900 60 011'])).verdicts).toEqual({ go: 0, wait: { optedOut: 1 } });
	});
});

describe('erasing', () => {
	test('fourteen days after the last message the numbers are gone, and the counts remain', async () => {
		await house.setClock(noon);
		const id = await aCampaign();
		await give(id, ['900 70 001', '900 70 002', '900 10 001']);
		await run(id);
		const before = await figures(id);
		expect(await listLines(kari, id, { offset: 0, limit: 10 })).toHaveLength(3);
		await house.setClock('2026-12-08T10:59:00Z');
		await tidyCampaigns(await house.systemCtx());
		expect((await figures(id)).campaign.erasedAt).toBeNull();
		await house.setClock('2026-12-08T11:01:00Z');
		await tidyCampaigns(await house.systemCtx());
		const after = await figures(id);
		expect(after.campaign.erasedAt).not.toBeNull();
		expect(after.delivery).toEqual(before.delivery);
		expect(await listLines(await house.later(kari), id, { offset: 0, limit: 10 })).toEqual([]);
		const { rows } = await house.asOwner(
			'select count(*)::int as n from campaign_recipient where campaign_id = $1 and sealed_number is not null',
			[id]
		);
		expect(rows).toEqual([{ n: 0 }]);
	});

	test('a draft that nobody approved is erased after seven days', async () => {
		await house.setClock(noon);
		const id = await aCampaign();
		await give(id, ['900 70 011']);
		await house.setClock('2026-12-01T11:01:00Z');
		await tidyCampaigns(await house.systemCtx());
		expect((await figures(id)).campaign.erasedAt).not.toBeNull();
		expect(await approveCampaign(await house.later(ola), id)).toEqual({ ok: false, why: 'erased' });
		await house.setClock(noon);
	});

	test('a campaign closes by itself after its last day, and the unsent are dropped', async () => {
		await house.setClock(noon);
		const id = await aCampaign({ endsOn: '2026-11-25' });
		await give(id, ['900 70 021']);
		await approveCampaign(await house.later(ola), id);
		await startCampaign(await house.later(kari), id);
		await house.setClock('2026-11-26T11:00:00Z');
		await tidyCampaigns(await house.systemCtx());
		await campaignTasks['campaign.send'](await house.systemCtx(), { campaignId: id });
		expect(await figures(id)).toMatchObject({ campaign: { state: 'closed' }, delivery: { sent: 0 } });
		await house.setClock(noon);
	});
});

test('every message says how to stop: the text itself, or a sentence that is added', () => {
	const filling = { service: 'Lanternen', lastDay: '2026-12-02' };
	expect(composeMessage('Hei! Svar STOPP for å slippe mer.', 'nb', filling)).toBe('Hei! Svar STOPP for å slippe mer.');
	expect(composeMessage('Hei!', 'nb', filling)).toBe('Hei! Svar STOPP for ingen flere meldinger.');
	expect(composeMessage('Hi, we stop here.', 'en', filling)).toBe('Hi, we stop here. Reply STOP for no more messages.');
	expect(composeMessage('{tjeneste} er her til {siste dag}', 'nb', filling)).toBe(
		'Lanternen er her til 2. desember Svar STOPP for ingen flere meldinger.'
	);
});

test('what cannot be filled in is refused when it is written, by the form and the API alike', async () => {
	const input = { name: 'a', goal: 'b', endsOn: '2026-12-02', message: { nb: 'Hei {navn}' } };
	expect(v.safeParse(campaignInput, input).issues?.map(({ message }) => message)).toEqual(['unknownPlaceholder']);
	expect(v.safeParse(campaignInput, { ...input, message: { nb: 'Hei fra {tjeneste}' } }).success).toBe(true);
	expect(v.safeParse(campaignInput, { ...input, message: { nb: 'Hei' }, secondMessage: { nb: '{}' } }).success).toBe(
		false
	);
});

function anInput(changes: Partial<CampaignInput> = {}): CampaignInput {
	const base = {
		name: 'vinter',
		goal: 'ti nye får vite om vaksine',
		endsOn: '2026-12-24',
		message: { nb: 'Hei. Svar STOPP.' },
		callAfterDays: 3,
		...inOrder
	};
	return { ...base, ...changes };
}

async function aCampaign(changes: Partial<CampaignInput> = {}): Promise<string> {
	const created = await createCampaign(await house.later(kari), anInput(changes));
	if (!created.ok) throw new Error(created.why);
	return created.id;
}

function audienceOf(lines: string[]) {
	const read = readAudience(
		lines.map((line, place) => ({ line: place + 1, cells: line.split(';') })),
		{ limit: 2000 }
	);
	if (!read.ok) throw new Error(read.why);
	return read.audience;
}

async function give(id: string, lines: string[]) {
	const result = await setAudience(await house.later(kari), id, audienceOf(lines));
	if (!result.ok) throw new Error(result.why);
	return result;
}

async function run(id: string): Promise<void> {
	expect(await approveCampaign(await house.later(ola), id)).toMatchObject({ ok: true });
	expect(await startCampaign(await house.later(kari), id)).toMatchObject({ ok: true });
	await campaignTasks['campaign.send'](await house.systemCtx(), { campaignId: id });
}

async function reply(number: string, text: string): Promise<void> {
	phones.writeFrom(number as Msisdn, text);
	const system = await house.systemCtx();
	await collect(system);
	await sendAnswers(system);
	const { rows } = await house.asOwner('select id from delivery_inbound');
	for (const { id } of rows as { id: string }[]) await campaignTasks['campaign.noteReply'](system, { inboundId: id });
}

async function call(person: Person, id: string) {
	const begun = await beginCall(await house.later(person), id);
	if (!begun.ok) throw new Error(begun.why);
	return begun.call;
}

const figures = async (id: string) => getCampaign(await house.later(kari), id);
const lastText = (number: string) =>
	phones.readPhone(number as Msisdn).findLast((line) => line.direction === 'toPhone')?.text;
