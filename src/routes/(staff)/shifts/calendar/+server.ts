import { m } from '#messages';
import { listMyShifts, writeCalendar } from '#shift';
import type { RequestHandler } from './$types.js';

/** My own shifts as a calendar file. It says when, and neither where nor with whom. */
export const GET: RequestHandler = async ({ locals }) => {
	const text = writeCalendar(await listMyShifts(locals.ctx), m.shift_calendar_title(), locals.ctx.now);
	return new Response(text, {
		headers: {
			'content-type': 'text/calendar; charset=utf-8',
			'content-disposition': 'attachment; filename="lykt.ics"',
			'cache-control': 'no-store'
		}
	});
};
