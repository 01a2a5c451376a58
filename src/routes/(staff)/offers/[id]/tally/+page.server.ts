import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import {
	decideDay,
	getOffer,
	openDay,
	readTally,
	removeTally,
	tally,
	tallyText,
	undoMinutes,
	type Tally
} from '#offer';
import { localDay } from '#shared/calendar.ts';
import { LyktError } from '#shared/errors.ts';
import { isId } from '#shared/ids.ts';
import { may } from '#staff';
import { fieldsOf } from '../../../../form.ts';
import type { Actions, PageServerLoad } from './$types';

/** What was counted last, and on which day. It stands in this browser for ten minutes, and nowhere else. */
const lastCookie = 'lykt_last_tally';

export const load: PageServerLoad = async ({ locals, params, url, cookies }) => {
	if (!isId(params.id)) throw new LyktError('notFound');
	const { offer, sum, counts } = await getOffer(locals.ctx, params.id);
	const today = localDay(locals.ctx.now);
	const day = url.searchParams.get('day') ?? today;
	const last = readLast(cookies.get(lastCookie));
	return {
		offer: {
			id: offer.id,
			name: offer.name,
			startsOn: offer.startsOn,
			endsOn: offer.endsOn,
			countsDoses: offer.countsDoses
		},
		day,
		today,
		may: decideDay(offer, day, today),
		count: sum.byDay.find((row) => row.day === day)?.count,
		asksWhen: url.searchParams.has('when'),
		dose: url.searchParams.get('dose') ?? '1',
		last: last?.day === day ? last.answer : undefined,
		done: (['undone', 'gone', 'open', 'removed'] as const).find((done) => done === url.searchParams.get('done')),
		mayCorrect: may(locals.ctx.actor, 'offer.write'),
		counted: counts
			.filter((row) => row.day === day)
			.map(({ source, received, dose, count }) => ({ source, received, dose, count }))
	};
};

export const actions: Actions = {
	count: async (event) => {
		const { id, day, field } = await readPost(event);
		const answer = readTally({ source: field('source'), received: field('received'), dose: field('dose') });
		if (!answer) return fail(422, { refused: 'unreadable' });
		if (answer === 'when') redirect(303, pageOf(event, id, day, { when: '1', dose: field('dose') || '1' }));
		const done = await tally(event.locals.ctx, id, day, answer);
		if (!done.ok) return fail(done.why === 'forbidden' ? 403 : 409, { refused: done.why });
		event.cookies.set(lastCookie, `${day}.${tallyText(answer)}`, {
			path: `/offers/${id}/tally`,
			maxAge: undoMinutes * 60,
			httpOnly: true,
			sameSite: 'strict',
			secure: event.url.protocol === 'https:'
		});
		redirect(303, pageOf(event, id, day));
	},
	open: async (event) => {
		const { id, day } = await readPost(event);
		const done = await openDay(event.locals.ctx, id, day);
		if (!done.ok) return fail(done.why === 'forbidden' ? 403 : 409, { refused: done.why });
		redirect(303, pageOf(event, id, day, { done: 'open' }));
	},
	undo: async (event) => {
		const { id, day } = await readPost(event);
		const last = readLast(event.cookies.get(lastCookie));
		event.cookies.delete(lastCookie, { path: `/offers/${id}/tally` });
		const done = last?.day === day ? await removeTally(event.locals.ctx, id, day, last.answer) : undefined;
		redirect(303, pageOf(event, id, day, { done: done?.ok ? 'undone' : 'gone' }));
	},
	remove: async (event) => {
		if (!may(event.locals.ctx.actor, 'offer.write')) return fail(403, { refused: 'forbidden' });
		const { id, day, field } = await readPost(event);
		const answer = readTally({ source: field('source'), received: field('received'), dose: field('dose') });
		if (!answer || answer === 'when') return fail(422, { refused: 'unreadable' });
		const done = await removeTally(event.locals.ctx, id, day, answer);
		redirect(303, pageOf(event, id, day, { done: done.ok ? 'removed' : 'gone' }));
	}
};

async function readPost({ request, params, locals }: Pick<RequestEvent, 'request' | 'params' | 'locals'>) {
	if (!params.id || !isId(params.id)) throw new LyktError('notFound');
	const field = fieldsOf(await request.formData());
	return { id: params.id, day: field('day') || localDay(locals.ctx.now), field };
}

/** The desk again, on the same day; today needs no saying, so that the page is right tomorrow too. */
function pageOf(
	{ locals }: Pick<RequestEvent, 'locals'>,
	id: string,
	day: string,
	more: Record<string, string> = {}
): string {
	const asked = new URLSearchParams(day === localDay(locals.ctx.now) ? more : { day, ...more });
	return `/offers/${id}/tally${asked.size ? `?${asked.toString()}` : ''}`;
}

function readLast(text: string | undefined): { day: string; answer: Tally } | undefined {
	const [day, source, received, dose] = (text ?? '').split('.');
	if (!day || !source || !received || !dose) return undefined;
	const answer = readTally({ source, received, dose });
	return answer && answer !== 'when' ? { day, answer } : undefined;
}
