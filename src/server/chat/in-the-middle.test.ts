import { afterAll, beforeAll, expect, test } from 'vitest';
import { testDatabase, type House } from '../../../test/database.ts';
import { openDatabase, readClock, urlFor, type Ctx } from '../db/index.ts';
import type { Role } from '../shared/actor.ts';
import { newId } from '../shared/ids.ts';
import { beginDuty, endDuty } from '../shift/index.ts';
import { changeRoles, setDisabled, setTraining } from '../staff/index.ts';
import { findStatus, newPass, openChat, readMessages, writeMessage, type Pass } from '../visitor/index.ts';
import { addSecond, listChats, passOnMine, readChat, readNews, takeChat, writeToChat } from './index.ts';

// Who somebody of us is may change while they have a chat: what the visitor is told stays true.
const house = testDatabase();
type Person = Awaited<ReturnType<House['ctx']>>;
let db: Ctx['db'];
let sara: Person;
let jonas: Person;
beforeAll(async () => {
	db = openDatabase(urlFor(house.ownerUrl, 'lykt_visitor'));
	sara = await house.ctx({ name: 'Sara', roles: ['administrator'] });
	jonas = await house.ctx({ name: 'Jonas', roles: ['lead'] });
});
afterAll(() => db.destroy());

const visitor = async (): Promise<Ctx> => ({ actor: { kind: 'visitor' }, now: await readClock(db), db });
async function aChat(noPeer = false): Promise<Pass> {
	const pass = newPass();
	const opened = await openChat(await visitor(), pass, { id: newId(), text: 'hei' }, 'nb', noPeer);
	if (!opened.ok) throw new Error(opened.why);
	return pass;
}
/** The same person as the next request finds them. */
const as = (ctx: Person, roles: Role[]): Person => ({ ...ctx, actor: { ...ctx.actor, roles } });
const say = (ctx: Ctx, { chatId }: Pass, text: string) => writeToChat(ctx, chatId, { id: newId(), text });
const openedBy = async (pass: Pass) => (await findStatus(await visitor(), pass))!.openedBy;
/** What the visitor reads of ours: texts, and events by their name. */
async function ours(pass: Pass): Promise<string[]> {
	const read = await readMessages(await visitor(), pass);
	if (!read.ok) throw new Error(read.why);
	return read.lines.filter(({ author }) => author !== 'visitor').map(({ event, text }) => event ?? text);
}
const isMine = async (ctx: Ctx, { chatId }: Pass) => (await listChats(ctx, 'mine')).some(({ id }) => id === chatId);
const isFree = async ({ chatId }: Pass) => {
	const chat = (await listChats(jonas, 'open')).find(({ id }) => id === chatId);
	return chat !== undefined && chat.assignedTo === null;
};
const trained = { trainedOn: '2000-01-01', signedOn: '2000-01-01' };

test('an adviser who becomes a trained peer goes on after the notice, and the visitor is told that a peer has opened it', async () => {
	const mona = await house.ctx({ name: 'Mona', roles: ['adviser'], isTrained: true });
	const pass = await aChat();
	await takeChat(mona, pass.chatId);
	await readChat(mona, pass.chatId);
	expect(await say(mona, pass, 'som rådgiver')).toMatchObject({ ok: true });
	expect(await openedBy(pass)).toEqual([{ role: 'adviser', count: 1 }]);

	expect(await changeRoles(sara, mona.actor.id, ['peer'])).toMatchObject({ ok: true });
	const peer = as(mona, ['peer']);
	expect(await isMine(peer, pass)).toBe(true);
	expect(await say(peer, pass, 'som likeperson')).toMatchObject({ ok: true });
	expect(await say(peer, pass, 'en gang til')).toMatchObject({ ok: true });
	expect(await ours(pass)).toEqual(['joined', 'som rådgiver', 'peerNotice', 'som likeperson', 'en gang til']);
	expect(await openedBy(pass)).toEqual([{ role: 'peer', count: 1 }]);

	// And it stays true that a peer has read it.
	await changeRoles(sara, mona.actor.id, ['adviser']);
	await readChat(mona, pass.chatId);
	expect(await openedBy(pass)).toEqual([{ role: 'peer', count: 1 }]);
});

