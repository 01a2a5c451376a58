import { beforeAll, beforeEach, expect, test } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { createArena } from '../arena/index.ts';
import type { Ctx } from '../db/index.ts';
import { collect } from '../delivery/index.ts';
import { simulatedPhones } from '../gateway/index.ts';
import { newId } from '../shared/ids.ts';
import { readNick, type Nick } from '../shared/nick.ts';
import type { Msisdn } from '../shared/phone.ts';
import { approveWithdrawal, listHolds, listWithdrawals } from '../suppression/index.ts';
import { tagNicks, tagNumbers } from '../vault/index.ts';
import {
	askToHearAgain,
	countChannels,
	foldMessage,
	forgetExpired,
	listConversations,
	listInbox,
	logExchange,
	readConversation,
	readLog,
	setResponse
} from './index.ts';

const house = testDatabase();
let kari: Ctx;
let ola: Ctx;
let forum: string;
let last = 0;
const aNumber = () => `+47900840${String(++last).padStart(2, '0')}`;

beforeAll(async () => {
	await house.setClock('2026-11-24T11:00:00Z');
	kari = await house.ctx({ name: 'kari' });
	ola = await house.ctx({ name: 'ola', roles: ['lead'] });
	const arena = await createArena(kari, { codeName: 'Portal 1', class: 'escortSite' });
	forum = arena.ok ? arena.id : '';
});
beforeEach(() => house.setClock('2026-11-24T11:00:00Z'));

async function log(raw: Record<string, string>) {
	const read = readLog(raw);
	if (!read.ok) throw new Error(JSON.stringify(read.faults));
	return logExchange(await house.later(kari), read.input);
}
async function holdOf(number: string) {
	const tagged = await tagNumbers(kari, [number], 'inbound');
	return (await listHolds(kari, [(tagged.ok && tagged.tags[0]!.hold) as Buffer]))[0]!;
}
async function write(number: string, text: string): Promise<string> {
	simulatedPhones().writeFrom(number as Msisdn, text);
	await collect(await house.systemCtx());
	return (await listConversations(await house.later(kari), 'open')).find((one) => one.lastText === text)!.id;
}

test('calls, portal messages and e-mail stand in the same list as SMS, each channel with its own count', async () => {
	const before = await countChannels(kari);
	expect(before).toEqual({ sms: 0, call: 0, arenaMessage: 0, email: 0 });
	await write(aNumber(), 'Hei');
	await log({ channel: 'call', direction: 'in', number: aNumber(), response: 'question' });
	await log({ channel: 'arenaMessage', direction: 'out', arenaId: forum, nick: 'Fjellrev' });
	const all = await listInbox(await house.later(kari), 'open');
	expect(all.map((item) => (item.kind === 'logged' ? item.logged.channel : 'sms')).sort()).toEqual([
		'arenaMessage',
		'call',
		'sms'
	]);
	const logged = await listInbox(await house.later(kari), 'logged');
	expect(logged.map((item) => item.kind === 'logged' && item.logged)).toMatchObject([
		{ channel: 'arenaMessage', direction: 'out', arena: 'Portal 1', response: null },
		{ channel: 'call', direction: 'in', arena: null, response: 'question' }
	]);
	expect(await countChannels(await house.later(kari))).toEqual({ sms: 1, call: 1, arenaMessage: 1, email: 0 });
});

test('neither the answer nor anything stored tells whether the number was known (E5)', async () => {
	const known = aNumber();
	await log({ channel: 'call', direction: 'in', number: known, response: 'declined' });
	const again = await log({ channel: 'call', direction: 'in', number: known, response: 'declined' });
	const fresh = await log({ channel: 'call', direction: 'in', number: aNumber(), response: 'declined' });
	expect({ ...again, id: '' }).toEqual({ ...fresh, id: '' });
	const { rows } = await house.asOwner("select distinct result from audit_entry where action = 'suppression.optOut'");
	expect(rows).toEqual([{ result: '1 addresses' }]);
	const stored = await house.asOwner('select row_to_json(l)::text as line from conversation_logged l');
	expect(JSON.stringify(stored.rows)).not.toContain(known.slice(3));
});

test.each(['declined', 'notTargetGroup'])('%s closes the address at once, whatever the channel', async (response) => {
	const number = aNumber();
	await log({ channel: 'call', direction: 'in', number, response });
	expect(await holdOf(number)).toMatchObject({ kind: 'optedOut' });

	const { nick } = readNick('Nattugle') as { nick: Nick };
	const tagged = await tagNicks(kari, forum, [nick], 'inbound');
	await log({ channel: 'arenaMessage', direction: 'in', arenaId: forum, nick: ' NATTUGLE ', response });
	const [hold] = await listHolds(kari, [(tagged.ok && tagged.tags[0]!.hold) as Buffer]);
	expect(hold).toMatchObject({ kind: 'optedOut' });
});

test('a kind answer closes nothing; when we called, the six months count from it', async () => {
	const [theirs, ours] = [aNumber(), aNumber()];
	await log({ channel: 'call', direction: 'in', number: theirs, response: 'notNow' });
	expect(await holdOf(theirs)).toMatchObject({ kind: null });
	await log({ channel: 'call', direction: 'out', number: ours });
	expect(await holdOf(ours)).toMatchObject({ kind: 'contacted', until: new Date('2027-05-23T22:00:00Z') });
});

