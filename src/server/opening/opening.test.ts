import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { openDatabase, urlFor, type Ctx } from '../db/index.ts';
import { addDays, weekdayOf } from '../shared/calendar.ts';
import { isHoliday } from '../shared/holidays.ts';
import { newId } from '../shared/ids.ts';
import {
	daysOfWeek,
	expectedAnswerTime,
	findOpening,
	generateShifts,
	isOpenNow,
	listNextDays,
	listOpeningHours,
	percentile90,
	readWeek,
	roundWait,
	weekName,
	type Exceptions,
	type Rule
} from './index.ts';

const hour = 60;
const nothing: Exceptions = { days: [], cancelled: [] };
const aRule = (some: Partial<Rule>): Rule => ({
	id: 'rule',
	weekday: 2,
	from: 18 * hour,
	until: 20 * hour,
	breaks: [],
	everyWeeks: 1,
	validFrom: '2026-01-01',
	validUntil: null,
	isExtra: false,
	...some
});
/** R12: "tirsdag mellom 18-20, onsdag 13-15 og annenhver lørdag to timer". */
const seed = (validFrom: string): Rule[] => [
	aRule({ id: 'tuesday', validFrom }),
	aRule({ id: 'wednesday', weekday: 3, from: 13 * hour, until: 15 * hour, validFrom }),
	aRule({ id: 'saturday', weekday: 6, from: 12 * hour, until: 14 * hour, everyWeeks: 2, validFrom })
];
const openHolidays = (from: string, count: number): Exceptions => ({
	days: Array.from({ length: count }, (_, place) => addDays(from, place))
		.filter(isHoliday)
		.map((day) => ({ day, isOpen: true })),
	cancelled: []
});
const dayAfter = (start: string) => fc.integer({ min: 0, max: 365 * 30 }).map((days) => addDays(start, days));
const minutesOf = ({ from, until }: { from: Date; until: Date }) => (until.getTime() - from.getTime()) / 60_000;

describe('the plan of R12', () => {
	test('gives 4 + 4 + 2 = 10 sessions = 20 hours in any four weeks, over new year, week 53 and both changes of the clock', () => {
		fc.assert(
			fc.property(dayAfter('2011-09-01'), fc.integer({ min: 0, max: 1200 }), (validFrom, later) => {
				// The first week may be cut by the day on which the rules begin.
				const from = addDays(validFrom, 7 + later);
				const shifts = generateShifts(seed(validFrom), openHolidays(from, 28), from, addDays(from, 27));
				const of = (id: string) => shifts.filter(({ rule, state }) => rule.id === id && state === 'planned').length;
				expect([of('tuesday'), of('wednesday'), of('saturday')]).toEqual([4, 4, 2]);
				expect(shifts.reduce((sum, shift) => sum + minutesOf(shift), 0)).toBe(20 * 60);
			}),
			{ numRuns: 400 }
		);
	});

	test.each([
		['both sides of new year with a week 53', '2026-12-21'],
		['the spring change', '2026-03-16'],
		['the autumn change', '2026-10-12']
	])('the same by example: %s', (_, from) => {
		const shifts = generateShifts(seed('2025-12-29'), openHolidays(from, 28), from, addDays(from, 27));
		expect(shifts).toHaveLength(10);
	});

	test('is the same whichever way a period is cut', () => {
		fc.assert(
			fc.property(
				dayAfter('2020-01-01'),
				fc.integer({ min: 1, max: 60 }),
				fc.integer({ min: 1, max: 60 }),
				fc.integer({ min: 1, max: 12 }),
				(from, first, second, everyWeeks) => {
					const rules = [aRule({ everyWeeks, weekday: 5, from: 22 * hour, until: 26 * hour, validFrom: '2019-12-30' })];
					const cut = addDays(from, first);
					const starts = (a: string, b: string) => generateShifts(rules, nothing, a, b).map((shift) => shift.day);
					expect([...starts(from, addDays(cut, -1)), ...starts(cut, addDays(cut, second))]).toEqual(
						starts(from, addDays(cut, second))
					);
				}
			)
		);
	});

	test('a shift begins on its weekday, within the rule’s time, and before it ends; a break lies outside its open time', () => {
		fc.assert(
			fc.property(
				dayAfter('2020-01-01'),
				fc.integer({ min: 1, max: 7 }),
				fc.integer({ min: 0, max: 1439 }),
				fc.integer({ min: 2, max: 720 }),
				(validFrom, weekday, from, length) => {
					const middle = from + Math.floor(length / 2);
					const breaks = [{ from: middle, until: middle + 1 }];
					const rule = aRule({
						weekday,
						from,
						until: from + length,
						breaks,
						validFrom,
						validUntil: addDays(validFrom, 90)
					});
					for (const shift of generateShifts([rule], nothing, addDays(validFrom, -30), addDays(validFrom, 400))) {
						expect(weekdayOf(shift.day)).toBe(weekday);
						expect(shift.day >= validFrom && shift.day <= addDays(validFrom, 90)).toBe(true);
						expect(shift.from < shift.until).toBe(true);
						const open = shift.open.reduce((sum, span) => sum + minutesOf(span), 0);
						expect(open).toBeLessThanOrEqual(minutesOf(shift));
					}
				}
			)
		);
	});

	test('every other week is counted by weeks, not by week numbers: after week 53 comes week 1, and the rhythm holds', () => {
		const rule = aRule({ weekday: 6, everyWeeks: 2, validFrom: '2026-12-07' });
		const days = generateShifts([rule], nothing, '2026-12-01', '2027-01-31').map(({ day }) => day);
		expect(days).toEqual(['2026-12-12', '2026-12-26', '2027-01-09', '2027-01-23']);
		expect(days.map(weekName)).toEqual(['2026-W50', '2026-W52', '2027-W01', '2027-W03']);
		expect(weekName('2027-01-02')).toBe('2026-W53');
	});

	test('a night shift is an hour longer in the autumn and an hour shorter in the spring', () => {
		const night = aRule({ weekday: 6, from: 22 * hour, until: 28 * hour, validFrom: '2026-01-01' });
		const lengths = (day: string) => generateShifts([night], nothing, day, day).map(minutesOf);
		expect(lengths('2026-10-17')).toEqual([6 * 60]);
		expect(lengths('2026-10-24')).toEqual([7 * 60]);
		expect(lengths('2026-03-28')).toEqual([5 * 60]);
	});
});

