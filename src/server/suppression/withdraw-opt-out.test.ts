import { beforeEach, expect, test } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import type { Ctx } from '../db/index.ts';
import type { StaffActor } from '../shared/actor.ts';
import { newId } from '../shared/ids.ts';
import { tagNumbers } from '../vault/index.ts';
import {
	approveWithdrawal,
	askWithdrawalForNumber,
	askWithdrawalInWriting,
	forgetWithdrawals,
	listHolds,
	listWithdrawals,
	noteContact,
	optOut,
	refuseWithdrawal
} from './index.ts';

const house = testDatabase();
let kari: Ctx & { actor: StaffActor };
let jonas: Ctx & { actor: StaffActor };
let ola: Ctx & { actor: StaffActor };
let last = 0;
let number: string;
let tag: Buffer;

beforeEach(async () => {
	await house.setClock('2026-11-24T11:00:00Z');
	kari = await house.ctx({ name: 'kari', roles: ['lead'] });
	jonas = await house.ctx({ name: 'jonas', roles: ['lead'] });
	ola = await house.ctx({ name: 'ola', roles: ['adviser'] });
	number = `+47900820${String(++last).padStart(2, '0')}`;
	const tagged = await tagNumbers(kari, [number], 'inbound');
	tag = (tagged.ok && tagged.tags[0]!.hold) as Buffer;
	await house.asOwner('delete from suppression_withdrawal');
});

const kind = async () => (await listHolds(kari, [tag]))[0]!.kind;
const idOfWish = async () => (await listWithdrawals(kari))[0]!.id;

test('an opt-out is lifted when another lead approves, and the six months from the opt-out stay', async () => {
	await optOut(ola, [tag]);
	await house.setClock('2026-12-01T11:00:00Z');
	expect(await askWithdrawalForNumber(await house.later(kari), number, 'byPhone')).toEqual({ ok: true });
	expect(await kind()).toBe('optedOut');
	const [wish] = await listWithdrawals(await house.later(jonas));
	expect(wish).toMatchObject({ ground: 'byPhone', askedByName: 'kari', isMine: false, conversationId: null });
	expect(await approveWithdrawal(await house.later(jonas), wish!.id)).toEqual({ ok: true });
	expect((await listHolds(kari, [tag]))[0]).toMatchObject({
		kind: 'contacted',
		until: new Date('2027-05-23T22:00:00Z')
	});
	expect(await listWithdrawals(await house.later(jonas))).toEqual([]);
});

test('an opt-out older than six months leaves nothing behind when it is lifted', async () => {
	await optOut(ola, [tag]);
	await house.setClock('2027-06-01T11:00:00Z');
	await askWithdrawalForNumber(await house.later(kari), number, 'inPerson');
	expect(await approveWithdrawal(await house.later(jonas), await idOf(jonas))).toEqual({ ok: true });
	expect(await kind()).toBeNull();
});

test('nobody approves their own wish: the code refuses, and so does the database', async () => {
	await optOut(ola, [tag]);
	await askWithdrawalForNumber(kari, number, 'byPhone');
	const id = await idOfWish();
	expect(await approveWithdrawal(kari, id)).toEqual({ ok: false, why: 'samePerson' });
	const asked = await house.asOwner('select suppression_withdraw($1, $2) as answer', [id, kari.actor.id]);
	expect(asked.rows).toEqual([{ answer: 'samePerson' }]);
	expect(await approveWithdrawal(ola, id)).toEqual({ ok: false, why: 'forbidden' });
	const adviser = await house.asOwner('select suppression_withdraw($1, $2) as answer', [id, ola.actor.id]);
	expect(adviser.rows).toEqual([{ answer: 'forbidden' }]);
	expect(await kind()).toBe('optedOut');
	expect(await approveWithdrawal(jonas, id)).toEqual({ ok: true });
	expect(await kind()).toBe('contacted');
});

test('a STOP in between makes the wish void, though the address had opted out all along', async () => {
	await optOut(ola, [tag]);
	await askWithdrawalForNumber(kari, number, 'byPhone');
	const id = await idOfWish();
	await optOut(ola, [tag]);
	expect(await approveWithdrawal(jonas, id)).toEqual({ ok: false, why: 'gone' });
	expect(await kind()).toBe('optedOut');
});

