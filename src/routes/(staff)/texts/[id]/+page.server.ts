import { fail, redirect } from '@sveltejs/kit';
import type { Ctx } from '#db';
import { LyktError } from '#shared/errors.ts';
import { isId } from '#shared/ids.ts';
import {
	findLanguage,
	getTemplate,
	languages,
	plainLines,
	restoreTemplate,
	retireTemplate,
	reviewTemplateText,
	type TemplateText,
	type TemplateVersion
} from '#text';
import { fieldsOf } from '../../../form.ts';
import { languageName } from '../../../language-name.ts';
import type { Actions, PageServerLoad } from './$types.js';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	if (!isId(params.id)) throw new LyktError('notFound');
	const { id, kind, name, purpose, retiredAt, versions } = await getTemplate(locals.ctx, params.id);
	const [newest, ...earlier] = versions.map((version) => presentVersion(version, locals.me!.id));
	const isReadBefore = (language: string) =>
		earlier.some(({ texts }) => texts.some((text) => text.language.code === language && text.reviewedAt));
	return {
		...{ id, kind, name, purpose },
		isRetired: retiredAt !== null,
		newest: {
			...newest!,
			texts: newest!.texts.map((text) => ({ ...text, isReadBefore: isReadBefore(text.language.code) }))
		},
		earlier,
		done: (['saved', 'reviewed'] as const).find((done) => done === url.searchParams.get('done'))
	};
};

const presentVersion = ({ number, createdAt, createdByName, texts }: TemplateVersion, me: string) => ({
	...{ number, createdAt, createdByName },
	texts: texts.map((text) => presentText(text, me)).toSorted((a, b) => placeOf(a) - placeOf(b))
});

/** Norwegian and English first, as everywhere. */
const placeOf = ({ language }: { language: { code: string } }) =>
	languages.findIndex(({ code }) => code === language.code);

const presentText = (
	{ language, body, writtenBy, writtenByName, writtenAt, reviewedByName, reviewedAt }: TemplateText,
	me: string
) => {
	const { name, direction } = findLanguage(language) ?? { name: language, direction: 'ltr' as const };
	return {
		language: { code: language, name, direction, inOurs: languageName(language) },
		...{ body, writtenByName, writtenAt, reviewedByName, reviewedAt },
		isMine: writtenBy === me
	};
};

const take =
	(step: (ctx: Ctx, id: string) => Promise<{ ok: true } | { ok: false; why: string }>, done = '') =>
	async ({ locals, params }: { locals: App.Locals; params: { id: string } }) => {
		if (!isId(params.id)) throw new LyktError('notFound');
		const result = await step(locals.ctx, params.id);
		if (!result.ok) return fail(result.why === 'forbidden' ? 403 : 409, { refused: result.why });
		redirect(303, `/texts/${params.id}${done}`);
	};

export const actions: Actions = {
	review: async ({ request, locals, params }) => {
		const field = fieldsOf(await request.formData());
		const language = field('language');
		if (!field(`read-${language}`)) return fail(422, { refused: 'notRead' });
		const text = { language, body: plainLines(field('body')) };
		return take((ctx, id) => reviewTemplateText(ctx, id, text), '?done=reviewed')({ locals, params });
	},
	retire: take(retireTemplate),
	restore: take(restoreTemplate)
};
