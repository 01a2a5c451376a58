import { filters, listConversations, type Filter } from '#conversation';
import type { PageServerLoad } from './$types.js';

export const load: PageServerLoad = async ({ locals, url, depends }) => {
	depends('lykt:conversations');
	const show: Filter = filters.find((filter) => filter === url.searchParams.get('show')) ?? 'waiting';
	return { show, filters: [...filters], conversations: await listConversations(locals.ctx, show) };
};
