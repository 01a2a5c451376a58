import { expect, test } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { isSupervisionDue, listSupervisions, noteSupervision, removeSupervision } from './index.ts';

const house = testDatabase();

test('the lead is told when the peers have had no supervision for more than a week; nobody else is, and nobody without peers', async () => {
	await house.setClock('2026-11-23T12:00:00Z');
	const jonas = await house.ctx({ name: 'Jonas', roles: ['lead'] });
	expect(await isSupervisionDue(jonas)).toBe(false); // there are no peers
	await house.ctx({ name: 'Mona', roles: ['peer'] });
	expect(await isSupervisionDue(jonas)).toBe(false); // nor one who has chats
	const amir = await house.ctx({ name: 'Amir', roles: ['peer'], isTrained: true });
	expect(await isSupervisionDue(jonas)).toBe(true);
	expect(await isSupervisionDue(amir)).toBe(false);

	expect(await noteSupervision(jonas, '2026-11-16')).toEqual({ ok: true });
	expect(await noteSupervision(jonas, '2026-11-16')).toEqual({ ok: true });
	expect(await isSupervisionDue(jonas)).toBe(false);
	await house.setClock('2026-11-24T12:00:00Z');
	expect(await isSupervisionDue(await house.later(jonas))).toBe(true);

	expect(await noteSupervision(amir, '2026-11-20')).toEqual({ ok: false, why: 'forbidden' });
	expect(await noteSupervision(jonas, '2999-01-01')).toEqual({ ok: false, why: 'future' });
	expect(await noteSupervision(jonas, 'i går')).toEqual({ ok: false, why: 'notADay' });
	await noteSupervision(jonas, '2026-11-20');
	expect(await listSupervisions(jonas)).toEqual(['2026-11-20', '2026-11-16']);
	await removeSupervision(jonas, '2026-11-20');
	expect(await listSupervisions(jonas)).toEqual(['2026-11-16']);
	await expect(listSupervisions(amir)).rejects.toMatchObject({ code: 'forbidden' });
	const { rows } = await house.asOwner('select * from staff_supervision');
	expect(Object.keys(rows[0] as object)).toEqual(['day']); // neither who came nor what was said
});
