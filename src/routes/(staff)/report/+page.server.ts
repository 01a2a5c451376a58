import { drawBars, listFigures, readPeriod, usualPeriods, type Figure } from '#report';
import { localDay } from '#shared/calendar.ts';
import { may } from '#staff';
import type { PageServerLoad } from './$types';
import { countText, sayFigure, sayPeriod } from './words.ts';

/** The figures of a period. One that cannot be read is said so, beside this year's figures: nothing is lost. */
export const load: PageServerLoad = async ({ locals, url }) => {
	const today = localDay(locals.ctx.now);
	const asked = { from: url.searchParams.get('from'), to: url.searchParams.get('to') };
	const usual = usualPeriods(today);
	const read = readPeriod(asked, today);
	const period = read.ok ? read.period : usual.thisYear;
	const figures = await listFigures(locals.ctx, period);
	const total = figures[0]?.total ?? 0;
	return {
		today,
		title: sayPeriod(total, period, today),
		total,
		period,
		asked: read.ok ? period : { from: asked.from ?? '', to: asked.to ?? '' },
		issue: read.ok ? undefined : read.why,
		usual,
		figures: total === 0 ? [] : await Promise.all(figures.map(present)),
		mayRegister: may(locals.ctx.actor, 'contact.register')
	};
};

async function present(figure: Figure) {
	const words = sayFigure(figure);
	const bars = words.rows.map((row) => ({ label: row.label, count: row.count ?? 0, text: countText(row) }));
	// The themes of a contact may be several: their rows are no parts of the total, so it does not stand under them.
	const isWhole = figure.name !== 'themes';
	return { name: figure.name, total: figure.total, isWhole, ...words, chart: await drawBars(bars, words.sentence) };
}
