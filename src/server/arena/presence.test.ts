import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { generateShifts, mondayOf } from '../opening/index.ts';
import { addDays, localDay, weekdayOf } from '../shared/calendar.ts';
import { newId } from '../shared/ids.ts';
import {
	addPlan,
	addPresence,
	agreementInput,
	beginPresence,
	cancelPresence,
	closeArena,
	createArena,
	decideAgreement,
	endAgreement,
	endPlan,
	findUnspoken,
	heldInput,
	holdPresence,
	listAgreements,
	listPlans,
	listPresence,
	makeAgreement,
	planInput,
	readPresence,
	sumUpPresence,
	undoPresence,
	unplannedInput
} from './index.ts';
import type { PlanInput } from './presence.ts';

const house = testDatabase();

// Monday 5 September 2011, as the printed report's services began.
const monday = '2011-09-05';
const rule = (weekday: number, from: number, until: number, more: Partial<PlanInput> = {}): PlanInput => ({
	...{ weekday, from: from * 60, until: until * 60, everyWeeks: 1, validFrom: monday, validUntil: null },
	...more
});

async function anArena(codeName: string) {
	await house.setClock(`${monday}T08:00:00+02:00`);
	const ctx = await house.ctx({ roles: ['lead'] });
	const made = await createArena(ctx, { codeName, class: 'sexChat' });
	if (!made.ok) throw new Error(made.why);
	return { ctx, id: made.id };
}

/** An arena with a presence every Tuesday 18–20, seen on the Tuesday evening after it. */
async function aTuesday(codeName: string) {
	const { ctx, id } = await anArena(codeName);
	const plan = await addPlan(ctx, id, rule(2, 18, 20));
	if (!plan.ok) throw new Error(plan.why);
	await house.setClock('2011-09-06T21:00:00+02:00');
	return { ctx: await house.later(ctx), id, tuesday: { planId: plan.id, day: '2011-09-06' } };
}

const ofWeek = async (ctx: Awaited<ReturnType<typeof anArena>>['ctx'], arenaId: string) =>
	listPresence(ctx, monday, addDays(monday, 6), arenaId);

