import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { closeArena, createArena } from '../arena/index.ts';
import type { Ctx } from '../db/index.ts';
import type { Role, StaffActor } from '../shared/actor.ts';
import { newId } from '../shared/ids.ts';
import type { Msisdn } from '../shared/phone.ts';
import { beginDuty } from '../shift/index.ts';
import { optOut, optOutNumbers, pauseSending } from '../suppression/index.ts';
import { tagNumbers } from '../vault/index.ts';
import { settleLapsed } from './attempt.tasks.ts';
import {
	checkByHand,
	claimFirst,
	decideMoment,
	handOver,
	listOpenHands,
	readAddress,
	refuseLookUp,
	release,
	releaseByHand,
	settleByHand,
	type Sight,
	type Task
} from './index.ts';

type Person = Ctx & { actor: StaffActor };
const house = testDatabase();
let kari: Person;
let ola: Person;
let campaign: Task & { campaignId: string };
let bjork: Task & { arenaId: string };
let furu: Task & { arenaId: string };

beforeAll(async () => {
	await house.setClock('2026-11-24T12:00:00Z');
	kari = await house.ctx({ name: 'kari', roles: ['adviser'] });
	ola = await house.ctx({ name: 'ola', roles: ['lead'] });
	campaign = { campaignId: await aCampaign('running') };
	bjork = { arenaId: await anArena('Portal Bjørk') };
	furu = { arenaId: await anArena('Portal Furu') };
});
beforeEach(() => at('2026-11-24T12:00:00Z'));

describe('go', () => {
	test('claims the address in the same moment: a colleague who asks must wait until the claim runs out', async () => {
		const nick = aNick();
		const first = await check(kari, bjork, nick);
		expect(first).toMatchObject({ go: true, until: new Date('2026-11-24T12:30:00Z') });
		expect(await check(ola, bjork, nick)).toEqual({
			go: false,
			reason: 'claimed',
			until: new Date('2026-11-24T12:30:00Z')
		});
		await at('2026-11-24T12:30:01Z');
		expect(await check(ola, bjork, nick)).toMatchObject({ go: true });
	});

	test('asking again for what one holds gives the same claim, no longer one', async () => {
		const nick = aNick();
		const first = await check(kari, bjork, nick);
		await at('2026-11-24T12:20:00Z');
		expect(await check(kari, bjork, ` @${nick.toUpperCase()} `)).toEqual(first);
		expect(
			(await listOpenHands(kari)).filter(({ attemptId }) => first.go && attemptId === first.attemptId)
		).toHaveLength(1);
	});

	test('the same nick on another arena is somebody else (R30)', async () => {
		const nick = aNick();
		expect(await check(kari, bjork, nick)).toMatchObject({ go: true });
		expect(await check(ola, furu, nick)).toMatchObject({ go: true });
	});

	test('an e-mail address is the same on every arena and in a campaign', async () => {
		const email = `${aNick()}@example.no`;
		expect(await check(kari, bjork, email, 'email')).toMatchObject({ go: true });
		expect(await check(ola, furu, email.toUpperCase(), 'email')).toMatchObject({ reason: 'claimed' });
		expect(await check(ola, campaign, `mailto:${email}`)).toMatchObject({ reason: 'claimed' });
	});
});

