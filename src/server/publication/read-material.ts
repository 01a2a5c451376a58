import { listActivities } from '#activity';
import { readAggregate, type Aggregate } from '#aggregate';
import type { Ctx } from '#db';
import { listProgrammes, reachedOf, sumGoals, type Measure } from '#goal';
import {
	changeBetween,
	figureNames,
	listFigures,
	mayTellOf,
	protectList,
	publishableFrom,
	yearPeriod,
	type Figure,
	type FigureQuery
} from '#report';
import type { ComparedCell, Material, MaterialCode, Publication, ReportedGoal } from './publication.ts';

/**
 * The values of figures and tables, as the view may show them: nothing below the threshold leaves this function in the
 * public one. What has no numbers in the year is left out.
 * @throws LyktError `forbidden`; `notFound` when there are no public figures of the year yet (it must be over).
 */
export async function readMaterial(
	ctx: Ctx,
	{ year, view, programmeId }: Pick<Publication, 'year' | 'view' | 'programmeId'>,
	codes: readonly MaterialCode[]
): Promise<Material[]> {
	const period = yearPeriod(String(year));
	const query: FigureQuery = { ...period, view, ...(programmeId ? { programmeId } : {}) };
	const names = figureNames.filter((name) => codes.includes(name));
	const figures = names.length > 0 ? await listFigures(ctx, query, names) : [];
	const isPublic = view === 'public';
	const tables: Partial<Record<MaterialCode, () => Promise<Material | undefined>>> = {
		users: () => readUsers(ctx, year, isPublic),
		nationalities: () => readList(ctx, 'nationalities', year, isPublic),
		problems: () => readList(ctx, 'problems', year, isPublic),
		meetings: () => readMeetings(ctx, year),
		goals: () => readGoals(ctx, year, programmeId, isPublic)
	};
	const read: Material[] = figures
		// Nobody came is a result; a figure of no contacts is none.
		.filter(({ total, unit, cells }) => total !== 0 || (unit === 'people' && cells.length > 0))
		.map((figure) => ({ code: figure.name, kind: 'figure', figure: withoutPlaces(figure) }));
	for (const code of codes) {
		const material = await tables[code]?.();
		if (material) read.push(material);
	}
	return codes.flatMap((code) => read.filter((material) => material.code === code));
}

/** Places stand in a report by their type, inside too: it leaves the house (R9). */
const withoutPlaces = (figure: Figure): Figure => ({
	...figure,
	cells: figure.cells.map((cell) => {
		const told = { ...cell };
		delete told.parts;
		return told;
	})
});

/** Users, consultations and new users of two years beside each other (R90). Lines overlap: they are not added up. */
async function readUsers(ctx: Ctx, year: number, isPublic: boolean): Promise<Material | undefined> {
	const sheet = await readAggregate(ctx, 'users', [year - 1, year]);
	if (sheet.values.length === 0) return undefined;
	const cells = sheet.rows.flatMap(({ code, label }) =>
		sheet.columns.flatMap((column): ComparedCell[] => {
			const [before, after] = [year - 1, year].map((one) => valueOf(sheet, one, code, column));
			if (before === undefined && after === undefined) return [];
			const told = (value: number | undefined) => (isPublic && value !== undefined && isSmall(value) ? null : value);
			const change = changeBetween(before ?? null, after ?? null, isPublic);
			const base = { row: code, column, label, before: told(before), after: told(after) };
			return [change === undefined ? base : { ...base, change }];
		})
	);
	return { code: 'users', kind: 'users', years: [year - 1, year], source: sheet.source, cells };
}

/** One count for each line; small ones are put together with «other» and «unknown» in public (R91). */
async function readList(
	ctx: Ctx,
	code: 'nationalities' | 'problems',
	year: number,
	isPublic: boolean
): Promise<Material | undefined> {
	const sheet = await readAggregate(ctx, code, [year]);
	const rows = sheet.rows.flatMap((row) => {
		const count = valueOf(sheet, year, row.code, 'users');
		return count === undefined ? [] : [{ ...row, count }];
	});
	if (rows.length === 0) return undefined;
	const base = { code, kind: 'list' as const, year, source: sheet.source };
	const sum = rows.reduce((total, { count }) => total + count, 0);
	const vague = ['other', 'unknown'];
	const last = (one: string) => vague.indexOf(one);
	const ordered = rows.toSorted((a, b) => last(a.code) - last(b.code) || b.count - a.count);
	if (!isPublic)
		return { ...base, total: sum, rows: ordered.map(({ code, label, count }) => ({ codes: [code], label, count })) };
	const list = protectList(ordered, vague);
	const labelOf = (codes: string[]) =>
		codes.length === 1 ? (rows.find((row) => row.code === codes[0])?.label ?? null) : null;
	const told = list.categories.map(({ codes, count }) => ({ codes, label: labelOf(codes), count }));
	return { ...base, total: list.total ?? null, rows: told };
}

/** Activities are not people: they are told as they are (R95). Organisations are counted, never named. */
async function readMeetings(ctx: Ctx, year: number): Promise<Material | undefined> {
	const { activities, sum } = await listActivities(ctx, yearPeriod(String(year)));
	if (activities.length === 0) return undefined;
	const kinds = sum.byKind.map(({ kind, count }) => ({ kind, count }));
	return { code: 'meetings', kind: 'meetings', year, kinds, organisations: sum.organisations.length };
}

/** Sub-goals of programmes that were under way in the year, with what was reached, assessment and decision (R2). */
async function readGoals(
	ctx: Ctx,
	year: number,
	programmeId: string | null,
	isPublic: boolean
): Promise<Material | undefined> {
	const period = yearPeriod(String(year));
	const programmes = (await listProgrammes(ctx)).filter(
		({ id, startsOn, endsOn }) =>
			(programmeId === null || id === programmeId) && startsOn <= period.to && (endsOn ?? period.to) >= period.from
	);
	const sums = await sumGoals(
		ctx,
		programmes.flatMap((programme) => programme.goals),
		period
	);
	const mayTell = isPublic ? await reachedInPublic(ctx, period) : () => true;
	const goals: ReportedGoal[] = [];
	for (const programme of programmes)
		for (const { id, letter, title, target, measure, assessment, decision } of programme.goals) {
			const reached = reachedOf(measure, sums.get(id)!);
			goals.push({
				...{ programme: programme.name, letter, title, target, measure, assessment, decision },
				reached: reached !== undefined && mayTell(measure, reached) ? reached : null
			});
		}
	return goals.length === 0 ? undefined : { code: 'goals', kind: 'goals', year, goals };
}

/**
 * What was reached is told beside the figures: not where they and it would leave a few contacts, or a day of an offer that
 * is hidden there.
 */
async function reachedInPublic(
	ctx: Ctx,
	period: { from: string; to: string }
): Promise<(measure: Measure | null, reached: number) => boolean> {
	const figures = await listFigures(ctx, { ...period, view: 'public' }, ['gender', 'offers']);
	const totalOf = (name: Figure['name']) => figures.find((figure) => figure.name === name)?.total ?? null;
	const [contacts, attendance] = [totalOf('gender'), totalOf('offers')];
	return (measure, reached) => {
		if (measure === 'attendance') return attendance !== null && !isSmall(reached);
		return measure !== 'contacts' || (contacts !== null && mayTellOf(reached, Math.max(contacts, reached)));
	};
}

const valueOf = (sheet: Aggregate, year: number, row: string, column: string): number | undefined =>
	sheet.values.find((one) => one.year === year && one.row === row && one.column === column)?.value;

const isSmall = (count: number): boolean => count > 0 && count < publishableFrom;
