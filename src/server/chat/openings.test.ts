// Who of us has read in a chat is told to its visitor, wherever on our screens the words were shown (R46).
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { openDatabase, readClock, urlFor, type Ctx } from '../db/index.ts';
import { newId } from '../shared/ids.ts';
import { findStatus, newPass, openChat } from '../visitor/index.ts';
import { listChats, readChat, readNews } from './index.ts';

const house = testDatabase();
let db: Ctx['db'];
beforeAll(() => void (db = openDatabase(urlFor(house.ownerUrl, 'lykt_visitor'), 2)));
afterAll(() => db.destroy());

const visitor = async (): Promise<Ctx> => ({ actor: { kind: 'visitor' }, now: await readClock(db), db });
async function aChat() {
	const pass = newPass();
	const opened = await openChat(await visitor(), pass, { id: newId(), text: 'bare en kort melding' }, 'nb');
	if (!opened.ok) throw new Error(opened.why);
	return {
		id: pass.chatId,
		openedBy: async () => (await findStatus(await visitor(), pass))?.openedBy
	};
}
const logOf = async (id: string) => {
	const rows = await house.db.selectFrom('auditEntry').select('action').where('objectId', '=', id).execute();
	return rows.map(({ action }) => action);
};

test('words in the inbox are read: the visitor is told of whoever was shown them, once, and the log has it', async () => {
	const [chat, other] = [await aChat(), await aChat()];
	const [kari, jonas] = [await house.ctx(), await house.ctx({ roles: ['lead'] })];
	expect(await chat.openedBy()).toEqual([]);
	const shown = (await listChats(kari, 'waiting')).filter(({ id }) => [chat.id, other.id].includes(id));
	expect(shown.map(({ lastText }) => lastText)).toEqual(['bare en kort melding', 'bare en kort melding']);
	for (const each of [chat, other]) expect(await each.openedBy()).toEqual([{ role: 'adviser', count: 1 }]);
	await listChats(kari, 'open');
	await readChat(kari, chat.id);
	await listChats(jonas, 'waiting');
	expect(await chat.openedBy()).toEqual([
		{ role: 'lead', count: 1 },
		{ role: 'adviser', count: 1 }
	]);
	expect(await logOf(chat.id)).toEqual(['chat.open', 'chat.open']);
});

test('lines that come into an open page are read too', async () => {
	const chat = await aChat();
	const kari = await house.ctx();
	expect(await readNews(kari, chat.id, 1)).toEqual([]); // nothing after the first line, so nothing was shown
	expect(await chat.openedBy()).toEqual([]);
	expect(await readNews(kari, chat.id, 0)).toHaveLength(1);
	expect(await chat.openedBy()).toEqual([{ role: 'adviser', count: 1 }]);
	expect(await logOf(chat.id)).toEqual(['chat.open']);
});

test('a list without words, and a peer who sees only that somebody waits, have opened nothing', async () => {
	const chat = await aChat();
	const [kari, amir] = [await house.ctx(), await house.ctx({ roles: ['peer'], isTrained: true })];
	const ids = async (ctx: Ctx, hasText: boolean) => (await listChats(ctx, 'open', { hasText })).map(({ id }) => id);
	expect(await ids(kari, false)).toContain(chat.id);
	expect(await ids(amir, true)).toContain(chat.id);
	expect(await chat.openedBy()).toEqual([]);
	expect(await ids(kari, true)).toContain(chat.id);
	expect(await chat.openedBy()).toHaveLength(1);
});
