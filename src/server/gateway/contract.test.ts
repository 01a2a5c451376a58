// What every adapter owes us, tried against a stand-in for its provider's documented interface on this machine.
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { isSame } from '../shared/crypto.ts';
import type { Msisdn } from '../shared/phone.ts';
import type { Gateway, ReceiptState, WebhookRequest } from './gateway.ts';
import { elks } from './sms/46elks.ts';
import { android, androidSignature } from './sms/android.ts';
import { kannel } from './sms/kannel.ts';
import { link } from './sms/link.ts';
import { sveve } from './sms/sveve.ts';
import { twilio, twilioSignature } from './sms/twilio.ts';

const now = new Date('2026-11-24T11:00:00Z');
const ref = '019ab000-0000-7000-8000-000000000001';
const to = '+4790091001' as Msisdn;
const settings = {
	sender: '+4759440000',
	user: 'lykt',
	password: 'et-passord',
	webhookUrl: 'https://lykt.example.no/webhooks/navn/hemmelig'
};
const basic = `Basic ${btoa('lykt:et-passord')}`;

/** What was asked of the provider, as it came over the wire. */
interface Asked {
	url: string;
	headers: http.IncomingHttpHeaders;
	body: string;
}
type Call = Pick<WebhookRequest, 'method' | 'query' | 'headers' | 'body'> & { url?: string };

interface Provider {
	open(url: string): Gateway;
	taken: { status: number; body: string };
	refused: { status: number; body: string; reason: string }[];
	/** Refusals of us, not of the message. */
	notNow?: { status: number; body: string }[];
	read(asked: Asked): { to?: unknown; text?: unknown; ref?: unknown; sender?: unknown; logIn?: unknown };
	report(state: ReceiptState): Call | undefined;
	onTheWay(): Call | undefined;
	message(text: string, from: string): Call;
	garbage(): Call;
	/** Where the provider signs: takes an honest call and spoils its signature. */
	forge?(call: Call): Call[];
	answers: { status: number; body: string };
}

const bytes = (text: string) => new TextEncoder().encode(text);
const post = (body: string, headers: Record<string, string> = {}, search = ''): Call => ({
	method: 'POST',
	query: new URLSearchParams(search),
	headers: new Headers(headers),
	body: bytes(body)
});
const form = (fields: Record<string, string>) => new URLSearchParams(fields).toString();
const formOf = (text: string) => Object.fromEntries(new URLSearchParams(text));
const json = (text: string) => JSON.parse(text) as Record<string, any>;

const signedByPhone = (event: object): Call => {
	const body = JSON.stringify(event);
	const time = String(now.getTime() / 1000);
	return post(body, { 'x-timestamp': time, 'x-signature': androidSignature('nøkkel', body, time) });
};
const signedByTwilio = (fields: Record<string, string>, search = ''): Call => {
	const url = `${settings.webhookUrl}${search && `?${search}`}`;
	const signature = twilioSignature(settings.password, url, new URLSearchParams(fields));
	return { ...post(form(fields), { 'x-twilio-signature': signature }, search), url };
};
const withHeader = (call: Call, name: string, value: string): Call => {
	const headers = new Headers(call.headers);
	headers.set(name, value);
	return { ...call, headers };
};

