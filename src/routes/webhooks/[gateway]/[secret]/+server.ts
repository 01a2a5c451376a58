import { takeCall } from '#delivery';
import type { RequestHandler } from './$types.js';

/** Longer than any provider's call; what is longer is not read to its end. */
const longest = 64 * 1024;

/**
 * What a provider calls with receipts and incoming messages. Open to the world: the secret in the address and, where the
 * provider has one, a signature prove it. Nothing of what came in is logged or answered.
 */
const answer: RequestHandler = async ({ request, url, params, locals }) => {
	const body = await readBody(request);
	if (!body) return new Response(null, { status: 413 });
	const taken = await takeCall(locals.ctx, {
		gateway: params.gateway,
		secret: params.secret,
		method: request.method,
		search: url.search,
		query: url.searchParams,
		headers: request.headers,
		body
	});
	if (!taken.ok) return new Response(null, { status: refusals[taken.why] });
	const { status, body: text, type } = taken.answer;
	return new Response(text || null, { status, headers: { 'content-type': type } });
};

export const POST = answer;
/** Kannel can report in no other way; such an address has our own reference in it, never a number. */
export const GET = answer;

const refusals = { notFound: 404, notAuthentic: 403, malformed: 400 } as const;

/** @returns undefined as soon as the body is too long. */
async function readBody(request: Request): Promise<Uint8Array | undefined> {
	if (Number(request.headers.get('content-length')) > longest) return undefined;
	const chunks: Uint8Array[] = [];
	let length = 0;
	for await (const chunk of request.body ?? []) {
		length += chunk.byteLength;
		if (length > longest) return undefined;
		chunks.push(chunk);
	}
	return Buffer.concat(chunks);
}
