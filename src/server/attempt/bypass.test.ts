// What the application's own log-in can do to the gate with SQL of its own: nothing that leads to a contact too many.
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import type { StaffActor } from '../shared/actor.ts';
import { newId } from '../shared/ids.ts';

const house = testDatabase();
const now = '2026-11-24T12:00:00Z';
let staff: pg.Pool;
let kari: StaffActor;
let ola: StaffActor;
let campaign: string;
let other: string;
let arena: string;

beforeAll(async () => {
	staff = new pg.Pool({ connectionString: house.staffUrl, max: 4 });
	await house.setClock(now);
	kari = (await house.ctx({ name: 'kari' })).actor;
	ola = (await house.ctx({ name: 'ola', roles: ['lead'] })).actor;
	campaign = await aCampaign('running');
	other = await aCampaign('running');
	arena = await anArena(null);
});
afterAll(() => staff.end());

describe('the tables of the gate', () => {
	test('are read, and written by nobody', async () => {
		const { tag, id } = await contacted();
		expect((await sql('select kind from suppression_hold where tag = $1', [tag.hold])).rows).toEqual([
			{ kind: 'contacted' }
		]);
		for (const statement of [
			`insert into suppression_hold (tag, kind, changed_at) values (decode(repeat('00', 32), 'hex'), 'optedOut', now())`,
			`update suppression_hold set until = now()`,
			`delete from suppression_hold`,
			`truncate suppression_hold`,
			`insert into attempt select * from attempt`,
			`update attempt set state = 'claimed'`,
			`delete from attempt`,
			`alter table attempt disable trigger all`,
			`drop trigger campaign_must_be_live on attempt`,
			`set session_replication_role = replica`,
			`update db_clock set shift = '7 months'`,
			`create or replace function db_now() returns timestamptz language sql as 'select now()'`
		]) {
			await expect(sql(statement), statement).rejects.toThrow(/permission denied|must be owner/);
		}
		expect(await stateOf(id)).toBe('handedOver');
	});

	test('no function is open to everybody, whoever forgot to close it; the visitors’ log-in reaches none of the gate', async () => {
		const { rows } = await house.asOwner(
			`select p.proname from pg_proc p where p.pronamespace = 'public'::regnamespace and (
				exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) where grantee = 0)
				or p.proname ~ '^(attempt|suppression|campaign|delivery)_' and has_function_privilege('lykt_visitor', p.oid, 'execute'))`
		);
		expect(rows).toEqual([]);
		await house.asOwner('create function attempt_forgotten() returns int language sql as $$ select 1 $$');
		expect(
			(await house.asOwner(`select has_function_privilege('lykt_visitor', 'attempt_forgotten()', 'execute') as may`))
				.rows
		).toEqual([{ may: false }]);
		await house.asOwner('drop function attempt_forgotten()');
	});
});

describe('first messages with crooked arguments', () => {
	test.each([
		['no time', '0 minutes'],
		['a time that is over', '-1 hour'],
		['two hours', '2 hours'],
		['for ever', 'infinity'],
		['null', null]
	])('a claim for %s is refused', async (_, length) => {
		await refuses(claim({ claim: length }), /a claim lasts/);
		await refuses(byHand({ claim: length }), /a claim lasts/);
	});

	test.each([2024, 2027, 0, null])('a log of the year %s is refused', async (year) => {
		await refuses(claim({ year }), /the log is kept/);
		await refuses(byHand({ year }), /the log is kept/);
	});

	test.each([1, 3, null])('rule %s, which the database does not keep, is refused', async (rule) => {
		await refuses(claim({ rule }), /rule of the database/);
		await refuses(byHand({ rule }), /rule of the database/);
	});

	test('the same address twice gets one claim; the same attempt for two addresses gets none', async () => {
		const [tag, second] = [await listed(), await listed()];
		expect(await claim({ tags: [tag, tag], ids: [newId(), newId()] })).toHaveLength(1);
		const id = newId();
		const [third] = [await listed()];
		await refuses(claim({ tags: [second, third], ids: [id, id] }), /duplicate key/);
		expect(await holdOf(second)).toBeUndefined();
		expect(await holdOf(third)).toBeUndefined();
	});

	test('missing ids, tags and campaigns claim nothing and hold nobody back', async () => {
		const tag = await listed();
		expect(await claim({ tags: [tag], ids: [null] })).toEqual([]);
		expect(await claim({ tags: [tag], ids: [] })).toEqual([]);
		expect(await claim({ tags: [{ hold: null, log: tag.log }] })).toEqual([]);
		expect(await claim({ tags: [{ hold: tag.hold, log: null }] })).toEqual([]);
		expect(await claim({ tags: [tag], campaign: null })).toEqual([]);
		expect(await holdOf(tag)).toBeUndefined();
		expect(await claim({ tags: [tag] })).toHaveLength(1);
	});

	test('an attempt of another campaign is not taken over', async () => {
		const theirs = await listed(other);
		const id = newId();
		expect(await claim({ tags: [theirs], ids: [id], campaign: other })).toEqual([id]);
		await refuses(claim({ tags: [await listed()], ids: [id] }), /duplicate key/);
		expect((await holdOf(theirs))!.campaign_id).toBe(other);
	});

	test('a campaign in any state but running gives no claim, whatever stands on its list', async () => {
		for (const state of ['draft', 'approved', 'paused', 'closed']) {
			const id = await aCampaign(state);
			const tag = await listed(id);
			await refuses(claim({ tags: [tag], campaign: id }), /approved campaign|running campaign/);
			expect(await holdOf(tag)).toBeUndefined();
		}
	});
});

