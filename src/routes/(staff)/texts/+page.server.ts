import { findLanguage, listTemplates, type Template } from '#text';
import type { PageServerLoad } from './$types.js';

export const load: PageServerLoad = async ({ locals, url }) => {
	const kind = url.searchParams.get('kind') === 'answer' ? 'answer' : 'message';
	return { kind, templates: (await listTemplates(locals.ctx, kind)).map(present) } as const;
};

const present = ({ id, kind, name, purpose, retiredAt, versions }: Template) => {
	const { texts } = versions[0]!;
	const namesOf = (isRead: boolean) =>
		texts
			.filter(({ reviewedAt }) => (reviewedAt !== null) === isRead)
			.map(({ language }) => findLanguage(language)?.name ?? language);
	return { id, kind, name, purpose, isRetired: retiredAt !== null, ready: namesOf(true), waits: namesOf(false) };
};
