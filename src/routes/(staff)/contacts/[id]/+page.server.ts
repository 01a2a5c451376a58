import { fail, redirect } from '@sveltejs/kit';
import { editContact, getContact, removeContact } from '#contact';
import { localDay } from '#shared/calendar.ts';
import type { Actions, PageServerLoad } from './$types';
import { listChoices } from '../choices.ts';
import { issuesByField, readForm, toInput, toValues } from '../form.ts';

export const load: PageServerLoad = async ({ locals, params }) => {
	const contact = await getContact(locals.ctx, params.id);
	return {
		today: localDay(locals.ctx.now),
		day: contact.happenedOn,
		start: toValues(contact),
		// What is out of use can be kept, but not chosen anew.
		choices: await listChoices(locals.ctx, { day: contact.happenedOn, kept: contact })
	};
};

export const actions: Actions = {
	save: async ({ locals, params, request }) => {
		const values = readForm(await request.formData());
		const done = await editContact(locals.ctx, params.id, toInput(values));
		if (!done.ok) return fail(422, { values, issues: issuesByField(done.issues) });
		redirect(303, `/contacts?changed=${params.id}`);
	},
	remove: async ({ locals, params }) => {
		await removeContact(locals.ctx, params.id);
		redirect(303, '/contacts?undone');
	}
};
