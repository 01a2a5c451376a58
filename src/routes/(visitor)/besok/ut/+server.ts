import type { RequestHandler } from './$types.js';

/** Where "leave this page" leads: somewhere ordinary, and nothing of ours stays in the browser (domain.md 2.11). */
const elsewhere = 'https://www.yr.no/';

export const GET: RequestHandler = () =>
	new Response(null, {
		status: 303,
		headers: { location: elsewhere, 'clear-site-data': '"cache", "cookies", "storage"' }
	});
