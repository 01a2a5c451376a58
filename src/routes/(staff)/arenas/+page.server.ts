import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { arenaClasses, closeArena, createArena, listArenas, readArena, reopenArena, type Arena } from '#arena';
import { localDay } from '#shared/calendar.ts';
import { isId } from '#shared/ids.ts';
import { may } from '#staff';
import { fieldsOf } from '../../form.ts';
import type { Actions, PageServerLoad } from './$types';
import type { Done } from './words.ts';

export const load: PageServerLoad = async ({ locals, url }) => {
	const arenas = await listArenas(locals.ctx);
	const open = arenas.filter(({ closedAt }) => closedAt === null);
	const byClass = arenaClasses
		.map((kind) => ({ class: kind, arenas: open.filter((arena) => arena.class === kind).map(present) }))
		.filter(({ arenas }) => arenas.length > 0);
	return {
		openCount: open.length,
		byClass,
		closed: arenas.filter(({ closedAt }) => closedAt !== null).map(present),
		mayWrite: may(locals.ctx.actor, 'arena.write'),
		mayCheck: may(locals.ctx.actor, 'attempt.check'),
		done: (['added', 'closed', 'reopened'] satisfies Done[]).find((done) => url.searchParams.get('done') === done)
	};
};

export const actions: Actions = {
	add: async ({ locals, request }) => {
		const field = fieldsOf(await request.formData());
		const values = { codeName: field('codeName'), class: field('class') };
		const read = readArena(values);
		if (!read.ok) return fail(422, { values, issues: read.issues });
		const made = await createArena(locals.ctx, read.input);
		if (!made.ok) return fail(422, { values, issues: { codeName: made.why } });
		redirect(303, '/arenas?done=added');
	},
	close: async (event) => {
		await closeArena(event.locals.ctx, await idOf(event));
		redirect(303, '/arenas?done=closed');
	},
	reopen: async (event) => {
		await reopenArena(event.locals.ctx, await idOf(event));
		redirect(303, '/arenas?done=reopened');
	}
};

async function idOf({ request }: Pick<RequestEvent, 'request'>): Promise<string> {
	const id = fieldsOf(await request.formData())('id');
	if (!isId(id)) redirect(303, '/arenas');
	return id;
}

const present = (arena: Arena) => ({
	id: arena.id,
	codeName: arena.codeName,
	class: arena.class,
	createdOn: localDay(arena.createdAt),
	closedOn: arena.closedAt ? localDay(arena.closedAt) : undefined
});
