import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { openDatabase, readClock, urlFor, type Ctx } from '../db/index.ts';
import { newId } from '../shared/ids.ts';
import { beginDuty, noteAnswerWait } from '../shift/index.ts';
import { newPass, openChat, readMessages, type Pass } from '../visitor/index.ts';
import { chatTasks } from './chat.tasks.ts';
import { sumUp } from './first-answers.ts';
import {
	askMeTomorrow,
	endAsking,
	giveWelcome,
	hearWelcome,
	isToBeAsked,
	listChats,
	readFirstAnswers,
	takeBreak,
	takeChat
} from './index.ts';

const house = testDatabase();
let db: Ctx['db'];
beforeAll(() => void (db = openDatabase(urlFor(house.ownerUrl, 'lykt_visitor'))));
afterAll(() => db.destroy());

const visitor = async (): Promise<Ctx> => ({ actor: { kind: 'visitor' }, now: await readClock(db), db });
const at = async (ctx: Awaited<ReturnType<typeof house.ctx>>, iso: string) => {
	await house.setClock(iso);
	return house.later(ctx);
};

describe('a word of welcome (R93)', () => {
	test('leads to whoever gave it, once, for thirty days, however it is written', async () => {
		const marianne = await at(await house.ctx({ name: 'Marianne Lunde' }), '2026-11-24T12:00:00Z');
		const desk = await at(await house.ctx({ name: 'Ola' }), '2026-11-24T12:00:00Z');
		const given = await giveWelcome(marianne);
		if (!given.ok) throw new Error(given.why);
		expect(given).toMatchObject({ until: '2026-12-24', word: expect.stringMatching(/^\p{L}+ \p{L}+$/u) });
		expect(await hearWelcome(desk, 'noe annet')).toEqual({ ok: false, why: 'unknown' });
		expect(await hearWelcome(desk, '')).toEqual({ ok: false, why: 'unknown' });
		const asWritten = ` ${given.word.toUpperCase().replace(' ', '-')}! `;
		expect(await hearWelcome(desk, asWritten)).toEqual({ ok: true, name: 'Marianne Lunde', isHere: false });
		expect(await hearWelcome(desk, given.word)).toEqual({ ok: false, why: 'unknown' });

		await beginDuty(marianne, 2);
		const last = await giveWelcome(marianne);
		const late = await giveWelcome(marianne);
		if (!last.ok || !late.ok) throw new Error('no word');
		expect(await hearWelcome(await at(desk, '2026-12-24T12:00:00Z'), last.word)).toMatchObject({ ok: true });
		expect(await hearWelcome(await at(desk, '2026-12-25T12:00:00Z'), late.word)).toEqual({ ok: false, why: 'unknown' });
		await chatTasks['chat.tidy'](await house.systemCtx());
		expect((await house.asOwner('select * from chat_welcome_word')).rows).toEqual([]);
	});

	test('is kept with a person and a day, and with no chat; the word itself is nowhere', async () => {
		const kari = await house.ctx({ name: 'Kari' });
		const given = await giveWelcome(kari);
		if (!given.ok) throw new Error(given.why);
		const { rows } = await house.asOwner('select * from chat_welcome_word where user_id = $1', [kari.actor.id]);
		expect(Object.keys(rows[0] as object).sort()).toEqual(['until', 'user_id', 'word_hash']);
		const { rows: log } = await house.asOwner('select to_jsonb(a)::text as line from audit_entry a');
		expect(JSON.stringify([rows, log])).not.toContain(given.word);
	});
});

describe('how long the first answer took (R38)', () => {
	test('half of them and nine of ten, apart for open and closed, and nothing of fewer than five', async () => {
		const sara = await at(await house.ctx({ name: 'Sara', roles: ['analyst'] }), '2026-11-24T12:00:00Z');
		const waited = async (minutes: number, wasOpen = true) =>
			noteAnswerWait(sara, { askedAt: new Date(sara.now.getTime() - minutes * 60_000), wasOpen });
		for (const minutes of [1, 2, 3, 4]) await waited(minutes);
		const month = { from: '2026-11-01', to: '2026-11-30' };
		expect(await readFirstAnswers(sara, month)).toEqual({ open: undefined, closed: undefined });
		for (const minutes of [5, 6, 7, 8, 9, 55]) await waited(minutes);
		for (const minutes of [100, 200, 300, 400, 500]) await waited(minutes, false);
		expect(await readFirstAnswers(sara, month)).toEqual({
			open: { count: 10, median: 5, most: 9 },
			closed: { count: 5, median: 300, most: 540 } // steps of an hour above eight hours
		});
		expect(await readFirstAnswers(sara, { from: '2026-12-01', to: '2026-12-31' })).toMatchObject({ open: undefined });
		await expect(readFirstAnswers(await visitor(), month)).rejects.toMatchObject({ code: 'forbidden' });
	});

	test('is what sorting all of them one by one would give', () => {
		fc.assert(
			fc.property(fc.array(fc.nat(600), { minLength: 5, maxLength: 80 }), (minutes) => {
				const sorted = minutes.toSorted((a, b) => a - b);
				const rank = (share: number) => sorted[Math.ceil(sorted.length * share) - 1];
				const waits = minutes.map((each) => ({ minutes: each, count: 1 }));
				expect(sumUp(waits)).toEqual({ count: minutes.length, median: rank(0.5), most: rank(0.9) });
			})
		);
	});
});

describe('after something heavy (R107)', () => {
	test('a break pauses every chat of mine that goes on, and says so to each visitor', async () => {
		const kari = await house.ctx({ name: 'Kari Nordmann' });
		const passes: Pass[] = [];
		for (const text of ['en', 'to', 'tre']) {
			const pass = newPass();
			const opened = await openChat(await visitor(), pass, { id: newId(), text }, 'nb');
			if (!opened.ok) throw new Error(opened.why);
			passes.push(pass);
		}
		const [first, second, other] = passes;
		await takeChat(kari, first!.chatId);
		await takeChat(kari, second!.chatId);
		expect(await takeBreak(kari)).toBe(2);
		expect(await takeBreak(kari)).toBe(0);
		expect((await listChats(kari, 'mine')).map(({ isPaused }) => isPaused)).toEqual([true, true]);
		const eventsOf = async (pass: Pass) => {
			const read = await readMessages(await visitor(), pass);
			return read.ok ? read.lines.flatMap(({ event }) => event ?? []) : [];
		};
		expect(await eventsOf(first!)).toEqual(['joined', 'paused']);
		expect(await eventsOf(other!)).toEqual([]);
	});

	test('whoever asks for it is asked on the next working day, until they have said that they were', async () => {
		const kari = await at(await house.ctx({ name: 'Kari' }), '2026-11-27T20:00:00Z'); // a Friday
		const ola = await at(await house.ctx({ name: 'Ola' }), '2026-11-27T20:00:00Z');
		expect(await askMeTomorrow(kari)).toEqual({ day: '2026-11-30' });
		expect(await isToBeAsked(await at(kari, '2026-11-29T12:00:00Z'))).toBe(false);
		expect(await isToBeAsked(await at(kari, '2026-11-30T07:00:00Z'))).toBe(true);
		expect(await isToBeAsked(await house.later(ola))).toBe(false);
		await endAsking(await house.later(kari));
		expect(await isToBeAsked(await house.later(kari))).toBe(false);
	});
});
