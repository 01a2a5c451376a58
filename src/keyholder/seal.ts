import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { Refusal } from './refusal.ts';

/**
 * The keyed tag of an address: 32 bytes, the same for the same key and address (domain.md 2.5). What an address begins
 * with says what it is (`tel|`, `nick|`, `mail|`), so that a nick never has a number's tag, whatever it is called.
 */
export const tagAddress = (key: Buffer, address: string): Buffer => createHmac('sha256', key).update(address).digest();

/** Seals a text: AES-256-GCM, bound to the key's id. @returns nonce (12) | ciphertext | tag (16). */
export function seal(key: Buffer, keyId: string, plain: string): Buffer {
	const nonce = nextNonce();
	const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(keyId));
	return Buffer.concat([nonce, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
}

/** Opens what `seal` made. @throws Refusal `sealBroken` when it was sealed under another key or altered. */
export function open(key: Buffer, keyId: string, sealed: Buffer): string {
	if (sealed.length < 28) throw new Refusal('sealBroken');
	const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12), { authTagLength: 16 })
		.setAAD(Buffer.from(keyId))
		.setAuthTag(sealed.subarray(-16));
	try {
		return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]).toString('utf8');
	} catch {
		throw new Refusal('sealBroken');
	}
}

/** Random nonces fetched by the hundred: asking the system for each would be a third of the work. Each is used once. */
function nextNonce(): Buffer {
	if (unused.length === 0) unused = randomBytes(12 * 256);
	const nonce = unused.subarray(0, 12);
	unused = unused.subarray(12);
	return nonce;
}
let unused: Buffer = Buffer.alloc(0);
