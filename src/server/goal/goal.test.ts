import { describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { testDatabase } from '../../../test/database.ts';
import { addActivity } from '#activity';
import { saveYear } from '#aggregate';
import { createArena } from '#arena';
import { registerContacts } from '#contact';
import type { Ctx } from '#db';
import { createOffer, decideOffer, openDay } from '#offer';
import {
	besideOf,
	goalInput,
	isUntouched,
	lastDayOf,
	monthsBetween,
	nextLetter,
	programmeInput,
	timeGone,
	wayOf
} from './goal.ts';
import { getProgramme, listGoals, listProgrammes, readGoalPage, sumGoals } from './list-goals.ts';
import { addTags, findProgrammesOn, listOpenGoals } from './tag.ts';
import { addGoal, assessGoal, editGoal, listTaggable, removeGoal, tagByHand } from './write-goal.ts';
import {
	addExtension,
	addGrant,
	addMandate,
	createProgramme,
	editProgramme,
	endProgramme,
	removePart,
	startProgramme
} from './write-programme.ts';

const house = testDatabase();
const leadCtx = () => house.ctx({ roles: ['lead'] });
const input = (name: string) => ({
	...{ name, startsOn: '2011-09-01', plannedEnd: '2012-08-31', ageFloor: 18, isPreProject: false },
	...{ targetGroup: 'Menn over 18 år med prostitusjonserfaring', mainGoal: '' }
});
const goal = (letter: string, more: object = {}) => ({
	...{ letter, title: `Mål ${letter}`, text: '', measure: null, target: null },
	...more
});

describe('a programme', () => {
	it('has a start, a planned end, an extension, a grant and mandates: 16 calendar months (R1)', async () => {
		const ctx = await leadCtx();
		const id = await made(ctx, 'Pro');
		expect(await addExtension(ctx, id, { until: '2012-08-31', decidedOn: null })).toEqual({
			ok: false,
			why: 'notLater'
		});
		expect(await addExtension(ctx, id, { until: '2012-12-31', decidedOn: '2012-06-01' })).toEqual({ ok: true });
		await addGrant(ctx, id, { funder: 'Direktoratet', amount: 1_000_000, grantedOn: null });
		for (const reference of ['tiltak 2d', 'tiltak 4a']) await addMandate(ctx, id, { reference, text: '' });
		const programme = await getProgramme(ctx, id);
		expect(programme).toMatchObject({
			lastDay: '2012-12-31',
			ageFloor: 18,
			grants: [{ amount: 1_000_000 }],
			mandates: [{ reference: 'tiltak 2d' }, { reference: 'tiltak 4a' }]
		});
		expect(monthsBetween(programme.startsOn, programme.lastDay)).toBe(16);
		expect(await removePart(ctx, id, 'extension', programme.extensions[0]!.id)).toEqual({ ok: true });
		expect(await getProgramme(ctx, id)).toMatchObject({ lastDay: '2012-08-31' });
	});

	it('is not active without a goal that can be measured, whichever is written and whoever writes (R117)', async () => {
		const ctx = await leadCtx();
		const id = await made(ctx, 'Uten mål');
		await addGoal(ctx, id, goal('a'));
		expect(await startProgramme(ctx, id)).toEqual({ ok: false, why: 'noMeasurableGoal' });
		await expect(house.asOwner(`update programme set state = 'active' where id = $1`, [id])).rejects.toThrow(
			'measured'
		);
		const b = await addGoal(ctx, id, goal('b', { measure: 'meetings', target: 20 }));
		if (!b.ok) throw new Error(b.why);
		expect(await startProgramme(ctx, id)).toEqual({ ok: true });
		expect(await editGoal(ctx, b.id, goal('b'))).toEqual({ ok: false, why: 'lastMeasurable' });
		expect(await removeGoal(ctx, b.id)).toEqual({ ok: false, why: 'lastMeasurable' });
		await expect(house.asOwner('delete from programme_goal where id = $1', [b.id])).rejects.toThrow('measured');
		await addGoal(ctx, id, goal('c', { measure: 'contacts', target: 100 }));
		expect(await removeGoal(ctx, b.id)).toEqual({ ok: true });
	});

	it('is for adults, does not end before it begins, and has a name of its own', async () => {
		const ctx = await leadCtx();
		const fault = (more: object) => {
			const read = v.safeParse(programmeInput, { ...input('X'), ...more });
			return read.success ? [] : read.issues.map(({ message }) => message);
		};
		expect(fault({})).toEqual([]);
		expect(fault({ ageFloor: 17 })).toEqual(['tooYoung']);
		expect(fault({ plannedEnd: '2011-08-31' })).toEqual(['endsBeforeStart']);
		expect(fault({ startsOn: '2011-02-29' })).toEqual(['notADay']);
		const id = await made(ctx, 'Navnet');
		expect(await createProgramme(ctx, input('navnet'))).toEqual({ ok: false, why: 'nameTaken' });
		expect(await editProgramme(ctx, id, input('Navnet'))).toEqual({ ok: true });
		expect(await createProgramme(await house.ctx(), input('Y'))).toEqual({ ok: false, why: 'forbidden' });
		await expect(listProgrammes(await house.ctx({ roles: ['administrator'] }))).rejects.toThrow('forbidden');
	});

	it('covers the days from its start to its end as things stand', async () => {
		expect(lastDayOf({ plannedEnd: '2012-08-31', endsOn: null }, [{ until: '2012-12-31' }])).toBe('2012-12-31');
		expect(lastDayOf({ plannedEnd: '2012-08-31', endsOn: '2012-05-01' }, [{ until: '2012-12-31' }])).toBe('2012-05-01');
		const ctx = await leadCtx();
		const id = await made(ctx, 'Dager');
		await addGoal(ctx, id, goal('a', { measure: 'contacts', target: 1 }));
		expect((await findProgrammesOn(ctx, '2012-05-02')).map((one) => one.id)).not.toContain(id);
		await startProgramme(ctx, id);
		expect((await findProgrammesOn(ctx, '2012-05-02')).map((one) => one.id)).toContain(id);
		expect(await endProgramme(ctx, id, '2011-08-01')).toEqual({ ok: false, why: 'endsBeforeStart' });
		expect(await endProgramme(ctx, id, '2012-05-01')).toEqual({ ok: true });
		expect((await findProgrammesOn(ctx, '2012-05-02')).map((one) => one.id)).not.toContain(id);
		expect((await listOpenGoals(ctx)).map(({ programmeId }) => programmeId)).not.toContain(id);
	});
});

describe('a goal', () => {
	it('is measured by what and how much, both or neither', () => {
		const fault = (more: object) => {
			const read = v.safeParse(goalInput, goal('A', more));
			return read.success ? [read.output.letter] : read.issues.map(({ message }) => message);
		};
		expect(fault({})).toEqual(['a']);
		expect(fault({ measure: 'contacts' })).toEqual(['noTarget']);
		expect(fault({ target: 5 })).toEqual(['noMeasure']);
		expect(fault({ letter: 'aa' })).toEqual(['notALetter']);
		expect(nextLetter([{ letter: 'a' }, { letter: 'c' }])).toBe('b');
	});

	it('has nine of its kind, each with a letter of its own (R2)', async () => {
		const ctx = await leadCtx();
		const id = await made(ctx, 'Ni');
		for (const letter of 'abcdefghi') expect(await addGoal(ctx, id, goal(letter))).toMatchObject({ ok: true });
		expect(await addGoal(ctx, id, goal('c'))).toEqual({ ok: false, why: 'letterTaken' });
		expect((await listGoals(ctx, id)).map(({ letter }) => letter).join('')).toBe('abcdefghi');
	});

	it('counts 23 meetings, and shows three evenings when nobody came as three zeros with what was decided (R2, R88)', async () => {
		await house.setClock('2012-12-20T12:00:00Z');
		const ctx = await leadCtx();
		const id = await made(ctx, 'Levende');
		const g = await added(ctx, id, 'g', { measure: 'meetings', target: 20 });
		const i = await added(ctx, id, 'i', { measure: 'attendance', target: 30 });
		for (let meeting = 0; meeting < 23; meeting++)
			await addActivity(ctx, {
				...{ kind: 'meeting', happenedOn: '2012-03-01', organisations: [meeting < 17 ? `Etat ${meeting}` : 'Etat 0'] },
				...{ theme: '', hours: 2, participants: null, followUpOn: null, goals: [g] }
			});
		const offer = await createOffer(ctx, {
			...{ name: 'Kveldsåpent', unit: 'besøk', startsOn: '2012-11-01', endsOn: '2012-11-30', campaignId: null },
			...{ places: null, countsDoses: false, hypothesis: '', channels: '', decisionRule: '' }
		});
		if (!offer.ok) throw new Error(offer.why);
		for (const day of ['2012-11-07', '2012-11-14', '2012-11-21']) await openDay(ctx, offer.id, day);
		await decideOffer(ctx, offer.id, 'Videreføres ikke, vurderes på nytt ved etterspørsel.');
		await addTags(ctx, 'offer', [{ id: offer.id, goals: [i] }]);
		await assessGoal(ctx, i, { assessment: 'Ingen kom.', decision: 'Videreføres ikke.' });

		const meetings = await readGoalPage(ctx, g);
		expect(meetings.reached).toBe(23);
		expect(meetings.work.organisations).toHaveLength(17);
		expect(meetings.work.activities).toEqual([{ kind: 'meeting', count: 23, hours: 46 }]);
		expect(await readGoalPage(ctx, g, { from: '2012-04-01', to: '2012-12-31' })).toMatchObject({ reached: 0 });
		const evenings = await readGoalPage(ctx, i);
		expect(evenings.goal).toMatchObject({ assessment: 'Ingen kom.', decision: 'Videreføres ikke.' });
		expect(evenings.work.offers[0]!.days.map(({ count }) => count)).toEqual([0, 0, 0]);
		expect(evenings.reached).toBe(0);
		expect([besideOf('meetings', meetings.sums), besideOf(null, evenings.sums)]).toEqual([
			[],
			[{ measure: 'attendance', count: 0 }]
		]);
		expect(await removeGoal(ctx, g)).toEqual({ ok: false, why: 'inUse' });
	});

	it('is tied by hand to offers and to every presence of an arena while the programme ran, and untied again', async () => {
		await house.setClock('2012-12-20T12:00:00Z');
		const ctx = await leadCtx();
		const id = await made(ctx, 'Oppmøter');
		const b = await added(ctx, id, 'b', { measure: 'presenceHours', target: 10 });
		const arena = await createArena(ctx, { codeName: 'Bua', class: 'sexChat' });
		if (!arena.ok) throw new Error(arena.why);
		const subject = { kind: 'arena', id: arena.id } as const;
		expect(await tagByHand(ctx, b, subject, true)).toEqual({ ok: false, why: 'unknownSubject' });
		for (const [day, contacts] of [
			['2012-03-01', 3],
			['2012-03-08', 0],
			['2013-03-01', 9] // after the programme
		] as const)
			await house.asOwner(
				`insert into arena_presence (id, arena_id, day, held_from, held_until, contacts)
				values (gen_random_uuid(), $1, $2, $2::date + interval '18 hours', $2::date + interval '20 hours', $3)`,
				[arena.id, day, contacts]
			);
		expect(await tagByHand(ctx, b, subject, true)).toEqual({ ok: true });
		expect(await tagByHand(ctx, b, subject, true)).toEqual({ ok: false, why: 'noPresence' });
		const { sums, work, reached } = await readGoalPage(ctx, b);
		expect(sums).toMatchObject({ presencesPlanned: 0, presencesHeld: 2, presenceMinutes: 240, presenceContacts: 3 });
		expect(work.arenas).toEqual([{ id: arena.id, codeName: 'Bua', held: 2, minutes: 240, contacts: 3 }]);
		expect(reached).toBe(4);
		expect((await listTaggable(ctx, b)).find((one) => one.id === arena.id)).toMatchObject({ tagged: 2, untagged: 1 });
		expect(await tagByHand(ctx, b, subject, false)).toEqual({ ok: true });
		expect((await readGoalPage(ctx, b)).reached).toBe(0);
		expect(await tagByHand(await house.ctx(), b, subject, true)).toEqual({ ok: false, why: 'forbidden' });
	});

	it('is tied to a sheet of numbers from elsewhere, whose years are told and whose lines are never added up', async () => {
		await house.setClock('2012-12-20T12:00:00Z');
		const ctx = await leadCtx();
		const d = await added(ctx, await made(ctx, 'Tall'), 'd', { measure: 'contacts', target: 10 });
		const sheet = (await listTaggable(ctx, d)).find(({ kind, name }) => kind === 'aggregate' && name === 'users')!;
		expect(await tagByHand(ctx, d, sheet, true)).toEqual({ ok: true });
		expect((await readGoalPage(ctx, d)).work.aggregates).toEqual([{ code: 'users', title: null, years: [] }]);
		for (const year of ['2011', '2012']) await saveYear(ctx, 'users', year, { 'all.users': '19', 'health.users': '7' });
		const page = await readGoalPage(ctx, d);
		expect(page.work.aggregates).toEqual([{ code: 'users', title: null, years: [2011, 2012] }]);
		expect(page.sums).toMatchObject({ aggregates: 1, contacts: 0 });
		expect(isUntouched(page.sums)).toBe(false);
		expect(await tagByHand(ctx, d, sheet, false)).toEqual({ ok: true });
		expect(isUntouched((await readGoalPage(ctx, d)).sums)).toBe(true);
	});

	it('has come as far as its sums say, is reached when it is and not by rounding, and goals are summed side by side', async () => {
		await house.setClock('2012-12-20T12:00:00Z');
		const ctx = await leadCtx();
		const id = await made(ctx, 'Side om side');
		const a = await added(ctx, id, 'a', { measure: 'contacts', target: 3 });
		const b = await added(ctx, id, 'b', { measure: 'contacts', target: 3 });
		const done = await registerContacts(ctx, [
			{ happenedOn: '2012-02-01', goals: [a] },
			{ happenedOn: '2012-03-01', goals: [a, b] }
		]);
		if (!done.ok) throw new Error(JSON.stringify(done.issues));
		const sums = await sumGoals(ctx, await listGoals(ctx, id));
		expect([sums.get(a)!.contacts, sums.get(b)!.contacts]).toEqual([2, 1]);
		for (const goal of [a, b]) expect(sums.get(goal)).toEqual((await readGoalPage(ctx, goal)).sums);
		const february = await sumGoals(ctx, [{ id: a }, { id: b }], { from: '2012-02-01', to: '2012-02-29' });
		expect([february.get(a)!.contacts, february.get(b)!.contacts]).toEqual([1, 0]);
		expect([wayOf(0, 20), wayOf(299, 300), wayOf(300, 300), wayOf(23, 20)]).toEqual([0, 99, 100, 115]);
		expect(timeGone('2011-09-01', '2012-08-31', '2011-08-01')).toBe(0);
		expect(timeGone('2011-09-01', '2012-08-31', '2012-03-02')).toBe(50);
		expect(timeGone('2011-09-01', '2012-08-31', '2012-09-01')).toBe(100);
		await expect(sumGoals(await house.ctx({ roles: ['administrator'] }), [{ id: a }])).rejects.toThrow('forbidden');
	});

	it('counts the same contacts after their rows are forgotten, and no test entry ever', async () => {
		await house.setClock('2012-12-20T12:00:00Z');
		const ctx = await leadCtx();
		const id = await made(ctx, 'Glemt');
		const a = await added(ctx, id, 'a', { measure: 'contacts', target: 3 });
		const done = await registerContacts(ctx, [
			...[{ happenedOn: '2012-02-29' }, { happenedOn: '2012-02-01' }, { happenedOn: '2012-03-01' }].map((contact) => ({
				...contact,
				goals: [a]
			})),
			{ happenedOn: '2012-02-10', goals: [a], isTest: true }
		]);
		if (!done.ok) throw new Error(JSON.stringify(done.issues));
		const count = async (period?: { from: string; to: string }) => (await readGoalPage(ctx, a, period)).sums.contacts;
		expect(await count()).toBe(3);
		await house.asOwner(
			`begin; set local lykt.forgetting = 'on'; delete from contact where happened_on < '2012-03-01'; commit`
		);
		expect(await count()).toBe(3);
		expect(await count({ from: '2012-02-01', to: '2012-02-29' })).toBe(2);
		expect(await count({ from: '2012-03-01', to: '2012-12-31' })).toBe(1);
		await house.asOwner('delete from contact');
		expect(await count()).toBe(2); // the last one was taken away as wrong, not forgotten
	});
});

async function made(ctx: Ctx, name: string): Promise<string> {
	const done = await createProgramme(ctx, input(name));
	if (!done.ok) throw new Error(done.why);
	return done.id;
}

async function added(ctx: Ctx, programmeId: string, letter: string, more: object): Promise<string> {
	const done = await addGoal(ctx, programmeId, goal(letter, more));
	if (!done.ok) throw new Error(done.why);
	return done.id;
}
