import { fail, redirect } from '@sveltejs/kit';
import * as v from 'valibot';
import { may } from '#staff';
import {
	addWord,
	getWordList,
	removeWord,
	restoreWordList,
	reviewedLanguages,
	wordChangeInput,
	wordListNames,
	type ReviewedLanguage,
	type WordListName
} from '#text';
import { faultsOf, fieldsOf } from '../../../form.ts';
import { languageName } from '../../../language-name.ts';
import type { Actions, PageServerLoad } from './$types.js';

export const load: PageServerLoad = async ({ locals, url }) => {
	const { list, language } = chosenIn(url.searchParams);
	return {
		list,
		language,
		languages: reviewedLanguages.map((code) => ({ code, name: languageName(code) })),
		lists: [...wordListNames],
		words: await getWordList(locals.ctx, list, language),
		mayChange: may(locals.ctx.actor, 'text.lists'),
		isDone: url.searchParams.has('done')
	};
};

export const actions: Actions = {
	add: async ({ request, locals, url }) => {
		const field = fieldsOf(await request.formData());
		const values = { word: field('word'), instead: field('instead') };
		const chosen = chosenIn(url.searchParams);
		const read = v.safeParse(wordChangeInput, { ...chosen, word: values.word, instead: values.instead || undefined });
		if (!read.success) return fail(422, { values, faults: faultsOf(read.issues) });
		const added = await addWord(locals.ctx, read.output);
		if (!added.ok) return fail(added.why === 'forbidden' ? 403 : 409, { values, faults: { word: added.why } });
		redirect(303, addressOf(chosen));
	},
	remove: async ({ request, locals, url }) => {
		const chosen = chosenIn(url.searchParams);
		await removeWord(locals.ctx, { ...chosen, word: fieldsOf(await request.formData())('word') });
		redirect(303, addressOf(chosen));
	},
	putBack: async ({ request, locals, url }) => {
		const chosen = chosenIn(url.searchParams);
		await addWord(locals.ctx, { ...chosen, word: fieldsOf(await request.formData())('word') });
		redirect(303, addressOf(chosen));
	},
	restore: async ({ locals, url }) => {
		const chosen = chosenIn(url.searchParams);
		await restoreWordList(locals.ctx, chosen.list, chosen.language);
		redirect(303, addressOf(chosen));
	}
};

function chosenIn(params: URLSearchParams): { list: WordListName; language: ReviewedLanguage } {
	return {
		list: wordListNames.find((list) => list === params.get('list')) ?? 'keyWords',
		language: reviewedLanguages.find((language) => language === params.get('language')) ?? 'nb'
	};
}

const addressOf = ({ list, language }: { list: WordListName; language: ReviewedLanguage }) =>
	`/texts/words?list=${list}&language=${language}&done`;
