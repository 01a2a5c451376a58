// What open staff pages hear of chats, and of which they hear nothing (R5).
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testDatabase } from '../test/database.ts';
import { lockForMe, takeChat } from './server/chat/index.ts';
import { openDatabase, readClock, urlFor, type Ctx } from './server/db/index.ts';
import { listen, type Live } from './server/live/index.ts';
import type { Role } from './server/shared/actor.ts';
import { newId } from './server/shared/ids.ts';
import { createAccount, signIn } from './server/staff/index.ts';
import { newPass, openChat, writeMessage, type Pass } from './server/visitor/index.ts';
import { openStaffLive, type StaffLive } from './staff-live.ts';

process.env.LYKT_SIGN_IN_SECRET = 'only-for-tests-0123456789-abcdefghijklmnop';
const house = testDatabase();
const password = 'riktig hest batteri';
let db: Ctx['db'];
let live: Live;
let staffLive: StaffLive;
let server: http.Server;
let origin: string;
beforeAll(async () => {
	db = openDatabase(urlFor(house.ownerUrl, 'lykt_visitor'), 2);
	live = await listen(house.staffUrl);
	staffLive = openStaffLive(live, house.db, () => readClock(house.db), 50);
	server = http.createServer((request, response) => void staffLive.handle(request, response)).listen(0, '127.0.0.1');
	await once(server, 'listening');
	origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
	staffLive.close();
	server.closeAllConnections();
	server.close();
	await live.close();
	await db.destroy();
});

const visitor = async (): Promise<Ctx> => ({ actor: { kind: 'visitor' }, now: await readClock(db), db });
async function aChat(): Promise<Pass> {
	const pass = newPass();
	const opened = await openChat(await visitor(), pass, { id: newId(), text: 'hei' }, 'nb');
	if (!opened.ok) throw new Error(opened.why);
	return pass;
}
const writes = async (pass: Pass) => writeMessage(await visitor(), pass, { id: newId(), text: 'er du der?' });

/** Somebody with an account who is signed in; a peer has been trained and has signed. */
async function signedIn(roles: Role[]): Promise<{ ctx: Ctx; id: string; cookie: string }> {
	const system = await house.systemCtx();
	const email = `${newId()}@example.no`;
	const id = await createAccount(system, { name: email, email, password, roles });
	await house.asOwner(
		`insert into staff_training (user_id, trained_on, signed_on, set_at) values ($1, '2000-01-01', '2000-01-01', now())`,
		[id]
	);
	const done = await signIn({ ...system, actor: { kind: 'visitor' } }, new Headers(), { email, password });
	if (!done.ok) throw new Error(done.why);
	const cookie = done.cookies.map((each) => each.split(';')[0]).join('; ');
	return { ctx: { ...system, actor: { kind: 'staff', id, name: email, roles, isService: false } }, id, cookie };
}

/** Every change until now has been told: a page that is opened hears only of later ones. */
async function allIsTold(): Promise<void> {
	const told: (string | undefined)[] = [];
	let again = () => {};
	const stop = live.followAll((id) => {
		told.push(id);
		again();
	});
	const { chatId } = await aChat();
	await house.asOwner('update chat set days = 7 where id = $1', [chatId]);
	const isLast = () => told.filter((id) => id === chatId).length === 3; // opened, written in, changed
	while (!isLast()) await new Promise<void>((resolve) => (again = resolve));
	stop();
}

/** An open page: what it has heard, and waiting for more. */
async function openPage(cookie: string) {
	const response = await fetch(`${origin}/live/chats`, { headers: { cookie } });
	expect(response.status).toBe(200);
	const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
	let heard = '';
	const read = async () => {
		const { done, value } = await reader.read();
		heard += value ?? '';
		return !done;
	};
	const changes = () => heard.match(/^event: chat$/gm)?.length ?? 0;
	return {
		heard: () => heard,
		changes,
		untilChange: async (count: number) => {
			while (changes() < count) if (!(await read())) throw new Error('the page was ended');
		},
		untilEnd: async () => {
			while (await read());
		},
		close: () => reader.cancel()
	};
}

test('who has locked themselves out hears nothing of that chat any more', async () => {
	for (const roles of [['peer'], ['adviser']] satisfies Role[][]) {
		const [me, colleague] = [await signedIn(roles), await signedIn(['adviser'])];
		const [known, other] = [await aChat(), await aChat()];
		for (const { chatId } of [known, other]) expect(await takeChat(me.ctx, chatId)).toEqual({ ok: true });
		await allIsTold();
		const before = await openPage(me.cookie);
		await writes(known);
		await before.untilChange(1); // while it is theirs they hear of it
		await before.close();

		await lockForMe(me.ctx, known.chatId);
		await allIsTold();
		const [mine, hers] = [await openPage(me.cookie), await openPage(colleague.cookie)];
		await writes(known);
		await hers.untilChange(1); // somebody else does
		await writes(other);
		await mine.untilChange(1);
		expect(mine.changes(), String(roles)).toBe(1);
		for (const page of [mine, hers]) {
			expect(page.heard()).not.toContain(known.chatId); // nor of which
			await page.close();
		}
	}
});

test('a peer hears nothing of what colleagues have, and an untrained one nothing at all', async () => {
	const [amir, mona, kari] = [await signedIn(['peer']), await signedIn(['peer']), await signedIn(['adviser'])];
	await house.asOwner('delete from staff_training where user_id = $1', [mona.id]);
	const [hers, amirs] = [await aChat(), await aChat()];
	await takeChat(kari.ctx, hers.chatId);
	await takeChat(amir.ctx, amirs.chatId);
	await allIsTold();
	const pages = await Promise.all([amir, mona, kari].map(({ cookie }) => openPage(cookie)));
	const [his, untrained, all] = pages;
	await writes(hers);
	await all!.untilChange(1);
	await writes(amirs);
	await his!.untilChange(1);
	expect(his!.changes()).toBe(1);
	expect(untrained!.changes()).toBe(0);
	await house.asOwner(
		`insert into staff_training (user_id, trained_on, signed_on, set_at) values ($1, '2000-01-01', '2000-01-01', now())`,
		[mona.id]
	);
	await aChat();
	await untrained!.untilChange(1); // from the day on which she may
	for (const page of pages) await page.close();
});

test('a page ends when somebody is not what they were when it was opened', async () => {
	const kari = await signedIn(['adviser']);
	const page = await openPage(kari.cookie);
	await house.asOwner(`update staff_role set role = 'peer' where user_id = $1`, [kari.id]);
	await page.untilEnd();
	expect(page.changes()).toBe(0);
});
