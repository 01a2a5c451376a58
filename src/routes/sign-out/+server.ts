import { redirect } from '@sveltejs/kit';
import { signOut } from '#staff';
import type { RequestHandler } from './$types.js';

/** Ends the session. */
export const POST: RequestHandler = async ({ request, locals }) => {
	const { cookies } = await signOut(locals.ctx, request.headers);
	locals.setCookies = cookies; // not the renewed session's
	redirect(303, '/sign-in?left');
};
