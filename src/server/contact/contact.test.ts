import { describe, expect, it } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { closeArena, createArena } from '#arena';
import type { Ctx } from '#db';
import { newId } from '#shared/ids.ts';
import { createProgramme, addGoal, startProgramme, endProgramme, readGoalPage } from '#goal';
import { obstacles, readContact, readContacts } from './contact.ts';
import { readContactFilter } from './list-contacts.ts';
import {
	countContacts,
	editContact,
	getContact,
	listContacts,
	listObstacles,
	listThemes,
	registerContacts,
	removeContact
} from './index.ts';

const house = testDatabase();
const today = '2026-11-24';
const codes = (raw: unknown) => {
	const read = readContact(raw, today);
	return read.ok ? [] : read.issues.map(({ path, code }) => `${path}: ${code}`);
};

describe('what is read', () => {
	it('is complete even when nothing is known', () => {
		expect(readContact({}, today)).toEqual({
			ok: true,
			contact: {
				happenedOn: today,
				channel: 'other',
				arenaId: null,
				gender: 'notStated',
				seller: 'unsure',
				unsureReason: null,
				buyer: 'unknown',
				initiative: 'unknown',
				language: null,
				themes: [],
				obstacles: [],
				programmeId: undefined,
				goals: [],
				outcome: 'unknown',
				isTest: false
			}
		});
	});

	it('may have several themes and obstacles; each counts once', () => {
		const read = readContact({ themes: ['law', 'health', 'law'], obstacles: ['cost', 'testRefused', 'cost'] }, today);
		expect(read).toMatchObject({
			ok: true,
			contact: { themes: ['law', 'health'], obstacles: ['testRefused', 'cost'] }
		});
	});

	it('happened on a real day, not in the future and not before 2000', () => {
		expect(codes({ happenedOn: today })).toEqual([]);
		expect(codes({ happenedOn: '2000-01-01' })).toEqual([]);
		expect(codes({ happenedOn: '2026-11-25' })).toEqual(['happenedOn: dayInFuture']);
		expect(codes({ happenedOn: '1999-12-31' })).toEqual(['happenedOn: dayTooEarly']);
		expect(codes({ happenedOn: '2026-02-30' })).toEqual(['happenedOn: badDay']);
		expect(codes({ happenedOn: '24.11.2026' })).toEqual(['happenedOn: badDay']);
	});

	it('says why only when it is unsure whether the person sells sex (R25)', () => {
		expect(codes({ seller: 'unsure', unsureReason: 'endedEarly' })).toEqual([]);
		expect(codes({ seller: 'yes', unsureReason: 'endedEarly' })).toEqual(['unsureReason: reasonOnlyWhenUnsure']);
	});

	it('holds that someone both sells and buys as two facts (R24)', () => {
		expect(readContact({ seller: 'yes', buyer: 'yes' }, today)).toMatchObject({
			ok: true,
			contact: { seller: 'yes', buyer: 'yes' }
		});
	});

	it('has no field for a name, a number or a text; sending one is refused, not silently dropped', () => {
		expect(codes({ gender: 'man' })).toEqual([]);
		for (const field of ['name', 'phone', 'comment', 'registeredBy', 'provider']) {
			expect(codes({ gender: 'man', [field]: 'x' })).toEqual([`${field}: unknownField`]);
		}
	});

	it('names each field that cannot be used', () => {
		expect(
			codes({
				gender: 'male',
				channel: 7,
				themes: ['health', 'the weather'],
				obstacles: ['Dr. X'],
				arenaId: 'x',
				language: 'norsk'
			})
		).toEqual([
			'channel: notAChoice',
			'arenaId: badArena',
			'gender: notAChoice',
			'language: badLanguage',
			'themes: badThemes',
			'obstacles: badObstacles'
		]);
		expect(codes(null)).toEqual([': notAnObject']);
		expect(codes('gender')).toEqual([': notAnObject']);
	});

	it('in a list has its place in the path', () => {
		expect(readContacts([{}, {}, {}, { gender: 'male' }, 'x'], today)).toEqual({
			ok: false,
			issues: [
				{ path: '[3].gender', code: 'notAChoice' },
				{ path: '[4]', code: 'notAnObject' }
			]
		});
		expect(readContacts([], today)).toEqual({ ok: false, issues: [{ path: '', code: 'badCount' }] });
		expect(readContacts(Array(1001).fill({}), today)).toMatchObject({ ok: false });
		expect(readContacts(Array(1000).fill({}), today)).toMatchObject({ ok: true });
	});
});

