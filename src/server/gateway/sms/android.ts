import { isSame, sign } from '../../shared/crypto.ts';
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

export interface AndroidSettings extends ProviderSettings {
	url: string;
	signingKey: string;
}

/** Events with a receipt in them; `sms:sent` is on the way. */
const states: Record<string, ReceiptState> = { 'sms:delivered': 'delivered', 'sms:failed': 'undelivered' };

/** How far a signature's time may be from ours. */
const windowSeconds = 5 * 60;

/** What waits longer in the phone than this is not sent any more: it might be night by then. */
const waitSeconds = 60 * 60;

/**
 * The team's own phone with SMS Gateway for Android, in local mode: no company in between. Webhooks for sms:received,
 * sms:delivered and sms:failed are registered on the phone, with a signing key.
 */
export function android(settings: AndroidSettings): Gateway {
	return {
		name: 'android',
		isSimulated: false,
		can: { twoWay: true, alphanumericSender: false, receipts: true, picture: false },
		send: (message) => send(settings, message),
		readWebhook: (request) => readWebhook(settings, request)
	};
}

async function send({ url, user, password }: AndroidSettings, message: OutgoingMessage): Promise<SendAnswer> {
	const answer = await askProvider('android', `${url}/messages`, {
		headers: { authorization: `Basic ${btoa(`${user}:${password}`)}`, 'content-type': 'application/json' },
		body: JSON.stringify({
			id: message.id,
			phoneNumbers: [message.to],
			textMessage: { text: message.text },
			withDeliveryReport: true,
			ttl: waitSeconds
		})
	});
	if (answer.kind === 'unavailable') return answer;
	if (answer.status < 300) return { kind: 'accepted', providerRef: message.id };
	return { kind: 'rejected', reason: 'refused' };
}

function readWebhook(settings: AndroidSettings, { headers, body, at }: WebhookRequest): WebhookNews {
	const raw = new TextDecoder().decode(body);
	const time = headers.get('x-timestamp') ?? '';
	const given = headers.get('x-signature') ?? '';
	const isFresh = Math.abs(Number(time) - at.getTime() / 1000) <= windowSeconds;
	if (!time || !isFresh || !isSame(given, androidSignature(settings.signingKey, raw, time))) return no('notAuthentic');

	const event = parse(raw);
	if (!event) return no('malformed');
	const { messageId, phoneNumber, message } = event.payload;
	const state = states[event.event];
	if (state) {
		if (typeof messageId !== 'string') return no('malformed');
		return yes({ receipts: [{ providerRef: messageId, state, at }], inbound: [], answer: thanks });
	}
	if (event.event !== 'sms:received') return yes({ receipts: [], inbound: [], answer: thanks });
	if (typeof phoneNumber !== 'string' || typeof message !== 'string') return no('malformed');
	const from = readSender(phoneNumber);
	// The message's own id is made from its content, so that two alike are one; the event's id stays over retries.
	return yes({
		receipts: [],
		inbound: from ? [{ providerRef: event.id, from, text: message, at }] : [],
		answer: thanks
	});
}

/** The raw body followed by the time, signed with the key on the phone (HMAC-SHA-256, hex). */
export const androidSignature = (key: string, body: string, timestamp: string): string =>
	sign(key, body + timestamp).toString('hex');

function parse(raw: string): { id: string; event: string; payload: Record<string, unknown> } | undefined {
	try {
		const { id, event, payload } = JSON.parse(raw) as Record<string, unknown>;
		if (typeof id !== 'string' || typeof event !== 'string' || typeof payload !== 'object' || !payload)
			return undefined;
		return { id, event, payload: payload as Record<string, unknown> };
	} catch {
		return undefined;
	}
}

const thanks = { status: 200, body: '', type: 'text/plain' };
