import { fail, redirect } from '@sveltejs/kit';
import { isId } from '#shared/ids.ts';
import { parseNumber } from '#shared/phone.ts';
import { may } from '#staff';
import {
	approveWithdrawal,
	askWithdrawalForNumber,
	listWithdrawals,
	refuseWithdrawal,
	withdrawalDays
} from '#suppression';
import { fieldsOf } from '../../../form.ts';
import type { Actions, PageServerLoad } from './$types.js';

const told = ['asked', 'done', 'refused'] as const;
const dayLength = 24 * 60 * 60_000;

export const load: PageServerLoad = async ({ locals: { ctx }, url }) => ({
	wishes: (await listWithdrawals(ctx)).map((wish) => ({
		...pick(wish),
		until: new Date(wish.askedAt.getTime() + withdrawalDays * dayLength)
	})),
	mayDecide: may(ctx.actor, 'suppression.withdraw'),
	told: told.find((code) => code === url.searchParams.get('told')) ?? null
});

export const actions: Actions = {
	ask: async ({ request, locals }) => {
		const field = fieldsOf(await request.formData());
		const kept = { number: field('number'), ground: field('ground') };
		const read = parseNumber(kept.number);
		const ground = (['byPhone', 'inPerson'] as const).find((code) => code === kept.ground);
		if (!read.ok || !ground) return fail(422, { kept, faults: { number: read.ok ? '' : read.why, ground: !ground } });
		const asked = await askWithdrawalForNumber(locals.ctx, read.number, ground);
		if (!asked.ok) return fail(403, { why: asked.why });
		redirect(303, '?told=asked');
	},
	approve: async ({ request, locals }) =>
		answer(await approveWithdrawal(locals.ctx, idOf(await request.formData())), 'done'),
	refuse: async ({ request, locals }) =>
		answer(await refuseWithdrawal(locals.ctx, idOf(await request.formData())), 'refused')
};

const pick = ({ id, ground, conversationId, askedByName, askedAt, isMine }: Wish) => ({
	id,
	ground,
	conversationId,
	askedByName,
	askedAt,
	isMine
});
type Wish = Awaited<ReturnType<typeof listWithdrawals>>[number];

const nobody = '00000000-0000-0000-0000-000000000000';
const idOf = (data: FormData): string => {
	const id = fieldsOf(data)('id');
	return isId(id) ? id : nobody;
};

function answer(result: { ok: true } | { ok: false; why: string }, code: 'done' | 'refused') {
	if (!result.ok) return fail(400, { why: result.why });
	redirect(303, `?told=${code}`);
}