describe('registration', () => {
	it('counts a contact with its themes, on the local day', async () => {
		await house.setClock('2026-11-24T23:30:00Z'); // already the 25th in Oslo
		const ctx = await house.ctx({ roles: ['peer'] });
		const [id] = await register(ctx, { gender: 'woman', themes: ['health', 'law'], language: 'ro' });
		expect(await getContact(ctx, id!)).toMatchObject({
			happenedOn: '2026-11-25',
			gender: 'woman',
			language: 'ro',
			themes: ['health', 'law']
		});
	});

	it('takes a list whole or not at all', async () => {
		const ctx = await house.ctx();
		const before = await countContacts(ctx);
		expect(await registerContacts(ctx, [{}, {}, { gender: 'male' }])).toMatchObject({ ok: false, why: 'invalid' });
		expect(await registerContacts(ctx, [{}, { arenaId: newId() }])).toEqual({
			ok: false,
			why: 'invalid',
			issues: [{ path: '[1].arenaId', code: 'arenaUnknown' }]
		});
		expect(await countContacts(ctx)).toBe(before);
		expect(await register(ctx, {}, {}, {})).toHaveLength(3);
		expect(await countContacts(ctx)).toBe(before + 3);
	});

	it('takes a thousand in one go, answering their ids in order', async () => {
		const ctx = await house.ctx();
		const themes = (await listThemes(ctx)).map(({ code }) => code);
		const many = Array.from({ length: 1000 }, (_, index) => ({
			happenedOn: '2024-05-01',
			language: index % 2 ? 'nb' : 'en',
			themes: [...themes]
		}));
		const ids = await register(ctx, ...many);
		expect(new Set(ids).size).toBe(1000);
		expect(await getContact(ctx, ids[7]!)).toMatchObject({ language: 'nb' });
		expect(await getContact(ctx, ids[8]!)).toMatchObject({ language: 'en', themes });
	});

	it('may name an arena that was open that day, also when it is closed now (R8)', async () => {
		await house.setClock('2026-11-24T12:00:00Z');
		const ctx = await house.ctx();
		const arenaId = await arena(ctx, 'Fyret');
		await closeArena(ctx, arenaId);
		const later = { ...ctx, now: new Date('2026-11-26T12:00:00Z') };
		expect(await registerContacts(later, [{ arenaId, happenedOn: '2026-11-24' }])).toMatchObject({ ok: true });
		expect(await registerContacts(later, [{ arenaId }])).toEqual({
			ok: false,
			why: 'invalid',
			issues: [{ path: '[0].arenaId', code: 'arenaClosed' }]
		});
	});

	it('never says who registered: neither the contact nor the log can be joined to a worker', async () => {
		const ctx = await house.ctx();
		const [id] = await register(ctx, {});
		const contact = await house.asOwner('select * from contact where id = $1', [id]);
		expect(JSON.stringify(contact.rows)).not.toContain(ctx.actor.id);
		const log = await house.asOwner('select * from audit_entry where actor_id = $1', [ctx.actor.id]);
		expect(log.rows).toMatchObject([{ action: 'contact.register', object_id: null }]);
	});

	it('is for those who meet people, not for analysts or administrators', async () => {
		for (const role of ['analyst', 'administrator'] as const) {
			await expect(registerContacts(await house.ctx({ roles: [role] }), [{}])).rejects.toThrow('forbidden');
			await expect(listContacts(await house.ctx({ roles: [role] }))).rejects.toThrow('forbidden');
		}
		expect(await registerContacts(await house.ctx({ roles: ['lead'] }), [{}])).toMatchObject({ ok: true });
	});
});

