import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	deriveHidden,
	fewestPossible,
	isPublishable,
	mayTellOf,
	protectAnswer,
	protectList,
	protectTable,
	publicChange,
	publishableFrom
} from './disclosure.ts';

const told = (list: ReturnType<typeof protectList>) =>
	list.categories.map(({ codes, count }) => [codes.join('+'), count]);
const tallies = (counts: Record<string, number>) => Object.entries(counts).map(([code, count]) => ({ code, count }));

describe('parts of one whole', () => {
	test('gender 342, 6, 1, 5 is told as 342, 6 and 6: hiding only the one would give it away', () => {
		const list = protectList(tallies({ man: 342, woman: 6, trans: 1, other: 0, notStated: 5 }), ['other', 'notStated']);
		expect(told(list)).toEqual([
			['man', 342],
			['woman', 6],
			['trans+other+notStated', 6]
		]);
		expect(list.total).toBe(354);
		expect(list.categories.map(({ percent }) => percent)).toEqual([97, 2, 2]);
	});

	test('nationalities: ten countries with one and two unknown become twelve others', () => {
		const ones = Object.fromEntries(Array.from({ length: 10 }, (_, place) => [`country${place}`, 1]));
		const list = protectList(tallies({ norway: 6, bulgaria: 5, nigeria: 5, thailand: 5, ...ones, unknown: 2 }), [
			'unknown'
		]);
		expect(list.categories.map(({ count }) => count)).toEqual([6, 5, 5, 5, 12]);
		expect(list.total).toBe(33);
	});

	test('attendance 0, 0, 0 is told as it is; a whole of four is not told at all', () => {
		expect(told(protectList(tallies({ first: 0, second: 0, third: 0 })))).toEqual([
			['first', 0],
			['second', 0],
			['third', 0]
		]);
		expect(protectList(tallies({ a: 3, b: 1 }))).toEqual({ total: undefined, categories: [] });
	});

	test('percent is told from fifty up, of what is shown', () => {
		expect(protectList(tallies({ a: 24, b: 25 })).categories[0]).toEqual({ codes: ['a'], count: 24 });
		expect(protectList(tallies({ a: 25, b: 25 })).categories[0]).toEqual({ codes: ['a'], count: 25, percent: 50 });
	});

	test('whatever the counts are, nothing from 1 to 4 is told, nothing is lost, and no difference gives a part away', () => {
		fc.assert(
			fc.property(fc.array(fc.nat(30), { minLength: 1, maxLength: 8 }), fc.nat(3), (counts, vagueOnes) => {
				const all = counts.map((count, place) => ({ code: `c${place}`, count }));
				const vague = all.slice(0, vagueOnes).map(({ code }) => code);
				const list = protectList(all, vague);
				const total = counts.reduce((a, b) => a + b, 0);
				if (total > 0 && total < publishableFrom) {
					expect(list.total).toBeUndefined();
					return;
				}
				expect(list.total).toBe(total);
				expect(list.categories.reduce((sum, { count }) => sum + count, 0)).toBe(total);
				expect(list.categories.flatMap(({ codes }) => codes).toSorted()).toEqual(
					all.map(({ code }) => code).toSorted()
				);
				for (const { count } of list.categories) expect(count === 0 || count >= publishableFrom).toBe(true);
			})
		);
	});
});

const sum = (counts: readonly number[]) => counts.reduce((all, count) => all + count, 0);
const sumsOf = (counts: readonly number[][]) => [
	...counts.map(sum),
	...counts[0]!.map((_, j) => sum(counts.map((row) => row[j]!)))
];

