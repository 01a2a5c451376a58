import { simulatedPhones } from '#gateway';
import { LyktError } from '#shared/errors.ts';
import { isId } from '#shared/ids.ts';
import type { RequestHandler } from './$types';

/** A picture that came to a simulated phone; like the phones, only in a demonstration. */
export const GET: RequestHandler = ({ locals, params }) => {
	const png = locals.clockIsMovable && isId(params.name) ? simulatedPhones().readPicture(params.name) : undefined;
	if (!png) throw new LyktError('notFound');
	return new Response(new Uint8Array(png), { headers: { 'content-type': 'image/png' } });
};
