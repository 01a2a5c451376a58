import { expect, it } from 'vitest';
import { testDatabase } from '../../../../../../test/database.ts';
import { registerContacts } from '#contact';
import { GET } from './+server.ts';

const house = testDatabase();

it('a figure is answered for the period that was asked for', async () => {
	await house.setClock('2026-11-24T15:12:00Z');
	await registerContacts(await house.ctx(), [
		{ happenedOn: '2026-01-01', gender: 'woman' },
		{ happenedOn: '2025-12-31' }
	]);
	expect(await get('gender?from=2026-01-01&to=2026-11-24')).toMatchObject({
		status: 200,
		body: { name: 'gender', view: 'internal', from: '2026-01-01', to: '2026-11-24', total: 1 }
	});
	expect(await get('gender?from=2025-01-01')).toMatchObject({ status: 200, body: { total: 2 } });
	expect(await get('arenas')).toMatchObject({ status: 200, body: { from: '2026-01-01', to: '2026-11-24' } });
});

it('an unknown name is not found', async () => {
	expect(await get('people')).toEqual({ status: 404, body: { error: { code: 'notFound' } } });
});

it('a period that is no period is refused', async () => {
	for (const query of ['from=2026-02-30', 'from=2026-03-02&to=2026-03-01', 'to=x']) {
		expect(await get(`gender?${query}`)).toMatchObject({ status: 422, body: { error: { code: 'invalid' } } });
	}
});

async function get(address: string) {
	const url = new URL(address, 'http://localhost/api/v1/figures/');
	const params = { name: url.pathname.split('/').at(-1) };
	const response = await GET({ locals: { ctx: await house.ctx() }, params, url } as never);
	return { status: response.status, body: await response.json() };
}
