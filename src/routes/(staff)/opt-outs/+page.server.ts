import { fail } from '@sveltejs/kit';
import { parseNumber } from '#shared/phone.ts';
import { may } from '#staff';
import { optOutNumbers } from '#suppression';
import { fieldsOf } from '../../form.ts';
import type { Actions, PageServerLoad } from './$types.js';

const most = 100;

export const load: PageServerLoad = ({ locals }) => ({ mayAsk: may(locals.ctx.actor, 'suppression.askWithdrawal') });

export const actions: Actions = {
	default: async ({ request, locals }) => {
		const text = fieldsOf(await request.formData())('numbers');
		const lines = text
			.split(/\r?\n/)
			.map((line, place) => ({ line: place + 1, text: line.trim() }))
			.filter((line) => line.text !== '')
			.slice(0, most);
		if (!lines.length) return fail(400, { text, empty: true });
		const read = lines.map(({ line, text }) => ({ line, parsed: parseNumber(text) }));
		const faults = read.flatMap(({ line, parsed }) => (parsed.ok ? [] : [{ line, why: parsed.why }]));
		if (faults.length) return fail(400, { text, faults });
		const done = await optOutNumbers(
			locals.ctx,
			read.flatMap(({ parsed }) => (parsed.ok ? [parsed.number] : []))
		);
		return done.ok ? { done: true } : fail(403, { text, empty: false });
	}
};
