import { afterEach, describe, expect, it } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { createArena } from '../arena/index.ts';
import { registerContacts, type ContactInput } from '../contact/index.ts';
import { divideYear, getFigure } from '../report/index.ts';
import { createOffer, openDay, tally } from '../offer/index.ts';
import { ask, listNames } from './ask.ts';
import { keepQuestion, listQuestions, removeQuestion, renameQuestion } from './keep-question.ts';
import { readQuestion, timesOf, wholeQuarters, type Question } from './question.ts';
import { writeCsv } from './write-table.ts';

const today = '2026-11-23';
const read = (asked: Record<string, string>): Question => {
	const said = readQuestion(asked, today);
	if (!said.ok) throw new Error(said.why);
	return said.question;
};
const why = (asked: Record<string, string>) => {
	const said = readQuestion(asked, today);
	return said.ok ? 'asked' : said.why;
};
const months = (from: string, to: string) => ({ period: 'months', from, to });

describe('a question', () => {
	it('left empty is the simplest one', () => {
		expect(read({})).toMatchObject({ measure: 'contacts', rows: 'gender', columns: null, period: 'thisYear' });
	});

	it.each([
		[{ measure: 'people' }, 'badMeasure'],
		[{ rows: 'worker' }, 'badDimension'],
		[{ measure: 'presences', rows: 'gender' }, 'badDimension'],
		[{ rows: 'gender', columns: 'gender' }, 'sameTwice'],
		[months('2012-13', '2012-14'), 'badMonth'],
		[months('2012-05', '2012-04'), 'turnedRound'],
		[months('2000-01', '2060-01'), 'tooLong'],
		[{ view: 'public', rows: 'arena', period: 'lastYear' }, 'notPublic'],
		[{ view: 'public', rows: 'month', period: 'lastYear' }, 'notPublic'],
		[{ view: 'public', measure: 'presenceContacts', rows: 'arenaClass', period: 'lastYear' }, 'notPublic'],
		[{ view: 'public' }, 'yearOnly'],
		[{ view: 'public', ...months('2025-01', '2025-06') }, 'yearOnly'],
		[{ view: 'public', period: 'lastFiveYears' }, 'yearOnly'],
		[{ view: 'public', period: 'lastYear', class: 'forum' }, 'noFilterInPublic'],
		[{ view: 'public', period: 'lastYear', measure: 'attendance', rows: 'offer' }, 'notPublic'],
		[{ measure: 'attendance', rows: 'offer', class: 'forum' }, 'noSuchFilter'],
		[{ measure: 'presences', rows: 'month', programme: '01970000-0000-7000-8000-000000000000' }, 'noSuchFilter'],
		[{ view: 'public', period: 'lastYear' }, 'asked']
	])('that cannot be asked says why: %j', (asked, code) => expect(why(asked as Record<string, string>)).toBe(code));

	it('covers whole quarters around its months, and every month in between', () => {
		expect(wholeQuarters({ from: '2012-02-01', to: '2012-02-29' })).toEqual({ from: '2012-01-01', to: '2012-03-31' });
		expect(timesOf('month', { from: '2011-12-01', to: '2012-02-29' })).toEqual([
			'2011-12-01',
			'2012-01-01',
			'2012-02-01'
		]);
		expect(timesOf('quarter', { from: '2011-12-01', to: '2012-02-29' })).toEqual(['2011-10-01', '2012-01-01']);
		expect(timesOf('year', { from: '2011-12-01', to: '2012-02-29' })).toEqual(['2011', '2012']);
	});
});

it('a file for a spreadsheet holds no formula', () => {
	const text = writeCsv({ title: '', heads: ['=1+1', 'a;b'], rows: [['@x', 3]], notes: [] });
	expect(text).toBe(`\uFEFF'=1+1;"a;b"\r\n'@x;3\r\n`);
});

