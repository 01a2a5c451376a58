import { appendEntry } from '#audit';
import { inTransaction, type Ctx } from '#db';
import { enqueue } from '#jobs';
import { no, yes, type Outcome } from '#shared/outcome.ts';
import type { SheetRow } from '#shared/sheet.ts';
import { may } from '#staff';
import { checkFile, partsOf, prepare } from './check-file.ts';
import {
	countImport,
	countLater,
	deleteIncoming,
	deleteParts,
	findIntake,
	insertIncoming,
	lockIntake,
	takeRun,
	updateIntake
} from './intake.db.ts';
import { lineReader, type Intake, type ReadLine } from './intake.ts';

/** An import can be undone for so long; then what is old enough is forgotten, and only counted. */
export const undoDays = 30;

/** @returns true while an import can be undone. */
export const canUndo = ({ state, finishedAt }: Pick<Intake, 'state' | 'finishedAt'>, now: Date): boolean =>
	state === 'done' && now.getTime() - finishedAt!.getTime() <= undoDays * 24 * 60 * 60_000;

/**
 * Starts an import whose every line can be read; the worker does it.
 * @returns `hasFaults` when a line cannot be read: then nothing is imported, not even the others.
 */
export async function startImport(
	ctx: Ctx,
	id: string
): Promise<Outcome<object, 'forbidden' | 'notFound' | 'notDraft' | 'hasFaults'>> {
	if (!may(ctx.actor, 'intake.run')) return no('forbidden');
	const found = await findIntake(ctx, id);
	if (!found) return no('notFound');
	if (found.state !== 'draft') return no('notDraft');
	const check = await checkFile(ctx, found);
	if (!check || check.faulty > 0) return no('hasFaults');
	return inTransaction(ctx, async (ctx) => {
		const intake = await lockIntake(ctx, id);
		if (intake?.state !== 'draft') return no('notDraft');
		await updateIntake(ctx, id, { state: 'running', linesDone: 0, fault: null });
		await enqueue(ctx, 'intake.run', { importId: id }, { key: `intake.run:${id}` });
		await appendEntry(ctx, 'intake.start', 'import', id);
		return yes({});
	});
}

/**
 * The import itself: all of it in one transaction, or nothing. Killed anywhere, nothing has happened, and the next run
 * begins anew. A line that could be read when it was checked and cannot now (a place was closed meanwhile) sends the whole
 * file back as a draft.
 */
export async function runImport(ctx: Ctx, id: string): Promise<void> {
	try {
		await inTransaction(ctx, (inside) => importAll(ctx, inside, id));
	} catch (error) {
		if (!(error instanceof Unreadable)) throw error;
		await updateIntake(ctx, id, { state: 'draft', linesDone: 0, fault: 'linesChanged' });
		await appendEntry(ctx, 'intake.run', 'import', id, 'linesChanged');
	}
}

/**
 * Takes an import back: every contact of it that still stands, and with them what they counted.
 * @returns `tooLate` after thirty days, when the oldest contacts may already be forgotten.
 */
export async function undoImport(
	ctx: Ctx,
	id: string
): Promise<Outcome<{ contacts: number }, 'forbidden' | 'notFound' | 'notDone' | 'tooLate'>> {
	if (!may(ctx.actor, 'intake.run')) return no('forbidden');
	return inTransaction(ctx, async (ctx) => {
		const intake = await lockIntake(ctx, id);
		if (!intake) return no('notFound');
		if (intake.state !== 'done') return no('notDone');
		if (!canUndo(intake, ctx.now)) return no('tooLate');
		const contacts = await deleteIncoming(ctx, id);
		await updateIntake(ctx, id, { state: 'undone', undoneAt: ctx.now });
		await appendEntry(ctx, 'intake.undo', 'import', id);
		return yes({ contacts });
	});
}

/** Ends the transaction without a trace; caught by `runImport` alone. */
class Unreadable extends Error {}

/** @param outside the connection by which others learn how far it has come, while nothing is committed. */
async function importAll(outside: Ctx, ctx: Ctx, id: string): Promise<void> {
	await takeRun(ctx, id);
	const intake = await findIntake(ctx, id);
	if (intake?.state !== 'running') return; // done by another run, or thrown away
	const { reader } = await prepare(ctx, intake);
	await countLater(ctx, id);
	const days = await insertAll(outside, ctx, intake, lineReader(reader, intake.header));
	const words = {}; // what a word was said to mean is not needed any more, and may have been a name
	await updateIntake(ctx, id, { state: 'done', contactCount: intake.lineCount, ...days, finishedAt: ctx.now, words });
	await deleteParts(ctx, id);
	await enqueue(ctx, 'intake.destroyKey', { importId: id });
	await appendEntry(ctx, 'intake.run', 'import', id);
	// Last of all, because whoever registers meanwhile waits from here on.
	await countImport(ctx, id);
}

/** Every part of the file becomes contacts, one part in memory at a time. @returns the first and the last day. */
async function insertAll(
	outside: Ctx,
	ctx: Ctx,
	{ id }: Intake,
	read: ReturnType<typeof lineReader>
): Promise<{ firstDay: string; lastDay: string }> {
	let linesDone = 0;
	let [firstDay, lastDay] = ['9999-12-31', '0001-01-01'];
	for await (const part of partsOf(ctx, id)) {
		const lines = readPart(read, part);
		await insertIncoming(ctx, id, lines);
		for (const { happenedOn } of lines) {
			if (happenedOn < firstDay) firstDay = happenedOn;
			if (happenedOn > lastDay) lastDay = happenedOn;
		}
		linesDone += part.length;
		await updateIntake(outside, id, { linesDone });
	}
	return { firstDay, lastDay };
}

function readPart(read: ReturnType<typeof lineReader>, part: SheetRow[]): ReadLine[] {
	return part.map((row) => {
		const line = read(row);
		if (!line.ok) throw new Unreadable();
		return line;
	});
}