test('a word of a peer’s without the notice is refused by the database, whichever way it comes', async () => {
	const mona = await house.ctx({ name: 'Mona', roles: ['adviser'], isTrained: true });
	const pass = await aChat();
	await takeChat(mona, pass.chatId);
	const insert = (seq: number) =>
		house.db
			.insertInto('chatMessage')
			.values({
				chatId: pass.chatId,
				seq,
				id: newId(),
				author: 'staff',
				authorId: mona.actor.id,
				sealedBody: Buffer.alloc(40),
				at: mona.now
			})
			.execute();
	await expect(insert(90)).resolves.toBeDefined(); // an adviser’s stands
	await changeRoles(sara, mona.actor.id, ['peer']);
	await expect(insert(91)).rejects.toThrow('a peer writes after the notice');
});

test('an adviser who becomes an untrained peer, or one in a chat where no peer may be, loses it at once; it goes to all', async () => {
	const untrained = await house.ctx({ name: 'Mona' });
	const unwanted = await house.ctx({ name: 'Nils', isTrained: true });
	const passes = [await aChat(), await aChat(true)] as const;
	for (const [place, ctx] of [untrained, unwanted].entries()) {
		const pass = passes[place]!;
		await takeChat(ctx, pass.chatId);
		expect(await isMine(ctx, pass)).toBe(true);
		await changeRoles(sara, ctx.actor.id, ['peer']);
		const peer = as(ctx, ['peer']);
		await expect(say(peer, pass, 'hei')).rejects.toMatchObject({ code: 'notFound' });
		await expect(readNews(peer, pass.chatId, 0)).rejects.toMatchObject({ code: 'notFound' });
		expect(await isFree(pass)).toBe(true);
		expect(await ours(pass)).toEqual(['joined', 'handedOver']);
	}
});

test('a peer whose training is taken back loses chats and those they follow; one that is theirs alone waits for somebody else', async () => {
	const amir = await house.ctx({ name: 'Amir', roles: ['peer'], isTrained: true });
	const [own, followed] = [await aChat(), await aChat()];
	await takeChat(amir, own.chatId);
	await takeChat(jonas, followed.chatId);
	expect(await addSecond(jonas, followed.chatId, amir.actor.id)).toMatchObject({ ok: true });

	await setTraining(jonas, amir.actor.id, trained); // corrected, and still trained: nothing happens
	expect(await isMine(amir, own)).toBe(true);

	await setTraining(jonas, amir.actor.id, null);
	await expect(say(amir, own, 'hei')).rejects.toMatchObject({ code: 'notFound' });
	await expect(say(amir, followed, 'hei')).rejects.toMatchObject({ code: 'notFound' });
	expect(await isFree(own)).toBe(true);
	expect((await ours(own)).at(-1)).toBe('handedOver');
	expect((await readChat(jonas, followed.chatId)).second).toBeNull();
	expect(await isMine(jonas, followed)).toBe(true);
	await writeMessage(await visitor(), own, { id: newId(), text: 'er du der?' });
	expect((await listChats(jonas, 'waiting')).map(({ id }) => id)).toContain(own.chatId);
});

test('an account that is closed leaves no chat behind; other roles, changed as often as one likes, take none away', async () => {
	const kari = await house.ctx({ name: 'Kari' });
	const pass = await aChat();
	await takeChat(kari, pass.chatId);
	await changeRoles(sara, kari.actor.id, ['adviser', 'analyst']);
	await changeRoles(sara, kari.actor.id, ['lead']);
	expect(await isMine(kari, pass)).toBe(true);
	await setDisabled(sara, kari.actor.id, true);
	expect(await isFree(pass)).toBe(true);
	expect((await ours(pass)).at(-1)).toBe('handedOver');
});

test('whoever goes off duty may finish what they began, or pass on all of it in one go', async () => {
	const kari = await house.ctx({ name: 'Kari' });
	const [one, two] = [await aChat(), await aChat()];
	await beginDuty(kari, 2);
	for (const pass of [one, two]) await takeChat(kari, pass.chatId);
	await endDuty(kari);
	expect(await say(kari, one, 'ha det')).toMatchObject({ ok: true });
	expect(await passOnMine(kari)).toBe(2);
	expect(await passOnMine(kari)).toBe(0);
	expect([await isFree(one), await isFree(two)]).toEqual([true, true]);
	expect((await ours(two)).at(-1)).toBe('handedOver');
});
