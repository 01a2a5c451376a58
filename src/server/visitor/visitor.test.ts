import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import {
	blockChat,
	closeChat,
	expireChats,
	handOverChat,
	listChats,
	lockForMe,
	readChat,
	takeChat,
	writeToChat
} from '../chat/index.ts';
import { confirmEmergencyNumber, hideEmergencyNumber } from '../directory/index.ts';
import { openDatabase, readClock, urlFor, type Ctx } from '../db/index.ts';
import { expectedAnswerTime } from '../opening/index.ts';
import { newId } from '../shared/ids.ts';
import { destroyKey } from '../vault/index.ts';
import {
	chooseExpiry,
	chooseHelper,
	describeService,
	eraseChat,
	findByCode,
	findStatus,
	listEmergency,
	newPass,
	openChat,
	readMessages,
	renewCode,
	writeMessage,
	type Pass
} from './index.ts';

const house = testDatabase();
let db: Ctx['db'];
beforeAll(() => void (db = openDatabase(urlFor(house.ownerUrl, 'lykt_visitor'))));
afterAll(() => db.destroy());

/** Somebody on the anonymous side: their own log-in at the database, and their own socket at the keyholder. */
const visitor = async (): Promise<Ctx> => ({ actor: { kind: 'visitor' }, now: await readClock(db), db });
const draft = (text: unknown) => ({ id: newId(), text });
async function aChat(text = 'hei er dette anonymt?'): Promise<{ pass: Pass; code: string }> {
	const pass = newPass();
	const opened = await openChat(await visitor(), pass, draft(text), 'nb');
	if (!opened.ok) throw new Error(opened.why);
	return { pass, code: opened.code! };
}
const textsOf = async (pass: Pass, since = 0) => {
	const read = await readMessages(await visitor(), pass, since);
	return read.ok ? read.lines.map(({ text, event }) => event ?? text) : read.why;
};

/** A peer who has been trained and has signed: without that no chat (R5). */
async function aPeer(name = 'Amir') {
	const peer = await house.ctx({ name, roles: ['peer'] });
	await house.asOwner(
		`insert into staff_training (user_id, trained_on, signed_on, set_at) values ($1, '2026-01-01', '2026-01-01', now())`,
		[peer.actor.id]
	);
	return peer;
}

