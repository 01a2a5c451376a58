import { fail, redirect } from '@sveltejs/kit';
import { findFirstMessage } from '#campaign';
import {
	askToHearAgain,
	endsContact,
	foldMessage,
	readConversation,
	responses,
	setResponse,
	settleConversation
} from '#conversation';
import type { Ctx } from '#db';
import { answer, decideStop } from '#delivery';
import { LyktError } from '#shared/errors.ts';
import { isId } from '#shared/ids.ts';
import { no } from '#shared/outcome.ts';
import { may } from '#staff';
import { classifyReply, listStandardAnswers } from '#text';
import { fieldsOf } from '../../../form.ts';
import type { Actions, PageServerLoad } from './$types.js';

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => {
	if (!isId(params.id)) throw new LyktError('notFound');
	const thread = await readConversation(ctx, params.id);
	const last = thread.messages.findLast((message) => message.direction === 'in');
	const mayAnswer = may(ctx.actor, 'conversation.answer');
	const suggestion = last ? (classifyReply(last.text).suggestion ?? null) : null;
	const [firstMessage, answers] = await Promise.all([
		findFirstMessage(ctx, thread.firstMessage),
		mayAnswer && !thread.optedOut ? standardAnswers(ctx, thread.language ?? 'nb', suggestion) : []
	]);
	return {
		thread,
		firstMessage: firstMessage ?? null,
		suggestion,
		answers,
		responses: responses.map((code) => ({ code, closes: endsContact(code) })),
		hasAsked: url.searchParams.has('asked'),
		mayRegister: may(ctx.actor, 'contact.register'),
		mayAsk: may(ctx.actor, 'suppression.askWithdrawal'),
		mayAnswer
	};
};

export const actions: Actions = {
	answer: async ({ request, locals, params }) => {
		const text = fieldsOf(await request.formData())('text');
		const result = await answer(locals.ctx, params.id, text);
		if (!result.ok) return fail(400, { text, why: result.why });
		redirect(303, `/conversations/${params.id}#last`);
	},
	/** Adds a standard answer to what is being written, and sends nothing. */
	insert: async ({ request, locals, params }) => {
		const field = fieldsOf(await request.formData());
		const { language } = await readConversation(locals.ctx, params.id);
		const chosen = (await standardAnswers(locals.ctx, language ?? 'nb', null)).find(({ id }) => id === field('insert'));
		const text = [field('text').trimEnd(), chosen?.body ?? ''].filter(Boolean).join('\n\n');
		return { text };
	},
	/** What is being written comes along with these three, and comes back. */
	response: async ({ request, locals, params }) => {
		const field = fieldsOf(await request.formData());
		const response = responses.find((code) => code === field('response'));
		const result = response ? await setResponse(locals.ctx, params.id, response) : no('notFound');
		return stay(field('text'), result);
	},
	fold: async ({ request, locals, params }) => fold(locals.ctx, params.id, await request.formData(), true),
	unfold: async ({ request, locals, params }) => fold(locals.ctx, params.id, await request.formData(), false),
	hearAgain: async ({ locals, params }) => {
		const result = await askToHearAgain(locals.ctx, params.id);
		if (!result.ok) return fail(400, { text: '', why: result.why });
		redirect(303, `/conversations/${params.id}?asked`);
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

/** Reviewed answers in the thread's language; those for what was suggested stand first. */
async function standardAnswers(ctx: Ctx, language: string, suggestion: string | null) {
	const answers = await listStandardAnswers(ctx, { language });
	const found = answers.map(({ templateId, purpose, name, body }) => ({ id: templateId, purpose, name, body }));
	return found.sort((a, b) => Number(b.purpose === suggestion) - Number(a.purpose === suggestion));
}

async function fold(ctx: Ctx, id: string, form: FormData, folded: boolean) {
	const field = fieldsOf(form);
	const messageId = field('message');
	return stay(field('text'), isId(messageId) ? await foldMessage(ctx, id, messageId, folded) : no('notFound'));
}

const stay = (text: string, result: { ok: true } | { ok: false; why: string }) =>
	result.ok ? { text } : fail(400, { text, why: result.why });

function settle(id: string, result: { ok: true } | { ok: false; why: string }) {
	if (!result.ok) return fail(400, { text: '', why: result.why });
	redirect(303, `/conversations/${id}`);
}
