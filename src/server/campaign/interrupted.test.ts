import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { inOrder } from '../../../test/in-order.ts';
import { listConversations } from '../conversation/index.ts';
import type { Ctx } from '../db/index.ts';
import { answer, collect, sendAnswers } from '../delivery/index.ts';
import { simulatedPhones } from '../gateway/index.ts';
import type { Msisdn } from '../shared/phone.ts';
import { approveCampaign, createCampaign, getCampaign, readAudience, setAudience, startCampaign } from './index.ts';
import { sendCampaign } from './send-campaign.ts';

const house = testDatabase();
const phones = simulatedPhones;
const noon = '2026-11-24T11:00:00Z';
let kari: Ctx;
let ola: Ctx;

beforeAll(async () => {
	kari = await house.ctx({ name: 'kari' });
	ola = await house.ctx({ name: 'ola', roles: ['lead'] });
});
beforeEach(async () => house.setClock(noon));

describe('a message that waits for a gateway', () => {
	test('is never sent to somebody whose reply may have meant stop', async () => {
		const number = '+4790082001' as Msisdn;
		phones().breakDown(1);
		const id = await aRunningCampaign([number]);
		await send(id);
		phones().writeFrom(number, 'jeg vil at dere skal si stopp til sjefen din med en gang');
		await collect(await house.systemCtx());
		await house.setClock('2026-11-24T11:01:00Z');
		await send(id);
		expect(onPhone(number)).toEqual([]);
		expect((await figures(id)).delivery).toMatchObject({ sent: 1, failed: 1 });
	});

	test('is not sent as a reply when STOP comes first', async () => {
		const number = '+4790082002' as Msisdn;
		phones().writeFrom(number, 'Hva koster det?');
		await collect(await house.systemCtx());
		const [theirs] = await listConversations(await house.later(kari), 'waiting');
		expect(await answer(await house.later(kari), theirs!.id, 'Det er gratis')).toEqual({ ok: true });
		await house.setClock('2026-11-24T11:01:00Z');
		phones().writeFrom(number, 'STOPP');
		await collect(await house.systemCtx());
		await sendAnswers(await house.systemCtx());
		expect(onPhone(number)).toEqual([expect.stringMatching(/skriver ikke til deg igjen/)]);
	});
});

test('a STOP behind a message that cannot be taken in still acts at once', async () => {
	const number = '+4790082003' as Msisdn;
	phones().writeFrom('Kiosken' as Msisdn, 'Du har vunnet');
	phones().writeFrom(number, 'STOPP');
	await expect(collect(await house.systemCtx())).rejects.toThrow();
	const id = await aDraft();
	expect((await give(id, [number])).verdicts).toEqual({ go: 0, wait: { optedOut: 1 } });
	phones().forgetBefore(new Date('2100-01-01'));
});

describe('a keyholder that fails between the record and the gateway', () => {
	test('costs nobody their message: it waits, and is sent once', async () => {
		const number = '+4790082004' as Msisdn;
		const id = await aRunningCampaign([number]);
		const { rows } = await house.asOwner('select audience_key as key from campaign where id = $1', [id]);
		await giveKey(id, 'audience:elsewhere');
		await expect(send(id)).rejects.toThrow(/keyholder/);
		expect(onPhone(number)).toEqual([]);
		await giveKey(id, (rows as { key: string }[])[0]!.key);
		await send(id);
		await send(id);
		expect(onPhone(number)).toEqual(['Hei. Svar STOPP.']);
	});
});

/** Past the database's own guard: only a fault can do this. */
const giveKey = (id: string, key: string) =>
	house.asOwner(
		`begin; set local session_replication_role = replica; update campaign set audience_key = '${key}' where id = '${id}'; commit`
	);
const send = async (id: string) => sendCampaign(await house.systemCtx(), id);
const figures = async (id: string) => getCampaign(await house.later(kari), id);
const onPhone = (number: Msisdn) =>
	phones()
		.readPhone(number)
		.filter((line) => line.direction === 'toPhone')
		.map((line) => line.text);

async function aDraft(): Promise<string> {
	const created = await createCampaign(await house.later(kari), {
		name: 'vinter',
		goal: 'ti nye får vite om vaksine',
		endsOn: '2026-12-24',
		message: { nb: 'Hei. Svar STOPP.' },
		callAfterDays: 3,
		...inOrder
	});
	if (!created.ok) throw new Error(created.why);
	return created.id;
}

async function give(id: string, numbers: string[]) {
	const read = readAudience(
		numbers.map((number, place) => ({ line: place + 1, cells: [number] })),
		{ limit: 100 }
	);
	if (!read.ok) throw new Error(read.why);
	const given = await setAudience(await house.later(kari), id, read.audience);
	if (!given.ok) throw new Error(given.why);
	return given;
}

async function aRunningCampaign(numbers: string[]): Promise<string> {
	const id = await aDraft();
	await give(id, numbers);
	expect(await approveCampaign(await house.later(ola), id)).toMatchObject({ ok: true });
	expect(await startCampaign(await house.later(kari), id)).toMatchObject({ ok: true });
	return id;
}
