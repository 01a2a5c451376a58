import { fail, redirect } from '@sveltejs/kit';
import * as v from 'valibot';
import { isOffered, listThemes } from '#contact';
import {
	approveQuote,
	findLeads,
	listQuotes,
	proposeQuote,
	quoteInput,
	rewriteQuote,
	sendBackQuote,
	withdrawQuote,
	type QuoteState
} from '#quote';
import { localDay } from '#shared/calendar.ts';
import { LyktError } from '#shared/errors.ts';
import { findNames } from '#shared/personal.ts';
import { may } from '#staff';
import { faultsOf, fieldsOf } from '../../form.ts';
import { languageOptions, themeNames, themeWord } from '../contacts/words.ts';
import type { Actions, PageServerLoad } from './$types';

const said = ['proposed', 'approved', 'sentBack', 'withdrawn', 'restored'] as const;
const states: QuoteState[] = ['proposed', 'sentBack', 'approved', 'withdrawn'];

export const load: PageServerLoad = async ({ locals, url }) => {
	const { ctx } = locals;
	const [quotes, themes] = await Promise.all([listQuotes(ctx, states), listThemes(ctx)]);
	const names = themeNames(themes);
	const languages = languageOptions('');
	const shown = quotes.map((quote) => ({
		...quote,
		theme: quote.themeCode && (names[quote.themeCode] ?? quote.themeCode),
		languageName: languages.find(({ value }) => value === quote.language)?.label ?? quote.language
	}));
	const editing = shown.find(({ id, state }) => id === url.searchParams.get('edit') && state !== 'approved');
	return {
		waiting: shown.filter(({ state }) => state === 'proposed' || state === 'sentBack'),
		approved: shown.filter(({ state }) => state === 'approved'),
		withdrawn: shown.filter(({ state }) => state === 'withdrawn'),
		editing,
		themes: themes
			.filter((theme) => isOffered(theme, themes) && theme.parentCode === null)
			.map((theme) => ({ value: theme.code, label: themeWord(theme) })),
		languages,
		thisYear: localDay(ctx.now).slice(0, 4),
		mayWrite: may(ctx.actor, 'quote.write'),
		mayApprove: may(ctx.actor, 'quote.approve'),
		done: said.find((word) => word === url.searchParams.get('done'))
	};
};

export const actions: Actions = {
	propose: async ({ locals, request }) => {
		const field = fieldsOf(await request.formData());
		const values = {
			id: field('id'),
			text: field('text'),
			language: field('language'),
			year: field('year'),
			themeCode: field('themeCode')
		};
		const isChecked = field('checked') === 'on';
		const found = { leads: findLeads(values.text), names: findNames(values.text) };
		const read = v.safeParse(quoteInput, {
			...values,
			year: Number(values.year),
			themeCode: values.themeCode || null
		});
		if (!read.success) return fail(422, { values, ...found, faults: faultsOf(read.issues) });
		const done = values.id
			? await rewriteQuote(locals.ctx, values.id, read.output, { isChecked })
			: await proposeQuote(locals.ctx, read.output, { isChecked });
		if (done.ok) redirect(303, '/quotes?done=proposed');
		if (done.why === 'forbidden' || done.why === 'notFound') throw new LyktError(done.why);
		return fail(422, { values, ...found, faults: { [done.why === 'inFuture' ? 'year' : 'text']: done.why } });
	},
	approve: async ({ locals, request }) => {
		const field = fieldsOf(await request.formData());
		const done = await approveQuote(locals.ctx, field('id'), field('text').replaceAll('\r\n', '\n'));
		if (done.ok) redirect(303, '/quotes?done=approved');
		if (done.why === 'forbidden' || done.why === 'notFound') throw new LyktError(done.why);
		return fail(409, { refused: done.why });
	},
	sendBack: async ({ locals, request }) => {
		const field = fieldsOf(await request.formData());
		const done = await sendBackQuote(locals.ctx, field('id'), field('note'));
		if (done.ok) redirect(303, '/quotes?done=sentBack');
		if (done.why === 'forbidden' || done.why === 'notFound') throw new LyktError(done.why);
		return fail(422, { refused: done.why, note: field('note'), noteOf: field('id') });
	},
	withdraw: async ({ locals, request }) => {
		const field = fieldsOf(await request.formData());
		const isBack = field('back') === 'yes';
		const done = await withdrawQuote(locals.ctx, field('id'), isBack);
		if (!done.ok) throw new LyktError(done.why);
		redirect(303, `/quotes?done=${isBack ? 'restored' : 'withdrawn'}`);
	}
};
