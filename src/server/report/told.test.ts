import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { readerOf, type Known } from '../../../test/linear.ts';
import { fewestPossible, isPublishable, protectParts } from './disclosure.ts';
import { genderFigure, outcomeFigure, themeFigure, type Counts } from './figures.ts';
import { publish } from './publish.ts';
import { type Cell, type Figure } from './report.ts';
import { divideFigures, findToldDifferencing, pickFigures, type Told, type ToldPart } from './told.ts';

const year = { from: '2012-01-01', to: '2012-12-31' };
const quarters = ['2012-01-01', '2012-04-01', '2012-07-01', '2012-10-01'];
const themes = [{ code: 'health', parentCode: null }];

/** One contact: everything that is told outside is about these, by themselves or two at a time. */
interface Counted {
	gender: string;
	outcome: string;
	part: string;
	isHealth: boolean;
}
type Kind = Counted & { count: number };

/** Everything that is told of a year: its figures, and those of its parts. */
function tell(kinds: readonly Kind[]): { figures: Figure[]; parts: ToldPart[] } {
	const make = (some: readonly Kind[]) => [
		genderFigure(year, countsOf(some)),
		outcomeFigure(year, countsOf(some)),
		themeFigure(year, countsOf(some), themes)
	];
	const figures = make(kinds).map(publish);
	const codes = [...new Set(kinds.map(({ part }) => part))];
	const parts = new Map(codes.map((code) => [code, make(kinds.filter(({ part }) => part === code))]));
	return { figures, parts: divideFigures(figures, parts, 'quarter') };
}

function countsOf(kinds: readonly Kind[]): Counts {
	const by = (codeOf: (kind: Kind) => string) =>
		[...Map.groupBy(kinds, codeOf)].map(([code, same]) => ({
			code,
			count: same.reduce((n, { count }) => n + count, 0)
		}));
	return new Map([
		['all', by(() => '')],
		['gender', by(({ gender }) => gender)],
		['outcome', by(({ outcome }) => outcome)],
		['themeTop', by(({ isHealth }) => (isHealth ? 'health' : 'none')).filter(({ code }) => code === 'health')],
		['themed', by(({ isHealth }) => (isHealth ? 'yes' : 'no'))]
	]);
}

/** What a reader knows from the told numbers: sums over kinds of contacts. Hidden ones are somebody, unless zeros are too. */
function knownFrom({ figures, parts }: { figures: Figure[]; parts: ToldPart[] }, kinds: readonly Kind[]): Known[] {
	const where = (is: (kind: Kind) => boolean) => kinds.flatMap((kind, place) => (is(kind) ? [place] : []));
	const known: Known[] = [];
	const add = (codes: readonly string[] | undefined, told: readonly Figure[]) => {
		const inPart = (kind: Kind) => !codes || codes.includes(kind.part);
		for (const figure of told) {
			if (figure.total !== null) known.push({ cells: where(inPart), sum: figure.total });
			for (const cell of figure.cells) {
				const cells = where((kind) => inPart(kind) && isIn(kind, figure, cell));
				if (cell.count !== null) known.push({ cells, sum: cell.count });
			}
			for (const { code, value } of figure.notes) {
				if (code === 'contactsWithoutTheme')
					known.push({ cells: where((kind) => inPart(kind) && !kind.isHealth), sum: value! });
			}
		}
	};
	add(undefined, figures);
	for (const { codes, count, figures } of parts) {
		known.push({ cells: where(({ part }) => codes.includes(part)), sum: count });
		add(codes, figures ?? []);
	}
	for (const name of ['gender', 'outcomes', 'themes']) {
		const hidden = parts.flatMap(({ codes, figures }) =>
			(figures ?? [])
				.filter((figure) => figure.name === name)
				.flatMap((figure) =>
					figure.cells
						.filter(({ count }) => count === null)
						.map((cell) => where((kind) => codes.includes(kind.part) && isIn(kind, figure, cell)))
				)
		);
		const isSomebody = (cells: readonly number[]) => cells.reduce((n, place) => n + kinds[place]!.count, 0) > 0;
		if (hidden.every(isSomebody)) known.push(...hidden.map((cells) => ({ cells, sum: 1, isAtLeast: true })));
	}
	return known;
}

