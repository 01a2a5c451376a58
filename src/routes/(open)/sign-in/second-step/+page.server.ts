import { fail, redirect } from '@sveltejs/kit';
import { confirmSecondStep } from '#staff';
import { fieldsOf, safeBack } from '../../../form.ts';
import type { Actions } from './$types.js';

export const actions: Actions = {
	default: async ({ request, locals, url }) => {
		const field = fieldsOf(await request.formData());
		const result = await confirmSecondStep(locals.ctx, request.headers, field('code'));
		if (!result.ok) return fail(400, { why: result.why });
		locals.setCookies.push(...result.cookies);
		redirect(303, safeBack(url.searchParams.get('back')));
	}
};
