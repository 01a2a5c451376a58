import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { mondayOf, readWeek, weekName } from '../opening/index.ts';
import { addDays, weekdayOf } from '../shared/calendar.ts';
import { isUnlikely, mondaysBetween, readCount, type AdCell, type AdNumbers } from './ad-count.ts';
import {
	adField,
	closeArena,
	countAds,
	createArena,
	findMissingCounts,
	listAdHistory,
	readAdCounts,
	readAdSheet,
	readSheetOf,
	weekToCount
} from './index.ts';

const house = testDatabase();
const week = '2012-03-05';
const none: AdNumbers = { ads: null, newSinceLast: null };

async function anArena(codeName: string) {
	await house.setClock('2012-03-09T12:00:00+01:00'); // a Friday
	const ctx = await house.ctx();
	const made = await createArena(ctx, { codeName, class: 'escortSite' });
	if (!made.ok) throw new Error(made.why);
	return { ctx, id: made.id };
}

const men = (arenaId: string, ads: number | null, was: AdNumbers = none): AdCell => ({
	...{ arenaId, category: 'man', ads, newSinceLast: null, was }
});

describe('a week', () => {
	it('has a name that leads back to its Monday, in every year and in week 53', () => {
		const day = fc.integer({ min: 0, max: 60_000 }).map((days) => addDays('1980-01-01', days));
		fc.assert(
			fc.property(day, (day) => {
				const monday = mondayOf(day);
				expect(weekdayOf(monday)).toBe(1);
				expect(monday <= day && day <= addDays(monday, 6)).toBe(true);
				expect(readWeek(weekName(day))).toBe(monday);
				// The week after has another name, also over New Year.
				expect(weekName(addDays(day, 7))).not.toBe(weekName(day));
			}),
			{ numRuns: 2000 }
		);
		expect(weekName('2021-01-03')).toBe('2020-W53');
		expect(readWeek('2020-W53')).toBe('2020-12-28');
		expect(readWeek('2021-W53')).toBeUndefined();
	});

	it('follows the one before without a hole or a double, over leap days and summer time', () => {
		const mondays = mondaysBetween('2019-12-31', '2021-01-05');
		expect(mondays[0]).toBe('2019-12-30');
		expect(mondays.at(-1)).toBe('2021-01-04');
		expect(mondays).toHaveLength(54);
		expect(new Set(mondays.map(weekName)).size).toBe(54);
	});

	it('should be counted from Thursday on; until then the one before', () => {
		const days = Array.from({ length: 7 }, (_, place) => weekToCount(addDays(week, place)));
		expect(days).toEqual([...Array<string>(3).fill('2012-02-27'), ...Array<string>(4).fill(week)]);
	});
});

describe('the sheet', () => {
	const id = '00000000-0000-7000-8000-000000000001';
	const read = (fields: Record<string, string>) => readAdSheet([id], (name) => fields[name] ?? '');

	it('knows empty from 0, and reads numbers as people paste them', () => {
		expect(['', ' ', '0', '84', ' 1 234 ', '1\u00a0234', '7\t'].map(readCount)).toEqual([
			null,
			null,
			0,
			84,
			1234,
			1234,
			7
		]);
		expect(['-3', '4,5', '12.000', 'ti', '1e3', '9'.repeat(400)].map(readCount)).toEqual([
			...['notANumber', 'notANumber', 'notANumber', 'notANumber', 'notANumber', 'tooMany']
		]);
		expect(readCount('100000')).toBe(100_000);
		expect(readCount('100001')).toBe('tooMany');
	});

	it('gives only what was changed, a cleared field too', () => {
		const [menAds, transAds] = [adField('ads', id, 'man'), adField('ads', id, 'trans')];
		const sheet = read({ [menAds]: '84', [`was.${menAds}`]: '84', [transAds]: '', [`was.${transAds}`]: '5' });
		expect(sheet.faults).toEqual({});
		expect(sheet.cells).toEqual([{ arenaId: id, category: 'trans', ...none, was: { ads: 5, newSinceLast: null } }]);
		expect(read({ [menAds]: '0' }).cells).toMatchObject([{ category: 'man', ads: 0 }]);
	});

	it('has no more new ads than ads, and no new ones where nothing was counted', () => {
		const [ads, news] = [adField('ads', id, 'woman'), adField('new', id, 'woman')];
		expect(read({ [ads]: '3', [news]: '4' }).faults).toEqual({ [news]: 'moreNewThanAds' });
		expect(read({ [news]: '4' }).faults).toEqual({ [news]: 'newWithoutAds' });
		expect(read({ [ads]: 'tre', [news]: '4' }).faults).toEqual({ [ads]: 'notANumber' });
		expect(read({ [ads]: '4', [news]: '4' })).toMatchObject({ faults: {}, cells: [{ ads: 4, newSinceLast: 4 }] });
	});

	it('is surprised by a number far from last week’s, and not by small ones', () => {
		expect(isUnlikely(12, 71)).toBe(true);
		expect(isUnlikely(840, 84)).toBe(true);
		expect(isUnlikely(0, 80)).toBe(true);
		expect(isUnlikely(5000, null)).toBe(true);
		for (const [ads, before] of [
			[70, 90],
			[90, 70],
			[0, 4],
			[9, 2],
			[0, null],
			[300, null],
			[null, 90]
		] as const)
			expect(isUnlikely(ads, before), `${ads} after ${before}`).toBe(false);
	});
});

