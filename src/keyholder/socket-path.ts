import { createHash } from 'node:crypto';
import path from 'node:path';

/**
 * Where the keyholder of a key folder listens; the server and the client ask here, so that they agree.
 * The operating system allows a socket path of about 100 bytes: a deep folder gets a short one below /tmp instead.
 */
export function socketPath(dir: string): string {
	const beside = path.join(path.resolve(dir), 's');
	if (Buffer.byteLength(beside) <= 100) return beside;
	const name = createHash('sha256').update(path.resolve(dir)).digest('hex').slice(0, 16);
	return path.join('/tmp', `lykt-${name}`, 'k');
}

/** Where it listens for the visitors' side, beside its own socket: the chats and nothing else. */
export const visitorSocketOf = (socket: string): string => `${socket}-v`;
