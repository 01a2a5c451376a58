import { fail, redirect } from '@sveltejs/kit';
import { listArenas } from '#arena';
import {
	addSecond,
	blockChat,
	closeChat,
	giveWelcome,
	handOverChat,
	listChats,
	listColleagues,
	lockForMe,
	openCard,
	pauseChat,
	readChat,
	resumeChat,
	takeChat,
	writeToChat,
	type ChatThread
} from '#chat';
import type { Ctx } from '#db';
import { LyktError } from '#shared/errors.ts';
import { isId, newId } from '#shared/ids.ts';
import { no } from '#shared/outcome.ts';
import { listDuty } from '#shift';
import { may } from '#staff';
import { fieldsOf } from '../../../form.ts';
import { languageName } from '../../../language-name.ts';
import { welcomeText } from '../card-texts.ts';
import { readCare } from '../care.ts';
import { bodyOf, listInsertables } from '../insertable.ts';
import { findDoubts, hasDoubts } from '../doubts.ts';
import { joined } from '../join.ts';
import { cards } from './cards.ts';
import type { Actions, PageServerLoad } from './$types.js';

export const load: PageServerLoad = async ({ locals: { ctx }, params, request, url }) => {
	const thread = await readUnlessPosted(ctx, params.id, request.method === 'POST');
	if (!thread) return { thread, draft: newId() };
	const mayAnswer = may(ctx.actor, 'chat.answer');
	const isDone = url.searchParams.has('done') && thread.state === 'closed';
	const [mine, colleagues, duty, tools, arenas] = await Promise.all([
		listChats(ctx, 'mine', { hasText: false }),
		mayAnswer ? listColleagues(ctx, params.id) : [],
		listDuty(ctx),
		mayAnswer ? listInsertables(ctx, thread.language) : null,
		may(ctx.actor, 'arena.read') ? listArenas(ctx) : []
	]);
	const isMine = ctx.actor.kind === 'staff' && thread.assignedTo?.id === ctx.actor.id;
	const arena = arenas.find((each) => each.class === 'ownChat' && each.closedAt === null);
	return {
		thread: { ...thread, languageName: languageName(thread.language) },
		draft: newId(),
		isMine,
		mayAnswer: mayAnswer && thread.mayWrite,
		/** A lead may pass on anybody's. */
		mayGive: mayAnswer && (isMine || (ctx.actor.kind === 'staff' && ctx.actor.roles.includes('lead'))),
		mayBlock: may(ctx.actor, 'chat.block'),
		mine: mine
			.filter(({ id }) => id !== params.id)
			.map(({ id, state, isPaused }) => ({ id, waits: state === 'waiting', isPaused })),
		colleagues: colleagues.map(({ id, name }) => ({ id, name, isHere: duty.some(({ userId }) => userId === id) })),
		tools,
		mayConfirm: may(ctx.actor, 'directory.confirm'),
		isDone,
		care: isDone ? await readCare(ctx, url.searchParams) : null,
		registerHref: may(ctx.actor, 'contact.register')
			? `/contacts/new?${new URLSearchParams({
					channel: 'ownChat',
					initiative: 'them',
					language: thread.language,
					...(arena && { arena: arena.id })
				})}`
			: null
	};
};

