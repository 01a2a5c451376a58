import { expect, test } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { countReturns } from './index.ts';

const house = testDatabase();

test('how often somebody came back by a code is told by the month, as the least that can be known (R31)', async () => {
	const ctx = await house.ctx({ roles: ['analyst'] });
	expect(await countReturns(ctx, { from: '2026-01-01', to: '2026-12-31' })).toBe(0);
	await house.asOwner(
		`insert into chat_tally (month, measure, count) values
		('2026-02-01', 'returned', 7), ('2026-02-01', 'opened', 40), ('2026-03-01', 'returned', 2)`
	);
	expect(await countReturns(ctx, { from: '2026-02-10', to: '2026-02-20' })).toBe(7);
	expect(await countReturns(ctx, { from: '2026-01-01', to: '2026-12-31' })).toBe(9);
	await expect(
		countReturns(await house.ctx({ roles: ['peer'] }), { from: '2026-01-01', to: '2026-12-31' })
	).rejects.toMatchObject({ code: 'forbidden' });
});
