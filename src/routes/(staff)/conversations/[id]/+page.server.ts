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
import {
	answer,
	answersByHand,
	decideStop,
	findAnswerInHand,
	listAnswersForHand,
	settleAnswerInHand,
	takeAnswerInHand
} from '#delivery';
import { getService } from '#programme';
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
	const [firstMessage, answers, byHand] = await Promise.all([
		findFirstMessage(ctx, thread.firstMessage),
		mayAnswer && !thread.optedOut ? standardAnswers(ctx, thread.language ?? 'nb', suggestion) : [],
		mayAnswer && answersByHand() ? findByHand(ctx, thread.id) : undefined
	]);
	return {
		thread,
		firstMessage: firstMessage ?? null,
		suggestion,
		answers,
		byHand,
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
		redirect(303, `/conversations/${params.id}#${answersByHand() ? 'by-hand' : 'last'}`);
	},
	/** What is being written comes along with these two as well, and comes back. */
	takeInHand: async ({ request, locals, params }) => {
		const text = fieldsOf(await request.formData())('text');
		return stay(text, isId(params.id) ? await takeAnswerInHand(locals.ctx, params.id) : no('notFound'));
	},
	settleInHand: async ({ request, locals }) => {
		const field = fieldsOf(await request.formData());
		const outcome = field('outcome') === 'sent' ? 'sent' : 'notSent';
		const messageId = field('held');
		const result = isId(messageId) ? await settleAnswerInHand(locals.ctx, messageId, outcome) : no('notFound');
		return result.ok ? { text: field('text'), became: outcome } : fail(409, { text: field('text'), why: 'gone' });
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
	const answers = await listStandardAnswers(ctx, { language, channel: 'sms' });
	const found = answers.map(({ templateId, purpose, name, body }) => ({ id: templateId, purpose, name, body }));
	return found.sort((a, b) => Number(b.purpose === suggestion) - Number(a.purpose === suggestion));
}

/** What waits here for the team's own phone, what this person has in hand, and where the next one waits. */
async function findByHand(ctx: Ctx, id: string) {
	const [waiting, inHand, service] = await Promise.all([
		listAnswersForHand(ctx),
		findAnswerInHand(ctx),
		getService(ctx)
	]);
	return {
		waits: waiting.includes(id),
		next: waiting.find((other) => other !== id),
		inHand: inHand?.conversationId === id ? inHand : undefined,
		elsewhere: inHand && inHand.conversationId !== id ? inHand.conversationId : undefined,
		isForShow: service.invented
	};
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
