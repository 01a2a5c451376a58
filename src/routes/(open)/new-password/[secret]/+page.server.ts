import { fail, redirect } from '@sveltejs/kit';
import * as v from 'valibot';
import { choosePassword, minPasswordLength, passwordInput, readInvitation, signIn } from '#staff';
import { fieldsOf } from '../../../form.ts';
import type { Actions, PageServerLoad } from './$types.js';

export const load: PageServerLoad = async ({ locals, params }) => {
	const invitation = await readInvitation(locals.ctx, params.secret);
	return { minPasswordLength, email: invitation?.kind === 'renew' ? invitation.email : null };
};

export const actions: Actions = {
	default: async ({ request, locals, params }) => {
		const password = fieldsOf(await request.formData())('password');
		if (!v.is(passwordInput, { password })) return fail(400, { why: 'password' as const });
		const chosen = await choosePassword(locals.ctx, params.secret, password);
		if (!chosen.ok) return fail(410, { why: chosen.why });
		const session = await signIn(locals.ctx, request.headers, { email: chosen.email, password });
		if (session.ok) locals.setCookies.push(...session.cookies);
		redirect(303, '/');
	}
};
