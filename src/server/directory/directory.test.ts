import { describe, expect, test } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import {
	addEntry,
	checkCounty,
	confirmEmergencyNumber,
	counties,
	hideEmergencyNumber,
	isCounty,
	listEmergencyChoices,
	listEmergencyNumbers,
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

	test('a number for danger is told on only when a lead or an administrator has confirmed it, and the log knows when', async () => {
		const lead = await house.ctx({ name: 'Jonas', roles: ['lead'] });
		const adviser = await house.ctx({ roles: ['adviser'] });
		expect(await listEmergencyNumbers(adviser)).toEqual([]);
		const choices = await listEmergencyChoices(lead);
		expect(choices[0]).toEqual({ code: 'ambulance', number: '113', confirmed: undefined }); // a suggestion, to whoever confirms
		await expect(confirmEmergencyNumber(adviser, 'talk', '116123')).rejects.toThrow('forbidden');
		await expect(listEmergencyChoices(adviser)).rejects.toThrow('forbidden');
		for (const wrong of ['', '12', '123456789', '116-123', 'ring'])
			expect(await confirmEmergencyNumber(lead, 'talk', wrong), wrong).toEqual({ ok: false, why: 'notANumber' });
		const administrator = await house.ctx({ name: 'Sara', roles: ['administrator'] });
		expect(await confirmEmergencyNumber(lead, 'talk', '116 123')).toEqual({ ok: true });
		expect(await confirmEmergencyNumber(administrator, 'ambulance', '113')).toEqual({ ok: true });
		expect(await listEmergencyNumbers(adviser)).toEqual([
			{ code: 'ambulance', number: '113' },
			{ code: 'talk', number: '116123' }
		]);
		expect((await listEmergencyChoices(lead))[5]).toMatchObject({ confirmed: { by: 'Jonas', at: lead.now } });
		await hideEmergencyNumber(lead, 'talk');
		await hideEmergencyNumber(lead, 'talk');
		expect(await listEmergencyNumbers(adviser)).toHaveLength(1);
		const { rows } = await house.asOwner('select action, object_id from audit_entry where actor_id = $1 order by id', [
			lead.actor.id
		]);
		expect(rows).toEqual([
			{ action: 'directory.confirmEmergency', object_id: 'talk' },
			{ action: 'directory.hideEmergency', object_id: 'talk' }
		]);
	});

	test('there are fifteen counties', () => {
		expect(new Set(counties.map(({ code }) => code)).size).toBe(15);
		expect(isCounty('55')).toBe(true);
		expect(isCounty('54')).toBe(false); // Troms og Finnmark, until 2023
	});
});
