import { describe, expect, test } from 'vitest';
import { testDatabase } from '../test/database.ts';
import { registerContacts } from '#contact';
import { getProgramme, listProgrammes, readGoalPage } from '#goal';
import { getFigure } from '#report';
import { load2013 } from './demo-2013.ts';

const house = testDatabase();
const period = { from: '2012-01-01', to: '2012-12-31' };

describe('the report of 2013, loaded', () => {
	test('is refused in a service with contacts of its own', async () => {
		await house.setClock('2026-11-23T12:00:00Z');
		await house.asOwner(`insert into programme_service (name, invented) values ('Ekte', false)`);
		expect(await load2013(await house.systemCtx())).toEqual({ ok: false, why: 'realService' });
		await house.asOwner('delete from programme_service');
		await registerContacts(await house.ctx(), [{ gender: 'man' }]);
		expect(await load2013(await house.systemCtx())).toEqual({ ok: false, why: 'realService' });
		await house.asOwner('delete from contact');
	});

	test('has the margins that were printed: 342/1/6/5, 71 and 169, 293/34/27', async () => {
		expect(await load2013(await house.systemCtx())).toMatchObject({ ok: true });
		const ctx = await house.systemCtx();
		const shown = async (name: 'gender' | 'target-group' | 'arenas' | 'themes') =>
			Object.fromEntries(
				(await getFigure(ctx, name, period)).cells.map(({ code, count, percent }) => [code, [count, percent]])
			);
		expect(await shown('gender')).toMatchObject({ man: [342, 97], trans: [1, 0], woman: [6, 2], notStated: [5, 1] });
		expect(await shown('target-group')).toMatchObject({ yes: [71, 20], no: [169, 48] });
		expect(await shown('arenas')).toMatchObject({ sexChat: [293, 83], community: [34, 10], ownChat: [27, 8] });
		expect(await shown('themes')).toMatchObject({ health: [118, undefined], praise: [35, undefined] });
	});

	test('says of every contact that it is synthetic, and is not loaded twice', async () => {
		const { rows } = await house.asOwner('select source, count(*)::int from contact group by 1');
		expect(rows).toEqual([{ source: 'synthetic', count: 354 }]);
		expect(await load2013(await house.systemCtx())).toEqual({ ok: false, why: 'alreadyLoaded' });
	});

	test('has presences with as many contacts as came from the two chats, fewer and steadier as printed', async () => {
		const { rows } = await house.asOwner('select contacts from arena_presence order by day');
		const counts = rows.map(({ contacts }) => contacts as number);
		expect(counts).toHaveLength(98);
		expect(counts.reduce((a, b) => a + b, 0)).toBe(293);
		expect([Math.min(...counts), Math.max(...counts)]).toEqual([0, 9]);
		const mean = (part: number[]) => part.reduce((a, b) => a + b, 0) / part.length;
		expect(mean(counts.slice(0, 33))).toBeCloseTo(2.5, 1);
		expect(mean(counts.slice(66))).toBeCloseTo(3.5, 1);
		const { rows: days } = await house.asOwner(
			`select p.day from arena_presence p where contacts <> (select count(*) from contact c where c.happened_on = p.day and c.arena_id = p.arena_id)`
		);
		expect(days).toEqual([]);
	});

	test('has a frame of 16 months with one extension, and at each sub-goal what was done: 23 meetings at G, nobody at I', async () => {
		const ctx = await house.systemCtx();
		const { id, goals } = (await listProgrammes(ctx)).find(({ endsOn }) => endsOn === '2012-12-31')!;
		expect(await getProgramme(ctx, id)).toMatchObject({
			...{ plannedEnd: '2012-08-31', lastDay: '2012-12-31', extensions: [{ until: '2012-12-31' }] },
			...{ grants: [{ amount: 1_000_000 }], mandates: [{ reference: 'tiltak 2d' }, { reference: 'tiltak 4a' }] }
		});
		expect(goals.map(({ letter }) => letter).join('')).toBe('abcdefghi');
		const page = async (letter: string) => readGoalPage(ctx, goals.find((goal) => goal.letter === letter)!.id);
		expect((await page('a')).sums).toMatchObject({ contacts: 354, presencesHeld: 98, presenceContacts: 293 });
		expect((await page('d')).work.aggregates).toEqual([{ code: 'users', title: null, years: [2011, 2012] }]);
		expect((await page('e')).sums).toMatchObject({ attendance: 2 });
		expect(await page('g')).toMatchObject({ reached: 23, sums: { organisations: 17 } });
		const evenings = await page('i');
		expect(evenings.work.offers[0]!.days.map(({ count }) => count)).toEqual([0, 0, 0]);
		expect(evenings.goal.decision).toContain('Ikke videreført');
	});

	test('has 23 meetings with 17 organisations, and three evenings with nobody', async () => {
		const { rows } = await house.asOwner(
			`select count(*)::int as meetings, count(distinct name)::int as organisations
			from activity join activity_organisation on activity_id = id where kind = 'meeting'`
		);
		expect(rows).toEqual([{ meetings: 23, organisations: 17 }]);
		const { rows: evenings } = await house.asOwner(
			`select day, (select coalesce(sum(count), 0)::int from offer_tally t where t.offer_id = d.offer_id and t.day = d.day) as came
			from offer_day d join offer on offer.id = d.offer_id where name like 'Åpen%'`
		);
		expect(evenings.map(({ came }) => came)).toEqual([0, 0, 0]);
	});
});
