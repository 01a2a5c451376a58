import { listAggregates } from '#aggregate';
import { localDay } from '#shared/calendar.ts';
import type { PageServerLoad } from './$types';
import { titleOf } from './words.ts';

export const load: PageServerLoad = async ({ locals }) => ({
	series: (await listAggregates(locals.ctx)).map((one) => ({
		code: one.code,
		title: titleOf(one),
		source: one.source,
		years: one.years
	})),
	lastYear: Number(localDay(locals.ctx.now).slice(0, 4)) - 1
});
