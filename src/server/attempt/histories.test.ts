// Random histories of everything that may happen to a few addresses, compared with a small model of the rule, on a real
// database. What the model does not know is checked apart: the list of first contacts that were made.
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import type { Ctx } from '../db/index.ts';
import type { StaffActor } from '../shared/actor.ts';
import { localDay, sixMonthsOn } from '../shared/calendar.ts';
import { newId } from '../shared/ids.ts';
import { forgetExpiredHolds, optOut, pauseSending, resumeSending } from '../suppression/index.ts';
import { callClaimByHand, callReleaseByHand, callSettleByHand } from './attempt.db.ts';
import { settleLapsed } from './attempt.tasks.ts';
import {
	claimAnswer,
	claimCall,
	claimFirst,
	endsContact,
	handOver,
	listVerdicts,
	release,
	settleCall
} from './index.ts';

type Person = Ctx & { actor: StaffActor };
const house = testDatabase();
let people: Person[];
beforeAll(async () => {
	people = [await house.ctx({ name: 'kari' }), await house.ctx({ name: 'ola', roles: ['lead'] })];
});

const address = fc.nat({ max: 3 });
const campaign = fc.constantFrom(0 as const, 1 as const);
const person = fc.nat({ max: 1 });
const task = fc.constantFrom(0 as const, 1 as const, 'arena' as const);
const of = <K extends string, T extends object>(kind: K, fields: { [P in keyof T]: fc.Arbitrary<T[P]> }) =>
	fc.record({ kind: fc.constant(kind), ...fields }) as unknown as fc.Arbitrary<{ kind: K } & T>;
const event = fc.oneof(
	{ weight: 5, arbitrary: of('claim', { campaign, addresses: fc.array(address, { minLength: 1, maxLength: 5 }) }) },
	{ weight: 4, arbitrary: of('handOver', { campaign }) },
	{ weight: 6, arbitrary: of('send', { campaign, addresses: fc.array(address, { minLength: 1, maxLength: 5 }) }) },
	{ weight: 1, arbitrary: of('release', { campaign }) },
	{ weight: 5, arbitrary: of('check', { person, task, address }) },
	{ weight: 4, arbitrary: of('write', { person, address, calls: fc.boolean() }) },
	{ weight: 1, arbitrary: of('leave', { person, address }) },
	{
		weight: 3,
		arbitrary: of('call', {
			campaign,
			address,
			ends: fc.constantFrom('noAnswer' as const, 'reached' as const, 'declined' as const)
		})
	},
	{ weight: 1, arbitrary: of('optOut', { address }) },
	{ weight: 1, arbitrary: of('unsureReply', { address }) },
	{ weight: 2, arbitrary: of('readReply', { address }) },
	{ weight: 2, arbitrary: of('answer', { address }) },
	{
		weight: 2,
		arbitrary: of('campaignState', {
			campaign,
			state: fc.constantFrom('paused', 'running', 'running', 'running', 'running', 'closed')
		})
	},
	{ weight: 1, arbitrary: of('arena', { isOpen: fc.boolean() }) },
	{ weight: 4, arbitrary: of('wait', { minutes: fc.constantFrom(1, 11, 31) }) },
	{ weight: 3, arbitrary: of('days', { days: fc.constantFrom(1, 30, 180, 184) }) },
	{ weight: 1, arbitrary: of('sweep', {}) }
);
type Event = typeof event extends fc.Arbitrary<infer E> ? E : never;

test('no address gets two first contacts in six months, none after an opt-out, none without a task that lives', async () => {
	let contacts = 0;
	let second = 0;
	await fc.assert(
		fc.asyncProperty(fc.array(event, { minLength: 10, maxLength: 45, size: 'max' }), async (events) => {
			const world = await begin();
			for (const one of events) await play(world, one);
			await compareHolds(world);
			for (const { made, optedOutAt } of world.addresses) {
				made.forEach((at, place) => {
					if (place > 0) expect(at.getTime()).toBeGreaterThanOrEqual(sixMonthsOn(made[place - 1]!).getTime());
					if (optedOutAt) expect(at.getTime()).toBeLessThan(optedOutAt.getTime());
				});
				contacts += made.length;
				second += Math.max(0, made.length - 1);
			}
		}),
		{ numRuns: 100 }
	);
	expect(contacts).toBeGreaterThan(100); // the histories did get through to people
	expect(second).toBeGreaterThan(4); // and to some of them again, half a year later
});

