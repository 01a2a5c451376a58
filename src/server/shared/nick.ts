import { domainToASCII } from 'node:url';
import { no, yes, type Outcome } from './outcome.ts';

/** A nick as somebody is called on one arena, in the one spelling that tags are made from. Only `readNick` makes one. */
export type Nick = string & { readonly __brand: 'Nick' };

/** An e-mail address in the one spelling that tags are made from. Only `readEmail` makes one. */
export type Email = string & { readonly __brand: 'Email' };

export const nickFaults = ['empty', 'tooLong'] as const;
export type NickFault = (typeof nickFaults)[number];

export const emailFaults = ['empty', 'tooLong', 'notAnEmail'] as const;
export type EmailFault = (typeof emailFaults)[number];

/**
 * Reads a nick (R30, R73). Folded, because one person writes it in several ways and sites show it in several ways: case,
 * width and ligatures (NFKC), what cannot be seen, spaces around and doubled, and an `@` in front. Not folded, because it
 * may well be somebody else: accents, digits, punctuation, letters of another script that only look alike.
 */
export function readNick(text: string): Outcome<{ nick: Nick }, NickFault> {
	const nick = normaliseNick(text);
	if (nick === '') return no('empty');
	return [...nick].length > 80 ? no('tooLong') : yes({ nick: nick as Nick });
}

/**
 * Reads an e-mail address from an advert. Folded: case on both sides of the `@`, width and ligatures (NFKC), what cannot be
 * seen, `mailto:` and angle brackets, and a domain in its own letters (`xn--` is the same). Not folded: dots and `+tags`
 * before the `@`, because each provider has its own rule for them.
 */
export function readEmail(text: string): Outcome<{ email: Email }, EmailFault> {
	const line = fold(text)
		.replace(/^mailto:/, '')
		.replace(/^<(.*)>$/, '$1')
		.trim();
	if (line === '') return no('empty');
	const [, local = '', written = ''] = /^([^\s@<>"(),:;]+)@([^\s@]+)$/u.exec(line) ?? [];
	const domain = domainToASCII(written).toLowerCase();
	if (local === '' || !/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(domain)) return no('notAnEmail');
	const email = `${local}@${domain}`;
	return email.length > 254 ? no('tooLong') : yes({ email: email as Email });
}

/** @returns true for a nick that is already in its one spelling: the keyholder tags no other. */
export const isNick = (text: string): text is Nick => isSame(readNick(text), text, 'nick');

/** @returns true for an e-mail address that is already in its one spelling. */
export const isEmail = (text: string): text is Email => isSame(readEmail(text), text, 'email');

const isSame = (
	read: { ok: boolean } & Partial<Record<'nick' | 'email', string>>,
	text: string,
	key: 'nick' | 'email'
) => read.ok && read[key] === text;

/** Until nothing changes: taking one thing away may bring another to the front (`@ @anna`). */
function normaliseNick(text: string): string {
	const once = fold(text.slice(0, 1000)).replace(/^@+/, '').trim();
	return once === text ? once : normaliseNick(once);
}

/** Upper case first: `ß` and `SS`, and the two forms of a Greek sigma, come out the same. */
const fold = (text: string): string =>
	text
		.normalize('NFKC')
		.replace(/[\p{Cf}\p{Cc}\p{Variation_Selector}\u3164\u115f\u1160]/gu, (char) => (/\s/.test(char) ? ' ' : ''))
		.toUpperCase()
		.toLowerCase()
		.normalize('NFKC')
		.replace(/\s+/g, ' ')
		.trim();
