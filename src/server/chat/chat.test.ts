import { afterAll, beforeAll, expect, test } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { openDatabase, readClock, urlFor, type Ctx } from '../db/index.ts';
import { newId } from '../shared/ids.ts';
import { newPass, openChat } from '../visitor/index.ts';
import { listColleagues, lockForMe, openCard, takeChat } from './index.ts';

const house = testDatabase();
let db: Ctx['db'];
beforeAll(() => void (db = openDatabase(urlFor(house.ownerUrl, 'lykt_visitor'))));
afterAll(() => db.destroy());

async function aChat(): Promise<string> {
	const pass = newPass();
	const visitor: Ctx = { actor: { kind: 'visitor' }, now: await readClock(db), db };
	const opened = await openChat(visitor, pass, { id: newId(), text: 'hei' }, 'nb');
	if (!opened.ok) throw new Error(opened.why);
	return pass.chatId;
}

test('a chat can be given to whoever answers, but not to somebody who knows the person privately', async () => {
	const id = await aChat();
	const kari = await house.ctx({ name: 'Kari Nordmann' });
	const amir = await house.ctx({ name: 'Amir Haddad', roles: ['peer'], isTrained: true });
	const sara = await house.ctx({ name: 'Sara', roles: ['administrator'] });
	const names = async () => (await listColleagues(kari, id)).map(({ id }) => id);
	expect(await names()).toContain(amir.actor.id);
	expect(await names()).not.toContain(sara.actor.id);
	expect(await names()).not.toContain(kari.actor.id);
	await takeChat(amir, id);
	await lockForMe(amir, id);
	expect(await names()).not.toContain(amir.actor.id);
	await expect(listColleagues(amir, id)).rejects.toMatchObject({ code: 'notFound' });
});

test('opening a decision card leaves a mark that does not say which', async () => {
	const id = await aChat();
	const kari = await house.ctx();
	await openCard(kari, id);
	const entries = await house.db.selectFrom('auditEntry').selectAll().where('objectId', '=', id).execute();
	expect(entries.map(({ action }) => action)).toContain('chat.openCard');
	const peer = await house.ctx({ roles: ['peer'] });
	await expect(openCard(peer, id)).rejects.toMatchObject({ code: 'notFound' });
});
