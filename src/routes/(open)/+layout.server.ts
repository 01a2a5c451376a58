import { getService } from '#programme';
import type { LayoutServerLoad } from './$types.js';

export const load: LayoutServerLoad = async ({ locals }) => {
	const { name, ownerName } = await getService(locals.ctx);
	return { service: { name, ownerName }, locale: locals.locale, scheme: locals.scheme };
};
