/** The port to SMS providers, and one file per provider. */
export type {
	Gateway,
	Inbound,
	MessagePicture,
	News,
	OutgoingMessage,
	Receipt,
	ReceiptState,
	SendAnswer,
	WebhookRequest
} from './gateway.ts';
export { chosenGateway, chosenGateways, findCalled, simulatedPhones } from './registry.ts';
