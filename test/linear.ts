// What follows from sums: an exact linear solver, to stand in for a reader who adds and subtracts. It knows nothing of how
// numbers are hidden, and shares no line with the code that hides them.

/** Some unknown counts together are a number, or at least that. */
export interface Known {
	cells: readonly number[];
	sum: number;
	isAtLeast?: boolean;
}

/**
 * Two-phase simplex in whole numbers (every entry over one common divisor, so nothing is rounded), by Bland's rule.
 * @param size how many unknown counts there are, none of them negative.
 * @returns for some counts together, the least and the most that what is known allows.
 */
export function readerOf(
	size: number,
	known: readonly Known[]
): (cells: readonly number[]) => { least: number; most: number } {
	const surplus = known.filter(({ isAtLeast }) => isAtLeast).length;
	const width = size + surplus + known.length;
	let next = size;
	const rows = known.map(({ cells, sum, isAtLeast }, row) => {
		const line = new Array<bigint>(width + 1).fill(0n);
		for (const cell of cells) line[cell]! += 1n;
		if (isAtLeast) line[next++] = -1n;
		line[size + surplus + row] = 1n;
		line[width] = BigInt(sum);
		return line;
	});
	const start: Tableau = { rows, basis: known.map((_, row) => size + surplus + row), divisor: 1n };
	// First phase: whatever is put in to have a beginning must be nothing in the end.
	const first = optimum(start, (column) => (column >= size + surplus ? -1n : 0n), width);
	if (first.value !== 0) throw new Error('what is known contradicts itself');
	return (cells) => {
		const cost = (sign: bigint) => (column: number) => (cells.includes(column) ? sign : 0n);
		const most = optimum(first.tableau, cost(1n), size + surplus).value;
		const least = -optimum(first.tableau, cost(-1n), size + surplus).value;
		return { least, most };
	};
}

interface Tableau {
	rows: bigint[][];
	basis: number[];
	/** What every entry is to be divided by. */
	divisor: bigint;
}

/** The greatest value of a sum of the first `columns` unknowns, each with its cost. */
function optimum(
	from: Tableau,
	cost: (column: number) => bigint,
	columns: number
): { value: number; tableau: Tableau } {
	const basis = [...from.basis];
	let rows = from.rows.map((row) => [...row]);
	let { divisor } = from;
	const last = rows[0]!.length - 1;
	for (;;) {
		const gain = (column: number) =>
			rows.reduce((sum, row, at) => sum - cost(basis[at]!) * row[column]!, cost(column) * divisor);
		const entering = Array.from({ length: columns }, (_, column) => column).find(
			(column) => !basis.includes(column) && gain(column) > 0n
		);
		if (entering === undefined) break;
		let leaving = -1;
		for (const [at, row] of rows.entries()) {
			// A beginning that is stuck at nothing leaves whenever it can, so that it stays nothing.
			const isStuck = basis[at]! >= columns && row[last] === 0n && row[entering]! !== 0n;
			if (isStuck) {
				leaving = at;
				break;
			}
			if (row[entering]! <= 0n) continue;
			if (leaving < 0) leaving = at;
			else {
				const best = rows[leaving]!;
				const [a, b] = [row[last]! * best[entering]!, best[last]! * row[entering]!];
				if (a < b || (a === b && basis[at]! < basis[leaving]!)) leaving = at;
			}
		}
		if (leaving < 0) return { value: Infinity, tableau: { rows, basis, divisor } };
		const pivot = rows[leaving]!;
		if (pivot[entering]! < 0n) for (let j = 0; j <= last; j++) pivot[j] = -pivot[j]!;
		const by = pivot[entering]!;
		rows = rows.map((row, at) =>
			at === leaving ? row : row.map((value, j) => (value * by - row[entering]! * pivot[j]!) / divisor)
		);
		basis[leaving] = entering;
		divisor = by;
	}
	const total = rows.reduce((sum, row, at) => sum + cost(basis[at]!) * row[last]!, 0n);
	return { value: Number(total) / Number(divisor), tableau: { rows, basis, divisor } };
}
