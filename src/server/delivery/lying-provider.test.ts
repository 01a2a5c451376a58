// A provider that lies: late, double, lost, out-of-order and contradictory receipts, and silence after it has sent.
// Nobody gets a message twice, what is settled stays settled, and the sum is always right.
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { claimFirst, handOver, listVerdicts } from '../attempt/index.ts';
import type { Ctx } from '../db/index.ts';
import type { Gateway, OutgoingMessage, ReceiptState, SendAnswer } from '../gateway/index.ts';
import type { StaffActor } from '../shared/actor.ts';
import { newId } from '../shared/ids.ts';
import type { Msisdn } from '../shared/phone.ts';
import { optOut, pauseSending } from '../suppression/index.ts';
import { tagNumbers } from '../vault/index.ts';
import { sumUp, type DeliveryState } from './delivery.ts';
import { beginCalls, settleUnknown } from './delivery.db.ts';
import {
	countStates,
	dispatch,
	insertFirstMessages,
	selectUncalledFirst,
	settleInterrupted,
	takePace,
	type FirstMessage
} from './index.ts';
import { takeNews } from './take-news.ts';

const house = testDatabase();
let kari: Ctx & { actor: StaffActor };
let campaignId: string;
let liar: LyingProvider;
/** Who is asked when the liar is not there. */
let others: LyingProvider[] = [];
let second: LyingProvider;
let clock: number;

beforeAll(async () => {
	vi.spyOn(process.stderr, 'write').mockReturnValue(true); // every silence is logged, and there are hundreds
	await house.setClock('2026-11-24T11:00:00Z');
	kari = await house.ctx({ name: 'kari' });
});
beforeEach(begin);
afterAll(() => void vi.restoreAllMocks());

/** How the provider behaves towards one message; the first three show it on the phone. */
const behaviours = ['takes', 'takesAndIsSilent', 'reportsBeforeItAnswers', 'refuses', 'isNotThere', 'losesIt'] as const;
type Behaviour = (typeof behaviours)[number] | 'knowsAStop';
const states = ['delivered', 'undelivered', 'expired', 'rejected'] as const satisfies ReceiptState[];

class LyingProvider implements Gateway {
	readonly name: string;
	isSimulated = true;
	readonly can = { twoWay: true, alphanumericSender: false, receipts: true, picture: false };
	/** What each phone has been shown, by our id. */
	readonly shown = new Map<string, number>();
	readonly asked = new Map<string, number>();
	#plans: Behaviour[] = [];

	constructor(name = 'liar') {
		this.name = name;
	}

	/** How it will behave towards the next messages; after that it takes them. */
	plan(...behaviours: Behaviour[]): void {
		this.#plans = behaviours;
	}

	async send({ id }: OutgoingMessage): Promise<SendAnswer> {
		const behaviour = this.#plans.shift() ?? 'takes';
		this.asked.set(id, (this.asked.get(id) ?? 0) + 1);
		if (behaviour === 'refuses') return { kind: 'rejected', reason: 'refused' };
		if (behaviour === 'knowsAStop') return { kind: 'rejected', reason: 'optedOut' };
		if (behaviour === 'isNotThere') return { kind: 'unavailable' };
		if (behaviour === 'losesIt') throw new Error('no answer');
		this.shown.set(id, (this.shown.get(id) ?? 0) + 1);
		if (behaviour === 'takesAndIsSilent') throw new Error('no answer');
		if (behaviour === 'reportsBeforeItAnswers') await reportFrom(this.name, [id, 'delivered']);
		return { kind: 'accepted', providerRef: id };
	}
}

