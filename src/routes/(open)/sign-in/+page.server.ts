import { fail, redirect } from '@sveltejs/kit';
import { signIn } from '#staff';
import { fieldsOf, safeBack } from '../../form.ts';
import type { Actions, PageServerLoad } from './$types.js';

export const load: PageServerLoad = ({ locals, url }) => {
	if (locals.me) redirect(303, safeBack(url.searchParams.get('back')));
	return { left: url.searchParams.has('left') };
};

export const actions: Actions = {
	default: async ({ request, locals, url }) => {
		const field = fieldsOf(await request.formData());
		const email = field('email');
		if (!email.trim() || !field('password')) return fail(400, { email, why: 'empty' as const });
		const result = await signIn(locals.ctx, request.headers, { email, password: field('password') });
		if (!result.ok) return fail(result.why === 'tooMany' ? 429 : 400, { email, why: result.why });
		locals.setCookies.push(...result.cookies);
		const back = safeBack(url.searchParams.get('back'));
		redirect(303, result.secondStep ? `/sign-in/second-step?back=${encodeURIComponent(back)}` : back);
	}
};
