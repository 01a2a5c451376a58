import { readAdCounts, readPresence } from '#arena';
import type { Ctx } from '#db';
import { listOffers } from '#offer';
import { localDay } from '#shared/calendar.ts';
import { LyktError } from '#shared/errors.ts';
import { may } from '#staff';
import {
	adFigure,
	arenaFigure,
	genderFigure,
	hourFigure,
	initiativeFigure,
	languageFigure,
	obstacleFigure,
	offerFigure,
	outcomeFigure,
	ownChatFigure,
	presenceFigure,
	targetGroupFigure,
	themeFigure,
	weekdayFigure,
	type Frame,
	type ThemeWords
} from './figures.ts';
import { compare, publish } from './publish.ts';
import { selectFacts, selectThemes, type ContactFacts } from './report.db.ts';
import {
	decidePublic,
	figureNames,
	splitPeriod,
	type Figure,
	type FigureName,
	type FigureQuery,
	type PublicQuery
} from './report.ts';

/**
 * One figure over a period, from what was registered (R22–R28, R71, R88, R110, R111).
 * @throws LyktError `forbidden`; `notFound` when there is no public figure of this (decidePublic says why).
 */
export async function getFigure(ctx: Ctx, name: FigureName, query: FigureQuery): Promise<Figure> {
	const [figure] = await listFigures(ctx, query, [name]);
	if (!figure) throw new LyktError('notFound');
	return figure;
}

/**
 * All figures over a period, in the order of `figureNames`; those that cannot be narrowed as asked are left out. Internal
 * ones show small numbers; public ones went through disclosure control.
 * @throws LyktError `forbidden`; `notFound` when there are no public figures of this (decidePublic says why).
 */
export async function listFigures(
	ctx: Ctx,
	query: FigureQuery,
	names: readonly FigureName[] = figureNames
): Promise<Figure[]> {
	const { compared, ...now } = query;
	if (!may(ctx.actor, now.view === 'public' ? 'report.read_public' : 'report.read')) throw new LyktError('forbidden');
	const figures = await readFigures(ctx, now, names);
	if (!compared) return figures;
	const earlier = await readFigures(ctx, { ...now, ...compared }, names);
	return figures.map((figure) => {
		const before = earlier.find(({ name }) => name === figure.name);
		return before && figure.kind === 'list' && figure.unit === 'contacts' ? compare(figure, before) : figure;
	});
}

/** What every figure of contacts is made by. */
const makers: Partial<Record<FigureName, (frame: Frame, facts: ContactFacts, words: Words) => Figure>> = {
	gender: (frame, { counts }) => genderFigure(frame, counts),
	'target-group': (frame, { counts }) => targetGroupFigure(frame, counts),
	arenas: (frame, { arenas }, { mayReadArenas }) => arenaFigure(frame, arenas, mayReadArenas),
	'own-chat': (frame, { arenas }) => ownChatFigure(frame, arenas),
	themes: (frame, { counts }, { themes }) => themeFigure(frame, counts, themes),
	obstacles: (frame, { counts }) => obstacleFigure(frame, counts),
	initiative: (frame, { counts }) => initiativeFigure(frame, counts),
	outcomes: (frame, { counts }) => outcomeFigure(frame, counts),
	languages: (frame, { counts }) => languageFigure(frame, counts),
	weekdays: (frame, { counts }) => weekdayFigure(frame, counts),
	hours: (frame, { counts }) => hourFigure(frame, counts)
};
interface Words {
	themes: ThemeWords[];
	mayReadArenas: boolean;
}
const nothing: ContactFacts = { counts: new Map(), arenas: [] };

async function readFigures(ctx: Ctx, query: FigureQuery, names: readonly FigureName[]): Promise<Figure[]> {
	const figures = query.view === 'public' ? await readPublic(ctx, query, names) : await readInternal(ctx, query, names);
	const others = await readActivities(ctx, query, names);
	const all = new Map([...figures, ...others].map((figure) => [figure.name, figure]));
	return names.flatMap((name) => all.get(name) ?? []);
}

async function readInternal(ctx: Ctx, query: FigureQuery, names: readonly FigureName[]): Promise<Figure[]> {
	if (!names.some((name) => makers[name])) return [];
	const { arenaClass, programmeId } = query;
	const split = splitPeriod(query, localDay(ctx.now));
	const facts = (await selectFacts(ctx, { ...split, arenaClass, programmeId })).get('') ?? nothing;
	const words = { themes: await selectThemes(ctx), mayReadArenas: may(ctx.actor, 'arena.read') };
	const isCutShort = split.days.some(({ from }) => from < keptFrom(localDay(ctx.now)));
	return names.flatMap((name) => {
		const figure = makers[name]?.(query, facts, words);
		if (!figure) return [];
		return isCutShort ? { ...figure, notes: [...figure.notes, { code: 'wholeMonthsOnly' as const }] } : figure;
	});
}

