import { appendEntry } from '#audit';
import { inTransaction, type Ctx } from '#db';
import { findFigureDifferencing } from '#report';
import { fingerprint } from '#shared/crypto.ts';
import { LyktError } from '#shared/errors.ts';
import { isId, newId } from '#shared/ids.ts';
import { no, yes, type Outcome } from '#shared/outcome.ts';
import { may } from '#staff';
import type { ReportDocument } from './document.ts';
import { insertFrozen, lockPublication, selectFrozen, selectPublished, selectSections } from './publication.db.ts';
import {
	canonical,
	definitions,
	type Material,
	type MaterialCode,
	type NewSection,
	type Publication,
	type Section
} from './publication.ts';
import { readMaterial } from './read-material.ts';

/** Puts a report in words and drawings: the language is chosen at the edge. */
export type Compose = (
	publication: Publication,
	sections: readonly Section[],
	material: readonly Material[]
) => Promise<ReportDocument>;

/**
 * Freezes a report: its values, definitions and words are kept as they are now, and nothing can change them. The same
 * data give the same hash.
 * @returns `differs` when a public report would differ by one to four from one that was published of the same year, and
 *   so tell a small number by subtraction (domain.md 2.7); `codes` says of what. `empty` when nothing is in it.
 * @throws LyktError `forbidden`, `notFound`.
 */
export function freezePublication(
	ctx: Ctx,
	id: string,
	compose: Compose
): Promise<Outcome<{ version: number; hash: string }, 'empty'> | { ok: false; why: 'differs'; codes: MaterialCode[] }> {
	if (!may(ctx.actor, 'publication.freeze')) throw new LyktError('forbidden');
	return inTransaction(ctx, async (ctx) => {
		const publication = isId(id) ? await lockPublication(ctx, id) : undefined;
		if (!publication) throw new LyktError('notFound');
		const sections = shownIn(publication.view, await selectSections(ctx, id));
		if (sections.length === 0) return no('empty');
		const material = await readMaterial(ctx, publication, codesOf(sections));
		const codes = publication.view === 'public' ? await findGivenAway(ctx, publication, material) : [];
		if (codes.length > 0) return { ok: false, why: 'differs', codes };
		const document = await compose(publication, sections, material);
		const version = ((await selectFrozen(ctx, id))[0]?.version ?? 0) + 1;
		const hash = hashOf(material);
		await insertFrozen(ctx, { id: newId(), publication, version, figures: material, definitions, document, hash });
		await appendEntry(ctx, 'publication.freeze', 'publication', id);
		return yes({ version, hash: hash.toString('hex') });
	});
}

/** The sections of a view: what is for inside only stays inside. */
export const shownIn = <S extends NewSection>(view: Publication['view'], sections: readonly S[]): S[] =>
	sections.filter(({ isInternal }) => view === 'internal' || !isInternal);

/** Every figure of a report once, in the order in which they stand. */
export const codesOf = (sections: readonly Pick<Section, 'figures'>[]): MaterialCode[] => [
	...new Set(sections.flatMap(({ figures }) => figures))
];

/** SHA-256 over the values and how they were made. */
export const hashOf = (material: readonly Material[]): Buffer => fingerprint(canonical({ definitions, material }));

async function findGivenAway(ctx: Ctx, { year }: Publication, material: readonly Material[]): Promise<MaterialCode[]> {
	const published = await selectPublished(ctx, year);
	const gives = (one: Material, earlier: Material) => one.code === earlier.code && differsByFew(earlier, one);
	return material.filter((one) => published.some((earlier) => gives(one, earlier))).map(({ code }) => code);
}

/** The same figure of the same year and the same programme: laid beside each other, the difference is a number too. */
function differsByFew(earlier: Material, later: Material): boolean {
	if (earlier.kind === 'figure' && later.kind === 'figure') {
		const isSame = earlier.figure.programmeId === later.figure.programmeId;
		return (
			isSame && earlier.figure.unit === 'contacts' && findFigureDifferencing(earlier.figure, later.figure).length > 0
		);
	}
	if (earlier.kind === 'list' && later.kind === 'list') {
		return findFigureDifferencing(asCells(earlier), asCells(later)).length > 0;
	}
	if (earlier.kind === 'goals' && later.kind === 'goals') {
		const before = new Map(earlier.goals.map((goal) => [`${goal.programme} ${goal.letter}`, goal.reached]));
		return later.goals.some(({ programme, letter, measure, reached }) => {
			const old = before.get(`${programme} ${letter}`);
			const isOfPeople = measure === 'contacts' || measure === 'attendance';
			return isOfPeople && typeof old === 'number' && typeof reached === 'number' && isFew(reached - old);
		});
	}
	if (earlier.kind !== 'users' || later.kind !== 'users') return false;
	return later.cells.some((cell) => {
		const old = earlier.cells.find(({ row, column }) => row === cell.row && column === cell.column);
		const pairs = [
			[old?.before, cell.before],
			[old?.after, cell.after]
		];
		return pairs.some(([a, b]) => typeof a === 'number' && typeof b === 'number' && isFew(b - a));
	});
}

const asCells = ({ rows, total }: Extract<Material, { kind: 'list' }>) => ({
	total,
	cells: rows.map(({ codes, count }) => ({ code: codes.join('+'), codes, count }))
});

const isFew = (difference: number): boolean => difference !== 0 && Math.abs(difference) < 5;
