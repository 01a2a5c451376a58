import { fail, redirect } from '@sveltejs/kit';
import { listChats, readChat, writeToChat } from '#chat';
import type { Ctx } from '#db';
import { LyktError } from '#shared/errors.ts';
import { isId, newId } from '#shared/ids.ts';
import { may } from '#staff';
import { fieldsOf } from '../../../form.ts';
import { languageName } from '../../../language-name.ts';
import { findDoubts, hasDoubts } from '../doubts.ts';
import type { Actions, PageServerLoad } from './$types.js';

/** As many as stand beside each other on a wide screen. */
const most = 4;

/** My chats side by side, those first who wait. */
export const load: PageServerLoad = async ({ locals: { ctx } }) => {
	const mine = (await listChats(ctx, 'mine', { hasText: false })).slice(0, most);
	const threads = await Promise.all(mine.map(({ id }) => readUnlessGone(ctx, id)));
	return {
		now: ctx.now,
		mayAnswer: may(ctx.actor, 'chat.answer'),
		chats: threads
			.filter((thread) => thread !== undefined)
			.map((thread) => ({
				id: thread.id,
				language: thread.language,
				languageName: languageName(thread.language),
				waitsSince: thread.state === 'waiting' ? thread.waitingSince : null,
				isPaused: thread.isPaused,
				lines: thread.lines,
				draft: newId()
			}))
	};
};

export const actions: Actions = {
	write: async ({ request, locals }) => {
		const field = fieldsOf(await request.formData());
		const [id, text, draft] = [field('id'), field('text'), field('draft')];
		if (!isId(id)) throw new LyktError('notFound');
		const warned = await findDoubts(locals.ctx, id, text);
		if (!field('anyway') && hasDoubts(warned)) return fail(422, { id, text, draft, warned });
		const done = await writeToChat(locals.ctx, id, { id: isId(draft) ? draft : newId(), text }).catch(whenGone);
		if (!done.ok) return fail(done.why === 'gone' ? 410 : 400, { id, text, draft, why: done.why });
		redirect(303, `/chats/side#c-${id}`);
	}
};

/** One of them may be erased while the page is being made. */
const readUnlessGone = (ctx: Ctx, id: string) =>
	readChat(ctx, id).catch((error: unknown) => {
		if (error instanceof LyktError && error.code === 'notFound') return undefined;
		throw error;
	});

function whenGone(error: unknown): { ok: false; why: 'gone' } {
	if (error instanceof LyktError && error.code === 'notFound') return { ok: false, why: 'gone' };
	throw error;
}
