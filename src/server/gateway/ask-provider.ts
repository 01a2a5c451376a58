import { log } from '../shared/log.ts';

/** Longer than undici's own limit for connecting (10 s), so that a connection that never came is told apart. */
const patienceMs = 20_000;

/** What a provider answered. `unavailable` is certain: the message was not taken. */
export type ProviderAnswer = { kind: 'answered'; status: number; body: string } | { kind: 'unavailable' };

/**
 * Posts one message to a provider and sorts out what cannot be known.
 * @param provider its name, for the log; neither address nor content is logged.
 * @returns its answer (2xx, or a 4xx that is about this message), or `unavailable` when it certainly did not take it:
 *   no connection, too many at once (429), out of service (503), or a refusal of us rather than of the message.
 * @throws when it may have taken it: no answer in time, a broken connection, any other failure of the provider.
 */
export async function askProvider(
	provider: string,
	url: string,
	request: { headers: Record<string, string>; body: string },
	patience = patienceMs
): Promise<ProviderAnswer> {
	let response: Response;
	try {
		response = await fetch(url, {
			method: 'POST',
			redirect: 'manual', // a number goes to the address in the settings and to no other
			signal: AbortSignal.timeout(patience),
			...request
		});
	} catch (error) {
		if (!neverLeft.has(codeOf(error))) throw error;
		log.warn('gateway.unreachable', { gateway: provider, code: codeOf(error) });
		return { kind: 'unavailable' };
	}
	const { status } = response;
	if (status >= 500 && status !== 503) throw new Error(`the provider answered ${status}`);
	if (status >= 300 && (status < 400 || aboutUs.has(status))) {
		log.warn('gateway.refused', { gateway: provider, status });
		return { kind: 'unavailable' };
	}
	return { kind: 'answered', status, body: await response.text() };
}

/** Refusals that say nothing about the message: log-in, money, address, pace. A person can mend them. */
const aboutUs = new Set([401, 402, 403, 404, 405, 429, 503]);

/** Failures before a single byte of the message was on its way. */
const neverLeft = new Set([
	'ECONNREFUSED',
	'ENOTFOUND',
	'EAI_AGAIN',
	'UND_ERR_CONNECT_TIMEOUT',
	'CERT_HAS_EXPIRED',
	'DEPTH_ZERO_SELF_SIGNED_CERT',
	'SELF_SIGNED_CERT_IN_CHAIN',
	'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
	'ERR_TLS_CERT_ALTNAME_INVALID'
]);

function codeOf(error: unknown): string {
	const cause = error instanceof Error ? (error.cause as { code?: unknown } | undefined) : undefined;
	return typeof cause?.code === 'string' ? cause.code : '';
}
