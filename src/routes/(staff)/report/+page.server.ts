import { fail, redirect } from '@sveltejs/kit';
import { arenaClasses } from '#arena';
import { countReturns, readFirstAnswers } from '#chat';
import { listProgrammes } from '#goal';
import {
	describeTold,
	divideYear,
	divisions,
	getDivision,
	lastSettledYear,
	listFigures,
	tellAgain,
	usualPeriods,
	type Figure,
	type FigureQuery
} from '#report';
import { localDay } from '#shared/calendar.ts';
import { may } from '#staff';
import { fieldsOf } from '../../form.ts';
import { dayText } from '../contacts/words.ts';
import { dimensionWords } from '../questions/words.ts';
import type { Actions, PageServerLoad } from './$types';
import { classWords } from '../arenas/words.ts';
import { drawFigure } from './draw.ts';
import { queryText, readQuery, withinDivision } from './query.ts';
import { figureNameWords, sayFigure, sayPeriod, sayWithout } from './words.ts';

/** The figures of a period. One that cannot be read is said so, beside other figures: nothing is lost. */
export const load: PageServerLoad = async ({ locals: { ctx }, url }) => {
	const today = localDay(ctx.now);
	const asked = readQuery(url.searchParams, today, may(ctx.actor, 'report.read'));
	const isPublic = asked.query.view === 'public';
	const division = isPublic ? await getDivision(ctx, asked.year) : null;
	const read = isPublic ? withinDivision(asked, division, today) : asked;
	const { query } = read;
	const figures = await listFigures(ctx, query);
	const total = figures.find(({ unit }) => unit === 'contacts')?.total ?? 0;
	const shown = figures.filter(isWorthShowing);
	// Without contacts the heading has said so for all figures of contacts.
	const without = figures.filter((one) => isEmpty(one) && (total > 0 || one.unit !== 'contacts'));
	const isHidden = figures.some((figure) => figure.unit === 'contacts' && figure.total === null);
	return {
		today,
		title: sayPeriod(total, query, today),
		...{ total, isHidden, view: query.view ?? 'internal', period: { from: query.from, to: query.to } },
		asked: { ...read.asked, year: read.year, quarter: read.quarter, compares: read.compares },
		narrowed: { arenaClass: query.arenaClass ?? '', programmeId: query.programmeId ?? '' },
		issue: read.issue,
		address: queryText(read),
		usual: usualPeriods(today),
		years: yearsBefore(today),
		classes: arenaClasses.map((value) => ({ value, label: classWords[value]() })),
		programmes: may(ctx.actor, 'programme.read')
			? (await listProgrammes(ctx)).map(({ id, name }) => ({ value: id, label: name }))
			: [],
		figures: await Promise.all(shown.map(present)),
		without: without.length > 0 && shown.length > 0 ? sayWithout(without.map(({ name }) => name)) : '',
		firstAnswers: await firstAnswers(ctx, query),
		returns: isPublic || query.arenaClass || query.programmeId ? undefined : await countReturns(ctx, query),
		told: isPublic ? await sayTold(ctx, query.from.slice(0, 4)) : undefined,
		division: isPublic ? await getDivision(ctx, query.from.slice(0, 4)) : null,
		divisions: divisions.map((value) => ({ value, label: dimensionWords[value]() })),
		mayTell: may(ctx.actor, 'report.tell'),
		mayReadInternal: may(ctx.actor, 'report.read'),
		mayRegister: may(ctx.actor, 'contact.register')
	};
};

export const actions: Actions = {
	divide: async ({ request, locals: { ctx } }) => {
		const field = fieldsOf(await request.formData());
		const year = yearOf(field('year'), localDay(ctx.now));
		const divided = await divideYear(ctx, year, field('division'));
		if (!divided.ok) return fail(409, { refused: divided.why, differs: '' });
		redirect(303, `/report?view=public&year=${year}`);
	},
	tell: async ({ request, locals: { ctx } }) => {
		const year = yearOf(fieldsOf(await request.formData())('year'), localDay(ctx.now));
		const told = await tellAgain(ctx, year);
		if (!told.ok) {
			const differs = told.why === 'differs' ? told.names.map((name) => figureNameWords[name]()).join(', ') : '';
			return fail(409, { refused: told.why, differs });
		}
		redirect(303, `/report?view=public&year=${year}`);
	}
};

const yearOf = (text: string, today: string): string =>
	/^20\d{2}$/.test(text) && text <= lastSettledYear(today) ? text : lastSettledYear(today);

async function sayTold(ctx: App.Locals['ctx'], year: string) {
	const told = await describeTold(ctx, year);
	if (!told) return undefined;
	const { division, hasChanged = false } = told;
	return {
		year,
		day: dayText(localDay(told.toldAt)),
		by: division && dimensionWords[division](),
		hasChanged
	};
}

/** An empty figure says nothing that the others do not say; an offer to which nobody came does. */
function isWorthShowing(figure: Figure): boolean {
	if (figure.name === 'hours' && isMostlyUnknown(figure)) return false;
	if (figure.name === 'obstacles' && figure.cells.length === 0) return false;
	if (figure.total === null) return figure.cells.length > 0 || figure.name === 'gender';
	return figure.total > 0 || (figure.name === 'offers' && figure.cells.length > 0);
}

/** Also beside an earlier period, where the finding is about the change. */
const isMostlyUnknown = ({ cells, total }: Figure): boolean =>
	2 * (cells.find(({ code }) => code === 'unknown')?.count ?? 0) > (total ?? 0);

/** Nothing was registered; what is hidden, or mostly unknown, is something else. */
const isEmpty = ({ name, total, cells }: Figure): boolean =>
	name === 'obstacles' || name === 'offers' ? cells.length === 0 : total === 0;

async function present(figure: Figure) {
	// The themes of a contact may be several: their rows are no parts of the total, so it does not stand under them.
	const { total, isWhole, name, compared, from, to } = figure;
	return { name, total, isWhole, compared, from, to, ...sayFigure(figure), chart: await drawFigure(figure) };
}

/** For the whole service, of the time that is asked for; nobody has to wait for it where there is no chat. */
async function firstAnswers(ctx: App.Locals['ctx'], period: FigureQuery) {
	// Outside of whole years only: a quarter with few could be worked out from the others.
	const isPart = period.view === 'public' && !(period.from.endsWith('-01-01') && period.to.endsWith('-12-31'));
	if (period.arenaClass || period.programmeId || isPart) return undefined;
	const { open, closed } = await readFirstAnswers(ctx, period);
	return open || closed ? { open, closed } : undefined;
}

/** Twenty years that are over: public figures are made of them. */
const yearsBefore = (today: string): { value: string; label: string }[] =>
	Array.from({ length: 20 }, (_, place) => String(Number(lastSettledYear(today)) - place)).map((year) => ({
		value: year,
		label: year
	}));
