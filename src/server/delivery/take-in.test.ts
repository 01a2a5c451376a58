// What comes in: acknowledged after the commit, once, in few statements, whoever else brings it at the same time.
import pg from 'pg';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { ownKeyholder } from '../../../test/own-keyholder.ts';
import { listVerdicts } from '../attempt/index.ts';
import { listConversations, settleConversation } from '../conversation/index.ts';
import type { Ctx } from '../db/index.ts';
import type { Inbound } from '../gateway/index.ts';
import { nameService } from '../programme/index.ts';
import { newId } from '../shared/ids.ts';
import type { Msisdn } from '../shared/phone.ts';
import { tagNumbers, vaultStatus } from '../vault/index.ts';
import { takeInAll } from './take-in.ts';
import { takeNews } from './take-news.ts';

ownKeyholder(); // keys are counted
const house = testDatabase();
let kari: Ctx;
let next = 0;

beforeAll(async () => {
	await house.setClock('2026-11-24T11:00:00Z');
	kari = await house.ctx();
	await nameService(await house.systemCtx(), { name: 'Lanternen', ownerName: '', invented: true });
});
afterEach(() => void vi.restoreAllMocks());

describe('statements', () => {
	beforeEach(async () => bring(written('Hei'))); // the words that were added are known for ten seconds

	test.each(['Hei, hvem er dere?', 'STOPP', 'jeg vil at dere skal si stopp til sjefen din med en gang', 'HJELP'])(
		'"%s" costs four at the most besides BEGIN and COMMIT',
		async (text) => {
			const message = written(text);
			const statements = await countStatements(() => bring(message));
			expect(statements.filter((statement) => /^(begin|commit)/.test(statement))).toHaveLength(2);
			expect(statements.filter((statement) => !/^(begin|commit)/.test(statement)).length).toBeLessThanOrEqual(4);
			expect(statements.at(-1)).toMatch(/^commit/);
			expect(await isStored(message)).toBe(true);
		}
	);

	test('fifty at a time, half of them STOP, cost no more', async () => {
		const messages = Array.from({ length: 50 }, (_, place) => written(place % 2 ? 'STOPP' : 'Hva er dette?'));
		const statements = await countStatements(() => bring(...messages));
		expect(statements.length).toBeLessThanOrEqual(6);
		const held = await verdicts(messages);
		expect(held.map((verdict) => verdict.go)).toEqual(messages.map((_, place) => place % 2 === 0));
	});

	test('many calls of a provider at the same time are taken in together, and each is answered when it is stored', async () => {
		const messages = Array.from({ length: 60 }, () => written('STOPP'));
		const stored: boolean[] = [];
		const statements = await countStatements(async () => {
			await Promise.all(messages.map(async (message) => (await bring(message), stored.push(true))));
		});
		expect(stored).toHaveLength(60);
		expect(statements.length).toBeLessThan(60);
		expect((await verdicts(messages)).every((verdict) => !verdict.go)).toBe(true);
	});
});

describe('at the same time', () => {
	test('the same message from ten sides is stored once, with one conversation and one confirmation', async () => {
		const message = written('STOPP');
		const ctx = await house.systemCtx();
		const keys = (await vaultStatus()).keys.live.conversation!;
		const faults = await Promise.all(Array.from({ length: 10 }, () => takeInAll(ctx, 'loopback', [message])));
		expect(faults.flatMap((fault) => [...fault.values()])).toEqual([]);
		const { rows } = await house.asOwner(
			`select count(distinct i.id)::int as inbound, count(distinct c.id)::int as conversations, count(distinct m.id)::int as messages
			from delivery_inbound i join conversation c on c.hold_tag = i.hold_tag left join delivery_message m on m.conversation_id = c.id
			where i.provider_ref = $1`,
			[message.providerRef]
		);
		expect(rows).toEqual([{ inbound: 1, conversations: 1, messages: 1 }]);
		expect((await vaultStatus()).keys.live.conversation).toBe(keys + 1); // what was made in vain is destroyed
	});

	test('a conversation that is closed meanwhile gives a new one, and nothing is lost', async () => {
		const first = written('Hei');
		await bring(first);
		const [open] = await conversationsWith('Hei', first);
		const again = Array.from({ length: 8 }, () => ({ ...written('Er dere der?'), from: first.from }));
		await Promise.all([
			...again.map((message) => bring(message)),
			settleConversation(await house.later(kari), open!, 'closed')
		]);
		for (const message of again) expect(await isStored(message)).toBe(true);
	});
});

test('whoever says STOP and then writes something else can be answered, though both came at once', async () => {
	const stop = written('STOPP');
	const more = { ...written('Ombestemte meg, når har dere åpent?'), from: stop.from };
	await bring(stop, more);
	const { rows } = await house.asOwner(
		'select state, opted_out, count(*) over ()::int as open from conversation where id = (select conversation_id from delivery_inbound where provider_ref = $1)',
		[more.providerRef]
	);
	expect(rows).toEqual([{ state: 'waiting', opted_out: false, open: 1 }]);
	expect(await verdicts([stop])).toEqual([{ go: false, reason: 'optedOut' }]);
});

test('one that cannot be taken in does not keep the others waiting, and only its own call is told', async () => {
	const [good, bad] = [written('STOPP'), { ...written('Du har vunnet'), from: 'Kiosken' as Msisdn }];
	const told = await Promise.allSettled([bring(good), bring(bad)]);
	expect(told.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
	expect(await verdicts([good])).toEqual([{ go: false, reason: 'optedOut' }]);
});

function written(text: string): Inbound {
	const from = `+47900833${String(next++).padStart(2, '0')}` as Msisdn;
	return { providerRef: newId(), from, text, at: kari.now };
}

const bring = async (...inbound: Inbound[]) => takeNews(await house.systemCtx(), 'loopback', { receipts: [], inbound });

async function verdicts(messages: Inbound[]) {
	const tagged = await tagNumbers(
		kari,
		messages.map((message) => message.from),
		'inbound'
	);
	if (!tagged.ok) throw new Error(tagged.why);
	return listVerdicts(
		await house.later(kari),
		tagged.tags.map((tag) => tag.hold)
	);
}

async function isStored(message: Inbound): Promise<boolean> {
	const { rowCount } = await house.asOwner('select from delivery_inbound where provider_ref = $1', [
		message.providerRef
	]);
	return rowCount === 1;
}

async function conversationsWith(text: string, message: Inbound): Promise<string[]> {
	const { rows } = await house.asOwner('select conversation_id as id from delivery_inbound where provider_ref = $1', [
		message.providerRef
	]);
	const open = await listConversations(await house.later(kari), 'open');
	const ids = new Set((rows as { id: string }[]).map(({ id }) => id));
	return open.filter((one) => ids.has(one.id) && one.lastText === text).map((one) => one.id);
}

/** What was sent to PostgreSQL while `work` ran, the clock's own question left out. */
async function countStatements(work: () => Promise<unknown>): Promise<string[]> {
	const query = vi.spyOn(pg.Client.prototype, 'query'); // looks on, and lets it pass
	await work();
	const asked = query.mock.calls.map(([question]: unknown[]) =>
		(typeof question === 'string' ? question : (question as { text: string }).text).trim().toLowerCase()
	);
	query.mockRestore();
	return asked.filter((text) => !text.includes('db_now() as now'));
}
