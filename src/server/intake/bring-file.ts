import { appendEntry } from '#audit';
import { inTransaction, type Ctx } from '#db';
import { newId } from '#shared/ids.ts';
import { no, yes, type Outcome } from '#shared/outcome.ts';
import { readSheetInSlices, type SheetFault, type SheetRow } from '#shared/sheet.ts';
import { WorkbookFault } from '#shared/workbook.ts';
import { may } from '#staff';
import { createKey, destroyKey, seal } from '#vault';
import { deleteIntake, insertIntake, insertPart, updateIntake } from './intake.db.ts';
import { guessColumns, mostBytes, mostLines } from './intake.ts';

/** So many rows stand in memory, and go into the database in one statement. */
const partLength = 5000;
/** Fewer of them when they are long: what is sealed at once has a limit. In characters. */
const partSize = 2_000_000;

export const keyOf = (importId: string): string => `intake:${importId}`;

/**
 * Takes in a file of earlier contacts: the first row is the heading, each other row a contact. Nothing is counted yet. The
 * rows wait sealed under a key of their own, which lives for a day at most. They are read and sealed part by part: beside
 * the file itself, memory does not follow its length.
 * @param most how much a file may hold; measuring asks for more.
 * @returns the import's id, or why the file cannot be read.
 * @throws LyktError `keyholderUnreachable`.
 */
export async function bringFile(
	ctx: Ctx,
	bytes: Uint8Array,
	fileName: string,
	most = { bytes: mostBytes, lines: mostLines }
): Promise<Outcome<{ id: string }, SheetFault | 'forbidden' | 'onlyHeading'>> {
	if (!may(ctx.actor, 'intake.run')) return no('forbidden');
	const read = await readSheetInSlices(bytes, fileName, most.bytes);
	if (!read.ok) return read;
	const id = newId();
	await createKey(keyOf(id));
	const kept = await keepRows(ctx, id, fileName, read.slices, most.lines).catch(whyBroken);
	if (!kept.ok) await destroyKey(keyOf(id));
	return kept.ok ? yes({ id }) : kept;
}

/** A workbook may turn out to be broken when half of it is read; then nothing of it was kept. */
function whyBroken(error: unknown): Outcome<object, SheetFault> {
	if (error instanceof WorkbookFault) return no(error.why);
	throw error;
}

async function keepRows(
	ctx: Ctx,
	id: string,
	fileName: string,
	slices: AsyncIterable<SheetRow[]>,
	most: number
): Promise<Outcome<object, SheetFault | 'onlyHeading'>> {
	const rows = inParts(slices);
	const first = await rows.next();
	if (first.done) return no('empty');
	const [heading, ...sample] = first.value;
	const width = Math.max(...first.value.slice(0, 50).map(({ cells }) => cells.length));
	const header = Array.from({ length: width }, (_, place) => (heading!.cells[place] ?? '').slice(0, 80));
	const columns = guessColumns(
		header,
		sample.slice(0, 20).map(({ cells }) => cells)
	);
	return inTransaction(ctx, async (ctx) => {
		// The row comes first because the parts point to it; how many lines there are is known at the end.
		await insertIntake(ctx, { id, fileName: nameOf(fileName), header, columns, lineCount: 1 });
		const lineCount = await keepParts(ctx, id, [sample, rows], most);
		if (lineCount === 0 || lineCount > most) {
			await deleteIntake(ctx, id);
			return no(lineCount === 0 ? 'onlyHeading' : 'tooLarge');
		}
		await updateIntake(ctx, id, { lineCount });
		await appendEntry(ctx, 'intake.bring', 'import', id);
		return yes({});
	});
}

/** The last part of a path, short enough to show. */
const nameOf = (fileName: string): string => fileName.split(/[\\/]/u).at(-1)!.trim().slice(0, 120) || 'fil';

async function keepParts(
	ctx: Ctx,
	id: string,
	[first, rest]: [SheetRow[], AsyncGenerator<SheetRow[], void>],
	most: number
): Promise<number> {
	let lines = 0;
	let position = 0;
	for (let part: SheetRow[] | undefined = first; part; part = (await rest.next()).value ?? undefined) {
		if (part.length === 0) continue;
		lines += part.length;
		if (lines > most) return lines;
		const [sealed] = await seal(keyOf(id), [JSON.stringify(part.map(({ line, cells }) => [line, ...cells]))]);
		await insertPart(ctx, id, position++, sealed!);
	}
	return lines;
}

async function* inParts(slices: AsyncIterable<SheetRow[]>): AsyncGenerator<SheetRow[], void> {
	let part: SheetRow[] = [];
	let size = 0;
	for await (const slice of slices) {
		for (const row of slice) {
			part.push(row);
			for (const cell of row.cells) size += cell.length;
			if (part.length < partLength && size < partSize) continue;
			yield part;
			[part, size] = [[], 0];
		}
	}
	if (part.length > 0) yield part;
}