/** What we think of one address. */
interface Address {
	tags: { hold: Buffer; log: Buffer };
	hold?: { kind: 'claimed' | 'contacted' | 'optedOut'; until: Date; campaign?: number; attempt?: string };
	isPaused: boolean;
	/** By campaign: was it written to, how often was it called, and has it an open claim? */
	lines: { isSent: boolean; calls: number; claim?: string }[];
	/** A claim by hand that can still be used or let go of. */
	hand?: { attempt: string; person: number; task: 0 | 1 | 'arena'; until: Date };
	made: Date[];
	optedOutAt?: Date;
}

interface World {
	now: Date;
	addresses: Address[];
	campaigns: { id: string; state: string }[];
	arena: { id: string; isOpen: boolean };
}

async function begin(): Promise<World> {
	const now = new Date('2026-11-24T12:00:00Z');
	await house.setClock(now.toISOString());
	const tags = Array.from({ length: 4 }, () => ({ hold: randomBytes(32), log: randomBytes(32) }));
	const campaigns = [
		{ id: await aCampaign(), state: 'running' },
		{ id: await aCampaign(), state: 'running' }
	];
	for (const { id } of campaigns) await house.onList(id, tags.slice(0, 3)); // the fourth is on no list: a nick, say
	const arena = { id: newId(), isOpen: true };
	await house.asOwner(
		`insert into arena (id, code_name, class, created_at) values ($1::uuid, $1::uuid::text, 'forum', now())`,
		[arena.id]
	);
	const addresses = tags.map((tags): Address => {
		const lines = [
			{ isSent: false, calls: 0 },
			{ isSent: false, calls: 0 }
		];
		return { tags, isPaused: false, lines, made: [] };
	});
	return { now, addresses, campaigns, arena };
}

