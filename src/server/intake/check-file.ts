import { listArenas, type Arena } from '#arena';
import { earliestDay } from '#contact';
import type { Ctx } from '#db';
import { localDay } from '#shared/calendar.ts';
import { LyktError } from '#shared/errors.ts';
import type { SheetRow } from '#shared/sheet.ts';
import { may } from '#staff';
import { open } from '#vault';
import { keyOf } from './bring-file.ts';
import { countStanding, findIntake, selectIntakes, selectNames, selectPart, type Names } from './intake.db.ts';
import type { IntakeField } from './fields.ts';
import {
	checkColumns,
	lineReader,
	readLine,
	wordOf,
	wordsIn,
	type Intake,
	type LineFault,
	type Reader
} from './intake.ts';
import { codesOf, makeVocabulary } from './vocabulary.ts';

/** How many faults and unknown words are shown at once; the file of faults has them all. */
const mostShown = 100;

/** A word of the file that nobody has said the meaning of. */
export interface UnknownWord {
	field: IntakeField;
	/** As it stands in the file, the first time. */
	written: string;
	word: string;
	lines: number;
	/** What it may be said to mean. */
	choices: { code: string; name?: string }[];
}

/** A try without a trace: what the file would come to. */
export interface FileCheck {
	good: number;
	faulty: number;
	faults: LineFault[];
	faultCount: number;
	unknown: UnknownWord[];
	firstDay?: string;
	lastDay?: string;
	/** Contacts that are registered already in the months of the file: it may be here already. */
	standing: number;
	/** Finished imports of the same days. */
	overlapping: { id: string; fileName: string }[];
}

/** All imports, the newest first. @throws LyktError `forbidden`. */
export async function listIntakes(ctx: Ctx): Promise<Intake[]> {
	if (!may(ctx.actor, 'intake.run')) throw new LyktError('forbidden');
	return selectIntakes(ctx);
}

/**
 * One import and, while it is a draft, its first rows.
 * @throws LyktError `notFound` | `forbidden`; `keyDestroyed` when its rows are no longer there.
 */
export async function getIntake(ctx: Ctx, id: string): Promise<{ intake: Intake; sample: string[][] }> {
	if (!may(ctx.actor, 'intake.run')) throw new LyktError('forbidden');
	const intake = await findIntake(ctx, id);
	if (!intake) throw new LyktError('notFound');
	if (intake.state !== 'draft') return { intake, sample: [] };
	const rows = (await readPart(ctx, id, 0)) ?? [];
	return { intake, sample: rows.slice(0, 5).map(({ cells }) => cells) };
}

/**
 * Reads the whole file as it would come in, and writes nothing.
 * @returns undefined while the columns cannot be read: no day, or one answer in two columns.
 */
export async function checkFile(ctx: Ctx, intake: Intake): Promise<FileCheck | undefined> {
	if (!checkColumns(intake.columns).ok) return undefined;
	const { reader, arenas, names } = await prepare(ctx, intake);
	const check: FileCheck = {
		good: 0,
		faulty: 0,
		faults: [],
		faultCount: 0,
		unknown: [],
		standing: 0,
		overlapping: []
	};
	const words = new Map<string, UnknownWord>();
	const readLine = lineReader(reader, intake.header);
	for await (const part of partsOf(ctx, intake.id)) {
		for (const row of part) {
			const read = readLine(row);
			if (read.ok) noteDay(check, read.happenedOn);
			else {
				check.faulty++;
				check.faultCount += read.faults.length;
				check.faults.push(...read.faults.slice(0, mostShown - check.faults.length));
				for (const fault of read.faults) noteWords(words, fault, reader, (field) => choicesOf(field, arenas, names));
			}
		}
	}
	check.unknown = [...words.values()].sort((a, b) => b.lines - a.lines).slice(0, mostShown);
	if (check.firstDay === undefined) return check;
	return { ...check, ...(await whatStands(ctx, check.firstDay, check.lastDay!, intake.id)) };
}

/** Every fault of a file, line by line, for a sheet to correct it by. @throws LyktError `notFound` | `forbidden`. */
export async function listFaults(ctx: Ctx, id: string): Promise<LineFault[]> {
	const { intake } = await getIntake(ctx, id);
	if (intake.state !== 'draft') throw new LyktError('notFound');
	const { reader } = await prepare(ctx, intake);
	const faults: LineFault[] = [];
	for await (const part of partsOf(ctx, id)) {
		for (const row of part) {
			const read = readLine(reader, intake.header, row);
			if (!read.ok) faults.push(...read.faults);
		}
	}
	return faults;
}

/** What reading this import's lines asks for, and what its words may mean. */
export async function prepare(ctx: Ctx, intake: Intake): Promise<{ reader: Reader; arenas: Arena[]; names: Names }> {
	const [arenas, names] = await Promise.all([listArenas(ctx), selectNames(ctx)]);
	const closedOn = new Map(
		arenas.flatMap(({ id, closedAt }): [string, string][] => (closedAt ? [[id, localDay(closedAt)]] : []))
	);
	const vocabulary = makeVocabulary(arenas, names, intake.words);
	const reader = { columns: intake.columns, vocabulary, closedOn, earliest: earliestDay, today: localDay(ctx.now) };
	return { reader, arenas, names };
}

/** The rows of a file that waits, one part in memory at a time. */
export async function* partsOf(ctx: Ctx, id: string): AsyncGenerator<SheetRow[]> {
	for (let position = 0; ; position++) {
		const rows = await readPart(ctx, id, position);
		if (!rows) return;
		yield rows;
	}
}

async function readPart(ctx: Ctx, id: string, position: number): Promise<SheetRow[] | undefined> {
	const sealed = await selectPart(ctx, id, position);
	if (!sealed) return undefined;
	const [text] = await open(keyOf(id), [sealed]);
	return (JSON.parse(text!) as [number, ...string[]][]).map(([line, ...cells]) => ({ line, cells }));
}

function noteDay(check: FileCheck, day: string): void {
	check.good++;
	if (check.firstDay === undefined || day < check.firstDay) check.firstDay = day;
	if (check.lastDay === undefined || day > check.lastDay) check.lastDay = day;
}

function noteWords(
	words: Map<string, UnknownWord>,
	fault: LineFault,
	{ vocabulary }: Reader,
	choices: (field: IntakeField) => UnknownWord['choices']
): void {
	if (fault.why !== 'unknownWord') return;
	for (const written of wordsIn(fault.field, fault.value)) {
		const word = wordOf(written);
		if (vocabulary[fault.field].has(word)) continue;
		const key = `${fault.field} ${word}`;
		const known = words.get(key);
		if (known) known.lines++;
		else words.set(key, { field: fault.field, written, word, lines: 1, choices: choices(fault.field) });
	}
}

function choicesOf(field: IntakeField, arenas: readonly Arena[], names: Names): UnknownWord['choices'] {
	const called = new Map([
		...arenas.map(({ id, codeName }): [string, string] => [id, codeName]),
		...names.programmes.map(({ id, name }): [string, string] => [id, name])
	]);
	return codesOf(field, arenas, names).map((code) => {
		const name = called.get(code);
		return name === undefined ? { code } : { code, name };
	});
}

async function whatStands(ctx: Ctx, from: string, to: string, id: string) {
	const [standing, imports] = await Promise.all([countStanding(ctx, from, to), selectIntakes(ctx)]);
	const overlapping = imports
		.filter((other) => other.id !== id && other.state === 'done' && other.firstDay! <= to && other.lastDay! >= from)
		.map(({ id, fileName }) => ({ id, fileName }));
	return { standing, overlapping };
}
