import { beforeAll, expect, test } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { listVerdicts } from '../attempt/index.ts';
import { listConversations, settleConversation } from '../conversation/index.ts';
import type { Ctx } from '../db/index.ts';
import { simulatedPhones } from '../gateway/index.ts';
import type { Msisdn } from '../shared/phone.ts';
import { tagNumbers } from '../vault/index.ts';
import { answer, collect } from './index.ts';

const house = testDatabase();
const number = '+4790081001' as Msisdn;
let kari: Ctx;

beforeAll(async () => {
	await house.setClock('2026-11-24T11:00:00Z');
	kari = await house.ctx();
});

test('who said STOP cannot be answered in an older conversation either, until they write again', async () => {
	const first = await write('Hei, hvem er dere?');
	await settleConversation(await house.later(kari), first, 'closed');
	await house.setClock('2026-11-24T11:10:00Z');
	const second = await write('STOPP'); // opens a conversation of its own
	for (const id of [first, second])
		expect(await answer(await house.later(kari), id, 'Bare en ting til')).toEqual({ ok: false, why: 'optedOut' });

	await house.setClock('2026-11-24T11:20:00Z');
	expect(await write('Ombestemte meg, når har dere åpent?')).toBe(second);
	expect(await answer(await house.later(kari), first, 'Bare en ting til')).toEqual({ ok: false, why: 'optedOut' });
	expect(await answer(await house.later(kari), second, 'Hver dag til 20')).toEqual({ ok: true });
	const tagged = await tagNumbers(kari, [number], 'inbound'); // the opt-out itself stands
	expect(tagged.ok && (await listVerdicts(kari, [tagged.tags[0]!.hold]))).toEqual([{ go: false, reason: 'optedOut' }]);

	await house.setClock('2026-11-24T11:30:00Z');
	await write('stopp da');
	expect(await answer(await house.later(kari), second, 'Hver dag til 20')).toEqual({ ok: false, why: 'optedOut' });
});

/** Writes from the phone; @returns the conversation that it came to. */
async function write(text: string): Promise<string> {
	simulatedPhones().writeFrom(number, text);
	await collect(await house.systemCtx());
	const open = await listConversations(await house.later(kari), 'open');
	return open.find((conversation) => conversation.lastText === text)!.id;
}
