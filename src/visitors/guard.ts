import { createHash, createHmac } from 'node:crypto';
import { isSame } from '../server/shared/crypto.ts';

/** What a page under attack carries: when it was made, and that it is ours. */
export interface Ticket {
	ticket: string;
	/** How many seconds are left of the waiting. */
	waitSeconds: number;
	/** What a script must find a number for, and how many bits of nought it must begin with. */
	puzzle: string;
	bits: number;
}

export interface Guard {
	/** Whether this form has waited, or its script has counted. `subject` is the one thing that the ticket is good for. */
	lets(subject: string, form: URLSearchParams, now: Date): boolean;
	/** The ticket of a form that may not pass yet: the one that it has, if it is ours and not too old, so that the time that was waited counts. */
	ticketFor(subject: string, form: URLSearchParams, now: Date): Ticket;
}

/** Without a script a person waits so long. */
export const waitMs = 20_000;
/** A second or two of a cheap phone; nothing that a person notices, and too much for somebody who sends thousands. */
export const puzzleBits = 17;
const ticketLastsMs = 60 * 60_000;

/**
 * The page between a form and us while we are under attack (docs/decisions/019-under-attack-and-in-danger.md). Nothing is
 * kept: a ticket is a time and a seal over it and its subject, so it can be used for that subject only, and every process
 * with the same key knows its own.
 */
export function newGuard(key: string): Guard {
	const sealOf = (subject: string, made: string) =>
		createHmac('sha256', key).update(`${subject}|${made}`).digest('base64url').slice(0, 24);
	const write = (subject: string, at: number) => `${at.toString(36)}.${sealOf(subject, at.toString(36))}`;

	/** @returns when the ticket was made; undefined for what is not ours, not for this subject, or too old. */
	function read(subject: string, ticket: string, now: Date): number | undefined {
		const [made = '', seal = ''] = ticket.split('.');
		const at = parseInt(made, 36);
		const age = now.getTime() - at;
		return isSame(seal, sealOf(subject, made)) && age >= 0 && age < ticketLastsMs ? at : undefined;
	}

	return {
		lets(subject, form, now) {
			const ticket = form.get('g') ?? '';
			const at = read(subject, ticket, now);
			if (at === undefined) return false;
			return now.getTime() - at >= waitMs || isSolved(puzzleOf(subject, ticket), form.get('w') ?? '');
		},
		ticketFor(subject, form, now) {
			const brought = form.get('g') ?? '';
			const at = read(subject, brought, now);
			const ticket = at === undefined ? write(subject, now.getTime()) : brought;
			const left = waitMs - (now.getTime() - (at ?? now.getTime()));
			return {
				ticket,
				waitSeconds: Math.max(1, Math.ceil(left / 1000)),
				puzzle: puzzleOf(subject, ticket),
				bits: puzzleBits
			};
		}
	};
}

const puzzleOf = (subject: string, ticket: string): string =>
	createHash('sha256').update(`${subject}|${ticket}`).digest('hex').slice(0, 32);

/** Does SHA-256 of puzzle and answer begin with enough noughts? vent.js counts the same. */
function isSolved(puzzle: string, answer: string): boolean {
	if (!/^\d{1,12}$/.test(answer)) return false;
	const hash = createHash('sha256')
		.update(puzzle + answer)
		.digest();
	return hash.readUInt32BE(0) >>> (32 - puzzleBits) === 0;
}
