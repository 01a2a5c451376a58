import { parseHTML } from 'linkedom';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { createArena, type ArenaClass } from '#arena';
import { registerContacts } from '#contact';
import type { Ctx } from '#db';
import { percentOf } from './figures.ts';
import {
	drawBars,
	figure,
	figureNames,
	getFigure,
	listFigures,
	periodBefore,
	readPeriod,
	usualPeriods
} from './index.ts';
import { quartersOf, splitPeriod } from './report.ts';

const house = testDatabase();
const ofContacts = ['gender', 'target-group', 'arenas', 'themes'] as const;
const year2012 = { from: '2012-01-01', to: '2012-12-31' };
const lead = () => house.ctx({ roles: ['lead'] });
const shown = (cells: { code: string; count: number | null; percent?: number }[]) =>
	cells.map(({ code, count, percent }) => [code, count, percent]);

describe('a share', () => {
	it('is a whole percent, half up, from fifty contacts (R110)', () => {
		expect([342, 71, 169, 293, 34, 27].map((count) => percentOf(count, 354))).toEqual([97, 20, 48, 83, 10, 8]);
		expect(percentOf(1, 200)).toBe(1); // 0.5
		expect(percentOf(29, 200)).toBe(15); // 14.5
		expect(percentOf(25, 50)).toBe(50);
		expect(percentOf(25, 49)).toBeUndefined();
		expect(percentOf(0, 0)).toBeUndefined();
	});
});

describe('a period', () => {
	const today = '2026-11-24';
	it('is this year so far unless said', () => {
		expect(readPeriod({}, today)).toMatchObject({ ok: true, period: { from: '2026-01-01', to: today } });
		expect(readPeriod({ to: '2012-06-30' }, today)).toMatchObject({ period: { from: '2012-01-01', to: '2012-06-30' } });
		expect(readPeriod({ from: today, to: today }, today)).toMatchObject({ ok: true });
	});
	it('has two real days, in order', () => {
		expect(readPeriod({ from: '2026-02-30' }, today)).toEqual({ ok: false, why: 'badDay' });
		expect(readPeriod({ to: 'now' }, today)).toEqual({ ok: false, why: 'badDay' });
		expect(readPeriod({ from: '2026-03-02', to: '2026-03-01' }, today)).toEqual({ ok: false, why: 'turnedRound' });
	});
	it('is the same a year before, also about a leap day, and a leap year is no longer year', () => {
		expect(periodBefore({ from: '2024-02-01', to: '2024-02-29' })).toEqual({ from: '2023-02-01', to: '2023-02-28' });
		expect(periodBefore({ from: '2025-01-01', to: '2025-03-31' })).toEqual({ from: '2024-01-01', to: '2024-03-31' });
		expect(periodBefore({ from: '2024-01-01', to: '2024-02-29' })).toEqual({ from: '2023-01-01', to: '2023-02-28' });
		expect(readPeriod({ from: '2023-02-29' }, today)).toEqual({ ok: false, why: 'badDay' });
		expect(splitPeriod({ from: '2024-02-29', to: '2024-02-29' }, today)).toEqual({
			days: [{ from: '2024-02-29', to: '2024-02-29' }]
		});
		expect(splitPeriod({ from: '2024-01-31', to: '2024-03-01' }, today)).toEqual({
			months: { from: '2024-02-01', to: '2024-02-01' },
			days: [
				{ from: '2024-01-31', to: '2024-01-31' },
				{ from: '2024-03-01', to: '2024-03-01' }
			]
		});
		expect(quartersOf({ from: '2024-01-01', to: '2024-12-31' })[0]).toEqual({ from: '2024-01-01', to: '2024-03-31' });
	});
	it('is often a whole month or year', () => {
		expect(usualPeriods('2026-03-05')).toEqual({
			thisYear: { from: '2026-01-01', to: '2026-03-05' },
			lastYear: { from: '2025-01-01', to: '2025-12-31' },
			thisMonth: { from: '2026-03-01', to: '2026-03-05' },
			lastMonth: { from: '2026-02-01', to: '2026-02-28' }
		});
	});
});

