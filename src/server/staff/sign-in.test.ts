import { beforeAll, expect, test } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import type { Ctx } from '../db/index.ts';
import { createAccount, signIn } from './index.ts';

process.env.LYKT_SIGN_IN_SECRET = 'only-for-tests-0123456789-abcdefghijklmnop';
const house = testDatabase();
const password = 'riktig hest batteri';
let visitor: Ctx;

beforeAll(async () => {
	visitor = { ...(await house.systemCtx()), actor: { kind: 'visitor' } };
	for (const email of ['kari@example.no', 'ola@example.no'])
		await createAccount(await house.systemCtx(), { name: 'Kari', email, password, roles: ['adviser'] });
});

test('thirty wrong passwords at once are ten tries; the right one must wait too, and nobody else does', async () => {
	const tries = await Promise.all(Array.from({ length: 30 }, () => trySignIn('kari@example.no', 'feil passord 123')));
	expect(tries.filter((why) => why === 'wrong')).toHaveLength(10);
	expect(tries.filter((why) => why === 'tooMany')).toHaveLength(20);
	expect(await trySignIn('kari@example.no', password)).toBe('tooMany');
	expect(await trySignIn('ola@example.no', password)).toBe('in');
});

test('a right password makes up for wrong ones', async () => {
	for (let round = 0; round < 2; round++) {
		for (let wrong = 0; wrong < 9; wrong++) expect(await trySignIn('ola@example.no', 'feil passord 123')).toBe('wrong');
		expect(await trySignIn('ola@example.no', password)).toBe('in');
	}
});

async function trySignIn(email: string, password: string): Promise<string> {
	const result = await signIn(visitor, new Headers(), { email, password });
	return result.ok ? 'in' : result.why;
}
