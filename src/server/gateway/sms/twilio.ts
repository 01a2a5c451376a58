import { isSame, sign } from '../../shared/crypto.ts';
import { no, yes } from '../../shared/outcome.ts';
import {
	askProvider,
	readSender,
	type Gateway,
	type OutgoingMessage,
	type ProviderSettings,
	type ReceiptState,
	type RejectReason,
	type SendAnswer,
	type WebhookNews,
	type WebhookRequest
} from '../gateway.ts';

/** Twilio's final states; queued, sending and sent are on the way. */
const states: Record<string, ReceiptState> = {
	delivered: 'delivered',
	read: 'delivered',
	undelivered: 'undelivered', // the network says no
	failed: 'rejected', // Twilio itself could not send it
	canceled: 'rejected'
};

/** Error codes (twilio.com/docs/api/errors) that speak about the message; all others are `refused`. */
const reasons: Record<string, RejectReason> = {
	21211: 'badNumber', // not a number
	21214: 'badNumber', // cannot be reached
	21614: 'badNumber', // not a mobile
	21610: 'optedOut', // has said STOP to Twilio's own filter
	21602: 'badText', // empty
	21617: 'badText' // too long
};

/** Twilio's Messages API. A sender that begins with MG is a Messaging Service. */
export function twilio(settings: ProviderSettings): Gateway {
	return {
		name: 'twilio',
		isSimulated: false,
		can: { twoWay: true, alphanumericSender: true, receipts: true, picture: false },
		send: (message) => send(settings, message),
		readWebhook: (request) => readWebhook(settings, request)
	};
}

async function send(settings: ProviderSettings, message: OutgoingMessage): Promise<SendAnswer> {
	const { url = 'https://api.twilio.com', user, password, sender, webhookUrl } = settings;
	const form = new URLSearchParams({
		To: message.to,
		[sender.startsWith('MG') ? 'MessagingServiceSid' : 'From']: sender,
		Body: message.text,
		StatusCallback: `${webhookUrl}?ref=${message.id}`
	});
	const answer = await askProvider('twilio', `${url}/2010-04-01/Accounts/${user}/Messages.json`, {
		headers: {
			authorization: `Basic ${btoa(`${user}:${password}`)}`,
			'content-type': 'application/x-www-form-urlencoded'
		},
		body: form.toString()
	});
	if (answer.kind === 'unavailable') return answer;
	if (answer.status < 300) return { kind: 'accepted', providerRef: message.id };
	const code = /"code":\s*(\d+)/.exec(answer.body)?.[1] ?? '';
	return { kind: 'rejected', reason: reasons[code] ?? 'refused' };
}

function readWebhook(settings: ProviderSettings, request: WebhookRequest): WebhookNews {
	const { url, query, headers, body, at } = request;
	const form = new URLSearchParams(new TextDecoder().decode(body));
	const given = headers.get('x-twilio-signature');
	if (!given || !isSame(given, twilioSignature(settings.password, url, form))) return no('notAuthentic');

	const status = form.get('MessageStatus');
	if (status) {
		const providerRef = query.get('ref');
		if (!providerRef) return no('malformed');
		const state = states[status];
		return yes({ receipts: state ? [{ providerRef, state, at }] : [], inbound: [], answer: nothingToSay });
	}
	const id = form.get('MessageSid');
	const number = form.get('From');
	const text = form.get('Body');
	if (!id || !number || text === null) return no('malformed');
	const from = readSender(number);
	return yes({ receipts: [], inbound: from ? [{ providerRef: id, from, text, at }] : [], answer: nothingToSay });
}

/** The address, and then every field by name with its value, signed with the auth token (HMAC-SHA-1, base64). */
export function twilioSignature(token: string, url: string, form: URLSearchParams): string {
	const fields = [...form].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
	return sign(token, url + fields.map(([name, value]) => name + value).join(''), 'sha1').toString('base64');
}

/** Any other body would be read as TwiML, that is as orders. */
const nothingToSay = { status: 200, body: '<Response></Response>', type: 'text/xml' };
