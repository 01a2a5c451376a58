// One of several processes that want the same addresses at the same time (src/server/attempt/processes.test.ts). Reads
// its orders as JSON from the command line, begins at a word on standard input, and says as JSON what it got.
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { callClaimByHand, callReleaseByHand, callSettleByHand } from '../src/server/attempt/attempt.db.ts';
import { claimFirst, handOver, release } from '../src/server/attempt/index.ts';
import { openDatabase, readClock, type Ctx } from '../src/server/db/index.ts';
import { newId } from '../src/server/shared/ids.ts';
import { optOut } from '../src/server/suppression/index.ts';

export interface Orders {
	url: string;
	person: string;
	campaigns: string[];
	arena: string;
	tags: { hold: string; log: string }[];
	/** Addresses that may be opted out on the way. */
	leaving: number[];
	rounds: number;
	/** Ends without a word in the middle of a transaction, as a process that is killed. */
	dies: boolean;
}
export interface Got {
	contacts: number[];
	/** Contacted after this process itself had opted the address out. */
	afterStop: number[];
}

const orders = JSON.parse(process.argv[2]!) as Orders;
const db = openDatabase(orders.url, 3);
const got: Got = { contacts: [], afterStop: [] };
const stopped = new Set<number>();
const tags = orders.tags.map(({ hold, log }) => ({ hold: Buffer.from(hold, 'hex'), log: Buffer.from(log, 'hex') }));
const ctx: Ctx = {
	actor: { kind: 'staff', id: orders.person, name: 'kari', roles: ['lead'], isService: false },
	now: await readClock(db),
	db
};
const logYear = ctx.now.getUTCFullYear();

process.stdout.write('ready\n');
await once(process.stdin, 'data'); // the others are ready too
process.stdin.destroy();
for (let round = 0; round < orders.rounds; round++) {
	await Promise.all([sendBatch(), checkByHand(), checkByHand()]);
	if (round % 5 === 4) await leave();
}
if (orders.dies) await dieHalfWay();
process.stdout.write(JSON.stringify(got));
await db.destroy();

async function sendBatch(): Promise<void> {
	const asked = someOf(20).map((place) => ({ place, attemptId: newId(), tags: tags[place]! }));
	const campaign = orders.campaigns[Math.floor(Math.random() * orders.campaigns.length)]!;
	const claimed = await claimFirst(ctx, campaign, asked, logYear);
	const [kept, left] = [[...claimed].slice(1), [...claimed].slice(0, 1)]; // one of them is let go of again
	await release(ctx, left);
	const went = await handOver(ctx, [...kept, ...left]);
	note(asked.filter(({ attemptId }) => went.has(attemptId)).map(({ place }) => place));
}

async function checkByHand(): Promise<void> {
	const [place] = someOf(1) as [number];
	const attemptId = newId();
	const fields = { attemptId, tags: tags[place]!, logYear };
	const answer = await callClaimByHand(ctx, { arenaId: orders.arena }, 'arenaMessage', fields);
	if (answer.verdict !== 'go' || answer.attemptId !== attemptId) return;
	if (Math.random() < 0.3) await callReleaseByHand(ctx, attemptId, false);
	else if (!stopped.has(place) && (await callSettleByHand(ctx, attemptId, 'arenaMessage', undefined, false)))
		note([place]);
}

async function leave(): Promise<void> {
	const place = orders.leaving[Math.floor(Math.random() * orders.leaving.length)]!;
	await optOut(ctx, [tags[place]!.hold]);
	stopped.add(place);
}

async function dieHalfWay(): Promise<void> {
	await db.transaction().execute(async (db) => {
		const asked = tags.map((tag) => ({ attemptId: newId(), tags: tag }));
		const mine = { ...ctx, db };
		await handOver(mine, [...(await claimFirst(mine, orders.campaigns[0]!, asked, logYear))]);
		process.stdout.write(JSON.stringify(got), () => process.kill(process.pid, 'SIGKILL'));
		await sleep(10_000);
	});
}

function note(places: number[]): void {
	got.contacts.push(...places);
	got.afterStop.push(...places.filter((place) => stopped.has(place)));
}

function someOf(count: number): number[] {
	return Array.from({ length: count }, () => Math.floor(Math.random() * tags.length));
}
