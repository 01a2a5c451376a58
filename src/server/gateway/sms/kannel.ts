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

/**
 * Kannel's final states (user guide, "Delivery reports"); 4 and 8 are on the way, 66 is a network that does not know.
 * We ask for 1, 2 and 16, and 34 comes with 2.
 */
const states: Record<string, ReceiptState> = { 1: 'delivered', 2: 'undelivered', 16: 'rejected', 34: 'expired' };
const wanted = 1 + 2 + 16;

/**
 * Kannel, the open-source gateway: our own, or a provider's. Numbers stand in headers and text in bodies, never in an
 * address that a log may keep. It calls back by GET with our id and a state, nothing else. For incoming messages its
 * sms-service needs `post-url = "WEBHOOK?id=%I"`, `send-sender = true` and `max-messages = 0`.
 */
export function kannel(settings: ProviderSettings & { url: string }): Gateway {
	return {
		name: 'kannel',
		isSimulated: false,
		can: { twoWay: true, alphanumericSender: false, receipts: true, picture: false },
		send: (message) => send(settings, message),
		readWebhook: (request) => (request.method === 'GET' ? readReport(request) : readMessage(request))
	};
}

async function send(settings: ProviderSettings & { url: string }, message: OutgoingMessage): Promise<SendAnswer> {
	const answer = await askProvider('kannel', settings.url, {
		headers: {
			'content-type': 'text/plain; charset=UTF-8',
			'x-kannel-username': settings.user,
			'x-kannel-password': settings.password,
			'x-kannel-from': settings.sender,
			'x-kannel-to': message.to,
			'x-kannel-coding': isGsm(message.text) ? '0' : '2',
			'x-kannel-dlr-mask': String(wanted),
			'x-kannel-dlr-url': `${settings.webhookUrl}?ref=${message.id}&state=%d`
		},
		body: message.text
	});
	if (answer.kind === 'unavailable') return answer;
	if (answer.status < 300) return { kind: 'accepted', providerRef: message.id };
	return { kind: 'rejected', reason: 'refused' };
}

function readReport({ query, at }: WebhookRequest): WebhookNews {
	const ref = query.get('ref');
	const state = query.get('state');
	if (!ref || !state || !/^\d+$/.test(state)) return no('malformed');
	const known = states[state];
	return yes({ receipts: known ? [{ providerRef: ref, state: known, at }] : [], inbound: [], answer: silence });
}

function readMessage({ query, headers, body, at }: WebhookRequest): WebhookNews {
	const id = query.get('id');
	const number = headers.get('x-kannel-from');
	const text = decode(body, headers.get('content-type') ?? '');
	if (!id || !number || text === undefined) return no('malformed');
	const from = readSender(number);
	return yes({ receipts: [], inbound: from ? [{ providerRef: id, from, text, at }] : [], answer: silence });
}

/** Kannel says the character set: UTF-8 for the cheap alphabet, UTF-16BE (UCS-2) for all others. */
function decode(body: Uint8Array, type: string): string | undefined {
	const charset = /charset="?([\w-]+)"?/i.exec(type)?.[1] ?? 'utf-8';
	try {
		return new TextDecoder(charset, { fatal: true }).decode(body);
	} catch {
		return undefined;
	}
}

/** With coding 0 Kannel turns what is outside the alphabet (GSM 03.38 and its extension) into question marks. */
const isGsm = (text: string): boolean =>
	/^[\n\r !"#$%&'()*+,\-./0-9:;<=>?@A-Z_a-z£¥§¿¡¤ÄÅÆÇÉÑÖØÜßàäåæèéìñòöøùüΓΔΘΛΞΠΣΦΨΩ^{}\\[\]~|€]*$/.test(text);

/** A body would be sent to the phone as an answer. */
const silence = { status: 200, body: '', type: 'text/plain' };