const house = testDatabase();
afterEach(async () => {
	await house.asOwner('delete from contact');
	await house.asOwner(
		'truncate report_count, report_pair_count, question, report_told, report_division, report_told_part'
	);
});
const many = (count: number, contact: ContactInput): ContactInput[] => Array.from({ length: count }, () => contact);
const lead = () => house.ctx({ roles: ['lead'] });

describe('an answer', () => {
	it('counts contacts by one answer, with shares and every one of them', async () => {
		await house.setClock('2026-11-23T10:00:00Z');
		const ctx = await lead();
		await registerContacts(ctx, [...many(60, { gender: 'man' }), ...many(20, { gender: 'woman' })]);
		expect(await ask(ctx, read({}))).toMatchObject({
			total: 80,
			rows: [
				{ codes: ['man'], count: 60, percent: 75 },
				{ codes: ['woman'], count: 20, percent: 25 }
			],
			columns: []
		});
	});

	it('by month has a row for a month with nobody', async () => {
		const ctx = await lead();
		await registerContacts(ctx, [...many(3, { happenedOn: '2026-01-31' }), { happenedOn: '2026-03-01' }]);
		const answer = await ask(ctx, read({ rows: 'month', ...months('2026-01', '2026-03') }));
		expect(answer.rows.map(({ count }) => count)).toEqual([3, 0, 1]);
	});

	it('of two answers is the same before and after the contacts are forgotten', async () => {
		await house.setClock('2026-11-23T10:00:00Z');
		const ctx = await lead();
		await registerContacts(ctx, [
			...many(7, { happenedOn: '2025-02-03', gender: 'man', themes: ['health', 'law'] }),
			...many(2, { happenedOn: '2025-05-03', gender: 'woman', themes: ['health'] }),
			...many(4, { happenedOn: '2025-05-04', gender: 'woman' })
		]);
		const question = read({ rows: 'themeTop', columns: 'gender', ...months('2025-02', '2025-05') });
		const before = await ask(ctx, question);
		expect(before).toMatchObject({
			...{ total: 13, from: '2025-01-01', to: '2025-06-30', notes: ['wholeQuarters', 'severalPerContact'] },
			columns: [{ codes: ['man'] }, { codes: ['woman'] }],
			rows: [
				{ codes: ['health'], count: 9, cells: [7, 2] },
				{ codes: ['law'], count: 7, cells: [7, 0] }
			]
		});
		await house.setClock('2027-12-01T10:00:00Z');
		expect((await house.asOwner('select report_forget_contacts(1000) as n')).rows[0].n).toBe(13);
		const { rows, columns, total } = await ask(await house.later(ctx), question);
		expect({ rows, columns, total }).toEqual({ rows: before.rows, columns: before.columns, total: before.total });
	});

	it('is narrowed to one kind of place', async () => {
		await house.setClock('2026-11-23T10:00:00Z');
		const ctx = await lead();
		const arena = await createArena(ctx, { codeName: 'Side Q', class: 'forum' });
		if (!arena.ok) throw new Error('no arena');
		await registerContacts(ctx, [...many(3, { arenaId: arena.id, gender: 'man' }), { gender: 'woman' }]);
		expect(await ask(ctx, read({ class: 'forum' }))).toMatchObject({ total: 3, rows: [{ codes: ['man'], count: 3 }] });
	});

	it('counts presences that were held, with the hours; one that is only planned is none', async () => {
		const ctx = await lead();
		const arena = await createArena(ctx, { codeName: 'Side P', class: 'sexChat' });
		if (!arena.ok) throw new Error('no arena');
		await house.asOwner(
			`insert into arena_presence (id, arena_id, day, held_from, held_until, contacts) values
			(gen_random_uuid(), $1, '2026-03-02', '2026-03-02T18:00Z', '2026-03-02T20:30Z', 0),
			(gen_random_uuid(), $1, '2026-03-03', '2026-03-03T18:00Z', '2026-03-03T20:00Z', 4)`,
			[arena.id]
		);
		const of = async (measure: string) => (await ask(ctx, read({ measure, rows: 'arenaClass' }))).rows[0]?.count;
		expect([await of('presences'), await of('presenceHours'), await of('presenceContacts')]).toEqual([2, 5, 4]);
	});

	it('counts who came to an offer, with real zeros; a day that was not open is not there', async () => {
		await house.setClock('2026-11-23T10:00:00Z');
		const ctx = await lead();
		const offer = await createOffer(ctx, {
			...{ name: 'Kveldsklinikk', unit: 'besøk', startsOn: '2026-02-01', endsOn: '2026-03-31', campaignId: null },
			...{ places: null, countsDoses: false, hypothesis: '', channels: '', decisionRule: '' }
		});
		if (!offer.ok) throw new Error('no offer');
		for (const day of ['2026-02-28', '2026-03-02', '2026-03-09']) await openDay(ctx, offer.id, day);
		await tally(ctx, offer.id, '2026-03-02', { source: 'web', received: 'none', dose: 1 }, 3);
		const of = async (asked: Record<string, string>) => ask(ctx, read({ measure: 'attendance', ...asked }));
		expect((await of({ rows: 'offer' })).rows).toMatchObject([{ codes: [offer.id], count: 3 }]);
		const perMonth = await of({ rows: 'month', period: 'months', from: '2026-01', to: '2026-03' });
		expect(perMonth.rows.map(({ count }) => count)).toEqual([0, 0, 3]);
		const byDay = await of({ rows: 'offer', columns: 'weekday' });
		// Saturday the 28th nobody came; two Mondays, three in all.
		expect(byDay.columns.map(({ codes }) => codes[0])).toEqual(['1', '6']);
		expect(byDay.rows[0]!.cells).toEqual([3, 0]);
		expect((await listNames(ctx)).offers).toEqual([{ id: offer.id, name: 'Kveldsklinikk' }]);
	});

	it('in public merges what the report merges, and divides only what is large enough', async () => {
		await house.setClock('2026-11-23T10:00:00Z');
		const ctx = await lead();
		await registerContacts(ctx, [
			...many(342, { happenedOn: '2025-03-01', gender: 'man', outcome: 'answered' }),
			...many(6, { happenedOn: '2025-03-01', gender: 'woman' }),
			...many(1, { happenedOn: '2025-03-01', gender: 'trans' }),
			...many(5, { happenedOn: '2025-03-01', gender: 'notStated' })
		]);
		const alone = await ask(ctx, read({ view: 'public', period: 'lastYear' }));
		expect(alone.rows.map(({ count }) => count)).toEqual([342, 6, 6]);
	});

	it('of two in public is told where the year is divided by one of them, in one way whichever way it is asked', async () => {
		await house.setClock('2026-11-23T10:00:00Z');
		const ctx = await lead();
		await registerContacts(ctx, [
			...many(100, { happenedOn: '2025-03-01', gender: 'man', outcome: 'answered' }),
			...many(80, { happenedOn: '2025-03-01', gender: 'woman', outcome: 'answered' }),
			...many(30, { happenedOn: '2025-03-01', gender: 'man', outcome: 'referredToUs' }),
			...many(2, { happenedOn: '2025-03-01', gender: 'woman', outcome: 'referredToUs' })
		]);
		const of = (asked: Record<string, string>) => ask(ctx, read({ view: 'public', period: 'lastYear', ...asked }));
		expect(await of({ columns: 'outcome' })).toMatchObject({ rows: [], total: null, notes: ['dividedOtherwise'] });
		expect(await divideYear(ctx, '2025', 'gender')).toEqual({ ok: true });
		const table = await of({ columns: 'outcome' });
		expect(table).toMatchObject({
			rows: [
				{ codes: ['man'], count: 130 },
				{ codes: ['woman'], count: 82 }
			],
			notes: expect.arrayContaining(['smallHidden'])
		});
		const place = table.columns.findIndex(({ codes }) => codes.includes('referredToUs'));
		expect(table.rows.map(({ cells }) => cells![place])).toEqual([null, null]);
		const turned = await of({ rows: 'outcome', columns: 'gender' });
		expect(turned.rows.map(({ cells }) => cells)).toEqual(
			turned.rows.map((_, answer) => table.rows.map(({ cells }) => cells![answer]))
		);
		// Another pair of the same year would stand beside it.
		expect(await of({ rows: 'outcome', columns: 'weekday' })).toMatchObject({ notes: ['dividedOtherwise'] });
		expect((await of({ rows: 'outcome' })).total).toBe(212);
	});

	it('in public is the same after one more contact, and the same as the report tells', async () => {
		await house.setClock('2026-11-23T10:00:00Z');
		const ctx = await lead();
		await registerContacts(ctx, many(60, { happenedOn: '2025-03-01', gender: 'man' }));
		const question = read({ view: 'public', period: 'lastYear' });
		const before = await ask(ctx, question);
		await registerContacts(ctx, [{ happenedOn: '2025-03-01', gender: 'woman' }]);
		expect(await ask(ctx, question)).toEqual(before);
		const figure = await getFigure(ctx, 'gender', { from: '2025-01-01', to: '2025-12-31', view: 'public' });
		expect(figure.cells.map(({ count }) => count)).toEqual(before.rows.map(({ count }) => count));
	});

	it('of ads in public hides an ordinary week with a few, and is not divided by place', async () => {
		const ctx = await lead();
		const arena = await createArena(ctx, { codeName: 'Side A', class: 'escortSite' });
		if (!arena.ok) throw new Error('no arena');
		await house.asOwner(
			`insert into arena_ad_count (arena_id, week, category, ads) values
			($1, '2025-03-03', 'man', 70), ($1, '2025-03-03', 'trans', 2)`,
			[arena.id]
		);
		const of = (asked: Record<string, string>) =>
			ask(ctx, read({ measure: 'adsPerWeek', period: 'lastYear', ...asked }));
		expect((await of({ rows: 'category' })).rows.map(({ count }) => count)).toEqual([70, 2]);
		expect(await of({ rows: 'category', view: 'public' })).toMatchObject({
			rows: [{ count: 70 }, { count: null }],
			notes: ['usualWeek', 'smallHidden']
		});
		expect(why({ measure: 'adsPerWeek', rows: 'arenaClass', view: 'public', period: 'lastYear' })).toBe('notPublic');
	});

	it('is for those who may read it', async () => {
		const peer = await house.ctx({ roles: ['peer'] });
		const nobody = await house.ctx({ roles: [] });
		await expect(ask(nobody, read({}))).rejects.toMatchObject({ code: 'forbidden' });
		await expect(ask(peer, read({ view: 'public', period: 'lastYear' }))).resolves.toMatchObject({ total: 0 });
	});
});