describe('afterwards', () => {
	test('"I have written" holds the address for six calendar months, also for a campaign, and logs arena and channel (R73)', async () => {
		const nick = aNick();
		const mine = await go(kari, bjork, nick);
		expect(await settleByHand(kari, mine, { channel: 'arenaMessage' })).toEqual({ ok: true });
		expect(await check(ola, bjork, nick)).toEqual({
			go: false,
			reason: 'contactedRecently',
			until: new Date('2027-05-23T22:00:00Z')
		});
		const { rows } = await house.asOwner('select * from attempt where id = $1', [mine]);
		expect(rows[0]).toMatchObject({
			step: 'byHand',
			channel: 'arenaMessage',
			arena_id: bjork.arenaId,
			campaign_id: null,
			state: 'handedOver',
			rule_version: 2,
			hold_tag: null
		});
		await at('2027-05-23T22:00:00Z');
		expect(await check(ola, bjork, nick)).toMatchObject({ go: true });
	});

	test('a number written to by hand is left out by every campaign', async () => {
		const number = aNumber();
		const tags = await tagsOf(number);
		await settleByHand(kari, await go(kari, campaign, number), { channel: 'sms' });
		await house.onList(campaign.campaignId, [tags]);
		expect(await claimFirst(kari, campaign.campaignId, [{ attemptId: newId(), tags }], 2026)).toEqual(new Set());
	});

	test('"I called" keeps how it went; who did not want contact is closed for good', async () => {
		const [thanks, never] = [aNumber(), aNumber()];
		await settleByHand(kari, await go(kari, campaign, thanks), { channel: 'call', disposition: 'noAnswer' });
		expect(await check(kari, campaign, thanks)).toMatchObject({ reason: 'contactedRecently' });
		await settleByHand(kari, await go(kari, campaign, never), { channel: 'call', disposition: 'declined' });
		expect(await check(kari, campaign, never)).toEqual({ go: false, reason: 'optedOut' });
	});

	test('"I did not write" frees the address at once', async () => {
		const nick = aNick();
		expect(await releaseByHand(kari, await go(kari, bjork, nick))).toEqual({ ok: true });
		expect(await check(ola, bjork, nick)).toMatchObject({ go: true });
	});

	test('"I did not write, and nobody should" closes it', async () => {
		const nick = aNick();
		await releaseByHand(kari, await go(kari, bjork, nick), { closes: true });
		await at('2036-11-24T12:00:00Z');
		expect(await check(ola, bjork, nick)).toEqual({ go: false, reason: 'optedOut' });
	});

	test('only whoever asked says what became of it, and only once', async () => {
		const nick = aNick();
		const mine = await go(kari, bjork, nick);
		const none = { ok: false, why: 'notFound' };
		expect(await settleByHand(ola, mine, { channel: 'arenaMessage' })).toEqual(none);
		expect(await releaseByHand(ola, mine)).toEqual(none);
		expect(await release(ola, [mine])).toBe(0);
		expect(await handOver(ola, [mine])).toEqual(new Set());
		expect(await check(ola, bjork, nick)).toMatchObject({ reason: 'claimed' });
		expect(await settleByHand(kari, mine, { channel: 'arenaMessage' })).toEqual({ ok: true });
		expect(await settleByHand(kari, mine, { channel: 'arenaMessage' })).toEqual(none);
		expect(await releaseByHand(kari, mine)).toEqual(none);
	});

	test('a claim that nobody used is settled by itself; what was written all the same can be said for half a day', async () => {
		const [unused, late, tooLate] = [aNick(), aNick(), aNick()];
		const ids = [await go(kari, bjork, unused), await go(kari, bjork, late), await go(kari, bjork, tooLate)] as const;
		await at('2026-11-24T12:31:00Z');
		await settleLapsed(await house.systemCtx());
		const states = await house.asOwner('select state from attempt where id = any ($1)', [ids]);
		expect(states.rows.map(({ state }) => state)).toEqual(['released', 'released', 'released']);
		expect(await check(ola, bjork, unused)).toMatchObject({ go: true });
		expect(await check(ola, bjork, late)).toMatchObject({ go: true }); // a colleague has it now, and has not written

		expect(await listOpenHands(kari)).toEqual(
			expect.arrayContaining([expect.objectContaining({ attemptId: ids[1], isHeld: false })])
		);
		expect(await settleByHand(kari, ids[1], { channel: 'arenaMessage' })).toEqual({ ok: true });
		expect((await listOpenHands(ola)).some(({ isHeld }) => isHeld)).toBe(true);
		expect(await check(ola, bjork, late)).toMatchObject({ reason: 'contactedRecently' });

		await at('2026-11-25T00:31:00Z');
		await settleLapsed(await house.systemCtx());
		expect(await settleByHand(kari, ids[2], { channel: 'arenaMessage' })).toEqual({ ok: false, why: 'notFound' });
		expect(await listOpenHands(kari)).toEqual([]);
	});

	test('an opt-out that comes after go shows as "not any more", and stays whatever is said', async () => {
		const number = aNumber();
		const mine = await go(kari, campaign, number);
		expect(await listOpenHands(kari)).toEqual([expect.objectContaining({ attemptId: mine, isHeld: true })]);
		await optOutNumbers(ola, [number]);
		expect(await listOpenHands(kari)).toEqual([expect.objectContaining({ attemptId: mine, isHeld: false })]);
		await settleByHand(kari, mine, { channel: 'sms' });
		expect(await check(ola, campaign, number)).toEqual({ go: false, reason: 'optedOut' });
	});
});