describe('354 contacts as in the report of 2013', () => {
	it('give its figures', async () => {
		await house.setClock('2026-11-24T15:12:00Z');
		const ctx = await lead();
		await registerYear2012(ctx);

		const gender = await getFigure(ctx, 'gender', year2012);
		expect(gender.total).toBe(354);
		expect(shown(gender.cells)).toEqual([
			['man', 342, 97],
			['woman', 6, 2],
			['trans', 1, 0],
			['other', 0, 0],
			['notStated', 5, 1]
		]);
		expect(gender.notes).toEqual([]);

		const targetGroup = await getFigure(ctx, 'target-group', year2012);
		expect(shown(targetGroup.cells)).toEqual([
			['no', 169, 48],
			['yes', 71, 20],
			['unsure', 114, 32]
		]);
		// Buyers stand beside: the parts are the whole without them.
		expect(targetGroup.total).toBe(354);
		expect(targetGroup.notes).toEqual([
			{ code: 'buyersBeside', value: 21, percent: 6 },
			{ code: 'unsureEndedEarly', value: 60 },
			{ code: 'unsureNotAsked', value: 30 },
			{ code: 'unsureWithoutReason', value: 24 }
		]);

		const arenas = await getFigure(ctx, 'arenas', year2012);
		expect(arenas.cells).toEqual([
			{
				code: 'sexChat',
				count: 293,
				percent: 83,
				parts: [
					{ codeName: 'Fyret', count: 200 },
					{ codeName: 'Molo', count: 93 }
				]
			},
			{ code: 'community', count: 34, percent: 10, parts: [{ codeName: 'Brygga', count: 34 }] },
			{ code: 'none', count: 27, percent: 8 }
		]);
		expect(arenas.notes).toEqual([{ code: 'roundedSumsTo', value: 101 }]);

		const themes = await getFigure(ctx, 'themes', year2012);
		expect(shown(themes.cells)).toEqual([
			['health', 118, undefined],
			['noIssue', 100, undefined],
			['experiences', 80, undefined],
			['sexuality', 80, undefined],
			['aboutService', 60, undefined],
			['praise', 35, undefined],
			['criticism', 3, undefined]
		]);
		expect(themes.finding).toEqual({ code: 'largest', values: { total: 354, count: 118 }, codes: ['health'] });
		expect(themes.total).toBe(354);
		expect(themes.notes).toEqual([
			{ code: 'themesSumAboveTotal', value: 476 },
			{ code: 'contactsWithoutTheme', value: 36 }
		]);
	});

	it('are counted by the day they happened, both ends of the period included', async () => {
		const ctx = await lead();
		const total = async (from: string, to: string) => (await getFigure(ctx, 'gender', { from, to })).total;
		expect(await total('2012-06-15', '2012-06-15')).toBe(354);
		expect(await total('2012-06-16', '2026-11-24')).toBe(0);
		expect(await total('2000-01-01', '2012-06-14')).toBe(0);
	});

	it('leave out what a self-test registered', async () => {
		const ctx = await lead();
		const done = await registerContacts(ctx, [{ happenedOn: '2014-01-01', themes: ['health'] }]);
		const period = { from: '2014-01-01', to: '2014-12-31' };
		const totals = async () => (await listFigures(ctx, period, ofContacts)).map(({ total }) => total);
		expect(await totals()).toEqual([1, 1, 1, 1]);
		await house.asOwner('update contact set is_test = true where id = $1', [done.ok && done.ids[0]]);
		expect(await totals()).toEqual([0, 0, 0, 0]);
	});

	it('come as the API describes them', async () => {
		for (const one of await listFigures(await lead(), year2012)) {
			expect(v.parse(v.strictObject(figure.entries), one)).toEqual(one);
		}
	});
});

