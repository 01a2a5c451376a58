import type { Gateway } from '../gateway.ts';

/**
 * The team's own phone: a person sends, one recipient at a time, from a page. Nothing can be sent by itself, so whoever
 * asks is told that nobody is there. Answers come to that phone, and a person writes them into Lykt.
 */
export const manual: Gateway = {
	name: 'manual',
	isSimulated: false,
	can: { twoWay: false, alphanumericSender: false, receipts: false, picture: false },
	byHand: true,
	send: () => Promise.resolve({ kind: 'unavailable' })
};