describe('a table of two dimensions', () => {
	test('a small cell is hidden, and so many beside it that the sums do not give it back', () => {
		const cells = protectTable([
			[20, 30, 2],
			[15, 10, 12],
			[8, 9, 14]
		]);
		expect(cells[0]![2]).toBeUndefined();
		expect(cells.flat().filter((cell) => cell === undefined).length).toBeGreaterThanOrEqual(4);
		expect(cells.flat()).toContain(15);
	});

	test('hiding the small cell alone is found out: this is what the check is for', () => {
		const counts = [
			[20, 2],
			[15, 12]
		];
		const alone = [
			[false, true],
			[false, false]
		];
		expect(deriveHidden(counts, alone, 1)).toEqual([{ row: 0, column: 1, least: 2, most: 2 }]);
	});

	const anyTable = fc
		.tuple(fc.integer({ min: 2, max: 3 }), fc.integer({ min: 2, max: 3 }))
		.chain(([height, width]) =>
			fc.array(fc.array(fc.nat(8), { minLength: width, maxLength: width }), { minLength: height, maxLength: height })
		);

	test('what a reader can work out is what trying every possible table shows', () => {
		fc.assert(
			fc.property(anyTable, fc.infiniteStream(fc.boolean()), (counts, coins) => {
				const isHidden = counts.map((row) => row.map((count) => count > 0 && coins.next().value === true));
				for (const derived of deriveHidden(counts, isHidden, 1)) {
					const values = possibleValues(counts, isHidden, 1, derived.row, derived.column);
					expect([derived.least, derived.most]).toEqual([Math.min(...values), Math.max(...values)]);
				}
			}),
			{ numRuns: 100 }
		);
	});

	test('no published table lets anybody pin a hidden cell: at least three values are possible for each', () => {
		let withHidden = 0;
		fc.assert(
			fc.property(anyTable, (counts) => {
				fc.pre(sumsOf(counts).every(isPublishable));
				const cells = protectTable(counts);
				for (const cell of cells.flat()) expect(cell === undefined || cell === 0 || cell >= 5).toBe(true);
				const isHidden = cells.map((row) => row.map((cell) => cell === undefined));
				if (isHidden.flat().some(Boolean)) withHidden++;
				const floor = counts.some((row, i) => row.some((count, j) => count === 0 && isHidden[i]![j])) ? 0 : 1;
				counts.forEach((row, i) =>
					row.forEach((count, j) => {
						if (!isHidden[i]![j] || count === 0 || count >= publishableFrom) return;
						expect(possibleValues(counts, isHidden, floor, i, j).size).toBeGreaterThanOrEqual(fewestPossible);
					})
				);
			}),
			{ numRuns: 120 }
		);
		expect(withHidden).toBeGreaterThan(15);
	});
});

describe('an answer of which a contact may give several', () => {
	test('is hidden together with those who did not give it', () => {
		expect(mayTellOf(98, 100)).toBe(false);
		expect(mayTellOf(100, 100)).toBe(true);
		expect(protectAnswer([40, 58], [50, 60])).toEqual([undefined, undefined]);
		expect(protectAnswer([40, 30, 0], [50, 60, 55])).toEqual([40, 30, 0]);
		expect(protectAnswer([2, 1], [50, 60])).toEqual([undefined, undefined]);
	});
});

test('a change is told only between two counts that may be told: 19 to 33 is 74 percent, 4 to 9 is nothing', () => {
	expect(publicChange(19, 33)).toBe(74);
	expect(publicChange(139, 333)).toBe(140);
	expect(publicChange(9, 21)).toBe(133);
	expect(publicChange(11, 79)).toBe(618);
	expect(publicChange(4, 9)).toBeUndefined();
	expect(publicChange(0, 9)).toBeUndefined();
	expect(publicChange(33, 19)).toBe(-42);
});

/** Every value that one hidden cell has in some table with the same shown cells and the same sums: tries them all. */
function possibleValues(
	counts: number[][],
	isHidden: boolean[][],
	floor: number,
	row: number,
	column: number
): Set<number> {
	const hidden = isHidden.flatMap((cells, i) => cells.flatMap((is, j) => (is ? [[i, j] as const] : [])));
	hidden.sort(([a, b], [c, d]) => Number(c === row && d === column) - Number(a === row && b === column));
	const left = {
		rows: counts.map((cells, i) => cells.reduce((sum, count, j) => sum + (isHidden[i]![j] ? count : 0), 0)),
		columns: counts[0]!.map((_, j) => counts.reduce((sum, cells, i) => sum + (isHidden[i]![j] ? cells[j]! : 0), 0))
	};
	const isPossible = (at: number): boolean => {
		const place = hidden[at];
		if (!place) return [...left.rows, ...left.columns].every((sum) => sum === 0);
		const [i, j] = place;
		for (let value = floor; value <= Math.min(left.rows[i]!, left.columns[j]!); value++) {
			left.rows[i]! -= value;
			left.columns[j]! -= value;
			const found = isPossible(at + 1);
			left.rows[i]! += value;
			left.columns[j]! += value;
			if (found) return true;
		}
		return false;
	};
	const values = new Set<number>();
	const most = Math.min(left.rows[row]!, left.columns[column]!);
	for (let value = floor; value <= most; value++) {
		left.rows[row]! -= value;
		left.columns[column]! -= value;
		if (isPossible(1)) values.add(value);
		left.rows[row]! += value;
		left.columns[column]! += value;
	}
	return values;
}
