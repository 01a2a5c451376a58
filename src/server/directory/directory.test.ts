import { describe, expect, test } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import {
	addEntry,
	checkCounty,
	counties,
	isCounty,
	listEntries,
	removeEntry,
	verifyEntry,
	type EntryInput
} from './index.ts';

const house = testDatabase();
const troms: EntryInput = {
	...{ name: 'Helsestasjonen', county: '55', municipality: 'Tromsø', price: 'free' },
	offers: ['condoms', 'tests'],
	languages: ['nb', 'en']
};

describe('services elsewhere (R76)', () => {
	test('a county with fewer than three verified entries is warned about; what is older than 180 days does not count', async () => {
		await house.setClock('2026-01-10T11:00:00Z');
		const early = await house.ctx();
		expect(await checkCounty(early, '55')).toEqual({ verified: 0, isEnough: false });
		const old = await addEntry(early, troms);
		await house.setClock('2026-07-20T11:00:00Z');
		const now = await house.later(early);
		for (const name of ['Nordlyset', 'Fjellheimen']) await addEntry(now, { ...troms, name });
		await addEntry(now, { ...troms, county: '56', municipality: 'Alta' });
		expect(await checkCounty(now, '55')).toEqual({ verified: 2, isEnough: false });
		expect(
			(await listEntries(now)).filter(({ county }) => county === '55').map(({ name, isFresh }) => [name, isFresh])
		).toEqual([
			['Fjellheimen', true],
			['Helsestasjonen', false],
			['Nordlyset', true]
		]);
		await verifyEntry(now, old);
		expect(await checkCounty(now, '55')).toEqual({ verified: 3, isEnough: true });
		await removeEntry(now, old);
		expect(await checkCounty(now, '55')).toEqual({ verified: 2, isEnough: false });
	});

	test('peers read it; advisers and leads keep it; the log has no name', async () => {
		const lead = await house.ctx({ roles: ['lead'] });
		const peer = await house.ctx({ roles: ['peer'] });
		const id = await addEntry(lead, { ...troms, name: 'Havgløtt' });
		expect((await listEntries(peer)).map(({ name }) => name)).toContain('Havgløtt');
		await expect(addEntry(peer, troms)).rejects.toThrow('forbidden');
		await expect(removeEntry(peer, id)).rejects.toThrow('forbidden');
		const { rows } = await house.asOwner('select * from audit_entry where actor_id = $1', [lead.actor.id]);
		expect(rows.map((row) => [row.action, row.object_id])).toEqual([['directory.add', id]]);
		expect(JSON.stringify(rows)).not.toContain('Havgløtt');
	});

	test('there are fifteen counties', () => {
		expect(new Set(counties.map(({ code }) => code)).size).toBe(15);
		expect(isCounty('55')).toBe(true);
		expect(isCounty('54')).toBe(false); // Troms og Finnmark, until 2023
	});
});