describe('by hand with crooked arguments', () => {
	test('without a task, with two, or for an arena that is closed or none', async () => {
		expect(await byHand({})).toMatchObject({ verdict: 'go' });
		await refuses(byHand({ arena: null }), /needs a task/);
		await refuses(byHand({ campaign, arena }), /needs a task/);
		for (const id of [newId(), await anArena(now)]) {
			const tag = aTag();
			expect(await byHand({ tag, arena: id })).toMatchObject({ verdict: 'arenaClosed', attempt_id: null });
			expect(await holdOf(tag)).toBeUndefined();
		}
		for (const state of ['draft', 'approved', 'paused', 'closed']) {
			const tag = aTag();
			const task = { campaign: await aCampaign(state), arena: null, channel: 'sms' };
			expect(await byHand({ tag, ...task })).toMatchObject({ verdict: 'campaignClosed', attempt_id: null });
			expect(await holdOf(tag)).toBeUndefined();
		}
	});

	test('in nobody’s name, or a service account’s, or that of somebody who left', async () => {
		const service = (await house.ctx({ name: 'service' })).actor.id;
		const left = (await house.ctx({ name: 'left' })).actor.id;
		await house.asOwner(`update staff_user set kind = 'service' where id = $1`, [service]);
		await house.asOwner('update staff_user set disabled_at = now() where id = $1', [left]);
		for (const actor of [null, newId(), service, left]) await refuses(byHand({ actor }), /only a person/);
	});

	test('a channel that is not of the task', async () => {
		for (const channel of ['sms', 'call', 'smoke', null]) await refuses(byHand({ channel }), /constraint/);
		await refuses(byHand({ campaign, arena: null, channel: 'arenaMessage' }), /constraint/);
	});

	test('an id that is taken, a tag that is none', async () => {
		const { id } = await contacted();
		const tag = aTag();
		await refuses(byHand({ tag, id }), /duplicate key/);
		expect(await holdOf(tag)).toBeUndefined();
		await refuses(byHand({ tag: { hold: null, log: tag.log } }), /null value/);
		await refuses(byHand({ tag: { hold: randomBytes(31), log: tag.log } }), /constraint/);
		await refuses(byHand({ tag: { hold: tag.hold, log: null } }), /null value/);
	});

	test('no message through a gateway ever stands on it', async () => {
		const tag = aTag();
		const id = newId();
		expect(await byHand({ tag, id, campaign, arena: null, channel: 'sms' })).toMatchObject({ verdict: 'go' });
		await sql(`select attempt_settle_by_hand($1, $2, 'sms', null, false)`, [id, kari.id]);
		expect(await stateOf(id)).toBe('handedOver');
		for (const purpose of ['first', 'byHand']) await refuses(message(id, purpose), /handed over|constraint/);
	});

	test('is settled and released in its own name only, through its own functions only, and once', async () => {
		const tag = aTag();
		const id = newId();
		await byHand({ tag, id });
		expect(await one(`select attempt_release(array[$1::uuid])`, [id])).toBe(0);
		expect((await sql(`select attempt_hand_over(array[$1::uuid])`, [id])).rows).toEqual([]);
		expect(await one(`select attempt_settle_by_hand($1, $2, 'arenaMessage', null, false)`, [id, ola.id])).toBe(false);
		expect(await one(`select attempt_settle_by_hand($1, null, 'arenaMessage', null, false)`, [id])).toBe(false);
		expect(await one(`select attempt_release_by_hand($1, $2, false)`, [id, ola.id])).toBe(false);
		await refuses(sql(`select attempt_settle_by_hand($1, $2, 'call', null, false)`, [id, kari.id]), /a call ends/);
		await refuses(sql(`select attempt_settle_by_hand($1, $2, 'sms', null, false)`, [id, kari.id]), /constraint/);
		expect((await holdOf(tag))!.kind).toBe('claimed');
		expect(await one(`select attempt_settle_by_hand($1, $2, 'arenaMessage', null, false)`, [id, kari.id])).toBe(true);
		expect(await one(`select attempt_release_by_hand($1, $2, false)`, [id, kari.id])).toBe(false);
		expect((await holdOf(tag))!.kind).toBe('contacted');
	});
});