describe('a visitor', () => {
	test('writes, is answered by whoever takes the chat, and reads in order', async () => {
		const { pass } = await aChat();
		const kari = await house.ctx({ name: 'Kari Nordmann' });
		expect((await listChats(kari, 'waiting')).map(({ id }) => id)).toContain(pass.chatId);
		expect(await writeToChat(kari, pass.chatId, draft('Ja. Vi vet ikke hvem du er.'))).toMatchObject({ ok: true });
		expect(await writeMessage(await visitor(), pass, draft('takk'))).toMatchObject({ ok: true, seq: 4 });
		const read = await readMessages(await visitor(), pass);
		expect(
			read.ok && read.lines.map(({ seq, author, alias, text, event }) => [seq, author, alias, event ?? text])
		).toEqual([
			[1, 'visitor', null, 'hei er dette anonymt?'],
			[2, 'service', 'Kari', 'joined'],
			[3, 'staff', 'Kari', 'Ja. Vi vet ikke hvem du er.'],
			[4, 'visitor', null, 'takk']
		]);
		expect(await textsOf(pass, 3)).toEqual(['takk']);
	});

	test('who sends the same form twice, or at the same time in two tabs, has written once', async () => {
		const pass = newPass();
		const first = draft('bare hvor');
		const ctx = await visitor();
		const answers = await Promise.all([1, 2, 3].map(() => openChat(ctx, pass, first, 'nb')));
		expect(answers.every(({ ok }) => ok)).toBe(true);
		expect(answers.filter((answer) => answer.ok && answer.code)).toHaveLength(1);
		const next = draft('hvor da');
		await Promise.all([1, 2, 3, 4].map(() => writeMessage(ctx, pass, next)));
		expect(await textsOf(pass)).toEqual(['bare hvor', 'hvor da']);
	});

	test('many at once keep their own order, and no number is left out', async () => {
		const { pass } = await aChat('en');
		const ctx = await visitor();
		await Promise.all(Array.from({ length: 200 }, (_, n) => writeMessage(ctx, pass, draft(`nr ${n}`))));
		const read = await readMessages(ctx, pass);
		expect(read.ok && read.lines.map(({ seq }) => seq)).toEqual(Array.from({ length: 201 }, (_, n) => n + 1));
		expect(await textsOf(pass, 1)).toEqual(Array.from({ length: 200 }, (_, n) => `nr ${n}`));
	});

	test('reads, writes, keeps and erases nothing without the secret', async () => {
		const { pass } = await aChat();
		const ctx = await visitor();
		const forged = { ...newPass(), chatId: pass.chatId };
		expect(await textsOf(pass)).toHaveLength(1);
		expect(await readMessages(ctx, forged)).toEqual({ ok: false, why: 'gone' });
		expect(await writeMessage(ctx, forged, draft('jeg er ikke meg'))).toEqual({ ok: false, why: 'gone' });
		expect(await openChat(ctx, forged, draft('jeg er ikke meg'), 'nb')).toEqual({ ok: false, why: 'gone' });
		expect(await chooseExpiry(ctx, forged, 1)).toEqual({ ok: false, why: 'gone' });
		expect(await renewCode(ctx, forged)).toEqual({ ok: false, why: 'gone' });
		expect(await findStatus(ctx, forged)).toBeUndefined();
		await eraseChat(ctx, forged);
		expect(await textsOf(pass)).toHaveLength(1);
		// the same with another's own secret
		const other = await aChat('en annen');
		expect(await readMessages(ctx, { ...other.pass, chatId: pass.chatId })).toEqual({ ok: false, why: 'gone' });
	});

	test('comes back with the code, typed as people type it; a new code makes the old one useless', async () => {
		const { pass, code } = await aChat('kan jeg komme tilbake');
		const spaced = code.match(/\d{4}/g)!.join(' ');
		const arabic = code.replace(/\d/g, (digit) => String.fromCodePoint(0x660 + Number(digit)));
		for (const typed of [code, spaced, spaced.replaceAll(' ', '-'), arabic]) {
			const back = await findByCode(await visitor(), typed);
			if (!back.ok) throw new Error(back.why);
			expect(await textsOf(back.pass)).toEqual(['kan jeg komme tilbake']);
		}
		expect(await textsOf(pass)).toEqual(['kan jeg komme tilbake']); // the first tab goes on
		const renewed = await renewCode(await visitor(), pass);
		expect(await findByCode(await visitor(), code)).toMatchObject({ ok: false, why: 'wrong' });
		expect(await findByCode(await visitor(), renewed.ok && renewed.code)).toMatchObject({ ok: true });
		for (const raw of ['', '123', 'abcd', `${code}1`, null, 'x'.repeat(300)])
			expect(await findByCode(await visitor(), raw)).toEqual({ ok: false, why: 'unreadable' });
	});

	test('erases: at once, for everybody, and for good, however often the old form is sent again', async () => {
		const first = draft('dette skal bort');
		const pass = newPass();
		const ctx = await visitor();
		const opened = await openChat(ctx, pass, first, 'nb');
		const kari = await house.ctx();
		expect((await readChat(kari, pass.chatId)).lines).toHaveLength(1);
		await eraseChat(ctx, pass);
		expect(await textsOf(pass)).toBe('gone');
		await expect(readChat(kari, pass.chatId)).rejects.toMatchObject({ code: 'notFound' });
		expect(await openChat(ctx, pass, first, 'nb')).toEqual({ ok: false, why: 'gone' });
		expect(await findByCode(ctx, opened.ok && opened.code)).toMatchObject({ ok: false, why: 'wrong' });
		const { rows } = await house.asOwner(
			`select (select count(*) from chat where id = $1) + (select count(*) from chat_message where chat_id = $1) +
			(select count(*) from chat_token where chat_id = $1) + (select count(*) from chat_code where chat_id = $1) as left`,
			[pass.chatId]
		);
		expect(rows[0]).toEqual({ left: 0 });
	});

	test('chooses how long the chat is kept, and it is gone when that is over', async () => {
		await house.setClock('2026-12-01T12:00:00Z');
		const { pass } = await aChat('en dag holder');
		const longer = await aChat('tretti dager');
		expect(await chooseExpiry(await visitor(), pass, 1)).toEqual({ ok: true });
		await house.setClock('2026-12-02T11:59:00Z');
		expect(await textsOf(pass)).toEqual(['en dag holder']);
		await house.setClock('2026-12-02T12:00:00Z');
		expect(await textsOf(pass)).toBe('gone');
		expect(await expireChats(await house.systemCtx())).toBe(1);
		await house.setClock('2026-12-02T11:00:00Z'); // even if the clock is turned back
		expect(await textsOf(pass)).toBe('gone');
		expect(await openChat(await visitor(), pass, draft('igjen'), 'nb')).toEqual({ ok: false, why: 'gone' });
		expect(await textsOf(longer.pass)).toEqual(['tretti dager']);
	});

	test('leaves no time behind with the keyholder, which remembers the name of an erased chat', async () => {
		expect(newId()).toMatch(/^.{14}7/); // other ids begin with when they were made
		const { pass } = await aChat();
		expect(pass.chatId).toMatch(/^.{14}4/);
	});

	test('is not promised time that the key does not have', async () => {
		const [whole, without] = [await aChat(), await aChat()];
		expect(await chooseExpiry(await visitor(), whole.pass, 30)).toEqual({ ok: true });
		await destroyKey(`chat:${without.pass.chatId}`);
		expect(await chooseExpiry(await visitor(), without.pass, 30)).toEqual({ ok: false, why: 'gone' });
	});

	test('who asks for no peer is given none: not from the first word, and not one who had the chat already', async () => {
		const [ctx, amir] = [await visitor(), await aPeer()];
		const asks = newPass();
		await openChat(ctx, asks, draft('ikke en likeperson'), 'nb', true);
		const may = await aChat('gjerne en likeperson');
		const waiting = (await listChats(amir, 'waiting')).map(({ id }) => id);
		expect(waiting).toContain(may.pass.chatId); // a peer is shown who waits
		expect(waiting).not.toContain(asks.chatId);
		await expect(takeChat(amir, asks.chatId)).rejects.toMatchObject({ code: 'notFound' });
		expect(await findStatus(ctx, asks)).toMatchObject({ noPeer: true });

		expect(await takeChat(amir, may.pass.chatId)).toEqual({ ok: true });
		expect((await readChat(amir, may.pass.chatId)).lines.length).toBeGreaterThan(0);
		expect(await chooseHelper(ctx, { ...newPass(), chatId: may.pass.chatId }, true)).toEqual({
			ok: false,
			why: 'gone'
		});
		expect(await chooseHelper(ctx, may.pass, true)).toEqual({ ok: true });
		await expect(readChat(amir, may.pass.chatId)).rejects.toMatchObject({ code: 'notFound' });
		const kari = await house.ctx({ name: 'Kari' });
		expect(await takeChat(kari, may.pass.chatId)).toEqual({ ok: true }); // it waits for everybody else
		expect(await chooseHelper(ctx, may.pass, false)).toEqual({ ok: true });
		expect(await findStatus(ctx, may.pass)).toMatchObject({ noPeer: false });
	});

	test('is told whom to call in danger only what a lead or an administrator has confirmed', async () => {
		const ctx = await visitor();
		const lead = await house.ctx({ roles: ['lead'] });
		expect(await listEmergency(ctx)).toEqual([]);
		expect(await confirmEmergencyNumber(lead, 'police', '112')).toEqual({ ok: true });
		expect(await confirmEmergencyNumber(lead, 'ambulance', ' 1 1 3 ')).toEqual({ ok: true });
		expect(await confirmEmergencyNumber(lead, 'fire', '<b>')).toEqual({ ok: false, why: 'notANumber' });
		expect(await listEmergency(ctx)).toEqual([
			{ code: 'ambulance', number: '113' },
			{ code: 'police', number: '112' }
		]);
		await hideEmergencyNumber(lead, 'police');
		expect((await describeService(ctx)).emergency).toEqual([{ code: 'ambulance', number: '113' }]);
	});

	test('is told how long nine of ten waited, once five have been answered', async () => {
		await house.setClock('2026-12-10T03:00:00Z');
		const ctx = await visitor();
		expect(await expectedAnswerTime(ctx)).toBeUndefined();
		const asked = await Promise.all(Array.from({ length: 5 }, () => aChat()));
		await house.setClock('2026-12-10T10:00:00Z');
		for (const { pass } of asked) await writeToChat(await house.ctx(), pass.chatId, draft('Takk for at du venta.'));
		expect(await expectedAnswerTime(await visitor())).toBe(7 * 60);
	});

	test('chooses a day, and what we do in the chat without writing makes it no longer; an answer does', async () => {
		await house.setClock('2026-12-12T12:00:00Z');
		const [silent, answered] = [await aChat('bare en dag'), await aChat('en dag etter svaret')];
		for (const { pass } of [silent, answered]) await chooseExpiry(await visitor(), pass, 1);
		const endOf = async (pass: Pass) => (await findStatus(await visitor(), pass))?.expiresAt.toISOString();
		expect(await endOf(silent.pass)).toBe('2026-12-13T12:00:00.000Z');
		await house.setClock('2026-12-13T11:00:00Z');
		const kari = await house.ctx({ name: 'Kari', roles: ['adviser', 'lead'] });
		expect(await takeChat(kari, silent.pass.chatId)).toEqual({ ok: true });
		expect(await handOverChat(kari, silent.pass.chatId, null, '')).toEqual({ ok: true });
		expect(await closeChat(kari, silent.pass.chatId)).toEqual({ ok: true });
		await takeChat(kari, answered.pass.chatId);
		await writeToChat(kari, answered.pass.chatId, draft('svar'));
		expect(await endOf(silent.pass)).toBe('2026-12-13T12:00:00.000Z');
		expect(await endOf(answered.pass)).toBe('2026-12-14T11:00:00.000Z');
	});

	test('sees by how many of us the chat was opened, and in which roles', async () => {
		const { pass } = await aChat();
		await readChat(await house.ctx({ name: 'Kari' }), pass.chatId);
		const jonas = await house.ctx({ name: 'Jonas', roles: ['lead'] });
		await readChat(jonas, pass.chatId);
		await readChat(jonas, pass.chatId);
		const status = await findStatus(await visitor(), pass);
		expect(status?.openedBy.toSorted((a, b) => a.role.localeCompare(b.role, 'en'))).toEqual([
			{ role: 'adviser', count: 1 },
			{ role: 'lead', count: 1 }
		]);
	});
});

