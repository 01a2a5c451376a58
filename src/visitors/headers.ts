/** What every answer to a visitor says (domain.md 2.11). No cookie is ever set, and nothing is kept by the browser. */
export const safeHeaders = {
	'content-security-policy':
		"default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; frame-src 'self'; form-action 'self'; frame-ancestors 'self'; base-uri 'none'",
	'referrer-policy': 'no-referrer',
	'cache-control': 'no-store',
	'x-content-type-options': 'nosniff',
	'x-robots-tag': 'noindex',
	'permissions-policy': 'camera=(), geolocation=(), microphone=(), interest-cohort=()',
	'cross-origin-opener-policy': 'same-origin',
	'cross-origin-resource-policy': 'same-origin'
} as const;
