import { fail, redirect } from '@sveltejs/kit';
import { localDay } from '#shared/calendar.ts';
import { may } from '#staff';
import { addStopWord, findLanguage, listStopWords, noteStopWordReview, removeStopWord, stopWordKinds } from '#text';
import { fieldsOf } from '../../../form.ts';
import type { Actions, PageServerLoad } from './$types.js';

const told = ['added', 'removed', 'noted'] as const;

export const load: PageServerLoad = async ({ locals: { ctx, locale }, url }) => ({
	lists: (await listStopWords(ctx)).map(({ language, hard, whole, phrases, added, isOurs, review }) => ({
		language,
		name: findLanguage(language)?.[locale] ?? language,
		direction: findLanguage(language)?.direction ?? ('ltr' as const),
		hard: [...hard],
		whole: [...whole],
		phrases: [...phrases],
		added,
		isOurs,
		review
	})),
	kinds: [...stopWordKinds],
	today: localDay(ctx.now),
	mayEdit: may(ctx.actor, 'text.lists'),
	open: url.searchParams.get('language') ?? '',
	told: told.find((code) => code === url.searchParams.get('told')) ?? null
});

export const actions: Actions = {
	add: async ({ request, locals }) => {
		const field = fieldsOf(await request.formData());
		const kept = { language: field('language'), word: field('word'), kind: field('kind') };
		const kind = stopWordKinds.find((code) => code === kept.kind);
		if (!kind) return fail(422, { form: 'add' as const, kept, why: 'kind' });
		const done = await addStopWord(locals.ctx, { language: kept.language, text: kept.word, kind });
		return done.ok ? back(kept.language, 'added') : fail(422, { form: 'add' as const, kept, why: done.why });
	},
	remove: async ({ request, locals }) => {
		const field = fieldsOf(await request.formData());
		const language = field('language');
		const done = await removeStopWord(locals.ctx, language, field('word'));
		return done.ok
			? back(language, 'removed')
			: fail(422, { form: 'remove' as const, kept: { language }, why: done.why });
	},
	review: async ({ request, locals }) => {
		const field = fieldsOf(await request.formData());
		const kept = { language: field('language'), reviewer: field('reviewer'), reviewedOn: field('reviewedOn') };
		const done = await noteStopWordReview(locals.ctx, kept);
		return done.ok ? back(kept.language, 'noted') : fail(422, { form: 'review' as const, kept, why: done.why });
	}
};

function back(language: string, code: (typeof told)[number]): never {
	redirect(303, `?language=${encodeURIComponent(language)}&told=${code}#${encodeURIComponent(language)}`);
}