describe('a receipt', () => {
	test('that comes late, days after, settles the message', async () => {
		const [id] = await sendNew('takes');
		expect(await counts()).toEqual({ sent: 1, delivered: 0, failed: 0, unknown: 0, underWay: 1 });
		await wait(3 * 24 * 60 * 60);
		await report([id!, 'delivered']);
		expect(await counts()).toEqual({ sent: 1, delivered: 1, failed: 0, unknown: 0, underWay: 0 });
	});

	test('that comes twice, and at once, counts once', async () => {
		const [id] = await sendNew('takes');
		await Promise.all([report([id!, 'delivered']), report([id!, 'delivered'], [id!, 'delivered'])]);
		expect(await counts()).toMatchObject({ sent: 1, delivered: 1 });
	});

	test('that never comes leaves the message under way, and nobody is written to again', async () => {
		const [id] = await sendNew('takes');
		await wait(24 * 60 * 60);
		await tryAgain();
		expect(await counts()).toMatchObject({ sent: 1, underWay: 1 });
		expect(liar.asked.get(id!)).toBe(1);
	});

	test('that comes before the provider has answered us is not lost', async () => {
		await sendNew('reportsBeforeItAnswers');
		expect(await counts()).toMatchObject({ sent: 1, delivered: 1 });
	});

	test('that says the opposite of the first one changes nothing', async () => {
		const [one, two] = await sendNew('takes', 'takes');
		await report([one!, 'undelivered']);
		await report([two!, 'delivered']);
		expect(await counts()).toMatchObject({ delivered: 1, failed: 1 });
		await report([two!, 'undelivered'], [one!, 'delivered'], [two!, 'expired']);
		expect(await stateOf(one!)).toBe('undelivered');
		expect(await stateOf(two!)).toBe('delivered');
	});

	test('in one call with its opposite: what arrived has arrived', async () => {
		const [id] = await sendNew('takes');
		await report([id!, 'rejected'], [id!, 'delivered']);
		expect(await stateOf(id!)).toBe('delivered');
	});

	test('for a message that is not ours, or was refused, changes nothing', async () => {
		const [id] = await sendNew('refuses');
		await report([newId(), 'delivered'], [id!, 'delivered']);
		expect(await counts()).toEqual({ sent: 1, delivered: 0, failed: 1, unknown: 0, underWay: 0 });
	});
});

describe('silence', () => {
	test('after the provider has sent it is `unknown`, never sent again, and settled by the receipt that comes after all', async () => {
		const [id] = await sendNew('takesAndIsSilent');
		expect(await counts()).toMatchObject({ sent: 1, unknown: 1 });
		for (let hour = 0; hour < 6; hour++) {
			await wait(60 * 60);
			await tryAgain();
			await settleInterrupted(await house.systemCtx());
		}
		expect([liar.asked.get(id!), liar.shown.get(id!)]).toEqual([1, 1]);
		expect(await counts()).toMatchObject({ sent: 1, unknown: 1 });
		await report([id!, 'delivered']);
		expect(await counts()).toMatchObject({ sent: 1, delivered: 1, unknown: 0 });
	});

	test('of our own, in the middle of a call, is `unknown` too, unless the provider has told us meanwhile', async () => {
		const [told, untold] = await callNew(2); // then the machine stops
		await report([told!.id, 'delivered']);
		expect(await counts()).toMatchObject({ sent: 2, underWay: 2 });
		expect(await settleInterrupted(await house.systemCtx())).toBe(2);
		expect(await stateOf(told!.id)).toBe('delivered');
		expect(await stateOf(untold!.id)).toBe('unknown');
		await wait(24 * 60 * 60);
		await tryAgain();
		expect(liar.asked.size).toBe(0);
	});

	test('is told apart from absence: who was not there is asked again, with a limit and a recorded reason', async () => {
		const [id] = await sendNew('isNotThere');
		for (let time = 0; time < 8; time++) {
			liar.plan('isNotThere');
			await wait(10 * 60);
			await tryAgain();
		}
		expect(liar.asked.get(id!)).toBe(5);
		expect(liar.shown.has(id!)).toBe(false);
		const { rows } = await house.asOwner('select state, reason, tries from delivery_message where id = $1', [id]);
		expect(rows).toEqual([{ state: 'undelivered', reason: 'unavailable', tries: 5 }]);
	});

	test('a person settles what nobody knows, and a receipt that comes after that does not overrule them', async () => {
		const [id] = await sendNew('losesIt');
		expect(await settleUnknown(await house.later(kari), { campaignId }, 'undelivered')).toBe(1);
		await report([id!, 'delivered']);
		expect(await stateOf(id!)).toBe('undelivered');
	});
});

