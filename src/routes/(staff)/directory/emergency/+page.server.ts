import { fail, redirect } from '@sveltejs/kit';
import { confirmEmergencyNumber, hideEmergencyNumber, listEmergencyChoices } from '#directory';
import { emergencyCodes, spaceNumber } from '#shared/emergency.ts';
import { fieldsOf } from '../../../form.ts';
import type { Actions, PageServerLoad } from './$types.js';

export const load: PageServerLoad = async ({ locals, url }) => ({
	numbers: (await listEmergencyChoices(locals.ctx)).map((choice) => ({
		...choice,
		number: spaceNumber(choice.number)
	})),
	done: (['confirmed', 'hidden'] as const).find((done) => done === url.searchParams.get('done'))
});

export const actions: Actions = {
	confirm: async ({ request, locals }) => {
		const { code, number } = read(await request.formData());
		const confirmed = await confirmEmergencyNumber(locals.ctx, code, number);
		if (!confirmed.ok) return fail(422, { code, number });
		redirect(303, '/directory/emergency?done=confirmed');
	},
	hide: async ({ request, locals }) => {
		await hideEmergencyNumber(locals.ctx, read(await request.formData()).code);
		redirect(303, '/directory/emergency?done=hidden');
	}
};

function read(data: FormData) {
	const field = fieldsOf(data);
	const code = emergencyCodes.find((code) => code === field('code'));
	if (!code) redirect(303, '/directory/emergency');
	return { code, number: field('number') };
}