const providers: Record<string, Provider> = {
	kannel: {
		open: (url) => kannel({ ...settings, url: `${url}/cgi-bin/sendsms` }),
		taken: { status: 202, body: '0: Accepted for delivery' },
		refused: [{ status: 400, body: 'Invalid receiver', reason: 'refused' }],
		notNow: [
			{ status: 403, body: 'Authorization failed for sendsms' },
			{ status: 503, body: 'Temporal failure, try again later.' }
		],
		read: ({ headers, body }) => ({
			to: headers['x-kannel-to'],
			text: body,
			ref: new URL(String(headers['x-kannel-dlr-url'])).searchParams.get('ref'),
			sender: headers['x-kannel-from'],
			logIn: `Basic ${btoa(`${String(headers['x-kannel-username'])}:${String(headers['x-kannel-password'])}`)}`
		}),
		report: (state) => {
			const code = { delivered: '1', undelivered: '2', rejected: '16', expired: '34' }[state];
			return { ...post('', {}, `ref=${ref}&state=${code}`), method: 'GET' };
		},
		onTheWay: () => ({ ...post('', {}, `ref=${ref}&state=8`), method: 'GET' }),
		message: (text, from) =>
			isLatin(text)
				? post(text, { 'x-kannel-from': from, 'content-type': 'text/plain; charset=UTF-8' }, 'id=mo-1')
				: {
						...post('', { 'x-kannel-from': from, 'content-type': 'text/plain; charset="UTF-16BE"' }, 'id=mo-1'),
						body: Buffer.from(text, 'utf16le').swap16()
					},
		garbage: () => ({
			...post('', { 'x-kannel-from': to, 'content-type': 'text/plain; charset=UTF-8' }, 'id=mo-1'),
			body: new Uint8Array([0xff, 0xfe, 0xfd])
		}),
		answers: { status: 200, body: '' }
	},
	twilio: {
		open: (url) => twilio({ ...settings, url }),
		taken: { status: 201, body: '{"sid":"SM00000000000000000000000000000001","status":"queued"}' },
		refused: [
			{ status: 400, body: '{"code":21211,"message":"Invalid To","status":400}', reason: 'badNumber' },
			{ status: 400, body: '{"code": 21610, "message":"unsubscribed"}', reason: 'optedOut' },
			{ status: 400, body: '{"code":21617,"message":"too long"}', reason: 'badText' },
			{ status: 400, body: 'not what we know', reason: 'refused' }
		],
		notNow: [{ status: 429, body: '{"code":20429}' }],
		read: ({ body, headers }) => {
			const { To, Body, From, StatusCallback } = formOf(body);
			const called = new URL(StatusCallback!);
			return { to: To, text: Body, ref: called.searchParams.get('ref'), sender: From, logIn: headers.authorization };
		},
		report: (state) => {
			const word = { delivered: 'delivered', undelivered: 'undelivered', rejected: 'failed', expired: undefined }[
				state
			];
			return word ? signedByTwilio({ MessageSid: 'SM1', MessageStatus: word }, `ref=${ref}`) : undefined;
		},
		onTheWay: () => signedByTwilio({ MessageSid: 'SM1', MessageStatus: 'sent' }, `ref=${ref}`),
		message: (text, from) =>
			signedByTwilio({ MessageSid: 'mo-1', SmsStatus: 'received', From: from, To: settings.sender, Body: text }),
		garbage: () => signedByTwilio({ hei: 'hei' }),
		forge: (call) => [
			withHeader(call, 'x-twilio-signature', 'AAAAAAAAAAAAAAAAAAAAAAAAAAA='),
			withHeader(call, 'x-twilio-signature', ''),
			{ ...call, body: bytes(`${new TextDecoder().decode(call.body)}&Body=STOPP`) },
			{ ...call, url: `${settings.webhookUrl}?ref=en-annen` }
		],
		answers: { status: 200, body: '<Response></Response>' }
	},
	android: {
		open: (url) => android({ ...settings, url, signingKey: 'nøkkel' }),
		taken: { status: 202, body: `{"id":"${ref}","state":"Pending","recipients":[]}` },
		refused: [{ status: 400, body: '{"message":"Text message is empty"}', reason: 'refused' }],
		notNow: [{ status: 401, body: '' }],
		read: ({ body, headers }) => {
			const { id, phoneNumbers, textMessage } = json(body);
			return {
				to: phoneNumbers[0],
				text: textMessage.text,
				ref: id,
				sender: settings.sender,
				logIn: headers.authorization
			};
		},
		report: (state) => {
			const event = { delivered: 'sms:delivered', undelivered: 'sms:failed', rejected: undefined, expired: undefined };
			const payload = { messageId: ref, phoneNumber: to, simNumber: 1, reason: 'x' };
			return event[state] ? signedByPhone({ deviceId: 'd', event: event[state], id: 'e1', payload }) : undefined;
		},
		onTheWay: () => signedByPhone({ event: 'sms:sent', id: 'e1', payload: { messageId: ref, phoneNumber: to } }),
		message: (text, from) =>
			signedByPhone({
				event: 'sms:received',
				id: 'mo-1',
				payload: { messageId: 'abc', message: text, phoneNumber: from, simNumber: null, receivedAt: now }
			}),
		garbage: () => {
			const time = String(now.getTime() / 1000);
			return post('{', { 'x-timestamp': time, 'x-signature': androidSignature('nøkkel', '{', time) });
		},
		forge: (call) => {
			const body = new TextDecoder().decode(call.body);
			const late = String(now.getTime() / 1000 - 301);
			return [
				withHeader(call, 'x-signature', '0'.repeat(64)),
				withHeader(call, 'x-timestamp', String(now.getTime() / 1000 + 1)),
				{ ...call, body: bytes(`${body} `) },
				post(body, { 'x-timestamp': late, 'x-signature': androidSignature('nøkkel', body, late) }),
				post(body)
			];
		},
		answers: { status: 200, body: '' }
	},
	'46elks': {
		open: (url) => elks({ ...settings, url }),
		taken: {
			status: 200,
			body: '{"id":"s00000000000000000000000000000001","status":"created","direction":"outgoing"}'
		},
		refused: [{ status: 400, body: 'Invalid to number', reason: 'refused' }],
		notNow: [{ status: 403, body: 'Not enough credits' }],
		read: ({ body, headers }) => {
			const { to, message, from, whendelivered } = formOf(body);
			const called = new URL(whendelivered!);
			return { to, text: message, ref: called.searchParams.get('ref'), sender: from, logIn: headers.authorization };
		},
		report: (state) => {
			const word = { delivered: 'delivered', undelivered: 'failed', rejected: undefined, expired: undefined }[state];
			return word ? post(form({ id: 's1', status: word }), {}, `ref=${ref}`) : undefined;
		},
		onTheWay: () => post(form({ id: 's1', status: 'sent' }), {}, `ref=${ref}`),
		message: (text, from) =>
			post(form({ direction: 'incoming', id: 'mo-1', from, to: settings.sender, message: text, created: 'x' })),
		garbage: () => post('{"id":1}'),
		answers: { status: 204, body: '' }
	},
	sveve: {
		open: (url) => sveve({ ...settings, url }),
		taken: { status: 200, body: '{"response":{"msgOkCount":1,"stdSMSCount":1,"ids":[42824112]}}' },
		refused: [
			{
				status: 200,
				body: '{"response":{"msgOkCount":0,"errors":[{"number":"123","message":"Ugyldig"}]}}',
				reason: 'badNumber'
			}
		],
		notNow: [{ status: 200, body: '{"response":{"fatalError":"Feil brukernavn/passord"}}' }],
		read: ({ body }) => {
			const { to, msg, from, ref, user, passwd } = json(body);
			return { to: `+${to}`, text: msg, ref, sender: `+${from}`, logIn: `Basic ${btoa(`${user}:${passwd}`)}` };
		},
		report: (state) => {
			const status = { delivered: 'true', undelivered: 'false', rejected: undefined, expired: undefined }[state];
			return status ? post(form({ number: to.slice(1), status, id: '42824112', ref, errorCode: '' })) : undefined;
		},
		onTheWay: () => undefined,
		message: (text, from) => post(form({ number: from, msg: text, prefix: '', shortnumber: '2065' })),
		garbage: () => post(form({ number: '90091001', status: 'kanskje' })),
		answers: { status: 200, body: '' }
	},
	link: {
		open: (url) => link({ ...settings, url, platform: 'p', partner: 'q', gate: 'g', inbound: 'id,source,userData' }),
		taken: { status: 200, body: '{"messageId":"Dcshuhod0PMAAAFQ","resultCode":1005,"description":"Queued"}' },
		refused: [{ status: 400, body: '{"resultCode":4003,"description":"Invalid user data"}', reason: 'refused' }],
		notNow: [{ status: 400, body: '{"resultCode":106201,"description":"Invalid platformPartnerId"}' }],
		read: ({ body, headers }) => {
			const { destination, userData, refId, source, ignoreResponse, deliveryReportGates } = json(body);
			expect([ignoreResponse, deliveryReportGates]).toEqual([false, ['g']]);
			return { to: destination, text: userData, ref: refId, sender: source, logIn: headers.authorization };
		},
		report: (state) => {
			const code = { delivered: 1001, undelivered: 2106, expired: 1002, rejected: undefined }[state];
			const report = { refId: ref, id: 'x$1', timestamp: '2026-11-24T10:59:00Z', resultCode: code, segments: 1 };
			return code ? post(JSON.stringify(report)) : undefined;
		},
		onTheWay: () => post(JSON.stringify({ refId: ref, resultCode: 1000 })),
		message: (text, from) => post(JSON.stringify({ id: 'mo-1', source: from, destination: '2065', userData: text })),
		garbage: () => post('<xml/>'),
		answers: { status: 200, body: '' }
	}
};

