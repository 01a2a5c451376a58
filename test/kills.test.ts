// A campaign of 10,000, and a worker that is killed at every kind of step: nobody gets anything twice, nobody who said stop
// gets anything at all, and everybody is accounted for. Here once for each kind, in the first, a middle and the last batch
// in turn; `npm run test:kills` does every kind in each of the three.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { collect } from '../src/server/delivery/index.ts';
import { simulatedPhones } from '../src/server/gateway/index.ts';
import type { Msisdn } from '../src/server/shared/phone.ts';
import { optOut } from '../src/server/suppression/index.ts';
import { tagNumbers } from '../src/server/vault/index.ts';
import { testDatabase } from './database.ts';
import { points, type Orders, type PointName } from './kills/points.ts';
import { campaignText, insertRunningCampaign } from './running-campaign.ts';

const house = testDatabase();
const all = process.env.LYKT_KILLS === 'all';
const size = 10_000;
const names = Object.keys(points) as PointName[];
const numbers = Array.from({ length: size }, (_, place) => `+479013${String(place).padStart(4, '0')}` as Msisdn);
const optedOut = numbers.filter((_, place) => place % 100 === 7);
const reachable = size - optedOut.length;

type Place = 'first' | 'middle' | 'last';
const places: Place[] = ['first', 'middle', 'last'];
const plan = places.flatMap((place, turn) =>
	names.filter((_, kind) => all || kind % 3 === turn).map((name) => ({ place, name }))
);
const notBefore: Record<Place, number> = { first: 0, middle: reachable / 2, last: 0 };
/** Held back until the last batches are to be seen: with these the list has one batch left each time. */
const batch = 40;
const lastLines = size - plan.filter(({ place }) => place === 'last').length * batch;

let campaignId: string;
/** Who said STOP before they had got anything, and whose STOP is stored: they must never get anything. */
const closed = new Set<Msisdn>();
const stopping = new Set<Msisdn>();

beforeAll(async () => {
	const ctx = await house.systemCtx();
	const tagged = await tagNumbers(ctx, optedOut, 'optOut');
	if (!tagged.ok) throw new Error(tagged.why);
	await optOut(
		ctx,
		tagged.tags.map((tag) => tag.hold)
	);
	campaignId = await insertRunningCampaign(ctx, (query, values) => house.asOwner(query, values), numbers);
	await house.asOwner(`update campaign_recipient set state = 'waiting' where campaign_id = $1 and line > $2`, [
		campaignId,
		lastLines
	]);
});

describe('a worker that is killed', () => {
	test.each(plan)('in the $place batches, when $name', async ({ place, name }) => {
		if (place === 'last') await leaveOneBatch();
		somebodyWrites();
		expect(await live({ point: name, notBefore: notBefore[place] })).toBe('SIGKILL');
		await noteStops();
	});

	test('and then lives on: nobody twice, nobody who said stop, everybody accounted for', async () => {
		expect(await live({ notBefore: 0 })).toBe(0);
		await collect(await house.systemCtx());
		const shown = readPhones();
		expect(closed.size).toBeGreaterThan(0);
		expect([...shown].filter(([, times]) => times > 1)).toEqual([]);
		expect(optedOut.filter((number) => shown.has(number))).toEqual([]);
		expect([...closed].filter((number) => shown.has(number))).toEqual([]);

		const { rows: lines } = await house.asOwner(
			`select count(*) filter (where state = 'sent')::int as sent, count(*) filter (where state = 'waiting')::int as waiting,
				count(*)::int as lines from campaign_recipient where campaign_id = $1`,
			[campaignId]
		);
		const { sent, waiting } = (lines as { sent: number; waiting: number; lines: number }[])[0]!;
		expect({ sent: sent + waiting, lines }).toMatchObject({ sent: size, lines: [{ lines: size }] });
		const { rows } = await house.asOwner(
			`select state, reason, count(*)::int as count from delivery_message where campaign_id = $1 group by 1, 2`,
			[campaignId]
		);
		const messages = rows as { state: string; reason: string | null; count: number }[];
		const count = (state: string) =>
			messages.filter((row) => row.state === state).reduce((sum, row) => sum + row.count, 0);
		const [delivered, rejected, unknown] = [count('delivered'), count('rejected'), count('unknown')];
		expect(delivered + rejected + unknown).toBe(sent); // nothing is under way, nothing is lost
		expect(delivered).toBe(shown.size); // and what was shown is known to have been shown
		expect(messages.filter((row) => row.state === 'rejected').every((row) => row.reason === 'withdrawn')).toBe(true);
		expect(unknown).toBeLessThanOrEqual(plan.length * 200);
		console.log(
			`${plan.length} kills: ${delivered} delivered, ${unknown} unknown, ${rejected} withdrawn, ${waiting} never written to; ${closed.size} said stop in time`
		);
	});
});

/** Everything else is sent first; then one more batch of the list is let go. */
async function leaveOneBatch(): Promise<void> {
	if ((await countReady()) > batch) expect(await live({ notBefore: 0 })).toBe(0);
	await house.asOwner(
		`update campaign_recipient set state = 'ready' where id in (
			select id from campaign_recipient where campaign_id = $1 and state = 'waiting' and verdict = 'go' and line > $2 order by line limit $3)`,
		[campaignId, lastLines, batch - (await countReady())]
	);
	expect(await countReady()).toBe(batch);
}

async function countReady(): Promise<number> {
	const { rows } = await house.asOwner(
		`select count(*)::int as count from campaign_recipient where campaign_id = $1 and state = 'ready'`,
		[campaignId]
	);
	return (rows as { count: number }[])[0]!.count;
}

/** Before each life somebody says stop and somebody asks, some of them written to and some not. */
function somebodyWrites(): void {
	const free = numbers.filter((number) => !stopping.has(number) && !optedOut.includes(number));
	const some = [free[0]!, free[Math.floor(free.length / 2)]!, free.at(-1)!, free.at(-2)!];
	for (const number of some) {
		stopping.add(number);
		simulatedPhones().writeFrom(number, 'STOPP');
	}
	simulatedPhones().writeFrom(free[1]!, 'Hva er dette?');
}

async function noteStops(): Promise<void> {
	const tagged = await tagNumbers(await house.systemCtx(), [...stopping], 'inbound');
	if (!tagged.ok) throw new Error(tagged.why);
	const { rows } = await house.asOwner(`select tag from suppression_hold where kind = 'optedOut'`);
	const stored = new Set((rows as { tag: Buffer }[]).map(({ tag }) => tag.toString('hex')));
	const shown = readPhones();
	[...stopping].forEach((number, place) => {
		if (stored.has(tagged.tags[place]!.hold.toString('hex')) && !shown.has(number)) closed.add(number);
	});
}

/** How many campaign messages stand on each phone. */
function readPhones(): Map<string, number> {
	return new Map(
		simulatedPhones()
			.countShown(campaignText)
			.map(({ number, times }) => [number, times])
	);
}

/** @returns how the worker ended. */
async function live(orders: Omit<Orders, 'databaseUrl' | 'campaignId'>): Promise<number | string> {
	const child = spawn(process.execPath, [path.join(import.meta.dirname, 'kills/one-life.ts')], {
		env: {
			...process.env,
			ORDERS: JSON.stringify({ ...orders, databaseUrl: house.staffUrl, campaignId } satisfies Orders)
		},
		stdio: ['ignore', 'ignore', 'inherit']
	});
	const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
	return signal ?? code!;
}
