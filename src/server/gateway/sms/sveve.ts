import { deriveKey } from '../../shared/crypto.ts';
import { no, yes } from '../../shared/outcome.ts';
import {
	askProvider,
	readSender,
	type Gateway,
	type OutgoingMessage,
	type ProviderSettings,
	type SendAnswer,
	type WebhookNews,
	type WebhookRequest
} from '../gateway.ts';

/** The longest text that Sveve takes (sveve.no/apidok/send). */
const longest = 1071;

/**
 * Sveve. It signs nothing, so the secret in the address is the proof; and it must be told to call by POST, because a
 * GET would leave numbers in the logs of everything on the way: GET is refused.
 */
export function sveve(settings: ProviderSettings): Gateway {
	return {
		name: 'sveve',
		isSimulated: false,
		can: { twoWay: true, alphanumericSender: true, receipts: true, picture: false },
		send: (message) => send(settings, message),
		readWebhook: (request) => readWebhook(settings, request)
	};
}

async function send(settings: ProviderSettings, message: OutgoingMessage): Promise<SendAnswer> {
	if (message.text.length > longest) return { kind: 'rejected', reason: 'badText' };
	const { url = 'https://sveve.no', user, password, sender } = settings;
	const answer = await askProvider('sveve', `${url}/SMS/SendMessage`, {
		headers: { 'content-type': 'application/json; charset=utf-8' },
		body: JSON.stringify({
			user,
			passwd: password,
			to: message.to.slice(1), // country code without plus
			msg: message.text,
			from: sender.replace('+', ''),
			ref: message.id,
			f: 'json'
		})
	});
	if (answer.kind === 'unavailable') return answer;
	if (answer.status >= 300) return { kind: 'rejected', reason: 'refused' };
	return judge(answer.body, message.id);
}

/**
 * Always 200: `msgOkCount` says taken, `errors` is about the number, and `fatalError` about the account, in prose.
 * @throws when it says none of them: then nobody knows.
 */
function judge(body: string, id: string): SendAnswer {
	const { response } = JSON.parse(body) as {
		response?: { msgOkCount?: number; errors?: unknown[]; fatalError?: string };
	};
	if (response?.msgOkCount === 1) return { kind: 'accepted', providerRef: id };
	if (response?.fatalError) return { kind: 'unavailable' };
	if (response?.errors?.length) return { kind: 'rejected', reason: 'badNumber' };
	throw new Error('Sveve answered neither yes nor no');
}

function readWebhook(settings: ProviderSettings, { method, body, at }: WebhookRequest): WebhookNews {
	if (method !== 'POST') return no('malformed');
	const form = new URLSearchParams(new TextDecoder().decode(body));
	const ref = form.get('ref');
	const status = form.get('status');
	if (ref && (status === 'true' || status === 'false')) {
		const state = status === 'true' ? ('delivered' as const) : ('undelivered' as const);
		return yes({ receipts: [{ providerRef: ref, state, at }], inbound: [], answer: thanks });
	}
	const number = form.get('number');
	const text = form.get('msg');
	if (!number || text === null || status !== null) return no('malformed');
	const from = readSender(number);
	const providerRef = nameOf(settings, number, text, at);
	return yes({ receipts: [], inbound: from ? [{ providerRef, from, text, at }] : [], answer: thanks });
}

/**
 * Incoming messages have no id and are sent again for hours. The same words from the same number on one day count as
 * the same message. Keyed, because whoever had the database could try every number in a plain hash.
 */
const nameOf = (settings: ProviderSettings, number: string, text: string, at: Date): string =>
	deriveKey(settings.webhookUrl, `${at.toISOString().slice(0, 10)}\n${number}\n${text}`);

const thanks = { status: 200, body: '', type: 'text/plain' };
