import type { Outcome } from '../shared/outcome.ts';
import { parseNumber, type Msisdn } from '../shared/phone.ts';

export { askProvider } from './ask-provider.ts';

/** A message on its way out. `id` is ours, fixed before the provider is called, random and without meaning. */
export interface OutgoingMessage {
	id: string;
	to: Msisdn;
	sender: string;
	text: string;
	/** Goes along where the gateway can; elsewhere the text goes alone. */
	picture?: MessagePicture;
}

/** A picture of a message (MMS): at most 300 kB, with words for those who do not see it. */
export interface MessagePicture {
	png: Buffer;
	alt: string;
}

/** Our few words for a refusal that will not change by trying again. */
export type RejectReason = 'badNumber' | 'optedOut' | 'badText' | 'refused';

/** What the provider said: taken (with its own reference), refused for good, or not there just now. */
export type SendAnswer =
	{ kind: 'accepted'; providerRef: string } | { kind: 'rejected'; reason: RejectReason } | { kind: 'unavailable' };

/** States from SMPP's message states; `delivered` is what the operator claims. */
export type ReceiptState = 'delivered' | 'undelivered' | 'expired' | 'rejected';

export interface Receipt {
	providerRef: string;
	state: ReceiptState;
	at: Date;
}

export interface Inbound {
	providerRef: string;
	from: Msisdn;
	text: string;
	at: Date;
}

/** News that a gateway had for us; `done` tells it that they are safely stored. News may come twice. */
export interface News {
	receipts: Receipt[];
	inbound: Inbound[];
	done(): Promise<void>;
}

/** A provider calling us, as it came in. `url` is the one it called, which some of them sign; `at` is when. */
export interface WebhookRequest {
	method: string;
	url: string;
	query: URLSearchParams;
	headers: Headers;
	body: Uint8Array;
	at: Date;
}

/** The news in a call, and exactly what the provider wants to hear once they are stored. */
export type WebhookNews = Outcome<
	{ receipts: Receipt[]; inbound: Inbound[]; answer: { status: number; body: string; type: string } },
	'notAuthentic' | 'malformed'
>;

/** The port that every provider satisfies. Adapters import this and #shared, nothing else. */
export interface Gateway {
	readonly name: string;
	/** True when nothing leaves the machine. */
	readonly isSimulated: boolean;
	/**
	 * What can be had from it: answers, a name instead of a number as sender, delivery receipts, a picture. To Norway no
	 * provider here sends pictures: some make a link of them, which is not the same (domain.md 4.3).
	 */
	readonly can: { twoWay: boolean; alphanumericSender: boolean; receipts: boolean; picture: boolean };
	/** True when a person sends with a phone of their own: nothing is to be handed to this gateway by itself. */
	readonly byHand?: boolean;
	/** @throws when nobody knows whether the provider took the message: that is `unknown`, and never tried again. */
	send(message: OutgoingMessage): Promise<SendAnswer>;
	/** Several in one call, answers in the same order. @throws when nobody knows what became of any of them. */
	sendAll?(messages: readonly OutgoingMessage[]): Promise<SendAnswer[]>;
	/** For gateways that are asked instead of calling a webhook. */
	collect?(): Promise<News>;
	/** For gateways that call us. Does nothing but read: the same call may come twice, or from somebody else. */
	readWebhook?(request: WebhookRequest): WebhookNews;
}

/** What the settings say about a provider (config.ts explains each); `webhookUrl` is what it calls. */
export interface ProviderSettings {
	url?: string;
	sender: string;
	user: string;
	password: string;
	webhookUrl: string;
}

/** Who wrote. Providers leave out the plus; what we could never have written to (a short number) is undefined. */
export function readSender(number: string): Msisdn | undefined {
	const digits = number.trim().replace(/^\+/, '');
	const read = parseNumber(/^[1-9]\d{8,14}$/.test(digits) ? `+${digits}` : number);
	return read.ok ? read.number : undefined;
}
