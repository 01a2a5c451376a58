// node bench/receiving.ts: replies and STOP from phones, a fifth of them STOP, until each is committed: brought by a
// provider's calls one by one, sixty-four at a time, and fetched from the simulated phones. The limit is a bare insert of a
// line with a unique reference, one commit for each, as many at a time.
import { randomBytes } from 'node:crypto';
import type { Inbound } from '../src/server/gateway/index.ts';
import { newId } from '../src/server/shared/ids.ts';
import type { Msisdn } from '../src/server/shared/phone.ts';
import { inPairs, say, someNumbers, time, withInstallation, type Installation } from './installation.ts';

const messages = Number(process.env.MESSAGES ?? 4000);
const pairs = Number(process.env.PAIRS ?? 5);
const atOnce = 64;

await withInstallation(async (house) => {
	const { takeNews } = await import('../src/server/delivery/take-news.ts');
	const { collect } = await import('../src/server/delivery/index.ts');
	const { simulatedPhones } = await import('../src/server/gateway/index.ts');
	await house.asOwner('create table bench_inbound (ref text primary key, body bytea, at timestamptz)');
	await house.asOwner(`insert into programme_service (name) values ('Lanternen')`);

	const brought = await inPairs(
		pairs,
		messages,
		() => insertBare(house),
		async () => {
			const written = write();
			const ctx = await house.ctx();
			const seconds = await time(() =>
				eachOf(written, (message) => takeNews(ctx, 'kannel', { receipts: [], inbound: [message] }))
			);
			await expectStored(house, written);
			return seconds;
		}
	);
	say('receiving, brought one by one', brought, 'bare insert, a commit for each');

	const fetched = await inPairs(
		pairs,
		messages,
		() => insertBare(house),
		async () => {
			for (const { from, text } of write()) simulatedPhones().writeFrom(from, text);
			return time(async () => collect(await house.ctx()));
		}
	);
	say('receiving, fetched by the thousand', fetched, 'bare insert, a commit for each');
});

/** From numbers that have never written, so that each costs a key and a conversation of its own. */
function write(): Inbound[] {
	return someNumbers(messages).map((from, place) => ({
		providerRef: newId(),
		from: from as Msisdn,
		text: place % 5 === 0 ? 'STOPP' : 'Hei, hvor finner jeg dere i kveld?',
		at: new Date(0)
	}));
}

async function insertBare(house: Installation): Promise<number> {
	const body = randomBytes(80);
	return time(() =>
		eachOf(Array.from({ length: messages }, newId), (ref) =>
			house.asOwner('insert into bench_inbound (ref, body, at) values ($1, $2, now())', [ref, body])
		)
	);
}

async function eachOf<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
	const waiting = items.values();
	const workOn = async () => {
		for (const item of waiting) await work(item);
	};
	await Promise.all(Array.from({ length: atOnce }, workOn));
}

async function expectStored(house: Installation, written: Inbound[]): Promise<void> {
	const { rows } = await house.asOwner(
		'select count(*)::int as count from delivery_inbound where provider_ref = any ($1)',
		[written.map((message) => message.providerRef)]
	);
	if ((rows as { count: number }[])[0]!.count !== messages) throw new Error('not everything was stored');
}
