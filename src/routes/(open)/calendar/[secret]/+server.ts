import { m } from '#messages';
import { LyktError } from '#shared/errors.ts';
import { listShiftsOfAddress, writeCalendar } from '#shift';
import type { RequestHandler } from './$types.js';

/** What a telephone's calendar fetches: when its owner has shifts, and nothing else. The secret is the key; no session. */
export const GET: RequestHandler = async ({ locals: { ctx }, params }) => {
	const shifts = await listShiftsOfAddress(ctx, params.secret.replace(/\.ics$/, ''));
	if (!shifts) throw new LyktError('notFound');
	return new Response(writeCalendar(shifts, m.shift_calendar_title(), ctx.now), {
		headers: { 'content-type': 'text/calendar; charset=utf-8', 'cache-control': 'no-store' }
	});
};