test('after fourteen days a wish is void, and forgotten in the night', async () => {
	await optOut(ola, [tag]);
	await askWithdrawalForNumber(kari, number, 'byPhone');
	const id = await idOfWish();
	await house.setClock('2026-12-08T11:00:01Z');
	expect(await listWithdrawals(await house.later(jonas))).toEqual([]);
	expect(await approveWithdrawal(await house.later(jonas), id)).toEqual({ ok: false, why: 'gone' });
	expect(await kind()).toBe('optedOut');
	expect(await forgetWithdrawals(await house.later(jonas))).toBe(1);
});

test('neither asking nor approving tells whether a number had opted out (E5)', async () => {
	const asked = await askWithdrawalForNumber(kari, number, 'byPhone');
	expect(asked).toEqual({ ok: true });
	expect(await approveWithdrawal(jonas, await idOfWish())).toEqual({ ok: true });
	expect(await kind()).toBeNull();
	const { rows } = await house.asOwner(
		"select distinct action, result from audit_entry where action like '%ithdraw%' and actor_id = any ($1) order by 1",
		[[kari.actor.id, jonas.actor.id]]
	);
	expect(rows).toEqual([
		{ action: 'suppression.askWithdrawal', result: 'byPhone' },
		{ action: 'suppression.withdraw', result: 'done' }
	]);
	await expect(sqlAsStaff('select hold_tag from suppression_withdrawal')).rejects.toThrow('permission denied');
	await expect(sqlAsStaff('update suppression_withdrawal set asked_by = asked_by')).rejects.toThrow(
		'permission denied'
	);
	await expect(
		sqlAsStaff('insert into suppression_withdrawal (id, asked_at) values (uuidv7(), now())')
	).rejects.toThrow('permission denied');
});

test('what somebody wrote must stand there, after the opt-out and after every stop', async () => {
	const conversationId = newId();
	const wrote = (meaning: string) =>
		house.asOwner(
			`insert into delivery_inbound (id, gateway, provider_ref, hold_tag, meaning, conversation_id, received_at)
			values ($1::uuid, 'test', $1::uuid::text, $2, $3, $4, db_now())`,
			[newId(), tag, meaning, conversationId]
		);
	await wrote('other');
	await house.setClock('2026-11-24T12:00:00Z');
	await wrote('stop');
	await optOut(ola, [tag]);
	await askWithdrawalInWriting(await house.later(ola), tag, conversationId);
	expect(await approveWithdrawal(await house.later(jonas), await idOf(jonas))).toEqual({ ok: false, why: 'noWords' });

	await house.setClock('2026-11-24T13:00:00Z');
	await wrote('other');
	await house.setClock('2026-11-24T14:00:00Z');
	await wrote('stop'); // the same opt-out, said again, and no row of the hold changes
	expect(await approveWithdrawal(await house.later(jonas), await idOf(jonas))).toEqual({ ok: false, why: 'noWords' });
	expect(await kind()).toBe('optedOut');

	await house.setClock('2026-11-24T15:00:00Z');
	await wrote('other');
	expect(await approveWithdrawal(await house.later(jonas), await idOf(jonas))).toEqual({ ok: true });
	expect(await kind()).toBe('contacted');
});

test('a wish is taken back by who asked, or refused by a lead; the opt-out stands', async () => {
	await optOut(ola, [tag]);
	await askWithdrawalInWriting(ola, tag, newId());
	const other = await house.ctx({ name: 'eva', roles: ['adviser'] });
	expect(await refuseWithdrawal(other, await idOfWish())).toEqual({ ok: false, why: 'forbidden' });
	expect(await refuseWithdrawal(ola, await idOfWish())).toEqual({ ok: true });
	await askWithdrawalForNumber(kari, number, 'byPhone');
	expect(await refuseWithdrawal(jonas, await idOfWish())).toEqual({ ok: true });
	expect(await listWithdrawals(kari)).toEqual([]);
	expect(await kind()).toBe('optedOut');
});

test('a contact outside a campaign holds the address for six months, and never lifts an opt-out', async () => {
	await noteContact(ola, tag);
	expect((await listHolds(ola, [tag]))[0]).toMatchObject({
		kind: 'contacted',
		until: new Date('2027-05-23T22:00:00Z')
	});
	await optOut(ola, [tag]);
	await noteContact(ola, tag);
	expect(await kind()).toBe('optedOut');
});

const idOf = async (who: Ctx) => (await listWithdrawals(await house.later(who)))[0]!.id;

async function sqlAsStaff(query: string): Promise<unknown> {
	const { sql } = await import('kysely');
	return sql.raw(query).execute(house.db);
}