describe('a second provider', () => {
	beforeEach(() => void (others = [second]));

	test('is asked when the first was certainly not there, and its receipts are heard', async () => {
		const [one, two] = await sendNew('isNotThere', 'takes');
		expect([liar.shown.get(one!), second.shown.get(one!)]).toEqual([undefined, 1]);
		expect(second.asked.has(two!)).toBe(false);
		expect(await gatewayOf(one!)).toBe('second');
		expect(await gatewayOf(two!)).toBe('liar');
		await report([one!, 'undelivered']); // the first never had it: what it says does not count
		expect(await stateOf(one!)).toBe('submitted');
		await reportFrom('second', [one!, 'delivered']);
		expect(await stateOf(one!)).toBe('delivered');
		expect(await counts()).toEqual({ sent: 2, delivered: 1, failed: 0, unknown: 0, underWay: 1 });
	});

	test('is not asked when the first is silent, whether it has sent or lost it', async () => {
		const ids = await sendNew('takesAndIsSilent', 'losesIt');
		await wait(60 * 60);
		await tryAgain();
		expect(second.asked.size).toBe(0);
		for (const id of ids) expect([await stateOf(id), liar.asked.get(id)]).toEqual(['unknown', 1]);
	});

	test('is not asked when the first refuses', async () => {
		await sendNew('refuses', 'knowsAStop');
		expect(second.asked.size).toBe(0);
	});

	test('that is not there either leaves the message waiting, and the first is asked again', async () => {
		second.plan('isNotThere');
		const [id] = await sendNew('isNotThere');
		expect(await counts()).toMatchObject({ sent: 1, underWay: 1 });
		await wait(10 * 60);
		await tryAgain();
		expect([liar.shown.get(id!), second.shown.get(id!)]).toEqual([1, undefined]);
		expect(await gatewayOf(id!)).toBe('liar');
	});

	test('that is silent is the end of it: nobody is asked again', async () => {
		second.plan('takesAndIsSilent');
		const [id] = await sendNew('isNotThere');
		await wait(60 * 60);
		await tryAgain();
		expect([liar.asked.get(id!), second.asked.get(id!)]).toEqual([1, 1]);
		expect(await stateOf(id!)).toBe('unknown');
	});

	test('gets no message that the first may have: the database refuses, whoever asks', async () => {
		const change = (id: string) =>
			house.db.updateTable('deliveryMessage').set({ gateway: 'second' }).where('id', '=', id).execute();
		const [waiting] = await recordNew(1);
		await change(waiting!.id); // nobody has heard of it
		expect(await gatewayOf(waiting!.id)).toBe('second');
		const [called] = await callNew(1);
		await expect(change(called!.id)).rejects.toThrow(/stays with it/);
		const [taken] = await sendNew('takes');
		await expect(change(taken!)).rejects.toThrow(/stays with it/);
	});
});

describe('the last look before the call', () => {
	test('withdraws whoever said stop after the hand-over, and whoever may have', async () => {
		const [stop, maybe, other] = await recordNew(3);
		const ctx = await house.later(kari);
		const outgoing = [stop!, maybe!, other!].map((message) => ({
			...tagged(message),
			to: '+4790093001' as Msisdn,
			sender: 'Lykt',
			text: 'Hei'
		}));
		await optOut(ctx, [outgoing[0]!.holdTag]);
		await pauseSending(ctx, outgoing[1]!.holdTag);
		await dispatch(ctx, [liar], outgoing);
		expect([...liar.asked.keys()]).toEqual([other!.id]);
		expect(await counts()).toEqual({ sent: 3, delivered: 0, failed: 2, unknown: 0, underWay: 1 });
	});

	test('lets one of two workers call, never both', async () => {
		const messages = await recordNew(40);
		await Promise.all([hand(messages), hand(messages.toReversed())]);
		expect([...liar.asked.values()].every((times) => times === 1)).toBe(true);
		expect(liar.asked.size).toBe(40);
	});
});

test('two workers share one pace', async () => {
	await house.asOwner('delete from delivery_pace');
	const ctx = await house.later(kari);
	const granted = await Promise.all(Array.from({ length: 10 }, () => takePace(ctx, 7, 30)));
	expect(granted.reduce((sum, one) => sum + one, 0)).toBe(30);
	await takePace(ctx, -2, 30); // not used after all
	expect(await takePace(ctx, 7, 30)).toBe(2);
	await wait(61);
	expect(await takePace(ctx, 40, 30)).toBe(30);
});

