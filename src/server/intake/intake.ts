import { isDay } from '#shared/calendar.ts';
import { no, yes, type Outcome } from '#shared/outcome.ts';
import { intakeFields, type IntakeField } from './fields.ts';
import { columnWords } from './words.ts';

/** Several columns may say themes; of the others each can stand in one. */
const manyValued: readonly IntakeField[] = ['themes', 'obstacles'];
/** Days and hours are read as they are; the others are words with a meaning. */
export const wordFields = intakeFields.filter((field) => field !== 'happenedOn' && field !== 'hour');

/** The most lines one file may have, and the most bytes. */
export const mostLines = 200_000;
export const mostBytes = 15 * 1024 * 1024;

export type IntakeState = 'draft' | 'running' | 'done' | 'undone';

/** A file on its way in, or what became of it. */
export interface Intake {
	id: string;
	fileName: string;
	state: IntakeState;
	createdAt: Date;
	header: string[];
	/** The field of each column; '' is not read. */
	columns: (IntakeField | '')[];
	words: WordMeanings;
	lineCount: number;
	linesDone: number;
	contactCount: number | null;
	firstDay: string | null;
	lastDay: string | null;
	finishedAt: Date | null;
	undoneAt: Date | null;
	/** Why the last try left nothing behind. */
	fault: string | null;
}

/** What somebody said that a word of the file means: by field, by word; '' is «not known». */
export type WordMeanings = Partial<Record<IntakeField, Record<string, string>>>;

/** What words mean: by field, from the word without capitals and marks to the code. */
export type Vocabulary = Record<IntakeField, ReadonlyMap<string, string>>;

/** Everything that reading a line asks for. */
export interface Reader {
	columns: readonly (IntakeField | '')[];
	vocabulary: Vocabulary;
	/** The day after which an arena took no contacts, by its id. */
	closedOn: ReadonlyMap<string, string>;
	/** The first and the last day that a contact may have. */
	earliest: string;
	today: string;
}

/** A contact as it comes in: the same answers as one that is registered. */
export interface IncomingContact extends IncomingAnswers {
	happenedOn: string;
	hour: number | null;
}

/** What was answered, whenever it was. */
export interface IncomingAnswers {
	channel: string;
	arenaId: string | null;
	programmeId: string | null;
	gender: string;
	seller: string;
	unsureReason: string | null;
	buyer: string;
	initiative: string;
	language: string | null;
	outcome: string;
	themes: string[];
	obstacles: string[];
}

export const faultCodes = [
	'dayMissing',
	'badDay',
	'dayInFuture',
	'dayTooEarly',
	'badHour',
	'unknownWord',
	'arenaClosed',
	'reasonOnlyWhenUnsure'
] as const;
export type FaultCode = (typeof faultCodes)[number];
/** What is wrong with a line: where it stands in the file, in which column, and what stands there. */
export interface LineFault {
	line: number;
	field: IntakeField;
	column: string;
	value: string;
	why: FaultCode;
}

/**
 * Guesses what each column is from its heading, then from what stands in it: a column of days is the day.
 * @param sample a few rows under the heading.
 */
export function guessColumns(header: readonly string[], sample: readonly (readonly string[])[]): (IntakeField | '')[] {
	const taken = new Set<IntakeField>();
	const columns = header.map((heading): IntakeField | '' => {
		const field = intakeFields.find((field) => isCalled(heading, field) && isFree(field, taken));
		if (field) taken.add(field);
		return field ?? '';
	});
	if (taken.has('happenedOn')) return columns;
	const days = columns.findIndex((field, place) => field === '' && areDays(sample.map((cells) => cells[place] ?? '')));
	return days < 0 ? columns : columns.with(days, 'happenedOn');
}

/** @returns `dayColumn` when no column is the day, `twice` when two columns are the same single answer. */
export function checkColumns(columns: readonly (IntakeField | '')[]): Outcome<object, 'dayColumn' | 'twice'> {
	if (!columns.includes('happenedOn')) return no('dayColumn');
	const single = columns.filter((field) => field !== '' && !manyValued.includes(field));
	return new Set(single).size === single.length ? yes({}) : no('twice');
}

/**
 * Reads one line as a contact. An empty cell is «not known», which is always an answer; a word without a meaning is a
 * fault, never a guess.
 * @returns the contact, or everything that is wrong with the line.
 */
