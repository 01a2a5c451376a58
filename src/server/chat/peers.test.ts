import { afterAll, beforeAll, expect, test } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { openDatabase, readClock, urlFor, type Ctx } from '../db/index.ts';
import { newId } from '../shared/ids.ts';
import { setTraining } from '../staff/index.ts';
import { newPass, openChat, readMessages, writeMessage } from '../visitor/index.ts';
import {
	addSecond,
	handOverChat,
	listChats,
	listColleagues,
	mayHaveChats,
	readChat,
	takeChat,
	writeToChat
} from './index.ts';

const house = testDatabase();
let db: Ctx['db'];
beforeAll(() => void (db = openDatabase(urlFor(house.ownerUrl, 'lykt_visitor'))));
afterAll(() => db.destroy());

const visitor = async (): Promise<Ctx> => ({ actor: { kind: 'visitor' }, now: await readClock(db), db });
async function aChat() {
	const pass = newPass();
	const opened = await openChat(await visitor(), pass, { id: newId(), text: 'hei' }, 'nb');
	if (!opened.ok) throw new Error(opened.why);
	return pass;
}
const wantNoPeer = (chatId: string) => house.asOwner('update chat set no_peer = true where id = $1', [chatId]);
const waiting = async (ctx: Ctx) => (await listChats(ctx, 'waiting')).map(({ id }) => id);
/** What the visitor reads of ours, in order. */
async function ours(pass: ReturnType<typeof newPass>) {
	const read = await readMessages(await visitor(), pass);
	if (!read.ok) throw new Error(read.why);
	return read.lines
		.filter(({ author }) => author !== 'visitor')
		.map(({ event, alias, text }) => ({ event, alias, text }));
}

test('the first line of ours in a peer’s chat is the notice, by whichever way the chat became theirs', async () => {
	const kari = await house.ctx({ name: 'Kari Nordmann', roles: ['lead'] });
	const amir = await house.ctx({ name: 'Amir Haddad', roles: ['peer'], isTrained: true });
	const notice = { event: 'peerNotice', alias: 'Amir', text: '' };

	const taken = await aChat();
	await takeChat(amir, taken.chatId);
	await writeToChat(amir, taken.chatId, { id: newId(), text: 'hei du' });
	expect((await ours(taken))[0]).toEqual(notice);

	const handed = await aChat();
	await takeChat(kari, handed.chatId);
	expect((await ours(handed)).map(({ event }) => event)).toEqual(['joined']); // nothing of the kind for an adviser
	await handOverChat(kari, handed.chatId, amir.actor.id, '');
	await writeToChat(amir, handed.chatId, { id: newId(), text: 'hei, Amir her' });
	const lines = await ours(handed);
	expect(lines.findIndex(({ event }) => event === 'peerNotice')).toBeLessThan(
		lines.findIndex(({ text }) => text === 'hei, Amir her')
	);

	const shared = await aChat();
	await takeChat(kari, shared.chatId);
	expect(await addSecond(kari, shared.chatId, amir.actor.id)).toMatchObject({ ok: true });
	expect(await ours(shared)).toContainEqual(notice);

	// Once is enough, also when the chat comes back.
	await handOverChat(amir, taken.chatId, null, '');
	await writeMessage(await visitor(), taken, { id: newId(), text: 'er du der?' });
	await takeChat(amir, taken.chatId);
	expect((await ours(taken)).filter(({ event }) => event === 'peerNotice')).toHaveLength(1);
});

test('a peer has no chat before training and signature are written down, and none when they are taken back', async () => {
	const lead = await house.ctx({ name: 'Jonas', roles: ['lead'] });
	const peer = await house.ctx({ name: 'Mona', roles: ['peer'] });
	const { chatId } = await aChat();
	const today = new Date(peer.now).toISOString().slice(0, 10);
	expect(await mayHaveChats(peer)).toBe(false);
	expect(await waiting(peer)).toEqual([]);
	await expect(takeChat(peer, chatId)).rejects.toMatchObject({ code: 'notFound' });
	expect((await listColleagues(lead, chatId)).map(({ id }) => id)).not.toContain(peer.actor.id);
	expect(await setTraining(peer, peer.actor.id, { trainedOn: today, signedOn: today })).toMatchObject({
		why: 'forbidden'
	});
	expect(await setTraining(lead, peer.actor.id, { trainedOn: '2000-02-01', signedOn: '2999-01-01' })).toMatchObject({
		why: 'future'
	});
	expect(await setTraining(lead, lead.actor.id, { trainedOn: today, signedOn: today })).toMatchObject({
		why: 'notFound'
	});

	await setTraining(lead, peer.actor.id, { trainedOn: '2000-02-01', signedOn: '2000-02-01' });
	expect(await mayHaveChats(peer)).toBe(true);
	expect(await waiting(peer)).toContain(chatId);
	expect(await takeChat(peer, chatId)).toMatchObject({ ok: true });
	expect((await readChat(peer, chatId)).lines).toHaveLength(3);

	await setTraining(lead, peer.actor.id, null);
	await expect(readChat(peer, chatId)).rejects.toMatchObject({ code: 'notFound' });
});

test('a chat whose visitor wants no peer is not in a peer’s list, and cannot become theirs by any way', async () => {
	const kari = await house.ctx({ name: 'Kari' });
	const amir = await house.ctx({ name: 'Amir', roles: ['peer'], isTrained: true });
	const { chatId } = await aChat();
	expect(await waiting(amir)).toContain(chatId);
	await wantNoPeer(chatId);
	expect(await waiting(amir)).not.toContain(chatId);
	await expect(takeChat(amir, chatId)).rejects.toMatchObject({ code: 'notFound' });
	await takeChat(kari, chatId);
	expect(await handOverChat(kari, chatId, amir.actor.id, '')).toMatchObject({ why: 'unknownColleague' });
	expect(await addSecond(kari, chatId, amir.actor.id)).toMatchObject({ why: 'unknownColleague' });
	await expect(
		house.db.updateTable('chat').set({ assignedTo: amir.actor.id }).where('id', '=', chatId).execute()
	).rejects.toThrow('no peer may have this chat');
});
