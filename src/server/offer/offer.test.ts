import { beforeAll, describe, expect, test } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import type { Ctx } from '#db';
import {
	createOffer,
	decideDay,
	decideOffer,
	editOffer,
	getOffer,
	listOffers,
	offerInput,
	openDay,
	readTally,
	receivedWhen,
	removeTally,
	shareInTenths,
	tally,
	type OfferInput,
	type Tally
} from './index.ts';
import * as v from 'valibot';

const house = testDatabase();
let kari: Ctx;
let peer: Ctx;
const friend: Tally = { source: 'friend', received: 'none', dose: 1 };

beforeAll(async () => {
	await house.setClock('2026-11-25T11:00:00Z');
	kari = await house.ctx({ roles: ['adviser'] });
	peer = await house.ctx({ roles: ['peer'] });
});

describe('R59: free HPV vaccine', () => {
	test('273 first doses, of whom 191 came by the message: 70.0 %; second and third doses are counted beside', async () => {
		const id = await anOffer({ countsDoses: true });
		const answers: [Tally, number][] = [
			[{ source: 'message', received: 'under1', dose: 1 }, 100],
			[{ source: 'message', received: 'from1to6', dose: 1 }, 60],
			[{ source: 'message', received: 'over6', dose: 1 }, 21],
			[{ source: 'message', received: 'unknown', dose: 1 }, 10],
			[friend, 50],
			[{ source: 'street', received: 'none', dose: 1 }, 12],
			[{ source: 'web', received: 'none', dose: 1 }, 10],
			[{ source: 'noAnswer', received: 'none', dose: 1 }, 10],
			[{ source: 'message', received: 'over6', dose: 2 }, 40],
			[{ source: 'friend', received: 'none', dose: 3 }, 7]
		];
		for (const [answer, count] of answers) await tally(kari, id, '2026-11-24', answer, count);
		const { sum } = await getOffer(kari, id);
		expect(sum.total).toBe(273);
		expect(sum.bySource[0]).toEqual({ source: 'message', count: 191 });
		expect(shareInTenths(191, sum.total)).toBe(700);
		expect(sum.byDose).toEqual([
			{ dose: 1, count: 273 },
			{ dose: 2, count: 40 },
			{ dose: 3, count: 7 }
		]);
		expect(sum.byReceived).toContainEqual({ received: 'over6', count: 21 }); // R70
	});

	test('a share needs fifty (R110)', () => {
		expect(shareInTenths(35, 50)).toBe(700);
		expect(shareInTenths(34, 49)).toBeUndefined();
	});

	test('nothing that is stored leads to a person, an hour or a recipient', async () => {
		const { rows } = await house.asOwner(
			`select table_name || '.' || column_name as column from information_schema.columns
			where table_name in ('offer_day', 'offer_tally') order by 1`
		);
		expect(rows.map((row: { column: string }) => row.column)).toEqual([
			'offer_day.day',
			'offer_day.offer_id',
			'offer_tally.count',
			'offer_tally.day',
			'offer_tally.dose',
			'offer_tally.offer_id',
			'offer_tally.received',
			'offer_tally.source'
		]);
		const keys = await house.asOwner(
			`select conrelid::regclass::text as from, confrelid::regclass::text as to from pg_constraint
			where contype = 'f' and conrelid::regclass::text like 'offer%' order by 1, 2`
		);
		expect(keys.rows).toEqual([
			{ from: 'offer', to: 'campaign' },
			{ from: 'offer_day', to: 'offer' },
			{ from: 'offer_tally', to: 'offer_day' }
		]);
		const id = await anOffer();
		await tally(peer, id, '2026-11-25', friend);
		await tally(peer, id, '2026-11-25', friend);
		const log = await house.asOwner(
			`select action, result, to_char(at at time zone 'Europe/Oslo', 'HH24:MI') as hour from audit_entry where object_id = $1 order by id`,
			[id]
		);
		expect(log.rows.map((row: { action: string }) => row.action)).toEqual(['offer.create', 'offer.openDay']);
		expect(log.rows[1]).toMatchObject({ result: '2026-11-25', hour: '00:00' });
	});
});

describe('R88: three evenings', () => {
	test('0, 0 and 0 are shown as 0; a day that was not open is not there', async () => {
		const id = await anOffer({ name: 'Kveldsåpent', unit: 'besøk' });
		for (const day of ['2026-11-04', '2026-11-11', '2026-11-18'])
			expect(await openDay(kari, id, day)).toEqual({ ok: true });
		await openDay(kari, id, '2026-11-18');
		expect((await getOffer(kari, id)).sum).toMatchObject({
			total: 0,
			byDay: [
				{ day: '2026-11-04', count: 0 },
				{ day: '2026-11-11', count: 0 },
				{ day: '2026-11-18', count: 0 }
			]
		});
		expect(await decideOffer(kari, id, 'Ikke videreført')).toEqual({ ok: true });
		expect((await getOffer(kari, id)).offer.decision).toBe('Ikke videreført');
	});
});

