import { arenaClasses } from '#arena';
import { readFirstAnswers } from '#chat';
import { listProgrammes } from '#goal';
import { listFigures, usualPeriods, type Figure, type Period } from '#report';
import { localDay } from '#shared/calendar.ts';
import { may } from '#staff';
import type { PageServerLoad } from './$types';
import { classWords } from '../arenas/words.ts';
import { drawFigure } from './draw.ts';
import { queryText, readQuery } from './query.ts';
import { sayFigure, sayPeriod, sayWithout } from './words.ts';

/** The figures of a period. One that cannot be read is said so, beside other figures: nothing is lost. */
export const load: PageServerLoad = async ({ locals: { ctx }, url }) => {
	const today = localDay(ctx.now);
	const read = readQuery(url.searchParams, today, may(ctx.actor, 'report.read'));
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
		mayReadInternal: may(ctx.actor, 'report.read'),
		mayRegister: may(ctx.actor, 'contact.register')
	};
};

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
async function firstAnswers(ctx: App.Locals['ctx'], period: Period & { arenaClass?: string; programmeId?: string }) {
	if (period.arenaClass || period.programmeId) return undefined;
	const { open, closed } = await readFirstAnswers(ctx, period);
	return open || closed ? { open, closed } : undefined;
}

/** Twenty years that are over: public figures are made of them. */
const yearsBefore = (today: string): { value: string; label: string }[] =>
	Array.from({ length: 20 }, (_, place) => String(Number(today.slice(0, 4)) - 1 - place)).map((year) => ({
		value: year,
		label: year
	}));
