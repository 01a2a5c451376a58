// node bench/sending.ts: a campaign out through the simulated phones, from ready lines to the gateway's answers on record,
// as a ratio to a bare outbox that is claimed and marked in batches of 100 in the same database.
import { inPairs, say, someNumbers, time, withInstallation, type Installation } from './installation.ts';

const messages = Number(process.env.MESSAGES ?? 10_000);
const pairs = Number(process.env.PAIRS ?? 5);

await withInstallation(async (house) => {
	const { sendCampaign } = await import('../src/server/campaign/send-campaign.ts');
	await house.asOwner('create table bench_outbox (id bigint primary key, round int, state text, body text)');
	await house.asOwner(`create index on bench_outbox (round, id) where state = 'ready'`);
	const result = await inPairs(
		pairs,
		messages,
		(round) => drainOutbox(house, round),
		async () => {
			const id = await house.aCampaign(someNumbers(messages));
			const seconds = await time(async () => sendCampaign(await house.ctx(), id, { keepsHours: false }));
			await expectAllSent(house, id);
			return seconds;
		}
	);
	say('sending through the simulated phones', result, 'bare outbox, claimed and marked by the hundred');
});

async function drainOutbox(house: Installation, round: number): Promise<number> {
	await house.asOwner(
		`insert into bench_outbox select $1::bigint * 1000000 + n, $1, 'ready', repeat('x', 100) from generate_series(1, $2::int) n`,
		[round, messages]
	);
	return time(async () => {
		for (;;) {
			const done = await house.asOwner(
				`update bench_outbox set state = 'sent' where id in (
					select id from bench_outbox where round = $1 and state = 'ready' order by id limit 100 for update skip locked)`,
				[round]
			);
			if (!done.rowCount) return;
		}
	});
}

async function expectAllSent(house: Installation, id: string): Promise<void> {
	const { rows } = await house.asOwner(
		`select state, count(*)::int as count from delivery_message where campaign_id = $1 group by state`,
		[id]
	);
	const counts = rows as { state: string; count: number }[];
	if (counts.reduce((sum, row) => sum + row.count, 0) !== messages) throw new Error(JSON.stringify(counts));
	if (process.env.VERBOSE) console.log(counts);
}