describe('what was handed over', () => {
	test('is neither released, nor handed over again, nor freed by forgetting what expired', async () => {
		const { tag, id } = await contacted();
		const before = await holdOf(tag);
		expect(await one(`select attempt_release(array[$1::uuid])`, [id])).toBe(0);
		expect((await sql(`select attempt_hand_over(array[$1::uuid])`, [id])).rows).toEqual([]);
		await sql(`select suppression_forget_expired()`);
		await sql(`select attempt_settle_lapsed()`);
		expect(await holdOf(tag)).toEqual(before);
		expect(await claim({ tags: [tag] })).toEqual([]);
	});

	test('a claim that another let go of is not handed over', async () => {
		const tag = await listed();
		const [id] = await claim({ tags: [tag] });
		expect(await one(`select attempt_release(array[$1::uuid])`, [id])).toBe(1);
		expect((await sql(`select attempt_hand_over(array[$1::uuid])`, [id])).rows).toEqual([]);
	});

	test('carries one message, for the purpose and the campaign it was made for', async () => {
		const { id } = await contacted();
		await refuses(message(id, 'reply'), /handed over|constraint/);
		await refuses(message(id, 'first', other), /handed over/);
		await message(id, 'first');
		await refuses(message(id, 'first'), /duplicate key/);
		await refuses(sql(`update delivery_message set attempt_id = $1`, [newId()]), /permission denied/);
	});
});

describe('follow-up calls with crooked arguments', () => {
	const call = (tag: Tag, { log = tag.log, of = campaign, claim = '30 minutes' } = {}) =>
		one(`select attempt_claim_follow_up($1, $2, $3, $4, 2026, 2, $5, $6::interval)`, [
			of,
			newId(),
			tag.hold,
			log,
			kari.id,
			claim
		]);

	test('another log tag does not hide that two calls were made', async () => {
		const { tag } = await contacted();
		expect(await call(tag, { log: randomBytes(32) })).toBe('claimed');
		expect(await call(tag)).toBe('go');
		expect(await call(tag, { log: randomBytes(32) })).toBe('claimed');
	});

	test('another campaign, a claim without end, an address that nobody wrote to', async () => {
		const { tag } = await contacted();
		expect(await call(tag, { of: other })).toBe('claimed');
		await refuses(call(tag, { claim: '1 year' }), /a claim lasts/);
		expect(await call(await listed())).toBe('claimed');
		const out = await contacted();
		await sql('select suppression_opt_out(array[$1::bytea])', [out.tag.hold]);
		expect(await call(out.tag)).toBe('optedOut');
	});

	test('a call is not settled on another address, nor without an end', async () => {
		const { tag } = await contacted();
		const elsewhere = await contacted();
		expect(await call(tag)).toBe('go');
		const { rows } = await sql(`select id from attempt where step = 'followUp' and log_tag = $1`, [tag.log]);
		const before = await holdOf(elsewhere.tag);
		expect(await one(`select attempt_settle_call($1, $2, 'reached')`, [rows[0].id, elsewhere.tag.hold])).toBe(false);
		await refuses(sql(`select attempt_settle_call($1, $2, null)`, [rows[0].id, tag.hold]), /a call ends/);
		await refuses(sql(`select attempt_settle_call($1, $2, 'voicemail')`, [rows[0].id, tag.hold]), /constraint/);
		expect(await holdOf(elsewhere.tag)).toEqual(before);
		expect(await one(`select attempt_settle_call($1, $2, 'reached')`, [rows[0].id, tag.hold])).toBe(true);
	});
});

describe('opting out and answering', () => {
	test('junk is refused, and an opt-out is not made shorter by anything', async () => {
		const tag = await listed();
		await refuses(sql('select suppression_opt_out(array[null::bytea])'), /null value/);
		await refuses(sql(`select suppression_opt_out(array['\\x00'::bytea])`), /constraint/);
		await sql('select suppression_opt_out(array[$1::bytea])', [tag.hold]);
		await sql('select suppression_forget_expired(), attempt_settle_lapsed()');
		expect(await claim({ tags: [tag] })).toEqual([]);
		expect(await byHand({ tag })).toMatchObject({ verdict: 'optedOut' });
		expect((await holdOf(tag))!.kind).toBe('optedOut');
	});

	test('a first contact does not dress up as an answer, and a reply does not survive a STOP that came meanwhile', async () => {
		const tag = aTag();
		const inbound = newId();
		await sql(
			`insert into delivery_inbound (id, gateway, provider_ref, hold_tag, meaning, conversation_id, received_at)
			values ($1::uuid, 'loopback', $1::uuid::text, $2, 'other', $3, $4)`,
			[inbound, tag.hold, newId(), now]
		);
		const answer = (step: string, id: string) =>
			one(`select attempt_claim_answer($1, $2, $3, $4, $5, 2026, 2, null, '10 minutes')`, [
				step,
				id,
				inbound,
				tag.hold,
				tag.log
			]);
		for (const step of ['first', 'byHand', 'followUp']) await refuses(answer(step, newId()), /constraint/);
		const id = newId();
		expect(await answer('reply', id)).toBe(true);
		await sql('select suppression_opt_out(array[$1::bytea])', [tag.hold]);
		expect((await sql('select attempt_hand_over(array[$1::uuid])', [id])).rows).toEqual([]);
	});
});