describe('exceptions', () => {
	const stateOn = (day: string, some: Partial<Rule>, exceptions: Exceptions = nothing) =>
		generateShifts([aRule({ weekday: weekdayOf(day), ...some })], exceptions, day, day).map(({ state }) => state);

	test('a public holiday is closed, unless the day is opened or the shift was planned for that very day', () => {
		expect(stateOn('2026-05-12', {})).toEqual(['planned']);
		expect(stateOn('2027-05-17', {})).toEqual(['holiday']);
		expect(stateOn('2027-05-17', {}, { days: [{ day: '2027-05-17', isOpen: true }], cancelled: [] })).toEqual([
			'planned'
		]);
		expect(stateOn('2027-05-17', { isExtra: true, validFrom: '2027-05-17', validUntil: '2027-05-17' })).toEqual([
			'planned'
		]);
	});

	test('a closed day closes everything, and a cancelled shift says so', () => {
		const day = '2026-11-24';
		const closed: Exceptions = { days: [{ day, isOpen: false }], cancelled: [] };
		expect(stateOn(day, { isExtra: true, validFrom: day, validUntil: day }, closed)).toEqual(['closed']);
		expect(stateOn(day, {}, { days: [], cancelled: [{ ruleId: 'rule', day }] })).toEqual(['cancelled']);
		expect(stateOn(day, {}, { days: [], cancelled: [{ ruleId: 'another', day }] })).toEqual(['planned']);
	});
});

describe('weeks', () => {
	test('are named and read back, and a week that does not exist is none', () => {
		fc.assert(
			fc.property(dayAfter('2011-01-01'), (day) => {
				expect(readWeek(weekName(day))).toBe(daysOfWeek(day)[0]);
			})
		);
		expect(readWeek('2026-W53')).toBe('2026-12-28');
		for (const name of ['2025-W53', '2026-W54', '2026-W00', '2026-53', '']) expect(readWeek(name)).toBeUndefined();
	});
});

describe('how long people wait (R37)', () => {
	test('nine of ten waited no longer than this', () => {
		const waits = [1, 2, 3, 4, 5, 6, 7, 8, 9, 100].map((minutes) => ({ minutes, count: 1 }));
		expect(percentile90(waits)).toBe(9);
		expect(
			percentile90([
				{ minutes: 3, count: 89 },
				{ minutes: 700, count: 11 }
			])
		).toBe(700);
		expect(
			percentile90([
				{ minutes: 3, count: 90 },
				{ minutes: 700, count: 10 }
			])
		).toBe(3);
	});

	test('fewer than five say nothing', () => {
		expect(percentile90([{ minutes: 3, count: 5 }])).toBe(3);
		expect(percentile90([{ minutes: 3, count: 4 }])).toBeUndefined();
		expect(percentile90([])).toBeUndefined();
	});

	test('is the value that sorting all of them gives', () => {
		fc.assert(
			fc.property(fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 5, maxLength: 300 }), (all) => {
				const sorted = [...all].sort((one, other) => one - other);
				const value = percentile90(all.map((minutes) => ({ minutes, count: 1 })))!;
				expect(value).toBe(sorted[Math.ceil((all.length * 9) / 10) - 1]);
			})
		);
	});

	test('is rounded up, so that no promise is too short', () => {
		expect([0, 0.2, 59.5, 60, 61, 480, 481].map(roundWait)).toEqual([0, 1, 60, 60, 70, 480, 540]);
		fc.assert(
			fc.property(fc.double({ min: 0, max: 200_000, noNaN: true }), (minutes) => {
				expect(roundWait(minutes)).toBeGreaterThanOrEqual(minutes);
			})
		);
	});
});

