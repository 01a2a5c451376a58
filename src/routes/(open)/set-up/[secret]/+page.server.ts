import { fail, redirect } from '@sveltejs/kit';
import * as v from 'valibot';
import { nameService } from '#programme';
import { acceptanceInput, acceptInvitation, minPasswordLength, readInvitation, signIn } from '#staff';
import { faultsOf, fieldsOf } from '../../../form.ts';
import type { Actions, PageServerLoad } from './$types.js';

export const load: PageServerLoad = async ({ locals, params }) => {
	const invitation = await readInvitation(locals.ctx, params.secret);
	return { valid: invitation?.kind === 'setUp', minPasswordLength };
};

const serviceInput = v.object({
	service: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(25)),
	owner: v.pipe(v.string(), v.trim(), v.maxLength(100))
});

export const actions: Actions = {
	default: async ({ request, locals, params }) => {
		const field = fieldsOf(await request.formData());
		const kept = { service: field('service'), owner: field('owner'), name: field('name'), email: field('email') };
		const read = v.safeParse(v.intersect([serviceInput, acceptanceInput]), { ...kept, password: field('password') });
		if (!read.success) return fail(400, { kept, faults: faultsOf(read.issues) });
		const { service, owner, ...account } = read.output;
		const result = await acceptInvitation(locals.ctx, params.secret, account);
		if (!result.ok) return fail(410, { kept, faults: { [result.why === 'gone' ? 'gone' : 'email']: result.why } });
		await nameService(locals.ctx, { name: service, ownerName: owner, invented: false });
		const session = await signIn(locals.ctx, request.headers, account);
		if (session.ok) locals.setCookies.push(...session.cookies);
		redirect(303, '/');
	}
};
