import { expect, it } from 'vitest';
import { testDatabase } from '../../../../../test/database.ts';
import { countContacts } from '#contact';
import { POST } from './+server.ts';

const house = testDatabase();

it('one contact is registered and answered with its id', async () => {
	const { status, body, count } = await post('{"gender":"woman","themes":["health"]}');
	expect([status, body.ids.length, count]).toEqual([201, 1, 1]);
});

it('a list is registered whole', async () => {
	const { status, body, count } = await post('[{},{"channel":"sms"},{}]');
	expect([status, body.ids.length, count]).toEqual([201, 3, 3]);
});

it('a list with one wrong field is refused whole, and the answer says where', async () => {
	const { status, body, count } = await post('[{},{},{},{"gender":"male"}]');
	expect([status, count]).toEqual([422, 0]);
	expect(body.error.code).toBe('invalid');
	expect(body.error.issues).toEqual([{ path: '[3].gender', message: expect.stringContaining('must be one of') }]);
});

it('the path of a single contact has no place, and what was sent is not repeated', async () => {
	const { body } = await post('{"arenaId":"secret place","phone":"+4798765432"}');
	expect(body.error.issues.map(({ path }: { path: string }) => path)).toEqual(['arenaId', 'phone']);
	expect(JSON.stringify(body)).not.toMatch(/secret|98765432/);
});

it('what is not JSON is said to be so', async () => {
	const { status, body, count } = await post('{"gender":');
	expect([status, body.error.code, count]).toEqual([400, 'malformedJson', 0]);
	expect((await post('null')).status).toBe(422);
});

async function post(text: string) {
	const ctx = await house.ctx();
	const before = await countContacts(ctx);
	const request = new Request('http://localhost/api/v1/contacts', { method: 'POST', body: text });
	const response = await POST({ locals: { ctx }, request } as never);
	return { status: response.status, body: await response.json(), count: (await countContacts(ctx)) - before };
}