describe('we', () => {
	test('one of two who take a chat in the same second gets it, and three live ones are enough for one person', async () => {
		const { pass } = await aChat();
		const [kari, ola] = [await house.ctx({ name: 'Kari' }), await house.ctx({ name: 'Ola' })];
		const answers = await Promise.all([takeChat(kari, pass.chatId), takeChat(ola, pass.chatId)]);
		expect(answers.map(({ ok }) => ok).toSorted()).toEqual([false, true]);
		const busy = await house.ctx({ name: 'Per' });
		for (let n = 0; n < 3; n++) expect(await takeChat(busy, (await aChat()).pass.chatId)).toEqual({ ok: true });
		expect(await takeChat(busy, (await aChat()).pass.chatId)).toEqual({ ok: false, why: 'tooMany' });
		const [first] = await listChats(busy, 'mine');
		await closeChat(busy, first!.id);
		expect(await takeChat(busy, (await aChat()).pass.chatId)).toEqual({ ok: true });
	});

	test('have no more than three live ones, also when they take six at once', async () => {
		const eager = await house.ctx({ name: 'Eva' });
		const chats = await Promise.all(Array.from({ length: 6 }, () => aChat()));
		const taken = await Promise.all(chats.map(({ pass }) => takeChat(eager, pass.chatId)));
		expect(taken.filter(({ ok }) => ok)).toHaveLength(3);
		expect(await listChats(eager, 'mine')).toHaveLength(3);
	});

	test('pass a chat on with a note that the visitor never sees', async () => {
		const { pass } = await aChat();
		const [kari, ola] = [await house.ctx({ name: 'Kari' }), await house.ctx({ name: 'Ola' })];
		await takeChat(kari, pass.chatId);
		expect(await writeToChat(ola, pass.chatId, draft('hei'))).toEqual({ ok: false, why: 'notYours' });
		expect(await handOverChat(ola, pass.chatId, ola.actor.id, '')).toEqual({ ok: false, why: 'notYours' });
		expect(await handOverChat(kari, pass.chatId, ola.actor.id, 'Vil bare lytte')).toEqual({ ok: true });
		expect((await readChat(ola, pass.chatId)).note).toEqual({ text: 'Vil bare lytte', by: 'Kari' });
		expect(await writeToChat(ola, pass.chatId, draft('hei'))).toMatchObject({ ok: true });
		expect(JSON.stringify(await readMessages(await visitor(), pass))).not.toContain('Vil bare lytte');
	});

	test('a peer sees what is theirs, and of others only that somebody waits', async () => {
		const { pass } = await aChat('noe privat');
		const amir = await aPeer();
		const kari = await house.ctx({ name: 'Kari' });
		const waiting = (await listChats(amir, 'waiting')).find(({ id }) => id === pass.chatId);
		expect(waiting).toMatchObject({ lastText: null });
		await expect(readChat(amir, pass.chatId)).rejects.toMatchObject({ code: 'notFound' });
		expect(await takeChat(amir, pass.chatId)).toEqual({ ok: true });
		expect((await readChat(amir, pass.chatId)).lines[0]).toMatchObject({ text: 'noe privat' });
		await handOverChat(amir, pass.chatId, kari.actor.id, '');
		await expect(readChat(amir, pass.chatId)).rejects.toMatchObject({ code: 'notFound' });
		expect(await listChats(amir, 'open')).not.toContainEqual(expect.objectContaining({ id: pass.chatId }));
	});

	test('who knows the person privately is locked out at once and for good', async () => {
		const { pass } = await aChat();
		const amir = await aPeer();
		const kari = await house.ctx({ name: 'Kari' });
		await takeChat(amir, pass.chatId);
		expect((await readChat(amir, pass.chatId)).lines.length).toBeGreaterThan(0);
		await lockForMe(amir, pass.chatId);
		await expect(readChat(amir, pass.chatId)).rejects.toMatchObject({ code: 'notFound' });
		await expect(takeChat(amir, pass.chatId)).rejects.toMatchObject({ code: 'notFound' });
		await takeChat(kari, pass.chatId);
		expect(await handOverChat(kari, pass.chatId, amir.actor.id, '')).toEqual({ ok: false, why: 'unknownColleague' });
	});

	test('close politely, and the chat opens anew when they write; a blocked one does not', async () => {
		const { pass } = await aChat();
		const kari = await house.ctx();
		await takeChat(kari, pass.chatId);
		expect(await closeChat(kari, pass.chatId)).toEqual({ ok: true });
		expect((await findStatus(await visitor(), pass))?.state).toBe('closed');
		expect(await writeMessage(await visitor(), pass, draft('en ting til'))).toMatchObject({ ok: true });
		expect((await findStatus(await visitor(), pass))?.state).toBe('waiting');
		expect(await blockChat(kari, pass.chatId)).toEqual({ ok: true });
		expect(await writeMessage(await visitor(), pass, draft('og en til'))).toEqual({ ok: false, why: 'blocked' });
		expect(await textsOf(pass)).toContain('en ting til'); // what was said can still be read
		const peer = await aPeer();
		const other = await aChat();
		await takeChat(peer, other.pass.chatId);
		expect(await blockChat(peer, other.pass.chatId)).toEqual({ ok: false, why: 'forbidden' });
	});
});
