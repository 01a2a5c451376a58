import { LyktError } from '#shared/errors.ts';
import type { PageServerLoad } from './$types.js';

/** Never a page: it is only asked for by the porter, to say "not for your role" inside the frame (hooks.server.ts). */
export const load: PageServerLoad = () => {
	throw new LyktError('forbidden');
};
