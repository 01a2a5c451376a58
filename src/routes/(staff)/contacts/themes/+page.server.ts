import { fail, redirect } from '@sveltejs/kit';
import * as v from 'valibot';
import {
	addTheme,
	listObstacles,
	listThemesInUse,
	markHeavy,
	mergeChoices,
	mergeTheme,
	renameTheme,
	retireObstacle,
	retireTheme,
	themeInput,
	type Theme
} from '#contact';
import { LyktError } from '#shared/errors.ts';
import { faultsOf, fieldsOf } from '../../../form.ts';
import { builtInWord, obstacleWords, themeNames, themeWord } from '../words.ts';
import type { Actions, PageServerLoad } from './$types';

const said = [
	'added',
	'renamed',
	'merged',
	'unmerged',
	'retired',
	'restored',
	'heavy',
	'notHeavy',
	'obstacle'
] as const;

export const load: PageServerLoad = async ({ locals, url }) => {
	const themes = await listThemesInUse(locals.ctx);
	const names = themeNames(themes);
	const open = themes.find(({ code }) => code === url.searchParams.get('theme'));
	return {
		themes: themes.map((theme) => ({
			code: theme.code,
			name: themeWord(theme),
			isBelow: theme.parentCode !== null,
			chosen: theme.chosen,
			isRetired: theme.isRetired,
			isHeavy: theme.isHeavy,
			mergedInto: theme.mergedIntoCode ? names[theme.mergedIntoCode]! : undefined
		})),
		open: open && present(open, themes, names),
		tops: themes
			.filter(({ parentCode, mergedIntoCode, isRetired }) => parentCode === null && !mergedIntoCode && !isRetired)
			.map(({ code }) => ({ value: code, label: names[code]! })),
		obstacles: (await listObstacles(locals.ctx)).map(({ code, isRetired }) => ({
			code,
			name: obstacleWords[code](),
			isRetired
		})),
		done: said.find((word) => word === url.searchParams.get('done'))
	};
};

const present = (theme: Theme & { chosen: number }, themes: Theme[], names: Record<string, string>) => ({
	code: theme.code,
	name: names[theme.code]!,
	labelNb: theme.labelNb ?? builtInWord(theme.code, 'nb') ?? '',
	labelEn: theme.labelEn ?? (theme.labelNb === null ? builtInWord(theme.code, 'en') : undefined) ?? '',
	isRetired: theme.isRetired,
	isHeavy: theme.isHeavy,
	/** Heavy because the theme above it is. */
	isBelowHeavy: themes.some(({ code, isHeavy }) => code === theme.parentCode && isHeavy),
	mergedInto: theme.mergedIntoCode ? names[theme.mergedIntoCode]! : undefined,
	mergeChoices: mergeChoices(theme, themes).map(({ code }) => ({ value: code, label: names[code]! }))
});

export const actions: Actions = {
	add: async ({ locals, request }) => {
		const field = fieldsOf(await request.formData());
		const values = { labelNb: field('newNb'), labelEn: field('newEn'), parent: field('parent') };
		const read = v.safeParse(themeInput, values);
		if (!read.success) return fail(422, { adding: values, faults: prefixed(faultsOf(read.issues)) });
		const done = await addTheme(locals.ctx, read.output, values.parent || null);
		if (done.ok) redirect(303, '/contacts/themes?done=added');
		return fail(422, { adding: values, faults: { [done.why === 'notFound' ? 'parent' : 'newNb']: done.why } });
	},
	rename: async ({ locals, request }) => {
		const field = fieldsOf(await request.formData());
		const values = { labelNb: field('labelNb'), labelEn: field('labelEn') };
		const read = v.safeParse(themeInput, values);
		if (!read.success) return fail(422, { renaming: values, faults: faultsOf(read.issues) });
		const done = await renameTheme(locals.ctx, field('code'), read.output);
		if (done.ok) redirect(303, '/contacts/themes?done=renamed');
		if (done.why === 'notFound') throw new LyktError('notFound');
		return fail(422, { renaming: values, faults: { labelNb: done.why } });
	},
	merge: async ({ locals, request }) => {
		const field = fieldsOf(await request.formData());
		const done = await mergeTheme(locals.ctx, field('code'), field('into'));
		if (done.ok) redirect(303, '/contacts/themes?done=merged');
		if (done.why === 'notFound') throw new LyktError('notFound');
		return fail(422, { merging: field('into'), faults: { into: done.why } });
	},
	unmerge: async ({ locals, request }) => {
		settle(await mergeTheme(locals.ctx, fieldsOf(await request.formData())('code'), null));
		redirect(303, '/contacts/themes?done=unmerged');
	},
	retire: async ({ locals, request }) => {
		settle(await retireTheme(locals.ctx, fieldsOf(await request.formData())('code'), true));
		redirect(303, '/contacts/themes?done=retired');
	},
	restore: async ({ locals, request }) => {
		settle(await retireTheme(locals.ctx, fieldsOf(await request.formData())('code'), false));
		redirect(303, '/contacts/themes?done=restored');
	},
	heavy: async ({ locals, request }) => {
		const field = fieldsOf(await request.formData());
		const isHeavy = field('heavy') === 'yes';
		settle(await markHeavy(locals.ctx, field('code'), isHeavy));
		redirect(303, `/contacts/themes?done=${isHeavy ? 'heavy' : 'notHeavy'}`);
	},
	obstacle: async ({ locals, request }) => {
		const field = fieldsOf(await request.formData());
		settle(await retireObstacle(locals.ctx, field('code'), field('retire') === 'yes'));
		redirect(303, '/contacts/themes?done=obstacle');
	}
};

/** The two forms of the page may not have fields of one name. */
const prefixed = ({ labelNb, labelEn }: Record<string, string>) => ({
	...(labelNb && { newNb: labelNb }),
	...(labelEn && { newEn: labelEn })
});

function settle(done: { ok: true } | { ok: false; why: string }): void {
	if (!done.ok) throw new LyktError(done.why === 'forbidden' ? 'forbidden' : 'notFound');
}
