import { fail, redirect } from '@sveltejs/kit';
import * as v from 'valibot';
import { acceptanceInput, acceptInvitation, minPasswordLength, readInvitation, signIn } from '#staff';
import { faultsOf, fieldsOf } from '../../../form.ts';
import type { Actions, PageServerLoad } from './$types.js';

export const load: PageServerLoad = async ({ locals, params }) => {
	const invitation = await readInvitation(locals.ctx, params.secret);
	const isOpen = invitation?.kind === 'invite';
	return {
		minPasswordLength,
		invitation: isOpen ? { name: invitation.name ?? '', email: invitation.email ?? '' } : undefined
	};
};

export const actions: Actions = {
	default: async ({ request, locals, params }) => {
		const field = fieldsOf(await request.formData());
		const kept = { name: field('name'), email: field('email') };
		const read = v.safeParse(acceptanceInput, { ...kept, password: field('password') });
		if (!read.success) return fail(400, { kept, faults: faultsOf(read.issues) });
		const invitation = await readInvitation(locals.ctx, params.secret);
		if (invitation?.kind !== 'invite') return fail(410, { kept, faults: { gone: 'gone' } });
		const result = await acceptInvitation(locals.ctx, params.secret, read.output);
		if (!result.ok) return fail(410, { kept, faults: { [result.why === 'gone' ? 'gone' : 'email']: result.why } });
		const session = await signIn(locals.ctx, request.headers, read.output);
		if (session.ok) locals.setCookies.push(...session.cookies);
		redirect(303, '/');
	}
};
