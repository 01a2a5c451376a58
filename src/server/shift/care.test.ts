import * as v from 'valibot';
import { beforeEach, describe, expect, test } from 'vitest';
import { testDatabase, type House } from '../../../test/database.ts';
import { setDisabled } from '../staff/index.ts';
import {
	addRule,
	beginDuty,
	cancelShift,
	endCalendarAddress,
	endDuty,
	endRule,
	findCalendarAddress,
	listNotices,
	listPlan,
	listShiftsOfAddress,
	makeCalendarAddress,
	restoreShift,
	ruleInput,
	seeNotice,
	setDay,
	takeShift,
	writeCalendar
} from './index.ts';
import { forgetPast } from './shift.tasks.ts';

const house = testDatabase();
type Person = Awaited<ReturnType<House['ctx']>>;
let jonas: Person;
let kari: Person;
let ola: Person;

beforeEach(async () => {
	for (const table of ['shift_rule', 'shift_day', 'shift_duty', 'shift_calendar', 'shift_past'])
		await house.asOwner(`delete from ${table}`);
	await house.setClock('2026-11-23T08:00:00Z'); // a Monday
	jonas = await house.ctx({ name: 'Jonas', roles: ['lead'] });
	kari = await house.ctx({ name: 'Kari' });
	ola = await house.ctx({ name: 'Ola' });
});

/** Tuesdays 18–20; Kari has it every time. */
async function tuesdays(people: Person[] = [kari]): Promise<string> {
	const input = v.parse(ruleInput, {
		...{ weekday: '2', from: '18.00', until: '20.00', breaks: '', everyWeeks: '1' },
		...{ validFrom: '2026-11-23', validUntil: '', places: '3', people: people.map(({ actor }) => actor.id) }
	});
	const added = await addRule(jonas, input);
	if (!added.ok) throw new Error(added.why);
	return added.id;
}
const told = async (ctx: Person) =>
	(await listNotices(ctx)).map(({ day, kind, reason }) => [day.slice(8), kind, reason].filter(Boolean).join(' '));

describe('a change is told to those who had the shift', () => {
	test('whoever comes learns that it is cancelled and why, until they have seen it; others do not', async () => {
		const id = await tuesdays([kari, jonas]);
		await takeShift(ola, id, '2026-11-24');
		await cancelShift(jonas, id, '2026-11-24', 'Kurs');
		expect(await told(kari)).toEqual(['24 cancelled Kurs']);
		expect(await told(ola)).toEqual(['24 cancelled Kurs']);
		expect(await told(jonas)).toEqual([]); // who did it knows
		expect((await listNotices(kari))[0]).toMatchObject({
			from: new Date('2026-11-24T17:00:00Z'),
			until: new Date('2026-11-24T19:00:00Z')
		});
		await seeNotice(ola, id, '2026-11-24');
		expect(await told(ola)).toEqual([]);
		expect(await told(kari)).toHaveLength(1); // each sees for themselves
		await restoreShift(jonas, id, '2026-11-24');
		expect(await told(kari)).toEqual(['24 restored']); // the last that happened, not both
	});

	test('a day that is closed, and a rule that ends, tell too; what is over tells nothing', async () => {
		const id = await tuesdays();
		await setDay(jonas, { day: '2026-11-24', isOpen: false, reason: 'Oppussing' });
		expect(await told(kari)).toEqual(['24 closed Oppussing']);
		await endRule(jonas, id, '2026-11-30');
		expect(await told(kari)).toEqual(['24 closed Oppussing', '01 ended']);
		await house.setClock('2026-11-25T08:00:00Z');
		expect(await told(await house.later(kari))).toEqual(['01 ended']);
	});
});

describe('an address for one’s own calendar', () => {
	test('gives my shifts to whoever has it, and only when; a new one ends the old', async () => {
		await tuesdays();
		const first = await makeCalendarAddress(kari);
		if (!first.ok) throw new Error(first.why);
		const nobody = await house.systemCtx();
		const asVisitor = { ...nobody, actor: { kind: 'visitor' as const } };
		const shifts = (await listShiftsOfAddress(asVisitor, first.secret))!;
		expect(shifts.length).toBeGreaterThan(5);
		const file = writeCalendar(shifts, 'Vakt', kari.now);
		expect(file).toContain('SUMMARY:Vakt');
		expect(file).not.toMatch(/Kari|Lanternen|chat/i);
		expect(await findCalendarAddress(kari)).toEqual(kari.now);
		expect(await listShiftsOfAddress(asVisitor, `${first.secret}x`)).toBeUndefined();

		const second = await makeCalendarAddress(kari);
		if (!second.ok) throw new Error(second.why);
		expect(await listShiftsOfAddress(asVisitor, first.secret)).toBeUndefined();
		expect(await listShiftsOfAddress(asVisitor, second.secret)).toHaveLength(shifts.length);
		await endCalendarAddress(kari);
		expect(await listShiftsOfAddress(asVisitor, second.secret)).toBeUndefined();
	});

	test('is nobody’s whose account is closed, and is not given to who has no shifts; the secret is stored nowhere', async () => {
		await tuesdays();
		const made = await makeCalendarAddress(kari);
		if (!made.ok) throw new Error(made.why);
		const nobody = await house.systemCtx();
		expect(await listShiftsOfAddress(nobody, made.secret)).toBeDefined();
		const { rows } = await house.asOwner('select user_id, encode(secret_hash, $1) as hash from shift_calendar', [
			'base64'
		]);
		expect(JSON.stringify(rows)).not.toContain(made.secret);
		const sara = await house.ctx({ name: 'Sara', roles: ['administrator'] });
		expect(await makeCalendarAddress(sara)).toEqual({ ok: false, why: 'forbidden' });
		await setDisabled(sara, kari.actor.id, true);
		expect(await listShiftsOfAddress(nobody, made.secret)).toBeUndefined();
	});
});

describe('after a year', () => {
	test('hours of duty stay by month and of nobody; who came to which shift is forgotten', async () => {
		const id = await tuesdays();
		await takeShift(ola, id, '2026-11-24');
		for (const [who, at, hours] of [
			[kari, '2026-11-24T17:00:00Z', 2],
			[ola, '2026-11-24T17:30:00Z', 1.5],
			[ola, '2027-06-01T16:00:00Z', 2]
		] as const) {
			await house.setClock(at);
			await beginDuty(await house.later(who), hours);
			await house.setClock(new Date(new Date(at).getTime() + hours * 3_600_000).toISOString());
			await endDuty(await house.later(who));
		}
		await house.setClock('2027-11-24T03:00:00Z'); // its last day
		expect(await forgetPast(await house.systemCtx())).toEqual({ duties: 0, people: 0 });
		await house.setClock('2027-11-25T03:00:00Z');
		expect(await forgetPast(await house.systemCtx())).toEqual({ duties: 2, people: 1 });
		expect(await forgetPast(await house.systemCtx())).toEqual({ duties: 0, people: 0 });
		const { rows } = await house.asOwner('select * from shift_past');
		expect(rows).toEqual([{ month: '2026-11-01', duties: 2, hours: '3.50' }]);
		const { rows: left } = await house.asOwner('select user_id from shift_duty');
		expect(left).toEqual([{ user_id: ola.actor.id }]); // of June, not a year ago yet
		// Nobody says of a forgotten shift that it was not held.
		const [old] = await listPlan(await house.later(jonas), '2026-11-24', '2026-11-24');
		expect(old!.isHeld).toBeUndefined();
	});
});
