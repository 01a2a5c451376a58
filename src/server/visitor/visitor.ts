import { hashSecret, newSecret } from '../shared/crypto.ts';
import { isId, newTimelessId } from '../shared/ids.ts';

/**
 * What a visitor's page carries in a hidden field: which chat, and the secret that opens it. The service keeps a hash of
 * the secret; nobody can make the pass again.
 */
export interface Pass {
	chatId: string;
	secret: string;
}

/** The id says not even when: the keyholder remembers it when the chat is erased, so that an old form cannot bring it back. */
export const newPass = (): Pass => ({ chatId: newTimelessId(), secret: newSecret() });
export const writePass = ({ chatId, secret }: Pass): string => `${chatId}.${secret}`;

/** @returns undefined for what cannot be a pass. */
export function readPass(raw: unknown): Pass | undefined {
	if (typeof raw !== 'string' || raw.length !== 80) return undefined;
	const [chatId, secret] = [raw.slice(0, 36), raw.slice(37)];
	return raw[36] === '.' && isId(chatId) && /^[\w-]{43}$/.test(secret) ? { chatId, secret } : undefined;
}

export const hashOf = ({ secret }: Pass): Buffer => hashSecret(secret);

/** Reads a return code as people type it: in groups, with dashes, in Arabic, Persian, Thai or other digits. */
export function readCode(raw: unknown): string | undefined {
	if (typeof raw !== 'string' || raw.length > 200) return undefined;
	const digits = [...raw.normalize('NFKC')].flatMap((sign) => {
		if (/[\s\p{Pd}.,·\p{Cf}]/u.test(sign)) return [];
		return /\p{Nd}/u.test(sign) ? [digitOf(sign)] : ['?'];
	});
	const code = digits.join('');
	return /^\d{20}$/.test(code) ? code : undefined;
}

/** Every script's digits stand ten in a row, from nought. */
function digitOf(sign: string): string {
	const place = sign.codePointAt(0)!;
	let zero = place;
	while (zero > place - 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
	return String((place - zero) % 10);
}

/** In groups of four, as it is shown. */
export const spaceCode = (code: string): string => code.match(/\d{4}/g)!.join(' ');