async function readPublic(ctx: Ctx, asked: FigureQuery, names: readonly FigureName[]): Promise<Figure[]> {
	const decided = decidePublic(asked, localDay(ctx.now));
	if (!decided.ok) throw new LyktError('notFound');
	if (!names.some((name) => makers[name])) return [];
	const { year, by, asked: part } = decided.query;
	const months = { from: year.from, to: `${year.to.slice(0, 7)}-01` };
	const facts = await selectFacts(ctx, { months, days: [], by });
	const words = { themes: await selectThemes(ctx), mayReadArenas: false };
	const make = (name: FigureName, one: ContactFacts) => makers[name]!(asked, one, words);
	const whole = addUp([...facts.values()]);
	const figures = names.flatMap((name) => {
		if (!makers[name] || (by === 'arenaClass' && (name === 'arenas' || name === 'own-chat'))) return [];
		if (!by) return publish(make(name, whole));
		const parts = new Map([...facts].map(([slice, one]) => [slice, make(name, one)]));
		return publish(make(name, whole), { parts, asked: part! });
	});
	return withoutGiveAway(figures, decided.query);
}

/**
 * Contacts of our own chat are told twice: as a class of arena, and by the channel. Where the two differ by a few, the
 * difference is itself a small number, and only the class is told.
 */
function withoutGiveAway(figures: Figure[], { by }: PublicQuery): Figure[] {
	const ofClass = figures.find(({ name }) => name === 'arenas')?.cells.find(({ code }) => code === 'ownChat')?.count;
	return figures.filter(({ name, cells }) => {
		if (name !== 'own-chat') return true;
		const ofChannel = cells.find(({ code }) => code === 'ownChat')?.count;
		// Asked for alone, or for a part, the other figure may stand elsewhere: then the two must be the same.
		if (by || typeof ofClass !== 'number' || typeof ofChannel !== 'number') return false;
		return ofClass === ofChannel || Math.abs(ofClass - ofChannel) >= 5;
	});
}

async function readActivities(ctx: Ctx, query: FigureQuery, names: readonly FigureName[]): Promise<Figure[]> {
	const { arenaClass, programmeId, view } = query;
	const figures: Figure[] = [];
	// What was done on arenas and at the desk belongs to no programme.
	if (programmeId) return [];
	if (names.includes('per-presence')) {
		const presences = await readPresence(ctx, query);
		figures.push(
			presenceFigure(
				query,
				presences.filter((presence) => !arenaClass || presence.class === arenaClass)
			)
		);
	}
	if (names.includes('ad-counts')) {
		const rows = await readAdCounts(ctx, query);
		figures.push(
			adFigure(
				query,
				rows.filter((row) => !arenaClass || row.class === arenaClass)
			)
		);
	}
	if (names.includes('offers') && !arenaClass && may(ctx.actor, 'offer.read')) {
		figures.push(offerFigure(query, await readOfferDays(ctx, query)));
	}
	return view === 'public' ? figures.map((figure) => publish(figure)) : figures;
}

async function readOfferDays(ctx: Ctx, { from, to }: FigureQuery) {
	const offers = await listOffers(ctx);
	return offers
		.flatMap(({ offer, sum }) =>
			sum.byDay.map(({ day, count }) => ({ offerId: offer.id, name: offer.name, day, count }))
		)
		.filter(({ day }) => day >= from && day <= to)
		.sort((a, b) => Number(a.day > b.day) - Number(a.day < b.day) || a.name.localeCompare(b.name, 'nb'));
}

function addUp(all: readonly ContactFacts[]): ContactFacts {
	const dimensions = new Set(all.flatMap(({ counts }) => [...counts.keys()]));
	const counts = [...dimensions].map((dimension) => {
		const tallies = Map.groupBy(
			all.flatMap((one) => one.counts.get(dimension) ?? []),
			({ code }) => code
		);
		const sums = [...tallies].map(([code, same]) => ({ code, count: same.reduce((sum, { count }) => sum + count, 0) }));
		return [dimension, sums] as const;
	});
	return { counts: new Map(counts), arenas: all.flatMap(({ arenas }) => arenas) };
}

/** Rows live for 24 months; before that there are whole months only. */
const keptFrom = (today: string): string => Temporal.PlainDate.from(today).subtract({ months: 24 }).toString();