describe('few contacts', () => {
	it('have no shares, and the figure says why', async () => {
		const ctx = await lead();
		await registerContacts(ctx, Array(49).fill({ happenedOn: '2015-01-01', gender: 'man' }));
		const period = { from: '2015-01-01', to: '2015-12-31' };
		const few = await getFigure(ctx, 'gender', period);
		expect(few.cells[0]).toEqual({ code: 'man', count: 49 });
		expect(few.notes).toEqual([{ code: 'percentNeedsFifty' }]);
		await registerContacts(ctx, [{ happenedOn: '2015-01-01', gender: 'woman' }]);
		expect((await getFigure(ctx, 'gender', period)).cells[0]).toEqual({ code: 'man', count: 49, percent: 98 });
	});

	it('or none give an empty figure, not an error', async () => {
		const none = await listFigures(await lead(), { from: '2001-01-01', to: '2001-12-31' });
		expect(new Set(none.map(({ total }) => total))).toEqual(new Set([0]));
		expect(none).toHaveLength(figureNames.length);
		expect(none.flatMap(({ notes }) => notes)).toEqual([]);
	});
});

describe('who sees what', () => {
	it('code names of arenas are for those who may read arenas; the class is for all', async () => {
		const parts = async (ctx: Ctx) =>
			(await getFigure(ctx, 'arenas', year2012)).cells.map(({ parts }) => parts?.length);
		expect(await parts(await house.ctx({ roles: ['analyst'] }))).toEqual([2, 1, undefined]);
		const outside = await getFigure(await lead(), 'arenas', { ...year2012, view: 'public' });
		expect(outside.cells.map(({ count, parts }) => [count, parts])).toEqual([
			[293, undefined],
			[34, undefined],
			[27, undefined]
		]);
	});

	it('internal figures are for those who register and answer for them; public ones for everybody on staff', async () => {
		for (const role of ['peer', 'administrator'] as const) {
			const ctx = await house.ctx({ roles: [role] });
			expect((await getFigure(ctx, 'gender', { ...year2012, view: 'public' })).total).toBe(354);
			await expect(getFigure(ctx, 'gender', year2012)).rejects.toThrow('forbidden');
		}
	});

	it('visitors see no figures', async () => {
		const ctx: Ctx = { ...(await lead()), actor: { kind: 'visitor' } };
		await expect(getFigure(ctx, 'gender', year2012)).rejects.toThrow('forbidden');
	});
});