describe('wait', () => {
	test('because of an opt-out, a contact, a reply that nobody has read', async () => {
		const [out, unread] = [aNumber(), aNumber()];
		expect(await check(kari, campaign, aNumber())).toMatchObject({ go: true });
		await optOut(kari, [(await tagsOf(out)).hold]);
		await pauseSending(kari, (await tagsOf(unread)).hold);
		expect(await check(kari, campaign, out)).toEqual({ go: false, reason: 'optedOut' });
		expect(await check(kari, campaign, unread)).toEqual({ go: false, reason: 'paused' });
	});

	test('because the campaign does not run, or the arena is closed', async () => {
		const paused = { campaignId: await aCampaign('paused') };
		const over = { campaignId: await aCampaign('running', '2026-11-23') };
		const shut = { arenaId: await anArena('Portal Gran') };
		expect(await check(kari, shut, aNick())).toMatchObject({ go: true });
		await closeArena(kari, shut.arenaId);
		expect(await check(kari, shut, aNick())).toEqual({ go: false, reason: 'arenaClosed' });
		for (const task of [paused, over, { campaignId: await aCampaign('draft') }, { campaignId: newId() }]) {
			expect(await check(kari, task, aNumber())).toEqual({ go: false, reason: 'campaignClosed' });
		}
		expect(await check(kari, { arenaId: newId() }, aNick())).toEqual({ go: false, reason: 'arenaClosed' });
	});

	test('because the address cannot be one', async () => {
		expect(await check(kari, campaign, '22 22 22 22')).toEqual({
			go: false,
			reason: 'invalidNumber',
			kind: 'landline'
		});
		expect(await check(kari, campaign, 'kari@')).toEqual({ go: false, reason: 'invalidNumber', kind: 'notAnEmail' });
		expect(await check(kari, bjork, ' ')).toEqual({ go: false, reason: 'invalidNumber', kind: 'empty' });
	});

	test.each(['minor', 'notTargetGroup'] as const)(
		'because of what was seen (%s): the address is closed for good, and why is stored nowhere (R3, R80, R121)',
		async (seen) => {
			const nick = aNick();
			expect(await check(kari, bjork, nick, 'nick', seen)).toEqual({ go: false, reason: seen });
			expect(await check(ola, bjork, nick)).toEqual({ go: false, reason: 'optedOut' });
			const { rows } = await house.asOwner(
				`select * from audit_entry where result like '%' || $1 || '%' or action like '%' || $1 || '%'`,
				[seen]
			);
			expect(rows).toEqual([]);
		}
	);

	test('because the person’s checks of the day are used up: sixty different addresses, then tomorrow', async () => {
		const liv = await house.ctx({ name: 'liv' });
		for (let i = 0; i < 60; i++) expect(await check(liv, bjork, aNick())).toMatchObject({ go: true });
		expect(await check(liv, bjork, aNick())).toEqual({
			go: false,
			reason: 'quotaSpent',
			until: new Date('2026-11-24T23:00:00Z')
		});
		expect(await check(kari, bjork, aNick())).toMatchObject({ go: true });
	});

	test('outside hours and while nobody is on duty, for the phone; by the same order as the rule says', () => {
		const now = new Date('2026-11-24T12:00:00Z');
		const next = new Date('2026-11-25T10:00:00Z');
		expect(decideMoment({}, now)).toEqual({ go: true });
		expect(decideMoment({ outsideHours: next, noShift: true }, now)).toEqual({
			go: false,
			reason: 'outsideHours',
			until: next
		});
		expect(decideMoment({ noShift: true }, now)).toEqual({ go: false, reason: 'noShift' });
		expect(decideMoment({ closed: 'campaign', outsideHours: next }, now)).toMatchObject({ reason: 'campaignClosed' });
		expect(decideMoment({ seen: 'minor', closed: 'campaign' }, now)).toMatchObject({ reason: 'minor' });
	});

	test('a real gateway keeps hours and asks for duty before a number is checked; an arena does not', async () => {
		const real = { keepsHours: true };
		const number = readAddress(aNumber(), 'numberOrEmail');
		const ask = async (person: Person) => {
			const answer = await checkByHand(await house.later(person), campaign, number, undefined, real);
			return answer.ok ? answer.check : answer.why;
		};
		expect(await ask(kari)).toEqual({ go: false, reason: 'noShift' });
		await at('2026-11-24T20:00:00Z');
		expect(await ask(kari)).toEqual({ go: false, reason: 'outsideHours', until: new Date('2026-11-25T10:00:00Z') });
		expect(await check(kari, bjork, aNick())).toMatchObject({ go: true });
		await at('2026-11-25T12:00:00Z');
		await beginDuty(await house.later(ola), 2);
		expect(await ask(kari)).toMatchObject({ go: true });
	});
});

