import { describe, expect, test } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { beginDuty, endDuty, isOnDuty, isWithinHours, listDuty, nextWithinHours } from './index.ts';

describe('hours (domain.md 4.4)', () => {
	const cases = [
		['a Tuesday at 10.59', '2026-11-24T09:59:00Z', false, false],
		['a Tuesday at 11.00', '2026-11-24T10:00:00Z', true, false],
		['a Tuesday at 12.00', '2026-11-24T11:00:00Z', true, true],
		['a Tuesday at 17.59', '2026-11-24T16:59:00Z', true, true],
		['a Tuesday at 18.00', '2026-11-24T17:00:00Z', false, false],
		['a Saturday at 13.00', '2026-11-28T12:00:00Z', true, false],
		['a Saturday at 16.00', '2026-11-28T15:00:00Z', false, false],
		['a Sunday at noon', '2026-11-29T11:00:00Z', false, false],
		['17 May 2027, a Monday', '2027-05-17T11:00:00Z', false, false],
		['Christmas Eve', '2026-12-24T12:00:00Z', false, false],
		['a summer day at 11.00 (09.00 UTC)', '2026-06-30T09:00:00Z', true, false]
	] as const;
	test.each(cases)('%s', (_, at, sms, call) => {
		expect(isWithinHours(new Date(at), 'sms')).toBe(sms);
		expect(isWithinHours(new Date(at), 'call')).toBe(call);
	});

	test('the next time jumps over night, Sunday and holidays', () => {
		const next = (at: string) => nextWithinHours(new Date(at), 'sms').toISOString();
		expect(next('2026-11-24T11:00:00Z')).toBe('2026-11-24T11:00:00.000Z'); // now
		expect(next('2026-11-24T18:00:00Z')).toBe('2026-11-25T10:00:00.000Z'); // tomorrow at eleven
		expect(next('2026-11-28T16:00:00Z')).toBe('2026-11-30T10:00:00.000Z'); // Saturday evening → Monday
		expect(next('2027-05-15T15:00:00Z')).toBe('2027-05-18T09:00:00.000Z'); // over Whitsun and 17 May
		expect(next('2026-12-23T18:00:00Z')).toBe('2026-12-28T10:00:00.000Z'); // over Christmas
	});

	test('on the nights when the clocks change it is still eleven by the wall', () => {
		expect(nextWithinHours(new Date('2026-03-28T20:00:00Z'), 'sms').toISOString()).toBe('2026-03-30T09:00:00.000Z');
		expect(nextWithinHours(new Date('2026-10-24T20:00:00Z'), 'sms').toISOString()).toBe('2026-10-26T10:00:00.000Z');
	});
});

describe('duty', () => {
	const house = testDatabase();

	test('lasts until the hour that was said, or until somebody says otherwise', async () => {
		await house.setClock('2026-11-24T12:00:00Z');
		const kari = await house.ctx({ name: 'kari' });
		const ola = await house.ctx({ name: 'ola' });
		expect(await isOnDuty(kari)).toBe(false);
		expect(await beginDuty(kari, 3)).toMatchObject({ ok: true });
		expect(await beginDuty(ola, 1)).toMatchObject({ ok: true });
		expect((await listDuty(kari)).map(({ name }) => name)).toEqual(['kari', 'ola']);
		await house.setClock('2026-11-24T13:00:00Z');
		expect((await listDuty(await house.later(kari))).map(({ name }) => name)).toEqual(['kari']);
		await endDuty(await house.later(kari));
		expect(await isOnDuty(await house.later(kari))).toBe(false);
	});

	test('beginning again says a new hour instead of a second duty; an analyst has none', async () => {
		await house.setClock('2026-11-25T12:00:00Z');
		const per = await house.ctx({ name: 'per' });
		await beginDuty(per, 1);
		await beginDuty(per, 4);
		expect((await listDuty(per)).map(({ until }) => until.toISOString())).toEqual(['2026-11-25T16:00:00.000Z']);
		const liv = await house.ctx({ name: 'liv', roles: ['analyst'] });
		expect(await beginDuty(liv, 1)).toEqual({ ok: false, why: 'forbidden' });
		expect(await beginDuty(per, 13)).toEqual({ ok: false, why: 'tooLong' });
	});
});
