import * as v from 'valibot';
import { beforeEach, describe, expect, test } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import type { Ctx } from '../db/index.ts';
import { expectedAnswerTime, findOpening } from '../opening/index.ts';
import type { StaffActor } from '../shared/actor.ts';
import {
	addExtraShift,
	addRule,
	beginDuty,
	beginShift,
	cancelShift,
	clearDay,
	countHeld,
	dayInput,
	endRule,
	extraInput,
	giveUpShift,
	isOnDuty,
	listDaysAhead,
	listDuty,
	listMyShifts,
	listPlan,
	listRules,
	noteAnswerWait,
	readOutlook,
	restoreShift,
	ruleInput,
	setDay,
	takeShift,
	writeCalendar
} from './index.ts';

type Person = Ctx & { actor: StaffActor };

describe('what is written into the form', () => {
	const rule = (some: Record<string, unknown> = {}) =>
		v.safeParse(ruleInput, {
			weekday: '2',
			from: '18.00',
			until: '20:00',
			breaks: '',
			places: '1',
			people: [],
			everyWeeks: '1',
			validFrom: '2026-11-24',
			validUntil: '',
			...some
		});
	const faults = (read: { issues?: { path?: { key: unknown }[]; message: string }[] }) =>
		read.issues?.map((issue) => `${String(issue.path?.[0]?.key)}: ${issue.message}`);

	test('is a weekday, hours and breaks', () => {
		expect(rule({ breaks: '19.00–19.15; 19:30-19.35' }).output).toMatchObject({
			weekday: 2,
			from: 1080,
			until: 1200,
			breaks: [
				{ from: 1140, until: 1155 },
				{ from: 1170, until: 1175 }
			],
			validUntil: null
		});
	});

	test('may go past midnight, with a break on either side', () => {
		expect(rule({ from: '22', until: '2', breaks: '23.45–0.15, 1–1.10' }).output).toMatchObject({
			from: 1320,
			until: 1560,
			breaks: [
				{ from: 1425, until: 1455 },
				{ from: 1500, until: 1510 }
			]
		});
		expect(rule({ from: '22.00', until: '24.00' }).output).toMatchObject({ from: 1320, until: 1440 });
	});

	test.each([
		['a missing hour', { from: '' }, 'from: empty'],
		['an hour that is none', { from: '25.00' }, 'from: notATime'],
		['more than twelve hours', { from: '6.00', until: '18.30' }, 'until: tooLong'],
		['a break outside', { breaks: '17.00–18.30' }, 'breaks: outside'],
		['a break that is all of it', { breaks: '18.00–20.00' }, 'breaks: outside'],
		['breaks in words', { breaks: 'kaffe' }, 'breaks: notBreaks'],
		['an end before the beginning', { validUntil: '2026-11-01' }, 'validUntil: endsBeforeStart'],
		['a day that does not exist', { validFrom: '2026-02-30' }, 'validFrom: notADay'],
		['more people than places', { people: [id(1), id(2)] }, 'places: tooFew'],
		['somebody who is nobody', { people: ['kari'] }, 'people: unknown'],
		['an eighth day of the week', { weekday: '8' }, 'weekday: notANumber'],
		['a text of 100 kB', { breaks: 'x'.repeat(100_000) }, 'breaks: notBreaks']
	])('is refused with its field: %s', (_, some, fault) => {
		expect(rule().success).toBe(true);
		expect(faults(rule(some))).toContain(fault);
	});

	test('a day is closed with a reason only', () => {
		expect(faults(v.safeParse(dayInput, { day: '2026-12-01', isOpen: false, reason: ' ' }))).toEqual(['reason: empty']);
		expect(v.safeParse(dayInput, { day: '2026-12-24', isOpen: true, reason: '' }).success).toBe(true);
	});
});

