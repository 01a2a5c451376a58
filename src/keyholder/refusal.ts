/** Why the keyholder did not do what it was asked. The code is all that goes back. */
export type RefusalCode =
	| 'badRequest' // not understood, or not in the form that the protocol asks for
	| 'frameTooLarge'
	| 'unknownOp'
	| 'forbidden' // a key that is not for this use
	| 'keyMissing' // never created
	| 'keyDestroyed'
	| 'sealBroken' // sealed under another key, or altered
	| 'quotaSpent'
	| 'internal';

/** Thrown anywhere below an operation and turned into its answer. */
export class Refusal extends Error {
	readonly code: RefusalCode;
	constructor(code: RefusalCode) {
		super(code);
		this.name = 'Refusal';
		this.code = code;
	}
}