async function play(world: World, event: Event): Promise<void> {
	const { now, addresses } = world;
	const year = Number(localDay(now).slice(0, 4));
	const ctx = await house.later(people[0]!);
	switch (event.kind) {
		case 'claim': {
			const { id, state } = world.campaigns[event.campaign]!;
			const asked = event.addresses.map((place) => ({ place, attemptId: newId(), tags: addresses[place]!.tags }));
			const free = [...new Set(event.addresses)].filter(
				(place) =>
					place < 3 && !addresses[place]!.lines[event.campaign]!.isSent && verdictOf(addresses[place]!, now) === 'go'
			);
			const claiming = claimFirst(ctx, id, asked, year);
			if (state !== 'running' && free.length) return void (await expect(claiming).rejects.toThrow(/running/));
			const claimed = await claiming;
			const places = asked.filter(({ attemptId }) => claimed.has(attemptId));
			expect(places.map(({ place }) => place).toSorted()).toEqual(free.toSorted());
			for (const { place, attemptId } of places) {
				addresses[place]!.lines[event.campaign]!.claim = attemptId;
				addresses[place]!.hold = {
					kind: 'claimed',
					until: later(now, 10),
					campaign: event.campaign,
					attempt: attemptId
				};
			}
			return;
		}
		case 'handOver': {
			const mine = addresses.filter(({ lines }) => lines[event.campaign]!.claim);
			const went = await handOver(
				ctx,
				mine.map(({ lines }) => lines[event.campaign]!.claim!)
			);
			const expected = mine.filter((one) => {
				const claim = one.lines[event.campaign]!.claim;
				const holds = one.hold?.kind === 'claimed' && one.hold.attempt === claim && one.hold.until > now;
				return holds && !one.isPaused && world.campaigns[event.campaign]!.state === 'running';
			});
			expect([...went].toSorted()).toEqual(expected.map(({ lines }) => lines[event.campaign]!.claim!).toSorted());
			for (const one of expected) {
				one.made.push(now);
				one.hold = { kind: 'contacted', until: sixMonthsOn(now), campaign: event.campaign };
				one.lines[event.campaign] = { isSent: true, calls: 0 };
				await house.db
					.updateTable('campaignRecipient')
					.set({ state: 'sent' })
					.where('campaignId', '=', world.campaigns[event.campaign]!.id)
					.where('holdTag', '=', one.tags.hold)
					.execute();
			}
			return;
		}
		case 'send':
			await play(world, { ...event, kind: 'claim' });
			return play(world, { kind: 'handOver', campaign: event.campaign });
		case 'release': {
			for (const one of addresses) {
				const line = one.lines[event.campaign]!;
				if (!line.claim) continue;
				await release(ctx, [line.claim]);
				if (one.hold?.kind === 'claimed' && one.hold.attempt === line.claim) delete one.hold;
				delete line.claim;
			}
			return;
		}
		case 'check': {
			const one = addresses[event.address]!;
			const where =
				event.task === 'arena' ? { arenaId: world.arena.id } : { campaignId: world.campaigns[event.task]!.id };
			const channel = event.task === 'arena' ? 'arenaMessage' : 'sms';
			const attemptId = newId();
			const answer = await callClaimByHand({ ...ctx, actor: people[event.person]!.actor }, where, channel, {
				attemptId,
				tags: one.tags,
				logYear: year
			});
			const isClosed =
				event.task === 'arena'
					? !world.arena.isOpen && 'arenaClosed'
					: world.campaigns[event.task]!.state !== 'running' && 'campaignClosed';
			const isMine =
				one.hand?.person === event.person && one.hand.task === event.task && one.hold?.attempt === one.hand.attempt;
			const said = verdictOf(one, now);
			const expected = isClosed || (said === 'claimed' && isMine ? 'go' : said);
			expect(answer.verdict).toBe(expected);
			if (answer.attemptId !== attemptId) return;
			one.hand = { attempt: attemptId, person: event.person, task: event.task, until: later(now, 30) };
			one.hold = { kind: 'claimed', until: later(now, 30), attempt: attemptId };
			return;
		}
		case 'write': {
			const one = addresses[event.address]!;
			const { hand } = one;
			const isHeld = hand && one.hold?.attempt === hand.attempt && hand.until > now && !one.isPaused;
			if (!isHeld) return; // the page says "do not write": and they do not
			const channel = hand.task === 'arena' ? 'arenaMessage' : event.calls ? 'call' : 'sms';
			const mine = { ...ctx, actor: people[event.person]!.actor };
			const done = await callSettleByHand(
				mine,
				hand.attempt,
				channel,
				channel === 'call' ? 'noAnswer' : undefined,
				false
			);
			expect(done).toBe(hand.person === event.person);
			if (!done) return;
			one.made.push(now);
			one.hold = { kind: 'contacted', until: sixMonthsOn(now) };
			delete one.hand;
			return;
		}
		case 'leave': {
			const one = addresses[event.address]!;
			if (!one.hand) return;
			const { attempt, person, until } = one.hand;
			const done = await callReleaseByHand({ ...ctx, actor: people[event.person]!.actor }, attempt, false);
			if (until > now) expect(done).toBe(person === event.person);
			if (!done) return;
			if (one.hold?.kind === 'claimed' && one.hold.attempt === attempt) delete one.hold;
			delete one.hand;
			return;
		}
		case 'call': {
			const one = addresses[event.address]!;
			const line = one.lines[event.campaign]!;
			const { id, state } = world.campaigns[event.campaign]!;
			const passes = one.hold?.kind === 'contacted' && one.hold.campaign === event.campaign && line.isSent;
			const claiming = claimCall(ctx, id, one.tags, year);
			const expected =
				one.hold?.kind === 'optedOut'
					? 'optedOut'
					: !passes
						? 'claimed'
						: one.isPaused
							? 'paused'
							: line.calls >= 2
								? 'quotaSpent'
								: 'go';
			if (expected === 'go' && state === 'paused') return void (await expect(claiming).rejects.toThrow(/window/));
			const claim = await claiming;
			expect(claim.ok ? 'go' : claim.why).toBe(expected);
			if (!claim.ok) return;
			expect(await settleCall(ctx, claim.attemptId, one.tags.hold, event.ends)).toBe(true);
			line.calls++;
			const until = sixMonthsOn(now);
			if (until > one.hold!.until) one.hold!.until = until;
			if (endsContact(event.ends)) await stop(ctx, one, now);
			return;
		}
		case 'optOut':
			return stop(ctx, addresses[event.address]!, now);
		case 'unsureReply':
			addresses[event.address]!.isPaused = true;
			return pauseSending(ctx, addresses[event.address]!.tags.hold);
		case 'readReply':
			addresses[event.address]!.isPaused = false;
			return resumeSending(ctx, addresses[event.address]!.tags.hold);
		case 'answer': {
			// They wrote to us: an answer is exempt from the six months, and moves nothing. Not to somebody who has opted out.
			const one = addresses[event.address]!;
			const inbound = newId();
			await house.asOwner(
				`insert into delivery_inbound (id, gateway, provider_ref, hold_tag, meaning, conversation_id, received_at)
				values ($1::uuid, 'loopback', $1::uuid::text, $2, 'stop', $3, $4)`,
				[inbound, one.tags.hold, newId(), now]
			);
			const answered = await claimAnswer(ctx, 'reply', inbound, one.tags, year);
			return expect(answered === undefined).toBe(one.hold?.kind === 'optedOut');
		}
		case 'campaignState': {
			const one = world.campaigns[event.campaign]!;
			if (one.state === 'closed') return;
			one.state = event.state;
			await house.db.updateTable('campaign').set({ state: event.state }).where('id', '=', one.id).execute();
			return;
		}
		case 'arena':
			world.arena.isOpen = event.isOpen;
			await house.db
				.updateTable('arena')
				.set({ closedAt: event.isOpen ? null : now })
				.where('id', '=', world.arena.id)
				.execute();
			return;
		case 'wait':
			return moveTo(world, later(now, event.minutes));
		case 'days':
			return moveTo(world, later(now, event.days * 24 * 60));
		case 'sweep':
			await settleLapsed(ctx);
			await forgetExpiredHolds(ctx);
			for (const one of addresses)
				if (one.hold && one.hold.kind !== 'optedOut' && one.hold.until <= now) delete one.hold;
			return compareHolds(world);
	}
}

