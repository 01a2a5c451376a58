import { readAdCounts, readPresence } from '#arena';
import { readNotices } from '#conversation';
import type { Ctx } from '#db';
import { listOffers } from '#offer';
import { localDay } from '#shared/calendar.ts';
import { may } from '#staff';
import {
	adFigure,
	arenaFigure,
	genderFigure,
	hourFigure,
	initiativeFigure,
	languageFigure,
	noticeFigure,
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
import { selectFacts, selectThemes, type ContactFacts } from './report.db.ts';
import { splitPeriod, type Figure, type FigureName, type FigureQuery } from './report.ts';

/**
 * The internal figures of a period, small numbers and all; those that cannot be narrowed as asked are left out. Asks no
 * policy but for places by their code names and for offers: the caller has asked its own.
 */
export async function makeFigures(ctx: Ctx, query: FigureQuery, names: readonly FigureName[]): Promise<Figure[]> {
	return [...(await makeContactFigures(ctx, query, names)), ...(await makeActivityFigures(ctx, query, names))];
}

/** Figures of contacts, from facts that are read already. */
export function figuresOf(facts: ContactFacts, frame: Frame, words: Words, names: readonly FigureName[]): Figure[] {
	return names.flatMap((name) => makers[name]?.(frame, facts, words) ?? []);
}

export interface Words {
	themes: ThemeWords[];
	mayReadArenas: boolean;
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
const nothing: ContactFacts = { counts: new Map(), arenas: [] };

async function makeContactFigures(ctx: Ctx, query: FigureQuery, names: readonly FigureName[]): Promise<Figure[]> {
	if (!names.some((name) => makers[name])) return [];
	const { arenaClass, programmeId } = query;
	const split = splitPeriod(query, localDay(ctx.now));
	const facts = (await selectFacts(ctx, { ...split, arenaClass, programmeId })).get('') ?? nothing;
	const words = { themes: await selectThemes(ctx), mayReadArenas: may(ctx.actor, 'arena.read') };
	const isCutShort = split.days.some(({ from }) => from < keptFrom(localDay(ctx.now)));
	return figuresOf(facts, query, words, names).map((figure) =>
		isCutShort ? { ...figure, notes: [...figure.notes, { code: 'wholeMonthsOnly' as const }] } : figure
	);
}

/** What was done, and what others advertised: on places and at the desk, so of no programme. */
export async function makeActivityFigures(
	ctx: Ctx,
	{ arenaClass, programmeId, ...query }: FigureQuery,
	names: readonly FigureName[]
): Promise<Figure[]> {
	const figures: Figure[] = [];
	if (programmeId) return figures;
	const frame = { ...query, ...(arenaClass ? { arenaClass } : {}) };
	if (names.includes('per-presence')) {
		const presences = await readPresence(ctx, query);
		figures.push(
			presenceFigure(
				frame,
				presences.filter((presence) => !arenaClass || presence.class === arenaClass)
			)
		);
	}
	if (names.includes('ad-counts')) {
		const rows = await readAdCounts(ctx, query);
		figures.push(
			adFigure(
				frame,
				rows.filter((row) => !arenaClass || row.class === arenaClass)
			)
		);
	}
	if (names.includes('notices') && !arenaClass) figures.push(noticeFigure(query, await readNotices(ctx, query)));
	if (names.includes('offers') && !arenaClass && may(ctx.actor, 'offer.read')) {
		figures.push(offerFigure(query, await readOfferDays(ctx, query)));
	}
	return figures;
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

/** Rows live for 24 months; before that there are whole months only. */
const keptFrom = (today: string): string => Temporal.PlainDate.from(today).subtract({ months: 24 }).toString();
