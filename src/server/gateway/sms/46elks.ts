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

/** 46elks' states of an SMS; created and sent are on the way. */
const states: Record<string, ReceiptState> = { delivered: 'delivered', failed: 'undelivered' };

/** 46elks. It signs nothing: what proves a call is the secret in its address. */
export function elks(settings: ProviderSettings): Gateway {
	return {
		name: '46elks',
		isSimulated: false,
		can: { twoWay: true, alphanumericSender: true, receipts: true, picture: false },
		send: (message) => send(settings, message),
		readWebhook
	};
}

async function send(settings: ProviderSettings, message: OutgoingMessage): Promise<SendAnswer> {
	const { url = 'https://api.46elks.com', user, password, sender, webhookUrl } = settings;
	const form = new URLSearchParams({
		from: sender,
		to: message.to,
		message: message.text,
		whendelivered: `${webhookUrl}?ref=${message.id}`,
		dontlog: 'message' // their history keeps no text
	});
	const answer = await askProvider('46elks', `${url}/a1/sms`, {
		headers: {
			authorization: `Basic ${btoa(`${user}:${password}`)}`,
			'content-type': 'application/x-www-form-urlencoded'
		},
		body: form.toString()
	});
	if (answer.kind === 'unavailable') return answer;
	if (answer.status < 300) return { kind: 'accepted', providerRef: message.id };
	return { kind: 'rejected', reason: 'refused' }; // said in prose only
}

function readWebhook({ method, query, body, at }: WebhookRequest): WebhookNews {
	const form = new URLSearchParams(new TextDecoder().decode(body));
	const id = form.get('id');
	if (method !== 'POST' || !id) return no('malformed');
	if (form.get('direction') === 'incoming') {
		const number = form.get('from');
		const text = form.get('message');
		if (!number || text === null) return no('malformed');
		const from = readSender(number);
		return yes({ receipts: [], inbound: from ? [{ providerRef: id, from, text, at }] : [], answer: silence });
	}
	const ref = query.get('ref');
	const status = form.get('status');
	if (!ref || !status) return no('malformed');
	const state = states[status];
	const receipt = state && { providerRef: ref, state, at: readTime(form.get('delivered')) ?? at };
	return yes({ receipts: receipt ? [receipt] : [], inbound: [], answer: silence });
}

/** Times are in UTC without saying so: 2018-07-13T13:57:23.741000. */
function readTime(text: string | null): Date | undefined {
	const time = new Date(`${text}Z`);
	return Number.isNaN(time.getTime()) ? undefined : time;
}

/** A body would be sent to the phone as an answer. */
const silence = { status: 204, body: '', type: 'text/plain' };
