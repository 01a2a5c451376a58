import { fail, redirect } from '@sveltejs/kit';
import { readConversation, settleConversation } from '#conversation';
import { answer, decideStop } from '#delivery';
import { LyktError } from '#shared/errors.ts';
import { isId } from '#shared/ids.ts';
import { may } from '#staff';
import { classifyReply } from '#text';
import { fieldsOf } from '../../../form.ts';
import type { Actions, PageServerLoad } from './$types.js';

export const load: PageServerLoad = async ({ locals, params }) => {
	if (!isId(params.id)) throw new LyktError('notFound');
	const thread = await readConversation(locals.ctx, params.id);
	const last = thread.messages.findLast((message) => message.direction === 'in');
	return {
		thread,
		suggestion: last ? (classifyReply(last.text).suggestion ?? null) : null,
		mayRegister: may(locals.ctx.actor, 'contact.register'),
		mayAnswer: may(locals.ctx.actor, 'conversation.answer')
	};
};

export const actions: Actions = {
	answer: async ({ request, locals, params }) => {
		const text = fieldsOf(await request.formData())('text');
		const result = await answer(locals.ctx, params.id, text);
		if (!result.ok) return fail(400, { text, why: result.why });
		redirect(303, `/conversations/${params.id}#last`);
	},
	stop: async ({ locals, params }) => settle(params.id, await decideStop(locals.ctx, params.id, true)),
	notStop: async ({ locals, params }) => settle(params.id, await decideStop(locals.ctx, params.id, false)),
	done: async ({ locals, params }) => settle(params.id, await settleConversation(locals.ctx, params.id, 'answered')),
	close: async ({ locals, params }) => {
		const result = await settleConversation(locals.ctx, params.id, 'closed');
		if (!result.ok) return fail(403, { text: '', why: result.why });
		redirect(303, '/conversations');
	}
};

function settle(id: string, result: { ok: true } | { ok: false; why: string }) {
	if (!result.ok) return fail(400, { text: '', why: result.why });
	redirect(303, `/conversations/${id}`);
}