describe('a mistake', () => {
	it('can be corrected, and the log says which contact', async () => {
		const ctx = await house.ctx();
		const [id] = await register(ctx, { gender: 'man', themes: ['health'], buyer: 'yes' });
		expect(await editContact(ctx, id!, { gender: 'woman', themes: ['law', 'praise'] })).toEqual({ ok: true });
		expect(await getContact(ctx, id!)).toMatchObject({ gender: 'woman', themes: ['law', 'praise'], buyer: 'unknown' });
		const { rows } = await house.asOwner(`select object_id, result from audit_entry where action = 'contact.edit'`);
		expect(rows).toEqual([{ object_id: id, result: 'gender buyer themes' }]);
	});

	it('that was none is not logged', async () => {
		const ctx = await house.ctx();
		const [id] = await register(ctx, { gender: 'man' });
		expect(await editContact(ctx, id!, { gender: 'man', happenedOn: (await getContact(ctx, id!)).happenedOn })).toEqual(
			{
				ok: true
			}
		);
		const { rows } = await house.asOwner('select action from audit_entry where object_id = $1', [id]);
		expect(rows).toEqual([]);
	});

	it('was a test entry: marked, it is counted nowhere; unmarked, it counts again', async () => {
		const ctx = await house.ctx();
		const filter = { from: '2009-01-01', to: '2009-01-01' };
		const [id] = await register(ctx, { happenedOn: '2009-01-01' });
		expect(await countContacts(ctx, filter)).toBe(1);
		expect(await editContact(ctx, id!, { happenedOn: '2009-01-01', isTest: true })).toEqual({ ok: true });
		expect(await countContacts(ctx, filter)).toBe(0);
		expect((await listContacts(ctx, { ...filter, tests: true })).contacts).toMatchObject([{ id, isTest: true }]);
		await editContact(ctx, id!, { happenedOn: '2009-01-01' });
		expect(await countContacts(ctx, filter)).toBe(1);
		const { rows } = await house.asOwner('select result from audit_entry where object_id = $1', [id]);
		expect(rows).toEqual([{ result: 'isTest' }, { result: 'isTest' }]);
	});

	it.each([
		['2026-10-25T00:30:00Z', '2026-10-25', 2],
		['2026-10-25T01:30:00Z', '2026-10-25', 2],
		['2026-10-24T22:30:00Z', '2026-10-25', 0],
		['2026-03-29T00:59:00Z', '2026-03-29', 1],
		['2026-03-29T01:00:00Z', '2026-03-29', 3],
		['2024-02-29T22:59:00Z', '2024-02-29', 23]
	])(
		'has its local day and hour in the nights when the clocks change, and on a leap day: %s',
		async (now, day, hour) => {
			await house.setClock(now);
			const ctx = await house.ctx({ roles: ['lead'] });
			const done = await registerContacts(ctx, [{}]);
			if (!done.ok) throw new Error(JSON.stringify(done.issues));
			expect(await getContact(ctx, done.ids[0]!)).toMatchObject({ happenedOn: day, hour });
			await removeContact(ctx, done.ids[0]!);
		}
	);

	it('keeps the hour of the day it was registered, and no hour on another day', async () => {
		await house.setClock('2026-11-24T21:30:00Z');
		const ctx = await house.ctx();
		const [now, earlier] = await register(ctx, {}, { happenedOn: '2026-11-20' });
		expect(await getContact(ctx, now!)).toMatchObject({ hour: 22 });
		expect(await getContact(ctx, earlier!)).toMatchObject({ hour: null });
		await editContact(await house.later(ctx), now!, { happenedOn: '2026-11-24', gender: 'man' });
		expect(await getContact(ctx, now!)).toMatchObject({ hour: 22 });
		await editContact(ctx, now!, { happenedOn: '2026-11-23', gender: 'man' });
		expect(await getContact(ctx, now!)).toMatchObject({ hour: null });
	});

	it('in the correction itself changes nothing', async () => {
		const ctx = await house.ctx();
		const [id] = await register(ctx, { gender: 'man' });
		expect(await editContact(ctx, id!, { gender: 'woman', happenedOn: '2090-01-01' })).toEqual({
			ok: false,
			why: 'invalid',
			issues: [{ path: 'happenedOn', code: 'dayInFuture' }]
		});
		expect(await editContact(ctx, id!, { arenaId: newId() })).toMatchObject({ issues: [{ path: 'arenaId' }] });
		expect(await getContact(ctx, id!)).toMatchObject({ gender: 'man' });
	});

	it('can be taken away, twice without harm', async () => {
		const ctx = await house.ctx();
		const [id] = await register(ctx, { themes: ['health'] });
		await removeContact(ctx, id!);
		await removeContact(ctx, id!);
		await expect(getContact(ctx, id!)).rejects.toThrow('notFound');
		await expect(editContact(ctx, id!, {})).rejects.toThrow('notFound');
		await expect(getContact(ctx, 'not-an-id')).rejects.toThrow('notFound');
		const { rows } = await house.asOwner(`select from audit_entry where action = 'contact.remove' and object_id = $1`, [
			id
		]);
		expect(rows).toHaveLength(1);
	});

	it('corrected by some and taken away by another at once stops nobody', async () => {
		const ctx = await house.ctx();
		for (let turn = 0; turn < 10; turn++) {
			const made = await registerContacts(ctx, [{ gender: 'man', themes: ['health'] }]);
			if (!made.ok) throw new Error('not registered');
			const id = made.ids[0]!;
			const gone = (error: { code?: string }) => expect(error.code).toBe('notFound');
			await Promise.all([
				editContact(ctx, id, { gender: 'woman', themes: ['law'] }).catch(gone),
				removeContact(ctx, id),
				editContact(ctx, id, { gender: 'trans', themes: ['law', 'health'] }).catch(gone)
			]);
			await expect(getContact(ctx, id)).rejects.toMatchObject({ code: 'notFound' });
		}
	});
});

