import { expect, test } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { ownKeyholder } from '../../../test/own-keyholder.ts';
import { listVerdicts } from '../attempt/index.ts';
import { collect } from '../delivery/index.ts';
import { simulatedPhones } from '../gateway/index.ts';
import type { Msisdn } from '../shared/phone.ts';
import { optOutNumbers } from '../suppression/index.ts';
import { tagNumbers } from '../vault/index.ts';
import { purge } from './index.ts';

ownKeyholder(); // the purge of a later year destroys log keys that other tests need
const house = testDatabase();

test('an opt-out survives the nightly deletion for ever (R65); a hold that is over, and who wrote to us, do not', async () => {
	await house.setClock('2026-11-24T11:00:00Z');
	const kari = await house.ctx();
	await optOutNumbers(kari, ['+4790085001']);
	simulatedPhones().writeFrom('+4790085002' as Msisdn, 'Hei');
	await collect(await house.systemCtx());
	const held = await tagNumbers(kari, ['+4790085001', '+4790085003', '+4790085004'], 'inbound');
	if (!held.ok) throw new Error(held.why);
	const [stopped, over, lasting] = held.tags.map((tag) => tag.hold);
	await house.asOwner(
		`insert into suppression_hold (tag, kind, until, changed_at) values ($1, 'contacted', '2026-12-01', now()), ($2, 'contacted', '2027-03-01', now())`,
		[over, lasting]
	);

	await purge(await house.systemCtx());
	expect(await countRows()).toEqual({ holds: 3, inbound: 1, conversations: 1 });
	await house.setClock('2026-12-25T03:17:00Z');
	await purge(await house.systemCtx());
	expect(await countRows()).toEqual({ holds: 2, inbound: 0, conversations: 0 });
	const verdicts = await listVerdicts(await house.later(kari), [stopped!, over!, lasting!]);
	expect(verdicts).toMatchObject([{ reason: 'optedOut' }, { go: true }, { reason: 'contactedRecently' }]);
	await house.setClock('2036-11-24T11:00:00Z');
	await purge(await house.systemCtx());
	expect(await countRows()).toEqual({ holds: 1, inbound: 0, conversations: 0 });
});

async function countRows(): Promise<unknown> {
	const { rows } = await house.asOwner(
		`select (select count(*)::int from suppression_hold) as holds, (select count(*)::int from delivery_inbound) as inbound,
			(select count(*)::int from conversation) as conversations`
	);
	return rows[0];
}
