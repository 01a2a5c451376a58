import { LyktError } from '#shared/errors.ts';
import type { PageServerLoad } from './$types.js';

const pages = ['privacy', 'accessibility', 'help'] as const;

export const load: PageServerLoad = ({ params }) => {
	const page = pages.find((known) => known === params.page);
	if (!page) throw new LyktError('notFound');
	return { page };
};
