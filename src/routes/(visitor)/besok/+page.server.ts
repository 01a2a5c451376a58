import { describeService } from '#visitor';
import type { PageServerLoad } from './$types.js';

/** The language stands in the address, because nothing is stored on the visitor's device. */
export const load: PageServerLoad = async ({ locals, url }) => {
	const chosen = url.searchParams.get('l');
	const { name } = await describeService(locals.ctx);
	return { serviceName: name, locale: chosen === 'nb' || chosen === 'en' ? chosen : locals.locale, exitHref: '/ut' };
};