describe('a question that is kept', () => {
	it('is one’s own until it is shared, and removed by whoever kept it', async () => {
		const [jonas, sara] = [await lead(), await house.ctx({ roles: ['analyst'] })];
		const kept = await keepQuestion(jonas, read({ rows: 'outcome' }), { name: ' Hva ble gjort? ', isShared: false });
		if (!kept.ok) throw new Error(kept.why);
		expect(await listQuestions(jonas)).toMatchObject([{ name: 'Hva ble gjort?', rows: 'outcome', isMine: true }]);
		expect(await listQuestions(sara)).toEqual([]);
		expect(await removeQuestion(sara, kept.id)).toEqual({ ok: false, why: 'notFound' });
		const shared = await keepQuestion(jonas, read({}), { name: 'Kjønn', isShared: true });
		if (!shared.ok) throw new Error(shared.why);
		expect(await listQuestions(sara)).toMatchObject([{ name: 'Kjønn', isMine: false }]);
		expect(await removeQuestion(sara, shared.id)).toEqual({ ok: false, why: 'forbidden' });
		expect(await removeQuestion(jonas, shared.id)).toEqual({ ok: true });
	});

	it('is given another name by whoever kept it, and asks the same as before', async () => {
		const [jonas, sara] = [await lead(), await house.ctx({ roles: ['analyst'] })];
		const kept = await keepQuestion(jonas, read({ rows: 'outcome' }), { name: 'Hva?', isShared: true });
		if (!kept.ok) throw new Error(kept.why);
		expect(await renameQuestion(sara, kept.id, 'Mitt')).toEqual({ ok: false, why: 'forbidden' });
		expect(await renameQuestion(jonas, kept.id, '  ')).toEqual({ ok: false, why: 'nameMissing' });
		expect(await renameQuestion(jonas, kept.id, 'x'.repeat(121))).toEqual({ ok: false, why: 'nameTooLong' });
		expect(await renameQuestion(jonas, 'x', 'y')).toEqual({ ok: false, why: 'notFound' });
		expect(await renameQuestion(jonas, kept.id, ' Hva ble gjort? ')).toEqual({ ok: true });
		expect(await listQuestions(sara)).toMatchObject([{ name: 'Hva ble gjort?', rows: 'outcome' }]);
	});

	it('needs a name, and somebody who may keep it', async () => {
		const adviser = await house.ctx({ roles: ['adviser'] });
		expect(await keepQuestion(adviser, read({}), { name: 'x', isShared: true })).toEqual({
			ok: false,
			why: 'forbidden'
		});
		expect(await keepQuestion(await lead(), read({}), { name: ' ', isShared: true })).toEqual({
			ok: false,
			why: 'nameMissing'
		});
	});
});

