import * as v from 'valibot';
import { readEmail, readNick, type Email, type Nick } from '../shared/nick.ts';
import { parseNumber, type Msisdn } from '../shared/phone.ts';
import { endsContact, responses, type Response } from './conversation.ts';

/** Ways to reach us, or for us to reach somebody, that the machine does not carry. */
export const loggedChannels = ['call', 'arenaMessage', 'email'] as const;
export type LoggedChannel = (typeof loggedChannels)[number];

/** One call or message written down by hand (R62, R73, R79): that it was, and how it went, never what was said. */
export interface Logged {
	id: string;
	channel: LoggedChannel;
	direction: 'in' | 'out';
	/** The code name of the arena, when one was chosen. */
	arena: string | null;
	response: Response | null;
	/** Somebody else's site: did they learn that nobody can promise anonymity there (R18)? Null where it does not apply. */
	noticeGiven: boolean | null;
	/** How long it took, if somebody looked at the clock. */
	minutes: number | null;
	loggedAt: Date;
}

/** The address as it was typed, read; it lives for this moment and is tagged. */
export type LoggedAddress =
	{ kind: 'number'; number: Msisdn } | { kind: 'nick'; arenaId: string; nick: Nick } | { kind: 'email'; email: Email };

export interface LogInput {
	channel: LoggedChannel;
	direction: 'in' | 'out';
	arenaId: string | null;
	response: Response | null;
	address: LoggedAddress | null;
	noticeGiven: boolean | null;
	minutes: number | null;
}

/** What is wrong with which field: a code, or the fault of a number, a nick or an e-mail address. */
export type LogFaults = Partial<
	Record<'channel' | 'direction' | 'arenaId' | 'response' | 'number' | 'nick' | 'email' | 'notice' | 'minutes', string>
>;

/** Longer than this nobody talks without a break. */
export const longestMinutes = 600;

const form = v.object({
	channel: v.optional(v.picklist(loggedChannels, 'missing'), '' as LoggedChannel),
	direction: v.optional(v.picklist(['in', 'out'], 'missing'), '' as 'in'),
	response: v.nullish(v.picklist(responses, 'missing')),
	notice: v.optional(v.picklist(['given', 'notGiven'], 'missing')),
	minutes: v.optional(
		v.pipe(
			v.string('notANumber'),
			v.trim(),
			v.regex(/^\d{1,3}$/, 'notANumber'),
			v.transform(Number),
			v.minValue(1, 'notANumber'),
			v.maxValue(longestMinutes, 'notANumber')
		)
	),
	arenaId: v.optional(v.union([v.literal(''), v.pipe(v.string(), v.uuid())], 'missing'), ''),
	number: v.optional(v.string(), ''),
	nick: v.optional(v.string(), ''),
	email: v.optional(v.string(), '')
});

/**
 * Reads what was posted. Only the address that belongs to the channel counts: without script the fields of the others are
 * on the page too. Who called from a hidden number is written down without an address.
 */
export function readLog(raw: unknown): { ok: true; input: LogInput } | { ok: false; faults: LogFaults } {
	const read = v.safeParse(form, raw);
	const faults: LogFaults = {};
	if (!read.success) {
		for (const issue of read.issues) faults[v.getDotPath(issue) as keyof LogFaults] ??= issue.message;
		return { ok: false, faults };
	}
	const { channel, direction, arenaId, response = null, notice, minutes = null } = read.output;
	const noticeGiven = channel === 'arenaMessage' && notice !== undefined ? notice === 'given' : null;
	if (direction === 'in' && !response) faults.response = 'missing';
	if (channel === 'arenaMessage' && !arenaId) faults.arenaId = 'missing';
	const address = readAddress(channel, read.output, faults);
	if (Object.keys(faults).length) return { ok: false, faults };
	return {
		ok: true,
		input: { channel, direction, response, arenaId: arenaId || null, address: address ?? null, noticeGiven, minutes }
	};
}

/** Is it an answer that closes the address, with no address to close? The person then has to be told so. */
export const closesNobody = (input: LogInput): boolean => endsContact(input.response) && input.address === null;

function readAddress(
	channel: LoggedChannel,
	typed: { arenaId: string; number: string; nick: string; email: string },
	faults: LogFaults
): LoggedAddress | undefined {
	switch (channel) {
		case 'call': {
			if (!typed.number.trim()) return undefined;
			const read = parseNumber(typed.number);
			if (read.ok) return { kind: 'number', number: read.number };
			faults.number = read.why;
			return undefined;
		}
		case 'arenaMessage': {
			if (!typed.nick.trim() || !typed.arenaId) return undefined;
			const read = readNick(typed.nick);
			if (read.ok) return { kind: 'nick', arenaId: typed.arenaId, nick: read.nick };
			faults.nick = read.why;
			return undefined;
		}
		case 'email': {
			if (!typed.email.trim()) return undefined;
			const read = readEmail(typed.email);
			if (read.ok) return { kind: 'email', email: read.email };
			faults.email = read.why;
			return undefined;
		}
	}
}
