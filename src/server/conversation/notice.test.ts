import { expect, test } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { createArena } from '../arena/index.ts';
import { listInbox, logExchange, readLog, readNotices } from './index.ts';
import { forgetLogged } from './logged.db.ts';

const house = testDatabase();

test('whether anonymity was spoken of on another’s site is seen on each, and counted by month for good (R18)', async () => {
	await house.setClock('2026-11-24T12:00:00Z');
	const kari = await house.ctx({ roles: ['adviser', 'lead'] });
	const arena = await createArena(kari, { codeName: 'Portal Bjørk', class: 'escortSite' });
	if (!arena.ok) throw new Error(arena.why);
	const log = async (raw: Record<string, string>) => {
		const read = readLog({ direction: 'in', response: 'question', ...raw });
		if (!read.ok) throw new Error(JSON.stringify(read.faults));
		return logExchange(await house.later(kari), read.input);
	};
	const there = { channel: 'arenaMessage', arenaId: arena.id };
	await log({ ...there, notice: 'given', minutes: '12' });
	await log({ ...there, notice: 'given' });
	await log({ ...there, notice: 'notGiven' });
	await log(there); // nobody said
	await log({ channel: 'call', notice: 'given' }); // on the telephone it means nothing
	const items = (await listInbox(kari, 'logged')).flatMap((item) => (item.kind === 'logged' ? item.logged : []));
	expect(items.map(({ noticeGiven, minutes }) => [noticeGiven, minutes])).toEqual(
		expect.arrayContaining([
			[true, 12],
			[true, null],
			[false, null],
			[null, null]
		])
	);
	expect(items.find(({ channel }) => channel === 'call')!.noticeGiven).toBeNull();
	const year = { from: '2026-01-01', to: '2026-12-31' };
	expect(await readNotices(kari, year)).toEqual({ given: 2, notGiven: 1 });

	await house.setClock('2027-12-01T12:00:00Z');
	await forgetLogged(await house.later(kari));
	expect((await house.asOwner('select * from conversation_logged')).rows).toEqual([]);
	expect(await readNotices(kari, year)).toEqual({ given: 2, notGiven: 1 });
	expect(await readNotices(kari, { from: '2027-01-01', to: '2027-12-31' })).toEqual({ given: 0, notGiven: 0 });
});

test('a time that cannot be is refused, with the field', () => {
	const read = (minutes: string) => readLog({ channel: 'call', direction: 'out', minutes });
	expect(read('45')).toMatchObject({ ok: true, input: { minutes: 45 } });
	for (const wrong of ['0', '601', '-3', '1,5', 'ti'])
		expect(read(wrong)).toEqual({ ok: false, faults: { minutes: 'notANumber' } });
});