export function readLine(
	reader: Reader,
	header: readonly string[],
	{ line, cells }: { line: number; cells: readonly string[] }
): { ok: true; contact: IncomingContact } | { ok: false; faults: LineFault[] } {
	const faults: LineFault[] = [];
	const contact = blank();
	for (const [place, field] of reader.columns.entries()) {
		if (field === '') continue;
		const value = (cells[place] ?? '').trim();
		const why = readCell(reader, contact, field, value);
		if (why) faults.push({ line, field, column: header[place] ?? '', value, why });
	}
	if (faults.length === 0) faults.push(...together(reader, header, contact, line));
	return faults.length ? { ok: false, faults } : { ok: true, contact };
}

/** A line that could be read. Lines that say the same have the same object for what they say. */
export interface ReadLine {
	ok: true;
	happenedOn: string;
	hour: number | null;
	answers: IncomingAnswers;
}

/**
 * The same for many lines of one file: what a line says beside its day and hour is looked up when a line before has said it
 * in the same words. Anything unusual is read in full.
 */
export function lineReader(
	reader: Reader,
	header: readonly string[]
): (row: { line: number; cells: readonly string[] }) => ReadLine | { ok: false; faults: LineFault[] } {
	const said = new Map<string, IncomingAnswers>();
	const day = reader.columns.indexOf('happenedOn');
	const hour = reader.columns.indexOf('hour');
	const words = reader.columns.flatMap((field, place) =>
		field === '' || place === day || place === hour ? [] : [place]
	);
	return (row) => {
		const key = words.map((place) => row.cells[place] ?? '').join('\0');
		const answers = said.get(key);
		if (answers) {
			const when = readWhen(reader, row.cells[day] ?? '', row.cells[hour] ?? '');
			if (when && when.happenedOn <= lastDayOf(reader, answers)) return { ok: true, ...when, answers };
		}
		const read = readLine(reader, header, row);
		if (!read.ok) return read;
		const { happenedOn, hour: hourRead, ...rest } = read.contact;
		if (said.size > mostSaid) said.clear();
		if (!answers) said.set(key, rest);
		return { ok: true, happenedOn, hour: hourRead, answers: answers ?? rest };
	};
}

/** So many different lines are remembered at once. */
const mostSaid = 20_000;

function readWhen(reader: Reader, day: string, hour: string): { happenedOn: string; hour: number | null } | undefined {
	const happenedOn = dayOf(day);
	if (happenedOn === undefined || happenedOn > reader.today || happenedOn < reader.earliest) return undefined;
	if (hour === '') return { happenedOn, hour: null };
	const read = readHour(hour);
	return read === undefined ? undefined : { happenedOn, hour: read };
}

const lastDayOf = ({ closedOn, today }: Reader, { arenaId }: IncomingAnswers): string =>
	(arenaId === null ? undefined : closedOn.get(arenaId)) ?? today;

/** A word as it is compared: no capitals, and a blank where marks and hyphens stood. */
export const wordOf = (text: string): string =>
	text
		.normalize('NFC')
		.toLocaleLowerCase('nb')
		.replace(/(?<=[\p{L}\p{N}])-(?=[\p{L}\p{N}])/gu, '')
		.replace(/[^\p{L}\p{N}?]+/gu, ' ')
		.trim();

/** Several answers in one cell: «helse; rus», «helse, rus», «helse + rus». */
export const wordsIn = (field: IntakeField, value: string): string[] =>
	(manyValued.includes(field) ? value.split(/[;,|+\n]/u) : [value]).map((part) => part.trim()).filter(Boolean);

/**
 * A day as people write it: 2012-03-14, 14.3.2012, 14/03/2012, 14.03.12, 20120314; what stands after it (a time) is left.
 * @returns undefined for what is not a day.
 */