describe('the list', () => {
	it('is filtered by day, channel, gender, arena and theme, newest first', async () => {
		const ctx = await house.ctx();
		const arenaId = await arena(ctx, 'Bua');
		const [first, second] = await register(
			ctx,
			{ happenedOn: '2011-03-01', channel: 'sms', gender: 'man', themes: ['health', 'law'], arenaId },
			{ happenedOn: '2011-03-02', channel: 'call', gender: 'woman', themes: ['law'] }
		);
		const ids = async (query: string) =>
			(await listContacts(ctx, readContactFilter(new URLSearchParams(query)))).contacts.map(({ id }) => id);
		expect(await ids('from=2011-03-01&to=2011-03-31')).toEqual([second, first]);
		expect(await ids('from=2011-03-02&to=2011-03-02')).toEqual([second]);
		expect(await ids('to=2011-12-31&channel=sms')).toEqual([first]);
		expect(await ids('to=2011-12-31&gender=woman')).toEqual([second]);
		expect(await ids('to=2011-12-31&theme=law')).toEqual([second, first]);
		expect(await ids('to=2011-12-31&theme=health')).toEqual([first]);
		expect(await ids(`arena=${arenaId}`)).toEqual([first]);
	});

	it('leaves out filters that make no sense', () => {
		expect(
			readContactFilter(
				new URLSearchParams('from=yesterday&channel=pigeon&arena=1&gender=&theme=x!&programme=2&show=all')
			)
		).toEqual({});
	});

	it('comes in pages of fifty that together hold every contact once', async () => {
		const ctx = await house.ctx();
		await register(ctx, ...Array(101).fill({ happenedOn: '2012-06-01' }));
		const filter = { from: '2012-06-01', to: '2012-06-01' };
		const pages = await Promise.all([1, 2, 3].map((page) => listContacts(ctx, filter, page)));
		expect(pages.map(({ contacts }) => contacts.length)).toEqual([50, 50, 1]);
		expect(new Set(pages.flatMap(({ contacts }) => contacts.map(({ id }) => id))).size).toBe(101);
		expect(await listContacts(ctx, filter, 99)).toMatchObject({ page: 3, pages: 3, total: 101 });
	});

	it('leaves out what a self-test registered', async () => {
		const ctx = await house.ctx();
		const [id] = await register(ctx, { happenedOn: '2013-01-01' });
		expect(await countContacts(ctx, { to: '2013-01-01', from: '2013-01-01' })).toBe(1);
		await house.asOwner('update contact set is_test = true where id = $1', [id]);
		expect(await countContacts(ctx, { to: '2013-01-01', from: '2013-01-01' })).toBe(0);
	});
});