describe('no look-up (E5)', () => {
	test('only advisers and leads check; a peer, an analyst, an administrator and a service account do not', async () => {
		const ask = async (ctx: Ctx) => checkByHand(ctx, bjork, readAddress(aNick(), 'nick'));
		expect(await ask(kari)).toMatchObject({ ok: true });
		for (const role of ['peer', 'analyst', 'administrator'] satisfies Role[]) {
			expect(await ask(await house.ctx({ roles: [role] }))).toEqual({ ok: false, why: 'forbidden' });
		}
		const service: Ctx = { ...kari, actor: { ...kari.actor, isService: true } };
		expect(await ask(service)).toEqual({ ok: false, why: 'forbidden' });
	});

	test('without a task it is refused, and logged as what it was', async () => {
		expect(await checkByHand(kari, undefined, readAddress(aNumber(), 'numberOrEmail'))).toEqual({
			ok: false,
			why: 'forbidden'
		});
		await refuseLookUp(kari);
		const { rows } = await house.asOwner(
			`select action, object_id, result from audit_entry where actor_id = $1 and result like 'refused%'`,
			[kari.actor.id]
		);
		expect(rows).toEqual(
			Array.from({ length: 2 }, () => ({ action: 'attempt.check', object_id: null, result: 'refused: no task' }))
		);
	});

	test('a number needs a campaign and a nick an arena', async () => {
		const cross = (task: Task, text: string, kind: 'nick' | 'numberOrEmail') =>
			checkByHand(kari, task, readAddress(text, kind));
		expect(await cross(bjork, aNumber(), 'numberOrEmail')).toEqual({ ok: false, why: 'forbidden' });
		expect(await cross(campaign, aNick(), 'nick')).toEqual({ ok: false, why: 'forbidden' });
	});

	test('each check is logged with where and one bit, never the address or the reason', async () => {
		const per = await house.ctx({ name: 'per' });
		const [nick, number] = [aNick(), aNumber()];
		await settleByHand(per, await go(per, bjork, nick), { channel: 'arenaMessage' });
		await check(per, bjork, nick);
		await optOut(ola, [(await tagsOf(number)).hold]);
		await check(per, campaign, number);
		const { rows } = await house.asOwner('select * from audit_entry where actor_id = $1 order by id', [per.actor.id]);
		expect(rows.map(({ action, object_type: type, result }) => [action, type, result])).toEqual([
			['attempt.check', 'arena', 'go'],
			['attempt.settleByHand', 'attempt', 'arenaMessage'],
			['attempt.check', 'arena', 'wait'],
			['attempt.check', 'campaign', 'wait']
		]);
		expect(JSON.stringify(rows)).not.toContain(nick);
		expect(JSON.stringify(rows)).not.toContain(number);
	});

	test('nothing readable is stored of an address that was checked', async () => {
		const nick = 'sommerfuglen-som-ingen-skal-finne';
		await settleByHand(kari, await go(kari, bjork, nick), { channel: 'arenaMessage' });
		for (const table of ['attempt', 'suppression_hold', 'audit_entry']) {
			const { rows } = await house.asOwner(`select count(*)::int as n from ${table} t where t::text like $1`, [
				`%${nick}%`
			]);
			expect([table, rows[0].n]).toEqual([table, 0]);
		}
	});
});

const at = (iso: string) => house.setClock(iso);

async function check(
	person: Person,
	task: Task,
	text: string,
	kind: 'nick' | 'email' | 'numberOrEmail' = 'arenaId' in task ? 'nick' : 'numberOrEmail',
	seen?: Sight
) {
	const answer = await checkByHand(await house.later(person), task, readAddress(text, kind), seen);
	if (!answer.ok) throw new Error(answer.why);
	return answer.check;
}

async function go(person: Person, task: Task, text: string): Promise<string> {
	const answer = await check(person, task, text);
	if (!answer.go) throw new Error(answer.reason);
	return answer.attemptId;
}

let made = 0;
const aNick = () => `nick-${++made}`;
const aNumber = () => `+4790071${String(++made).padStart(3, '0')}` as Msisdn;

async function tagsOf(number: Msisdn) {
	const tagged = await tagNumbers(kari, [number], 'send');
	if (!tagged.ok) throw new Error(tagged.why);
	return tagged.tags[0]!;
}

async function anArena(codeName: string): Promise<string> {
	const arena = await createArena(kari, { codeName, class: 'escortSite' });
	if (!arena.ok) throw new Error(arena.why);
	return arena.id;
}

async function aCampaign(state: string, endsOn = '2030-12-31'): Promise<string> {
	const id = newId();
	await house.asOwner(
		`insert into campaign (id, name, goal, ends_on, sender, state, created_by, created_at, approved_by) values ($1, 'vinter', 'mål', $2, 'Lykt', $3, $4, now(), $5)`,
		[id, endsOn, state, kari.actor.id, state === 'draft' ? null : ola.actor.id]
	);
	return id;
}
