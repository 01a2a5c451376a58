import { describe, expect, it } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { closeArena, createArena } from '#arena';
import type { Ctx } from '#db';
import { newId } from '#shared/ids.ts';
import { readContact, readContacts, themes } from './contact.ts';
import { readContactFilter } from './list-contacts.ts';
import { countContacts, editContact, getContact, listContacts, registerContacts, removeContact } from './index.ts';

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
				outcome: 'unknown'
			}
		});
	});

	it('may have several themes; each counts once, in the order of the form', () => {
		const read = readContact({ themes: ['law', 'health', 'law'] }, today);
		expect(read).toMatchObject({ ok: true, contact: { themes: ['health', 'law'] } });
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
		for (const field of ['name', 'phone', 'comment', 'registeredBy', 'isTest']) {
			expect(codes({ gender: 'man', [field]: 'x' })).toEqual([`${field}: unknownField`]);
		}
	});

	it('names each field that cannot be used', () => {
		expect(
			codes({ gender: 'male', channel: 7, themes: ['health', 'weather'], arenaId: 'x', language: 'norsk' })
		).toEqual([
			'channel: notAChoice',
			'arenaId: badArena',
			'gender: notAChoice',
			'language: badLanguage',
			'themes: badThemes'
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
		const { rows } = await house.asOwner(`select object_id from audit_entry where action = 'contact.edit'`);
		expect(rows).toEqual([{ object_id: id }]);
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
		const { rows } = await house.asOwner(`select 1 from audit_entry where action = 'contact.remove'`);
		expect(rows).toHaveLength(1);
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
		expect(readContactFilter(new URLSearchParams('from=yesterday&channel=pigeon&arena=1&gender=&theme=x'))).toEqual({});
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

it('knows the same themes as the database, in the same order', async () => {
	const { rows } = await house.asOwner('select code from contact_theme order by position');
	expect(rows.map(({ code }) => code)).toEqual(themes);
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
