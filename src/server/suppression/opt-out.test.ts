import { expect, test } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { optOutNumbers } from './index.ts';

const house = testDatabase();

test('neither the answer nor the log tells whether a number had opted out before (E5)', async () => {
	const peer = await house.ctx({ roles: ['peer'] });
	const first = await optOutNumbers(peer, ['+4790080001', '+4790080002']);
	expect(first).toEqual({ ok: true, added: 2 });
	expect(await optOutNumbers(peer, ['+4790080001', '+4790080003'])).toEqual(first);
	const { rows } = await house.asOwner('select distinct action, object_id, result from audit_entry');
	expect(rows).toEqual([{ action: 'suppression.optOut', object_id: null, result: '2 addresses' }]);
});
