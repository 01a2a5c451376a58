import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { createArena } from '#arena';
import { registerContacts } from '#contact';
import type { Ctx } from '#db';
import { publishableFrom } from './disclosure.ts';
import {
	adFigure,
	genderFigure,
	noticeFigure,
	offerFigure,
	presenceFigure,
	targetGroupFigure,
	themeFigure,
	type Counts
} from './figures.ts';
import { describeTold, divideYear, findFigureDifferencing, getFigure, listFigures, tellAgain } from './index.ts';
import { changeBetween, compare, publish } from './publish.ts';
import { decidePublic, lastSettledYear, type Cell, type Figure } from './report.ts';

const house = testDatabase();
const year = { from: '2012-01-01', to: '2012-12-31' };
const counts = (dimensions: Record<string, Record<string, number>>): Counts =>
	new Map(
		Object.entries(dimensions).map(([dimension, codes]) => [
			dimension,
			Object.entries(codes).map(([code, count]) => ({ code, count }))
		])
	);
const gender = (codes: Record<string, number>) => genderFigure(year, counts({ gender: codes }));
const told = ({ cells }: Figure) => cells.map(({ code, count }) => [code, count]);

describe('what is told of one whole', () => {
	test('342, 6, 1 and 5 are told as 342, 6 and 6, and the title and the notes tell no more', () => {
		const figure = publish(gender({ man: 342, woman: 6, trans: 1, notStated: 5 }));
		expect(figure).toMatchObject({ view: 'public', total: 354 });
		expect(told(figure)).toEqual([
			['man', 342],
			['woman', 6],
			['trans+other+notStated', 6]
		]);
		expect(figure.cells.map(({ percent }) => percent)).toEqual([97, 2, 2]);
		expect(figure.notes.map(({ code }) => code)).toEqual(['roundedSumsTo', 'smallMerged']);
		expect(figure.finding).toEqual({ code: 'largest', values: { total: 354, count: 342 }, codes: ['man'] });
	});

	test('four in all are not told at all', () => {
		const figure = publish(gender({ man: 3, woman: 1 }));
		expect(figure).toMatchObject({ total: null, cells: [], finding: { code: 'tooFew', values: {} } });
	});

	test('nobody is told as nobody', () => {
		expect(publish(gender({}))).toMatchObject({ total: 0, view: 'public' });
	});
});

describe('several answers per contact', () => {
	const themes = [
		{ code: 'health', parentCode: null },
		{ code: 'saferSex', parentCode: 'health' },
		{ code: 'infection', parentCode: 'health' },
		{ code: 'law', parentCode: null }
	];
	const figure = (top: Record<string, number>, below: Record<string, number>, without: number) =>
		themeFigure(
			year,
			counts({ all: { '': 100 }, themeTop: top, theme: below, themed: { no: without, yes: 100 - without } }),
			themes
		);

	it('hide what is too few, and every sum that would give it away', () => {
		const open = figure({ health: 90, law: 30 }, { saferSex: 40, infection: 45 }, 6);
		expect(publish(open)).toMatchObject({ cells: open.cells, notes: [{ code: 'themesSumAboveTotal', value: 120 }] });
		const closed = publish(figure({ health: 90, law: 3 }, {}, 6));
		expect(told(closed)).toEqual([
			['health', 90],
			['law', null]
		]);
		// That 94 have a theme would tell that law is four at least.
		expect(closed.notes).toEqual([{ code: 'severalPerContact' }, { code: 'smallHidden' }]);
		// Who lacks it are few as well: 98 of 100 tells of two.
		expect(told(publish(figure({ health: 98, law: 30 }, {}, 0)))).toEqual([
			['health', null],
			['law', 30]
		]);
	});

	it('tell the sub-themes of a theme all or not at all', () => {
		const subOf = (below: Record<string, number>) => publish(figure({ health: 90 }, below, 10)).cells[0]!.sub?.length;
		expect(subOf({ saferSex: 40, infection: 50 })).toBe(2);
		expect(subOf({ saferSex: 88, infection: 50 })).toBeUndefined();
		expect(subOf({ saferSex: 40, infection: 45 })).toBe(2);
		expect(subOf({ saferSex: 86, infection: 4 })).toBeUndefined();
		// Three chose the theme itself and nothing under it.
		expect(subOf({ saferSex: 40, infection: 47 })).toBeUndefined();
	});
});

