import { fail } from '@sveltejs/kit';
import { answerSuggestion, countEvaluations, getChatSetting, listSuggestions, setChatSetting } from '#chat';
import { isId } from '#shared/ids.ts';
import { may } from '#staff';
import { fieldsOf } from '../../form.ts';
import type { Actions, PageServerLoad } from './$types.js';
import { unreadLanguages } from './unread-languages.ts';

export const load: PageServerLoad = async ({ locals }) => {
	const { ctx } = locals;
	const mayRead = may(ctx.actor, 'suggestion.read');
	const [results, suggestions, setting] = await Promise.all([
		countEvaluations(ctx),
		mayRead ? listSuggestions(ctx) : [],
		getChatSetting(ctx)
	]);
	const maySet = may(ctx.actor, 'chat.set');
	return {
		results,
		suggestions,
		mayRead,
		mayAnswer: may(ctx.actor, 'suggestion.answer'),
		setting,
		maySet,
		languages: maySet ? unreadLanguages : []
	};
};

export const actions: Actions = {
	answer: async ({ request, locals }) => {
		const field = fieldsOf(await request.formData());
		const [id, text] = [field('id'), field('answer')];
		if (!isId(id)) return fail(400, {});
		const done = await answerSuggestion(locals.ctx, id, text);
		return done.ok ? { saved: true } : fail(done.why === 'forbidden' ? 403 : 400, { id, text, fault: done.why });
	},
	set: async ({ request, locals }) => {
		const data = await request.formData();
		const chosen = data.getAll('language');
		const languages = unreadLanguages.map(({ code }) => code).filter((code) => chosen.includes(code));
		const [typed, address] = [fieldsOf(data)('mostLive'), fieldsOf(data)('address')];
		const done = await setChatSetting(locals.ctx, { mostLive: Number(typed), languages, address });
		if (done.ok) return { saved: true };
		return fail(done.why === 'forbidden' ? 403 : 400, { typed, address, fault: done.why });
	}
};
