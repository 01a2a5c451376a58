import { beforeAll, expect, test } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import type { Ctx } from '../db/index.ts';
import { choosePassword, createAccount, inviteStaff, renewAccess, acceptInvitation, signIn } from './index.ts';

const house = testDatabase();
let sara: Ctx;
const ola = { name: 'ola', email: 'ola@example.no', password: 'fire ord på rad' };

beforeAll(async () => {
	process.env.LYKT_SIGN_IN_SECRET = 'a secret for this test alone, long enough';
	sara = await house.ctx({ name: 'sara', roles: ['administrator'] });
});

const tryIn = async (password: string) =>
	(await signIn(await house.later(sara), new Headers(), { email: ola.email, password })).ok;

test('a link for a new password works once, ends every session, and turns the second step off', async () => {
	const id = await createAccount(sara, { ...ola, roles: ['adviser'] });
	expect(await tryIn(ola.password)).toBe(true);
	await house.asOwner('update staff_user set two_factor_enabled = true where id = $1', [id]);
	const renewed = await renewAccess(sara, id);
	if (!renewed.ok) throw new Error(renewed.why);

	expect(await choosePassword(sara, renewed.secret, 'fem nye ord på rad')).toEqual({ ok: true, email: ola.email });
	const { rows } = await house.asOwner(
		'select (select count(*)::int from staff_session where user_id = $1) as sessions, two_factor_enabled from staff_user where id = $1',
		[id]
	);
	expect(rows).toEqual([{ sessions: 0, two_factor_enabled: false }]);
	expect(await tryIn(ola.password)).toBe(false);
	expect(await tryIn('fem nye ord på rad')).toBe(true);
	expect(await choosePassword(sara, renewed.secret, 'seks andre ord')).toEqual({ ok: false, why: 'gone' });
});

test('only an administrator makes one, and no other link can be used for it, nor it for another', async () => {
	const kari = await house.ctx({ roles: ['lead'] });
	const id = await createAccount(sara, {
		name: 'per',
		email: 'per@example.no',
		password: 'fire ord på rad',
		roles: ['peer']
	});
	expect(await renewAccess(kari, id)).toEqual({ ok: false, why: 'forbidden' });
	const invited = await inviteStaff(sara, { name: 'liv', email: 'liv@example.no', roles: ['peer'] });
	const renewed = await renewAccess(sara, id);
	if (!invited.ok || !renewed.ok) throw new Error('the links could not be made');
	expect(await choosePassword(sara, invited.secret, 'fem nye ord på rad')).toEqual({ ok: false, why: 'gone' });
	const account = { name: 'x', email: 'x@example.no', password: 'fire ord på rad' };
	expect(await acceptInvitation(sara, renewed.secret, account)).toEqual({ ok: false, why: 'gone' });
});