export const actions: Actions = {
	write: async ({ request, locals, params }) => {
		const field = fieldsOf(await request.formData());
		const [text, id] = [field('text'), field('draft')];
		const warned = await findDoubts(locals.ctx, params.id, text);
		if (!field('anyway') && hasDoubts(warned)) return fail(422, { text, draft: id, warned });
		const done = await writeToChat(locals.ctx, params.id, { id: isId(id) ? id : newId(), text }).catch(whenGone);
		if (!done.ok) return fail(done.why === 'gone' ? 410 : 400, { text, draft: id, why: done.why });
		redirect(303, `/chats/${params.id}#last`);
	},
	/** Adds a text that is at hand to what is being written, and sends nothing. */
	insert: async ({ request, locals, params }) => {
		const field = fieldsOf(await request.formData());
		const { language } = await readChat(locals.ctx, params.id);
		const tools = await listInsertables(locals.ctx, language);
		return { text: joined(field('text'), bodyOf(tools, field('insert') || field('place'))) };
	},
	/** Makes a word to say at the desk, and adds it to what is being written. */
	welcome: async ({ request, locals, params }) => {
		const text = fieldsOf(await request.formData())('text');
		const { language } = await readChat(locals.ctx, params.id);
		const given = await giveWelcome(locals.ctx);
		if (!given.ok) return fail(403, { text, why: given.why });
		const name = locals.me!.name.split(' ')[0]!;
		return { text: joined(text, welcomeText({ ...given, name }, language)) };
	},
	card: async ({ request, locals, params }) => {
		const field = fieldsOf(await request.formData());
		await openCard(locals.ctx, params.id);
		return { text: field('text'), card: cards.find((card) => card === field('card')) };
	},
	take: async (event) => stay(event, takeChat(event.locals.ctx, event.params.id)),
	pause: async (event) => stay(event, pauseChat(event.locals.ctx, event.params.id)),
	resume: async (event) => stay(event, resumeChat(event.locals.ctx, event.params.id)),
	second: async (event) => {
		const form = await event.request.clone().formData();
		const to = fieldsOf(form)('second');
		return stay(event, isId(to) ? addSecond(event.locals.ctx, event.params.id, to) : no('unknownColleague'));
	},
	dropSecond: async (event) => stay(event, addSecond(event.locals.ctx, event.params.id, null)),
	handOver: async ({ request, locals, params }) => {
		const field = fieldsOf(await request.formData());
		const [to, note] = [field('to'), field('note')];
		const { personal } = await findDoubts(locals.ctx, params.id, note);
		if (!field('anyway') && personal.length > 0)
			return fail(422, { text: field('text'), note, to, noteWarned: personal });
		const done =
			to === '' || isId(to)
				? await handOverChat(locals.ctx, params.id, to || null, note).catch(whenGone)
				: no('unknownColleague');
		if (!done.ok) return fail(400, { text: field('text'), note, to, why: done.why });
		redirect(303, '/chats?told=handedOver');
	},
	close: async ({ locals, params }) => {
		const done = await closeChat(locals.ctx, params.id);
		if (!done.ok) return fail(403, { text: '', why: done.why });
		redirect(303, `/chats/${params.id}?done`);
	},
	block: async ({ locals, params }) => {
		const done = await blockChat(locals.ctx, params.id);
		if (!done.ok) return fail(403, { text: '', why: done.why });
		redirect(303, `/chats/${params.id}?done`);
	},
	know: async ({ locals, params }) => {
		await lockForMe(locals.ctx, params.id);
		redirect(303, '/chats?told=locked');
	}
};

/**
 * The chat; null when it is gone but something written was posted to it, so that the page can give that back.
 * @throws LyktError `notFound` when it is gone and nothing would be lost.
 */
async function readUnlessPosted(ctx: Ctx, id: string, isPosted: boolean): Promise<ChatThread | null> {
	if (!isId(id)) throw new LyktError('notFound');
	return readChat(ctx, id).catch((error: unknown) => {
		if (isPosted && error instanceof LyktError && error.code === 'notFound') return null;
		throw error;
	});
}

function whenGone(error: unknown) {
	if (error instanceof LyktError && error.code === 'notFound') return no('gone');
	throw error;
}

/** Does it and shows the page again, with what was being written. */
async function stay(
	{ request, params }: { request: Request; params: { id: string } },
	done: Promise<{ ok: true } | { ok: false; why: string }> | { ok: false; why: string }
) {
	const field = fieldsOf(await request.formData());
	const result = await Promise.resolve(done).catch(whenGone);
	const text = field('text');
	if (!result.ok) return fail(400, { text, why: result.why });
	if (!text) redirect(303, `/chats/${params.id}`);
	return { text };
}
