import { writeHtmlBody } from '#publication';
import { documentOf, versionIn } from '../../report-of.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const version = versionIn(url);
	const document = await documentOf(locals.ctx, params.id, version);
	const { title, subtitle, service, language, warnings } = document;
	return { id: params.id, version, title, subtitle, service, language, warnings, html: writeHtmlBody(document) };
};