describe('the plan', () => {
	it('gives 4 + 4 + 2 presences of two hours in any four weeks of the report’s rule (R12)', async () => {
		const { ctx, id } = await anArena('Gran');
		await addPlan(ctx, id, rule(2, 18, 20));
		await addPlan(ctx, id, rule(3, 13, 15));
		await addPlan(ctx, id, rule(6, 12, 14, { everyWeeks: 2 }));
		for (let week = 0; week < 60; week++) {
			const from = addDays(monday, 7 * week);
			const planned = await readPresence(ctx, { from, to: addDays(from, 27) });
			expect(planned).toHaveLength(10);
			expect(planned.reduce((hours, { plannedHours }) => hours + plannedHours!, 0)).toBe(20);
		}
	});

	it('has versions: one a week until September, then three (R14), and a rule that is ended keeps its past', async () => {
		const { ctx, id } = await anArena('Or');
		const first = await addPlan(ctx, id, rule(2, 18, 20));
		if (!first.ok) throw new Error(first.why);
		await endPlan(ctx, id, first.id, addDays(monday, 13));
		for (const weekday of [2, 3, 4]) await addPlan(ctx, id, rule(weekday, 18, 20, { validFrom: addDays(monday, 14) }));
		const counts = [0, 1, 2, 3].map((week) => addDays(monday, 7 * week));
		const perWeek = await Promise.all(counts.map((from) => listPresence(ctx, from, addDays(from, 6), id)));
		expect(perWeek.map(({ length }) => length)).toEqual([1, 1, 3, 3]);
		expect(await listPlans(ctx, id)).toHaveLength(4);
	});

	it('is the same arithmetic as of the shift plan, over years, and on nights when the clocks change', async () => {
		const { ctx } = await anArena('Alm');
		const day = fc.integer({ min: 0, max: 3000 }).map((days) => addDays('2019-01-01', days));
		await fc.assert(
			fc.asyncProperty(
				fc.record({
					weekday: fc.integer({ min: 1, max: 7 }),
					from: fc.integer({ min: 0, max: 1439 }),
					length: fc.integer({ min: 1, max: 720 }),
					everyWeeks: fc.integer({ min: 1, max: 12 }),
					validFrom: day,
					lasts: fc.option(fc.integer({ min: -1, max: 900 })),
					asked: day,
					span: fc.integer({ min: 0, max: 400 })
				}),
				async ({ weekday, from, length, everyWeeks, validFrom, lasts, asked, span }) => {
					const until = from + length;
					const validUntil = lasts === null ? null : addDays(validFrom, lasts);
					const id = newId();
					await house.asOwner('delete from arena_plan');
					await house.asOwner(
						`insert into arena_plan (id, arena_id, weekday, from_minute, until_minute, every_weeks, valid_from, valid_until)
						select $1, id, $2, $3, $4, $5, $6, $7 from arena limit 1`,
						[id, weekday, from, until, everyWeeks, validFrom, validUntil]
					);
					const to = addDays(asked, span);
					const rules = [{ id, weekday, from, until, breaks: [], everyWeeks, validFrom, validUntil, isExtra: true }];
					const expected = generateShifts(rules, { days: [], cancelled: [] }, asked, to);
					const found = await listPresence(ctx, asked, to);
					expect(found.map((one) => ({ day: one.day, ...one.planned }))).toEqual(
						expected.map((one) => ({ day: one.day, from: one.from, until: one.until }))
					);
				}
			),
			{ numRuns: 150 }
		);
		await house.asOwner('delete from arena_plan');
	});

	it('begins this week at the earliest, and nothing is planned on a closed place', async () => {
		const { ctx, id } = await anArena('Hassel');
		expect(await addPlan(ctx, id, rule(2, 18, 20, { validFrom: addDays(monday, -1) }))).toEqual({
			ok: false,
			why: 'past'
		});
		expect(await addPlan(ctx, id, rule(2, 18, 20))).toMatchObject({ ok: true });
		await closeArena(ctx, id);
		expect(await listPresence(ctx, addDays(monday, 7), addDays(monday, 30), id)).toEqual([]); // nothing more is planned
		expect(await addPlan(ctx, id, rule(2, 18, 20))).toEqual({ ok: false, why: 'closed' });
		expect(await addPlan(ctx, newId(), rule(2, 18, 20))).toEqual({ ok: false, why: 'notFound' });
	});

	it('reads its form, and says field by field what cannot be used', () => {
		const form = { weekday: '2', from: '18', until: '20.30', everyWeeks: '1', validFrom: monday, validUntil: '' };
		expect(v.parse(planInput, form)).toMatchObject({ from: 1080, until: 1230, validUntil: null });
		expect(v.parse(planInput, { ...form, from: '22', until: '00.30' })).toMatchObject({ from: 1320, until: 1470 });
		const faults = (raw: object) =>
			v.safeParse(planInput, { ...form, ...raw }).issues?.map((one) => `${v.getDotPath(one)} ${one.message}`);
		expect(faults({ from: 'kveld', weekday: '8' })).toEqual(['weekday notANumber', 'from notATime']);
		expect(faults({ from: '8', until: '21' })).toEqual(['until tooLong']);
		expect(faults({ validFrom: '2011-02-29' })).toEqual(['validFrom notADay']);
		expect(faults({ validFrom: '2012-02-29' })).toBeUndefined();
		expect(faults({ validUntil: '2011-01-01' })).toEqual(['validUntil endsBeforeStart']);
	});
});