test('a STOP that only the provider has seen closes the number here too', async () => {
	const [id] = await sendNew('knowsAStop');
	expect(await stateOf(id!)).toBe('rejected');
	const tagged = await tagNumbers(kari, ['+4790093001'], 'inbound');
	expect(tagged.ok && (await listVerdicts(kari, [tagged.tags[0]!.hold]))).toEqual([{ go: false, reason: 'optedOut' }]);
});

test('a demonstration never calls a real provider, whatever the settings say', async () => {
	await sendNew('takes');
	expect(liar.asked.size).toBe(1);
	liar.isSimulated = false;
	const [id] = await sendNew('takes');
	expect(liar.asked.size).toBe(1);
	expect(await stateOf(id!)).toBe('rejected');
});

/** One thing that happens; `which` picks among the messages that there are. */
type Event =
	| { kind: 'send'; behaviours: Behaviour[]; second?: Behaviour[] | undefined }
	| { kind: 'report'; which: number; state: ReceiptState; again: boolean }
	| { kind: 'wait'; minutes: number }
	| { kind: 'tryAgain'; behaviours: Behaviour[]; atOnce: boolean }
	| { kind: 'crash'; messages: number; toldBefore: boolean };

const behaviour = fc.constantFrom(...behaviours);
const event: fc.Arbitrary<Event> = fc.oneof(
	fc.record({
		kind: fc.constant('send'),
		behaviours: fc.array(behaviour, { minLength: 1, maxLength: 4 }),
		second: fc.option(fc.array(behaviour, { maxLength: 4 }), { nil: undefined })
	}),
	fc.record({
		kind: fc.constant('report'),
		which: fc.nat(30),
		state: fc.constantFrom(...states),
		again: fc.boolean()
	}),
	fc.record({ kind: fc.constant('wait'), minutes: fc.integer({ min: 1, max: 10 }) }),
	fc.record({
		kind: fc.constant('tryAgain'),
		behaviours: fc.array(behaviour, { maxLength: 4 }),
		atOnce: fc.boolean()
	}),
	fc.record({ kind: fc.constant('crash'), messages: fc.integer({ min: 1, max: 2 }), toldBefore: fc.boolean() })
);

test('whatever happens in whatever order: sent = delivered + failed + unknown + under way, nobody gets it twice, and what is settled stays', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(event, { minLength: 4, maxLength: 18 }), async (events) => {
			await begin();
			let recorded = 0;
			let settled = new Map<string, string>();
			for (const event of events) {
				recorded += await play(event);
				const { sent, delivered, failed, unknown, underWay } = await counts();
				expect(sent).toBe(recorded);
				expect(delivered + failed + unknown + underWay).toBe(sent);
				expect([...liar.shown.values(), ...second.shown.values()].filter((times) => times > 1)).toEqual([]);
				expect([...liar.shown.keys()].filter((id) => second.shown.has(id))).toEqual([]);
				const before = settled;
				settled = await readSettled();
				for (const [id, state] of before) expect(settled.get(id)).toBe(state);
			}
		}),
		{ numRuns: 40 }
	);
});

/** @returns how many messages were put on record. */
async function play(event: Event): Promise<number> {
	switch (event.kind) {
		case 'send':
			others = event.second ? [second] : [];
			second.plan(...(event.second ?? []));
			return (await sendNew(...event.behaviours)).length;
		case 'report': {
			const id = [...liar.asked.keys()][event.which] ?? newId();
			await report([id, event.state]);
			if (event.again) await report([id, event.state]);
			return 0;
		}
		case 'wait':
			await wait(event.minutes * 60);
			return 0;
		case 'tryAgain':
			liar.plan(...event.behaviours);
			await Promise.all(event.atOnce ? [tryAgain(), tryAgain()] : [tryAgain()]);
			return 0;
		case 'crash': {
			const messages = await callNew(event.messages);
			if (event.toldBefore) await report([messages[0]!.id, 'delivered']);
			await settleInterrupted(await house.systemCtx());
			return messages.length;
		}
	}
}

