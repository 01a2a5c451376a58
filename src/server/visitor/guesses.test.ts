import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { openDatabase, readClock, urlFor, type Ctx } from '../db/index.ts';
import { newDigits } from '../shared/crypto.ts';
import { newId } from '../shared/ids.ts';
import { findByCode, newPass, openChat } from './index.ts';
import { newGuesses } from './guesses.ts';

const house = testDatabase();
let db: Ctx['db'];
beforeAll(() => void (db = openDatabase(urlFor(house.ownerUrl, 'lykt_visitor'), 4)));
afterAll(() => db.destroy());

test('ten thousand guesses find nothing and raise the alarm once; a right code is still answered at once', async () => {
	await house.setClock('2026-11-22T12:00:00Z');
	const ctx: Ctx = { actor: { kind: 'visitor' }, now: await readClock(db), db };
	const opened = await openChat(ctx, newPass(), { id: newId(), text: 'hei' }, 'nb');
	const code = (opened.ok && opened.code) || '';
	expect(await findByCode(ctx, code)).toMatchObject({ ok: true }); // it can be found

	const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
	delete process.env.LYKT_QUIET;
	let longest = 0;
	for (let n = 0; n < 10_000; n += 50) {
		const guesses = Array.from({ length: 50 }, () => code.slice(0, 4) + newDigits(16));
		for (const answer of await Promise.all(guesses.map((guess) => findByCode(ctx, guess)))) {
			expect(answer).toMatchObject({ ok: false, why: 'wrong' });
			if ('waitMs' in answer) longest = Math.max(longest, answer.waitMs);
		}
	}
	process.env.LYKT_QUIET = '1';
	const alarms = said.mock.calls.filter(([line]) => String(line).includes('codesAreBeingGuessed'));
	said.mockRestore();
	expect(alarms).toHaveLength(1);
	expect(String(alarms[0]![0])).not.toContain(code.slice(0, 4));
	expect(longest).toBe(20_000);
	expect(await findByCode(ctx, code)).toMatchObject({ ok: true });
});

test('wrong codes make only those wait that begin alike, and an hour forgets them', () => {
	const guesses = newGuesses();
	const at = (minute: number) => new Date(Date.UTC(2026, 10, 22, 12, minute));
	const waits = [0, 1, 2, 3].map((minute) => guesses.note('4821', at(minute)).waitMs);
	expect(waits).toEqual([500, 1000, 2000, 4000]);
	expect(guesses.note('0937', at(4)).waitMs).toBe(500);
	expect(guesses.note('4821', at(64)).waitMs).toBe(500);
});
