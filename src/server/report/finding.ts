import type { Cell, Figure, Finding } from './report.ts';

/**
 * What a figure says, for its title: worked out from what the figure shows and nothing else, so that a title can never tell
 * what the table hides.
 */
export function findingOf(figure: Omit<Figure, 'finding'>): Finding {
	const { total, cells } = figure;
	if (total === null) return { code: 'tooFew', values: {}, codes: [] };
	if (figure.name === 'target-group') return sellers(total, cells);
	const top = largest(cells);
	if (top.length === 0) return { code: 'none', values: { total }, codes: [] };
	return { code: 'largest', values: { total, count: top[0]!.count! }, codes: top.map(({ code }) => code) };
}

function sellers(total: number, cells: readonly Cell[]): Finding {
	const yes = cells.find(({ code }) => code === 'yes')?.count;
	if (!yes) return { code: yes === 0 ? 'noSellers' : 'sellersHidden', values: { total }, codes: [] };
	return { code: 'sellers', values: { count: yes, total }, codes: ['yes'] };
}

/** All that share the first place. */
function largest(cells: readonly Cell[]): Cell[] {
	const most = Math.max(0, ...cells.map(({ count }) => count ?? 0));
	return most === 0 ? [] : cells.filter(({ count }) => count === most);
}