describe.each(Object.entries(providers))('%s', (name, provider) => {
	const standIn = aProvider();
	let gateway: Gateway;
	beforeAll(() => (gateway = provider.open(standIn.url)));
	afterEach(() => void vi.restoreAllMocks());
	const send = (text = 'Hei fra oss. Svar STOPP.') => gateway.send({ id: ref, to, sender: 'Lanternen', text });
	const read = (call: Call) => gateway.readWebhook!({ url: settings.webhookUrl, at: now, ...call });

	test('is called what its address is called, and sends out of the house', () => {
		expect(gateway.name).toBe(name);
		expect(gateway.isSimulated).toBe(false);
		expect(gateway.can).toMatchObject({ twoWay: true, receipts: true });
	});

	test('hands over number, text, our own id and our log-in, and nothing of them in the address', async () => {
		standIn.answer(provider.taken);
		for (const text of ['Hei på deg, «æøå» – 10 €', 'Привет'])
			expect(await send(text)).toEqual({ kind: 'accepted', providerRef: ref });
		const [first, second] = standIn.asked;
		const common = { to, ref, sender: settings.sender, logIn: basic };
		expect(provider.read(first!)).toEqual({ ...common, text: 'Hei på deg, «æøå» – 10 €' });
		expect(provider.read(second!)).toEqual({ ...common, text: 'Привет' });
		expect(first!.url).not.toMatch(/90091001|passord|deg/);
	});

	test.each(provider.refused)('a refusal of the message is final: $body', async ({ reason, ...answer }) => {
		standIn.answer(answer);
		expect(await send()).toEqual({ kind: 'rejected', reason });
	});

	test.each([...(provider.notNow ?? []), { status: 429, body: '' }, { status: 503, body: '' }])(
		'a refusal of us, or of the pace, is tried again: $status $body',
		async (answer) => {
			standIn.answer(answer);
			expect(await send()).toEqual({ kind: 'unavailable' });
		}
	);

	test('nobody at the address is tried again', async () => {
		expect(await provider.open(await aClosedDoor()).send({ id: ref, to, sender: '', text: 'Hei' })).toEqual({
			kind: 'unavailable'
		});
	});

	test('a number goes to no other address than ours', async () => {
		const other = `${standIn.url}/annet-sted`;
		standIn.answer({ status: 302, body: '', headers: { location: other } });
		expect(await send()).toEqual({ kind: 'unavailable' });
		expect(standIn.asked.map(({ url }) => url)).not.toContain('/annet-sted');
	});

	test('no answer in time: nobody knows, so it throws, and asks once only', async () => {
		const late = new AbortController();
		const patience = vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => late.signal);
		standIn.answer('silence');
		const throws = expect(send()).rejects.toThrow();
		await expect.poll(() => standIn.asked.length).toBe(1); // they have it …
		late.abort(new DOMException('too late', 'TimeoutError')); // … and say nothing
		await throws;
		expect(standIn.asked).toHaveLength(1);
		expect(patience).toHaveBeenCalledWith(20_000);
	});

	test.each(['hangUp', { status: 500, body: 'oops' }, { status: 502, body: '' }] as const)(
		'a provider that breaks down with the message in its hands may have sent it: %s',
		async (answer) => {
			standIn.answer(answer);
			await expect(send()).rejects.toThrow();
			expect(standIn.asked).toHaveLength(1);
		}
	);

	test('receipts of every state it knows name our id; twice the same is the same', () => {
		const seen = (['delivered', 'undelivered', 'expired', 'rejected'] as const).filter((state) => {
			const call = provider.report(state);
			if (!call) return false;
			const once = read(call);
			expect(once).toMatchObject({ ok: true, receipts: [{ providerRef: ref, state }], inbound: [] });
			expect(read(provider.report(state)!)).toEqual(once);
			return true;
		});
		expect(seen).toEqual(expect.arrayContaining(['delivered', 'undelivered']));
	});

	test('what is only on its way is heard and thanked for, and is no receipt', () => {
		const call = provider.onTheWay();
		if (call) expect(read(call)).toMatchObject({ ok: true, receipts: [], inbound: [], answer: provider.answers });
	});

	test.each(['Hei! Får jeg ære for å spørre? Ø', 'สวัสดีครับ Привет', 'stopp 🙏', ''])('an incoming %j', (text) => {
		const news = read(provider.message(text, to));
		expect(news).toMatchObject({ ok: true, receipts: [], inbound: [{ from: to, text }], answer: provider.answers });
	});

	test('the same incoming message has the same reference when it is told again, and none of the number in it', () => {
		const [first, second] = [read(provider.message('STOPP', to)), read(provider.message('STOPP', to))];
		if (!first.ok) throw new Error(first.why);
		expect(second).toEqual(first);
		expect(first.inbound[0]!.providerRef).toMatch(/^[\w-]{4,}$/);
		expect(first.inbound[0]!.providerRef).not.toContain('90091001');
	});

	test('a number without its plus is the same number; a short number is nobody we have written to', () => {
		expect(read(provider.message('hei', '4790091001'))).toMatchObject({ ok: true, inbound: [{ from: to }] });
		expect(read(provider.message('hei', '2440'))).toMatchObject({ ok: true, inbound: [] });
	});

	test('what cannot be read is refused', () => {
		expect(read(provider.message('hei', to))).toMatchObject({ ok: true });
		expect(read(provider.garbage())).toEqual({ ok: false, why: 'malformed' });
	});

	if (provider.forge) {
		test('a forged, changed, old or missing signature is refused', () => {
			const calls = [provider.message('STOPP', to), provider.report('delivered')!];
			for (const call of calls) {
				expect(read(call)).toMatchObject({ ok: true });
				for (const forged of provider.forge!(call)) expect(read(forged)).toEqual({ ok: false, why: 'notAuthentic' });
			}
		});
	}
});

