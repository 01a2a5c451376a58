import { appendEntry } from '#audit';
import { inTransaction, type Ctx } from '#db';
import { enqueue } from '#jobs';
import { newId } from '#shared/ids.ts';
import { no, yes, type Outcome } from '#shared/outcome.ts';
import type { SheetRow } from '#shared/sheet.ts';
import { may } from '#staff';
import { checkFile, partsOf, prepare } from './check-file.ts';
import {
	deleteIncoming,
	deleteParts,
	findIntake,
	insertStaged,
	lockIntake,
	openStage,
	stage,
	takeRun,
	updateIntake
} from './intake.db.ts';
import { readLine, type IncomingContact, type Intake, type Reader } from './intake.ts';

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
	await openStage(ctx);
	let done = 0;
	const days: string[] = [];
	for await (const part of partsOf(ctx, id)) {
		const contacts = readPart(reader, intake.header, part);
		await stage(ctx, contacts);
		days.push(...ends(contacts));
		done += part.length;
		await updateIntake(outside, id, { linesDone: done });
	}
	await insertStaged(ctx, id);
	const [firstDay, lastDay] = [days.toSorted()[0]!, days.toSorted().at(-1)!];
	const words = {}; // what a word was said to mean is not needed any more, and may have been a name
	await updateIntake(ctx, id, { state: 'done', contactCount: done, firstDay, lastDay, finishedAt: ctx.now, words });
	await deleteParts(ctx, id);
	await enqueue(ctx, 'intake.destroyKey', { importId: id });
	await appendEntry(ctx, 'intake.run', 'import', id);
}

function readPart(reader: Reader, header: string[], part: SheetRow[]): (IncomingContact & { id: string })[] {
	return part.map((row) => {
		const read = readLine(reader, header, row);
		if (!read.ok) throw new Unreadable();
		return { ...read.contact, id: newId() };
	});
}

/** The first and the last day of a part. */
function ends(contacts: readonly IncomingContact[]): string[] {
	const days = contacts.map(({ happenedOn }) => happenedOn).toSorted();
	return [days[0]!, days.at(-1)!];
}