describe('asked with the visitor’s log-in', () => {
	const house = testDatabase();
	let visitor: Ctx;
	let kari: string;
	let rule: string;

	beforeAll(async () => {
		visitor = {
			actor: { kind: 'visitor' },
			now: new Date(0),
			db: openDatabase(urlFor(house.ownerUrl, 'lykt_visitor'), 2)
		};
		kari = (await house.ctx({ name: 'Kari' })).actor.id;
	});
	afterAll(async () => {
		await visitor.db.destroy();
	});
	beforeEach(async () => {
		await house.asOwner('delete from shift_rule');
		await house.asOwner('delete from shift_duty');
		await house.asOwner('delete from shift_day');
		rule = await insertRule();
	});

	/** Tuesday 18–20 with a break 19–19.15, from the middle of November. */
	async function insertRule(): Promise<string> {
		const id = newId();
		await house.asOwner(
			`insert into shift_rule (id, weekday, from_minute, until_minute, breaks, valid_from)
			values ($1, 2, 1080, 1200, '{1140,1155}', '2026-11-16')`,
			[id]
		);
		return id;
	}
	const take = () => house.asOwner('insert into shift_rule_person values ($1, $2)', [rule, kari]);
	const onDuty = (from: string, until: string) =>
		house.asOwner('insert into shift_duty (id, user_id, began_at, until) values ($1, $2, $3, $4)', [
			newId(),
			kari,
			from,
			until
		]);
	const at = async (iso: string): Promise<Ctx> => {
		await house.setClock(iso);
		return house.later(visitor);
	};

	test('the plan alone opens nothing: nobody on duty is closed, whatever the plan says', async () => {
		await take();
		const during = await at('2026-11-24T17:05:00Z');
		expect(await findOpening(during)).toEqual({
			isOpen: false,
			why: 'nobodyHere',
			opensAt: new Date('2026-11-24T18:15:00Z')
		});
		await onDuty('2026-11-24T17:00:00Z', '2026-11-24T20:00:00Z');
		expect(await findOpening(during)).toEqual({ isOpen: true, closesAt: new Date('2026-11-24T18:00:00Z') });
		expect(await isOpenNow(during)).toBe(true);
	});

	test('somebody on duty outside the hours of the plan opens nothing, nor in the break', async () => {
		await take();
		await onDuty('2026-11-24T14:00:00Z', '2026-11-24T22:00:00Z');
		expect(await findOpening(await at('2026-11-24T15:00:00Z'))).toEqual({
			isOpen: false,
			why: 'closed',
			opensAt: new Date('2026-11-24T17:00:00Z')
		});
		expect(await isOpenNow(await at('2026-11-24T17:59:00Z'))).toBe(true);
		expect(await isOpenNow(await at('2026-11-24T18:00:00Z'))).toBe(false);
		expect(await isOpenNow(await at('2026-11-24T18:15:00Z'))).toBe(true);
		expect(await isOpenNow(await at('2026-11-24T19:00:00Z'))).toBe(false);
	});

	test('whoever leaves early closes early, and without a plan duty alone decides', async () => {
		await onDuty('2026-11-24T17:00:00Z', '2026-11-24T17:40:00Z');
		const now = await at('2026-11-24T17:30:00Z');
		expect(await findOpening(now)).toEqual({ isOpen: true, closesAt: new Date('2026-11-24T17:40:00Z') });
		await house.asOwner('delete from shift_rule');
		expect(await findOpening(now)).toEqual({ isOpen: true, closesAt: new Date('2026-11-24T17:40:00Z') });
		expect(await findOpening(await at('2026-11-24T17:40:00Z'))).toEqual({
			isOpen: false,
			why: 'closed',
			opensAt: undefined
		});
	});

	test('the next seven days begin today, and leave out breaks, days that are closed, and what nobody has taken', async () => {
		await take();
		const hoursFrom = async (iso: string) => {
			const days = await listNextDays(await at(iso));
			expect(days).toHaveLength(7);
			return days.filter(({ hours }) => hours.length > 0).map(({ day, hours }) => [day, hours.length]);
		};
		expect(await hoursFrom('2026-11-24T22:30:00Z')).toEqual([['2026-11-24', 2]]); // still Tuesday in Oslo
		expect(await hoursFrom('2026-11-24T23:30:00Z')).toEqual([['2026-12-01', 2]]); // Wednesday
		await house.asOwner(`insert into shift_day values ('2026-12-01', false, 'kurs')`);
		expect(await hoursFrom('2026-11-25T12:00:00Z')).toEqual([]);
	});

	test('only hours that somebody has taken are announced', async () => {
		const now = await at('2026-11-23T12:00:00Z');
		const hours = async () => (await listOpeningHours(now, '2026-11-26')).flatMap(({ hours }) => hours);
		expect(await findOpening(now)).toMatchObject({ isOpen: false, opensAt: undefined });
		expect(await hours()).toEqual([]);
		await take();
		expect(await findOpening(now)).toMatchObject({ opensAt: new Date('2026-11-24T17:00:00Z') });
		expect(await hours()).toEqual([
			{ from: new Date('2026-11-24T17:00:00Z'), until: new Date('2026-11-24T18:00:00Z') },
			{ from: new Date('2026-11-24T18:15:00Z'), until: new Date('2026-11-24T19:00:00Z') }
		]);
		await house.asOwner(`insert into shift_person values ($1, '2026-11-24', $2, false)`, [rule, kari]);
		expect(await findOpening(now)).toMatchObject({ opensAt: new Date('2026-12-01T17:00:00Z') });
		const { actor: amir } = await house.ctx({ name: 'Amir', roles: ['peer'] });
		await house.asOwner(`insert into shift_person values ($1, '2026-11-24', $2, true)`, [rule, amir.id]);
		expect(await findOpening(now)).toMatchObject({ opensAt: new Date('2026-12-01T17:00:00Z') });
		const { actor: ola } = await house.ctx({ name: 'Ola' });
		await house.asOwner(`insert into shift_person values ($1, '2026-11-24', $2, true)`, [rule, ola.id]);
		expect(await findOpening(now)).toMatchObject({ opensAt: new Date('2026-11-24T17:00:00Z') });
		await house.asOwner(`insert into shift_cancelled values ($1, '2026-11-24', 'kurs')`, [rule]);
		expect(await findOpening(now)).toMatchObject({ opensAt: new Date('2026-12-01T17:00:00Z') });
		await house.asOwner(`insert into shift_day values ('2026-12-01', false, 'kurs')`);
		expect(await findOpening(now)).toMatchObject({ opensAt: new Date('2026-12-08T17:00:00Z') });
	});

	test('a week shows all its days, and which are closed', async () => {
		await take();
		const week = await listOpeningHours(await at('2026-12-22T12:00:00Z'), '2026-12-24');
		expect(week.map(({ day, isClosed, hours }) => [day.slice(5), isClosed, hours.length])).toEqual([
			['12-21', false, 0],
			['12-22', false, 2],
			['12-23', false, 0],
			['12-24', true, 0],
			['12-25', true, 0],
			['12-26', true, 0],
			['12-27', false, 0]
		]);
	});

	test('the answer time counts 90 days back, and those who wrote while we were closed apart', async () => {
		await house.asOwner(
			`insert into shift_answer_wait values ('2026-11-20', false, 600, 9), ('2026-11-21', false, 900, 1),
			('2026-08-20', false, 5000, 50), ('2026-11-20', true, 2, 40)`
		);
		const now = await at('2026-11-23T12:00:00Z');
		expect(await expectedAnswerTime(now)).toBe(600);
		expect(await expectedAnswerTime(now, true)).toBe(2);
	});

	test('of the plan itself the visitor’s log-in can read no table, and what it reads has no people, reasons or ids', async () => {
		await take();
		const ask = (query: string) => openAs('lykt_visitor', query);
		expect((await ask("select * from opening_rules('2026-11-01')")).columns.sort()).toEqual([
			'breaks',
			'cancelled_on',
			'every_weeks',
			'from_minute',
			'has_people',
			'is_extra',
			'left_on',
			'taken_on',
			'until_minute',
			'valid_from',
			'valid_until',
			'weekday'
		]);
		for (const table of ['rule', 'rule_person', 'person', 'cancelled', 'day', 'answer_wait', 'duty']) {
			expect((await openAs('lykt_staff', `select count(*) from shift_${table}`)).rows).toBe(1);
			await expect(ask(`select count(*) from shift_${table}`)).rejects.toThrow('permission denied');
		}
		await expect(ask('select count(*) from staff_user')).rejects.toThrow('permission denied');
	});

	async function openAs(
		logIn: 'lykt_staff' | 'lykt_visitor',
		query: string
	): Promise<{ rows: number; columns: string[] }> {
		const { default: pg } = await import('pg');
		const client = new pg.Client({ connectionString: urlFor(house.ownerUrl, logIn) });
		await client.connect();
		try {
			const { rowCount, fields } = await client.query(query);
			return { rows: rowCount ?? 0, columns: fields.map(({ name }) => name) };
		} finally {
			await client.end();
		}
	}
});