describe('an agreement', () => {
	const agreement = { contact: '', noConsequences: true, validFrom: monday, validUntil: null };

	it('is named when the plan has one presence too many in a week, and the plan can be made anyway (R10)', async () => {
		const { ctx, id } = await anArena('Bjørk');
		await makeAgreement(ctx, id, { ...agreement, title: 'Avtalen fra i sommer', mostPerWeek: 3 });
		await makeAgreement(ctx, id, { ...agreement, title: 'Uten tall', mostPerWeek: null });
		for (const weekday of [2, 3]) expect(await addPlan(ctx, id, rule(weekday, 18, 20))).toMatchObject({ ok: true });
		const third = rule(6, 12, 14, { everyWeeks: 2 });
		expect(await addPlan(ctx, id, third)).toMatchObject({ ok: true });
		// The fourth falls together with the third in every second week only: the first such week is named.
		const fourth = rule(7, 12, 14, { everyWeeks: 2, validFrom: addDays(monday, 14) });
		expect(await addPlan(ctx, id, fourth)).toEqual({
			...{ ok: false, why: 'tooMany' },
			agreements: [{ title: 'Avtalen fra i sommer', mostPerWeek: 3, monday: addDays(monday, 14), count: 4 }]
		});
		expect(await listPlans(ctx, id)).toHaveLength(3);
		expect(await addPlan(ctx, id, { ...fourth, validFrom: addDays(monday, 7) })).toMatchObject({ ok: true });
		expect(await addPlan(ctx, id, fourth, true)).toMatchObject({ ok: true });
	});

	it('says nothing of weeks that it is not valid in, or of another place', async () => {
		const [{ ctx, id }, other] = [await anArena('Lerk'), await anArena('Lind')];
		const title = 'Bare i september';
		await makeAgreement(ctx, id, { ...agreement, title, mostPerWeek: 1, validUntil: addDays(monday, 20) });
		expect(await addPlan(ctx, other.id, rule(2, 18, 20))).toMatchObject({ ok: true });
		expect(await addPlan(ctx, other.id, rule(3, 18, 20))).toMatchObject({ ok: true });
		expect(await addPlan(ctx, id, rule(2, 18, 20))).toMatchObject({ ok: true });
		expect(await addPlan(ctx, id, rule(3, 18, 20))).toMatchObject({ ok: false, why: 'tooMany' });
		expect(await addPlan(ctx, id, rule(3, 18, 20, { validFrom: addDays(monday, 21) }))).toMatchObject({ ok: true });
	});

	it('is remembered thirty days before its last day, and ended, not changed', async () => {
		const { ctx, id } = await anArena('Rogn');
		await makeAgreement(ctx, id, { ...agreement, title: 'Ett år', mostPerWeek: 2, validUntil: '2012-09-04' });
		const [made] = await listAgreements(ctx, id);
		const on = (today: string) => decideAgreement(made!, today);
		expect(['2011-09-04', '2011-09-05', '2012-08-04', '2012-08-05', '2012-09-04', '2012-09-05'].map(on)).toEqual([
			...['ahead', 'valid', 'valid', 'ending', 'ending', 'over']
		]);
		expect(await endAgreement(ctx, id, made!.id, addDays(monday, -1))).toEqual({ ok: false, why: 'past' });
		expect(await endAgreement(ctx, newId(), made!.id, monday)).toEqual({ ok: false, why: 'notFound' });
		expect(await endAgreement(ctx, id, made!.id, monday)).toEqual({ ok: true });
		expect((await listAgreements(ctx, id))[0]).toMatchObject({ validUntil: monday });
	});

	it('has no address in its open title', () => {
		const raw = {
			title: 'fyret.example',
			contact: 'ring Fyret',
			mostPerWeek: '3',
			noConsequences: true,
			validFrom: monday
		};
		const faults = v.safeParse(agreementInput, { ...raw, validUntil: '' }).issues?.map(({ message }) => message);
		expect(faults).toEqual(['looksLikeAddress']);
		const read = v.parse(agreementInput, { ...raw, title: 'Avtalen', mostPerWeek: '', validUntil: '' });
		expect(read).toMatchObject({ mostPerWeek: null, validUntil: null });
	});
});