const isIn = (kind: Kind, { name }: Figure, { code, codes }: Cell): boolean =>
	(codes ?? [code]).includes(
		name === 'gender' ? kind.gender : name === 'outcomes' ? kind.outcome : kind.isHealth ? 'health' : ''
	);

/** The sums from 1 to 4 that somebody could look for: of any one, two or three things that are said of a contact. */
function fewIn(kinds: readonly Kind[], keys: readonly (keyof Counted)[][]): number[][] {
	const places = kinds.map((kind, place) => ({ ...kind, place }));
	return keys
		.flatMap((chosen) => [...Map.groupBy(places, (kind) => chosen.map((key) => kind[key]).join()).values()])
		.filter((same) => !isPublishable(same.reduce((n, { count }) => n + count, 0)))
		.map((same) => same.map(({ place }) => place));
}

function everyKind(genders: string[], outcomes: string[], parts: string[], health: boolean[]): Counted[] {
	return genders.flatMap((gender) =>
		outcomes.flatMap((outcome) =>
			parts.flatMap((part) => health.map((isHealth) => ({ gender, outcome, part, isHealth })))
		)
	);
}

describe('a reader with a linear solver', () => {
	it('finds out what is hidden badly: this is what the check is for', () => {
		// Two by two, one cell hidden.
		const read = readerOf(4, [
			{ cells: [0, 1], sum: 22 },
			{ cells: [2, 3], sum: 27 },
			{ cells: [0, 2], sum: 35 },
			{ cells: [1, 3], sum: 14 },
			{ cells: [0], sum: 20 }
		]);
		expect(read([1])).toEqual({ least: 2, most: 2 });
	});

	it('finds one contact where a year is divided in two ways beside each other, though no table tells less than five', () => {
		// Women by quarter, by place, and all by quarter and place: 8 and 5, 7 and 6, and nobody on the forum in autumn.
		const [springForum, springApp, autumnForum, autumnApp] = [0, 1, 2, 3];
		const read = readerOf(4, [
			{ cells: [springForum, springApp], sum: 8 },
			{ cells: [autumnForum, autumnApp], sum: 5 },
			{ cells: [springForum, autumnForum], sum: 7 },
			{ cells: [springApp, autumnApp], sum: 6 },
			{ cells: [autumnForum], sum: 0 }
		]);
		expect(read([springApp])).toEqual({ least: 1, most: 1 });
	});

	// Mostly few, so that much has to be hidden; some many, so that something is told.
	const size = fc.oneof({ arbitrary: fc.nat(4), weight: 3 }, { arbitrary: fc.integer({ min: 5, max: 40 }), weight: 2 });
	const anyYear = (kinds: readonly Counted[]) =>
		fc
			.array(size, { minLength: kinds.length, maxLength: kinds.length })
			.map((counts) => kinds.map((kind, place): Kind => ({ ...kind, count: counts[place]! })));
	const check = (kinds: readonly Kind[], keys: (keyof Counted)[][]): number => {
		const told = tell(kinds);
		for (const { total, cells } of [...told.figures, ...told.parts.flatMap(({ figures }) => figures ?? [])]) {
			for (const count of [total, ...cells.map(({ count }) => count)])
				expect(count === null || isPublishable(count)).toBe(true);
		}
		const read = readerOf(kinds.length, knownFrom(told, kinds));
		const few = fewIn(kinds, keys);
		for (const cells of few) {
			const { least, most } = read(cells);
			expect(most - least + 1).toBeGreaterThanOrEqual(fewestPossible);
		}
		return told.parts.some(({ figures }) => figures) ? few.length : 0;
	};

	it('has three values or more for every small number of two answers and a part, from all that is told of the year', () => {
		const kinds = everyKind(['man', 'woman', 'trans'], ['answered', 'referredToUs', 'unknown'], quarters.slice(0, 3), [
			true
		]);
		let looked = 0;
		fc.assert(
			fc.property(anyYear(kinds), (year) => {
				looked += check(year, [
					['gender', 'part'],
					['outcome', 'part'],
					['gender', 'outcome'],
					['gender', 'outcome', 'part']
				]);
			}),
			{ numRuns: 25 }
		);
		expect(looked).toBeGreaterThan(100);
	});

	it('has them too where a contact may have a theme or not', () => {
		const kinds = everyKind(['man', 'woman'], ['answered'], quarters, [true, false]);
		let looked = 0;
		fc.assert(
			fc.property(anyYear(kinds), (year) => {
				looked += check(year, [
					['isHealth', 'part'],
					['gender', 'part'],
					['isHealth', 'gender'],
					['isHealth', 'gender', 'part']
				]);
			}),
			{ numRuns: 40 }
		);
		expect(looked).toBeGreaterThan(100);
	});
});

