import { languages, listTemplates, type Template } from '#text';
import { languageName } from '../../language-name.ts';
import { readKind } from './text-form.ts';
import type { PageServerLoad } from './$types.js';

export const load: PageServerLoad = async ({ locals, url }) => {
	const kind = readKind(url.searchParams.get('kind'));
	return { kind, templates: (await listTemplates(locals.ctx, kind)).map(present) };
};

const present = ({ id, kind, name, purpose, channel, retiredAt, versions }: Template) => {
	const { texts } = versions[0]!;
	const namesOf = (isRead: boolean) =>
		languages
			.filter(({ code }) =>
				texts.some(({ language, reviewedAt }) => language === code && (reviewedAt !== null) === isRead)
			)
			.map(({ code }) => languageName(code));
	return {
		id,
		kind,
		name,
		purpose,
		channel,
		isRetired: retiredAt !== null,
		ready: namesOf(true),
		waits: namesOf(false)
	};
};