it('knows the same obstacles as the database, in the same order', async () => {
	expect((await listObstacles(await house.ctx())).map(({ code }) => code)).toEqual(obstacles);
});

describe('the programme and its goals', () => {
	it('are the one that ran that day when there was one only, or none when that is said (R1, R2)', async () => {
		await house.setClock('2026-11-24T12:00:00Z');
		const lead = await house.ctx({ roles: ['lead'] });
		const made = await createProgramme(lead, {
			...{ name: 'Natt', startsOn: '2026-01-01', plannedEnd: '2026-12-31' },
			...{ targetGroup: '', ageFloor: 18, mainGoal: '', isPreProject: false }
		});
		if (!made.ok) throw new Error(made.why);
		const goal = await addGoal(lead, made.id, {
			letter: 'a',
			title: 'Nå flere',
			text: '',
			measure: 'contacts',
			target: 3
		});
		if (!goal.ok) throw new Error(goal.why);
		const ctx = await house.ctx();
		expect(await registerContacts(ctx, [{ programmeId: made.id }])).toMatchObject({
			issues: [{ path: '[0].programmeId', code: 'programmeUnknown' }]
		});
		expect(await startProgramme(lead, made.id)).toEqual({ ok: true });
		const [then, before, none] = await register(
			ctx,
			{ goals: [goal.id] },
			{ happenedOn: '2025-12-31', goals: [goal.id], isTest: true },
			{ programmeId: null }
		);
		expect(await getContact(ctx, then!)).toMatchObject({ programmeId: made.id, goals: [goal.id] });
		expect(await getContact(ctx, before!)).toMatchObject({ programmeId: null });
		expect(await getContact(ctx, none!)).toMatchObject({ programmeId: null });
		expect(await registerContacts(ctx, [{ programmeId: made.id, happenedOn: '2025-12-31' }])).toMatchObject({
			issues: [{ path: '[0].programmeId', code: 'programmeNotThen' }]
		});
		expect(await registerContacts(ctx, [{}, { goals: [newId()] }])).toMatchObject({
			issues: [{ path: '[1].goals', code: 'badGoals' }]
		});
		expect((await readGoalPage(ctx, goal.id)).sums.contacts).toBe(1);
		expect(await editContact(ctx, none!, { goals: [goal.id] })).toEqual({ ok: true });
		expect(await getContact(ctx, none!)).toMatchObject({ programmeId: null, goals: [goal.id] });
		expect((await readGoalPage(ctx, goal.id)).sums.contacts).toBe(2);
		await removeContact(ctx, none!);
		expect((await readGoalPage(ctx, goal.id)).sums.contacts).toBe(1);
		await endProgramme(lead, made.id, '2026-11-24');
		const [after] = await register(ctx, {});
		expect(await getContact(ctx, after!)).toMatchObject({ programmeId: null });
	});
});

async function register(ctx: Ctx, ...inputs: unknown[]): Promise<string[]> {
	const done = await registerContacts(ctx, inputs);
	if (!done.ok) throw new Error(JSON.stringify(done.issues));
	return done.ids;
}

async function arena(ctx: Ctx, codeName: string): Promise<string> {
	const made = await createArena(ctx, { codeName, class: 'sexChat' });
	if (!made.ok) throw new Error(made.why);
	return made.id;
}