describe('the parts of a year', () => {
	it('are divided further from fifty contacts up; narrow ones stand together, so that nobody can subtract their way to them', () => {
		const part = (code: string, count: number) => ({ codes: [code], count });
		expect(protectParts([part('a', 60), part('b', 70), part('c', 40), part('d', 0)])).toEqual([['b'], ['c', 'a']]);
		expect(protectParts([part('a', 60), part('b', 30), part('c', 20)])).toEqual([['a'], ['b', 'c']]);
		expect(protectParts([part('a', 40), part('b', 5)])).toEqual([['a', 'b']]);
		expect(protectParts([part('a', 60), part('b', 50)])).toEqual([['a'], ['b']]);
	});

	const kind = (part: string, gender: string, count: number): Kind => ({
		...{ part, gender, count },
		...{ outcome: 'answered', isHealth: false }
	});
	const told = (kinds: Kind[], edition = 1): Told => ({
		...{ year: '2012', edition, toldAt: new Date('2013-02-01'), madeOf: Buffer.alloc(32), division: 'quarter' },
		...tell(kinds)
	});

	it('that are too narrow are told by how many they were, and nothing more', () => {
		const one = told([kind(quarters[0]!, 'man', 90), kind(quarters[1]!, 'woman', 60), kind(quarters[2]!, 'man', 30)]);
		const of = (asked: string) =>
			pickFigures(one, { year, by: 'quarter', asked }).find(({ name }) => name === 'gender')!;
		expect(of(quarters[0]!)).toMatchObject({ total: 90, cells: [{ code: 'man', count: 90 }, {}, {}, {}, {}] });
		expect(of(quarters[2]!)).toMatchObject({ total: 30, cells: [], notes: [{ code: 'noDrillDown' }] });
		expect(of(quarters[3]!)).toMatchObject({ total: 0, cells: [] });
		expect(pickFigures(one, { year, by: 'arenaClass', asked: 'forum' })).toEqual([]);
	});

	it('and the year may be told anew when every number is the same or clearly another, hidden sums too', () => {
		const base = [kind(quarters[0]!, 'man', 90), kind(quarters[0]!, 'woman', 20), kind(quarters[1]!, 'man', 80)];
		const before = told([...base, kind(quarters[1]!, 'woman', 30)]);
		const after = (women: number) => told([...base, kind(quarters[1]!, 'woman', women)], 2);
		expect(findToldDifferencing(before, after(30))).toEqual([]);
		expect(findToldDifferencing(before, after(37))).toEqual([]);
		expect(findToldDifferencing(before, after(31))).toContain('gender');
		expect(findToldDifferencing(before, after(28))).toContain('gender');
	});
});

test('silence about the sum of themes tells nothing either: it is said that there may be several wherever one is hidden', () => {
	const figure = (law: number) =>
		publish(
			themeFigure(
				year,
				new Map([
					['all', [{ code: '', count: 100 }]],
					[
						'themeTop',
						[
							{ code: 'health', count: 90 },
							{ code: 'law', count: law }
						]
					]
				]),
				[...themes, { code: 'law', parentCode: null }]
			)
		).notes.map(({ code }) => code);
	expect(figure(2)).toEqual(figure(4));
});
