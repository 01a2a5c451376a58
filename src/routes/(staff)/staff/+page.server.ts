import { fail } from '@sveltejs/kit';
import * as v from 'valibot';
import { isRole, roles } from '#shared/actor.ts';
import { isId } from '#shared/ids.ts';
import {
	changeRoles,
	invitationInput,
	inviteStaff,
	listInvitations,
	listStaff,
	renewAccess,
	setDisabled,
	withdrawInvitation
} from '#staff';
import { faultsOf, fieldsOf } from '../../form.ts';
import type { Actions, PageServerLoad } from './$types.js';

export const load: PageServerLoad = async ({ locals }) => {
	const [people, invitations] = await Promise.all([listStaff(locals.ctx), listInvitations(locals.ctx)]);
	return {
		roles: [...roles],
		myId: locals.me!.id,
		people: people.map(({ id, name, email, kind, roles, twoStep, disabledAt }) => ({
			id,
			name,
			email: kind === 'person' ? email : '',
			isService: kind === 'service',
			roles,
			twoStep,
			disabled: disabledAt !== null
		})),
		invitations: invitations.map(({ id, name, email, roles, expiresAt }) => ({ id, name, email, roles, expiresAt }))
	};
};

export const actions: Actions = {
	invite: async ({ request, locals, url }) => {
		const data = await request.formData();
		const field = fieldsOf(data);
		const kept = { name: field('name'), email: field('email'), roles: data.getAll('roles').map(String) };
		const read = v.safeParse(invitationInput, kept);
		if (!read.success) return fail(400, { kept, faults: faultsOf(read.issues) });
		const invited = await inviteStaff(locals.ctx, read.output);
		if (!invited.ok) return fail(400, { kept, faults: { email: invited.why } });
		return { link: `${url.origin}/invitation/${invited.secret}`, invited: read.output.name };
	},
	roles: async ({ request, locals }) => {
		const data = await request.formData();
		const chosen = data.getAll('roles').map(String).filter(isRole);
		return answer(await changeRoles(locals.ctx, idOf(data), chosen));
	},
	disable: async ({ request, locals }) => answer(await setDisabled(locals.ctx, idOf(await request.formData()), true)),
	enable: async ({ request, locals }) => answer(await setDisabled(locals.ctx, idOf(await request.formData()), false)),
	renew: async ({ request, locals, url }) => {
		const renewed = await renewAccess(locals.ctx, idOf(await request.formData()));
		return renewed.ok
			? { renewLink: `${url.origin}/new-password/${renewed.secret}` }
			: fail(400, { refused: renewed.why });
	},
	withdraw: async ({ request, locals }) => answer(await withdrawInvitation(locals.ctx, idOf(await request.formData())))
};

const nobody = '00000000-0000-0000-0000-000000000000';
const idOf = (data: FormData): string => {
	const id = fieldsOf(data)('id');
	return isId(id) ? id : nobody;
};
const answer = (result: { ok: true } | { ok: false; why: string }) =>
	result.ok ? { saved: true } : fail(400, { refused: result.why });
