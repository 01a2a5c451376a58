import { beforeAll, beforeEach, expect, test } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { inOrder } from '../../../test/in-order.ts';
import {
	countResponses,
	forgetExpired,
	listAnsweredCampaigns,
	listConversations,
	listInbox,
	logExchange,
	readConversation,
	readLog,
	setResponse
} from '../conversation/index.ts';
import type { Ctx } from '../db/index.ts';
import { collect } from '../delivery/index.ts';
import { simulatedPhones } from '../gateway/index.ts';
import type { Msisdn } from '../shared/phone.ts';
import {
	approveCampaign,
	createCampaign,
	findFirstMessage,
	getCampaign,
	nameCampaigns,
	readAudience,
	setAudience,
	startCampaign
} from './index.ts';
import { noteLogged, noteReply } from './note-reply.ts';
import { sendCampaign } from './send-campaign.ts';

const house = testDatabase();
let kari: Ctx;
let ola: Ctx;
let id: string;
const numbers = ['+4790083001', '+4790083002', '+4790083003', '+4790083004'];

beforeAll(async () => {
	await house.setClock('2026-11-24T11:00:00Z');
	kari = await house.ctx({ name: 'kari' });
	ola = await house.ctx({ name: 'ola', roles: ['lead'] });
	id = await aRunningCampaign();
	await sendCampaign(await house.systemCtx(), id);
});
beforeEach(() => house.setClock('2026-11-24T12:00:00Z'));

test('the thread of somebody who answers knows our message, in the language that went to them', async () => {
	const thread = await write(numbers[0]!, 'Hvem er dere?');
	expect(await findFirstMessage(kari, thread.firstMessage)).toMatchObject({
		campaignId: id,
		campaignName: 'vinter',
		text: 'Hei. Svar STOPP.',
		language: 'nb',
		sentAt: new Date('2026-11-24T11:00:00Z')
	});
	const other = await write(numbers[1]!, 'Thanks');
	expect(await findFirstMessage(kari, other.firstMessage)).toMatchObject({
		text: 'Hello. Reply STOP.',
		language: 'en'
	});
	expect(await nameCampaigns(kari, await listAnsweredCampaigns(kari))).toEqual([{ id, name: 'vinter' }]);
	expect(await listConversations(kari, 'open', id)).toHaveLength(2);
	expect(await listConversations(kari, 'open', thread.id)).toEqual([]); // another campaign
});

test('somebody who was never written to has a thread that stands alone', async () => {
	const stranger = await write('+4790083999', 'Er dette Lanternen?');
	expect(stranger.firstMessage).toBeNull();
	expect(await findFirstMessage(kari, stranger.firstMessage)).toBeUndefined();
});

test('answers are counted by what they were, and add up, also when the conversations are forgotten', async () => {
	const [first, second] = await Promise.all(['Hvem er dere?', 'Thanks'].map(async (text) => find(text)));
	expect(await countResponses(kari, id)).toMatchObject({ unsorted: 2, total: 2 });
	expect(await setResponse(kari, first!, 'question')).toEqual({ ok: true });
	expect(await setResponse(kari, second!, 'thanks')).toEqual({ ok: true });
	await write(numbers[2]!, 'STOPP');
	const before = await countResponses(kari, id);
	expect(before).toMatchObject({ question: 1, thanks: 1, declined: 1, unsorted: 0, total: 3 });

	await house.setClock('2027-01-10T12:00:00Z');
	expect(await forgetExpired(await house.systemCtx())).toBeGreaterThan(2);
	expect(await listConversations(await house.later(kari), 'open')).toEqual([]);
	expect(await countResponses(kari, id)).toEqual(before);
});

test('who called us back has answered the campaign, and is not called by it (R58)', async () => {
	const figures = await getCampaign(kari, id);
	const read = readLog({ channel: 'call', direction: 'in', number: numbers[3], response: 'wantsAppointment' });
	const logged = read.ok && (await logExchange(kari, read.input));
	if (!logged || !logged.ok) throw new Error('not logged');
	await noteLogged(await house.systemCtx(), logged.id);
	await noteLogged(await house.systemCtx(), logged.id); // a job may run twice
	expect((await getCampaign(kari, id)).replied).toBe(figures.replied + 1);
	expect(await countResponses(kari, id)).toMatchObject({ wantsAppointment: 1, total: 4 });
	expect(await listInbox(kari, 'logged', id)).toHaveLength(1);
});

async function find(text: string): Promise<string> {
	return (await listConversations(kari, 'open')).find((one) => one.lastText === text)!.id;
}

/** Writes from a phone, and lets the campaign note it as its job does. */
async function write(number: string, text: string) {
	simulatedPhones().writeFrom(number as Msisdn, text);
	await collect(await house.systemCtx());
	const { rows } = await house.asOwner(
		'select id, conversation_id from delivery_inbound order by received_at desc, id desc limit 1'
	);
	const [inbound] = rows as { id: string; conversation_id: string }[];
	await noteReply(await house.systemCtx(), inbound!.id);
	return readConversation(await house.later(kari), inbound!.conversation_id);
}

async function aRunningCampaign(): Promise<string> {
	const created = await createCampaign(kari, {
		name: 'vinter',
		goal: 'ti nye får vite om vaksine',
		endsOn: '2026-12-24',
		message: { nb: 'Hei. Svar STOPP.', en: 'Hello. Reply STOP.' },
		callAfterDays: 3,
		...inOrder
	});
	if (!created.ok) throw new Error(created.why);
	const read = readAudience(
		numbers.map((number, place) => ({ line: place + 1, cells: [number, place === 1 ? 'en' : ''] })),
		{ limit: 100 }
	);
	if (!read.ok) throw new Error(read.why);
	expect(await setAudience(kari, created.id, read.audience)).toMatchObject({ ok: true });
	expect(await approveCampaign(ola, created.id)).toMatchObject({ ok: true });
	expect(await startCampaign(kari, created.id)).toMatchObject({ ok: true });
	return created.id;
}
