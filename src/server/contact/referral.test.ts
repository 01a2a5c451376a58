import { beforeEach, describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { testDatabase } from '../../../test/database.ts';
import { countReferral, listReferrals, listReferralServices, uncountReferral } from './count-referrals.ts';
import { openMonths, referralInput } from './referral.ts';

const house = testDatabase();
const kast = { service: 'KAST', month: '2026-11', theme: 'health' };

beforeEach(async () => {
	await house.setClock('2026-11-23T12:00:00Z');
	await house.asOwner('delete from contact_referral');
});

describe('a referral', () => {
	it('is a number per service, month and theme, and holds nothing else (R26)', async () => {
		const ctx = await house.ctx();
		expect(await countReferral(ctx, kast)).toEqual({ ok: true });
		expect(await countReferral(ctx, { ...kast, service: 'kast' })).toEqual({ ok: true });
		expect(await countReferral(ctx, { ...kast, month: '2026-10', theme: null })).toEqual({ ok: true });
		expect(await countReferral(ctx, { service: 'Nordlyset', month: '2026-11', theme: null })).toEqual({ ok: true });
		const sums = await listReferrals(ctx, 2026);
		expect(sums.map(({ service, count }) => [service, count])).toEqual([
			['KAST', 3],
			['Nordlyset', 1]
		]);
		expect(sums[0]!.lines).toEqual([
			{ service: 'KAST', month: '2026-11-01', theme: 'health', count: 2 },
			{ service: 'KAST', month: '2026-10-01', theme: null, count: 1 }
		]);
		expect(await listReferrals(ctx, 2025)).toEqual([]);
		expect(await listReferralServices(ctx)).toEqual(['KAST', 'Nordlyset']);
		const { rows } = await house.asOwner(
			`select column_name from information_schema.columns where table_name = 'contact_referral' order by 1`
		);
		expect(rows.map((row) => row.column_name)).toEqual(['count', 'month', 'service', 'theme_code']);
	});

	it('counts both of two who write at once', async () => {
		const ctx = await house.ctx();
		await Promise.all(Array.from({ length: 8 }, () => countReferral(ctx, kast)));
		expect((await listReferrals(ctx, 2026))[0]!.count).toBe(8);
	});

	it('is taken back one at a time, and never below none', async () => {
		const ctx = await house.ctx();
		await countReferral(ctx, kast);
		await countReferral(ctx, kast);
		expect(await uncountReferral(ctx, kast)).toEqual({ ok: true });
		expect((await listReferrals(ctx, 2026))[0]!.count).toBe(1);
		expect(await uncountReferral(ctx, kast)).toEqual({ ok: true });
		expect(await uncountReferral(ctx, kast)).toEqual({ ok: true });
		expect(await listReferrals(ctx, 2026)).toEqual([]);
	});

	it('is of a month that has been, of a theme that is there, by whoever may register, and of no person', async () => {
		const ctx = await house.ctx();
		expect(openMonths('2026-02-28').slice(0, 3)).toEqual(['2026-02', '2026-01', '2025-12']);
		for (const month of ['2026-12', '2025-11', '2026-13'])
			expect(await countReferral(ctx, { ...kast, month })).toEqual({ ok: false, why: 'badMonth' });
		expect(await countReferral(ctx, { ...kast, theme: 'nothingLikeIt' })).toEqual({ ok: false, why: 'badTheme' });
		const analyst = await house.ctx({ roles: ['analyst'] });
		expect(await countReferral(analyst, kast)).toEqual({ ok: false, why: 'forbidden' });
		const fault = (service: string) => v.safeParse(referralInput, { ...kast, service }).issues?.[0]?.message;
		expect([fault('KAST'), fault('Ring 900 00 012'), fault(' '), fault('x'.repeat(81))]).toEqual([
			undefined,
			'looksPersonal',
			'empty',
			'tooLong'
		]);
	});
});
