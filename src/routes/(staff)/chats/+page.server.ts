import { fail, redirect } from '@sveltejs/kit';
import {
	askMeTomorrow,
	chatFilters,
	countChats,
	endAsking,
	listChats,
	mayHaveChats,
	passOnMine,
	readFirstAnswers,
	takeBreak,
	takeChat,
	type ChatFilter
} from '#chat';
import { addDays, localDay } from '#shared/calendar.ts';
import { LyktError } from '#shared/errors.ts';
import { isId } from '#shared/ids.ts';
import { may } from '#staff';
import { fieldsOf, safeBack } from '../../form.ts';
import { languageName } from '../../language-name.ts';
import type { Actions, PageServerLoad } from './$types.js';

const told = ['handedOver', 'locked', 'passedOn'] as const;

export const load: PageServerLoad = async ({ locals: { ctx }, url }) => {
	const show: ChatFilter = chatFilters.find((filter) => filter === url.searchParams.get('show')) ?? 'waiting';
	const today = localDay(ctx.now);
	const [chats, counts, isReady, answers] = await Promise.all([
		listChats(ctx, show),
		countChats(ctx),
		mayHaveChats(ctx),
		readFirstAnswers(ctx, { from: addDays(today, -89), to: today })
	]);
	return {
		show,
		now: ctx.now,
		filters: [...chatFilters],
		counts,
		isReady,
		/** For the whole team, never for one (R38). */
		answers: answers.open ? { median: answers.open.median, most: answers.open.most } : null,
		chats: chats.map(({ id, state, language, waitingSince, lastInboundAt, assignedTo, lastText, ...is }) => ({
			id,
			language: languageName(language),
			waitsSince: state === 'waiting' ? waitingSince : null,
			lastInboundAt,
			has: assignedTo?.name ?? null,
			text: lastText?.slice(0, 160) ?? null,
			isMine: is.isMine,
			isPaused: is.isPaused,
			isBlocked: is.isBlocked,
			isFree: assignedTo === null && state !== 'closed'
		})),
		told: told.find((code) => code === url.searchParams.get('told')) ?? null,
		mayAnswer: may(ctx.actor, 'chat.answer'),
		hasMessages: may(ctx.actor, 'conversation.read')
	};
};

export const actions: Actions = {
	/** I have been asked how I am. */
	asked: async ({ locals }) => {
		await endAsking(locals.ctx);
		redirect(303, '/');
	},
	/** I go home, and the others see whom I talked with. */
	passOn: async ({ locals }) => {
		await passOnMine(locals.ctx);
		redirect(303, '/chats?told=passedOn');
	},
	/** All of mine are paused; from whichever page it was offered on. */
	break: async ({ request, locals }) => {
		const back = safeBack(fieldsOf(await request.formData())('back'));
		await takeBreak(locals.ctx);
		redirect(303, back);
	},
	tomorrow: async ({ request, locals }) => {
		const back = safeBack(fieldsOf(await request.formData())('back'));
		const { day } = await askMeTomorrow(locals.ctx);
		redirect(303, `${back}${back.includes('?') ? '&' : '?'}asked=${day}`);
	},
	take: async ({ request, locals }) => {
		const id = fieldsOf(await request.formData())('id');
		if (!isId(id)) throw new LyktError('notFound');
		const taken = await takeChat(locals.ctx, id);
		if (!taken.ok) return fail(409, { why: taken.why });
		redirect(303, `/chats/${id}`);
	}
};
