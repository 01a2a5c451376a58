import { no, yes } from '../../shared/outcome.ts';
import {
	askProvider,
	readSender,
	type Gateway,
	type OutgoingMessage,
	type ProviderSettings,
	type ReceiptState,
	type SendAnswer,
	type WebhookNews,
	type WebhookRequest
} from '../gateway.ts';

export interface LinkSettings extends ProviderSettings {
	url: string;
	platform: string;
	partner: string;
	gate: string;
	/** What LINK calls id, number and text in an incoming message: another document than the one we have. */
	inbound?: string;
}

/**
 * Result codes of delivery reports (LINK's "SMS REST API", chapter Delivery reports). On the way: 1000, 1008, 1011,
 * 1012. Final, but LINK does not know either: 4, 5, 1010. All others are final and not delivered.
 */
const states: Record<number, ReceiptState | 'open'> = {
	4: 'open', // timeout
	5: 'open', // unknown error at the operator
	1000: 'open', // sent to the operator
	1001: 'delivered',
	1002: 'expired',
	1007: 'delivered', // billed later
	1008: 'open',
	1010: 'open', // no report came from the operator
	1011: 'open',
	1012: 'open'
};

/** LINK Mobility's "Common" REST API. It signs nothing: the secret in the address is the proof. */
export function link(settings: LinkSettings): Gateway {
	return {
		name: 'link',
		isSimulated: false,
		can: { twoWay: settings.inbound !== undefined, alphanumericSender: true, receipts: true, picture: false },
		send: (message) => send(settings, message),
		readWebhook: (request) => readWebhook(settings, request)
	};
}

async function send(settings: LinkSettings, message: OutgoingMessage): Promise<SendAnswer> {
	if (/[\u{10000}-\u{10ffff}]/u.test(message.text)) return { kind: 'rejected', reason: 'badText' }; // no emoji
	const answer = await askProvider('link', `${settings.url}/sms/send`, {
		headers: {
			authorization: `Basic ${btoa(`${settings.user}:${settings.password}`)}`,
			'content-type': 'application/json; charset=utf-8'
		},
		body: JSON.stringify({
			source: settings.sender,
			sourceTON: settings.sender.startsWith('+') ? 'MSISDN' : 'SHORTNUMBER',
			destination: message.to,
			userData: message.text,
			refId: message.id,
			useDeliveryReport: true,
			deliveryReportGates: [settings.gate],
			platformId: settings.platform,
			platformPartnerId: settings.partner,
			ignoreResponse: false
		})
	});
	if (answer.kind === 'unavailable') return answer;
	if (answer.status < 300) return { kind: 'accepted', providerRef: message.id };
	return judge(answer.body);
}

/** 106000 is "unknown error"; the other 106nnn are about our account and its gates, not about the message. */
function judge(body: string): SendAnswer {
	const code = /"resultCode":\s*(\d+)/.exec(body)?.[1] ?? '';
	if (code === '106000') throw new Error('LINK does not know whether it took the message');
	return code.startsWith('106') ? { kind: 'unavailable' } : { kind: 'rejected', reason: 'refused' };
}

function readWebhook(settings: LinkSettings, { method, body, at }: WebhookRequest): WebhookNews {
	const call = method === 'POST' ? parse(new TextDecoder().decode(body)) : undefined;
	if (!call) return no('malformed');
	if (typeof call.resultCode === 'number') return readReport(call, call.resultCode, at);

	const [id, number, text] = (settings.inbound ?? '').split(',').map((name) => call[name]);
	if (typeof id !== 'string' || typeof number !== 'string' || typeof text !== 'string') return no('malformed');
	const from = readSender(number);
	return yes({ receipts: [], inbound: from ? [{ providerRef: id, from, text, at }] : [], answer: thanks });
}

/** One report per part of a long message, all with our id: one part that arrived counts as arrived. */
function readReport(call: Record<string, unknown>, code: number, at: Date): WebhookNews {
	if (typeof call.refId !== 'string') return no('malformed');
	const state = states[code] ?? 'undelivered';
	const time = typeof call.timestamp === 'string' ? new Date(call.timestamp) : at;
	const receipt = { providerRef: call.refId, state, at: Number.isNaN(time.getTime()) ? at : time };
	return yes({ receipts: isFinal(receipt) ? [receipt] : [], inbound: [], answer: thanks });
}

const isFinal = <R extends { state: ReceiptState | 'open' }>(receipt: R): receipt is R & { state: ReceiptState } =>
	receipt.state !== 'open';

function parse(text: string): Record<string, unknown> | undefined {
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
	} catch {
		return undefined;
	}
}

const thanks = { status: 200, body: '', type: 'text/plain' };
