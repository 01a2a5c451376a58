// The door that providers call at, as it stands in the house: real database, real keyholder, Twilio's signature.
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { listConversations } from '#conversation';
import { twilioSignature } from '../../../../server/gateway/sms/twilio.ts';
import { testDatabase } from '../../../../../test/database.ts';
import { GET, POST } from './+server.ts';

const secret = 'en-lang-hemmelighet-i-adressen';
const token = 'et-passord';
Object.assign(process.env, {
	LYKT_GATEWAY: 'twilio',
	LYKT_GATEWAY_SENDER: '+4759440000',
	LYKT_GATEWAY_USER: 'AC1',
	LYKT_GATEWAY_PASSWORD: token,
	LYKT_WEBHOOK_SECRET: secret,
	LYKT_WEBHOOK_ORIGIN: 'https://sms.example.no'
});
const house = testDatabase();
beforeAll(() => house.setClock('2026-11-24T11:00:00Z'));

describe('a provider that calls', () => {
	test('is let in with the secret and a signature over the address that it knows, and its news are stored once', async () => {
		const stop = { MessageSid: 'SM1', From: '+4790092001', To: '+4759440000', Body: 'Hei på dere, æøå' };
		for (let time = 0; time < 2; time++) {
			const response = await call({ form: stop });
			expect(response.status).toBe(200);
			expect(response.headers.get('content-type')).toBe('text/xml');
			expect(await response.text()).toBe('<Response></Response>');
		}
		const kari = await house.ctx();
		const waiting = await listConversations(kari, 'waiting');
		expect(waiting.map((conversation) => conversation.lastText)).toEqual(['Hei på dere, æøå']);
	});

	test('a receipt is stored, also for a message whose answer is not on record yet', async () => {
		const ref = '019ab000-0000-7000-8000-000000000009';
		for (const status of ['sent', 'delivered', 'delivered'])
			expect((await call({ form: { MessageSid: 'SM2', MessageStatus: status }, search: `?ref=${ref}` })).status).toBe(
				200
			);
		const { rows } = await house.asOwner('select gateway, provider_ref as ref, state from delivery_receipt');
		expect(rows).toEqual([{ gateway: 'twilio', ref, state: 'delivered' }]);
	});

	test('STOP by this way closes the number for good, at once, and queues one confirmation', async () => {
		await call({ form: { MessageSid: 'SM3', From: '+4790092002', To: '+4759440000', Body: 'STOPP' } });
		const holds = await house.asOwner(`select count(*)::int as n from suppression_hold where kind = 'optedOut'`);
		const answers = await house.asOwner(`select purpose, gateway, state from delivery_message`);
		expect(holds.rows).toEqual([{ n: 1 }]);
		expect(answers.rows).toEqual([{ purpose: 'confirmation', gateway: 'twilio', state: 'queued' }]);
	});

	test('finds nothing with a wrong secret, or at a gateway that is not in use: the same 404', async () => {
		const form = { MessageSid: 'SM4', From: '+4790092003', Body: 'hei' };
		for (const wrong of [{ secret: `${secret}x` }, { secret: secret.slice(1) }, { secret: '' }, { gateway: 'sveve' }]) {
			const response = await call({ form, ...wrong });
			expect([response.status, await response.text()]).toEqual([404, '']);
		}
	});

	test('is turned away with a wrong signature, and nothing is stored', async () => {
		const before = await countInbound();
		const response = await call({ form: { MessageSid: 'SM5', From: '+4790092003', Body: 'hei' }, signature: 'nei' });
		expect(response.status).toBe(403);
		expect((await call({ form: { MessageSid: 'SM5' } })).status).toBe(400);
		expect(await countInbound()).toBe(before);
	});

	test('a giant body is not read to its end, whether it says its length or not', async () => {
		const body = 'a'.repeat(64 * 1024 + 1);
		expect((await call({ body, headers: { 'content-length': String(body.length) } })).status).toBe(413);
		let chunksRead = 0;
		const endless = new ReadableStream<Uint8Array>({
			pull(controller) {
				chunksRead++;
				controller.enqueue(new Uint8Array(16 * 1024));
			}
		});
		expect((await call({ body: endless })).status).toBe(413);
		expect(chunksRead).toBeLessThan(12);
	});

	test('by GET gets no further than its signature', async () => {
		const url = new URL(`https://lykt.example.no/webhooks/twilio/${secret}`);
		const event = { request: new Request(url), url, params: { gateway: 'twilio', secret }, locals: await locals() };
		expect((await GET(event as never)).status).toBe(403);
	});

	test('leaves no trace of number, text or secret in the log', async () => {
		const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
		const quiet = process.env.LYKT_QUIET;
		delete process.env.LYKT_QUIET;
		await call({
			form: { MessageSid: 'SM6', From: '+4790092004', To: '+4759440000', Body: 'ord som ikke skal logges' }
		});
		await call({ form: { MessageSid: 'SM7', From: '+4790092004', Body: 'x' }, signature: 'nei' });
		const lines = written.mock.calls.join('');
		written.mockRestore();
		process.env.LYKT_QUIET = quiet;
		expect(lines).not.toMatch(/90092004|skal logges|hemmelighet/);
	});
});

async function call(what: {
	form?: Record<string, string>;
	body?: BodyInit;
	search?: string;
	secret?: string;
	gateway?: string;
	signature?: string;
	headers?: Record<string, string>;
}): Promise<Response> {
	const { form = {}, search = '', gateway = 'twilio' } = what;
	const fields = new URLSearchParams(form);
	const path = `/webhooks/${gateway}/${what.secret ?? secret}${search}`;
	const known = `https://sms.example.no/webhooks/twilio/${secret}${search}`;
	const url = new URL(`https://lykt.example.no${path}`); // our server writes the staff side's own name into the address
	const request = new Request(url, {
		method: 'POST',
		body: what.body ?? fields.toString(),
		headers: { 'x-twilio-signature': what.signature ?? twilioSignature(token, known, fields), ...what.headers },
		...(what.body instanceof ReadableStream ? { duplex: 'half' } : {})
	});
	const params = { gateway, secret: what.secret ?? secret };
	return await POST({ request, url, params, locals: await locals() } as never);
}

/** What the porter gives a webhook: nobody in particular, on the staff log-in's connection. */
const locals = async () => ({ ctx: { ...(await house.systemCtx()), actor: { kind: 'visitor' } } });

async function countInbound(): Promise<number> {
	const { rows } = await house.asOwner('select count(*)::int as n from delivery_inbound');
	return (rows as { n: number }[])[0]!.n;
}
