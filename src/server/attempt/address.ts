import { readEmail, readNick, type Email, type Nick } from '../shared/nick.ts';
import type { Outcome } from '../shared/outcome.ts';
import { parseNumber, type Msisdn } from '../shared/phone.ts';
import type { AddressFault } from './attempt.ts';

/** One address that somebody has in front of them, in the one spelling that tags are made from. In clear only while asked. */
export type Address =
	{ kind: 'number'; number: Msisdn } | { kind: 'email'; email: Email } | { kind: 'nick'; nick: Nick };

export type ReadAddress = Outcome<Address, AddressFault>;

/**
 * Reads an address the way people type it. A number needs a campaign and a nick an arena, so the kind is asked for; in a
 * campaign an `@` tells an e-mail address from a number.
 */
export function readAddress(text: string, kind: 'nick' | 'email' | 'numberOrEmail'): ReadAddress {
	if (kind === 'nick') {
		const read = readNick(text);
		return read.ok ? { ok: true, kind: 'nick', nick: read.nick } : read;
	}
	if (kind === 'email' || text.includes('@')) {
		const read = readEmail(text);
		return read.ok ? { ok: true, kind: 'email', email: read.email } : read;
	}
	const read = parseNumber(text);
	return read.ok ? { ok: true, kind: 'number', number: read.number } : read;
}