async function moveTo(world: World, now: Date): Promise<void> {
	world.now = now;
	await house.setClock(now.toISOString());
}

async function stop(ctx: Ctx, one: Address, now: Date): Promise<void> {
	await optOut(ctx, [one.tags.hold]);
	one.optedOutAt ??= later(now, 1 / 60_000); // a message of this very instant went before
	one.hold = { kind: 'optedOut', until: now };
}

/** The rule, in the fewest words. */
function verdictOf({ hold, isPaused }: Address, now: Date): string {
	if (hold?.kind === 'optedOut') return 'optedOut';
	if (hold?.kind === 'contacted' && hold.until > now) return 'contactedRecently';
	if (isPaused) return 'paused';
	return hold?.kind === 'claimed' && hold.until > now ? 'claimed' : 'go';
}

async function compareHolds(world: World): Promise<void> {
	const ctx = await house.later(people[0]!);
	const said = await listVerdicts(
		ctx,
		world.addresses.map(({ tags }) => tags.hold)
	);
	expect(said.map((verdict) => (verdict.go ? 'go' : verdict.reason))).toEqual(
		world.addresses.map((one) => verdictOf(one, world.now))
	);
}

const later = (at: Date, minutes: number) => new Date(at.getTime() + minutes * 60_000);

async function aCampaign(): Promise<string> {
	const id = newId();
	await house.asOwner(
		`insert into campaign (id, name, goal, ends_on, sender, state, created_by, created_at, approved_by) values ($1, 'vinter', 'mål', '2060-12-31', 'Lykt', 'running', $2, now(), $3)`,
		[id, people[0]!.actor.id, people[1]!.actor.id]
	);
	return id;
}