type Tag = { hold: Buffer; log: Buffer };
type Loose = { hold: Buffer | null; log: Buffer | null };

const sql = (text: string, values: unknown[] = []) => staff.query(text, values);
const one = async (text: string, values: unknown[]) => Object.values((await sql(text, values)).rows[0])[0];
const refuses = (attempt: Promise<unknown>, why: RegExp) => expect(attempt).rejects.toThrow(why);
const aTag = (): Tag => ({ hold: randomBytes(32), log: randomBytes(32) });
const listed = async (of = campaign): Promise<Tag> => (await house.onList(of, [aTag()]))[0]!;

async function claim(asked: {
	tags?: Loose[];
	ids?: (string | null)[];
	campaign?: string | null;
	claim?: string | null;
	year?: number | null;
	rule?: number | null;
}): Promise<string[]> {
	const tags = asked.tags ?? [await listed()];
	const ids = asked.ids ?? tags.map(() => newId());
	const { rows } = await sql(
		`select attempt_claim_first($1, $2::uuid[], $3::bytea[], $4::bytea[], $5, $6, null, $7::interval) as id`,
		[
			'campaign' in asked ? asked.campaign : campaign,
			ids,
			tags.map(({ hold }) => hold),
			tags.map(({ log }) => log),
			'year' in asked ? asked.year : 2026,
			'rule' in asked ? asked.rule : 2,
			'claim' in asked ? asked.claim : '10 minutes'
		]
	);
	return rows.map((row) => row.id as string);
}

async function byHand(asked: {
	tag?: Loose;
	id?: string;
	campaign?: string | null;
	arena?: string | null;
	channel?: string | null;
	actor?: string | null;
	claim?: string | null;
	year?: number | null;
	rule?: number | null;
}): Promise<{ verdict: string; attempt_id: string | null }> {
	const tag = asked.tag ?? aTag();
	const { rows } = await sql(`select * from attempt_claim_by_hand($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::interval)`, [
		asked.id ?? newId(),
		asked.campaign ?? null,
		'arena' in asked ? asked.arena : arena,
		'channel' in asked ? asked.channel : 'arenaMessage',
		tag.hold,
		tag.log,
		'year' in asked ? asked.year : 2026,
		'rule' in asked ? asked.rule : 2,
		'actor' in asked ? asked.actor : kari.id,
		'claim' in asked ? asked.claim : '30 minutes'
	]);
	return rows[0];
}

async function contacted(): Promise<{ tag: Tag; id: string }> {
	const tag = await listed();
	const [id] = await claim({ tags: [tag] });
	await sql('select attempt_hand_over(array[$1::uuid])', [id]);
	await sql(`update campaign_recipient set state = 'sent' where hold_tag = $1`, [tag.hold]);
	return { tag, id: id! };
}

const message = (attemptId: string, purpose: string, of = campaign) =>
	sql(
		`insert into delivery_message (id, attempt_id, purpose, campaign_id, recipient_id, gateway, created_at)
		values ($1, $2, $3, $4, $1, 'loopback', now())`,
		[newId(), attemptId, purpose, of]
	);

const holdOf = async (tag: Tag) => (await sql('select * from suppression_hold where tag = $1', [tag.hold])).rows[0];
const stateOf = async (id: string) => (await sql('select state from attempt where id = $1', [id])).rows[0].state;

async function anArena(closedAt: string | null): Promise<string> {
	const id = newId();
	await house.asOwner(
		`insert into arena (id, code_name, class, created_at, closed_at) values ($1::uuid, $1::uuid::text, 'forum', now(), $2)`,
		[id, closedAt]
	);
	return id;
}

async function aCampaign(state: string): Promise<string> {
	const id = newId();
	await house.asOwner(
		`insert into campaign (id, name, goal, ends_on, sender, state, created_by, created_at, approved_by) values ($1, 'vinter', 'mål', '2030-12-31', 'Lykt', $2, $3, now(), $4)`,
		[id, state, kari.id, state === 'draft' ? null : ola.id]
	);
	return id;
}