describe('why it is unsure', () => {
	const unsure = (seller: Record<string, number>) =>
		publish(
			targetGroupFigure(year, counts({ seller, unsureReason: { notAsked: 30, endedEarly: 20 }, buyer: { yes: 6 } }))
		);
	const codes = ({ notes }: Figure) => notes.map(({ code }) => code).filter((code) => code.startsWith('unsure'));

	it('is told where the unsure stand alone, and not where they were put together with a few others', () => {
		expect(codes(unsure({ yes: 30, no: 100, unsure: 50 }))).toEqual(['unsureEndedEarly', 'unsureNotAsked']);
		// 53 are yes or unsure; that thirty were not asked and twenty ended early would leave three.
		const together = unsure({ yes: 3, no: 100, unsure: 50 });
		expect(told(together)).toContainEqual(['yes+unsure', 53]);
		expect(codes(together)).toEqual([]);
	});
});

describe('what was said of anonymity (R18)', () => {
	const of = (given: number, notGiven: number) => noticeFigure(year, { given, notGiven });
	it('has its share inside, and outside where both are enough', () => {
		expect(of(70, 30)).toMatchObject({
			...{ total: 100, unit: 'conversations', finding: { code: 'noticesGiven', values: { count: 70, total: 100 } } },
			cells: [{ code: 'given', percent: 70 }, {}],
			notes: [{ code: 'countedByMonth' }]
		});
		expect(publish(of(70, 30)).cells).toHaveLength(2);
		expect(publish(of(70, 0)).cells[1]).toMatchObject({ code: 'notGiven', count: 0 });
		expect(publish(of(70, 3))).toMatchObject({ total: 73, cells: [], notes: [{ code: 'smallHidden' }] });
		expect(publish(of(2, 1))).toMatchObject({ total: null, cells: [], finding: { code: 'tooFew' } });
	});
});

describe('activities', () => {
	it('that nobody came to are told: 0, 0, 0; one or two who came are not', () => {
		const days = (...came: number[]) =>
			offerFigure(
				year,
				came.map((count, place) => ({ offerId: 'x', name: 'Kveldsklinikk', day: `2012-03-0${place + 1}`, count }))
			);
		const empty = publish(days(0, 0, 0));
		expect(empty.cells.map(({ count }) => count)).toEqual([0, 0, 0]);
		expect(empty).toMatchObject({ total: 0, finding: { code: 'nobodyCame', values: { days: 3 } } });
		const few = publish(days(7, 2, 0));
		expect(few.cells.map(({ count }) => count)).toEqual([7, null, 0]);
		expect(few.total).toBeNull();
	});

	it('presences give a rising line and a smaller spread at the end (R111); one that was not held is not in it', () => {
		const early = [0, 5, 1, 4, 2, 3, 0, 5];
		const late = [3, 4, 3, 4, 4, 3, 4, 3];
		const presences = [...early, 3, 3, 3, 3, ...late].map((contacts, place) => ({
			day: `2012-0${1 + Math.floor(place / 3)}-1${place % 3}`,
			contacts,
			planned: true,
			cancelled: false
		}));
		const figure = presenceFigure(year, [
			...presences,
			{ day: '2012-12-01', contacts: null, planned: true, cancelled: true }
		]);
		expect(figure).toMatchObject({ total: 20, fit: { firstMean: 2.5, lastMean: 3.5 }, finding: { code: 'rising' } });
		expect(figure.fit!.lastSpread).toBeLessThan(figure.fit!.firstSpread / 2);
		expect(figure.notes).toEqual([{ code: 'plannedNotHeld', value: 1 }]);
		// Outside, one evening is too little: the mean of a quarter.
		const outside = publish(figure);
		expect(outside.series![0]!.points.map(({ at }) => at)).toEqual(['2012-01-01', '2012-04-01', '2012-07-01']);
	});

	it('ads have a gap where a week was not counted, and their band is the least and the most (R71)', () => {
		const week = (monday: string, ...ads: number[]) =>
			ads.map((count, place) => ({ arenaId: `arena${place}`, week: monday, category: 'man', ads: count }));
		const figure = adFigure(year, [
			...week('2012-12-17', 40, 35),
			...week('2012-12-24', 50, 40),
			...week('2013-01-07', 30, 40),
			...week('2013-01-14', 45)
		]);
		const [men] = figure.series!;
		// Week 53 does not exist in 2012; the week of New Year's Eve was not counted. In the last week one arena is missing,
		// and it is not counted later either: it has stopped.
		expect(men!.points).toEqual([
			{ at: '2012-12-17', value: 75 },
			{ at: '2012-12-24', value: 90 },
			{ at: '2012-12-31', value: null },
			{ at: '2013-01-07', value: 70 },
			{ at: '2013-01-14', value: 45 }
		]);
		expect(figure.band).toEqual({ least: 45, most: 90 });
		expect(figure.notes).toContainEqual({ code: 'weeksNotCounted', value: 1 });
	});
});

