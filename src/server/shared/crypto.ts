import { argon2, createHash, createHmac, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';

/** A secret for links and tokens: 32 random bytes as base64url (43 characters). */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** A secret that people write down: so many decimal digits, each by chance. */
export const newDigits = (count: number): string => Array.from({ length: count }, () => randomInt(10)).join('');

/** One of several, by a chance that nobody can foresee. */
export const drawOne = <T>(from: readonly T[]): T => from[randomInt(from.length)]!;

/** What is stored of such a secret. It is long and random, so a plain hash cannot be reversed by guessing. */
export const hashSecret = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** The same text gives the same 32 bytes: to see that something is what it was (SHA-256). */
export const fingerprint = (text: string): Buffer => createHash('sha256').update(text).digest();

/** A keyed checksum, for the signatures of other systems. SHA-1 only where one of them still signs with it. */
export const sign = (key: string, message: string | Uint8Array, algorithm: 'sha256' | 'sha1' = 'sha256'): Buffer =>
	createHmac(algorithm, key).update(message).digest();

/** Compares what somebody sent with what it should be, in a time that does not tell how much of it was right. */
export const isSame = (given: string, expected: string): boolean =>
	timingSafeEqual(hashSecret(given), hashSecret(expected));

/** A key for one purpose made from another secret (HMAC-SHA-256); the same in and out in every process. */
export const deriveKey = (secret: string, purpose: string): string =>
	createHmac('sha256', secret).update(purpose).digest('base64url');

// OWASP's recommendation for Argon2id: 19 MiB, two passes, one lane.
const cost = { memory: 19 * 1024, passes: 2, parallelism: 1, tagLength: 32 } as const;

/** @returns a password hash in the PHC string format, e.g. `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`. */
export async function hashPassword(password: string): Promise<string> {
	const salt = randomBytes(16);
	const hash = await argon2id(password, salt);
	return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${b64(salt)}$${b64(hash)}`;
}

/** @returns true when the password gives the stored hash; false for another password or an unreadable hash. */
export async function verifyPassword(password: string, stored: string): Promise<boolean> {
	const [, , , , salt, hash] = stored.split('$');
	if (!salt || !hash) return false;
	const expected = Buffer.from(hash, 'base64');
	const actual = await argon2id(password, Buffer.from(salt, 'base64'));
	return expected.length === actual.length && timingSafeEqual(expected, actual);
}

function argon2id(password: string, nonce: Buffer): Promise<Buffer> {
	return new Promise((resolve, reject) => {
		argon2('argon2id', { ...cost, message: password.normalize('NFKC'), nonce }, (error, key) => {
			if (error) reject(error);
			else resolve(key);
		});
	});
}

const b64 = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');
