import { appendEntry } from '#audit';
import { inTransaction, type Ctx } from '#db';
import { localDay } from '#shared/calendar.ts';
import { fingerprint } from '#shared/crypto.ts';
import { LyktError } from '#shared/errors.ts';
import { no, yes, type Outcome } from '#shared/outcome.ts';
import { may } from '#staff';
import { figuresOf, makeActivityFigures } from './make-figures.ts';
import { publish } from './publish.ts';
import { selectParts, selectThemes, type ContactFacts } from './report.db.ts';
import {
	divisions,
	figureNames,
	isSettled,
	yearPeriod,
	type Division,
	type Figure,
	type FigureName
} from './report.ts';
import { findDivision, insertDivision, insertParts, insertTold, selectTold, takeTurn } from './told.db.ts';
import { divideFigures, findToldDifferencing, type Told } from './told.ts';

/**
 * What is told of a year outside. The first who asks has it worked out and kept; everybody after is told the same, whatever
 * is registered or corrected later: whoever asks before and after learns nothing of the contact in between.
 * @param year one that is settled (decidePublic).
 * @throws LyktError `forbidden`, `notFound` for a year that is not settled.
 */
export async function tellYear(ctx: Ctx, year: string): Promise<Told> {
	if (!may(ctx.actor, 'report.read_public')) throw new LyktError('forbidden');
	if (!isSettled(year, localDay(ctx.now))) throw new LyktError('notFound');
	const [told] = await selectTold(ctx, year);
	if (told) return told;
	return inTransaction(ctx, async (ctx) => {
		await takeTurn(ctx);
		const [meanwhile] = await selectTold(ctx, year);
		if (meanwhile) return meanwhile;
		const made = await makeTold(ctx, year, 1, null);
		// A year of which nothing is registered is not told yet: somebody may bring it from a file.
		if (made.isEmpty) return made.told;
		await keep(ctx, made.told);
		return made.told;
	});
}

/**
 * Chooses how a year is divided outside, once. The parts are told at the same moment.
 * @returns `changed` when contacts were registered or corrected since the year was told: the parts would not sum to it, and
 *   the difference would tell of them; `alreadyDivided`; `nothingToDivide` when the year has no contacts.
 * @throws LyktError `forbidden`, `notFound`.
 */
export async function divideYear(
	ctx: Ctx,
	year: string,
	division: string
): Promise<Outcome<object, 'changed' | 'alreadyDivided' | 'nothingToDivide' | 'badDivision'>> {
	if (!may(ctx.actor, 'report.tell')) throw new LyktError('forbidden');
	const chosen = divisions.find((one) => one === division);
	if (!chosen) return no('badDivision');
	return inTransaction(ctx, async (ctx) => {
		await tellYear(ctx, year);
		await takeTurn(ctx);
		const [told] = await selectTold(ctx, year);
		if (!told) return no('nothingToDivide');
		if (told.division) return no('alreadyDivided');
		const now = await makeTold(ctx, year, told.edition, chosen);
		if (!now.told.madeOf.equals(told.madeOf)) return no('changed');
		await insertDivision(ctx, year, chosen);
		await insertParts(ctx, year, told.edition, now.told.parts);
		await appendEntry(ctx, 'report.divide', 'report', year);
		return yes({});
	});
}

/**
 * Tells a year anew, from what is registered now.
 * @returns `same` when nothing has changed; `differs` when the new numbers beside the earlier ones would tell of a few
 *   (domain.md 2.7, rule 6): what was told stands, and `names` says in which figures they differ.
 * @throws LyktError `forbidden`, `notFound`.
 */
export async function tellAgain(
	ctx: Ctx,
	year: string
): Promise<Outcome<{ edition: number }, 'same'> | { ok: false; why: 'differs'; names: FigureName[] }> {
	if (!may(ctx.actor, 'report.tell')) throw new LyktError('forbidden');
	return inTransaction(ctx, async (ctx) => {
		await tellYear(ctx, year);
		await takeTurn(ctx);
		const earlier = await selectTold(ctx, year);
		const [last] = earlier;
		if (!last) return no('same');
		const { told } = await makeTold(ctx, year, last.edition + 1, last.division);
		if (told.madeOf.equals(last.madeOf)) return no('same');
		const names = new Set(earlier.flatMap((one) => findToldDifferencing(one, told)));
		if (names.size > 0) return { ok: false, why: 'differs', names: figureNames.filter((name) => names.has(name)) };
		await keep(ctx, told);
		return yes({ edition: told.edition });
	});
}