describe('two periods', () => {
	it('inside: 4 to 9 is 125 percent; outside it is nothing, and 19 to 33 is 74', () => {
		expect(changeBetween(4, 9, false)).toBe(125);
		expect(changeBetween(4, 9, true)).toBeUndefined();
		expect(changeBetween(19, 33, true)).toBe(74);
		expect(changeBetween(0, 9, false)).toBeUndefined();
	});

	it('outside are told from what each tells alone: what one had to merge is merged in both', () => {
		const now = publish(gender({ man: 342, woman: 6, trans: 1, notStated: 5 }));
		const before = publish(gender({ man: 200, woman: 20, trans: 8, notStated: 10 }));
		const both = compare(now, before);
		expect(both.cells.map(({ code, count, before, change }) => [code, count, before, change])).toEqual([
			['man', 342, 200, 71],
			['woman', 6, 20, -70],
			['trans+other+notStated', 6, 18, -67]
		]);
		expect(both.compared).toEqual({ ...year, total: 238 });
	});
});

describe('a figure beside one that was published', () => {
	const published = publish(gender({ man: 342, woman: 6, trans: 1, notStated: 5 }));
	it('may be the same, or clearly another', () => {
		expect(findFigureDifferencing(published, published)).toEqual([]);
		expect(findFigureDifferencing(published, publish(gender({ man: 350, woman: 20, notStated: 12 })))).toEqual([]);
	});
	it('is stopped when it differs by a few, also where it merges in another way', () => {
		expect(findFigureDifferencing(published, publish(gender({ man: 344, woman: 6, notStated: 6 })))).toEqual([
			['man'],
			['total']
		]);
		const finer = publish(gender({ man: 342, woman: 6, trans: 7, notStated: 1 }));
		expect(findFigureDifferencing(published, finer).length).toBeGreaterThan(0);
	});
});

test('no public figure and no comparison tells a number from 1 to 4, by itself or by subtraction', () => {
	const some = fc.record({
		man: fc.nat(60),
		woman: fc.nat(12),
		trans: fc.nat(6),
		other: fc.nat(3),
		notStated: fc.nat(8)
	});
	let compared = 0;
	fc.assert(
		fc.property(some, some, (one, other) => {
			const [now, before] = [gender(one), gender(other)];
			const figures = [publish(now), publish(before)];
			const both = compare(figures[0]!, figures[1]!);
			for (const { cells, total } of [...figures, both]) {
				for (const { count, before } of cells) {
					expect(isTold(count) && isTold(before ?? 0)).toBe(true);
				}
				expect(isTold(total)).toBe(true);
			}
			// A comparison is made of sums of what is told alone: every way to subtract them is a way that was there before.
			for (const cell of both.cells) {
				for (const [place, figure] of figures.entries()) {
					const inside = figure.cells.filter(({ code }) => codesOf(cell).includes(code.split('+')[0]!));
					expect(inside.flatMap(codesOf).every((code) => codesOf(cell).includes(code))).toBe(true);
					const value = place === 0 ? cell.count : cell.before;
					if (typeof value === 'number' && figure.total !== null) {
						expect(inside.reduce((sum, { count }) => sum + count!, 0)).toBe(value);
						compared++;
					}
				}
			}
		})
	);
	expect(compared).toBeGreaterThan(50);
});

describe('what is asked for outside', () => {
	const today = '2026-11-23';
	const why = (query: Parameters<typeof decidePublic>[0]) => {
		const decided = decidePublic(query, today);
		return decided.ok ? decided.query.by : decided.why;
	};
	it('is a year or a quarter of it, when the year is over, and one part at a time', () => {
		const year = { from: '2025-01-01', to: '2025-12-31' };
		const quarter = { from: '2025-04-01', to: '2025-06-30' };
		expect(why(year)).toBeUndefined();
		expect(why(quarter)).toBe('quarter');
		expect(why({ ...year, arenaClass: 'forum' })).toBe('arenaClass');
		expect(decidePublic({ ...year, arenaClass: 'forum' }, today, 'quarter')).toEqual({
			ok: false,
			why: 'otherDivision'
		});
		expect(decidePublic({ ...year, arenaClass: 'forum' }, today, null)).toEqual({ ok: false, why: 'otherDivision' });
		expect(decidePublic({ ...year, arenaClass: 'forum' }, today, 'arenaClass').ok).toBe(true);
		expect(why({ ...quarter, arenaClass: 'forum' })).toBe('onePartOnly');
		expect(why({ from: '2025-01-01', to: '2025-01-31' })).toBe('notYearOrQuarter');
		expect(why({ from: '2024-01-01', to: '2025-12-31' })).toBe('notYearOrQuarter');
		expect(why({ from: '2026-01-01', to: '2026-12-31' })).toBe('notOver');
		expect(why({ from: '2026-01-01', to: '2026-03-31' })).toBe('notOver');
	});
	it('waits through January, when the last of a year is still being registered', () => {
		const year = { from: '2025-01-01', to: '2025-12-31' };
		expect(decidePublic(year, '2026-01-31')).toEqual({ ok: false, why: 'notOver' });
		expect(decidePublic(year, '2026-02-01').ok).toBe(true);
		expect([lastSettledYear('2026-01-31'), lastSettledYear('2026-02-01')]).toEqual(['2024', '2025']);
	});
});