describe('a chart', () => {
	const bars = [
		{ label: 'Mann', count: 342, text: '342 (97 %)' },
		{ label: 'Vet ikke', count: 5, text: '5 (1 %)' }
	];

	it('is drawn twice, with labels above the bars and no text under 13 px', async () => {
		const chart = await drawBars(bars, 'Nesten alle var menn: 342 av 354.');
		const pictures = [
			['wide', chart.wide, 560],
			['narrow', chart.narrow, 350]
		] as const;
		for (const [size, text, width] of pictures) {
			const svg = open(text);
			expect(svg.getAttribute('viewBox')).toBe(`0 0 ${width} 92`);
			expect(svg.getAttribute('class')).toBe(`chart chart--${size}`);
			expect(svg.getAttribute('role')).toBe('img');
			expect(svg.getAttribute('aria-label')).toBe('Nesten alle var menn: 342 av 354.');
			expect([...svg.querySelectorAll('text')].map((one) => one.textContent)).toEqual([
				'Mann',
				'Vet ikke',
				'342 (97 %)',
				'5 (1 %)'
			]);
			const widths = [...svg.querySelectorAll('rect')].map((bar) => Number(bar.getAttribute('width')));
			expect(widths[0]! / widths[1]!).toBeCloseTo(342 / 5);
			expect(widths[0]!).toBeLessThan(width - 80);
			const sizes = [...text.matchAll(/font-size="(\d+)"/g)].map((match) => Number(match[1]));
			expect(Math.min(...sizes)).toBeGreaterThanOrEqual(13);
		}
	});

	it('brings no style, script or handler into the page', async () => {
		const { wide } = await drawBars(bars, 'x');
		expect(wide).toContain('var(--lykt-chart-data');
		expect(wide).not.toMatch(/<style|<script|style=|\son\w+=|plot-/);
	});

	it('cannot be broken out of by a hostile name', async () => {
		const hostile = `"><script>alert(1)</script><img src=x onerror='a'>&quot; onload="b\u0000`;
		const { wide } = await drawBars([{ label: hostile, count: 1, text: hostile }], hostile);
		const svg = open(wide);
		const elements = [...svg.querySelectorAll('*')].map((one) => one.tagName.toLowerCase());
		expect(new Set(elements)).toEqual(new Set(['g', 'rect', 'text']));
		expect([...svg.attributes].map(({ name }) => name).sort()).toEqual(
			['aria-label', 'class', 'font-family', 'font-size', 'role', 'text-anchor', 'viewBox', 'xmlns'].sort()
		);
		// The name itself is still there to be read, in both places.
		expect(svg.querySelector('text')!.textContent).toContain('<script>alert(1)</script>');
		expect(svg.getAttribute('aria-label')).toContain('&quot; onload="b');
	});

	it('with nobody in it draws without dividing by zero', async () => {
		const { wide } = await drawBars([{ label: 'Mann', count: 0, text: '0' }], 'Ingen.');
		expect(open(wide).querySelector('rect')!.getAttribute('width')).toBe('0');
		expect(wide).not.toContain('NaN');
	});
});

function open(svg: string): Element {
	const root = parseHTML(`<!doctype html><html><body>${svg}</body></html>`).document.body;
	expect(root.children).toHaveLength(1);
	return root.firstElementChild!;
}

/** Gender 342/1/6/5, sellers 71/169, arenas 293/34/27, a third about health: [13] §2.2.2. */
async function registerYear2012(ctx: Ctx): Promise<void> {
	const arena = async (codeName: string, kind: ArenaClass) => {
		const made = await createArena(ctx, { codeName, class: kind });
		if (!made.ok) throw new Error(made.why);
		return made.id;
	};
	const fyret = await arena('Fyret', 'sexChat');
	const molo = await arena('Molo', 'sexChat');
	const brygga = await arena('Brygga', 'community');
	const deal = <T>(...shares: [T, number][]) => shares.flatMap(([value, count]) => Array<T>(count).fill(value));
	const genders = deal(['man', 342], ['trans', 1], ['woman', 6], ['notStated', 5]);
	const sellers = deal(['yes', 71], ['no', 169], ['unsure', 114]);
	const reasons = deal<string | null>([null, 240], ['endedEarly', 60], ['notAsked', 30], [null, 24]);
	const buyers = deal(['yes', 21], ['unknown', 333]);
	const arenas = deal<string | null>([fyret, 200], [molo, 93], [brygga, 34], [null, 27]);
	const first = deal<string | null>(
		['health', 118],
		['noIssue', 100],
		['experiences', 80],
		['criticism', 3],
		['praise', 17],
		[null, 36]
	);
	const second = deal<string | null>(
		['sexuality', 80],
		[null, 20],
		['aboutService', 60],
		[null, 123],
		['praise', 18],
		[null, 53]
	);
	const contacts = genders.map((gender, index) => ({
		happenedOn: '2012-06-15',
		channel: 'arenaMessage',
		gender,
		seller: sellers[index],
		unsureReason: reasons[index],
		buyer: buyers[index],
		arenaId: arenas[index],
		themes: [first[index], second[index]].filter((theme) => theme !== null)
	}));
	const done = await registerContacts(ctx, contacts);
	if (!done.ok) throw new Error(JSON.stringify(done.issues));
}
