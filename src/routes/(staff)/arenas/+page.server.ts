import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import {
	arenaClasses,
	closeArena,
	createArena,
	decideAgreement,
	listAgreements,
	listArenas,
	needsReview,
	readArena,
	reopenArena,
	type Arena
} from '#arena';
import { localDay } from '#shared/calendar.ts';
import { isId } from '#shared/ids.ts';
import { may } from '#staff';
import { fieldsOf } from '../../form.ts';
import type { Actions, PageServerLoad } from './$types';
import { readDone } from './words.ts';

export const load: PageServerLoad = async ({ locals, url }) => {
	const [arenas, agreements] = await Promise.all([listArenas(locals.ctx), listAgreements(locals.ctx)]);
	const today = localDay(locals.ctx.now);
	const ending = new Set(
		agreements.filter((agreement) => decideAgreement(agreement, today) === 'ending').map(({ arenaId }) => arenaId)
	);
	const open = arenas.filter(({ closedAt }) => closedAt === null);
	const byClass = arenaClasses
		.map((kind) => ({
			class: kind,
			arenas: open.filter((arena) => arena.class === kind).map((arena) => present(arena, today, ending))
		}))
		.filter(({ arenas }) => arenas.length > 0);
	return {
		openCount: open.length,
		byClass,
		closed: arenas.filter(({ closedAt }) => closedAt !== null).map((arena) => present(arena, today, ending)),
		mayWrite: may(locals.ctx.actor, 'arena.write'),
		mayCheck: may(locals.ctx.actor, 'attempt.check'),
		done: readDone(url.searchParams.get('done'))
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

const present = (arena: Arena, today: string, ending: ReadonlySet<string>) => ({
	id: arena.id,
	codeName: arena.codeName,
	class: arena.class,
	createdOn: localDay(arena.createdAt),
	closedOn: arena.closedAt ? localDay(arena.closedAt) : undefined,
	wasTried: arena.state === 'triedWithoutResponse',
	needsReview: needsReview(arena, today),
	agreementEnds: ending.has(arena.id)
});