describe('what one provider has alone', () => {
	test('Twilio’s published signatures come out the same (domain.md 4.7)', () => {
		const url = 'https://mycompany.com/myapp.php?foo=1&bar=2';
		const call = (from: string) =>
			new URLSearchParams({
				CallSid: 'CA1234567890ABCDE',
				Caller: from,
				Digits: '1234',
				From: from,
				To: '+18005551212'
			});
		expect(twilioSignature('12345', url, call('+12349013030'))).toBe('0/KCTR6DLpKmkAf8muzZqo1nDgQ=');
		expect(twilioSignature('12345', url, call('+14158675309'))).toBe('RSOYDt4T1cUTdK1PDd93/VVr8B8=');
	});

	test('LINK takes no emoji; it is never asked', async () => {
		const gateway = providers.link!.open('http://127.0.0.1:9');
		expect(await gateway.send({ id: ref, to, sender: '', text: 'Hei 😊' })).toEqual({
			kind: 'rejected',
			reason: 'badText'
		});
	});

	test('LINK without the names of its fields cannot be answered', () => {
		const gateway = link({ ...settings, url: 'http://127.0.0.1:9', platform: 'p', partner: 'q', gate: 'g' });
		expect(gateway.can.twoWay).toBe(false);
		const call = providers.link!.message('hei', to);
		expect(gateway.readWebhook!({ ...call, url: '', at: now })).toEqual({ ok: false, why: 'malformed' });
	});

	test('Sveve takes at most 1,071 characters, and may not call by GET', async () => {
		const gateway = providers.sveve!.open('http://127.0.0.1:9');
		expect(await gateway.send({ id: ref, to, sender: '', text: 'a'.repeat(1072) })).toMatchObject({
			reason: 'badText'
		});
		const call = { ...post('', {}, form({ number: to, status: 'true', ref })), method: 'GET' };
		expect(gateway.readWebhook!({ ...call, url: '', at: now })).toEqual({ ok: false, why: 'malformed' });
	});

	test('Kannel is told which alphabet a text needs', async () => {
		const standIn = await openProvider();
		standIn.answer(providers.kannel!.taken);
		const gateway = providers.kannel!.open(standIn.url);
		for (const text of ['Hei, æøå ÆØÅ é [10 €]', 'Hei – du', 'Привет'])
			await gateway.send({ id: ref, to, sender: '', text });
		expect(standIn.asked.map(({ headers }) => headers['x-kannel-coding'])).toEqual(['0', '2', '2']);
		await standIn.close();
	});
});

