/**
 * A broken promise, thrown. `code` is stable and goes to logs; only the porter (`hooks.server.ts`) turns it into an
 * HTTP status. Expected refusals are returned instead (see outcome.ts).
 */
export class LyktError extends Error {
	readonly code: ErrorCode;
	constructor(code: ErrorCode, message: string = code, options?: ErrorOptions) {
		super(message, options);
		this.name = 'LyktError';
		this.code = code;
	}
}

export type ErrorCode =
	| 'notFound' // not there, or not yours: the same answer
	| 'forbidden'
	| 'keyholderUnreachable'
	| 'keyDestroyed'
	| 'quotaSpent'
	| 'badConfig';