test('a wish without an address is written down, and it is said that nobody was opted out', async () => {
	expect(await log({ channel: 'call', direction: 'in', response: 'declined' })).toMatchObject({ closesNobody: true });
	expect(await log({ channel: 'call', direction: 'in', response: 'thanks' })).toMatchObject({ closesNobody: false });
});

test('what is missing or damaged is said by field, and nothing is stored', () => {
	expect(readLog({})).toEqual({ ok: false, faults: { channel: 'missing', direction: 'missing' } });
	expect(readLog({ channel: 'call', direction: 'in', number: '900 84' })).toEqual({
		ok: false,
		faults: { response: 'missing', number: 'tooShort' }
	});
	expect(readLog({ channel: 'arenaMessage', direction: 'out', nick: 'rev' })).toEqual({
		ok: false,
		faults: { arenaId: 'missing' }
	});
	expect(readLog({ channel: 'email', direction: 'out', email: 'kari' })).toEqual({
		ok: false,
		faults: { email: 'notAnEmail' }
	});
	// The fields of another channel are on the page too, and mean nothing.
	expect(readLog({ channel: 'email', direction: 'out', number: 'x', nick: '' })).toMatchObject({ ok: true });
});

test('a tag that was written down goes after thirty days, the row after twelve months', async () => {
	await house.setClock('2026-11-20T11:00:00Z');
	const logged = await log({ channel: 'call', direction: 'in', number: aNumber(), response: 'thanks' });
	const id = logged.ok ? logged.id : '';
	const row = async () =>
		(await house.asOwner('select hold_tag is not null as tagged from conversation_logged where id = $1', [id])).rows;
	expect(await row()).toEqual([{ tagged: true }]);
	await house.setClock('2026-12-21T11:00:00Z');
	await forgetExpired(await house.systemCtx());
	expect(await row()).toEqual([{ tagged: false }]);
	await house.setClock('2027-11-20T11:00:01Z');
	await forgetExpired(await house.systemCtx());
	expect(await row()).toEqual([]);
});

test('a response is set in one step; "does not want contact" opts out, and another choice does not undo it', async () => {
	const number = aNumber();
	const id = await write(number, 'Jeg er ikke den dere leter etter');
	const peer = await house.ctx({ roles: ['peer'] });
	expect(await setResponse(peer, id, 'thanks')).toEqual({ ok: false, why: 'forbidden' });
	expect(await setResponse(kari, id, 'other')).toEqual({ ok: true });
	expect(await holdOf(number)).toMatchObject({ kind: null });
	expect(await setResponse(kari, id, 'notTargetGroup')).toEqual({ ok: true });
	expect(await readConversation(kari, id)).toMatchObject({
		response: 'notTargetGroup',
		optedOut: true,
		state: 'answered'
	});
	expect(await setResponse(kari, id, 'thanks')).toEqual({ ok: true });
	expect(await holdOf(number)).toMatchObject({ kind: 'optedOut' });
	expect(await setResponse(kari, newId(), 'thanks')).toEqual({ ok: false, why: 'notFound' });
});

test('a message that came in can be folded; one of ours, or of another thread, cannot', async () => {
	const id = await write(aNumber(), 'Noe stygt');
	const other = await write(aNumber(), 'Noe pent');
	const [message] = (await readConversation(kari, id)).messages;
	expect(await foldMessage(kari, other, message!.id, true)).toEqual({ ok: false, why: 'notFound' });
	expect(await foldMessage(kari, id, message!.id, true)).toEqual({ ok: true });
	expect((await readConversation(kari, id)).messages[0]).toMatchObject({ folded: true });
	const inList = (await listConversations(kari, 'open')).find((one) => one.id === id);
	expect(inList).toMatchObject({ lastText: '', lastIsFolded: true });
	await foldMessage(kari, id, message!.id, false);
	expect((await readConversation(kari, id)).messages[0]).toMatchObject({ folded: false });
});

test('writing again lifts no opt-out; the wish does, when a lead who reads it agrees (R65)', async () => {
	const number = aNumber();
	const id = await write(number, 'STOPP');
	expect(await holdOf(number)).toMatchObject({ kind: 'optedOut' });
	expect(await askToHearAgain(kari, id)).toEqual({ ok: true });
	const [early] = await listWithdrawals(ola);
	expect(await approveWithdrawal(ola, early!.id)).toEqual({ ok: false, why: 'noWords' });

	await house.setClock('2026-11-25T11:00:00Z');
	expect(await write(number, 'Jeg vil gjerne ha meldinger likevel')).toBe(id);
	expect(await holdOf(number)).toMatchObject({ kind: 'optedOut' });
	const [wish] = await listWithdrawals(await house.later(ola));
	expect(wish).toMatchObject({ conversationId: id, ground: 'inWriting' });
	expect(await approveWithdrawal(await house.later(ola), wish!.id)).toEqual({ ok: true });
	expect(await holdOf(number)).toMatchObject({ kind: 'contacted', until: new Date('2027-05-23T22:00:00Z') });
});
