// Several real processes want the same addresses in the same second; one of them dies in the middle of it.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';
import { expect, test } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import type { Got, Orders } from '../../../test/hammer-gate.ts';
import { newId } from '../shared/ids.ts';
import { optOut } from '../suppression/index.ts';

const house = testDatabase();
const script = path.resolve(import.meta.dirname, '../../../test/hammer-gate.ts');
const [all, outAlready, leaving] = [300, 30, 60];

test('of five processes that want the same 300 addresses, each address is contacted by one, once', async () => {
	const people = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((name) => house.ctx({ name, roles: ['lead'] })));
	const tags = Array.from({ length: all }, () => ({ hold: randomBytes(32), log: randomBytes(32) }));
	const campaigns = [await aCampaign(people), await aCampaign(people)];
	for (const id of campaigns) await house.onList(id, tags);
	await optOut(
		people[0]!,
		tags.slice(0, outAlready).map(({ hold }) => hold)
	);
	const orders: Omit<Orders, 'person' | 'dies'> = {
		url: house.staffUrl,
		campaigns,
		arena: await anArena(),
		tags: tags.map(({ hold, log }) => ({ hold: hold.toString('hex'), log: log.toString('hex') })),
		leaving: Array.from({ length: leaving }, (_, place) => outAlready + place),
		rounds: 15
	};
	const runs = people.map(({ actor }, place) =>
		prepare({ ...orders, person: actor.id, dies: place === people.length - 1 })
	);
	await Promise.all(runs.map(({ isReady }) => isReady));
	const got = await Promise.all(runs.map(({ go }) => go()));

	const contacts = got.flatMap((one) => one.contacts);
	expect(contacts.length).toBeGreaterThan(all / 2);
	expect(got.every((one) => one.contacts.length > 0)).toBe(true); // they did work side by side
	expect(contacts.toSorted((a, b) => a - b)).toEqual([...new Set(contacts)].toSorted((a, b) => a - b)); // nobody twice
	expect(contacts.filter((place) => place < outAlready)).toEqual([]);
	expect(got.flatMap((one) => one.afterStop)).toEqual([]);

	// What the processes say is what the database says, also of the one that died: half a transaction is none.
	const { rows } = await house.asOwner(
		`select t.place::int - 1 as place, count(a.id)::int as count, h.kind
		from unnest($1::bytea[], $2::bytea[]) with ordinality t (hold, log, place)
		left join attempt a on a.log_tag = t.log and a.state = 'handedOver'
		left join suppression_hold h on h.tag = t.hold
		group by 1, 3 having count(a.id) > 0 order by 1`,
		[tags.map(({ hold }) => hold), tags.map(({ log }) => log)]
	);
	expect(rows.map(({ place, count }) => [place, count])).toEqual(
		contacts.toSorted((a, b) => a - b).map((place) => [place, 1])
	);
	expect(new Set(rows.map(({ kind }) => kind))).toEqual(new Set(['contacted', 'optedOut'])); // some said stop afterwards
});

/** A process that has come up and waits for `go`, so that all begin at once. */
function prepare(orders: Orders): { isReady: Promise<unknown>; go: () => Promise<Got> } {
	const child = spawn(process.execPath, [script, JSON.stringify(orders)], { stdio: 'pipe' });
	let [output, faults] = ['', ''];
	child.stdout.on('data', (piece: Buffer) => (output += piece.toString()));
	child.stderr.on('data', (piece: Buffer) => (faults += piece.toString()));
	const closed = once(child, 'close') as Promise<[number | null, string | null]>;
	const isReady = Promise.race([once(child.stdout, 'data'), closed]);
	const go = async () => {
		child.stdin.on('error', () => undefined).write('go\n');
		const [code, signal] = await closed;
		expect([faults, code, signal]).toEqual(orders.dies ? ['', null, 'SIGKILL'] : ['', 0, null]);
		return JSON.parse(output.replace('ready\n', '')) as Got;
	};
	return { isReady, go };
}

async function anArena(): Promise<string> {
	const id = newId();
	await house.asOwner(
		`insert into arena (id, code_name, class, created_at) values ($1::uuid, $1::uuid::text, 'forum', now())`,
		[id]
	);
	return id;
}

async function aCampaign(people: { actor: { id: string } }[]): Promise<string> {
	const id = newId();
	await house.asOwner(
		`insert into campaign (id, name, goal, ends_on, sender, state, created_by, created_at, approved_by) values ($1, 'vinter', 'mål', '2060-12-31', 'Lykt', 'running', $2, now(), $3)`,
		[id, people[0]!.actor.id, people[1]!.actor.id]
	);
	return id;
}
