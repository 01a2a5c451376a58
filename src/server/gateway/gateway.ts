import type { Msisdn } from '../shared/phone.ts';

/** A message on its way out. `id` is ours, fixed before the provider is called, random and without meaning. */
export interface OutgoingMessage {
	id: string;
	to: Msisdn;
	sender: string;
	text: string;
}

/** What the provider said: taken (with its own reference), refused for good, or not there just now. */
export type SendAnswer =
	{ kind: 'accepted'; providerRef: string } | { kind: 'rejected'; reason: string } | { kind: 'unavailable' };

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

/** The port that every provider satisfies. Adapters import this and #shared, nothing else. */
export interface Gateway {
	readonly name: string;
	/** True when nothing leaves the machine. */
	readonly isSimulated: boolean;
	send(message: OutgoingMessage): Promise<SendAnswer>;
	/** For gateways that are asked instead of calling a webhook. */
	collect?(): Promise<News>;
}
