import { listPublications } from '#publication';
import { may } from '#staff';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
	const publications = await listPublications(locals.ctx);
	return {
		publications: publications.map(({ id, year, title, view, frozen }) => ({
			id,
			year,
			title,
			view,
			frozen: frozen.length
		})),
		mayWrite: may(locals.ctx.actor, 'publication.write')
	};
};