export function readDay(text: string): string | undefined {
	const iso = /^(\d{4})-?(\d{2})-?(\d{2})(?:[T ].*)?$/u.exec(text);
	const nordic = /^(\d{1,2})[./](\d{1,2})[./](\d{4}|\d{2})(?:[T ,].*)?$/u.exec(text);
	const parts = iso?.slice(1) ?? nordic?.slice(1).toReversed();
	if (!parts) return undefined;
	const [year, month, day] = parts as [string, string, string];
	const full = `${year.length === 2 ? `20${year}` : year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
	return isDay(full) ? full : undefined;
}

/** The hour of 16, 16.12, 16:12 or kl. 16. */
export function readHour(text: string): number | undefined {
	const parts = /^(?:kl\.?\s*)?(\d{1,2})(?:[.:](\d{2})(?:[.:]\d{2})?)?$/iu.exec(text);
	const hour = Number(parts?.[1] ?? 24);
	return hour < 24 && Number(parts?.[2] ?? 0) < 60 ? hour : undefined;
}

function readCell(reader: Reader, contact: IncomingContact, field: IntakeField, value: string): FaultCode | undefined {
	if (field === 'happenedOn') return readHappenedOn(reader, contact, value);
	if (value === '') return undefined;
	if (field === 'hour') return readHourInto(contact, value);
	const codes = wordsIn(field, value).map((part) => reader.vocabulary[field].get(wordOf(part)));
	if (codes.some((code) => code === undefined)) return 'unknownWord';
	for (const code of codes) if (code) setters[field](contact, code);
	return undefined;
}

function readHappenedOn(reader: Reader, contact: IncomingContact, value: string): FaultCode | undefined {
	if (value === '') return 'dayMissing';
	const day = dayOf(value);
	if (!day) return 'badDay';
	contact.happenedOn = day;
	return day > reader.today ? 'dayInFuture' : day < reader.earliest ? 'dayTooEarly' : undefined;
}

function readHourInto(contact: IncomingContact, value: string): FaultCode | undefined {
	const hour = readHour(value);
	if (hour === undefined) return 'badHour';
	contact.hour = hour;
	return undefined;
}

const setters: Record<Exclude<IntakeField, 'happenedOn' | 'hour'>, (contact: IncomingContact, code: string) => void> = {
	channel: (contact, code) => void (contact.channel = code),
	arena: (contact, code) => void (contact.arenaId = code),
	programme: (contact, code) => void (contact.programmeId = code),
	gender: (contact, code) => void (contact.gender = code),
	seller: (contact, code) => void (contact.seller = code),
	unsureReason: (contact, code) => void (contact.unsureReason = code),
	buyer: (contact, code) => void (contact.buyer = code),
	initiative: (contact, code) => void (contact.initiative = code),
	language: (contact, code) => void (contact.language = code),
	outcome: (contact, code) => void (contact.outcome = code),
	themes: (contact, code) => addOnce(contact.themes, code),
	obstacles: (contact, code) => addOnce(contact.obstacles, code)
};

/** What cannot be judged by one cell. */
function together(reader: Reader, header: readonly string[], contact: IncomingContact, line: number): LineFault[] {
	const fault = (field: IntakeField, value: string, why: FaultCode): LineFault => {
		const column = header[reader.columns.indexOf(field)] ?? '';
		return { line, field, column, value, why };
	};
	const closed = contact.arenaId === null ? undefined : reader.closedOn.get(contact.arenaId);
	const faults: LineFault[] = [];
	if (closed !== undefined && contact.happenedOn > closed)
		faults.push(fault('arena', contact.happenedOn, 'arenaClosed'));
	if (contact.unsureReason !== null && contact.seller !== 'unsure') {
		faults.push(fault('unsureReason', contact.unsureReason, 'reasonOnlyWhenUnsure'));
	}
	return faults;
}

const blank = (): IncomingContact => ({
	happenedOn: '',
	hour: null,
	channel: 'other',
	arenaId: null,
	programmeId: null,
	gender: 'notStated',
	seller: 'unsure',
	unsureReason: null,
	buyer: 'unknown',
	initiative: 'unknown',
	language: null,
	outcome: 'unknown',
	themes: [],
	obstacles: []
});

const addOnce = (codes: string[], code: string): void => {
	if (!codes.includes(code)) codes.push(code);
};

const isCalled = (heading: string, field: IntakeField): boolean => {
	const word = wordOf(heading);
	return word === wordOf(field) || columnWords[field].includes(word);
};

const isFree = (field: IntakeField, taken: ReadonlySet<IntakeField>): boolean =>
	manyValued.includes(field) || !taken.has(field);

function areDays(values: readonly string[]): boolean {
	const filled = values.filter((value) => value !== '');
	return filled.length > 0 && filled.every((value) => readDay(value) !== undefined);
}

// A file of a hundred thousand lines has a few hundred days: each is read once.
const days = new Map<string, string | undefined>();
function dayOf(value: string): string | undefined {
	if (!days.has(value)) {
		if (days.size > 20_000) days.clear();
		days.set(value, readDay(value));
	}
	return days.get(value);
}