describe('from the database', () => {
	const whole = { from: '2025-01-01', to: '2025-12-31' };
	const ask = async (ctx: Ctx, narrowed: object = {}) =>
		(await listFigures(ctx, { ...whole, view: 'public', ...narrowed }, ['gender']))[0];

	it('a class of arenas and a year are told so that neither gives the other away, and in no other way', async () => {
		await house.setClock('2026-11-23T12:00:00Z');
		const ctx = await house.ctx({ roles: ['lead'] });
		const forum = await arena(ctx, 'Fyret', 'forum');
		const app = await arena(ctx, 'Bua', 'datingApp');
		await register(ctx, 60, { happenedOn: '2025-02-01', gender: 'man', arenaId: forum });
		await register(ctx, 3, { happenedOn: '2025-02-01', gender: 'woman', arenaId: forum });
		await register(ctx, 55, { happenedOn: '2025-05-01', gender: 'man', arenaId: app });
		await register(ctx, 9, { happenedOn: '2025-05-01', gender: 'woman', arenaId: app });
		expect(told((await ask(ctx))!)).toContainEqual(['woman', 12]);
		// Nobody has chosen yet: there are no parts.
		expect(await ask(ctx, { arenaClass: 'forum' })).toBeUndefined();
		await expect(divideYear(await house.ctx({ roles: ['analyst'] }), '2025', 'arenaClass')).rejects.toThrow(
			'forbidden'
		);
		expect(await divideYear(ctx, '2025', 'arenaClass')).toEqual({ ok: true });
		expect(told((await ask(ctx, { arenaClass: 'forum' }))!)).toContainEqual(['woman', null]);
		expect(told((await ask(ctx, { arenaClass: 'datingApp' }))!)).toContainEqual(['woman', null]);
		expect(await ask(ctx, { to: '2025-03-31' })).toBeUndefined();
		expect(await divideYear(ctx, '2025', 'quarter')).toEqual({ ok: false, why: 'alreadyDivided' });
		await expect(ctx.db.updateTable('reportTold').set({ edition: 9 }).execute()).rejects.toThrow('permission denied');
		await expect(ctx.db.deleteFrom('reportDivision').execute()).rejects.toThrow('permission denied');
	});

	it('a year that was told stands, whatever is registered afterwards, until it is clearly another', async () => {
		const ctx = await house.ctx({ roles: ['lead'] });
		const before = await ask(ctx);
		expect(await tellAgain(ctx, '2025')).toEqual({ ok: false, why: 'same' });
		await register(ctx, 1, { happenedOn: '2025-08-01', gender: 'man' });
		expect(await ask(ctx)).toEqual(before);
		expect(await describeTold(ctx, '2025')).toMatchObject({ edition: 1, division: 'arenaClass', hasChanged: true });
		expect(await tellAgain(ctx, '2025')).toMatchObject({ ok: false, why: 'differs' });
		expect(await ask(ctx)).toEqual(before);
		await house.asOwner(`delete from contact where happened_on = '2025-08-01'`);
		expect(await describeTold(ctx, '2025')).toMatchObject({ hasChanged: false });
	});

	it('a year is divided as it was told, or not: parts of later numbers would tell what has come since', async () => {
		const ctx = await house.ctx({ roles: ['lead'] });
		await register(ctx, 70, { happenedOn: '2024-02-01', gender: 'man' });
		await register(ctx, 60, { happenedOn: '2024-05-01', gender: 'woman' });
		const of = async (query: object) =>
			(await listFigures(ctx, { from: '2024-01-01', to: '2024-12-31', view: 'public', ...query }, ['gender']))[0];
		expect((await of({}))!.total).toBe(130);
		await register(ctx, 8, { happenedOn: '2024-05-02', gender: 'woman' });
		expect(await divideYear(ctx, '2024', 'quarter')).toEqual({ ok: false, why: 'changed' });
		// Eight more are enough to be told of; then the parts are told with them.
		expect(await tellAgain(ctx, '2024')).toEqual({ ok: true, edition: 2 });
		expect((await of({}))!.total).toBe(138);
		expect(await divideYear(ctx, '2024', 'quarter')).toEqual({ ok: true });
		expect((await of({ from: '2024-04-01', to: '2024-06-30' }))!.total).toBe(68);
	});

	it('nothing is told of a year in which nothing is registered: somebody may bring it from a file', async () => {
		const ctx = await house.ctx({ roles: ['lead'] });
		const of2023 = async () =>
			(await listFigures(ctx, { from: '2023-01-01', to: '2023-12-31', view: 'public' }, ['gender']))[0];
		expect((await of2023())!.total).toBe(0);
		expect(await describeTold(ctx, '2023')).toBeUndefined();
		expect(await divideYear(ctx, '2023', 'quarter')).toEqual({ ok: false, why: 'nothingToDivide' });
		await register(ctx, 60, { happenedOn: '2023-02-01', gender: 'man' });
		expect((await of2023())!.total).toBe(60);
		expect(await divideYear(ctx, '2023', 'gender')).toEqual({ ok: true });
		await house.asOwner(`delete from contact where happened_on < '2025-01-01'`);
	});

	it('fewer than fifty contacts are not broken down', async () => {
		const ctx = await house.ctx({ roles: ['lead'] });
		await register(ctx, 60, { happenedOn: '2022-02-01', gender: 'man' });
		await register(ctx, 60, { happenedOn: '2022-05-01', gender: 'man' });
		await register(ctx, 40, { happenedOn: '2022-08-01', gender: 'man' });
		expect(await divideYear(ctx, '2022', 'quarter')).toEqual({ ok: true });
		const figure = await getFigure(ctx, 'gender', { from: '2022-07-01', to: '2022-09-30', view: 'public' });
		expect(figure).toMatchObject({ total: 40, cells: [], notes: [{ code: 'noDrillDown' }] });
		await house.asOwner(`delete from contact where happened_on < '2025-01-01'`);
	});

	it('days inside a month are counted from the rows, whole months from what is kept, and both come to the same', async () => {
		const ctx = await house.ctx({ roles: ['lead'] });
		const total = async (from: string, to: string) => (await getFigure(ctx, 'gender', { from, to })).total;
		expect(await total('2025-01-15', '2025-05-01')).toBe(127);
		expect(await total('2025-02-02', '2025-05-31')).toBe(64);
		expect(await total('2025-02-01', '2025-02-01')).toBe(63);
		expect(await total('2025-02-02', '2025-04-30')).toBe(0);
	});

	it('two periods stand beside each other, each cell with its change', async () => {
		const ctx = await house.ctx({ roles: ['lead'] });
		const [figure] = await listFigures(
			ctx,
			{ from: '2025-05-01', to: '2025-05-31', compared: { from: '2025-02-01', to: '2025-02-28' } },
			['gender']
		);
		expect(figure!.cells).toMatchObject([
			{ code: 'man', count: 55, before: 60, change: -8 },
			{ code: 'woman', count: 9, before: 3, change: 200 },
			{},
			{},
			{}
		]);
		expect(figure!.finding).toEqual({
			code: 'changed',
			values: { total: 64, count: 9, before: 3, change: 200 },
			codes: ['woman']
		});
	});

	it('figures are the same after the rows are forgotten', async () => {
		const ctx = await house.ctx({ roles: ['lead'] });
		const query = { from: '2025-01-01', to: '2025-12-31' };
		const before = await listFigures(ctx, query);
		await house.setClock('2028-01-02T12:00:00Z');
		const { rows } = await house.asOwner('select report_forget_contacts(100000) as gone');
		expect(rows[0].gone).toBe(127);
		expect(await listFigures(await house.later(ctx), query)).toEqual(before);
	});
});

async function register(ctx: Ctx, times: number, contact: object): Promise<void> {
	const done = await registerContacts(ctx, Array(times).fill(contact));
	if (!done.ok) throw new Error(JSON.stringify(done.issues));
}

async function arena(ctx: Ctx, codeName: string, kind: 'forum' | 'datingApp' | 'ownChat'): Promise<string> {
	const made = await createArena(ctx, { codeName, class: kind });
	if (!made.ok) throw new Error(made.why);
	return made.id;
}

const codesOf = ({ codes, code }: Cell): string[] => codes ?? [code];
const isTold = (count: number | null): boolean => count === null || count === 0 || count >= publishableFrom;