describe('a presence', () => {
	it('was held with nobody: that is 0, and not the same as a word about it lacking', async () => {
		const { ctx, id, tuesday } = await aTuesday('Selje');
		expect(await ofWeek(ctx, id)).toMatchObject([{ state: 'due', contacts: null, heldFrom: null }]);
		const before = (await findUnspoken(ctx))!;
		expect(before).toEqual({ count: before.count, day: '2011-09-06' });
		expect(await holdPresence(ctx, tuesday, { contacts: 0 })).toMatchObject({ ok: true });
		const [held] = await ofWeek(ctx, id);
		expect(held).toMatchObject({ state: 'held', contacts: 0, heldFrom: held!.planned!.from });
		expect((await findUnspoken(ctx))?.count ?? 0).toBe(before.count - 1);
		expect(sumUpPresence([held!])).toEqual({ planned: 1, held: 1, due: 0, contacts: 0 });
		const [figure] = (await readPresence(ctx, { from: monday, to: addDays(monday, 6) })).filter(
			(one) => one.arenaId === id
		);
		expect(figure).toEqual({
			...{ day: '2011-09-06', arenaId: id, class: 'sexChat', hours: 2, contacts: 0 },
			...{ planned: true, plannedHours: 2, cancelled: false, theme: null }
		});
	});

	it('takes any number of contacts, and saying it again writes over it', async () => {
		const { ctx, id, tuesday } = await aTuesday('Osp');
		for (const contacts of [3, 9, 41])
			expect(await holdPresence(ctx, tuesday, { contacts, theme: 'sexuality' })).toMatchObject({ ok: true });
		expect(await ofWeek(ctx, id)).toMatchObject([{ contacts: 41, theme: 'sexuality' }]);
		// What was announced stays unless something else is said of it.
		await holdPresence(ctx, tuesday, { contacts: 4 });
		expect(await ofWeek(ctx, id)).toMatchObject([{ contacts: 4, theme: 'sexuality' }]);
	});

	it('was held at other times than planned: both stand', async () => {
		const { ctx, id, tuesday } = await aTuesday('Einer');
		await holdPresence(ctx, tuesday, { contacts: 2, times: { from: 18 * 60 + 30, until: 19 * 60 } });
		const [figure] = (await readPresence(ctx, { from: monday, to: addDays(monday, 6) })).filter(
			(one) => one.arenaId === id
		);
		expect(figure).toMatchObject({ hours: 0.5, plannedHours: 2 });
	});

	it('is not held before it begins, nor on a day that the plan does not have', async () => {
		const { ctx, tuesday } = await aTuesday('Pil');
		expect(await holdPresence(ctx, { ...tuesday, day: '2011-09-13' }, { contacts: 1 })).toEqual({
			ok: false,
			why: 'notYet'
		});
		expect(await holdPresence(ctx, { ...tuesday, day: '2011-09-07' }, { contacts: 1 })).toEqual({
			ok: false,
			why: 'notFound'
		});
		expect(await holdPresence(ctx, tuesday, { contacts: 1 })).toMatchObject({ ok: true });
	});

	it('came to nothing, with the reason; and it is held after all when that is undone or said', async () => {
		const { ctx, id, tuesday } = await aTuesday('Hegg');
		const cancelled = await cancelPresence(ctx, tuesday, 'Sida var nede');
		if (!cancelled.ok) throw new Error(cancelled.why);
		expect(await ofWeek(ctx, id)).toMatchObject([
			{ state: 'cancelled', cancelledReason: 'Sida var nede', contacts: null }
		]);
		await undoPresence(ctx, cancelled.id);
		expect(await ofWeek(ctx, id)).toMatchObject([{ state: 'due', id: null }]);
		await holdPresence(ctx, tuesday, { contacts: 1 });
		expect(await cancelPresence(ctx, tuesday, 'Likevel ikke')).toEqual({ ok: false, why: 'alreadyHeld' });
	});

	it('is begun now and ended with a number; a clock that somebody forgot asks for the time', async () => {
		const { ctx, id, tuesday } = await aTuesday('Ask');
		await house.setClock('2011-09-06T18:04:00+02:00');
		const early = await house.later(ctx);
		const begun = await beginPresence(early, tuesday);
		if (!begun.ok) throw new Error(begun.why);
		expect(await ofWeek(early, id)).toMatchObject([{ state: 'running', contacts: null }]);
		expect(await beginPresence(early, { arenaId: id })).toEqual({ ok: false, why: 'alreadyThere' });
		await house.setClock('2011-09-07T09:00:00+02:00');
		const late = await house.later(ctx);
		expect(await holdPresence(late, { id: begun.id }, { contacts: 2 })).toEqual({ ok: false, why: 'tooLong' });
		await house.setClock('2011-09-06T19:34:00+02:00');
		expect(await holdPresence(await house.later(ctx), { id: begun.id }, { contacts: 2 })).toMatchObject({ ok: true });
		const [figure] = (await readPresence(ctx, { from: monday, to: addDays(monday, 6) })).filter(
			(one) => one.arenaId === id
		);
		expect(figure).toMatchObject({ hours: 1.5, contacts: 2, planned: true });
	});

	it('was not planned: it stands on its own, twice sent is once, and undone it is gone', async () => {
		const { ctx, id } = await aTuesday('Bøk');
		const form = { id: newId(), arenaId: id, day: '2011-09-05', from: '23', until: '01', contacts: '5', theme: '' };
		const input = v.parse(unplannedInput, form);
		await house.setClock('2011-09-06T12:00:00+02:00');
		const noon = await house.later(ctx);
		for (const time of ['once', 'twice'])
			expect(await addPresence(noon, input), time).toEqual({ ok: true, id: form.id });
		const [own, ...rest] = await ofWeek(noon, id);
		expect(own).toMatchObject({ planned: null, state: 'held', contacts: 5, day: '2011-09-05' });
		expect(rest).toHaveLength(1);
		expect(await undoPresence(noon, form.id)).toEqual({ ok: true });
		expect(await undoPresence(noon, form.id)).toEqual({ ok: false, why: 'notFound' });
		expect(await ofWeek(noon, id)).toHaveLength(1);
		expect(await addPresence(noon, { ...input, id: newId(), day: '2011-09-30' })).toEqual({ ok: false, why: 'notYet' });
	});

	it('cannot be on a day after the place was closed, and one before it can (R8)', async () => {
		const { ctx, id, tuesday } = await aTuesday('Barlind');
		await closeArena(ctx, id);
		expect(await holdPresence(ctx, tuesday, { contacts: 1 })).toMatchObject({ ok: true });
		await house.setClock('2011-09-20T12:00:00+02:00');
		const later = await house.later(ctx);
		expect(await beginPresence(later, { arenaId: id })).toEqual({ ok: false, why: 'closed' });
		expect(await ofWeek(later, id)).toHaveLength(1); // its history stays
	});

	it('is an hour longer on the night when the clocks go back', async () => {
		const { ctx, id } = await anArena('Furu');
		await house.setClock('2011-10-31T12:00:00+01:00');
		const form = { id: newId(), arenaId: id, day: '2011-10-30', from: '01', until: '04', contacts: '0', theme: '' };
		await addPresence(await house.later(ctx), v.parse(unplannedInput, form));
		const [night] = await readPresence(ctx, { from: '2011-10-30', to: '2011-10-30' });
		expect(night).toMatchObject({ hours: 4, contacts: 0, planned: false });
	});

	it('stands in the log without a word of what was written, and no table knows who was there', async () => {
		const { ctx, tuesday } = await aTuesday('Vier');
		const held = await holdPresence(ctx, tuesday, { contacts: 3 });
		if (!held.ok) throw new Error(held.why);
		await undoPresence(ctx, held.id);
		await cancelPresence(ctx, tuesday, 'Kanarifugl');
		const { rows } = await house.asOwner('select * from audit_entry where actor_id = $1', [ctx.actor.id]);
		expect(rows.map(({ action }: { action: string }) => action).slice(-3)).toEqual([
			...['arena.holdPresence', 'arena.undoPresence', 'arena.cancelPresence']
		]);
		expect(JSON.stringify(rows)).not.toContain('Kanarifugl');
		const columns = await house.asOwner(
			`select table_name, column_name from information_schema.columns
			where table_name in ('arena_plan', 'arena_presence', 'arena_ad_count') and data_type = 'uuid' order by 1, 2`
		);
		expect(columns.rows.map((row: { column_name: string }) => row.column_name)).toEqual([
			...['arena_id', 'arena_id', 'id', 'arena_id', 'id', 'plan_id']
		]);
	});

	it('is written down by those who are present and planned by advisers and leads; an analyst reads', async () => {
		const { ctx, id, tuesday } = await aTuesday('Kirsebær');
		const amir = await house.ctx({ roles: ['peer'] });
		const sara = await house.ctx({ roles: ['analyst'] });
		expect(await holdPresence(amir, tuesday, { contacts: 1 })).toMatchObject({ ok: true });
		await expect(addPlan(amir, id, rule(3, 18, 20))).rejects.toThrow('forbidden');
		await expect(holdPresence(sara, tuesday, { contacts: 1 })).rejects.toThrow('forbidden');
		expect(await findUnspoken(sara)).toBeUndefined();
		expect(await ofWeek(ctx, id)).toHaveLength(1);
		const root = await house.ctx({ roles: ['administrator'] });
		await expect(listPresence(root, monday, monday)).rejects.toThrow('forbidden');
	});

	it('reads its form', () => {
		const form = { from: '18.05', until: '19:30', contacts: '12', theme: 'sexuality' };
		expect(v.parse(heldInput, form)).toEqual({ from: 1085, until: 1170, contacts: 12, theme: 'sexuality' });
		for (const contacts of ['-1', '501', '1,5', '', 'to', '1e2'])
			expect(v.safeParse(heldInput, { ...form, contacts }).success, contacts).toBe(false);
		expect(weekdayOf(mondayOf(localDay(new Date('2011-09-06T23:30:00Z'))))).toBe(1);
	});
});
