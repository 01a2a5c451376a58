/** The port to SMS providers, and one file per provider. */
export type { Gateway, Inbound, News, OutgoingMessage, Receipt, ReceiptState, SendAnswer } from './gateway.ts';
export { chosenGateway, simulatedPhones } from './registry.ts';