describe('the plan', () => {
	const house = testDatabase();
	let jonas: Person;
	let kari: Person;
	let ola: Person;
	let amir: Person;

	beforeEach(async () => {
		for (const table of ['shift_rule', 'shift_day', 'shift_duty', 'shift_answer_wait'])
			await house.asOwner(`delete from ${table}`);
		await house.setClock('2026-11-23T08:00:00Z'); // a Monday, week 48
		jonas = await house.ctx({ name: 'Jonas', roles: ['lead'] });
		kari = await house.ctx({ name: 'Kari' });
		ola = await house.ctx({ name: 'Ola' });
		amir = await house.ctx({ name: 'Amir', roles: ['peer'] });
	});

	const rule = (some: Record<string, unknown> = {}) =>
		v.parse(ruleInput, {
			weekday: '2',
			from: '18.00',
			until: '20.00',
			breaks: '',
			places: '1',
			people: [],
			everyWeeks: '1',
			validFrom: '2026-11-23',
			validUntil: '',
			...some
		});
	const extra = (some: Record<string, unknown> = {}) =>
		v.parse(extraInput, { day: '2026-11-26', from: '10', until: '12', breaks: '', places: '1', people: [], ...some });
	async function made(adding: ReturnType<typeof addRule>): Promise<string> {
		const added = await adding;
		if (!added.ok) throw new Error(added.why);
		return added.id;
	}
	const later = async (ctx: Person, iso: string): Promise<Person> => {
		await house.setClock(iso);
		return house.later(ctx);
	};
	const week = async (ctx: Ctx = jonas) =>
		(await listPlan(ctx, '2026-11-23', '2026-11-29')).map(({ day, state, people }) =>
			`${day.slice(8)} ${state} ${people.map(({ name }) => name).join('+')}`.trim()
		);

	test('is made by a lead and read by everybody at the service', async () => {
		for (const person of [kari, amir]) expect(await addRule(person, rule())).toEqual({ ok: false, why: 'forbidden' });
		await made(addRule(jonas, rule({ people: [kari.actor.id] })));
		const sara = await house.ctx({ name: 'Sara', roles: ['administrator'] });
		for (const person of [jonas, kari, amir, sara]) expect(await week(person)).toEqual(['24 planned Kari']);
		await expect(listPlan({ ...kari, actor: { kind: 'visitor' } }, '2026-11-23', '2026-11-29')).rejects.toThrow(
			'forbidden'
		);
	});

	test('a rule begins today at the earliest, and only people who have shifts are put on it', async () => {
		const sara = await house.ctx({ name: 'Sara', roles: ['administrator'] });
		expect(await addRule(jonas, rule({ validFrom: '2026-11-22' }))).toEqual({ ok: false, why: 'past' });
		expect(await addRule(jonas, rule({ people: [sara.actor.id] }))).toEqual({ ok: false, why: 'unknownPerson' });
		expect(await addRule(jonas, rule({ people: [amir.actor.id] }))).toMatchObject({ ok: true });
	});

	test('a rule that ends leaves what was planned before', async () => {
		const id = await made(addRule(jonas, rule({ people: [kari.actor.id] })));
		const next = await later(jonas, '2026-12-02T08:00:00Z');
		expect(await endRule(next, id, '2026-12-01')).toEqual({ ok: false, why: 'past' });
		expect(await endRule(next, id, '2026-12-02')).toEqual({ ok: true });
		expect((await listPlan(next, '2026-11-23', '2026-12-31')).map(({ day }) => day)).toEqual([
			'2026-11-24',
			'2026-12-01'
		]);
		const future = await made(addRule(next, rule({ validFrom: '2026-12-20' })));
		expect(await endRule(next, future, '2026-12-05')).toEqual({ ok: true });
		expect((await listRules(next)).map(({ id }) => id)).toEqual([id]);
		expect(await endRule(next, '00000000-0000-7000-8000-000000000000', '2026-12-05')).toEqual({
			ok: false,
			why: 'notFound'
		});
	});

	test('an open shift is taken, given up and taken by another: a swap', async () => {
		const id = await made(addRule(jonas, rule()));
		expect(await week()).toEqual(['24 planned']);
		expect(await takeShift(kari, id, '2026-11-24')).toEqual({ ok: true });
		expect(await takeShift(kari, id, '2026-11-24')).toEqual({ ok: true });
		expect(await takeShift(ola, id, '2026-11-24')).toEqual({ ok: false, why: 'full' });
		expect(await giveUpShift(kari, id, '2026-11-24')).toEqual({ ok: true, isStaffed: false });
		expect(await takeShift(ola, id, '2026-11-24')).toEqual({ ok: true });
		expect(await week()).toEqual(['24 planned Ola']);
		expect(await takeShift(ola, id, '2026-11-25')).toEqual({ ok: false, why: 'notFound' });
		const sara = await house.ctx({ name: 'Sara', roles: ['analyst'] });
		expect(await takeShift(sara, id, '2026-12-01')).toEqual({ ok: false, why: 'forbidden' });
	});

	test('whoever has it every time gives up one day only', async () => {
		const id = await made(addRule(jonas, rule({ people: [kari.actor.id] })));
		await giveUpShift(kari, id, '2026-11-24');
		const shifts = await listPlan(kari, '2026-11-23', '2026-12-02');
		expect(shifts.map(({ people, isTaken }) => [people.length, isTaken])).toEqual([
			[0, false],
			[1, true]
		]);
	});

	test('of ten who want the last place one gets it', async () => {
		const id = await made(addRule(jonas, rule()));
		const people = await Promise.all(Array.from({ length: 10 }, (_, place) => house.ctx({ name: `Person ${place}` })));
		const answers = await Promise.all(people.map((person) => takeShift(person, id, '2026-11-24')));
		expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
		expect((await listPlan(jonas, '2026-11-24', '2026-11-24'))[0]!.people).toHaveLength(1);
	});

	test('a shift is cancelled with a reason and put back; nobody takes it meanwhile', async () => {
		const id = await made(addRule(jonas, rule({ people: [kari.actor.id], places: '2' })));
		expect(await cancelShift(kari, id, '2026-11-24', 'sykdom')).toEqual({ ok: false, why: 'forbidden' });
		expect(await cancelShift(jonas, id, '2026-11-24', 'sykdom')).toEqual({ ok: true });
		expect((await listPlan(kari, '2026-11-24', '2026-11-24'))[0]).toMatchObject({
			state: 'cancelled',
			reason: 'sykdom'
		});
		expect(await listMyShifts(kari)).toSatisfy((shifts: { day: string }[]) => shifts[0]!.day === '2026-12-01');
		expect(await takeShift(ola, id, '2026-11-24')).toEqual({ ok: false, why: 'notPlanned' });
		expect(await restoreShift(jonas, id, '2026-11-24')).toEqual({ ok: true });
		expect(await takeShift(ola, id, '2026-11-24')).toEqual({ ok: true });
		expect(await cancelShift(await later(jonas, '2026-11-25T08:00:00Z'), id, '2026-11-24', 'x')).toEqual({
			ok: false,
			why: 'over'
		});
		const log = await house.asOwner(
			`select distinct action from audit_entry where action like 'shift.%' and object_id = $1 order by 1`,
			[id]
		);
		expect(log.rows.map(({ action }: { action: string }) => action)).toEqual([
			'shift.addRule',
			'shift.cancel',
			'shift.restore',
			'shift.take'
		]);
	});

	test('a closed day closes, an opened holiday opens, and both can be taken back', async () => {
		await made(addRule(jonas, rule({ weekday: '4', people: [kari.actor.id] }))); // Thursdays
		const state = async (day: string) => (await listPlan(kari, day, day)).map((shift) => [shift.state, shift.reason]);
		expect(await state('2026-12-24')).toEqual([['holiday', '']]);
		await setDay(jonas, { day: '2026-12-24', isOpen: true, reason: '' });
		expect(await state('2026-12-24')).toEqual([['planned', '']]);
		expect(await state('2026-11-26')).toEqual([['planned', '']]);
		await setDay(jonas, { day: '2026-11-26', isOpen: false, reason: 'kurs' });
		expect(await state('2026-11-26')).toEqual([['closed', 'kurs']]);
		expect((await listDaysAhead(kari)).slice(0, 3)).toEqual([
			{ day: '2026-11-26', isOpen: false, reason: 'kurs', isHoliday: false, isOwn: true },
			{ day: '2026-12-24', isOpen: true, reason: '', isHoliday: true, isOwn: true },
			{ day: '2026-12-25', isOpen: false, reason: '', isHoliday: true, isOwn: false }
		]);
		await clearDay(jonas, '2026-11-26');
		expect(await state('2026-11-26')).toEqual([['planned', '']]);
		expect(await setDay(kari, { day: '2026-11-26', isOpen: false, reason: 'kurs' })).toEqual({
			ok: false,
			why: 'forbidden'
		});
		expect(await setDay(jonas, { day: '2026-11-20', isOpen: false, reason: 'kurs' })).toEqual({
			ok: false,
			why: 'past'
		});
	});

	test('an extra shift is one day, and no rule', async () => {
		await made(addExtraShift(jonas, extra({ people: [ola.actor.id] })));
		expect(await week()).toEqual(['26 planned Ola']);
		expect(await listPlan(jonas, '2026-12-03', '2026-12-03')).toEqual([]);
		expect(await listRules(jonas)).toEqual([]);
	});

	test('four shifts of two hours in a week are too many for one person, and only they and the lead learn of it (R104)', async () => {
		for (const weekday of ['2', '3', '4']) await made(addRule(jonas, rule({ weekday, people: [kari.actor.id] })));
		expect((await readOutlook(jonas)).overloads).toEqual([]);
		await made(addExtraShift(jonas, extra({ day: '2026-11-27', people: [kari.actor.id] })));
		const warning = [{ person: expect.objectContaining({ name: 'Kari' }), monday: '2026-11-23', hours: 8 }];
		expect((await readOutlook(jonas)).overloads).toEqual(warning);
		expect((await readOutlook(kari)).overloads).toEqual(warning);
		expect((await readOutlook(ola)).overloads).toEqual([]);
	});

	test('a week with fewer than two staffed days is thin (R36); a shift with a peer alone is not staffed', async () => {
		await made(addRule(jonas, rule({ people: [kari.actor.id] })));
		const second = await made(addRule(jonas, rule({ weekday: '3' })));
		const weeks = async () => (await readOutlook(jonas)).weeks;
		expect((await weeks()).slice(0, 2)).toMatchObject([
			{ monday: '2026-11-23', name: '2026-W48', staffedDays: 1, open: 1, isThin: true },
			{ monday: '2026-11-30', staffedDays: 1, isThin: true }
		]);
		await takeShift(amir, second, '2026-11-25');
		expect((await weeks())[0]).toMatchObject({ staffedDays: 1, isThin: true });
		await giveUpShift(amir, second, '2026-11-25');
		await takeShift(ola, second, '2026-11-25');
		expect((await weeks())[0]).toMatchObject({ staffedDays: 2, open: 0, isThin: false, hours: 4 });
		expect((await weeks())[5]).toMatchObject({ name: '2026-W53' });
	});

	test('duty is begun from one’s shift, from half an hour before, until its end', async () => {
		const id = await made(addRule(jonas, rule({ people: [kari.actor.id] })));
		const early = await later(kari, '2026-11-24T16:29:00Z');
		expect(await beginShift(early, id, '2026-11-24')).toEqual({ ok: false, why: 'tooEarly' });
		const inTime = await later(kari, '2026-11-24T16:30:00Z');
		expect(await beginShift(await house.later(ola), id, '2026-11-24')).toEqual({ ok: false, why: 'notMine' });
		expect(await beginShift(inTime, id, '2026-11-24')).toEqual({ ok: true, until: new Date('2026-11-24T19:00:00Z') });
		expect((await listDuty(inTime)).map(({ name }) => name)).toEqual(['Kari']);
		expect(await findOpening(await later(kari, '2026-11-24T17:00:00Z'))).toEqual({
			isOpen: true,
			closesAt: new Date('2026-11-24T19:00:00Z')
		});
	});

	test('a peer may be on duty, and alone neither opens the chat nor lets messages out', async () => {
		const id = await made(addRule(jonas, rule({ people: [amir.actor.id], places: '2' })));
		const now = await later(amir, '2026-11-24T17:00:00Z');
		expect(await beginShift(now, id, '2026-11-24')).toMatchObject({ ok: true });
		expect((await listDuty(now)).map(({ name, mayAnswer }) => [name, mayAnswer])).toEqual([['Amir', false]]);
		expect(await isOnDuty(now)).toBe(false);
		expect(await findOpening(now)).toMatchObject({ isOpen: false, why: 'nobodyHere' });
		await beginDuty(await house.later(kari), 1);
		expect(await isOnDuty(now)).toBe(true);
		expect(await findOpening(now)).toMatchObject({ isOpen: true });
	});

	test('held is what somebody was on duty for; it is counted for the service and knows no names', async () => {
		await made(addRule(jonas, rule({ people: [kari.actor.id] })));
		await later(kari, '2026-11-24T17:10:00Z').then((ctx) => beginDuty(ctx, 1));
		const after = await later(jonas, '2026-12-02T08:00:00Z');
		const shifts = await listPlan(after, '2026-11-23', '2026-12-09');
		expect(shifts.map(({ isHeld }) => isHeld)).toEqual([true, false, undefined]);
		expect(countHeld(shifts)).toEqual({ planned: 2, held: 1 });
	});

	test('nobody who has left the service is announced', async () => {
		await made(addRule(jonas, rule({ people: [kari.actor.id] })));
		expect(await findOpening(jonas)).toMatchObject({ opensAt: new Date('2026-11-24T17:00:00Z') });
		await house.asOwner('update staff_user set disabled_at = now() where id = $1', [kari.actor.id]);
		expect(await findOpening(jonas)).toMatchObject({ opensAt: undefined });
		expect(await week()).toEqual(['24 planned']);
	});

	test('waits are counted by day, rounded up, with nobody in them', async () => {
		for (const minutes of [1, 1, 2, 3, 61]) {
			const askedAt = new Date(kari.now.getTime() - minutes * 60_000);
			await noteAnswerWait(kari, { askedAt, wasOpen: false });
		}
		expect(await expectedAnswerTime(kari)).toBe(70);
		const { rows } = await house.asOwner('select * from shift_answer_wait order by minutes');
		expect(rows).toEqual([
			{ day: '2026-11-23', was_open: false, minutes: 1, count: 2 },
			{ day: '2026-11-23', was_open: false, minutes: 2, count: 1 },
			{ day: '2026-11-23', was_open: false, minutes: 3, count: 1 },
			{ day: '2026-11-23', was_open: false, minutes: 70, count: 1 }
		]);
	});

	test('a calendar file has the hours of one’s own shifts and says nothing else', async () => {
		await made(addRule(jonas, rule({ people: [kari.actor.id], validUntil: '2026-11-30' })));
		const text = writeCalendar(await listMyShifts(kari), 'Vakt; kort, grei', kari.now);
		expect(text).toContain('DTSTART:20261124T170000Z\r\nDTEND:20261124T190000Z\r\nSUMMARY:Vakt\\; kort\\, grei\r\n');
		expect(text.match(/BEGIN:VEVENT/g)).toHaveLength(1);
		expect(text).not.toContain('Kari');
	});
});

function id(place: number): string {
	return `00000000-0000-7000-8000-00000000000${place}`;
}
