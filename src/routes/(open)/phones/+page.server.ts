import { fail, redirect } from '@sveltejs/kit';
import { collectSoon } from '#delivery';
import { simulatedPhones } from '#gateway';
import { advanceDemo } from '#programme';
import { LyktError } from '#shared/errors.ts';
import { parseNumber } from '#shared/phone.ts';
import { fieldsOf } from '../../form.ts';
import type { Actions, PageServerLoad } from './$types.js';

/**
 * The simulated phones: a person plays the recipients. Shows numbers in clear, and therefore exists only in a
 * demonstration, where every number is invented.
 */
export const load: PageServerLoad = ({ locals, url, depends }) => {
	depends('lykt:phones');
	requireDemo(locals);
	const phones = simulatedPhones().listPhones(60);
	const chosen = parseNumber(url.searchParams.get('number') ?? phones[0]?.number ?? '');
	return {
		now: locals.ctx.now,
		phones,
		phone: chosen.ok ? { number: chosen.number, lines: simulatedPhones().readPhone(chosen.number) } : null
	};
};

export const actions: Actions = {
	write: async ({ request, locals }) => {
		requireDemo(locals);
		const field = fieldsOf(await request.formData());
		const number = parseNumber(field('number'));
		const text = field('text').trim();
		if (!number.ok || !text) return fail(400, { empty: true });
		simulatedPhones().writeFrom(number.number, text.slice(0, 1000));
		await collectSoon(locals.ctx);
		redirect(303, `/phones?number=${encodeURIComponent(number.number)}#last`);
	},
	advance: async ({ request, locals }) => {
		requireDemo(locals);
		const days = Number(fieldsOf(await request.formData())('days'));
		if (days === 1 || days === 3 || days === 30) await advanceDemo(locals.ctx, days);
		redirect(303, '/phones');
	}
};

function requireDemo(locals: App.Locals): void {
	if (!locals.clockIsMovable) throw new LyktError('notFound');
}