async function begin(): Promise<void> {
	liar = new LyingProvider();
	second = new LyingProvider('second');
	others = [];
	clock = Date.UTC(2026, 10, 24, 11);
	await wait(0);
	campaignId = newId();
	const ola = await house.ctx({ name: 'ola', roles: ['lead'] });
	await house.asOwner(
		`insert into campaign (id, name, goal, ends_on, sender, state, created_by, created_at, approved_by)
		values ($1, 'vinter', 'mål', '2030-12-31', 'Lykt', 'running', $2, now(), $3)`,
		[campaignId, kari.actor.id, ola.actor.id]
	);
}

async function wait(seconds: number): Promise<void> {
	clock += seconds * 1000;
	await house.setClock(new Date(clock).toISOString());
}

/** Messages that have passed the gate, are on record and about to be handed to the provider. */
async function recordNew(count: number): Promise<FirstMessage[]> {
	const ctx = await house.later(kari);
	const asked = Array.from({ length: count }, () => ({
		attemptId: newId(),
		tags: { hold: randomBytes(32), log: randomBytes(32) }
	}));
	await house.onList(
		campaignId,
		asked.map(({ tags }) => tags)
	);
	const claimed = await claimFirst(ctx, campaignId, asked, 2026);
	const handedOver = await handOver(ctx, [...claimed]);
	const messages = [...handedOver].map((attemptId) => ({
		id: newId(),
		attemptId,
		recipientId: newId(),
		language: 'nb'
	}));
	await insertFirstMessages(ctx, campaignId, liar.name, messages);
	return messages;
}

const firstId = '00000000-0000-0000-0000-000000000000';

/** The same, marked as called: what the provider heard before the machine stopped, nobody knows. */
async function callNew(count: number): Promise<FirstMessage[]> {
	const messages = await recordNew(count);
	const begun = await beginCalls(await house.later(kari), liar.name, messages.map(tagged));
	expect(begun.size).toBe(count);
	return messages;
}

const tagged = ({ id }: FirstMessage) => ({ id, holdTag: randomBytes(32) });

async function sendNew(...plan: Behaviour[]): Promise<string[]> {
	const messages = await recordNew(plan.length);
	liar.plan(...plan);
	await hand(messages);
	return messages.map((message) => message.id);
}

/** What waits and is due, as the campaign's own job does it. */
async function tryAgain(): Promise<void> {
	await hand(await selectUncalledFirst(await house.later(kari), campaignId, firstId, 40));
}

async function hand(messages: FirstMessage[]): Promise<void> {
	const outgoing = messages.map((message) => ({
		...tagged(message),
		to: '+4790093001' as Msisdn,
		sender: 'Lykt',
		text: 'Hei'
	}));
	await dispatch(await house.later(kari), [liar, ...others], outgoing);
}

const report = (...receipts: [string, ReceiptState][]) => reportFrom('liar', ...receipts);

async function reportFrom(gateway: string, ...receipts: [string, ReceiptState][]): Promise<void> {
	const ctx = await house.systemCtx();
	await takeNews(ctx, gateway, {
		receipts: receipts.map(([providerRef, state]) => ({ providerRef, state, at: ctx.now })),
		inbound: []
	});
}

async function counts() {
	const found = await countStates(await house.later(kari), [campaignId]);
	return sumUp(Object.fromEntries(found.map(({ state, count }) => [state, count])));
}

async function stateOf(id: string): Promise<DeliveryState> {
	const { rows } = await house.asOwner('select state from delivery_message where id = $1', [id]);
	return (rows as { state: DeliveryState }[])[0]!.state;
}

async function gatewayOf(id: string): Promise<string> {
	const { rows } = await house.asOwner('select gateway from delivery_message where id = $1', [id]);
	return (rows as { gateway: string }[])[0]!.gateway;
}

async function readSettled(): Promise<Map<string, string>> {
	const { rows } = await house.asOwner(
		`select id, state from delivery_message where campaign_id = $1 and state in ('delivered', 'undelivered', 'expired', 'rejected')`,
		[campaignId]
	);
	return new Map((rows as { id: string; state: string }[]).map(({ id, state }) => [id, state]));
}
