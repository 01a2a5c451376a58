/** States of a message on its way (GLOSSARY; from SMPP). `unknown` waits for a person: it is never sent again by itself. */
export const deliveryStates = [
	'queued',
	'submitted',
	'delivered',
	'undelivered',
	'expired',
	'rejected',
	'unknown'
] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** How often a gateway that is not there is tried again before the message counts as undelivered. */
export const tryLimit = 5;

/** sent = delivered + failed + unknown + underWay, always. */
export interface DeliveryCounts {
	sent: number;
	delivered: number;
	failed: number;
	unknown: number;
	underWay: number;
}

/** Adds up the states of a campaign's first messages. */
export function sumUp(counts: Partial<Record<DeliveryState, number>>): DeliveryCounts {
	const of = (...states: DeliveryState[]) => states.reduce((sum, state) => sum + (counts[state] ?? 0), 0);
	return {
		sent: of(...deliveryStates),
		delivered: of('delivered'),
		failed: of('undelivered', 'expired', 'rejected'),
		unknown: of('unknown'),
		underWay: of('queued', 'submitted')
	};
}