describe('counting', () => {
	it('writes what was counted, knows 0 from a gap, and corrects with an entry in the log', async () => {
		const { ctx, id } = await anArena('Bjørk');
		const cell = { ...men(id, 0), newSinceLast: 0 };
		expect(await countAds(ctx, week, [cell, { ...men(id, 31), category: 'woman' }])).toEqual({ ok: true, written: 2 });
		expect((await readSheetOf(ctx, week)).find((row) => row.arenaId === id)!.cells).toEqual({
			man: { ads: 0, newSinceLast: 0, before: null },
			trans: { ...none, before: null },
			woman: { ads: 31, newSinceLast: null, before: null },
			coupleOrOther: { ...none, before: null }
		});
		const was = { ads: 31, newSinceLast: null };
		const corrected = { ...men(id, 33, was), category: 'woman' as const };
		const cleared = { ...men(id, null, { ads: 0, newSinceLast: 0 }) };
		expect(await countAds(ctx, week, [corrected, cleared])).toEqual({ ok: true, written: 2 });
		expect((await readAdCounts(ctx, { from: week, to: week })).filter((row) => row.arenaId === id)).toEqual([
			{ arenaId: id, class: 'escortSite', week, category: 'woman', ads: 33, newSinceLast: null }
		]);
		const { rows } = await house.asOwner(
			'select action, object_id, result from audit_entry where actor_id = $1 order by id',
			[ctx.actor.id]
		);
		expect(rows.slice(1)).toEqual([
			{ action: 'arena.countAds', object_id: id, result: '2012-W10' },
			{ action: 'arena.correctAds', object_id: id, result: '2012-W10' }
		]);
	});

	it('asks once about a surprising number, and writes it when the person is sure', async () => {
		const { ctx, id } = await anArena('Furu');
		await countAds(ctx, '2012-02-27', [men(id, 71)]);
		const both = [men(id, 12), { ...men(id, 8), category: 'trans' as const }];
		const field = adField('ads', id, 'man');
		expect(await countAds(ctx, week, both)).toEqual({ ok: false, why: 'unlikely', fields: [field] });
		expect(await readAdCounts(ctx, { from: week, to: week })).not.toContainEqual(
			expect.objectContaining({ arenaId: id })
		);
		// Sure of another number is not sure of this one.
		expect(await countAds(ctx, week, both, new Set([`${field}=13`]))).toMatchObject({ ok: false });
		expect(await countAds(ctx, week, both, new Set([`${field}=12`]))).toEqual({ ok: true, written: 2 });
	});

	it('does not write over what a colleague has counted meanwhile', async () => {
		const { ctx, id } = await anArena('Lyng');
		await countAds(ctx, week, [men(id, 40)]);
		const late = await countAds(ctx, week, [men(id, 44)]);
		expect(late).toEqual({
			...{ ok: false, why: 'changed' },
			cells: [{ field: adField('ads', id, 'man'), stands: { ads: 40, newSinceLast: null } }]
		});
		expect(await countAds(ctx, week, [men(id, 40)])).toEqual({ ok: true, written: 0 }); // the same number is no quarrel
		expect(await countAds(ctx, week, [men(id, 44, { ads: 40, newSinceLast: null })])).toEqual({ ok: true, written: 1 });
		// Two at the same moment: one is written, the other sees it.
		const other = await house.ctx();
		const race = await Promise.all(
			[50, 51].map((ads, place) => countAds(place ? other : ctx, week, [{ ...men(id, ads), category: 'trans' }]))
		);
		expect(race.filter(({ ok }) => ok)).toHaveLength(1);
	});

	it('refuses a week that has not begun and a place that was closed by then', async () => {
		const { ctx, id } = await anArena('Gran');
		expect(await countAds(ctx, '2012-03-12', [men(id, 1)])).toEqual({ ok: false, why: 'future' });
		await closeArena(ctx, id);
		expect(await countAds(ctx, week, [men(id, 1)])).toEqual({ ok: true, written: 1 });
		await house.setClock('2012-03-16T12:00:00+01:00');
		const later = await house.later(ctx);
		expect(await countAds(later, '2012-03-12', [men(id, 1)])).toEqual({ ok: false, why: 'closed' });
		expect((await readSheetOf(later, '2012-03-12')).map((row) => row.arenaId)).not.toContain(id);
	});

	it('shows a skipped week as a gap, and reminds of what is not counted', async () => {
		await house.asOwner('update arena set counts_ads = false');
		const { ctx, id } = await anArena('Selje');
		expect(await findMissingCounts(ctx)).toEqual({ week, missing: 1 });
		await countAds(ctx, '2012-02-20', [men(id, 80)]);
		await countAds(ctx, week, [men(id, 84)]);
		expect(await findMissingCounts(ctx)).toBeUndefined();
		expect(await listAdHistory(ctx, id, 3)).toEqual([
			{ week, numbers: { man: { ads: 84, newSinceLast: null } } },
			{ week: '2012-02-27', numbers: undefined },
			{ week: '2012-02-20', numbers: { man: { ads: 80, newSinceLast: null } } }
		]);
	});

	it('keeps a year of two places between 70 and 90, one week skipped (R71)', async () => {
		const [one, two] = [await anArena('Portal A'), await anArena('Portal B')];
		await house.setClock('2013-01-05T12:00:00+01:00');
		const ctx = await house.later(one.ctx);
		const mondays = mondaysBetween('2012-01-02', '2012-12-31').filter((monday) => monday !== '2012-07-16');
		for (const [place, monday] of mondays.entries())
			await countAds(ctx, monday, [men(one.id, 70 + (place % 21)), men(two.id, 90 - (place % 21))]);
		const rows = (await readAdCounts(ctx, { from: '2012-01-02', to: '2012-12-31' })).filter(({ arenaId }) =>
			[one.id, two.id].includes(arenaId)
		);
		expect(rows).toHaveLength(2 * 52);
		expect([Math.min(...rows.map(({ ads }) => ads)), Math.max(...rows.map(({ ads }) => ads))]).toEqual([70, 90]);
		expect(rows.map((row) => row.week)).not.toContain('2012-07-16');
	});

	it('is done by those who are present; an analyst reads, an administrator does not', async () => {
		const { id } = await anArena('Osp');
		const amir = await house.ctx({ roles: ['peer'] });
		expect(await countAds(amir, week, [men(id, 3)])).toMatchObject({ ok: true });
		const sara = await house.ctx({ roles: ['analyst'] });
		await expect(countAds(sara, week, [men(id, 4)])).rejects.toThrow('forbidden');
		expect((await readSheetOf(sara, week)).length).toBeGreaterThan(0);
		expect(await findMissingCounts(sara)).toBeUndefined();
		await expect(readSheetOf(await house.ctx({ roles: ['administrator'] }), week)).rejects.toThrow('forbidden');
	});
});