test('secrets are the same or not, whatever their lengths', () => {
	expect(isSame('hemmelig', 'hemmelig')).toBe(true);
	expect(isSame('hemmelig', 'hemmelig ')).toBe(false);
	expect(isSame('', 'hemmelig')).toBe(false);
});

const isLatin = (text: string) => /^[\u0000-\u00ff]*$/.test(text); // eslint-disable-line no-control-regex -- all of Latin-1

type Answer = { status: number; body: string; headers?: Record<string, string> } | 'silence' | 'hangUp';

function aProvider() {
	const standIn = {} as Awaited<ReturnType<typeof openProvider>>;
	beforeAll(async () => void Object.assign(standIn, await openProvider()));
	afterAll(() => standIn.close());
	return standIn;
}

/** A provider on this machine that notes what it is asked and answers what it is told to. */
async function openProvider() {
	const asked: Asked[] = [];
	let next: Answer = 'hangUp';
	const server = http.createServer((request, response) => {
		void (async () => {
			const chunks: Buffer[] = [];
			for await (const chunk of request) chunks.push(chunk as Buffer);
			asked.push({ url: request.url!, headers: request.headers, body: Buffer.concat(chunks).toString() });
			if (next === 'silence') return;
			if (next === 'hangUp') return request.socket.destroy();
			response.writeHead(next.status, { connection: 'close', ...next.headers }).end(next.body);
		})();
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		asked,
		answer(answer: Answer) {
			next = answer;
			asked.length = 0;
		},
		async close() {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		}
	};
}

async function aClosedDoor(): Promise<string> {
	const provider = await openProvider();
	await provider.close();
	return provider.url;
}
