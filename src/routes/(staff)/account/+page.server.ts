import { fail, redirect } from '@sveltejs/kit';
import { renderSVG } from 'uqr';
import { beginTwoStep, confirmTwoStep, endTwoStep } from '#staff';
import { fieldsOf } from '../../form.ts';
import type { Actions, PageServerLoad } from './$types.js';

export const load: PageServerLoad = ({ locals, url }) => ({
	email: locals.account?.email ?? '',
	twoStep: locals.account?.twoStep ?? false,
	owed: locals.account?.owesSecondStep ?? false,
	done: url.searchParams.get('done')
});

export const actions: Actions = {
	begin: async ({ request, locals }) => {
		const field = fieldsOf(await request.formData());
		const begun = await beginTwoStep(locals.ctx, request.headers, field('password'));
		if (!begun.ok) return fail(400, { step: 'begin' as const });
		return enrolment(begun.totpUri, begun.backupCodes);
	},
	confirm: async ({ request, locals }) => {
		const field = fieldsOf(await request.formData());
		const confirmed = await confirmTwoStep(locals.ctx, request.headers, field('code'));
		if (!confirmed.ok)
			return fail(400, { ...enrolment(field('totpUri'), field('backupCodes').split(' ')), wrong: true });
		locals.setCookies.push(...confirmed.cookies);
		redirect(303, '/account?done=on');
	},
	end: async ({ request, locals }) => {
		const field = fieldsOf(await request.formData());
		const ended = await endTwoStep(locals.ctx, request.headers, field('password'));
		if (!ended.ok) return fail(400, { step: 'end' as const });
		locals.setCookies.push(...ended.cookies);
		redirect(303, '/account?done=off');
	}
};

/** What the page shows while the second step is being turned on: a picture for the app, the secret, back-up codes. */
function enrolment(totpUri: string, backupCodes: string[]) {
	const isTotp = totpUri.startsWith('otpauth://totp/');
	const secret = isTotp ? (new URL(totpUri).searchParams.get('secret') ?? '') : '';
	return {
		step: 'confirm' as const,
		totpUri,
		secret,
		backupCodes,
		qr: isTotp ? renderSVG(totpUri, { border: 2 }) : '',
		wrong: false
	};
}
