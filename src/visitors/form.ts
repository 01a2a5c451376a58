import type { IncomingMessage } from 'node:http';

/** A message of 10,000 characters is at most 120 kB when a form has encoded it; the rest of a form is short. */
const mostBytes = 160_000;

/**
 * Reads a posted form.
 * @returns `notAForm` for anything but an ordinary form (pictures and files come as multipart), `tooLarge` when it is more
 *   than a message can be, `broken` when the connection ended in the middle.
 */
export async function readForm(
	request: IncomingMessage
): Promise<URLSearchParams | 'notAForm' | 'tooLarge' | 'broken'> {
	const type = request.headers['content-type'] ?? '';
	if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type)) {
		request.resume();
		return 'notAForm';
	}
	const pieces: Buffer[] = [];
	let bytes = 0;
	try {
		for await (const piece of request as AsyncIterable<Buffer>) {
			bytes += piece.length;
			if (bytes <= mostBytes) pieces.push(piece);
			else if (bytes > 20 * mostBytes) return 'tooLarge';
		}
	} catch {
		return 'broken';
	}
	return bytes > mostBytes ? 'tooLarge' : new URLSearchParams(Buffer.concat(pieces).toString('utf8'));
}