describe('the desk', () => {
	test('two desks count at once and nobody is lost', async () => {
		const id = await anOffer();
		await Promise.all(Array.from({ length: 20 }, () => tally(peer, id, '2026-11-25', friend)));
		expect((await getOffer(peer, id)).sum.total).toBe(20);
	});

	test('what was counted last can be taken back, once for each time it was counted', async () => {
		const id = await anOffer();
		await tally(peer, id, '2026-11-25', friend);
		expect(await removeTally(peer, id, '2026-11-25', friend)).toEqual({ ok: true });
		expect(await removeTally(peer, id, '2026-11-25', friend)).toEqual({ ok: false, why: 'none' });
		expect((await getOffer(peer, id)).sum).toMatchObject({ total: 0, byDay: [{ day: '2026-11-25', count: 0 }] });
	});

	test('only days of the offer, and none that has not come', async () => {
		const id = await anOffer({ startsOn: '2026-11-20', endsOn: '2026-11-30' });
		expect(await tally(kari, id, '2026-11-25', friend)).toEqual({ ok: true });
		expect(await tally(kari, id, '2026-11-26', friend)).toEqual({ ok: false, why: 'future' });
		expect(await tally(kari, id, '2026-11-19', friend)).toEqual({ ok: false, why: 'outside' });
		expect(decideDay({ startsOn: '2026-01-01', endsOn: '2026-12-31' }, '2026-02-30', '2026-11-25')).toBe('notADay');
	});

	test('when the message came is asked of those who came by it, and of nobody else', () => {
		expect(readTally({ source: 'message', received: '', dose: '1' })).toBe('when');
		for (const received of receivedWhen)
			expect(readTally({ source: 'message', received, dose: '2' })).toEqual({ source: 'message', received, dose: 2 });
		expect(readTally({ source: 'friend', received: 'over6', dose: '' })).toEqual(friend);
		expect(readTally({ source: 'moon', received: '', dose: '1' })).toBeUndefined();
		expect(readTally({ source: 'message', received: 'none', dose: '1' })).toBeUndefined();
		expect(readTally({ source: 'friend', received: '', dose: '4' })).toBeUndefined();
	});
});

describe('an offer', () => {
	test('cannot be made so short that a counted day falls outside', async () => {
		const id = await anOffer();
		await openDay(kari, id, '2026-11-02');
		expect(await editOffer(kari, id, anInput({ name: 'Nytt navn' }))).toEqual({ ok: true });
		expect(await editOffer(kari, id, anInput({ startsOn: '2026-11-03' }))).toEqual({
			ok: false,
			why: 'countedOutside'
		});
	});

	test('is read with its first fault in each field', () => {
		const read = v.safeParse(offerInput, { ...anInput(), name: ' ', endsOn: '2026-10-01', places: 0 });
		expect(read.issues?.map((issue) => [issue.path?.[0]?.key, issue.message])).toEqual([
			['name', 'empty'],
			['places', 'notANumber'],
			['endsOn', 'endsBeforeStart']
		]);
	});

	test('is made by advisers and leads; a peer counts, an analyst reads, an administrator does neither', async () => {
		const id = await anOffer();
		expect(await createOffer(peer, anInput())).toEqual({ ok: false, why: 'forbidden' });
		expect(await tally(peer, id, '2026-11-25', friend)).toEqual({ ok: true });
		const analyst = await house.ctx({ roles: ['analyst'] });
		expect((await getOffer(analyst, id)).sum.total).toBe(1);
		expect(await tally(analyst, id, '2026-11-25', friend)).toEqual({ ok: false, why: 'forbidden' });
		const admin = await house.ctx({ roles: ['administrator'] });
		await expect(listOffers(admin)).rejects.toThrow('forbidden');
		await expect(getOffer(admin, id)).rejects.toThrow('notFound');
	});
});

function anInput(some: Partial<OfferInput> = {}): OfferInput {
	return {
		name: 'Gratis HPV-vaksine',
		unit: 'første doser',
		startsOn: '2026-11-01',
		endsOn: '2026-12-20',
		campaignId: null,
		places: null,
		countsDoses: false,
		hypothesis: '',
		channels: '',
		decisionRule: '',
		...some
	};
}

async function anOffer(some: Partial<OfferInput> = {}): Promise<string> {
	const made = await createOffer(kari, anInput(some));
	if (!made.ok) throw new Error(made.why);
	return made.id;
}