describe('the analyst’s log-in', () => {
	const views = [
		...['report_ads', 'report_aggregates', 'report_arenas', 'report_monthly_contacts'],
		...['report_presences', 'report_programmes', 'report_quarterly_pairs', 'report_themes']
	];

	it('reads the views, as they are documented, and nothing else', async () => {
		const { rows } = await house.asOwner(
			`select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'v', 'm', 'p')
				and (has_table_privilege('lykt_analyst', oid, 'select, insert, update, delete, truncate')
					or has_any_column_privilege('lykt_analyst', oid, 'select, insert, update'))
			order by 1`
		);
		expect(rows.map(({ name }: { name: string }) => name)).toEqual(views);
		const written = await house.asOwner(
			`select relname from pg_class where relnamespace = 'public'::regnamespace
				and has_table_privilege('lykt_analyst', oid, 'insert, update, delete, truncate')`
		);
		expect(written.rows).toEqual([]);
	});

	it('can really read every one of them, and not a contact; it may not log in by itself', async () => {
		const { rows } = await house.asOwner(`select rolcanlogin, rolsuper from pg_roles where rolname = 'lykt_analyst'`);
		expect(rows).toEqual([{ rolcanlogin: false, rolsuper: false }]);
		await registerContacts(await lead(), [{ gender: 'man', themes: ['health'] }]);
		for (const view of views) {
			const read = await house.asOwner(`do $$ begin set local role lykt_analyst; perform * from ${view}; end $$`);
			expect(read.command).toBe('DO');
		}
		await expect(
			house.asOwner(`do $$ begin set local role lykt_analyst; perform * from contact; end $$`)
		).rejects.toThrow('permission denied');
	});

	it('has no column for a name of anybody, a worker, a tag or a text', async () => {
		const { rows } = await house.asOwner(
			`select distinct column_name as name from information_schema.columns where table_name = any ($1) order by 1`,
			[views]
		);
		const names = rows.map(({ name }: { name: string }) => name).join(' ');
		expect(names).toContain('contacts');
		expect(names).not.toMatch(/contact_id|staff|user_id|created_by|tag|sealed|nick|phone|text|registered_at/);
	});
});
