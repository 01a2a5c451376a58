import { fail, redirect } from '@sveltejs/kit';
import * as v from 'valibot';
import {
	countReferral,
	isOffered,
	listReferrals,
	listReferralServices,
	listThemes,
	openMonths,
	referralInput,
	uncountReferral
} from '#contact';
import { localDay } from '#shared/calendar.ts';
import { LyktError } from '#shared/errors.ts';
import { may } from '#staff';
import { faultsOf, fieldsOf } from '../../../form.ts';
import { monthText, themeNames, themeWord } from '../words.ts';
import type { Actions, PageServerLoad } from './$types';

const said = ['counted', 'uncounted'] as const;

export const load: PageServerLoad = async ({ locals, url }) => {
	const { ctx } = locals;
	const today = localDay(ctx.now);
	const thisYear = Number(today.slice(0, 4));
	const asked = Number(url.searchParams.get('year'));
	const year = Number.isInteger(asked) && asked >= 2000 && asked <= thisYear ? asked : thisYear;
	const [sums, services, themes] = await Promise.all([
		listReferrals(ctx, year),
		listReferralServices(ctx),
		listThemes(ctx)
	]);
	const names = themeNames(themes);
	const months = openMonths(today);
	return {
		year,
		before: year > 2000 ? year - 1 : undefined,
		after: year < thisYear ? year + 1 : undefined,
		total: sums.reduce((sum, { count }) => sum + count, 0),
		sums: sums.map(({ service, count, lines }) => ({
			service,
			count,
			lines: lines.map(({ month, theme, count }) => ({
				...{ month: month.slice(0, 7), monthText: monthText(month), theme, count },
				themeText: theme && names[theme],
				isOpen: months.includes(month.slice(0, 7))
			}))
		})),
		services,
		months: months.map((month) => ({ value: month, label: monthText(`${month}-01`) })),
		themes: themes
			.filter((theme) => isOffered(theme, themes))
			.map((theme) => ({ value: theme.code, label: themeWord(theme) })),
		mayWrite: may(ctx.actor, 'contact.register'),
		last: { service: url.searchParams.get('service') ?? '', month: months[0]! },
		done: said.find((word) => word === url.searchParams.get('done'))
	};
};

export const actions: Actions = {
	count: async ({ locals, request }) => {
		const field = fieldsOf(await request.formData());
		const values = { service: field('service'), month: field('month'), theme: field('theme') };
		const read = v.safeParse(referralInput, { ...values, theme: values.theme || null });
		if (!read.success) return fail(422, { values, faults: faultsOf(read.issues) });
		const done = await countReferral(locals.ctx, read.output);
		if (done.ok) redirect(303, `/contacts/referrals?done=counted&year=${read.output.month.slice(0, 4)}`);
		if (done.why === 'forbidden') throw new LyktError('forbidden');
		return fail(422, { values, faults: { [done.why === 'badMonth' ? 'month' : 'theme']: done.why } });
	},
	uncount: async ({ locals, request }) => {
		const field = fieldsOf(await request.formData());
		const read = v.safeParse(referralInput, {
			...{ service: field('service'), month: field('month'), theme: field('theme') || null }
		});
		const done = read.success && (await uncountReferral(locals.ctx, read.output));
		if (!done || (!done.ok && done.why !== 'forbidden')) throw new LyktError('notFound');
		if (!done.ok) throw new LyktError('forbidden');
		redirect(303, `/contacts/referrals?done=uncounted&year=${field('month').slice(0, 4)}`);
	}
};
