import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { createArena } from '#arena';
import { registerContacts } from '#contact';
import type { Ctx } from '#db';
import { deriveHidden, fewestPossible, isPublishable, publishableFrom } from './disclosure.ts';
import { adFigure, genderFigure, offerFigure, presenceFigure, themeFigure, type Counts } from './figures.ts';
import { findFigureDifferencing, getFigure, listFigures } from './index.ts';
import { changeBetween, compare, publish } from './publish.ts';
import { decidePublic, type Cell, type Figure } from './report.ts';

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
		expect(publish(open)).toMatchObject({ cells: open.cells, notes: open.notes });
		const closed = publish(figure({ health: 99, law: 3 }, {}, 6));
		expect(told(closed)).toEqual([
			['health', 99],
			['law', null]
		]);
		expect(closed.notes).toEqual([{ code: 'severalPerContact' }, { code: 'smallHidden' }]);
	});

	it('tell the sub-themes of a theme all or not at all', () => {
		const subOf = (below: Record<string, number>) => publish(figure({ health: 90 }, below, 10)).cells[0]!.sub?.length;
		expect(subOf({ saferSex: 40, infection: 50 })).toBe(2);
		expect(subOf({ saferSex: 40, infection: 45 })).toBe(2);
		expect(subOf({ saferSex: 86, infection: 4 })).toBeUndefined();
		// Three chose the theme itself and nothing under it.
		expect(subOf({ saferSex: 40, infection: 47 })).toBeUndefined();
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

test('quarters and their year, all published, leave each hidden number at least three possible values', () => {
	const quarter = fc.record({ man: fc.integer({ min: 50, max: 70 }), woman: fc.nat(12), trans: fc.nat(5) });
	let hidden = 0;
	fc.assert(
		fc.property(fc.array(quarter, { minLength: 4, maxLength: 4 }), (quarters) => {
			const parts = new Map(quarters.map((codes, place) => [`q${place}`, gender(codes)]));
			const add = (code: 'man' | 'woman' | 'trans') => quarters.reduce((sum, codes) => sum + codes[code], 0);
			const whole = gender({ man: add('man'), woman: add('woman'), trans: add('trans') });
			const year = publish(whole);
			const outside = [...parts.keys()].map((asked) => publish(whole, { parts, asked }));
			const truth = year.cells.map((cell) =>
				quarters.map((codes) =>
					Object.entries(codes).reduce((sum, [code, n]) => sum + (codesOf(cell).includes(code) ? n : 0), 0)
				)
			);
			const isHidden = year.cells.map(({ code }) =>
				outside.map(({ cells }) => (cells.find((cell) => cell.code === code)?.count ?? null) === null)
			);
			for (const { cells } of outside) for (const { count } of cells) expect(isTold(count)).toBe(true);
			// What a reader works out from the four quarters, their totals and the year; a zero may be among the hidden.
			const floor = truth.some((row, i) => row.some((count, j) => isHidden[i]![j] && count === 0)) ? 0 : 1;
			for (const { row, column, least, most } of deriveHidden(truth, isHidden, floor)) {
				// Nobody, or enough, may be told: it is hidden for another's sake, as in a row that sums to nobody.
				if (isPublishable(truth[row]![column]!)) continue;
				expect(most - least + 1).toBeGreaterThanOrEqual(fewestPossible);
				hidden++;
			}
		}),
		{ numRuns: 60 }
	);
	expect(hidden).toBeGreaterThan(5);
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
		expect(why({ ...quarter, arenaClass: 'forum' })).toBe('onePartOnly');
		expect(why({ from: '2025-01-01', to: '2025-01-31' })).toBe('notYearOrQuarter');
		expect(why({ from: '2024-01-01', to: '2025-12-31' })).toBe('notYearOrQuarter');
		expect(why({ from: '2026-01-01', to: '2026-12-31' })).toBe('notOver');
		expect(why({ from: '2026-01-01', to: '2026-03-31' })).toBe('notOver');
	});
});

describe('from the database', () => {
	it('a class of arenas, a quarter and a year are told so that none gives another away', async () => {
		await house.setClock('2026-11-23T12:00:00Z');
		const ctx = await house.ctx({ roles: ['lead'] });
		const forum = await arena(ctx, 'Fyret', 'forum');
		const app = await arena(ctx, 'Bua', 'datingApp');
		await register(ctx, 60, { happenedOn: '2025-02-01', gender: 'man', arenaId: forum });
		await register(ctx, 3, { happenedOn: '2025-02-01', gender: 'woman', arenaId: forum });
		await register(ctx, 55, { happenedOn: '2025-05-01', gender: 'man', arenaId: app });
		await register(ctx, 9, { happenedOn: '2025-05-01', gender: 'woman', arenaId: app });
		const ask = async (narrowed: object) =>
			told(await getFigure(ctx, 'gender', { from: '2025-01-01', to: '2025-12-31', view: 'public', ...narrowed }));
		expect(await ask({})).toContainEqual(['woman', 12]);
		for (const narrowed of [{ arenaClass: 'forum' }, { to: '2025-03-31' }]) {
			expect(await ask(narrowed)).toContainEqual(['woman', null]);
		}
		for (const narrowed of [{ arenaClass: 'datingApp' }, { from: '2025-04-01', to: '2025-06-30' }]) {
			expect(await ask(narrowed)).toContainEqual(['woman', null]);
		}
	});

	it('fewer than fifty contacts are not broken down', async () => {
		const ctx = await house.ctx({ roles: ['lead'] });
		const chat = await arena(ctx, 'Lykta', 'ownChat');
		await register(ctx, 40, { happenedOn: '2025-08-01', gender: 'man', arenaId: chat, channel: 'ownChat' });
		const figure = await getFigure(ctx, 'gender', {
			...{ from: '2025-01-01', to: '2025-12-31' },
			...{ view: 'public', arenaClass: 'ownChat' }
		});
		expect(figure).toMatchObject({ total: 40, cells: [], notes: [{ code: 'noDrillDown' }] });
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
		expect(rows[0].gone).toBe(167);
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
