import { redirect } from '@sveltejs/kit';
import { fieldsOf, safeBack } from '../form.ts';
import type { RequestHandler } from './$types.js';

const year = 365 * 24 * 60 * 60;

/** Remembers language and colour scheme on this device; the only cookies besides the session's. */
export const POST: RequestHandler = async ({ request, cookies, url }) => {
	const field = fieldsOf(await request.formData());
	const options = { path: '/', maxAge: year, sameSite: 'lax' as const, secure: url.protocol === 'https:' };
	if (['nb', 'en'].includes(field('locale')))
		cookies.set('lykt_locale', field('locale'), { ...options, httpOnly: false });
	if (['auto', 'light', 'dark'].includes(field('scheme'))) cookies.set('lykt_scheme', field('scheme'), options);
	redirect(303, safeBack(field('back')));
};