/**
 * When a year was told, how it is divided, and whether something has been registered or corrected since.
 * @returns undefined when nothing is told of it: it is not settled, or has nothing in it.
 */
export async function describeTold(
	ctx: Ctx,
	year: string
): Promise<(Pick<Told, 'toldAt' | 'edition' | 'division'> & { hasChanged?: boolean }) | undefined> {
	if (!may(ctx.actor, 'report.read_public')) throw new LyktError('forbidden');
	const [told] = await selectTold(ctx, year);
	if (!told) return undefined;
	const { toldAt, edition, division } = told;
	if (!may(ctx.actor, 'report.tell')) return { toldAt, edition, division };
	const now = await makeTold(ctx, year, edition, null);
	return { toldAt, edition, division, hasChanged: !now.told.madeOf.equals(told.madeOf) };
}

/** How a year is divided outside; null where nobody has chosen. */
export async function getDivision(ctx: Ctx, year: string): Promise<Division | null> {
	if (!may(ctx.actor, 'report.read_public')) throw new LyktError('forbidden');
	return findDivision(ctx, year);
}

async function keep(ctx: Ctx, told: Told): Promise<void> {
	await insertTold(ctx, told);
	await insertParts(ctx, told.year, told.edition, told.parts);
	await appendEntry(ctx, 'report.tell', 'report', told.year);
}

/** Everything that can be told of a year as it stands now; with rights of its own, so that it is the same whoever asks. */
async function makeTold(
	ctx: Ctx,
	year: string,
	edition: number,
	division: Division | null
): Promise<{ told: Told; isEmpty: boolean }> {
	const all: Ctx = { ...ctx, actor: { kind: 'system', name: 'report' } };
	const period = yearPeriod(year);
	const words = { themes: await selectThemes(all), mayReadArenas: false };
	const make = (facts: ContactFacts) => figuresOf(facts, period, words, figureNames);
	const facts = await selectParts(all, period, 'quarter');
	const whole = addUp([...facts.values()]);
	const activities = await makeActivityFigures(all, period, figureNames);
	const figures = withoutGiveAway([...make(whole), ...activities].map(publish));
	const parts = division === null ? new Map() : await selectParts(all, period, division);
	const told: Told = {
		...{ year, edition, figures, division, toldAt: ctx.now, madeOf: fingerprint(inOrder(whole, activities)) },
		parts: division === null ? [] : divideFigures(figures, mapValues(parts, make), division)
	};
	return { told, isEmpty: figures.every(({ total, cells }) => total === 0 && cells.every(({ count }) => count === 0)) };
}

/**
 * Contacts of our own chat are told twice: as a class of arena, and by the channel. Where the two differ by a few, the
 * difference is itself a small number, and only the class is told.
 */
function withoutGiveAway(figures: Figure[]): Figure[] {
	const ofClass = figures.find(({ name }) => name === 'arenas')?.cells.find(({ code }) => code === 'ownChat')?.count;
	return figures.filter(({ name, cells }) => {
		if (name !== 'own-chat') return true;
		const ofChannel = cells.find(({ code }) => code === 'ownChat')?.count;
		if (typeof ofClass !== 'number' || typeof ofChannel !== 'number') return false;
		return ofClass === ofChannel || Math.abs(ofClass - ofChannel) >= 5;
	});
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

/** The same counts as the same text, in whatever order the database answered. */
function inOrder({ counts, arenas }: ContactFacts, activities: readonly Figure[]): string {
	const lines = [
		...[...counts].flatMap(([dimension, tallies]) => tallies.map(({ code, count }) => [dimension, code, count])),
		...arenas.map(({ class: kind, channel, count }) => ['arena', kind, channel, count]),
		...activities.map(({ name, cells, series }) => [name, cells, series])
	];
	return JSON.stringify(lines.map((line) => JSON.stringify(line)).toSorted());
}

const mapValues = <A, B>(map: ReadonlyMap<string, A>, change: (value: A) => B): Map<string, B> =>
	new Map([...map].map(([key, value]) => [key, change(value)]));
