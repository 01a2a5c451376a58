import { fail } from '@sveltejs/kit';
import { hearWelcome } from '#chat';
import { fieldsOf } from '../../../form.ts';
import type { Actions } from './$types.js';

export const actions: Actions = {
	default: async ({ request, locals }) => {
		const word = fieldsOf(await request.formData())('word');
		const heard = await hearWelcome(locals.ctx, word);
		return heard.ok ? { name: heard.name, isHere: heard.isHere } : fail(422, { word, unknown: true });
	}
};
